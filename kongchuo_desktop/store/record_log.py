"""The records of operations and runs that travel beside the entries: kept, and read again."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any

from sqlalchemy import Connection, insert, select

from kongchuo_desktop.domain.journal import EntryId, OperationRecord, RunRecord
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.columns import operation_columns, run_columns
from kongchuo_desktop.store.journal_tables import ENTRY, OPERATION, RUN

Believed = Callable[[str], bool]
"""Whether another record of this run takes the place of the one that is known; raises ``tampering``
where nobody but the sender can have written both."""


def add_runs(connection: Connection, records: Iterable[RunRecord], *, of: Collection[str],
             believed: Believed) -> None:
    """Keeps the new records of these runs; no package needs others."""
    records = list(records)
    known = run_bodies(connection, {record.run for record in records})
    new: dict[str, RunRecord] = {}
    for record in records:
        body = known.get(record.run)
        if body is None or (body != record.encode() and believed(record.run)):
            known[record.run], new[record.run] = record.encode(), record
    _put(connection, RUN, [run_columns(record) for run, record in new.items() if run in of])


def add_operations(connection: Connection, records: Collection[OperationRecord], *,
                   of: Collection[EntryId], believed: Believed) -> set[str]:
    """Keeps the new records of these operations; the rows here of which they tell something new.

    An operation of no entry, here or beside it, was nobody's.
    """
    known = {OperationRecord.stored(body).id: body for body in
             operation_bodies(connection, {record.id for record in records})}
    new: dict[EntryId, dict[str, Any]] = {}
    for record in records:
        columns, body = operation_columns(record), known.get(record.id)
        if body is None or (body != columns["body"] and believed(record.run)):
            known[record.id], new[record.id] = columns["body"], columns
    here = _rows_of(connection, new)
    _put(connection, OPERATION, [
        columns for id_, columns in new.items() if id_ in of or id_ in here])
    return {row for rows in here.values() for row in rows}


def operation_bodies(connection: Connection, ids: Iterable[EntryId]) -> list[bytes]:
    """The bytes of these operations' records, as far as they are known."""
    by_run: dict[str, set[int]] = defaultdict(set)
    for run, n in ids:
        by_run[run].add(n)
    return [
        body
        for run, numbers in sorted(by_run.items())
        for n, body in connection.execute(
            select(OPERATION.c.n, OPERATION.c.body)
            .where(OPERATION.c.run == run, OPERATION.c.n.between(min(numbers), max(numbers)))
            .order_by(OPERATION.c.n)
        )
        if n in numbers
    ]


def run_bodies(connection: Connection, runs: Collection[str]) -> dict[str, bytes]:
    """Run → the bytes of its record, as far as it is known."""
    return {
        run: body
        for portion in projection.chunks(runs)
        for run, body in connection.execute(
            select(RUN.c.run, RUN.c.body).where(among(RUN.c.run, portion)))
    }


def _rows_of(connection: Connection, ids: Iterable[EntryId]) -> dict[EntryId, set[str]]:
    """Operation → the rows of its entries in the journal."""
    by_run: dict[str, set[int]] = defaultdict(set)
    for run, n in ids:
        by_run[run].add(n)
    found: dict[EntryId, set[str]] = defaultdict(set)
    for run, numbers in by_run.items():
        query = select(ENTRY.c.op, ENTRY.c.row).where(
            ENTRY.c.run == run, ENTRY.c.op.between(min(numbers), max(numbers))
        )
        for op, row in connection.execute(query):
            if op in numbers:
                found[run, op].add(row)
    return found


def _put(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table).prefix_with("OR REPLACE"), rows)
