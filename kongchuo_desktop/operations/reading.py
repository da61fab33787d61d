"""What the store holds, as plain facts: read once, then read again only where it changed."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.engine import RowMapping
from sqlmodel import Session

from kongchuo_desktop.domain.calendar import SchoolCalendar, TermDates
from kongchuo_desktop.domain.facts import (
    Fact,
    Mark,
    OwnFigure,
    PolicyUse,
    Pupil,
    World,
)
from kongchuo_desktop.operations import fact_rows, pupil_rows
from kongchuo_desktop.store.feed import Changed, Place, changed_since, place
from kongchuo_desktop.store.joins import read_through
from kongchuo_desktop.store.projection import chunks
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import (
    CalendarDay,
    ClassGroup,
    Erase,
    Event,
    Leave,
    MarkRow,
    Movement,
    OwnFigureRow,
    Paper,
    PaperEvent,
    PolicyUseRow,
    Projected,
    PupilRow,
    RegisterRow,
    Return,
    Tag,
    Term,
    Unit,
    Visit,
)
from kongchuo_desktop.store.vocabulary import sql_table

NOBODY = ""
"""The group of what is about no pupil."""
_FEW = 300
"""Rows or pupils whose changes are read one by one; more of them are read all anew."""
_EVERYTHING = frozenset(str(table.__tablename__) for table in (
    Unit, ClassGroup, CalendarDay, Term, PolicyUseRow, OwnFigureRow, Erase))
"""Tables on which everything hangs that is derived."""
_REGISTER = str(RegisterRow.__tablename__)

Row = TypeVar("Row")
Groups = dict[str, list[Row]]
"""Pupil (``NOBODY`` for none) → what is about it."""


def rows_of(session: Session, table: type[Projected],
            *only: ColumnElement[bool]) -> list[RowMapping]:
    """All living rows of a projected table as plain mappings, or those of them; one query."""
    columns = sql_table(table)
    return list(session.execute(select(columns).where(~columns.c.gone, *only)).mappings())


def rows_named(session: Session, table: type[Projected],
               names: Collection[str]) -> list[RowMapping]:
    """The living ones of these rows of a projected table."""
    row = sql_table(table).c.row
    return [found for portion in chunks(names)
            for found in rows_of(session, table, row.in_(portion))]


def canonical_ids(session: Session) -> dict[str, str]:
    """Joined rows and the id under which each is read (journal.md §5)."""
    return read_through(session.connection())


@dataclass(frozen=True, slots=True)
class Moment:
    """What a reading was made of: how far the journal went, on which day, for which unit."""

    place: Place
    day: date
    home: str


@dataclass(slots=True)
class _About:
    """What is about each pupil, and about nobody."""

    pupils: dict[str, Pupil] = field(default_factory=dict)
    marks: Groups[Mark] = field(default_factory=dict)
    facts: Groups[Fact] = field(default_factory=dict)

    def named(self, groups: Iterable[str]) -> Iterator[str]:
        """The pupils that these groups speak of."""
        for group in groups:
            yield group
            yield from (mark.pupil for mark in self.marks.get(group, ()))
            yield from (fact.pupil for fact in self.facts.get(group, ()) if fact.pupil)

    def replace(self, groups: Iterable[str], new: "_About") -> None:
        for group in groups:
            _put(self.pupils, group, new.pupils)
            _put(self.marks, group, new.marks)
            _put(self.facts, group, new.facts)


def _put(known: dict[str, Row], key: str, read: Mapping[str, Row]) -> None:
    """What was read in the place of what was known, if it is still there."""
    if key in read:
        known[key] = read[key]
    else:
        known.pop(key, None)


class Reading:
    """The facts of a store at a moment; ``world`` is what derivations look at.

    Attributes:
        steps: the pupils of whom something may be derived differently, for each time that the
            reading followed the journal.
    """

    def __init__(self, session: Session, moment: Moment) -> None:
        self.moment = moment
        self.steps: list[frozenset[str]] = []
        self.same = canonical_ids(session)
        self._records: dict[str, list[str]] = defaultdict(list)
        for record, read in self.same.items():
            self._records[read].append(record)
        self.calendar = _calendar(session)
        units = {row["row"]: row["name"] or "" for row in rows_of(session, Unit)}
        self._unit = units.get(moment.home, "")
        self._classes = {
            row["row"]: pupil_rows.class_room(row, moment.day, self._school(row["home"], units))
            for row in rows_of(session, ClassGroup)
            if self.same.get(row["row"], row["row"]) == row["row"]
        }
        self._uses: list[PolicyUse] = fact_rows.uses(rows_of(session, PolicyUseRow))
        self._figures = [
            OwnFigure(row["binding"], row["value"], date.fromisoformat(row["since"]),
                      row["author"], row["why"] or "")
            for row in rows_of(session, OwnFigureRow) if row["value"]]
        self._about = self._read_about(session, None)
        self._registers = {row["row"]: fact_rows.register(row, self.same)
                           for row in rows_of(session, RegisterRow)}
        self.world = self._world(None)

    def _school(self, home: str, units: Mapping[str, str]) -> str:
        """The name of the unit that a row belongs to; empty for the unit that reads."""
        whose, mine = (self.same.get(unit, unit) for unit in (home, self.moment.home))
        return "" if whose == mine else units.get(whose, "")

    def follow(self, session: Session, moment: Moment) -> bool:
        """Read again what changed since; False where nearly everything did."""
        before = self.moment
        if (moment.day, moment.home) != (before.day, before.home):
            return False
        changed = changed_since(session.connection(), before.place, most=_FEW)
        if changed is None or not changed.tables.isdisjoint(_EVERYTHING) or (
                self.same != canonical_ids(session)):
            return False
        touched = self._follow_pupils(session, changed)
        rooms, absent = self._follow_registers(session, changed)
        self.world = self._world(self.world)
        self.steps.append(frozenset(touched | self.world.ever_in(rooms) | absent) - {NOBODY})
        self.moment = moment
        return True

    def _follow_pupils(self, session: Session, changed: Changed) -> set[str]:
        groups = {self._group(about) for table, _, about in changed.rows if table != _REGISTER}
        touched = set(self._about.named(groups))
        if groups:
            self._about.replace(groups, self._read_about(session, groups))
        return touched | set(self._about.named(groups))

    def _follow_registers(self, session: Session, changed: Changed) -> tuple[set[str], set[str]]:
        """The classes whose registers changed, and who is absent in one of them."""
        names = {row for table, row, _ in changed.rows if table == _REGISTER}
        old = [self._registers[name] for name in names & self._registers.keys()]
        read = {row["row"]: fact_rows.register(row, self.same)
                for row in rows_named(session, RegisterRow, names)}
        for name in names:
            _put(self._registers, name, read)
        spoken = [*old, *read.values()]
        return ({register.class_id for register in spoken},
                {pupil for register in spoken for pupil in register.absent})

    def _group(self, about: str | None) -> str:
        return self.same.get(about, about) if about else NOBODY

    def _world(self, before: World | None) -> World:
        """The world now; registers or marks that did not change stay the same object, so that
        what was made of them can be shared."""
        about = self._about
        facts = [fact for found in about.facts.values() for fact in found]
        registers = list(self._registers.values())
        marks = [mark for found in about.marks.values() for mark in found]
        return World(
            unit=self._unit, pupils=dict(about.pupils), classes=self._classes,
            registers=before.registers if before and before.registers == registers else registers,
            marks=before.marks if before and before.marks == marks else marks,
            facts=sorted(facts, key=lambda fact: (fact.day, fact.recorded, fact.id)),
            uses=self._uses, figures=self._figures)

    # what is about pupils ------------------------------------------------------------------

    def _read_about(self, session: Session, groups: Collection[str] | None) -> _About:
        """What is about these pupils, or about all of them and about nobody."""
        same = self.same
        tables: tuple[type[Projected], ...] = (
            PupilRow, Tag, Movement, MarkRow, *_FACTS, Return, Paper, PaperEvent)
        found = {table: self._grouped(session, table, groups) for table in tables}
        tags = {group: pupil_rows.tags(rows, same) for group, rows in found[Tag].items()}
        moves = {group: pupil_rows.by_pupil(rows, same).get(group, [])
                 for group, rows in found[Movement].items()}
        pupils = {row["row"]: pupil_rows.pupil(row, self._classes, same,
                                               tags.get(group, {}).get(group, ()),
                                               moves.get(group, ()))
                  for group, rows in found[PupilRow].items()
                  for row in rows if row["row"] == group}
        facts: Groups[Fact] = defaultdict(list)
        for table, facts_of in _FACTS.items():
            for group, rows in found[table].items():
                facts[group] += facts_of(rows, same)
        for group, rows in found[Return].items():
            facts[group] += fact_rows.return_facts(rows, same, self._classes)
        for group, rows in found[Movement].items():
            facts[group] += fact_rows.movement_facts(rows, same)
        for group, rows in found[Paper].items():
            facts[group] += fact_rows.paper_facts(rows, found[PaperEvent].get(group, ()), same)
        marks = {group: fact_rows.marks(rows, same) for group, rows in found[MarkRow].items()}
        return _About(pupils, marks, dict(facts))

    def _grouped(self, session: Session, table: type[Projected],
                 groups: Collection[str] | None) -> Groups[RowMapping]:
        found: Groups[RowMapping] = defaultdict(list)
        for row in self._rows(session, table, groups):
            found[self._group(row["about"])].append(row)
        return found

    def _rows(self, session: Session, table: type[Projected],
              groups: Collection[str] | None) -> Iterator[RowMapping]:
        if groups is None:
            yield from rows_of(session, table)
            return
        about = sql_table(table).c.about
        records = {record for group in groups
                   for record in (group, *self._records.get(group, ()))}
        for portion in chunks(records):
            wanted = about.in_(portion)
            yield from rows_of(session, table,
                               or_(wanted, about.is_(None)) if NOBODY in portion else wanted)


_FACTS: Mapping[type[Projected],
                Callable[[Iterable[RowMapping], Mapping[str, str]], Iterable[Fact]]] = {
    Visit: fact_rows.visit_facts,
    Event: fact_rows.event_facts,
    Leave: fact_rows.leave_facts,
}


def _calendar(session: Session) -> SchoolCalendar:
    return SchoolCalendar(
        overrides={date.fromisoformat(row["day"]): (bool(row["in_session"]), row["note"] or "")
                   for row in rows_of(session, CalendarDay)},
        terms=[TermDates(row["school_year"], row["term"], date.fromisoformat(row["start"]),
                         date.fromisoformat(row["end"]))
               for row in rows_of(session, Term) if row["start"] and row["end"]])


def moment_of(session: Session, store: Store) -> Moment:
    """How far the store has come."""
    return Moment(place(session.connection()), store.now().date(), store.home)
