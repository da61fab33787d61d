"""Kits, packages, returns and conflicts between three stores, on the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cli_kit import Answer, Run
from people import SCHOOL

MONTH = ("--month", "2026-09")


class County:
    """A class, its school and the bureau, each in its folder."""

    def __init__(self, call: Run, folder: Callable[[str], Path], stick: Path) -> None:
        self._call = call
        self.folders = {role: folder(role) for role in ("class", "school", "bureau")}
        self.stick = stick

    def __call__(self, role: str, *words: object) -> Answer:
        return self._call("--json", "--store", self.folders[role], *words)

    def join(self) -> None:
        """The bureau's kit for the school and the school's kit for the class are taken in."""
        kit = self("bureau", "kit", "export", "--to", self.stick, "--school", SCHOOL,
                   "--code", "9901020001").value
        assert self("school", "kit", "import", kit["file"]).value["superior"] == "云岭县教育局"
        kit = self("school", "kit", "export", "--to", self.stick, "--class", "七年级1班").value
        assert self("class", "kit", "import", kit["file"]).value["class"] == "七年级1班"

    def send(self, role: str) -> Path:
        return Path(self(role, "package", "export", *MONTH, "--to", self.stick).value["file"])

    def code(self, role: str) -> str:
        return str(self(role, "unit", "code").value["code"])


@pytest.fixture
def county(call: Run, store_folder: Callable[[str], Path], tmp_path: Path) -> County:
    made = County(call, store_folder, tmp_path / "U盘")
    made.stick.mkdir()
    return made


def test_who_has_no_superior_cannot_report(county: County) -> None:
    answer = county("class", "package", "export", *MONTH, "--to", county.stick)
    assert answer.error == "not_joined"
    assert list(county.stick.iterdir()) == []


def test_a_package_says_what_it_is_before_it_is_taken_in(county: County) -> None:
    county.join()
    sent = county("class", "package", "export", *MONTH, "--to", county.stick).value
    assert set(sent) >= {"file", "sha256", "bytes", "zero", "counts"}
    assert sent["zero"] is True
    assert sent["counts"]["pupils"] == 50
    assert Path(sent["file"]).stat().st_size == sent["bytes"]
    seen = county("school", "package", "inspect", sent["file"]).value
    assert set(seen) >= {"kind", "from", "to", "month", "made", "verified", "counts"}
    assert (seen["from"], seen["month"], seen["verified"]) == (
        f"{SCHOOL}七年级1班", "2026-09", False)


def test_a_strange_machine_waits_until_its_code_is_compared(county: County) -> None:
    county.join()
    file = county.send("class")
    waiting = county("school", "package", "import", file)
    assert waiting.code == 0
    assert [(w["status"], w["verified"], w["added"]) for w in waiting.value] == [
        ("waiting", False, 0)]
    assert county("school", "roster", "list").value == []
    wrong = county("school", "package", "accept", file, "--code", "0000 0000")
    assert wrong.error == "wrong_check_code"
    digest = county("school", "package", "waiting").value[0]["digest"]
    taken = county("school", "package", "accept", digest[:12], "--code", county.code("class"))
    assert [t["status"] for t in taken.value] == ["imported"]
    assert len(county("school", "roster", "list").value) == 50
    again = county("school", "package", "import", file).value
    assert [(a["status"], a["verified"], a["added"]) for a in again] == [("already", True, 0)]
    assert county("school", "package", "accept", digest, "--code", "1").error == "not_waiting"


def test_a_refused_file_does_not_stop_the_others(county: County) -> None:
    county.join()
    file = county.send("class")
    broken = county.stick / "坏.kcbx"
    broken.write_bytes(file.read_bytes()[:-40])
    answer = county("school", "package", "import", broken, file, county.stick / "没有.kcbx")
    assert answer.code == 3
    assert [a["status"] for a in answer.value] == ["refused", "waiting", "refused"]
    assert all(a["sentence"].endswith("。") for a in answer.value)


def test_the_bureau_sees_who_has_filed(county: County) -> None:
    county.join()
    assert [r["status"] for r in county("bureau", "returns", *MONTH).value] == ["not_filed"]
    file = county.send("school")
    county("bureau", "package", "import", file)
    assert county("bureau", "returns", *MONTH).value[0]["verified"] is False
    county("bureau", "package", "accept", file, "--code", county.code("school"))
    filed = county("bureau", "returns", *MONTH).value
    assert set(filed[0]) >= {"from", "status", "late", "verified", "received", "counts"}
    assert (filed[0]["from"], filed[0]["status"], filed[0]["verified"], filed[0]["late"]) == (
        SCHOOL, "filed_zero", True, False)


def test_files_for_somebody_else_are_refused(county: County) -> None:
    county.join()
    kit = next(county.stick.glob("*.kckit"))
    answer = county("bureau", "package", "import", kit, county.send("class"))
    assert (answer.code, {a["status"] for a in answer.value}) == (3, {"refused"})
    assert county("bureau", "kit", "import", kit).error == "wrong_kit"
    assert county("school", "kit", "import", county.stick / "没有").error == "file_missing"
    assert county("class", "kit", "export", "--to", county.stick, "--class",
                  "七年级1班").error == "role_not_allowed"


def test_two_values_are_shown_and_one_is_settled(county: County) -> None:
    county.join()
    file = county.send("class")
    county("school", "package", "import", file)
    county("school", "package", "accept", file, "--code", county.code("class"))
    assert county("school", "roster", "edit", "郭小军", "--guardian1-phone", "000-1").code == 0
    assert county("class", "roster", "edit", "郭小军", "--guardian1-phone", "000-2").code == 0
    assert county("school", "conflict", "list").value == []
    received = county("school", "package", "import", county.send("class")).value
    assert received[0]["conflicts"] == 1
    conflict = county("school", "conflict", "list").value[0]
    assert set(conflict) == {"id", "table", "row", "field", "values"}
    assert (conflict["table"], conflict["field"]) == ("pupil", "guardian1_phone")
    said = {v["value"]: v for v in conflict["values"]}
    assert set(said["000-2"]) == {"entry", "value", "by", "at", "from"}
    assert {v["by"] for v in said.values()} == {"陶主任", "周老师"}
    assert county("school", "conflict", "settle", conflict["id"], "--keep", "x:1").error == (
        "unknown_entry")
    kept = county("school", "conflict", "settle", conflict["id"], "--keep",
                  said["000-2"]["entry"])
    assert kept.value == {"id": conflict["id"], "value": "000-2"}
    assert county("school", "conflict", "list").value == []
    assert county("school", "conflict", "settle", conflict["id"], "--value",
                  "1").error == "unknown_conflict"


def test_many_conflicts_are_settled_by_one_command(county: County) -> None:
    """All of one field from one computer, then the rest; what is left is named."""
    county.join()
    file = county.send("class")
    county("school", "package", "import", file)
    county("school", "package", "accept", file, "--code", county.code("class"))
    for role, end in (("school", "1"), ("class", "2")):
        for at, name in enumerate(("郭小军", "丁家乐")):
            assert county(role, "roster", "edit", name, "--guardian1-phone", f"000-{at}{end}",
                          "--phone", f"111-{at}{end}").code == 0
    county("school", "package", "import", county.send("class"))
    assert len(county("school", "conflict", "list").value) == 4
    settle = ("conflict", "settle")
    assert county("school", *settle, "--all-field", "学生电话", "--keep-from", "没有").error == (
        "unknown_sender")
    assert county("school", *settle, "--keep-from", "周老师").code == 2
    assert county("school", *settle, "--all", "--value", "1").code == 2
    done = county("school", *settle, "--all-field", "pupil.phone", "--keep-from", "周老师")
    assert done.value == {"settled": 2, "left": []}
    left = county("school", "conflict", "list").value
    assert {one["field"] for one in left} == {"guardian1_phone"}
    assert county("school", *settle, left[0]["id"], "--keep-from", "陶主任").value["settled"] == 1
    assert county("school", *settle, "--all", "--keep-from", "周老师").value["settled"] == 1
    assert county("school", "conflict", "list").value == []
