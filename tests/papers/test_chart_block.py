"""Charts in a form file: which ones, beside each other, with title and words; what is refused."""

import re
from collections.abc import Callable

import pypdfium2
import pytest

from kongchuo_desktop.domain.charts.model import Bar, Bars, Chart, Piece
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.papers.form_file import parse_form
from kongchuo_desktop.papers.render import Rendered

Printer = Callable[..., Rendered]
FORM = '''id = "sheet"
paper = "情况图"
title = "情况图"
for = "school"
basis = "测试"

[[field]]
name = "one"
from = "chart.states"

[[field]]
name = "other"
from = "chart.causes"

[[field]]
name = "name"
from = "school.name"

[[part]]
name = "图"

[[part.block]]
is = "chart"
chart = ["one", "other"]
'''
LEDGER = '''id = "list"
ledger = "公示表"
title = "公示表"
basis = "测试"
public = true

[[field]]
name = "lines"
label = "人"
each = "case"
span = "term"

[field.columns]
name = "pupil.name"

[[field]]
name = "heat"
from = "chart.heat"

[[part]]
name = "表"

[[part.block]]
is = "list"
rows = "lines"
columns = [{ head = "姓名", text = "{mask:name}" }]
'''


def chart(title: str, word: str = "在办") -> Chart:
    return Chart(title, title, f"{title}的话。", Bars((
        Bar(word, (Piece(word, word, "3", "bad", 3),)),), 3))


def form(old: str = "", new: str = "") -> Form:
    assert old in FORM
    return parse_form(FORM.replace(old, new), "sheet.toml")


def tops(pdf: bytes, *words: str) -> list[float]:
    """How high each word stands on the page."""
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    found = []
    for word in words:
        index, _ = page.search(word).get_next()
        found.append(page.get_charbox(index)[3])
    return found


def test_two_stand_beside_each_other_and_one_alone_takes_the_width(
    printer: Printer, words: Callable[[bytes], list[str]]
) -> None:
    both = printer(form(), {"one": chart("甲图"), "other": chart("乙图")}).pdf
    left, right = tops(both, "甲图", "乙图")
    assert abs(left - right) < 1
    (text,) = words(printer(form(), {"other": chart("乙图")}).pdf)
    assert "乙图的话。" in text
    assert "甲图" not in text


def test_title_and_words_can_be_left_out(
    printer: Printer, words: Callable[[bytes], list[str]]
) -> None:
    only = form('chart = ["one", "other"]', 'chart = "one"\ntitle = false\nwords = false')
    (text,) = words(printer(only, {"one": chart("甲图")}).pdf)
    assert re.sub(r"\s", "", text) == "在办3"


def test_a_character_no_font_has_is_named_before_it_is_printed(printer: Printer) -> None:
    rendered = printer(form(), {"one": chart("甲图", "单\ue123雨")})
    assert rendered.copies[0].missing == {"\ue123": "甲图"}


@pytest.mark.parametrize(("old", "new", "sentence"), [
    ('["one", "other"]', '["one", "other", "one"]', "并排的2个"),
    ('["one", "other"]', "[]", "要写一个图"),
    ('["one", "other"]', '"name"', "“name”不是图的"),
    ('from = "chart.causes"', 'from = "chart.causes"\nasked = true', "不能让人填"),
    ('from = "chart.causes"', 'kind = "chart"', "只能写from"),
    ('from = "chart.causes"', 'from = "chart.causas"', "是不是“chart.causes”"),
])
def test_a_slip_of_the_pen_is_refused_with_its_sentence(old: str, new: str, sentence: str) -> None:
    with pytest.raises(KnownError) as refused:
        form(old, new)
    assert sentence in refused.value.sentence


def test_what_everybody_reads_bears_no_chart() -> None:
    parse_form(LEDGER, "list.toml")
    with pytest.raises(KnownError) as refused:
        parse_form(LEDGER + '\n[[part.block]]\nis = "chart"\nchart = "heat"\n', "list.toml")
    assert "公示的不能有图" in refused.value.sentence
