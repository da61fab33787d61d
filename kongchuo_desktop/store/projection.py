"""The projection: what the tables show of the journal, computed from the entries of each row."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, delete, insert, or_, select

from kongchuo_desktop.domain.journal import (
    GONE,
    Entry,
    FoldedRow,
    OperationRecord,
    canonical_ids,
    entry_name,
    fold,
    join_tips,
    stored_entry,
)
from kongchuo_desktop.store.bulk import among, insert_columns
from kongchuo_desktop.store.journal_tables import ALIAS, CONFLICT, ENTRY, OPERATION
from kongchuo_desktop.store.shapes import is_whole
from kongchuo_desktop.store.tables import BY_NAME, PROJECTED, PupilRow
from kongchuo_desktop.store.vocabulary import FIELDS, sql_table

Given = Mapping[str, Sequence[Entry]]
"""row → all entries of it, where they are at hand."""
CHUNK = 2000
"""Rows asked for at once: SQLite takes 32,766 parameters, a screen wants progress."""
_PUPIL = sql_table(PupilRow)
JOINED = [sql_table(model) for model in PROJECTED if "same_as" in FIELDS[str(model.__tablename__)]]
"""Tables whose rows may be joined."""


@dataclass(frozen=True, slots=True)
class Projection:
    """What one row of a known table shows: its filled columns, and its conflicts."""

    table: str
    columns: Mapping[str, Any]
    conflicts: list[Mapping[str, Any]] = field(default_factory=list)


def chunks(rows: Iterable[str]) -> Iterator[list[str]]:
    """The rows in sorted portions of ``CHUNK``."""
    ordered = sorted(set(rows))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def entries_of(connection: Connection, rows: Collection[str]) -> dict[str, list[Entry]]:
    """row → its entries."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for portion in chunks(rows):
        query = select(ENTRY.c.body).where(among(ENTRY.c.row, portion))
        for body in connection.scalars(query).all():
            entry = stored_entry(body)
            found[entry.row].append(entry)
    return dict(found)


def refold(
    connection: Connection, rows: Collection[str], given: Given | None = None
) -> None:
    """Writes anew what these rows show; ``given`` holds all entries of some of them."""
    for portion in chunks(rows):
        _store(connection, list(compute(connection, portion, given).values()), portion)


def finish(connection: Connection, abouts: Collection[str], *, joins: bool) -> None:
    """What spans rows, done once at the end of a transaction.

    A deleted pupil of whom a living record came comes back as a conflict (journal.md §4), and the
    canonical ids of joined records are recomputed (journal.md §5).

    Args:
        abouts: pupils whose own row or a row about whom was written.
        joins: ``same_as`` or ``_gone`` was written somewhere.
    """
    for portion in chunks(abouts):
        contested = select(CONFLICT.c.row).where(CONFLICT.c.field == GONE)
        query = select(_PUPIL.c.row).where(
            among(_PUPIL.c.row, portion), or_(_PUPIL.c.gone, _PUPIL.c.row.in_(contested))
        )
        pupils = connection.scalars(query).all()
        refold(connection, pupils)
        joins = joins or bool(pupils)
    if joins:
        _write_aliases(connection)


def compute(
    connection: Connection, rows: Collection[str], given: Given | None = None
) -> dict[str, Projection]:
    """row → what it should show, for the rows of known tables."""
    here = {row: given[row] for row in rows if row in given} if given else {}
    read = entries_of(connection, [row for row in rows if row not in here])
    folded = {row: fold(entries) for row, entries in (*here.items(), *read.items())}
    folded = {row: f for row, f in folded.items() if f.first.table in BY_NAME}
    firsts = _operations(connection, [f.first for f in folded.values()])
    children = _living_children(
        connection,
        [r for r, f in folded.items() if f.gone and f.first.table == _PUPIL.name
         and not f.first.erased],
    )
    return {
        row: _project(row, f, firsts.get((f.first.run, f.first.op)), children.get(row, ()))
        for row, f in folded.items()
    }


