"""What an import brought: rows that are new, show something else, came back, lost their values."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.engine import RowMapping

from kongchuo_desktop.domain.journal import Entry
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.erasure import erased_among
from kongchuo_desktop.store.journal_tables import ALIAS, CONFLICT, ENTRY
from kongchuo_desktop.store.sieve import LeftOut
from kongchuo_desktop.store.tables import Erase, PupilRow
from kongchuo_desktop.store.vocabulary import FIELDS, sql_table

_PUPIL = sql_table(PupilRow)
_ERASE = str(Erase.__tablename__)


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that an import touched.

    Attributes:
        new: it was not known before.
        fields: what a row known before shows otherwise now.
        gone: it was shown and is deleted now; ``back``: the other way round.
        erased: its values are gone for ever; ``room`` is the class that a pupil's record showed.
    """

    table: str
    row: str
    about: str | None
    new: bool
    fields: tuple[str, ...] = ()
    gone: bool = False
    back: bool = False
    erased: bool = False
    room: str = ""


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What an import brought.

    Attributes:
        added: entries that were not known.
        conflicts: (row, field) that are in conflict now and were not before.
        pupils: whom the changed rows are about; the caller names those of other classes.
        joined: (record, the record that it is read as now) that were not read so before.
        left: entries of the package that cannot be true and were left out of it.
        aside: rows that stood here under another's identity and gave way to the true one.
    """

    added: int
    rows: tuple[RowChange, ...]
    conflicts: tuple[tuple[str, str], ...]
    pupils: frozenset[str]
    joined: tuple[tuple[str, str], ...] = ()
    left: tuple[LeftOut, ...] = ()
    aside: frozenset[str] = frozenset()


class Before:
    """What the rows that an import is about to touch show, to be compared when it is done.

    ``known`` are those of its rows that are here already.
    """

    def __init__(self, connection: Connection, entries: Collection[Entry],
                 known: Collection[str]) -> None:
        self._entries = {entry.row: entry for entry in entries}
        self._known = known
        self._rows = self._shown(connection)
        self._conflicts = _conflicts(connection, self._entries)
        self._gone = _gone(connection, self._abouts())
        self._aimed = _aimed(connection, entries)
        self._aliases = _aliases(connection)

    def compare(self, connection: Connection, added: int) -> MergeReport:
        """The report, once everything is written."""
        abouts = self._abouts()
        now = self._shown(connection)
        back = self._gone - _gone(connection, self._gone)
        erased = erased_among(connection, ((row, one.home) for row, one in self._aimed.items()))
        found = [self._change(entry, now) for entry in self._entries.values()
                 if entry.row not in erased]
        found += [RowChange(one.table, row, one.about, new=False, erased=True, room=one.room)
                  for row, one in self._aimed.items() if row in erased]
        # A record that came for a deleted pupil brought the pupil back (journal.md §4).
        found += [RowChange(_PUPIL.name, row, row, new=False, back=True)
                  for row in sorted(back - self._entries.keys())]
        after = _conflicts(connection, {*self._entries, *abouts})
        return MergeReport(
            added=added, rows=tuple(found), conflicts=tuple(sorted(after - self._conflicts)),
            pupils=frozenset(abouts | {change.about for change in found if change.about}),
            joined=tuple(sorted((row, read) for row, read in _aliases(connection).items()
                                if row != read and self._aliases.get(row, row) != read)))

    def _change(self, entry: Entry, now: Mapping[str, RowMapping]) -> RowChange:
        before, after = self._rows.get(entry.row), now.get(entry.row)
        if before is None or after is None:
            return RowChange(entry.table, entry.row, entry.about, entry.row not in self._known)
        return RowChange(
            entry.table, entry.row, entry.about, new=False,
            fields=tuple(name for name in FIELDS[entry.table] if before[name] != after[name]),
            gone=after["gone"] and not before["gone"], back=before["gone"] and not after["gone"])

    def _abouts(self) -> set[str]:
        return {entry.about for entry in self._entries.values() if entry.about}

    def _shown(self, connection: Connection) -> dict[str, RowMapping]:
        """Row known before → everything that it shows, of the tables that are known here."""
        rows = projection.current_rows(connection, (
            (entry.table, row) for row, entry in self._entries.items() if row in self._known))
        return {row: shown._mapping for row, shown in rows.items()}


def _conflicts(connection: Connection, rows: Iterable[str]) -> set[tuple[str, str]]:
    return {
        (row, name)
        for portion in projection.chunks(rows)
        for row, name in connection.execute(
            select(CONFLICT.c.row, CONFLICT.c.field).where(among(CONFLICT.c.row, portion)))
    }


def _gone(connection: Connection, pupils: Iterable[str]) -> set[str]:
    """Those of the pupils that are here and not shown."""
    return {
        row
        for portion in projection.chunks(pupils)
        for row in connection.scalars(
            select(_PUPIL.c.row).where(among(_PUPIL.c.row, portion), _PUPIL.c.gone))
    }


@dataclass(frozen=True, slots=True)
class _Aimed:
    table: str
    home: str
    about: str | None
    room: str = ""


def _aimed(connection: Connection, entries: Iterable[Entry]) -> dict[str, _Aimed]:
    """The rows here that entries would erase and that still have their values."""
    rows: set[str] = set()
    for entry in entries:
        target = entry.set.get("target") if entry.table == _ERASE else None
        rows |= {entry.row} if entry.erased else {target} if isinstance(target, str) else set()
    found: dict[str, _Aimed] = {}
    for portion in projection.chunks(rows):
        columns = (ENTRY.c.row, ENTRY.c.tbl, ENTRY.c.home, ENTRY.c.about)
        rooms = {row: room or "" for row, room in connection.execute(
            select(_PUPIL.c.row, _PUPIL.c.class_id).where(among(_PUPIL.c.row, portion)))}
        for row, table, home, about in connection.execute(
                select(*columns).where(among(ENTRY.c.row, portion)).distinct()):
            found[row] = _Aimed(table, home, about, rooms.get(row, ""))
    gone = erased_among(connection, ((row, one.home) for row, one in found.items()))
    return {row: one for row, one in found.items() if row not in gone}


def _aliases(connection: Connection) -> dict[str, str]:
    return {found.row: found.canonical for found in connection.execute(select(ALIAS))}
