"""The bundled fonts and the laws in force, shared by the tests of the papers."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtPdf import QPdfDocument

from kongchuo_desktop.domain.laws import LawBook, parse_law
from kongchuo_desktop.papers.fonts import FontSet
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.papers.render import Rendered, render
from kongchuo_desktop.papers.template import Cite
from kongchuo_desktop.paths import LAWS

BESIDE_LATIN = re.compile(r"(?<=[〇一-鿿]) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z]) (?=[〇一-鿿])")
"""A reader takes the quarter of an em between Chinese and a number for a space; it is none."""


@pytest.fixture(scope="session")
def fonts() -> FontSet:
    return FontSet()


@pytest.fixture(scope="session")
def cite() -> Cite:
    texts = ((file.read_text(encoding="utf-8"), file.name) for file in sorted(LAWS.glob("*.toml")))
    book = LawBook(parse_law(text, name) for text, name in texts)
    return partial(book.cite, on=date(2026, 9, 17))


@pytest.fixture
def printer(cite: Cite, fonts: FontSet) -> Callable[..., Rendered]:
    def run(form: Form, *values: Mapping[str, object], specimen: bool = False) -> Rendered:
        return render(form, values, cite=cite, fonts=fonts, specimen=specimen)

    return run


@pytest.fixture
def words(qapp: object, tmp_path: Path) -> Callable[[bytes], list[str]]:
    """The text of each page as a PDF reader finds it."""

    def read(pdf: bytes) -> list[str]:
        file = tmp_path / "paper.pdf"
        file.write_bytes(pdf)
        document = QPdfDocument(None)  # type: ignore[call-overload]
        assert document.load(str(file)) == QPdfDocument.Error.None_
        pages = [document.getAllText(n).text() for n in range(document.pageCount())]
        document.close()
        return [
            BESIDE_LATIN.sub("", page.replace("\r\n", "\n").rstrip("\n")) for page in pages
        ]

    return read
