"""Sheets with groups, sums and heads of two levels: read back as a person's Excel reads them."""

import io
from datetime import date, datetime
from itertools import groupby

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kongchuo_desktop.sheets.page import Across, Heading, Page, Totals
from kongchuo_desktop.sheets.pages import write_pages

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
    assert [cell.value for cell in page[2] if cell.value] == [
        "填报单位：样例学校（盖章）", "截至今天", "填报时间：今天"]
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


def test_a_line_to_sign_on_leaves_the_same_room_after_each_word() -> None:
    page = ledger()
    assert [cell.alignment.horizontal for cell in page[9] if cell.value] == ["left", "left"]
    assert page.row_dimensions[9].height >= 26
    assert {cell.alignment.horizontal for cell in page[2] if cell.value} == {
        "left", "center", "right"}


def test_words_in_several_lines_make_their_row_as_high() -> None:
    long = "云岭县青石镇样例村第三村民小组，原供销社家属院二排七号" * 3
    page = written(Page("台账", "样例台账", [Heading("姓名"), Heading("现住址")],
                        [("样甲", "样例村"), ("样乙", long)]))
    assert page.row_dimensions[4].height is None
    assert page.row_dimensions[5].height > 4 * 14
    assert page["B5"].alignment.wrap_text


def test_a_head_over_one_column_alone_has_room_there() -> None:
    page = written(Page("台账", "样例台账", [Heading("姓名"), Heading("姓名", over="监护人情况")],
                        [("样甲", "样乙")], head=[("样",)]))
    assert page.column_dimensions["B"].width >= 2 * len("监护人情况")


def test_a_small_list_is_wide_enough_for_the_line_over_it() -> None:
    over = ("填报单位：青石镇样例村学校（盖章）", "截至2026年9月17日")
    heads = [Heading(head) for head in ("序号", "学生", "次数", "情况", "返校")]
    page = written(Page("台账", "样例台账", heads, [(1, "样甲", 1, "在办", "")], head=[over]))
    assert page.row_dimensions[2].height < 2 * 14
    widths = [page.column_dimensions[name].width for name in "ABCDE"]
    assert sum(widths) >= 2 * len("".join(over)) - len("2026917")


def test_more_texts_than_columns_share_a_line() -> None:
    page = written(Page("台账", "样例台账", [Heading("姓名")], [("样甲",)],
                        head=[("填报单位：样例学校", "截至今天")]))
    assert page["A2"].value == "填报单位：样例学校　　截至今天"
    assert page["A4"].value == "样甲"


def test_what_is_too_wide_goes_on_several_sheets_with_the_names_on_each() -> None:
    heads = [Heading("序号"), Heading("姓名"), *(Heading(f"栏{n}") for n in range(30))]
    page = written(Page("台账", "样例台账", heads, [(1, "样甲", *["990102201501010011"] * 30)]))
    assert str(page.page_setup.paperSize) == "8"
    assert not page.sheet_properties.pageSetUpPr or not page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.scale == 65
    assert page.print_title_cols == "$A:$B"
    assert [mark.id for mark in page.col_breaks.brk] == sorted(
        {mark.id for mark in page.col_breaks.brk})
    title = next(area for area in page.merged_cells.ranges if str(area).startswith("A1:"))
    assert title.max_col == page.col_breaks.brk[0].id


texts = st.text("样=+-@1 ·\n", max_size=30)
values = st.one_of(texts, st.integers(-9, 10**6), st.dates(date(2000, 1, 1), date(2030, 1, 1)),
                   st.none())


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whatever_is_listed_is_read_back(data: st.DataObject) -> None:
    overs = data.draw(st.lists(st.sampled_from(["", "监护人", "通知书"]), min_size=2, max_size=9))
    heads = [Heading(f"栏{n}", over=over) for n, over in enumerate(overs)]
    rows = data.draw(st.lists(st.tuples(*[values] * len(heads)), max_size=6))
    page = written(Page("台账", "样例台账", heads, rows))
    top, two = 3, any(overs)
    first = top + two + 1
    read = [[cell.value for cell in line] for line in page.iter_rows(
        min_row=first, max_row=first + len(rows) - 1)] if rows else []
    assert read == [[as_read(value) for value in row] for row in rows]
    assert {cell.data_type for line in page.iter_rows() for cell in line} <= {"s", "n", "d"}
    merged = {str(area) for area in page.merged_cells.ranges}
    for over, found in groupby(range(len(heads)), key=overs.__getitem__):
        places = [get_column_letter(at + 1) for at in found]
        if over and len(places) > 1:
            assert f"{places[0]}{top}:{places[-1]}{top}" in merged
        elif not over and two:
            assert {f"{place}{top}:{place}{top + 1}" for place in places} <= merged
    assert page.print_title_rows == f"${top}:${first - 1}"
    assert page.freeze_panes.endswith(str(first))
    assert page.print_area.endswith(f"${get_column_letter(len(heads))}${page.max_row}")


def as_read(value: object) -> object:
    """As openpyxl gives it: a day as its first moment, an empty text as nothing."""
    if isinstance(value, date):
        return datetime.fromisoformat(f"{value}T00:00")
    return None if value == "" else value


def test_plain_rows_may_be_filtered() -> None:
    page = written(Page("台账", "样例台账", HEADINGS, ROWS[1:3]))
    assert page.auto_filter.ref == "A4:E6"
