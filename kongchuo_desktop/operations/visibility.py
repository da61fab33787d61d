"""Who may have which row: what a superior gets and what a unit or class below gets.

Both are chosen by predicates that only grow (journal.md §7): by what was ever written, never by
what a row shows today, and by ``about`` as written, so that no join hands a child to strangers.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Set
from typing import Protocol

from sqlalchemy import select
from sqlmodel import Session

from kongchuo_desktop.domain.unit_tree import UnitTree
from kongchuo_desktop.operations.class_past import ClassPast, ever_written
from kongchuo_desktop.operations.homes import unit_tree
from kongchuo_desktop.store.merge import RowInfo
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import (
    Attached,
    ChildFound,
    Correction,
    CorrectionAnswer,
    Event,
    Grant,
    Handed,
    Paper,
    PaperEvent,
    Receipt,
    Transfer,
    Visit,
)
from kongchuo_desktop.store.vocabulary import sql_table

Choose = Callable[[RowInfo], bool]

_STAYS = frozenset({"register", "leave", "correction", "handed",
                    "child_list", "same_child"})
"""Tables of which a bureau gets nothing: the school's own days, what it tells those below, lists
of children and what was decided of their lines."""
_WITH_CASE = frozenset({"mark", "enrollment"})
"""Tables of which a bureau gets only the rows of pupils who ever had a case."""
_HELD_FOR_ALL = frozenset({"policy_use", "calendar_day", "term"})
"""What holds for those below until they set something of their own."""
_OF_A_SCHOOL = _HELD_FOR_ALL | {"own_figure", "erase"}
"""What every class has of its school; an erasure must reach whoever holds the row."""
_FILE = frozenset({"pupil", "enrollment", "tag", "movement", "visit", "paper", "paper_event",
                   "event", "attached"})
"""The file of a child as a new school may have it."""
_SCAN = str(Attached.__tablename__)


class Superior(Protocol):
    """The unit above, as far as it decides what it gets."""

    @property
    def unit(self) -> str:
        """Its row."""

    @property
    def kind(self) -> str:
        """``bureau``, ``center`` or ``school``."""


def up_rows(store: Store, superior: Superior) -> Choose:
    """Which rows a superior gets: a school or 中心校 all of the sender's, a bureau what it needs.

    Only rows whose home lies within the sender's unit go up.
    """
    with store.session() as session:
        ours = _within(unit_tree(session), store.home)
        if superior.kind in ("school", "center") or ours(superior.unit):
            return lambda info: ours(info.home)
        with_case, scans = _ever_a_case(session), _scans_of_cases(session)
    return lambda info: (
        ours(info.home) and info.table not in _STAYS
        and (info.table not in _WITH_CASE or info.about in with_case)
        and (info.table != _SCAN or info.row in scans))


def down_rows(store: Store, *, unit: str, class_id: str | None = None) -> Choose:
    """Which rows a unit below, or a class of the store's own unit, gets."""
    return Downward(store).rows(unit=unit, class_id=class_id)


