"""An official letter: its lines, its page numbers, its head and its foot."""

from collections.abc import Callable

import pypdfium2
import pytest
from sheet_checks import POINTS, faults, page_words

from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.papers.form_file import parse_form
from kongchuo_desktop.papers.render import Rendered

Printer = Callable[..., Rendered]


def letter(text: str, more: str = "") -> Form:
    return parse_form(f"""\
id = "report"
paper = "报告"
title = "报告"
for = "school"
basis = "样例"
[number]
word = "青校"
[page]
letter = true
twosided = true
[[part]]
name = "报告"
[[part.block]]
is = "text"
indent = 0
text = "{text}"
{more}""", "report.toml")


def lines_of(pdf: bytes, page: int = 0) -> dict[int, list[float]]:
    """Left edges of the signs 学 by the height of their line."""
    text = pypdfium2.PdfDocument(pdf)[page].get_textpage()
    found: dict[int, list[float]] = {}
    for n in range(text.count_chars()):
        if text.get_text_range(n, 1) == "学":
            left, low, _, _ = text.get_charbox(n)
            found.setdefault(round(low), []).append(left)
    return found


def test_a_page_has_22_lines_of_28_characters(printer: Printer) -> None:
    lines = lines_of(printer(letter("学" * 28 * 30), {}).pdf)
    assert len(lines) == 22
    assert {len(line) for line in lines.values()} == {28}
    heights = sorted(lines, reverse=True)
    assert heights[0] - heights[-1] == pytest.approx(225 * 21 / 22 * POINTS, abs=2)


def test_page_numbers_stand_outside_and_margins_are_mirrored(printer: Printer) -> None:
    pdf = printer(letter("学" * 28 * 50), {}).pdf
    document = pypdfium2.PdfDocument(pdf)
    for number in range(3):
        page = document[number]
        assert f"— {number + 1} —" in page.get_textpage().get_text_range()
        text = page.get_textpage()
        place = text.get_text_range().index(f"— {number + 1} —")
        left, low, *_ = text.get_charbox(place)
        assert (left > page.get_width() / 2) is (number % 2 == 0)
        assert low / POINTS == pytest.approx(35 - 7 - 4, abs=3)
        edge = min(min(line) for line in lines_of(pdf, number).values()) / POINTS
        assert edge == pytest.approx(28 if number % 2 == 0 else 26, abs=1)


def test_copies_for_both_sides_begin_on_a_new_leaf(printer: Printer) -> None:
    rendered = printer(letter("学校"), {}, {}, {})
    assert [copy.first for copy in rendered.copies] == [1, 3, 5]
    assert rendered.pages == len(page_words(rendered.pdf)) == 5


HEAD = """
[[part.block]]
is = "use"
use = "letter_head"
"""
IMPRINT = """
[[part.block]]
is = "imprint"
lines = ["抄送：青石镇人民政府。"]
issuer = "青石镇中心学校"
issued = "2026年9月17日"
"""


def test_the_red_head_is_the_schools_choice(printer: Printer) -> None:
    values = {"school": "青石镇中心学校", "number": "青校〔2026〕3号"}
    red = printer(letter("正文", HEAD), {**values, "letterhead": True}).pdf
    plain = printer(letter("正文", HEAD), values).pdf
    assert "青石镇中心学校文件" in page_words(red)[0]
    assert "文件" not in page_words(plain)[0]
    assert "青校〔2026〕3号" in page_words(plain)[0]
    assert faults(red) == faults(plain) == []


@pytest.mark.parametrize("lines", [2, 24])
def test_the_imprint_stands_at_the_foot_of_the_last_page(lines: int, printer: Printer) -> None:
    rendered = printer(letter("学" * 28 * lines, IMPRINT), {})
    document = pypdfium2.PdfDocument(rendered.pdf)
    text = document[rendered.pages - 1].get_textpage()
    place = text.get_text_range().index("印发")
    assert text.get_charbox(place)[1] / POINTS == pytest.approx(40, abs=5)
    assert "抄送：青石镇人民政府。" in page_words(rendered.pdf)[-1]
