"""Grids and lists as they are printed: cells over several rows, heads, sums, rows that go on."""

import re
from collections.abc import Callable
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image
from sheet_checks import faults, page_words

from kongchuo_desktop.papers.fonts import FontSet
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.papers.form_file import parse_form
from kongchuo_desktop.papers.render import Rendered
from kongchuo_desktop.papers.table_boxes import Cell
from kongchuo_desktop.papers.text import Style, set_paragraph

Printer = Callable[..., Rendered]
HEAD = """\
id = "slip"
paper = "登记表"
title = "登记表"
for = "pupil"
basis = "样例"
[[field]]
name = "pupil"
[[field]]
name = "reason"
kind = "lines"
[[field]]
name = "photo"
kind = "picture"
[[field]]
name = "family"
kind = "rows"
keys = ["name", "born:date", "sum"]
[[part]]
name = "登记表"
[[part.block]]
"""


def form_of(block: str) -> Form:
    return parse_form(HEAD + block, "slip.toml")


GRID = form_of("""\
is = "grid"
columns = [1, 2, 3, 3]
labels = [1, 2]
head = 1
rows = [
  { section = "学生登记" },
  [{ text = "学生", down = 2, vertical = true }, "姓名", "{pad:pupil}",
   { picture = "photo", down = 2 }],
  ["经过", "{reason}"],
  [{ text = "家庭", down = 2 }, "姓名", "出生", "备注"],
  { each = "family", least = 2, cells = ["{name}", "{dot:born}", ""] },
  ["意见", { text = "同意", span = 3, foot = "签字：　　年　　月　　日", lines = 2 }],
]
""")
LIST = form_of("""\
is = "list"
rows = "family"
subtotal = ["sum"]
empty = "本月无"
columns = [
  { head = "序号", text = "{n}" },
  { head = "姓名", text = "{name}", names = true, group = "家人" },
  { head = "出生", text = "{dot:born}", group = "家人" },
  { head = "金额", text = "{sum}" },
]
""")


def row(name: str, amount: object = 1) -> dict[str, object]:
    return {"name": name, "born": "1980-01-02", "sum": amount}


def test_a_grid_ties_rows_together_and_prints_a_row_for_each(printer: Printer) -> None:
    family = [row("样大张"), row("样二张"), row("样三张")]
    pdf = printer(GRID, {"pupil": "张三", "family": family}).pdf
    (text,) = page_words(pdf)
    assert faults(pdf) == []
    assert "张三" in text
    assert text.count("1980.1.2") == 3
    assert text.index("学生登记") < text.index("家庭") < text.index("同意")
    assert "照片" in text


def rules_of(pdf: bytes) -> list[tuple[int, ...]]:
    page = pypdfium2.PdfDocument(pdf)[0]
    return [tuple(map(round, part.get_bounds())) for part in page.get_objects(max_depth=3)
            if part.type == 2]


def test_a_cell_over_two_rows_has_no_rule_through_it(printer: Printer) -> None:
    rows = '[[{ text = "甲", down = 2 }, "乙"], ["丙"]]'
    form = form_of(f'is = "grid"\ncolumns = [1, 1]\nrows = {rows}')
    pdf = printer(form, {}).pdf
    flat = sorted({(left, right) for left, low, right, high in rules_of(pdf) if high - low < 3})
    (half, full) = sorted({right - left for left, right in flat})
    assert full == pytest.approx(2 * half, abs=2)


def test_a_grid_without_frame_draws_no_rule(printer: Printer) -> None:
    form = form_of('is = "grid"\nframe = false\ncolumns = [1, 1]\nrows = [["甲方", "乙方"]]')
    assert rules_of(printer(form, {}).pdf) == []


def test_a_row_taller_than_a_page_goes_on_under_its_head(printer: Printer) -> None:
    reason = "".join(f"第{n}天打电话，家里说孩子外出。" for n in range(400))
    rendered = printer(GRID, {"reason": reason})
    pages = page_words(rendered.pdf)
    assert rendered.pages == len(pages) > 2
    assert faults(rendered.pdf) == []
    assert all("学生登记" in page for page in pages)
    assert all(f"{n}天" in "".join(pages) for n in range(400))


def test_a_long_value_is_set_smaller_and_then_wraps(printer: Printer) -> None:
    form = form_of('is = "grid"\ncolumns = [1, 1]\nlabels = [1]\nrows = [["姓名", "{pupil}"]]')

    def size_and_lines(name: str) -> tuple[float, int]:
        document = pypdfium2.PdfDocument(printer(form, {"pupil": name}).pdf)
        text = document[0].get_textpage()
        places = [n for n in range(text.count_chars()) if text.get_text_range(n, 1) == "阿"]
        tall = {round(text.get_charbox(n)[1]) for n in places}
        left, _, right, _ = text.get_charbox(places[0])
        return round(right - left, 1), len(tall)

    usual, lines = size_and_lines("阿" * 10)
    smaller, still = size_and_lines("阿" * 23)
    smallest, more = size_and_lines("阿" * 60)
    assert lines == still == 1 < more
    assert usual > smaller > smallest
    assert smallest == pytest.approx(usual * 8.5 / 10.5, abs=0.3)