class Downward:
    """What goes down from a store, for one unit after another: read once for all of them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        with store.session() as session:
            connection = session.connection()
            self._tree = unit_tree(session)
            self._told = {
                str(table.__tablename__): ever_written(connection, table)
                for table in (Receipt, Correction, CorrectionAnswer, Transfer, Grant, Handed)}
            self._scans = _scans_of_cases(session)

    def rows(self, *, unit: str, class_id: str | None = None) -> Choose:
        """``down_rows``."""
        return self._of_unit(unit) if class_id is None else self._of_class(unit, class_id)

    def _of_unit(self, unit: str) -> Choose:
        tree = self._tree
        ours, above = _within(tree, unit), frozenset(tree.above(unit))
        line = above | {tree.read(unit)}
        told = frozenset(row for table, addressed in _ADDRESSED.items()
                         for row in self._addressed(table, addressed, ours, above))
        granted = self._granted(ours, above)

        def chosen(info: RowInfo) -> bool:
            if ours(info.home) or info.row in told:
                return True
            if info.table == "unit":
                return tree.read(info.row) in line
            if info.table in _HELD_FOR_ALL:
                return tree.read(info.home) in above
            grant = granted.get(info.about or "")
            return (grant is not None and grant.opens(info.table)
                    and (info.table != _SCAN or info.row in self._scans)
                    and grant.given_by_superior(info.home))

        return chosen

    def _of_class(self, unit: str, class_id: str) -> Choose:
        tree = self._tree
        own, above = tree.read(unit), frozenset(tree.above(unit))
        with self._store.reading() as connection:
            room = ClassPast(connection, class_id, self._told, self._homes(own, above))

        def chosen(info: RowInfo) -> bool:
            home = tree.read(info.home)
            if info.table == "unit":
                return tree.read(info.row) in above | {own}
            if home != own and home not in above:
                return False
            if info.row in room.rows or info.table in _HELD_FOR_ALL:
                return True
            if home == own:
                return info.table in _OF_A_SCHOOL or info.about in room.pupils
            return info.table in ("correction", "transfer") and info.about in room.pupils

        return chosen

    def _homes(self, own: str, above: Set[str]) -> Callable[[str], bool]:
        """Whose word reaches a class: its school's and that of those above it."""
        line = above | {own}
        return lambda home: self._tree.read(home) in line

    def _addressed(self, table: str, fields: Collection[str], ours: Callable[[str], bool],
                   above: Set[str]) -> Iterable[str]:
        """Rows by which a superior of the unit speaks to it or to those below it.

        Only a superior: a school must not have its word carried to another by the bureau.
        """
        for row, said in self._told[table].items():
            units = [value for field in fields for value in said.values(field)]
            to_all = table == "handed" and not units
            if self._tree.read(said.home) in above and (to_all or any(map(ours, units))):
                yield row

    def _granted(self, ours: Callable[[str], bool], above: Set[str]) -> Mapping[str, "_Granted"]:
        """Pupil → who gave the units within one leave to read of it, and how much."""
        found: dict[str, _Granted] = {}
        mine = {self._tree.read(self._store.home), *self._tree.above(self._store.home)}
        for row in self._addressed("grant", ("unit",), ours, above):
            said = self._told["grant"][row]
            giver = self._tree.read(said.home)
            for pupil in said.values("pupil"):
                grant = found.setdefault(pupil, _Granted(self._tree, mine))
                grant.givers.add(giver)
                grant.whole = grant.whole or "file" in said.values("scope")
        return found


_ADDRESSED: Mapping[str, tuple[str, ...]] = {
    "receipt": ("unit",), "correction": ("unit",), "transfer": ("from_unit", "to_unit"),
    "grant": ("unit",), "handed": ("unit",),
}
"""What a superior tells those below → the fields that name the unit it is for."""


class _Granted:
    """The leave to read a child's file that one or more superiors gave."""

    def __init__(self, tree: UnitTree, mine: Set[str]) -> None:
        self.givers: set[str] = set()
        self.whole = False
        self._tree, self._mine = tree, mine

    def opens(self, table: str) -> bool:
        return table in _FILE if self.whole else table == "pupil"

    def given_by_superior(self, home: str) -> bool:
        """Whether one who gave it stands above the school of the child.

        Of those who stand above the writer no tree need be known: the rows came from them.
        """
        return any(giver in self._mine or self._tree.within(home, giver)
                   for giver in self.givers)


def _within(tree: UnitTree, top: str) -> Callable[[str], bool]:
    below = tree.below(top)
    return lambda home: tree.read(home) in below


def _ever_a_case(session: Session) -> frozenset[str]:
    """Pupils of whom any visit, paper or fact was ever written, deleted ones included."""
    return frozenset(
        pupil for table in (Visit, Paper, Event)
        for pupil in session.scalars(select(sql_table(table).c.about).distinct())
        if pupil)


def _scans_of_cases(session: Session) -> frozenset[str]:
    """Rows of scans that hang on a visit, a fact, a paper, or on what was found of a child of a
    list; slips of leave stay in the school."""
    scans = sql_table(Attached).c
    return frozenset(
        row for table in (Visit, Event, Paper, PaperEvent, ChildFound)
        for row in session.scalars(
            select(scans.row).where(scans.target.in_(select(sql_table(table).c.row)))))
