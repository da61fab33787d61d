"""Who may have which row: what was visible once stays so, and nobody's word is carried further."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import DESK, NOW, PASSWORD

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.visibility import down_rows, up_rows
from kongchuo_desktop.store.joins import members
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.merge import RowInfo, export_rows, merge
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import (
    BY_NAME,
    Attached,
    CalendarDay,
    ClassGroup,
    Correction,
    Enrollment,
    Event,
    Grant,
    Handed,
    Leave,
    MarkRow,
    Movement,
    OwnFigureRow,
    Paper,
    PaperEvent,
    Projected,
    PupilRow,
    Receipt,
    RegisterRow,
    Return,
    Transfer,
    Unit,
    Visit,
)

DAY = NOW.date().isoformat()


@dataclass(frozen=True)
class Above:
    unit: str = "0" * 32
    kind: str = "bureau"


class County:
    """A bureau's store: two schools with two classes each, a 中心校 and its village school."""

    def __init__(self, store: Store) -> None:
        self.store, self._n = store, itertools.count(1)
        self.bureau = store.home
        self.put(Unit, row=self.bureau, name="云岭县教育局", kind="bureau")
        self.a, self.b, self.centre = (self.put(Unit, name=name, parent=self.bureau)
                                       for name in ("甲校", "乙校", "中心校"))
        self.village = self.put(Unit, name="村小", parent=self.centre)
        self.units = [self.a, self.b, self.centre, self.village]
        self.rooms = [self.put(ClassGroup, home=home, entry_year=2026, number=n, stage="junior")
                      for home in (self.a, self.b) for n in (1, 2)]
        self.pupils = [self.pupil(self.rooms[n % 4]) for n in range(6)]

    def put(self, table: type[Projected], **fields: Any) -> str:
        with self.store.operation("test", DESK) as write:
            return write.insert(table, **fields)

    def change(self, table: type[Projected], row: str, **fields: Any) -> None:
        with self.store.operation("test", DESK) as write:
            write.update(table, row, prior=write.tips(table, [row])[row], **fields)

    def delete(self, table: type[Projected], row: str) -> None:
        with self.store.operation("test", DESK) as write:
            write.delete(table, row, prior=write.tips(table, [row])[row])

    def home(self, pupil: str) -> str:
        with self.store.session() as session:
            found = session.get(PupilRow, pupil)
        assert found is not None
        return found.home

    def pupil(self, room: str) -> str:
        home = self.a if room in self.rooms[:2] else self.b
        return self.put(PupilRow, home=home, name=f"样{next(self._n)}", class_id=room)

    def about(self, table: type[Projected], pupil: str, **fields: Any) -> str:
        return self.put(table, home=self.home(pupil), pupil=pupil, **fields)

    def down(self, unit: str, class_id: str | None = None) -> frozenset[str]:
        return _chosen(self.store, down_rows(self.store, unit=unit, class_id=class_id))

    def up(self) -> frozenset[str]:
        return _chosen(self.store, up_rows(self.store, Above()))

    def visible(self) -> Mapping[str, frozenset[str]]:
        """What each reader gets."""
        classes = {f"room{n}": self.down((self.a, self.a, self.b, self.b)[n], room)
                   for n, room in enumerate(self.rooms)}
        return {"up": self.up(), **{unit: self.down(unit) for unit in self.units}, **classes}


def _chosen(store: Store, choose: Callable[[RowInfo], bool]) -> frozenset[str]:
    found: set[str] = set()

    def note(info: RowInfo) -> bool:
        if choose(info):
            found.add(info.row)
        return False

    export_rows(store, note)
    return frozenset(found)


@pytest.fixture
def make_county(tmp_path: Path) -> Iterator[Callable[[], County]]:
    made: list[Store] = []

    def make() -> County:
        store, _ = Store.create(
            tmp_path / f"县{len(made)}", password=PASSWORD, role="bureau", name="普教科",
            unit_name="云岭县教育局", unit_code="9901020000", now=lambda: NOW,
            cost=KdfCost(1, 64, 1))
        made.append(store)
        return County(store)

    yield make
    for store in made:
        store.close()


@pytest.fixture
def county(make_county: Callable[[], County]) -> County:
    return make_county()


def _one(items: list[str], n: int) -> str:
    return items[n % len(items)]


def _scan_of_leave(c: County, p: str, n: int) -> None:
    slip = c.about(Leave, p, kind="病假", since=DAY, until=DAY)
    c.about(Attached, p, target=slip, digest=f"{n:064x}")


