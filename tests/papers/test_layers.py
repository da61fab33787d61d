"""What pages share is written once; what is printed is the same."""

from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument

from kongchuo_desktop.papers.form_file import load_forms
from kongchuo_desktop.papers.layers import layers
from kongchuo_desktop.papers.marks import Mark, Shade, Stroke
from kongchuo_desktop.papers.render import Rendered
from kongchuo_desktop.paths import FORMS

NOTICE = load_forms(FORMS)["persuasion_notice"]
STROKES = st.integers(0, 30).map(lambda n: Stroke(1, 0, (), n, n, n, n))
SHADES = st.integers(0, 30).map(lambda n: Shade(n, n, n, n, 0.9))


@given(st.lists(st.lists(STROKES | SHADES, unique=True, max_size=40), max_size=6), st.data())
def test_a_page_is_its_layers_and_its_own(pages: list[list[Mark]], data: st.DataObject) -> None:
    # What stands on every page is one group in the hands of all of them, the rest is in several.
    common = tuple(mark for page in pages[:1] for mark in page if all(mark in p for p in pages))
    groups = []
    for page in pages:
        rest = [mark for mark in page if mark not in common]
        cut = data.draw(st.integers(0, len(rest)))
        groups.append([common, tuple(rest[:cut]), tuple(rest[cut:])])
    found = layers(groups)
    for number, page in enumerate(pages):
        shared = [mark for layer in found.shared if number in layer.pages for mark in layer.marks]
        assert sorted([*shared, *found.own[number]], key=repr) == sorted(page, key=repr)
    assert all(len(layer.pages) > 1 for layer in found.shared)
    assert all(len({isinstance(m, Shade) for m in layer.marks}) == 1 for layer in found.shared)


def _pages(pdf: bytes, file: Path) -> list[QImage]:
    file.write_bytes(pdf)
    document = QPdfDocument(None)  # type: ignore[call-overload]
    assert document.load(str(file)) == QPdfDocument.Error.None_
    drawn = [document.render(n, QSize(420, 594)) for n in range(document.pageCount())]
    document.close()
    return drawn


def _difference(one: QImage, other: QImage) -> int:
    """Of the two pixels that differ most, by how much, of 255."""
    return max(abs(a - b) for a, b in zip(one.constBits(), other.constBits(), strict=True))


def test_a_copy_among_many_looks_as_it_does_alone(
    printer: Callable[..., Rendered], qapp: object, tmp_path: Path
) -> None:
    # One name makes its notice longer by some lines, so that it is set smaller than the others.
    copies = [
        {"pupil": name, "guardian": "样某", "county_document": document, "county_order": document}
        for name, document in (
            ("欧阳小样", ""),
            ("买买提·样例阿卜杜拉", ""),
            ("样例", "样例文件" * 60),
            ("欧阳小样", ""),
        )
    ]
    together = _pages(printer(NOTICE, *copies, specimen=True).pdf, tmp_path / "together.pdf")
    alone = [
        page
        for copy in copies
        for page in _pages(printer(NOTICE, copy, specimen=True).pdf, tmp_path / "alone.pdf")
    ]
    assert len(together) == len(alone)
    # A hairline within a layer may be smoothed otherwise; a sign that is lost goes from black.
    assert max(map(_difference, together, alone)) < 120


def test_a_further_copy_costs_little_of_the_file(printer: Callable[..., Rendered]) -> None:
    few, many = (
        len(printer(NOTICE, *({"pupil": f"样{n}"} for n in range(count))).pdf) for count in (2, 42)
    )
    assert (many - few) / 40 < 2000
