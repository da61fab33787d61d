"""What has happened: operations, and the history of a row or pupil."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import Connection, and_, exists, func, literal_column, select

from kongchuo_desktop.domain.journal import (
    Ancestry,
    Entry,
    EntryId,
    OperationRecord,
    RunRecord,
    entry_name,
)
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.joins import members
from kongchuo_desktop.store.journal_tables import ENTRY, OPERATION, RUN


@dataclass(frozen=True, slots=True)
class OperationInfo:
    """An operation as a list shows it.

    Attributes:
        at: wall clock in ms since 1970.
        rows: how many rows it wrote.
        pupils: whom those rows are about.
    """

    record: OperationRecord
    at: int
    rows: int
    tables: frozenset[str]
    pupils: frozenset[str]

    @property
    def op(self) -> EntryId:
        return self.record.id


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One entry of a row and who wrote it; ``current`` are the fields that it still shows."""

    entry: Entry
    operation: OperationRecord | None
    current: frozenset[str]


def operations(
    connection: Connection, *, limit: int = 100, before: int | None = None
) -> list[OperationInfo]:
    """Operations newest first by clock; ``before`` is the ``at`` of the last one seen."""
    query = (
        select(OPERATION.c.body, ENTRY.c.at)
        .join(ENTRY, and_(ENTRY.c.run == OPERATION.c.run, ENTRY.c.n == OPERATION.c.n))
        .order_by(ENTRY.c.at.desc(), ENTRY.c.run, ENTRY.c.n)
        .limit(limit)
    )
    if before is not None:
        query = query.where(ENTRY.c.at < before)
    return [
        _info(connection, OperationRecord.decode(body), at)
        for body, at in connection.execute(query).all()
    ]


def operations_about(connection: Connection, pupil: str) -> list[OperationInfo]:
    """Operations that wrote a row about a pupil, joined records included, newest first."""
    about = members(connection, pupil)
    query = (
        select(OPERATION.c.body, func.min(ENTRY.c.at).label("at"))
        .join(ENTRY, and_(ENTRY.c.run == OPERATION.c.run, ENTRY.c.op == OPERATION.c.n))
        .where(ENTRY.c.about.in_(about))
        .group_by(OPERATION.c.run, OPERATION.c.n)
        .order_by(literal_column("at").desc(), OPERATION.c.run, OPERATION.c.n)
    )
    return [
        _info(connection, OperationRecord.decode(body), at)
        for body, at in connection.execute(query).all()
    ]


def own_operations(
    connection: Connection, store: str, machine: str
) -> Iterator[OperationRecord]:
    """Operations written by this store on this computer, the last written first."""
    own = set(
        connection.scalars(select(RUN.c.run).where(RUN.c.store == store, RUN.c.machine == machine))
    )
    # In the order of writing, whatever the clock did in between. Whoever asks wants the last few.
    query = select(OPERATION.c.run, OPERATION.c.body).order_by(
        literal_column("operation.rowid").desc()
    )
    with closing(connection.execute(query)) as found:
        yield from (OperationRecord.decode(body) for run, body in found if run in own)


def operation(connection: Connection, op: EntryId) -> OperationRecord | None:
    """The record of an operation."""
    body = connection.scalar(
        select(OPERATION.c.body).where(OPERATION.c.run == op[0], OPERATION.c.n == op[1])
    )
    return None if body is None else OperationRecord.decode(body)


def run_names(connection: Connection) -> dict[str, str]:
    """Run → name of the store that wrote it."""
    records = (RunRecord.decode(body) for body in connection.scalars(select(RUN.c.body)))
    return {record.run: record.name for record in records}


def operation_rows(connection: Connection, op: EntryId) -> list[tuple[str, str, str | None]]:
    """(table, row, about) of the rows an operation wrote, in the order of writing."""
    query = (
        select(ENTRY.c.tbl, ENTRY.c.row, ENTRY.c.about)
        .where(ENTRY.c.run == op[0], ENTRY.c.n >= op[1], ENTRY.c.op == op[1])
        .order_by(ENTRY.c.n)
    )
    found = {row: (table, row, about) for table, row, about in connection.execute(query)}
    return list(found.values())


def row_history(connection: Connection, rows: Iterable[str]) -> list[HistoryItem]:
    """All entries of the rows, newest first by clock."""
    items: list[HistoryItem] = []
    for entries in projection.entries_of(connection, list(rows)).values():
        tree = Ancestry(entries)
        names = {name for entry in entries for name in entry.set}
        heads = {(tree.heads(name)[-1].id, name) for name in names}
        items += [
            HistoryItem(
                entry,
                operation(connection, (entry.run, entry.op)),
                frozenset(name for name in entry.set if (entry.id, name) in heads),
            )
            for entry in entries
        ]
    items.sort(key=lambda item: (item.entry.at, item.entry.id), reverse=True)
    return items


def _info(connection: Connection, record: OperationRecord, at: int) -> OperationInfo:
    rows = operation_rows(connection, record.id)
    return OperationInfo(
        record=record,
        at=at,
        rows=len(rows),
        tables=frozenset(table for table, _, _ in rows),
        pupils=frozenset(about for _, _, about in rows if about),
    )


def undos_of(connection: Connection, op: EntryId) -> list[OperationRecord]:
    """The operations that undo this one, the last kept first.

    One that wrote none of its rows undoes nothing, whatever its record says: whoever may not write
    a row can't make anybody believe that it was put back.
    """
    undone, undoing = ENTRY.alias("undone"), ENTRY.alias("undoing")
    shared = exists().where(
        undone.c.run == op[0], undone.c.n >= op[1], undone.c.op == op[1],
        undoing.c.row == undone.c.row, undoing.c.run == OPERATION.c.run,
        undoing.c.op == OPERATION.c.n)
    query = (
        select(OPERATION.c.body)
        .where(OPERATION.c.undoes == entry_name(op), shared)
        .order_by(literal_column("operation.rowid").desc())
    )
    return [OperationRecord.decode(body) for body in connection.scalars(query)]
