"""Writing Excel files: numbers stay text, nothing becomes a formula, the sheet can be printed."""

import io
from datetime import date

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from sheet_tools import SEVEN_ONE, TODAY, MakeSheet, Plan, valid_number

from kongchuo_desktop.sheets.plan import plan_import
from kongchuo_desktop.sheets.problems import ExistingPupil
from kongchuo_desktop.sheets.reader import read_workbook
from kongchuo_desktop.sheets.table import choose_table
from kongchuo_desktop.sheets.writer import Heading, write_doubtful, write_list, write_roster

NUMBER = valid_number("20131105", 1)


def opened(data: bytes) -> Worksheet:
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    assert isinstance(page, Worksheet)
    return page


def listed(*values: str | int | date | None) -> Worksheet:
    headings = [Heading(f"列{place}") for place, _ in enumerate(values)]
    return opened(write_list("样例名单", headings, [values], unit="样例学校", day=TODAY))


def test_an_identity_number_keeps_all_its_digits_as_text() -> None:
    cell = listed(NUMBER)["A4"]
    assert (cell.value, cell.data_type, cell.number_format) == (NUMBER, "s", "@")


@settings(max_examples=40, deadline=None)
@given(st.sampled_from("=+-@\t\r"), st.text(max_size=10))
def test_nothing_typed_becomes_a_formula(start: str, rest: str) -> None:
    cell = listed(start + rest)["A4"]
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_rare_characters_survive_and_impossible_ones_go() -> None:
    assert listed("王𬭩\x00\x1f𠮷")["A4"].value == "王𬭩𠮷"


def test_a_list_has_its_head_and_is_set_up_for_a4() -> None:
    page = listed("甲", 3, date(2026, 9, 17))
    assert page["A1"].value == "样例名单"
    assert page["A2"].value == "填报单位：样例学校"
    assert "填报时间：2026年9月17日" in {cell.value for cell in page[2]}
    assert page["B4"].value == 3
    assert page["C4"].number_format == 'yyyy"年"m"月"d"日"'
    assert page.freeze_panes == "C4"
    assert page.print_title_rows == "$3:$3"
    assert page.page_setup.orientation == "landscape"
    assert str(page.page_setup.paperSize) == "9"
    assert page.sheet_properties.pageSetUpPr.fitToPage


def test_columns_are_wide_enough_and_never_too_wide() -> None:
    page = listed("买买提·阿卜杜拉", "x" * 500, NUMBER)
    widths = [page.column_dimensions[c].width for c in "ABC"]
    assert widths[0] >= 15
    assert widths[1] == 40
    assert widths[2] >= 18


def test_a_roster_can_be_imported_again_unchanged(plan: Plan) -> None:
    first = plan(
        (
            "座号",
            "姓名",
            "身份证号",
            "出生日期",
            "监护人",
            "关系",
            "家长电话",
            "家庭住址",
            "是否留守",
            "就读方式",
            "民族",
        ),
        (
            1,
            "买买提·阿卜杜拉",
            NUMBER,
            "",
            "买某",
            "父",
            "13900000001",
            "=样例村",
            "是",
            "住校",
            "维",
        ),
        (2, "李冬", "", "2014年1月", "", "", "", "", "", "走读", "汉"),
    )
    pupils = [
        {**row.writes, "class": SEVEN_ONE.title, "tags": "、".join(row.tags)} for row in first.rows
    ]
    data = write_roster(pupils, title="样例花名册", unit="样例学校", day=TODAY)
    existing = [
        ExistingPupil(str(row.number), row.writes, row.label, frozenset(row.tags))
        for row in first.rows
    ]
    again = plan_import(
        choose_table(read_workbook(data, "花名册.xlsx")),
        existing,
        {},
        default=SEVEN_ONE,
        today=TODAY,
    )
    assert [row.action for row in again.rows] == ["unchanged", "unchanged"]


def test_doubtful_rows_go_out_as_they_stand_and_only_mended_ones_come_back(
    make_sheet: MakeSheet,
) -> None:
    wrong = NUMBER[:17] + "1"
    data = make_sheet(("样例学校七年级1班名单",), ("序号", "姓名", "身份证号", "爱吃"),
                      (1, "甲一", wrong, "面"), (2, "乙二", "", ""), (3, "丙三", wrong, ""))
    table = choose_table(read_workbook(data, "名单.xls"))
    made = plan_import(table, (), {}, default=None, today=TODAY)
    sent = write_doubtful(table, made, source="名单.xls", unit="样例学校", day=TODAY)
    page = opened(sent)
    assert [cell.value for cell in page[3]] == [
        "表中行", "问题", "序号", "姓名", "身份证号", "爱吃"]
    row = [cell.value for cell in page[4]]
    assert [row[0], *row[2:]] == [3, "1", "甲一", wrong, "面"]
    assert "末位" in str(row[1])
    assert page.max_row == 5
    page["E4"].value = NUMBER
    stream = io.BytesIO()
    page.parent.save(stream)
    back = choose_table(read_workbook(stream.getvalue(), "待核对.xlsx"))
    assert [column.heading for column in back.unknown] == ["爱吃"]
    again = plan_import(back, (), {}, default=None, today=TODAY)
    assert [(r.writes["name"], r.action, r.label) for r in again.rows] == [
        ("甲一", "create", SEVEN_ONE), ("丙三", "ask", SEVEN_ONE)]
