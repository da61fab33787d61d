"""入学率 on the base of the newest 户籍 list: who lives here, who of them is in school."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from comparison_county import children
from county_rows import school
from people import DESK, OFFICE

from kongchuo_desktop.domain.comparison.matching import Matched, match
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.domain.indicators.model import Rate
from kongchuo_desktop.operations import comparison_residents, roster
from kongchuo_desktop.operations.comparison_lists import child_lists, take_in_list
from kongchuo_desktop.operations.comparison_outcomes import settle_child
from kongchuo_desktop.operations.comparison_residents import township_in
from kongchuo_desktop.operations.indicators import indicator_trend, indicators
from kongchuo_desktop.operations.world import homes_of, load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ChildList, Event, PupilRow

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


def test_lists_are_laid_together_again_only_where_the_roster_changed(
        store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(store, CHILDREN[:4], date(2026, 9, 1))
    times = Counter[str]()

    def counting(*args: Any) -> Matched:
        times["match"] += 1
        return match(*args)

    monkeypatch.setattr(comparison_residents, "match", counting)
    rate(store)
    settle_child(store, actor=OFFICE, person=CHILDREN[2], found="死亡")
    found = rate(store)
    assert found.denominator is not None
    assert (times["match"], found.denominator.count) == (1, 3)
    room = next(iter(load_world(store).classes))
    roster.add_pupil(store, actor=OFFICE, class_id=room, values={
        "name": CHILDREN[3].name, "identity_number": CHILDREN[3].number,
        "birth_date": CHILDREN[3].birth})
    assert (rate(store).numerator.count, times["match"]) == (3, 2)


# a bureau -------------------------------------------------------------------------------------

TOWNS = ("青石镇", "白水乡", "")
IN_SCHOOL = ("", "在外地就读", "死亡", "重复户籍")


@dataclass
class There:
    """A child of a county as the test knows it: on the list or not, and in which schools."""

    person: Person
    listed: bool
    town: str
    units: dict[str, str]
    gone: bool
    found: str

    @property
    def of_age(self) -> bool:
        return "2011-09-01" <= self.person.birth <= "2014-08-31"


@pytest.fixture
def county(bureau_store: Store) -> tuple[Store, Mapping[str, str]]:
    """Four schools, one of which nobody said the township of; unit → township."""
    units = {school(bureau_store, name, township=town)[0]: town for name, town in zip(
        ("甲校", "乙校", "丙校", "丁校"), (*TOWNS, "青石镇"), strict=True)}
    return bureau_store, units


def enter(store: Store, unit: str, child: Person, *, gone: bool = False) -> str:
    """A row of the roster of a school; one that is gone dropped out."""
    with store.operation("import_roster", DESK) as write:
        room = next(name for name, known in load_rooms(store).items() if known == unit)
        row = write.insert(PupilRow, home=unit, name=child.name, class_id=room,
                           identity_number=child.number, birth_date=child.birth)
        if gone:
            write.insert(Event, home=unit, kind="opened", pupil=row, day="2026-09-10",
                         fields={"state": "dropout"})
    return row


def load_rooms(store: Store) -> Mapping[str, str]:
    return {room: unit for unit, rooms in homes_of(store).classes.items() for room in rooms}


def of(store: Store) -> dict[str, Rate]:
    return {f"{one.scope} {one.of_name}": one for one in indicators(store)
            if one.id.startswith("入学率.junior")}


def sides(found: Rate) -> tuple[int, int]:
    assert found.denominator is not None
    return found.numerator.count, found.denominator.count


def keep_there(store: Store, people: list[Person]) -> None:
    take_in_list(store, actor=DESK, kind="household", people=people, day=date(2026, 9, 1),
                 source="全县户籍.xlsx", giver="公安局")


@pytest.mark.parametrize("seed", range(4))
def test_a_county_and_its_townships_by_their_own_list(
        county: tuple[Store, Mapping[str, str]], seed: int) -> None:
    store, units = county
    chance = random.Random(seed)
    every = list[There]()
    for at, person in enumerate(children(40, seed, first=2010)):
        town = chance.choice(TOWNS)
        person = replace(person, key=f"第{at}行", place=town and f"云岭县{town}样村{at}号")
        gone = chance.random() < 0.2
        unit = chance.choice(list(units))
        rows = {unit: enter(store, unit, person, gone=gone)} if chance.random() < 0.7 else {}
        every.append(There(person, chance.random() < 0.7, town, rows, gone,
                           "" if rows else chance.choice(IN_SCHOOL)))
    keep_there(store, [one.person for one in every if one.listed])
    for one in every:
        if one.found:
            settle_child(store, actor=DESK, person=one.person, found=one.found)
    found = of(store)
    wholes: dict[str, str | None] = {
        "county 云岭县教育局": None, "township 青石镇": "青石镇", "township 白水乡": "白水乡"}
    for name, within in wholes.items():
        above, below, more, only = Counter[str](), Counter[str](), 0, 0
        for one in every:
            home = one.town or next((units[unit] for unit in one.units), "")
            if not one.listed or not one.of_age or within not in (None, home):
                continue
            for row in one.units.values():
                below[row] += 1
                if not one.gone:
                    above[row] += 1
            if not one.units and one.found not in ("死亡", "重复户籍"):
                only += 1
                more += one.found == "在外地就读"
        rate = found[name]
        assert rate.denominator is not None
        assert (Counter(rate.numerator.pupils), Counter(rate.denominator.pupils)) == (above, below)
        assert sides(rate) == (above.total() + more, below.total() + only)
        assert rate.base == "户籍"
        assert "2026年9月1日的户籍名单（全县户籍.xlsx" in rate.notes[0]
    lost = sum(one.listed and not one.town and not one.units for one in every)
    assert any(f"名单里有{lost}人看不出住在哪个乡镇" in note
               for note in found["township 青石镇"].notes) == bool(lost)
    for unit in ("甲校", "乙校", "丙校", "丁校"):
        assert found[f"school {unit}"].base == "学籍", "a school rests on its own list"
    for name, rate in found.items():
        assert sides(indicator_trend(store, indicator=rate.id)[-1][1]) == sides(rate), name


def test_without_its_own_list_a_bureau_adds_up_its_schools(
        county: tuple[Store, Mapping[str, str]]) -> None:
    store, units = county
    unit = next(iter(units))
    enter(store, unit, CHILDREN[0])
    keep_there(store, CHILDREN)
    assert of(store)["county 云岭县教育局"].base == "户籍"
    with store.operation("take_in_list", DESK) as write:
        (kept,) = child_lists(store)
        write.erase_many({kept.id}, why="样例")
        write.insert(ChildList, home=unit, kind="household", day="2026-09-01", digest=kept.digest,
                     source="甲校的户籍.xlsx")
    found = of(store)["county 云岭县教育局"]
    assert (found.base, sides(found)) == ("学籍", (1, 1)), "a list of a school is that school's"


def test_a_child_of_two_schools_is_one_child_of_the_county(
        county: tuple[Store, Mapping[str, str]]) -> None:
    store, units = county
    first, second, *_ = units
    enter(store, first, CHILDREN[0], gone=True)
    row = enter(store, second, CHILDREN[0])
    keep_there(store, CHILDREN[:1])
    found = of(store)
    assert sides(found["county 云岭县教育局"]) == (1, 1)
    assert found["county 云岭县教育局"].numerator.pupils == (row,)


@pytest.mark.parametrize(("address", "town"), [
    ("云岭县青石镇样村3号", "青石镇"), ("样村3号", ""), ("", ""),
    ("白水乡青石镇路5号", "白水乡"), ("云岭县青石镇东村", "青石镇东")])
def test_the_first_township_of_an_address_counts(address: str, town: str) -> None:
    towns = ["青石镇", "白水乡", "石镇"] + (["青石镇东"] if town == "青石镇东" else [])
    assert township_in(address, towns) == town
