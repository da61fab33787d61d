"""Sheets that do not fit one page, their page numbers, and signatures of long names."""

from collections.abc import Callable, Mapping

import pypdfium2
import pytest
from sheet_checks import faults, page_words

from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.papers.form_file import parse_form
from kongchuo_desktop.papers.render import Rendered

Printer = Callable[..., Rendered]
_SCHOOL = "云岭阿合奇自治县青石镇中心九年一贯制寄宿学校"


def application(page: str = "margins = [20, 20, 6, 20]", more: str = "") -> Form:
    return parse_form(
        f"""\
id = "slip"
paper = "申请表"
title = "申请表"
for = "pupil"
basis = "样例"
[page]
fit = true
{page}
[[field]]
name = "reason"
kind = "lines"
[[field]]
name = "school"
[[part]]
name = "申请表"
[[part.block]]
is = "text"
size = 12
text = "因{{reason}}。"
[[part.block]]
is = "sign"
size = 16
lines = ["{{school}}（印章）", "2026年9月17日"]
{more}
""",
        "slip.toml",
    )


def sizes(pdf: bytes) -> set[float]:
    """The widths of the sign 家 on the first page, in points."""
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    boxes = [text.get_charbox(n) for n in range(text.count_chars())
             if text.get_text_range(n, 1) == "家"]
    return {round(right - left, 1) for left, _, right, _ in boxes}


def reason(signs: int) -> Mapping[str, str]:
    return {"reason": ("孩子在家照看老人" * signs)[:signs], "school": "青石镇中心学校"}


def test_a_sheet_that_fits_when_set_smaller_is_set_smaller(printer: Printer) -> None:
    pdf = printer(application(), reason(1500)).pdf
    assert len(page_words(pdf)) == 1
    assert max(sizes(pdf)) < min(sizes(printer(application(), reason(100)).pdf))
    assert "第1页" not in page_words(pdf)[0]


def test_a_sheet_that_fits_in_no_size_is_set_in_full_size(printer: Printer) -> None:
    """The next copy is tried by itself again."""
    short, long = reason(100), reason(3000)
    pdf = printer(application(), long).pdf
    pages = page_words(pdf)
    assert len(pages) > 1
    assert sizes(pdf) == sizes(printer(application(), short).pdf)
    assert faults(pdf) == []
    assert [copy.pages for copy in printer(application(), long, short, long).copies] == [
        len(pages), 1, len(pages)]


def test_a_sheet_that_goes_on_numbers_its_pages(printer: Printer) -> None:
    receipt = '[[part.block]]\nis = "text"\ntext = "收到。"'
    form = application(more=f'[[part]]\nname = "回执"\nnew_page = true\n{receipt}')
    *sheet, last = page_words(printer(form, reason(3000)).pdf)
    assert len(sheet) > 1
    for number, page in enumerate(sheet, start=1):
        assert f"第{number}页共{len(sheet)}页" in page
    assert "页" not in last


def test_a_foot_of_its_own_is_the_only_one(printer: Printer) -> None:
    pages = page_words(printer(application('footer = "共{pages}张"'), reason(3000)).pdf)
    assert all(f"共{len(pages)}张" in page and "第" not in page for page in pages)


def test_a_long_name_is_signed_in_even_lines_clear_of_the_code(
    printer: Printer, words: Callable[[bytes], list[str]]
) -> None:
    values = {"reason": "照看老人", "school": _SCHOOL, "paper_code": "6278 8633"}
    pdf = printer(application(), values).pdf
    assert faults(pdf) == []
    (text,) = words(pdf)
    signed = [line for line in text.splitlines() if line.strip("（印章）") and
              line.replace("（印章）", "") in _SCHOOL]
    assert len(signed) > 1
    assert max(map(len, signed)) - min(map(len, signed)) <= len("（印章）")


@pytest.mark.parametrize("told", ["照看老人", "照看老人。", "照看老人；"])
def test_what_ends_a_text_is_not_written_twice(told: str, printer: Printer) -> None:
    (page,) = page_words(printer(application(), {"reason": told}).pdf)
    assert "因照看老人。" in page
    assert "老人。。" not in page