def _delete_one(c: County, p: str, n: int) -> None:
    with c.store.session() as session:
        tables: tuple[type[Projected], ...] = (
            PupilRow, Movement, Visit, Grant, Event, Return)
        rows = [(table, row.row) for table in tables for row in living(session, table)]
    table, row = rows[n % len(rows)]
    c.delete(table, row)


def _join(c: County, p: str, n: int) -> None:
    other = _one(c.pupils, n)
    if other != p:
        c.change(PupilRow, p, same_as=other)


_STEPS: Mapping[str, Callable[[County, str, int], object]] = {
    "class": lambda c, p, n: c.change(PupilRow, p, class_id=_one(c.rooms, n)),
    "moved": lambda c, p, n: c.about(Movement, p, kind="调班", day=DAY,
                                     from_class=_one(c.rooms, n), class_id=_one(c.rooms, n // 4)),
    "mark": lambda c, p, n: c.about(MarkRow, p, day=f"2026-09-{n % 28 + 1:02}", part="全天",
                                    kind="旷课"),
    "enrollment": lambda c, p, n: c.about(Enrollment, p),
    "visit": lambda c, p, n: c.about(Visit, p, day=DAY, mode="电话"),
    "leave": _scan_of_leave,
    "event": lambda c, p, n: c.put(Event, kind="other", day=DAY, class_id=_one(c.rooms, n),
                                   home=c.a),
    "register": lambda c, p, n: c.put(RegisterRow, home=c.a, class_id=_one(c.rooms[:2], n),
                                      day=f"2026-09-{n % 28 + 1:02}", part="全天"),
    "return": lambda c, p, n: c.put(Return, home=c.a, unit=_one(c.rooms[:2], n), kind="月报",
                                    period=f"2026-{n % 9 + 1:02}"),
    "grant": lambda c, p, n: c.put(Grant, pupil=p, unit=_one(c.units, n),
                                   scope=("person", "file")[n % 2]),
    "transfer": lambda c, p, n: c.put(Transfer, pupil=p, kind="转学", day=DAY,
                                      from_unit=c.home(p), to_unit=_one(c.units, n)),
    "correction": lambda c, p, n: c.put(Correction, pupil=p, unit=c.home(p), target=p,
                                        target_table="pupil", field="phone", sentence="号码？"),
    "join": _join,
    "delete": _delete_one,
}


@settings(max_examples=12, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(_STEPS)), st.integers(0, 5),
                          st.integers(0, 40)), min_size=4, max_size=14))
def test_what_was_visible_once_stays_visible(
    make_county: Callable[[], County], steps: list[tuple[str, int, int]]
) -> None:
    county = make_county()
    before = county.visible()
    for what, pupil, number in steps:
        with suppress(KnownError):
            _STEPS[what](county, county.pupils[pupil], number)
        after = county.visible()
        for reader, rows in before.items():
            assert rows <= after[reader], (reader, what)
            if what == "join":
                assert rows == after[reader], "a join never widens"
        before = after


def test_a_class_has_what_its_pupils_ever_were_and_nobody_else(county: County) -> None:
    first, second = county.rooms[:2]
    stayed, moved = county.pupils[0], county.pupils[4]
    register = county.put(RegisterRow, home=county.a, class_id=first, day=DAY, part="全天")
    figure = county.put(OwnFigureRow, home=county.a, binding="x", value="3", since=DAY)
    foreign = county.put(OwnFigureRow, home=county.b, binding="x", value="3", since=DAY)
    county.change(PupilRow, moved, class_id=second)
    later = county.about(Visit, moved, day=DAY, mode="电话")
    seen, other = county.down(county.a, first), county.down(county.a, second)
    assert {stayed, moved, later, register, figure, first, second, county.a,
            county.bureau} <= seen
    assert {moved, later, second} <= other
    assert other.isdisjoint({stayed, register, foreign})
    assert seen.isdisjoint({foreign, county.b, *county.rooms[2:]})


def test_a_class_that_started_alone_keeps_what_it_wrote_under_its_first_name(
    county: County
) -> None:
    alone = county.put(ClassGroup, home=county.a, entry_year=2026, number=9, stage="junior")
    child = county.put(PupilRow, home=county.a, name="样独", class_id=alone)
    assert child not in county.down(county.a, county.rooms[0])
    county.change(ClassGroup, alone, same_as=county.rooms[0])
    assert child in county.down(county.a, county.rooms[0])


