"""What the store holds, as plain facts: read once, then read again only where it changed."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain
from typing import TypeVar

from sqlalchemy import or_
from sqlalchemy.engine import RowMapping
from sqlmodel import Session

from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.facts import ClassRoom, Fact, Mark, Pupil, Register, World
from kongchuo_desktop.operations import fact_rows, pupil_rows
from kongchuo_desktop.operations.homes import FEW, Homes, rows_of
from kongchuo_desktop.operations.progress import Told, unheard
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.feed import Changed, changed_since, place
from kongchuo_desktop.store.projection import chunks
from kongchuo_desktop.store.tables import (
    Event,
    Leave,
    MarkRow,
    Movement,
    Paper,
    PaperEvent,
    Projected,
    PupilRow,
    RegisterRow,
    Return,
    Tag,
    Transfer,
    Visit,
)
from kongchuo_desktop.store.vocabulary import sql_table

NOBODY = ""
"""The group of what is about no pupil."""
_REGISTER = str(RegisterRow.__tablename__)

Row = TypeVar("Row")
Groups = dict[str, list[Row]]
"""Pupil (``NOBODY`` for none) → what is about it."""


def rows_named(session: Session, table: type[Projected],
               names: Collection[str]) -> list[RowMapping]:
    """The living ones of these rows of a projected table."""
    row = sql_table(table).c.row
    return [found for portion in chunks(names)
            for found in rows_of(session, table, among(row, portion))]


@dataclass(slots=True)
class _About:
    """What is about each pupil of a home, and about nobody; ``registers`` by their row."""

    pupils: dict[str, Pupil] = field(default_factory=dict)
    marks: Groups[Mark] = field(default_factory=dict)
    facts: Groups[Fact] = field(default_factory=dict)
    registers: dict[str, Register] = field(default_factory=dict)

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
    """The facts of a store at a moment, home by home.

    Attributes:
        worlds: unit → what derivations about its pupils look at, under what that unit follows;
            the store's own first. Rows of homes outside the store's unit are in none of them.
        steps: the pupils of whom something may be derived differently, for each time that the
            reading followed the journal.
    """

    def __init__(self, session: Session, homes: Homes, told: Told = unheard) -> None:
        self.homes = homes
        self.place = place(session.connection())
        self.steps: list[frozenset[str]] = []
        self.same = self.homes.same
        self._records: dict[str, list[str]] = defaultdict(list)
        for record, read in self.same.items():
            self._records[read].append(record)
        self._about: dict[str, _About] = self._read_about(session, None, told)
        for home, register in self._read_registers(rows_of(session, RegisterRow)).items():
            self._of(home).registers = register
        self.worlds: Mapping[str, World] = {}
        self._renew()

    @property
    def own(self) -> World:
        """What the store's own unit answers for."""
        return self.worlds[self.homes.own]

    @cached_property
    def world(self) -> World:
        """Everything that the store reads, under what its own unit follows: for lists and names."""
        return self._whole()

    @property
    def calendar(self) -> SchoolCalendar:
        """The calendar of the store's own unit."""
        return self.homes.calendar(self.homes.own)

    def home_of(self, pupil: str) -> str:
        """The unit that a pupil belongs to; the store's own for whom it does not read."""
        return next((home for home, world in self.worlds.items() if pupil in world.pupils),
                    self.homes.own)

    def follow(self, session: Session, homes: Homes) -> bool:
        """Read again what changed since; False where nearly everything did."""
        if homes is not self.homes:
            return False
        now = place(session.connection())
        if now == self.place:
            return True
        changed = changed_since(session.connection(), self.place, most=FEW)
        if changed is None:
            return False
        touched = self._follow_pupils(session, changed)
        rooms, absent = self._follow_registers(session, changed)
        self._renew()
        touched |= absent.union(*(world.ever_in(rooms) for world in self.worlds.values()))
        self.steps.append(frozenset(touched) - {NOBODY})
        self.place = now
        return True

    def _follow_pupils(self, session: Session, changed: Changed) -> set[str]:
        groups = {self._group(about) for table, _, about in changed.rows if table != _REGISTER}
        touched = {name for about in self._about.values() for name in about.named(groups)}
        if groups:
            read = self._read_about(session, groups)
            for home in self._about.keys() | read.keys():
                self._of(home).replace(groups, read.get(home, _About()))
        return touched | {name for about in self._about.values() for name in about.named(groups)}

    def _follow_registers(self, session: Session, changed: Changed) -> tuple[set[str], set[str]]:
        """The classes whose registers changed, and who is absent in one of them."""
        names = {row for table, row, _ in changed.rows if table == _REGISTER}
        read = self._read_registers(rows_named(session, RegisterRow, names))
        spoken = [register for about in self._about.values()
                  for name, register in about.registers.items() if name in names] if names else []
        for home in self._about.keys() | read.keys():
            for name in names:
                _put(self._of(home).registers, name, read.get(home, {}))
        spoken += [register for found in read.values() for register in found.values()]
        return ({register.class_id for register in spoken},
                {pupil for register in spoken for pupil in register.absent})

    def _group(self, about: str | None) -> str:
        return self.same.get(about, about) if about else NOBODY

    def _of(self, home: str) -> _About:
        return self._about.setdefault(home, _About())

    # worlds ----------------------------------------------------------------------------------

    def _renew(self) -> None:
        """The worlds now; one in which nothing changed stays the same object."""
        own = self.homes.own
        names = sorted(self.homes.within, key=lambda unit: (unit != own, unit))
        self.worlds = {unit: self._world(unit, self.worlds.get(unit)) for unit in names}
        self.__dict__.pop("world", None)

    def _world(self, unit: str, before: World | None) -> World:
        """The world of a unit; registers or marks that did not change stay the same object, so
        that what was made of them can be shared."""
        about = self._of(unit)
        registers = list(about.registers.values())
        marks = [mark for found in about.marks.values() for mark in found]
        facts = sorted(chain.from_iterable(about.facts.values()), key=_order)
        if before is None:
            return World(
                unit=self.homes.names.get(unit, ""), pupils=dict(about.pupils),
                classes=self.homes.classes.get(unit, {}), registers=registers, marks=marks,
                facts=facts, uses=self.homes.uses(unit), figures=self.homes.figures(unit),
                registers_stay=unit != self.homes.own)
        now = replace(
            before, pupils=dict(about.pupils), facts=facts,
            registers=before.registers if before.registers == registers else registers,
            marks=before.marks if before.marks == marks else marks)
        # A pupil read anew may look alike and yet have another telephone: cards go by the object.
        untouched = all(before.pupils.get(name) is pupil for name, pupil in now.pupils.items())
        return before if untouched and now == before else now

    def _whole(self) -> World:
        own, worlds = self.own, self.worlds.values()
        if len(self.worlds) == 1:
            return own
        classes: dict[str, ClassRoom] = {}
        pupils: dict[str, Pupil] = {}
        for world in worlds:
            classes |= world.classes
            pupils |= world.pupils
        return replace(
            own, classes=classes, pupils=pupils,
            registers=[one for world in worlds for one in world.registers],
            marks=[one for world in worlds for one in world.marks],
            facts=sorted((one for world in worlds for one in world.facts), key=_order))

    # what is about pupils --------------------------------------------------------------------

    def _read_registers(self, rows: Iterable[RowMapping]) -> dict[str, dict[str, Register]]:
        found: dict[str, dict[str, Register]] = defaultdict(dict)
        for row in rows:
            home = self.homes.of(row["home"])
            if home is not None:
                found[home][row["row"]] = fact_rows.register(row, self.same)
        return found

    def _read_about(self, session: Session, groups: Collection[str] | None,
                    told: Told = unheard) -> dict[str, _About]:
        """What is about these pupils, or about all of them and about nobody, home by home."""
        people = list(self._rows(session, PupilRow, groups, columns=pupil_rows.COLUMNS))
        whose = {row["row"]: self.homes.of(row["home"]) for row in people}
        tables: tuple[type[Projected], ...] = (
            Tag, Movement, MarkRow, *_FACTS, Return, Paper, PaperEvent)
        found = {PupilRow: self._grouped(PupilRow, people, whose)} | {
            table: self._grouped(table, self._rows(session, table, groups), whose)
            for table in tables}
        homes = {home for of_home in found.values() for home in of_home}
        about: dict[str, _About] = {}
        for home in homes:
            about[home] = self._about_of(
                home, {table: of_home.get(home, {}) for table, of_home in found.items()})
            told(len(about), len(homes), "正在读各校的资料")
        return about

    def _about_of(self, home: str,
                  found: Mapping[type[Projected], Groups[RowMapping]]) -> _About:
        same = self.same
        tags = {group: pupil_rows.tags(rows, same) for group, rows in found[Tag].items()}
        moves = {group: pupil_rows.by_pupil(rows, same).get(group, [])
                 for group, rows in found[Movement].items()}
        classes = self.homes.classes.get(home, {})
        pupils = {row["row"]: pupil_rows.pupil(row, classes, same,
                                               tags.get(group, {}).get(group, ()),
                                               moves.get(group, ()))
                  for group, rows in found[PupilRow].items()
                  for row in rows if row["row"] == group}
        facts: Groups[Fact] = defaultdict(list)
        for table, facts_of in _FACTS.items():
            for group, rows in found[table].items():
                facts[group] += facts_of(rows, same)
        for group, rows in found[Return].items():
            facts[group] += fact_rows.return_facts(rows, same, classes)
        for group, rows in found[Movement].items():
            facts[group] += fact_rows.movement_facts(rows, same)
        for group, rows in found[Paper].items():
            facts[group] += fact_rows.paper_facts(rows, found[PaperEvent].get(group, ()), same)
        marks = {group: fact_rows.marks(rows, same) for group, rows in found[MarkRow].items()}
        return _About(pupils, marks, dict(facts))

    def _grouped(self, table: type[Projected], rows: Iterable[RowMapping],
                 whose: Mapping[str, str | None]) -> dict[str, Groups[RowMapping]]:
        """Home → pupil → rows. What is about a pupil is where the pupil is, whoever wrote it;
        what is about nobody is where it was written."""
        found: dict[str, Groups[RowMapping]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            group = self._group(row["about"])
            home = whose[group] if group in whose else self.homes.of(row["home"])
            if home is not None and (table is not Transfer
                                     or self.homes.tells(row["home"], home)):
                found[home][group].append(row)
        return found

    def _rows(self, session: Session, table: type[Projected], groups: Collection[str] | None,
              columns: Sequence[str] = ()) -> Iterator[RowMapping]:
        if groups is None:
            yield from rows_of(session, table, columns=columns)
            return
        about = sql_table(table).c.about
        records = {record for group in groups
                   for record in (group, *self._records.get(group, ()))}
        for portion in chunks(records):
            wanted = about.in_(portion)
            yield from rows_of(session, table, or_(wanted, about.is_(None))
                               if NOBODY in portion else wanted, columns=columns)


def _order(fact: Fact) -> tuple[date, date, str]:
    return fact.day, fact.recorded, fact.id


_FACTS: Mapping[type[Projected],
                Callable[[Iterable[RowMapping], Mapping[str, str]], Iterable[Fact]]] = {
    Visit: fact_rows.visit_facts,
    Event: fact_rows.event_facts,
    Leave: fact_rows.leave_facts,
    Transfer: fact_rows.transfer_facts,
}
