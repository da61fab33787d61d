"""How the rows of one operation are written: entries and projection together, many at a time."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, select

from kongchuo_desktop.domain import journal
from kongchuo_desktop.domain.journal import GONE, Ancestry, Entry, EntryId, fold
from kongchuo_desktop.errors import BugError, KnownError
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.aside import entries_of, put_aside
from kongchuo_desktop.store.bulk import among, insert_columns, update_columns
from kongchuo_desktop.store.entry_log import EntryLog
from kongchuo_desktop.store.erasure import erased_among
from kongchuo_desktop.store.journal_tables import CONFLICT
from kongchuo_desktop.store.tables import Projected, PupilRow, Unit
from kongchuo_desktop.store.vocabulary import FIELDS, sql_table


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row to be made; ``fields`` are those that hold something."""

    row: str
    home: str
    about: str | None
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody wants of a row on top of what was on screen.

    ``prior`` are the row's tips then; ``gone`` deletes (True) or restores (False) it.
    """

    row: str
    prior: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    gone: bool | None = None


@dataclass(frozen=True, slots=True)
class _View:
    """What a writer had on screen."""

    values: Mapping[str, Any]
    contested: Collection[str]
    gone: bool


@dataclass(slots=True)
class _Written:
    """What one change came to: its entry, and all others of the row where they were looked at.

    A change on top of all that there is needs only an UPDATE: then ``before`` is None.
    """

    entry: Entry
    before: list[Entry] | None
    settled: frozenset[str]


class RowWriter:
    """Writes rows for ``Write``; what it raises is told there."""

    def __init__(self, connection: Connection, log: EntryLog, home: str,
                 may_write: Callable[[Connection, str], bool]) -> None:
        self.fresh: set[str] = set()
        """Rows that this operation made."""
        self._connection = connection
        self._log = log
        self._home = home
        self._may_write = may_write
        self._homes: set[str] = set()

    # -- new rows ---------------------------------------------------------------------------

    def new_row(
        self,
        table: type[Projected],
        fields: Mapping[str, Any],
        *,
        about: str | None = None,
        home: str | None = None,
        key: Sequence[Any] | None = None,
        row: str | None = None,
    ) -> NewRow:
        """The row that the arguments of ``Write.insert`` mean, there or not."""
        name = str(table.__tablename__)
        _check_types(name, fields)
        if key is None:
            key = [fields.get(part) for part in table.KEY]
        natural = bool(key) and not any(part is None or part == "" for part in key)
        if table is Unit:
            row = row or (journal.row_id("", name, key) if natural else journal.random_row_id())
            home = row
        home = home or self._home
        row = row or (journal.row_id(home, name, key) if natural else journal.random_row_id())
        about = about or (row if table is PupilRow else fields.get("pupil"))
        # A new unit is written by the unit above it: its own home is not known yet.
        parent = fields.get("parent") if table is Unit else None
        self._check_home(parent or home)
        return NewRow(row, home, about, {k: v for k, v in fields.items() if v is not None})

    def existing(self, table: type[Projected], rows: Collection[str]) -> dict[str, str]:
        """Those of these rows that are there, gone or not, with their tips."""
        sql = sql_table(table)
        return {
            row: tips
            for portion in projection.chunks(rows)
            for row, tips in self._connection.execute(
                select(sql.c.row, sql.c.tips).where(among(sql.c.row, portion)))
        }

    def make(self, table: type[Projected], rows: Sequence[NewRow]) -> None:
        """Writes rows that are not there."""
        if not rows:
            return
        name = str(table.__tablename__)
        if erased_among(self._connection, [(new.row, new.home) for new in rows]):
            raise _erased()
        if table.KEY:
            self._take_place(name, rows)
        entries = [
            self._log.entry(name, new.row, new.home, new.about, (), new.fields) for new in rows
        ]
        self._log.keep(entries)
        operation = self._log.operation
        count = len(entries)
        columns = dict.fromkeys(column for new in rows for column in new.fields)
        insert_columns(self._connection, sql_table(table), {
            "row": [e.row for e in entries], "home": [e.home for e in entries],
            "about": [e.about for e in entries],
            "tips": [journal.entry_name(e.id) for e in entries],
            "gone": [False] * count,
            "recorded": [projection.recorded_on(entries[0], operation)] * count,
            "author": [operation.actor if operation else ""] * count,
            **{column: [e.set.get(column) for e in entries] for column in columns},
        })
        self.fresh.update(e.row for e in entries)

    def _take_place(self, name: str, rows: Sequence[NewRow]) -> None:
        """What others wrote in another table or home under an id that a key gives gives way."""
        wanted = {new.row: (name, new.home, new.about) for new in rows}
        taken = [entry for entry in entries_of(self._connection, wanted.keys())
                 if entry.constants != wanted[entry.row]]
        put_aside(self._connection, taken)

    # -- changed rows -----------------------------------------------------------------------

    def change(self, table: type[Projected], changes: Sequence[Change]) -> int:
        """Writes what differs from what the writer saw; how many changes wrote anything."""
        return sum(self._change_each_once(table, once) for once in _rounds(changes))

    def _change_each_once(self, table: type[Projected], changes: Mapping[str, Change]) -> int:
        """``change`` for rows that are all different."""
        name = str(table.__tablename__)
        there = self._look_up(table, changes)
        contested = self._contested(changes)
        beneath = {row: self._log.effective_prior(row, journal.split_tips(change.prior))
                   for row, change in changes.items()}
        behind = [row for row, change in changes.items()
                  if change.gone is not None or there[row].gone or GONE in contested[row]
                  or beneath[row] != journal.split_tips(there[row].tips)]
        entries = projection.entries_of(self._connection, behind)
        written = []
        for row, change in changes.items():
            _check_types(name, change.fields)
            shown = there[row]
            before = entries.get(row)
            view = (_View(shown._mapping, contested[row], gone=False) if before is None
                    else _seen(before, beneath[row]))
            values = _differing(change, view)
            if values:
                entry = self._log.entry(
                    name, row, shown.home, shown.about, beneath[row], values)
                settled = frozenset(contested[row] & values.keys())
                written.append(_Written(entry, before, settled))
        self._keep(table, written)
        return len(written)

    def _keep(self, table: type[Projected], written: Sequence[_Written]) -> None:
        if not written:
            return
        self._log.keep([one.entry for one in written])
        self._update(table, [one for one in written if one.before is None])
        folded = {one.entry.row: [*one.before, one.entry] for one in written
                  if one.before is not None}
        projection.refold(self._connection, folded, folded)

    def _update(self, table: type[Projected], written: Iterable[_Written]) -> None:
        """The plain UPDATE of writes that had seen all there is (journal.md §3)."""
        alike: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
        settled: dict[frozenset[str], list[str]] = defaultdict(list)
        for one in written:
            alike[tuple(sorted(one.entry.set))].append(one.entry)
            if one.settled:
                settled[one.settled].append(one.entry.row)
        for names, rows in settled.items():
            self._connection.execute(delete(CONFLICT).where(
                among(CONFLICT.c.row, rows), CONFLICT.c.field.in_(names)))
        for columns, group in alike.items():
            update_columns(self._connection, sql_table(table), [e.row for e in group], {
                "tips": [journal.entry_name(e.id) for e in group],
                **{column: [e.set[column] for e in group] for column in columns},
            })

    def _look_up(self, table: type[Projected], rows: Collection[str]) -> Mapping[str, Any]:
        """The rows as they are shown, if they are there and may be written."""
        sql = sql_table(table)
        found = {
            row.row: row
            for portion in projection.chunks(rows)
            for row in self._connection.execute(select(sql).where(among(sql.c.row, portion)))
        }
        for row in rows:
            if row not in found:
                raise BugError(f"no row {row} in {table.__tablename__}")
            self._check_home(found[row].home)
        gone = [(row.row, row.home) for row in found.values() if row.gone]
        if gone and erased_among(self._connection, gone):
            raise _erased()
        return found

    def _contested(self, rows: Collection[str]) -> Mapping[str, set[str]]:
        """Row → its fields in conflict."""
        found: dict[str, set[str]] = defaultdict(set)
        for portion in projection.chunks(rows):
            query = select(CONFLICT.c.row, CONFLICT.c.field).where(among(CONFLICT.c.row, portion))
            for row, name in self._connection.execute(query):
                found[row].add(name)
        return found

    def _check_home(self, home: str) -> None:
        if home in self._homes or home == self._home:
            return
        if not self._may_write(self._connection, home):
            raise KnownError(
                "other_home",
                "这是别的学校的记录，在这里只能看，不能改。",
                kept="没有改动。",
                todo="请让那所学校自己改，或请上级单位更正。",
            )
        self._homes.add(home)


def _rounds(changes: Sequence[Change]) -> Iterator[Mapping[str, Change]]:
    """The changes in their order, each row once in a round: who changes it again has seen that."""
    left: Sequence[Change] = changes
    while left:
        once: dict[str, Change] = {}
        again = [change for change in left
                 if once.setdefault(change.row, change) is not change]
        yield once
        left = again


def _seen(entries: Sequence[Entry], prior: Sequence[EntryId]) -> _View:
    closure = Ancestry(entries).closure(prior)
    if not closure:
        return _View({}, (), gone=False)
    folded = fold(closure)
    return _View(folded.values, folded.conflicts, gone=folded.gone)


def _differing(change: Change, view: _View) -> dict[str, Any]:
    """What is to be written: a field that was in conflict on screen is settled by any value."""
    values = {
        name: value for name, value in change.fields.items()
        if name in view.contested or value != view.values.get(name)
    }
    gone = change.gone
    if gone is None:
        # Writing to a deleted row brings it back (journal.md §4).
        if view.gone and change.fields:
            values[GONE] = False
    elif gone != view.gone or GONE in view.contested:
        values[GONE] = gone
    return values


def _check_types(table: str, fields: Mapping[str, Any]) -> None:
    checks = FIELDS[table]
    for name, value in fields.items():
        check = checks.get(name)
        if check is None or not (value is None or check(value)):
            raise BugError(f"{table}.{name} cannot hold {type(value).__name__}")


def _erased() -> KnownError:
    return KnownError(
        "row_erased",
        "这条记录已按保存期限清除，不能再写。",
        kept="没有改动。",
        todo="确有需要时，请另建一条新的记录。",
    )
