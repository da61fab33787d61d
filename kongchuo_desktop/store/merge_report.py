"""What an import brought: the rows that are new, show something else, came back, were joined."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from kongchuo_desktop.domain.journal import Entry
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.journal_tables import ALIAS, CONFLICT
from kongchuo_desktop.store.tables import BY_NAME, PupilRow
from kongchuo_desktop.store.vocabulary import FIELDS, sql_table

_PUPIL = sql_table(PupilRow)


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that an import touched.

    Attributes:
        new: it was not known before.
        fields: what a row known before shows otherwise now.
        gone: it was shown and is deleted now; ``back``: the other way round.
    """

    table: str
    row: str
    about: str | None
    new: bool
    fields: tuple[str, ...] = ()
    gone: bool = False
    back: bool = False


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What an import brought.

    Attributes:
        added: entries that were not known.
        conflicts: (row, field) that are in conflict now and were not before.
        pupils: whom the changed rows are about; the caller names those of other classes.
        joined: (record, the record that it is read as now) that were not read so before.
    """

    added: int
    rows: tuple[RowChange, ...]
    conflicts: tuple[tuple[str, str], ...]
    pupils: frozenset[str]
    joined: tuple[tuple[str, str], ...] = ()


class Before:
    """What the rows that an import is about to touch show, to be compared when it is done.

    ``known`` are those of its rows that are here already.
    """

    def __init__(self, connection: Connection, entries: Collection[Entry],
                 known: Collection[str]) -> None:
        self._entries = {entry.row: entry for entry in entries}
        self._known = known
        self._rows = _shown(connection, self._changing())
        self._conflicts = _conflicts(connection, self._entries)
        self._gone = _gone(connection, self._abouts())
        self._aliases = _aliases(connection)

    def compare(self, connection: Connection, added: int) -> MergeReport:
        """The report, once everything is written."""
        abouts = self._abouts()
        now = _shown(connection, self._changing())
        back = self._gone - _gone(connection, self._gone)
        found = [self._change(entry, now) for entry in self._entries.values()]
        # A record that came for a deleted pupil brought the pupil back (journal.md §4).
        found += [RowChange(_PUPIL.name, row, row, new=False, back=True)
                  for row in sorted(back - self._entries.keys())]
        after = _conflicts(connection, {*self._entries, *abouts})
        return MergeReport(
            added=added, rows=tuple(found), conflicts=tuple(sorted(after - self._conflicts)),
            pupils=frozenset(abouts),
            joined=tuple(sorted((row, read) for row, read in _aliases(connection).items()
                                if row != read and self._aliases.get(row, row) != read)))

    def _change(self, entry: Entry, now: Mapping[str, Mapping[str, Any]]) -> RowChange:
        before, after = self._rows.get(entry.row), now.get(entry.row)
        if before is None or after is None:
            return RowChange(entry.table, entry.row, entry.about, entry.row not in self._known)
        return RowChange(
            entry.table, entry.row, entry.about, new=False,
            fields=tuple(name for name in FIELDS[entry.table] if before[name] != after[name]),
            gone=after["gone"] and not before["gone"], back=before["gone"] and not after["gone"])

    def _abouts(self) -> set[str]:
        return {entry.about for entry in self._entries.values() if entry.about}

    def _changing(self) -> Iterable[Entry]:
        return (entry for row, entry in self._entries.items() if row in self._known)


def _shown(connection: Connection, entries: Iterable[Entry]) -> dict[str, Mapping[str, Any]]:
    """Row → everything that it shows, of the tables that are known here."""
    by_table: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        if entry.table in BY_NAME:
            by_table[entry.table].append(entry.row)
    found: dict[str, Mapping[str, Any]] = {}
    for name, rows in by_table.items():
        table = sql_table(BY_NAME[name])
        for portion in projection.chunks(rows):
            for row in connection.execute(select(table).where(among(table.c.row, portion))):
                found[row.row] = dict(row._mapping)
    return found


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


def _aliases(connection: Connection) -> dict[str, str]:
    return {found.row: found.canonical for found in connection.execute(select(ALIAS))}
