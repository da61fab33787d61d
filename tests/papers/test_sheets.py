"""Every form with every kind of values: nothing outside, nothing on top of another, all read."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pypdfium2
import pytest
import zxingcpp
from sheet_checks import faults, page_words, qpdf_faults
from sheet_values import values_of

from kongchuo_desktop.operations.paper_facts.specimen import Kind
from kongchuo_desktop.papers.fonts import FontSet
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.papers.form_file import load_forms
from kongchuo_desktop.papers.pen import Pen
from kongchuo_desktop.papers.qr import read_words
from kongchuo_desktop.papers.render import Rendered
from kongchuo_desktop.papers.text import Style, set_paragraph
from kongchuo_desktop.paths import FORMS

SHIPPED = load_forms(FORMS)
MOST = 60
"""Copies of a paper that are printed in one go: a large class."""
_LOOKED_AT = 3
_LONG, _PIECE = 40, 8

every_form = pytest.mark.parametrize("form", SHIPPED.values(), ids=list(SHIPPED))


@every_form
@pytest.mark.parametrize("kind", get_args(Kind))
def test_nothing_stands_where_it_should_not(
    form: Form, kind: Kind, printer: Callable[..., Rendered], tmp_path: Path
) -> None:
    rendered = printer(form, values_of(form, kind))
    assert faults(rendered.pdf) == []
    assert qpdf_faults(rendered.pdf, tmp_path) == ""
    assert rendered.copies[0].missing == {}


@every_form
def test_a_long_value_is_printed_to_its_end(form: Form, printer: Callable[..., Rendered]) -> None:
    values = values_of(form, "longest")
    text = "".join(page_words(printer(form, values).pdf))
    for value in values.values():
        if isinstance(value, str) and len(value) >= _LONG and value[:_PIECE] in text:
            # Lines of cells side by side are read one after the other: the signs are counted.
            assert not Counter(value) - Counter(text)


@every_form
def test_a_class_is_printed_at_once(form: Form, printer: Callable[..., Rendered]) -> None:
    copies = [values_of(form, "ordinary", n) for n in range(MOST)]
    rendered = printer(form, *copies)
    assert len(rendered.copies) == MOST
    assert all(copy.pages == rendered.copies[0].pages for copy in rendered.copies)
    assert faults(rendered.pdf, pages=_LOOKED_AT) == []


@pytest.mark.parametrize("form_id", [
    "attendance_month", "late_return_register", "dropout_roll", "dropout_summary_report",
    "out_of_school_report", "persuasion_progress", "term_start_report",
])
def test_a_list_of_pupils_spaces_names_of_two_characters(
    form_id: str, printer: Callable[..., Rendered]
) -> None:
    form = SHIPPED[form_id]
    rows = {name: [{"name": "张三", "sex": "男", "guardian": "李四"}]
            for name, field in form.fields.items() if "name" in field.keys}
    document = pypdfium2.PdfDocument(printer(form, {**rows, "pupil": "张三"}).pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert "张　三" in text
    assert "张三" not in text


@pytest.mark.parametrize(
    ("draw", "fault"),
    [
        (lambda pen: (_write(pen, 100, 100), _write(pen, 103, 102, "义务教育")), "overlap"),
        (lambda pen: (_write(pen, 100, 100), pen.rule(105, 60, 105, 160, 0.5)), "crosses a rule"),
        (lambda pen: _write(pen, 5, 100), "stands at the edge"),
        (lambda pen: pen.rule(100, 3, 200, 3, 1), "stands at the edge"),
        (lambda pen: pen.code(2, 100, 30, 8, "ff" * 8), "stands at the edge"),
    ],
    ids=["overlap", "rule", "edge", "rule at the edge", "picture at the edge"],
)
def test_a_fault_is_seen(draw: Callable[[Pen], object], fault: str, fonts: FontSet) -> None:
    pen = Pen(fonts, 500, 500, "样例")
    _write(pen, 200, 200)
    pen.rule(195, 230, 300, 230, 0.5)
    pen.next_page()
    draw(pen)
    pen.next_page()
    (found,) = {re.sub(r"^p(\d).* (overlap|crosses a rule|stands at the edge).*", r"\1 \2", each)
                for each in faults(pen.finish())}
    assert found == f"2 {fault}"


def _write(pen: Pen, x: float, y: float, words: str = "控辍保学") -> None:
    pen.paragraph(set_paragraph([words], Style(), 300, pen.fonts), x, y)


@pytest.mark.parametrize("form_id", ["persuasion_notice", "persuasion_letter", "leave_slip"])
def test_the_code_on_a_paper_is_read(form_id: str, printer: Callable[..., Rendered]) -> None:
    form = SHIPPED[form_id]
    values = {**values_of(form, "ordinary"), "paper_code": "6278 8633"}
    document = pypdfium2.PdfDocument(printer(form, values).pdf)
    image = document[0].render(scale=150 / 72, grayscale=True).to_pil()
    document.close()
    (read,) = zxingcpp.read_barcodes(image)
    assert read_words(read.text) == (values.get("number", ""), "6278 8633")
