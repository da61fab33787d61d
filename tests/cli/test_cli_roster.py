"""The roster on the command line."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_kit import Run
from people import NOW, SCHOOL

from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.sheets import sample
from kongchuo_desktop.sheets.reader import read_workbook

KEYS = {"id", "student_number", "identity_number", "name", "gender", "birth_date", "grade",
        "class", "tags"}


def test_a_name_that_no_font_prints_says_what_to_do(in_class: Run) -> None:
    in_class("roster", "add", "--name", "何\ue863")
    (pupil,) = in_class("roster", "find", "何䶮").value
    assert set(pupil) == KEYS | {"unprintable"}
    assert pupil["unprintable"] == [{
        "character": "\ue863", "code": "U+E863",
        "sentence": "姓名第2个字用的是旧系统的编码（U+E863），应该是“䶮”。",
        "todo": "重新输入“䶮”。"}]


def test_lists_mask_numbers_unless_told_not_to(in_class: Run) -> None:
    pupils = in_class("roster", "list").value
    assert len(pupils) == 50
    assert set(pupils[0]) == KEYS
    assert all("*" in p["identity_number"] for p in pupils)
    full = in_class("roster", "list", "--full").value
    assert all(len(p["identity_number"]) == 18 and "*" not in p["identity_number"] for p in full)


def test_a_number_inside_the_student_number_is_masked_too(in_class: Run) -> None:
    number = in_class("roster", "find", "郭小军", "--full").value[0]["identity_number"]
    assert in_class("roster", "edit", "郭小军", "--student-number", f"G{number}").code == 0
    shown = in_class("roster", "find", "郭小军")
    assert number not in shown.out
    assert in_class("roster", "find", f"g{number.lower()}", "--full").value[0][
        "student_number"] == f"G{number}"


@pytest.mark.parametrize("text", ["gxj", "guoxiao", "小军", "郭小军"])
def test_pupils_are_found_by_name_and_pinyin(in_class: Run, text: str) -> None:
    assert "郭小军" in [p["name"] for p in in_class("roster", "find", text).value]


def test_nobody_found_is_an_empty_list(in_class: Run) -> None:
    answer = in_class("roster", "find", "查无此人")
    assert (answer.code, answer.value) == (0, [])


def test_a_pupil_is_added_edited_and_moved_away(in_class: Run) -> None:
    added = in_class("roster", "add", "--name", "买尔旦·艾力", "--birth-date", "2013-11",
                     "--boarding", "是", "--tag", "留守").value["id"]
    found = in_class("roster", "find", "买尔旦").value[0]
    assert (found["id"], found["birth_date"], found["tags"]) == (added, "2013-11", ["留守"])
    assert in_class("roster", "edit", added, "--birth-date", "2013-11-03", "--untag", "留守",
                    "--tag", "脱贫户").code == 0
    found = in_class("roster", "find", "买尔旦").value[0]
    assert (found["birth_date"], found["tags"]) == ("2013-11-03", ["脱贫户"])
    assert in_class("roster", "move", added, "--kind", "转出", "--date", "2026-09-17").code == 0
    assert in_class("roster", "find", "买尔旦").value == []


def test_what_cannot_be_added_is_refused(in_class: Run) -> None:
    assert in_class("roster", "add", "--seat", "51").error == "no_name"
    number = in_class("roster", "find", "郭小军", "--full").value[0]["identity_number"]
    assert in_class("roster", "add", "--name", "郭小军", "--identity-number",
                    number).error == "pupil_exists"
    assert in_class("roster", "edit", "查无此人", "--phone", "1").error == "unknown_pupil"
    elsewhere = in_class("roster", "add", "--name", "某", "--class", "九年级9班")
    assert elsewhere.error == "unknown_class"


def test_a_name_that_two_pupils_share_needs_a_number(in_class: Run) -> None:
    assert in_class("roster", "add", "--name", "郭小军", "--birth-date", "2014-01-01").code == 0
    assert in_class("roster", "edit", "郭小军", "--phone", "1").error == "several_pupils"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "七年级1班 花名册.xlsx"
    path.write_bytes(sample.write_sample(school=SCHOOL, label=ClassLabel(7, 1), on=NOW.date()))
    return path


def test_a_sheet_is_imported_but_for_the_doubtful_rows(
        call: Run, store_folder: Callable[[str], Path], sheet: Path) -> None:
    at = ("--json", "--store", store_folder("school"))
    dry = call(*at, "roster", "import", sheet, "--dry-run").value
    assert call(*at, "roster", "list").value == []
    value = call(*at, "roster", "import", sheet).value
    assert value == dry
    assert {k: v for k, v in value.items() if k != "problems"} == {
        "rows": 50, "created": 45, "updated": 0, "unchanged": 0, "rejected": 5}
    assert set(value["problems"][0]) == {"row", "column", "value", "sentence", "severity"}
    assert {p["severity"] for p in value["problems"]} == {"error", "doubt", "note"}
    assert len(call(*at, "roster", "list").value) == 45
    again = call(*at, "roster", "import", sheet).value
    assert (again["created"], again["unchanged"]) == (0, 45)


def test_what_is_no_sheet_is_refused(in_class: Run, sheet: Path, tmp_path: Path) -> None:
    assert in_class("roster", "import", tmp_path / "没有.xlsx").error == "file_missing"
    (tmp_path / "信.xlsx").write_text("不是表格", encoding="utf-8")
    assert in_class("roster", "import", tmp_path / "信.xlsx").error == "sheet_not_excel"
    assert in_class("roster", "import", sheet, "--sheet", "没有").error == "sheet_unknown"


PASTED = "姓名\t性别\t村组\n样例甲\t男\t样例村\n样例?\t女\t样例庄\n"


def test_a_pasted_range_with_a_column_explained_once(
        in_class: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(PASTED))
    doubts = tmp_path / "待核对.xlsx"
    value = in_class("roster", "import", "-", "--column", "村组=现住址", "--doubtful",
                     doubts).value
    assert (value["created"], value["rejected"]) == (1, 1)
    found = read_workbook(doubts.read_bytes(), doubts.name).sheets[0]
    assert found.rows[2][:2] == ("表中行", "问题")
    again = in_class("roster", "import", doubts).value
    assert (again["created"], again["rejected"]) == (0, 1)


@pytest.mark.parametrize("column", ["村组=没有这样的", "=姓名"])
def test_a_column_must_mean_something(in_class: Run, sheet: Path, column: str) -> None:
    assert in_class("roster", "import", sheet, "--column", column).code == 2
    assert in_class("roster", "import", sheet, "--column", "没有=姓名").error == "unknown_column"