def test_a_value_is_not_set_below_eight_points_on_a_sheet_that_is_set_smaller(
    printer: Printer,
) -> None:
    rows = '[["姓名", "{pupil}"], { cells = ["", ""], height = 300 }]'
    block = f'is = "grid"\ncolumns = [1, 1]\nlabels = [1]\nheight = 7\nrows = {rows}'
    head = HEAD.replace("[[field]]", "[page]\nfit = true\n[[field]]", 1)
    with pypdfium2.PdfDocument(
        printer(parse_form(head + block, "slip.toml"), {"pupil": "姓" * 60}).pdf
    ) as document:
        text = document[0].get_textpage()
        boxes = [text.get_charbox(n) for n in range(text.count_chars())
                 if text.get_text_range(n, 1) == "姓"]
    label, *value = [round(right - left, 1) for left, _, right, _ in boxes]
    assert set(value) == {label}  # 10.5 points at 82 % are 8.6: not a point less


def test_no_line_of_a_row_goes_to_the_next_page_alone(fonts: FontSet) -> None:
    paragraph = set_paragraph(["学" * 110], Style(size=10, leading=15), 100, fonts)
    first, second = Cell(0, 100, paragraph, 0).split(10 * 15)
    assert [len(each.paragraph.lines) for each in (first, second)] == [9, 2]


def test_a_picture_is_turned_and_never_stretched(printer: Printer) -> None:
    image = Image.new("RGB", (600, 300), "gray")
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright: what is written as its left side is its top
    out = BytesIO()
    image.save(out, "JPEG", exif=exif)
    page = pypdfium2.PdfDocument(printer(GRID, {"photo": out.getvalue()}).pdf)[0]
    (part,) = [part for part in page.get_objects(max_depth=3) if part.type == 3]
    left, low, right, high = part.get_bounds()
    assert (high - low) / (right - left) == pytest.approx(2, abs=0.05)


def test_no_picture_is_named_as_missing(printer: Printer) -> None:
    assert "photo" in printer(GRID, {"pupil": "张三"}).copies[0].blanks
    assert "照片" in page_words(printer(GRID, {"photo": b"no picture"}).pdf)[0]


def test_a_list_of_two_pages_adds_up_each_and_all(printer: Printer) -> None:
    rendered = printer(LIST, {"family": [row("样张", n % 3) for n in range(60)]})
    pages = page_words(rendered.pdf)
    assert len(pages) == 2
    assert faults(rendered.pdf) == []
    sums = [int(re.search(r"本页小计(\d+)", page)[1]) for page in pages]  # type: ignore[index]
    assert sum(sums) == 60
    assert "合计60" in pages[1]
    assert "合计" not in pages[0]
    assert all(page.count("家人") == 1 for page in pages)


def test_a_list_of_one_page_is_added_up_once(printer: Printer) -> None:
    (page,) = page_words(printer(LIST, {"family": [row("样张", "2"), row("样李", "未报")]}).pdf)
    assert "本页小计" not in page
    assert "合计2" in page


@pytest.mark.parametrize("rows", range(34, 42))
def test_the_sums_stand_on_the_page_of_a_last_row(rows: int, printer: Printer) -> None:
    for page in page_words(printer(LIST, {"family": [row("样张")] * rows}).pdf):
        assert "1980.1.2" in page


def headed(more: str = "", after: str = "") -> Form:
    return form_of(f"""\
is = "list"
rows = "family"
heading = "name"
{more}
columns = [{{ head = "序号", text = "第{{n}}个" }}, {{ head = "姓名", text = "{{name}}" }},
           {{ head = "出生", text = "{{dot:born}}" }}, {{ head = "金额", text = "{{sum}}" }}]
{after}
""")


@pytest.mark.parametrize("more", ["", 'subtotal = ["sum"]'])
def test_a_heading_in_a_list_stands_above_a_row(more: str, printer: Printer) -> None:
    form, alone = headed(more), 0
    for rows in range(28, 40):
        family = [*[row("样张")] * rows, {"name": "第二组"}, row("样末"), row("样尾")]
        pages = page_words(printer(form, {"family": family}).pdf)
        (page,) = (page for page in pages if "第二组" in page)
        assert f"第二组第{rows + 1}个样末" in page
        alone += page is not pages[0]
    assert 0 < alone < 12


def test_a_section_of_a_grid_stands_above_a_row(printer: Printer) -> None:
    turned = 0
    for lines in range(26, 40):
        rows = '["学生", "{pupil}"],\n' * lines
        form = form_of(f'is = "grid"\ncolumns = [1, 3]\nrows = [{rows}'
                       '{ section = "二、家庭" }, ["意见", "同意"]]')
        pages = page_words(printer(form, {"pupil": "样张"}).pdf)
        assert any("二、家庭意见同意" in page for page in pages)
        turned += len(pages) > 1
    assert 0 < turned < 14


def test_a_signature_takes_the_last_row_along(printer: Printer) -> None:
    form = headed(after='[[part.block]]\nis = "space"\nheight = 2\n'
                        '[[part.block]]\nis = "sign"\nlines = ["校长签字"]\nseal = 30')
    turned = 0
    for rows in range(26, 40):
        pages = page_words(printer(form, {"family": [row("样张")] * rows}).pdf)
        assert "1980.1.2" in pages[-1]
        assert "校长签字" in pages[-1]
        turned += len(pages) > 1
    assert 0 < turned < 14


def test_an_empty_list_prints_its_word(printer: Printer) -> None:
    (page,) = page_words(printer(LIST, {"family": []}).pdf)
    assert "本月无" in page
    assert "合计" not in page