def test_a_unit_gets_the_word_of_its_superiors_and_of_nobody_else(county: County) -> None:
    day = county.put(CalendarDay, day=DAY, in_session=False)
    of_centre = county.put(CalendarDay, home=county.centre, day=DAY, in_session=True)
    asked = {home: county.put(Correction, home=home, unit=county.village, sentence="请核对")
             for home in (county.bureau, county.centre, county.b)}
    receipt = county.put(Receipt, digest="1" * 64, unit=county.village)
    to_all = county.put(Handed, kind="list", digest="2" * 64)
    to_a = county.put(Handed, kind="list", digest="3" * 64, unit=county.a)
    village = county.down(county.village)
    assert {day, of_centre, receipt, to_all, asked[county.bureau], asked[county.centre],
            county.centre, county.bureau} <= village
    assert village.isdisjoint({asked[county.b], to_a, county.a})
    # A 中心校 carries on what is for its village schools.
    assert {receipt, asked[county.bureau], county.village} <= county.down(county.centre)
    assert county.down(county.a).isdisjoint({of_centre, receipt, *asked.values()})


def test_a_grant_opens_as_much_as_it_says_and_only_from_a_superior_of_both(
    county: County
) -> None:
    child, other, third = county.pupils[0], county.pupils[1], county.pupils[4]
    rows = {pupil: [county.about(Visit, pupil, day=DAY, mode="电话"),
                    county.about(Enrollment, pupil)] for pupil in (child, other, third)}
    mark = county.about(MarkRow, child, day=DAY, part="全天", kind="旷课")
    slip = county.about(Leave, child, kind="病假", since=DAY, until=DAY)
    scan = county.about(Attached, child, target=slip, digest="1" * 64)
    photo = county.about(Attached, child, target=rows[child][0], digest="2" * 64)
    county.put(Grant, pupil=child, unit=county.village, scope="file")
    county.put(Grant, pupil=other, unit=county.village, scope="person")
    county.put(Grant, pupil=third, unit=county.village, scope="file", home=county.b)
    county.put(Grant, pupil=third, unit=county.village, scope="file", home=county.centre)
    seen = county.down(county.village)
    assert {child, *rows[child], photo, other} <= seen
    assert seen.isdisjoint({mark, slip, scan, *rows[other], third, *rows[third]})


def test_the_bureau_gets_no_days_of_children_without_a_case(county: County) -> None:
    quiet, known = county.pupils[:2]
    marks = [county.about(MarkRow, pupil, day=DAY, part="全天", kind="旷课")
             for pupil in (quiet, known)]
    visit = county.about(Visit, known, day=DAY, mode="电话")
    proof = county.about(PaperEvent, known, kind="served", day=DAY)
    paper = county.about(Paper, known, day=DAY, number="1")
    _scan_of_leave(county, known, 7)
    told = [county.put(Correction, unit=county.a, sentence="请核对"),
            county.put(Handed, kind="list", digest="5" * 64)]
    register = county.put(RegisterRow, home=county.a, class_id=county.rooms[0], day=DAY,
                          part="全天")
    up = county.up()
    assert {marks[1], visit, proof, paper, quiet} <= up
    assert up.isdisjoint({marks[0], register, *told})
    with county.store.session() as session:
        assert up.isdisjoint(row.row for table in (Leave, Attached)
                             for row in living(session, table))
    school = _chosen(county.store, up_rows(county.store, Above(kind="school")))
    assert {marks[0], register} <= school


def test_rows_of_others_never_go_up(county: County, make_county: Callable[[], County]) -> None:
    other = make_county()
    child = other.pupils[0]
    sent = export_rows(other.store, {child})
    merge(county.store, sent.entries, sent.operations, sent.runs, allowed_home=lambda _: True)
    with county.store.reading() as connection:
        assert members(connection, child) == [child]
    assert child not in county.up()


def test_every_table_has_a_place(county: County) -> None:
    """A table that is added must be thought of here."""
    assert set(BY_NAME) == {
        "unit", "class", "pupil", "enrollment", "tag", "movement", "calendar_day", "term", "mark",
        "register", "leave", "visit", "paper", "paper_event", "event", "attached", "policy_use",
        "own_figure", "return", "erase", "receipt", "correction", "correction_answer", "transfer",
        "grant", "handed", "child_list", "same_child", "child_found"}
