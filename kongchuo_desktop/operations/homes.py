"""Whose rows a store reads: the units within its own, and what each of them follows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.engine import RowMapping
from sqlmodel import Session

from kongchuo_desktop.domain.calendar import SchoolCalendar, TermDates
from kongchuo_desktop.domain.facts import ClassRoom, OwnFigure, PolicyUse
from kongchuo_desktop.domain.unit_tree import UnitTree
from kongchuo_desktop.operations import fact_rows, pupil_rows
from kongchuo_desktop.store.feed import Place, changed_since, place
from kongchuo_desktop.store.joins import read_through
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import (
    CalendarDay,
    ClassGroup,
    Erase,
    Event,
    OwnFigureRow,
    PolicyUseRow,
    Projected,
    Term,
    Unit,
)
from kongchuo_desktop.store.vocabulary import sql_table

FEW = 300
"""Rows whose changes are read one by one; where there are more, everything is read anew."""
_TABLES = frozenset(str(table.__tablename__) for table in (
    Unit, ClassGroup, CalendarDay, Term, PolicyUseRow, OwnFigureRow, Erase))
"""Tables on which everything hangs that is derived."""


def rows_of(session: Session, table: type[Projected], *only: ColumnElement[bool],
            columns: Sequence[str] = ()) -> list[RowMapping]:
    """All living rows of a projected table as plain mappings, or those of them; one query.

    ``columns`` are those that are wanted, where that is not all of them.
    """
    whole = sql_table(table)
    wanted = [whole.c[name] for name in columns] if columns else list(whole.c)
    # All at once: one by one takes twice as long.
    return list(session.execute(select(*wanted).where(~whole.c.gone, *only)).mappings().all())


def canonical_ids(session: Session) -> dict[str, str]:
    """Joined rows and the id under which each is read (journal.md §5)."""
    return read_through(session.connection())


def unit_tree(session: Session) -> UnitTree:
    """The units that the store knows."""
    return UnitTree(((row["row"], row["parent"]) for row in rows_of(session, Unit)),
                    canonical_ids(session))


def own_rows(session: Session, home: str, table: type[Projected],
             *only: ColumnElement[bool]) -> list[RowMapping]:
    """The living rows that a unit wrote down, under whichever of its names."""
    same = canonical_ids(session)
    unit = same.get(home, home)
    return [row for row in rows_of(session, table, *only)
            if same.get(row["home"], row["home"]) == unit]


def own_events(session: Session, home: str, kind: str) -> list[RowMapping]:
    """The living facts of a kind that a unit wrote down, a later word after an earlier one."""
    rows = own_rows(session, home, Event, sql_table(Event).c.kind == kind)
    return sorted(rows, key=lambda row: (row["day"] or "", row["recorded"], row["tips"]))


@dataclass(frozen=True, slots=True)
class Moment:
    """What was read: how far the journal had come, on which day, for which unit."""

    place: Place
    day: date
    home: str


class Homes:
    """The units that a store reads, and what each of them follows.

    Rows of other homes may lie in the store (a child who is expected, what a superior hands
    down): they are no part of what it reads. What a superior follows holds for whoever set
    nothing of its own, the nearest superior first; figures that a school set itself (本校规定) are
    that school's alone.

    Attributes:
        own: the store's own unit, as it is read.
        within: own and all that stands under it.
        names: unit → its name; of own too.
    """

    def __init__(self, session: Session, moment: Moment) -> None:
        self.moment = moment
        home, day = moment.home, moment.day
        self.same = canonical_ids(session)
        units = rows_of(session, Unit)
        self.tree = UnitTree(((row["row"], row["parent"]) for row in units), self.same)
        self.own = self.tree.read(home)
        self.within = self.tree.below(home)
        self._line_up = frozenset((self.own, *self.tree.above(home)))
        self.names = {row["row"]: row["name"] or "" for row in units}
        self.classes: dict[str, dict[str, ClassRoom]] = defaultdict(dict)
        for row in rows_of(session, ClassGroup):
            unit = self.of(row["home"])
            if unit is not None and self.same.get(row["row"], row["row"]) == row["row"]:
                school = "" if unit == self.own else self.names.get(unit, "")
                self.classes[unit][row["row"]] = pupil_rows.class_room(row, day, school)
        self._uses = self._by_home(rows_of(session, PolicyUseRow))
        self._figures = self._by_home(rows_of(session, OwnFigureRow))
        self._days = self._by_home(rows_of(session, CalendarDay))
        self._terms = self._by_home(rows_of(session, Term))
        self._calendars: dict[tuple[str, ...], SchoolCalendar] = {}

    def follow(self, session: Session, moment: Moment) -> bool:
        """Whether nothing of this was written since; then it is as of this moment too."""
        before = self.moment
        if moment == before:
            return True
        if (moment.day, moment.home) != (before.day, before.home):
            return False
        changed = changed_since(session.connection(), before.place, most=FEW)
        if changed is None or not changed.tables.isdisjoint(_TABLES) or (
                self.same != canonical_ids(session)):
            return False
        self.moment = moment
        return True

    def _by_home(self, rows: Iterable[RowMapping]) -> Mapping[str, Sequence[RowMapping]]:
        found: dict[str, list[RowMapping]] = {}
        for row in rows:
            found.setdefault(self.tree.read(row["home"]), []).append(row)
        return found

    def of(self, home: str) -> str | None:
        """The unit under which rows of a home are read; None where they are not."""
        unit = self.tree.read(home)
        return unit if unit in self.within else None

    def heard(self, home: str) -> bool:
        """Whether what a unit asks or hands out counts here: this one's word or a superior's."""
        return self.tree.read(home) in self._line_up

    def tells(self, home: str, school: str) -> bool:
        """Whether a unit may say what became of a child on the way from a school.

        That is one that stands above the school, or a central school of its own children: no
        school says of itself that its child arrived.
        """
        giver, school = self.tree.read(home), self.tree.read(school)
        return (self.heard(home) or giver in self.tree.above(school)
                or (giver == school and len(self.tree.below(giver)) > 1))

    def uses(self, unit: str) -> list[PolicyUse]:
        """The profiles that a unit follows, in order."""
        return fact_rows.uses(self.use_rows(unit))

    def use_rows(self, unit: str) -> Sequence[RowMapping]:
        """The unit's own choices of a profile, else those of the nearest superior that has some."""
        return next((self._uses[one] for one in self._line(unit) if one in self._uses), ())

    def figures(self, unit: str) -> list[OwnFigure]:
        """What a unit set itself where its document leaves it open."""
        return [OwnFigure(row["binding"], row["value"], date.fromisoformat(row["since"]),
                          row["author"], row["why"] or "")
                for row in self._figures.get(unit, ()) if row["value"]]

    def calendar(self, unit: str) -> SchoolCalendar:
        """National days with a unit's own changes and terms, day by day and term by term before
        its superiors'."""
        line = tuple(one for one in self._line(unit) if one in self._days or one in self._terms)
        if line not in self._calendars:
            # The farthest first, so that the nearest is the last to say.
            days = [row for one in reversed(line) for row in self._days.get(one, ())]
            terms = [row for one in reversed(line) for row in self._terms.get(one, ())]
            self._calendars[line] = _calendar(days, terms)
        return self._calendars[line]

    def _line(self, unit: str) -> tuple[str, ...]:
        return (unit, *self.tree.above(unit))


def moment_of(session: Session, store: Store) -> Moment:
    """How far the store has come."""
    return Moment(place(session.connection()), store.now().date(), store.home)


def _calendar(days: Iterable[RowMapping], terms: Iterable[RowMapping]) -> SchoolCalendar:
    dates = {(row["school_year"], row["term"]): row for row in terms
             if row["start"] and row["end"]}
    return SchoolCalendar(
        overrides={date.fromisoformat(row["day"]): (bool(row["in_session"]), row["note"] or "")
                   for row in days},
        terms=[TermDates(year, term, date.fromisoformat(row["start"]),
                         date.fromisoformat(row["end"]))
               for (year, term), row in dates.items()])
