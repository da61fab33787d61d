"""Entries that were taken in under another's identity: out of the journal, and kept beside it."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, and_, delete, insert, or_, select

from kongchuo_desktop.domain.journal import Entry, EntryId, stored_entry
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.journal_tables import CONFLICT, ENTRY, LOCAL, OPERATION, RUN
from kongchuo_desktop.store.tables import BY_NAME
from kongchuo_desktop.store.vocabulary import sql_table

PUT_ASIDE = "put_aside"
"""Kind of the local copies, by the digest of the entry."""
_PORTION = 200


def put_aside(connection: Connection, entries: Collection[Entry]) -> frozenset[str]:
    """Takes entries out; the rows, to be folded anew from what is left of them."""
    if not entries:
        return frozenset()
    connection.execute(insert(LOCAL).prefix_with("OR REPLACE"), [
        {"kind": PUT_ASIDE, "name": entry.digest, "blob": entry.body,
         "value": {"table": entry.table, "row": entry.row, "home": entry.home,
                   "run": entry.run, "n": entry.n}}
        for entry in entries])
    ordered = sorted(entry.id for entry in entries)
    for at in range(0, len(ordered), _PORTION):
        connection.execute(delete(ENTRY).where(or_(*(
            and_(ENTRY.c.run == run, ENTRY.c.n == n) for run, n in ordered[at:at + _PORTION]))))
    _drop_records(connection, entries)
    _unshow(connection, entries)
    return frozenset(entry.row for entry in entries)


def _drop_records(connection: Connection, entries: Collection[Entry]) -> None:
    """What was told of operations and runs of which no entry is left."""
    runs = {entry.run for entry in entries}
    left = {(run, op) for portion in projection.chunks(runs) for run, op in connection.execute(
        select(ENTRY.c.run, ENTRY.c.op).where(among(ENTRY.c.run, portion)).distinct())}
    by_run: dict[str, list[int]] = defaultdict(list)
    for run, op in sorted({(entry.run, entry.op) for entry in entries} - left):
        by_run[run].append(op)
    for run, ops in by_run.items():
        connection.execute(delete(OPERATION).where(
            OPERATION.c.run == run, among(OPERATION.c.n, ops)))
    for portion in projection.chunks(runs - {run for run, _ in left}):
        connection.execute(delete(RUN).where(among(RUN.c.run, portion)))


def _unshow(connection: Connection, entries: Collection[Entry]) -> None:
    by_table: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.table in BY_NAME:
            by_table[entry.table].add(entry.row)
    for name, rows in by_table.items():
        table = sql_table(BY_NAME[name])
        for portion in projection.chunks(rows):
            connection.execute(delete(table).where(among(table.c.row, portion)))
            connection.execute(delete(CONFLICT).where(among(CONFLICT.c.row, portion)))


def put_aside_among(connection: Connection, ids: Collection[EntryId]) -> frozenset[EntryId]:
    """Those of these entries in whose place another had been told, and was put aside."""
    found = connection.scalars(select(LOCAL.c.value).where(LOCAL.c.kind == PUT_ASIDE))
    return frozenset((one["run"], one["n"]) for one in found).intersection(ids)


def entries_of(connection: Connection, rows: Collection[str]) -> list[Entry]:
    """All entries of these rows, whatever table they name."""
    return [stored_entry(body) for portion in projection.chunks(rows)
            for body in connection.scalars(
                select(ENTRY.c.body).where(among(ENTRY.c.row, portion)))]
