"""入学率 on the base of the newest 户籍 list: who lives here, who of them is in school."""

from dataclasses import replace
from datetime import date

import pytest
from comparison_county import children
from people import OFFICE

from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.domain.indicators.model import Rate
from kongchuo_desktop.operations import roster
from kongchuo_desktop.operations.comparison_lists import take_in_list
from kongchuo_desktop.operations.comparison_outcomes import settle_child
from kongchuo_desktop.operations.indicators import indicators
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store

# Of lower secondary age on 31 August 2026.
CHILDREN = [replace(child, key=f"第{at}行") for at, child in enumerate(
    [one for one in children(60, 5) if "2012-09-01" <= one.birth <= "2014-08-31"][:5], start=3)]
GROWN = replace(CHILDREN[0], key="第90行", name="王成年", number="", birth="1999-01-01")


def rate(store: Store) -> Rate:
    return next(one for one in indicators(store) if one.id == "入学率.junior")


def keep(store: Store, people: list[Person], day: date) -> None:
    take_in_list(store, actor=OFFICE, kind="household", people=people, day=day,
                 source="户籍.xlsx", giver="派出所")


@pytest.fixture
def store(school_store: Store) -> Store:
    """Two children of the list and one from elsewhere are in the seventh grade."""
    room = next(iter(load_world(school_store).classes))
    for child in (*CHILDREN[:2], CHILDREN[4]):
        roster.add_pupil(school_store, actor=OFFICE, class_id=room, values={
            "name": child.name, "identity_number": child.number, "birth_date": child.birth})
    return school_store


def test_without_a_list_all_of_the_roster_are_the_base(store: Store) -> None:
    assert (rate(store).numerator.count, rate(store).base) == (3, "学籍")


def test_who_is_only_on_the_list_is_in_the_denominator(store: Store) -> None:
    keep(store, [*CHILDREN[:4], GROWN], date(2026, 9, 1))
    found = rate(store)
    assert found.denominator is not None
    assert (found.numerator.count, found.denominator.count, found.base) == (2, 4, "户籍")
    assert "2026年9月1日的户籍名单（户籍.xlsx，5人）" in found.notes[0]
    assert len(found.numerator.pupils) == 2, "the pupils behind it can be opened"


def test_what_was_found_of_a_child_moves_it(store: Store) -> None:
    keep(store, CHILDREN[:4], date(2026, 9, 1))
    settle_child(store, actor=OFFICE, person=CHILDREN[2], found="在外地就读")
    settle_child(store, actor=OFFICE, person=CHILDREN[3], found="死亡")
    found = rate(store)
    assert found.denominator is not None
    assert (found.numerator.count, found.denominator.count) == (3, 3)
    settle_child(store, actor=OFFICE, person=CHILDREN[3], found="重复户籍")
    assert rate(store).denominator == found.denominator


def test_the_newest_list_that_stood_by_the_day_counts(store: Store) -> None:
    keep(store, CHILDREN[:4], date(2026, 9, 1))
    keep(store, CHILDREN[:3], date(2026, 9, 10))
    found = rate(store)
    assert found.denominator is not None
    assert found.denominator.count == 3
    before = next(one for one in indicators(store, day=date(2026, 9, 5))
                  if one.id == "入学率.junior")
    assert before.denominator is not None
    assert before.denominator.count == 4


def test_doubtful_lines_are_told(store: Store) -> None:
    slip = replace(CHILDREN[0], number=CHILDREN[0].number[:-1])
    keep(store, [slip, *CHILDREN[1:4]], date(2026, 9, 1))
    assert "其中1人和花名册还没有对准" in rate(store).notes[0]
