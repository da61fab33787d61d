"""Computers on the command line: a kit with its roster, certifying, taking back, once more."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cli_kit import Answer, Run
from people import SCHOOL

MONTH = ("--month", "2026-09")


class Desks:
    """A class that joined its school, each in its folder; ``stick`` lies between them."""

    def __init__(self, call: Run, folder: Callable[[str], Path], stick: Path) -> None:
        self._call, self.stick = call, stick
        self.folders = {role: folder(role) for role in ("class", "school", "bureau")}
        stick.mkdir()
        kit = self("school", "kit", "export", "--to", stick, "--class", "七年级1班").value
        self("class", "kit", "import", kit["file"])

    def __call__(self, role: str, *words: object) -> Answer:
        return self._call("--json", "--store", self.folders[role], *words)

    def send(self) -> str:
        return str(self("class", "package", "export", *MONTH, "--to", self.stick).value["file"])


@pytest.fixture
def desks(call: Run, store_folder: Callable[[str], Path], tmp_path: Path) -> Desks:
    return Desks(call, store_folder, tmp_path / "U盘")


def test_a_machine_is_certified_taken_back_and_certified_again(desks: Desks) -> None:
    file = desks.send()
    desks("school", "package", "import", file)
    (machine,) = desks("school", "machine", "list").value
    code = desks("class", "unit", "code").value["code"]
    assert (machine["state"], machine["code"], machine["until"]) == ("waiting", code, None)
    assert desks("school", "machine", "certify", "0000 0000").error == "unknown_machine"
    assert desks("school", "machine", "certify", code).value["name"] == f"{SCHOOL}七年级1班"
    assert desks("school", "machine", "revoke", code, "--why", " ").error == "no_reason"
    desks("school", "machine", "revoke", code, "--why", "电脑丢了")
    (machine,) = desks("school", "machine", "list").value
    assert (machine["state"], machine["last"]) == ("revoked", "2026-09-17")
    refused = desks("school", "package", "import", file)
    assert refused.code == 3
    assert "重新核对" in refused.err
    desks("school", "machine", "certify", code)
    assert desks("school", "package", "import", file).value[0]["status"] == "already"
    said = [line["what"] for line in desks("school", "history").value]
    assert "收回下级电脑的证明" in said


def test_a_kit_with_a_roster_asks_for_its_code(desks: Desks, call: Run, tmp_path: Path) -> None:
    desks("school", "package", "import", desks.send())
    desks("school", "machine", "certify", desks("class", "unit", "code").value["code"])
    made = desks("school", "kit", "export", "--to", desks.stick, "--class", "七年级1班",
                 "--with-roster").value
    assert made["pupils"] == 50
    new = tmp_path / "新电脑"
    call("--json", "--store", new, "init", "--role", "class", "--name", SCHOOL, "--person",
         "周老师", "--class", "七年级1班", "--policy", "XY24")
    desks.folders["new"] = new
    assert desks("new", "kit", "import", made["file"]).error == "kit_code_needed"
    assert desks("new", "kit", "import", made["file"], "--code", "1").error == "wrong_kit_code"
    joined = desks("new", "kit", "import", made["file"], "--code", made["code"]).value
    assert (joined["pupils"], joined["pairs"]) == (50, 0)
    assert len(desks("new", "roster", "list").value) == 50
    assert desks("new", "unit", "code").value["seat"] == "七1副"


def test_a_new_computer_begins_with_a_kit(desks: Desks, call: Run, tmp_path: Path) -> None:
    made = desks("school", "kit", "export", "--to", desks.stick, "--class", "七年级1班",
                 "--with-roster").value
    new = tmp_path / "新电脑"
    init = ("--json", "--store", new, "init", "--kit", made["file"], "--person", "李老师")
    assert call(*init, "--code", "1").error == "wrong_kit_code"
    assert not new.exists()
    begun = call(*init, "--code", made["code"]).value
    desks.folders["new"] = new
    assert (begun["role"], begun["superior"]) == ("class", SCHOOL)
    assert begun["check_code"] == desks("new", "unit", "code").value["code"]
    assert (new / "恢复页.pdf").exists()
    assert call("--store", tmp_path / "缺名", "init", "--role", "class").code == 2


def test_a_school_makes_a_kit_for_a_school_below(desks: Desks) -> None:
    made = desks("school", "kit", "export", "--to", desks.stick, "--school", "柳湾教学点").value
    assert made["for"] == "柳湾教学点"
    assert made["code"] is None
    own = desks("bureau", "kit", "export", "--to", desks.stick, "--own").value
    assert own["for"] == "云岭县教育局"
