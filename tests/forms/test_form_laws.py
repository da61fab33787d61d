"""What forms say of the law: only what is in force, by number and never in words of their own."""

import re
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

from kongchuo_desktop.operations.laws import citer
from kongchuo_desktop.papers.form_file import PARTS_FOLDER
from kongchuo_desktop.papers.template import Law, parse
from kongchuo_desktop.paths import FORMS

TODAY = date(2026, 9, 17)
FILES = sorted(chain(FORMS.glob("*.toml"), (FORMS / PARTS_FOLDER).glob("*.toml")))
CITED = re.compile(r"\{law:[^}]*\}")
BY_HAND = re.compile(r"第[一二三四五六七八九十百零\d]+条")
"""A number that stands in a form for ever, whatever becomes of the law."""


def words_of(file: Path) -> str:
    """What is printed of a file, without its comments."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#"))


def cited(file: Path) -> list[Law]:
    return [part for place in CITED.findall(words_of(file)) for part in parse(place, ())
            if isinstance(part, Law)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_number_of_an_article_is_written_by_hand(file: Path) -> None:
    assert BY_HAND.findall(words_of(file)) == []


@pytest.mark.parametrize("file", [file for file in FILES if cited(file)],
                         ids=lambda file: file.stem)
def test_what_is_cited_is_in_force(file: Path) -> None:
    """An article of an older version, such as 未成年人保护法 13, is not in the book at all."""
    cite = citer(TODAY)
    for law in cited(file):
        for article, paragraph, item in law.articles:
            assert cite(law.title, article, paragraph, item).startswith(f"《{law.title}》第")