def shown_values(table: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The filled columns for the fields of a row.

    Unknown fields and values of a wrong type or shape stay out.
    """
    checks = FIELDS[table]
    return {
        name: value for name, value in values.items()
        if value is not None and (fits := checks.get(name)) is not None and fits(value)
    }


def aliases(connection: Connection) -> dict[str, str]:
    """row → canonical id over all uncontested joins, as it should be."""
    contested = set(
        connection.scalars(select(CONFLICT.c.row).where(CONFLICT.c.field == "same_as"))
    )
    edges: dict[str, str] = {}
    for table in JOINED:
        edges.update((row, other) for row, other in connection.execute(joins_of(table)))
    return canonical_ids({row: other for row, other in edges.items() if row not in contested})


def joins_of(table: Table) -> Select[Any]:
    """The joined rows of a table: (row, the row that it is said to be)."""
    return select(table.c.row, table.c.same_as).where(table.c.same_as.is_not(None), ~table.c.gone)


def _write_aliases(connection: Connection) -> None:
    found = aliases(connection)
    connection.execute(delete(ALIAS))
    if found:
        connection.execute(
            insert(ALIAS), [{"row": row, "canonical": other} for row, other in found.items()]
        )


def _project(
    row: str, folded: FoldedRow, operation: OperationRecord | None, children: Collection[str]
) -> Projection:
    first = folded.first
    conflicts = dict(folded.conflicts)
    gone = folded.gone
    if gone and children:
        gone = False
        deletes = tuple((tip, True) for tip in folded.tips)
        conflicts[GONE] = (*deletes, *((child, False) for child in _ids(children)))
    shown = shown_values(first.table, folded.values)
    columns = {
        "row": row,
        "home": first.home,
        "about": first.about,
        "tips": join_tips(folded.tips),
        "gone": gone or not is_whole(first.table, shown),
        "recorded": recorded_on(first, operation),
        "author": operation.actor if operation else "",
        **shown,
    }
    return Projection(
        first.table,
        columns,
        [
            {"row": row, "field": name, "entry": entry_name(entry), "tbl": first.table,
             "value": value}
            for name, heads in conflicts.items()
            if name == GONE or name in FIELDS[first.table]
            for entry, value in heads
        ],
    )


def recorded_on(first: Entry, operation: OperationRecord | None) -> date:
    """The local date on which the row was begun; by its clock where the operation is not known."""
    if operation is not None:
        return date.fromisoformat(operation.date)
    china = datetime.fromtimestamp(first.at // 1000, UTC) + timedelta(hours=8)
    return china.date()


def _ids(names: Collection[str]) -> list[tuple[str, int]]:
    pairs = (name.partition(":") for name in sorted(names))
    return [(run, int(n)) for run, _, n in pairs]


def _operations(
    connection: Connection, firsts: Collection[Entry]
) -> dict[tuple[str, int], OperationRecord]:
    found: dict[tuple[str, int], OperationRecord] = {}
    by_run: dict[str, set[int]] = defaultdict(set)
    for entry in firsts:
        by_run[entry.run].add(entry.op)
    for run, numbers in by_run.items():
        query = select(OPERATION.c.body).where(
            OPERATION.c.run == run, among(OPERATION.c.n, sorted(numbers))
        )
        for (body,) in connection.execute(query):
            record = OperationRecord.stored(body)
            found[record.id] = record
    return found


def _living_children(
    connection: Connection, parents: Collection[str]
) -> dict[str, set[str]]:
    """Deleted pupil → one newest entry of each living row about it."""
    found: dict[str, set[str]] = defaultdict(set)
    if not parents:
        return found
    for model in PROJECTED:
        table = sql_table(model)
        query = select(table.c.about, table.c.tips).where(
            table.c.about.in_(sorted(parents)), table.c.row != table.c.about, ~table.c.gone
        )
        for about, tips in connection.execute(query):
            found[about].add(tips.split()[-1])
    return found


def _store(
    connection: Connection, projections: Collection[Projection], rows: Collection[str]
) -> None:
    by_table: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for projection in projections:
        by_table[projection.table].append(projection.columns)
    for name, columns in by_table.items():
        put(connection, sql_table(BY_NAME[name]), columns)
    connection.execute(delete(CONFLICT).where(among(CONFLICT.c.row, rows)))
    heads = [head for projection in projections for head in projection.conflicts]
    if heads:
        connection.execute(insert(CONFLICT), heads)


def put(connection: Connection, table: Table, columns: Collection[Mapping[str, Any]]) -> None:
    """Inserts rows, over those of the same id; a column that a row lacks is null."""
    names = dict.fromkeys(name for row in columns for name in row)
    insert_columns(connection, table, {
        name: [row.get(name) for row in columns] for name in names}, replace=True)


def current(connection: Connection, table: Table, row: str) -> Row[Any] | None:
    """The projected row, gone or not."""
    return connection.execute(select(table).where(table.c.row == row)).one_or_none()


def current_rows(connection: Connection, named: Iterable[tuple[str, str]]) -> dict[str, Row[Any]]:
    """row → the projected row, gone or not, of all these pairs (table, row).

    Tables of a newer vocabulary show nothing here.
    """
    by_table: dict[str, set[str]] = defaultdict(set)
    for name, row in named:
        by_table[name].add(row)
    return {
        found.row: found
        for name, rows in by_table.items() if name in BY_NAME
        for table in [sql_table(BY_NAME[name])]
        for portion in chunks(rows)
        for found in connection.execute(select(table).where(among(table.c.row, portion)))
    }
