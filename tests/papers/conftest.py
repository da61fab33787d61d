"""The bundled fonts and the laws in force, shared by the tests of the papers."""

from datetime import date
from functools import partial

import pytest

from kongchuo_desktop.domain.laws import LawBook, parse_law
from kongchuo_desktop.papers.fonts import FontSet
from kongchuo_desktop.papers.template import Cite
from kongchuo_desktop.paths import LAWS


@pytest.fixture(scope="session")
def fonts() -> FontSet:
    return FontSet()


@pytest.fixture(scope="session")
def cite() -> Cite:
    texts = ((file.read_text(encoding="utf-8"), file.name) for file in sorted(LAWS.glob("*.toml")))
    book = LawBook(parse_law(text, name) for text, name in texts)
    return partial(book.cite, on=date(2026, 9, 17))
