"""Down and back on the command line: questions, packages down, receipts, files."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cli_kit import Answer, Run
from people import SCHOOL

Words = Callable[..., Answer]


@pytest.fixture
def county(call: Run, store_folder: Callable[[str], Path], tmp_path: Path) -> Words:
    """A class, its school and the bureau, all vouched for, with one month taken in."""
    folders = {role: store_folder(role) for role in ("class", "school", "bureau")}
    stick = tmp_path / "U盘"
    stick.mkdir()

    def say(role: str, *words: object) -> Answer:
        return call("--json", "--store", folders[role], *words)

    kit = say("bureau", "kit", "export", "--to", stick, "--school", SCHOOL,
              "--code", "9901020001").value
    say("school", "kit", "import", kit["file"])
    kit = say("school", "kit", "export", "--to", stick, "--class", "七年级1班").value
    say("class", "kit", "import", kit["file"])
    for below, above in (("class", "school"), ("school", "bureau")):
        sent = say(below, "package", "export", "--month", "2026-09", "--to", stick).value
        say(above, "package", "import", sent["file"])
        code = say(below, "unit", "code").value["code"]
        say(above, "package", "accept", sent["file"], "--code", code)
    return say


def _down(say: Words, above: str, below: str, stick: Path) -> str:
    (sent,) = say(above, "package", "down", "--to", stick).value
    (got,) = say(below, "package", "import", sent["file"]).value
    assert got["status"] == "imported"
    return str(got["sentence"])


def test_a_question_goes_down_and_its_answer_comes_up(county: Words, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    name = county("class", "roster", "list").value[0]["name"]
    county("bureau", "correction", "add", name, "--field", "address", "--say", "村名写全")
    (asked,) = county("bureau", "correction", "list").value
    assert (asked["name"], asked["what"], asked["mine"], asked["state"]) == (
        name, "现住址", True, "open")
    _down(county, "bureau", "school", stick)
    (seen,) = county("school", "correction", "list").value
    assert (seen["sentence"], seen["mine"]) == ("村名写全", False)
    county("school", "correction", "answer", seen["id"][:8], "--say", "户口本上就是这样")
    sent = county("school", "package", "export", "--month", "2026-09", "--to", stick).value
    county("bureau", "package", "import", sent["file"])
    (back,) = county("bureau", "correction", "list").value
    assert (back["state"], back["answer"]) == ("answered", "户口本上就是这样")
    assert county("school", "correction", "withdraw", seen["id"][:8]).error == "not_asked_here"


def test_receipts_are_listed_where_the_package_was_sent_from(
    county: Words, tmp_path: Path
) -> None:
    assert county("school", "receipt", "list").value == []
    (below,) = county("bureau", "package", "below").value
    assert (below["name"], below["news"]["回执"]) == (SCHOOL, 1)
    _down(county, "bureau", "school", tmp_path / "U盘")
    (receipt,) = county("school", "receipt", "list").value
    assert (receipt["by"], receipt["kind"], receipt["period"]) == (
        "云岭县教育局", "月报", "2026-09")
    assert Path(receipt["file"]).suffix == ".kcbx"


def test_a_file_goes_down_to_one_school(county: Words, tmp_path: Path) -> None:
    (tmp_path / "名单.csv").write_text("姓名\n", encoding="utf-8")
    assert county("bureau", "hand", tmp_path / "名单.csv", "--kind", "list", "--unit",
                  "没有的学校").error == "unknown_unit"
    county("bureau", "hand", tmp_path / "名单.csv", "--kind", "list", "--unit", SCHOOL)
    assert "收到名单《名单》" in _down(county, "bureau", "school", tmp_path / "U盘")


def test_a_package_between_returns_files_none(county: Words, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    sent = county("class", "package", "export", "--now", "--to", stick).value
    assert sent["kind"] == "随时"
    sent = county("class", "package", "export", "--term", "2026-2027-1", "--to", stick).value
    assert (sent["kind"], "第一学期" in sent["file"]) == ("学期报", True)
    assert county("class", "package", "export", "--term", "2026-09-1", "--to",
                  stick).error == "bad_month"
