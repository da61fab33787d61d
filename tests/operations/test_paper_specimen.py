"""Invented facts: whole, of the lengths that forms must bear, printable, and nobody's."""

import json
from datetime import date

import pypdfium2
import pytest

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.charts.model import Chart
from kongchuo_desktop.operations.paper_facts.specimen import Kind, specimen_facts
from kongchuo_desktop.operations.papers import fonts, specimen
from kongchuo_desktop.papers.sources import (
    CHARTS,
    DATES,
    DAYS,
    PICTURES,
    ROW_DATES,
    ROWS,
    SOURCES,
)

DAY = date(2026, 9, 17)
BY_GRADE = {"school.month_rows", "school.term_rows", "school.year_rows"}
KINDS: tuple[Kind, ...] = ("ordinary", "empty", "longest", "rare", "many")
_SAID_BY_FEW = {"policy.school_order", "policy.title", "school.letterhead"}
"""What only some documents or schools say: a specimen does without."""


@pytest.mark.parametrize("kind", KINDS)
def test_each_word_has_what_its_fact_would_have(kind: Kind) -> None:
    found = specimen_facts(DAY, kind)
    assert set(found) <= set(SOURCES)
    if kind != "empty":
        assert set(SOURCES) - set(found) <= _SAID_BY_FEW
    for word, value in found.items():
        if word in DATES:
            assert isinstance(value, date), word
        elif word in DAYS:
            assert value == sorted(value), word
        elif word in CHARTS:
            assert isinstance(value, Chart), word
            assert not value.empty, word
        elif word in PICTURES:
            assert value.startswith(b"\xff\xd8"), word
        elif word in ROWS:
            for row in value:
                assert set(row) == set(ROWS[word]), word
                assert all(isinstance(row[key], date) for key in ROW_DATES & set(row)), word
        else:
            assert isinstance(value, str | int), word
            assert value != "", word


@pytest.mark.parametrize("kind", KINDS)
def test_every_character_can_be_printed(kind: Kind) -> None:
    text = json.dumps(specimen_facts(DAY, kind), ensure_ascii=False, default=str)
    for role in ("title", "body", "kai", "hei"):
        assert fonts().missing(text, role) == frozenset()


def test_the_longest_are_as_long_as_it_gets() -> None:
    found = specimen_facts(DAY, "longest")
    assert [len(found[word]) for word in ("pupil.name", "pupil.address", "visit.note")] == [
        15, 60, 800]


def test_two_hundred_stand_in_every_list() -> None:
    found = specimen_facts(DAY, "many")
    assert {len(found[word]) for word in ROWS if word not in BY_GRADE} == {200}
    names = [row["name"] for row in found["class.pupil_rows"]]
    assert len(set(names)) == 200


def test_nobody_real_is_in_it() -> None:
    pupils = specimen_facts(DAY, "many")["class.pupil_rows"]
    numbers = [row["identity_number"] for row in pupils]
    assert len(set(numbers)) == 200
    assert all(number.startswith("99") and identity.is_valid(number) for number in numbers)
    assert {row["phone"][:4] for row in pupils} == {"000-"}


def test_the_invented_month_balances() -> None:
    for row in specimen_facts(DAY)["school.month_rows"]:
        came = sum(count for name, count in row.items() if name.startswith("in_"))
        left = sum(count for name, count in row.items() if name.startswith("out_"))
        assert row["before"] + came - left == row["after"] == row["present"] + row["gap"]


def test_pupils_of_a_batch_differ() -> None:
    names = {specimen_facts(DAY, "ordinary", n)["pupil.name"] for n in range(60)}
    assert len(names) == 60


@pytest.mark.parametrize(
    ("form", "words"),
    [("attendance_month", {"样小张", "30", "√"}), ("late_return_register", {"样小张", "七年级"})],
)
def test_a_list_that_the_program_fills_is_not_empty(form: str, words: set[str]) -> None:
    def printed(kind: Kind) -> str:
        with pypdfium2.PdfDocument(specimen(form, day=DAY, kind=kind).pdf) as document:
            return str(document[0].get_textpage().get_text_range())

    assert {word for word in words if word in printed("ordinary")} == words
    assert "样小张" not in printed("empty")
