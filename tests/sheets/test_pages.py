"""Sheets with groups, sums and heads of two levels: read back as a person's Excel reads them."""

import io
from datetime import date

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from kongchuo_desktop.sheets.pages import Across, Heading, Page, Totals, write_pages

DAY = date(2026, 9, 17)
HEADINGS = [Heading("序号", "center"), Heading("姓名"), Heading("姓名", over="监护人"),
            Heading("电话", over="监护人"), Heading("次数", "center")]
ROWS = [Across("七年级1班（2人）"), (1, "=样甲", "+某", "00000000000", 2),
        (2, "样乙", "@某", "-1", 3), Totals("小计", 4, (None, None, None, None, 5))]


def written(page: Page) -> Worksheet:
    data = write_pages([page], unit="样例学校", day=DAY)
    found = openpyxl.load_workbook(io.BytesIO(data)).active
    assert isinstance(found, Worksheet)
    return found


def ledger() -> Worksheet:
    return written(Page("台账", "样例台账", HEADINGS, ROWS,
                        head=[("填报单位：样例学校（盖章）", "截至今天", "填报时间：今天")],
                        signed=[("校长（签字）：", "填表人：")], size="A3"))


def test_heads_of_two_levels_are_merged() -> None:
    page = ledger()
    assert {"A1:E1", "C3:D3", "A3:A4", "B3:B4", "E3:E4", "A5:E5", "A8:D8"} <= {
        str(area) for area in page.merged_cells.ranges}
    assert [cell.value for cell in page[3]] == ["序号", "姓名", "监护人", None, "次数"]
    assert [cell.value for cell in page[4]] == [None, None, "姓名", "电话", None]


def test_groups_sums_and_texts_stand_as_written() -> None:
    page = ledger()
    assert [cell.value for cell in page[2]] == [
        "填报单位：样例学校（盖章）", None, "截至今天", "填报时间：今天", None]
    assert page["A5"].value == "七年级1班（2人）"
    for name in ("B6", "C6", "D6", "C7", "D7"):
        assert (page[name].data_type, page[name].number_format) == ("s", "@")
    assert page["B6"].quotePrefix
    assert (page["A8"].value, page["E8"].value, page["E8"].data_type) == ("小计", 5, "n")
    assert page["A9"].value == "校长（签字）："
    for line in range(3, 9):
        assert page.cell(line, 1).border.left.style == "thin"
        assert page.cell(line, 5).border.right.style == "thin"


def test_it_is_ready_to_print() -> None:
    page = ledger()
    assert (page.freeze_panes, page.print_title_rows) == ("C5", "$3:$4")
    assert page.print_area == "'台账'!$A$1:$E$9"
    assert str(page.page_setup.paperSize) == "8"
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert page.auto_filter.ref is None
    assert page.column_dimensions["D"].width >= len("00000000000")


def test_plain_rows_may_be_filtered() -> None:
    page = written(Page("台账", "样例台账", HEADINGS, ROWS[1:3]))
    assert page.auto_filter.ref == "A4:E6"
