"""四查三对比 on the command line: any two lists, keys for scripts, an Excel file for people."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from cli_kit import Run
from comparison_county import children
from openpyxl import load_workbook

from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.sheets.writer import Heading, write_list

KEYS = {"lists", "never_enrolled", "dropped_out", "poverty_dropped_out", "doubtful", "rows",
        "out_of_school", "poverty_never_enrolled", "poverty_out_of_school", "unregistered",
        "poverty_not_in_household", "ages", "numbers"}
ROW = {"result", "list", "line", "name", "identity_number", "birth_date", "guardian", "place",
       "pupil", "found"}
CHILDREN = children(6, 33)


@pytest.fixture
def listed(tmp_path: Path) -> Callable[[str, Sequence[Person]], Path]:
    """A list as an office would give it."""

    def write(name: str, people: Sequence[Person]) -> Path:
        file = tmp_path / f"{name}.xlsx"
        file.write_bytes(write_list(
            name, [Heading("姓名"), Heading("身份证号"), Heading("户主")],
            [[p.name, p.number, "、".join(p.guardians)] for p in people],
            unit="派出所", day=date(2026, 9, 17)))
        return file

    return write


def test_four_lists_yield_the_three_results(
        in_class: Run, listed: Callable[[str, Sequence[Person]], Path]) -> None:
    found = in_class(
        "compare", "--household", listed("户籍", CHILDREN), "--enrolment",
        listed("学籍", CHILDREN[:4]), "--in-school", listed("在校", CHILDREN[:2]),
        "--poverty", listed("脱贫", CHILDREN[3:])).value
    assert found.keys() == KEYS
    assert (found["never_enrolled"], found["dropped_out"], found["poverty_dropped_out"],
            found["doubtful"], found["out_of_school"]) == (2, 2, 1, 0, None)
    assert {kind: told["rows"] for kind, told in found["lists"].items()} == {
        "household": 6, "enrolment": 4, "in_school": 2, "poverty": 3}
    assert all(row.keys() == ROW for row in found["rows"])
    assert {row["name"] for row in found["rows"] if row["result"] == "dropped_out"} == {
        child.name for child in CHILDREN[2:4]}
    assert all("*" in row["identity_number"] for row in found["rows"])
    assert found["ages"] is None


def test_the_roster_is_a_list_too(in_class: Run, call: Run,
                                  listed: Callable[[str, Sequence[Person]], Path]) -> None:
    pupils = in_class("roster", "list", "--full").value
    here = [Person("", p["name"], p["identity_number"]) for p in pupils[:2]]
    household = listed("户籍", [*here, CHILDREN[0]])
    found = in_class("compare", "--household", household, "--in-school", "花名册").value
    assert (found["out_of_school"], found["never_enrolled"]) == (1, None)
    assert [row["name"] for row in found["rows"] if row["result"] == "out_of_school"] == [
        CHILDREN[0].name]
    said = call("compare", "--household", household, "--in-school", "花名册")
    assert f"适龄未在校：1人\n  第6行  {CHILDREN[0].name}" in said.out
    assert "在校：本机花名册" in said.out


def test_doubtful_lines_and_wrong_numbers_are_told(
        in_class: Run, call: Run, listed: Callable[[str, Sequence[Person]], Path],
        tmp_path: Path) -> None:
    child = CHILDREN[0]
    slip = Person("", child.name, child.number[:9] + "9" + child.number[10:], "",
                  child.guardians)
    words = ("compare", "--household", listed("户籍", [child]), "--enrolment",
             listed("学籍", [slip, CHILDREN[1]]), "--out", tmp_path / "结果.xlsx")
    found = in_class(*words).value
    assert (found["doubtful"], found["never_enrolled"]) == (1, 0)
    (row,) = found["rows"]
    assert (row["result"], row["why"], row["other"]["line"]) == (
        "doubtful", "姓名相同，证件号只差一处", "第4行")
    assert sum(found["numbers"]["enrolment"].values()) == 1
    book = load_workbook(tmp_path / "结果.xlsx")
    assert book["待核对"]["G4"].value == child.birth
    assert child.number in [cell.value for cell in book["待核对"][4]]
    assert "待核对：1处" in call(*words).out


@pytest.mark.parametrize("words", [
    ("--household", "a.xlsx"), ("--in-school", "花名册"),
    ("--enrolment", "花名册", "--in-school", "花名册", "--out", "a.pdf"),
    ("--enrolment", "花名册", "--in-school", "花名册", "--date", "昨天"),
])
def test_words_that_do_not_suffice(in_class: Run, words: Sequence[str]) -> None:
    assert in_class("compare", *words).code == 2


def test_what_cannot_be_compared_is_refused(
        in_class: Run, listed: Callable[[str, Sequence[Person]], Path]) -> None:
    file = listed("户籍", CHILDREN)
    assert in_class("compare", "--household", "没有.xlsx", "--enrolment",
                    file).error == "file_missing"
    assert in_class("compare", "--household", "花名册", "--enrolment",
                    file).error == "roster_is_no_such_list"
    assert in_class("compare", "--household", file, "--enrolment", file, "--date",
                    "2026-12-01").error == "future_date"
