"""Union of journals: whole rows out, and entries of others in, all or nothing (journal.md §7)."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from kongchuo_desktop.domain.journal import (
    Entry,
    EntryId,
    OperationRecord,
    RunRecord,
)
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.attachments import keep_attachments
from kongchuo_desktop.store.bulk import insert_columns
from kongchuo_desktop.store.columns import columns_of_entries, operation_columns, run_columns
from kongchuo_desktop.store.delta import (
    Delta,
    check_constants,
    compare,
    read_package,
    tampering,
)
from kongchuo_desktop.store.erasure import (
    drop_attachments,
    erase_rows,
    erased_among,
    named_digests,
)
from kongchuo_desktop.store.journal_tables import (
    ATTACHMENT,
    ATTACHMENT_FIELDS,
    ENTRY,
    OPERATION,
    RUN,
)
from kongchuo_desktop.store.merge_report import Before, MergeReport
from kongchuo_desktop.store.reach import Reach, foreign_home
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Erase

_ERASE = str(Erase.__tablename__)


@dataclass(frozen=True, slots=True)
class RowInfo:
    """The constants of a row, by which it is chosen for a reader."""

    table: str
    row: str
    home: str
    about: str | None


@dataclass(frozen=True, slots=True)
class Export:
    """Whole rows as the bytes in which they were written, and what travels beside them."""

    entries: list[bytes]
    operations: list[bytes]
    runs: list[bytes]
    attachments: dict[str, bytes]


def export_rows(
    store: Store, choose: Collection[str] | Callable[[RowInfo], bool], *,
    without: Collection[str] = frozenset(),
) -> Export:
    """All entries of the chosen rows, with their operations, runs and attachments.

    ``choose`` is a set of row ids or a predicate; whole rows either way (journal.md §7).
    ``without`` are digests of attachments that the reader has.
    """
    with store.reading() as connection:
        rows = choose if isinstance(choose, Collection) else _matching(connection, choose)
        entries = [e for es in projection.entries_of(connection, rows).values() for e in es]
        entries.sort(key=lambda e: e.id)
        operations = _bodies(connection, {(e.run, e.op) for e in entries})
        runs = {e.run for e in entries}
        bodies = _run_bodies(connection)
        digests = {d for e in entries for d in _digests(e)} - set(without)
        attachments = {
            digest: data
            for portion in projection.chunks(digests)
            for digest, data in connection.execute(
                select(ATTACHMENT).where(ATTACHMENT.c.digest.in_(portion))
            )
        }
    return Export(
        entries=[e.body for e in entries],
        operations=operations,
        runs=[bodies[run] for run in sorted(runs) if run in bodies],
        attachments=attachments,
    )


def merge(
    store: Store,
    entries: Iterable[bytes],
    operations: Iterable[bytes] = (),
    runs: Iterable[bytes] = (),
    attachments: Mapping[str, bytes] | None = None,
    *,
    allowed_home: Callable[[str], bool],
    below: str | None = None,
) -> MergeReport:
    """Takes in the entries of others in one transaction; idempotent, in any order.

    Args:
        attachments: digest → bytes.
        allowed_home: whether the signer may bring entries on rows of this home.
        below: the unit that the signer speaks for, where it is no superior: what it brings may
            say nothing of others (``Reach``).

    Raises:
        KnownError: ``journal_broken``, ``tampering`` or ``foreign_home``; nothing is changed.
    """
    package = read_package(entries)
    operation_records = [OperationRecord.decode(body) for body in operations]
    run_records = [RunRecord.decode(body) for body in runs]
    with store.transaction() as connection:
        delta = compare(connection, package)
        for home in {entry.home for entry in [*delta.new, *delta.erased]}:
            if not allowed_home(home):
                raise foreign_home()
        known = check_constants(connection, delta.new)
        reach = Reach(connection, top=below, own=store.home) if below else None
        rows = {entry.row for entry in [*delta.new, *delta.erased]}
        before = Before(connection, [*delta.new, *delta.erased], known)
        if delta.new:
            insert_columns(connection, ENTRY, columns_of_entries(delta.new))
        _add_runs(connection, run_records)
        late = _add_operations(connection, operation_records)
        erased = _erase(connection, delta)
        projection.refold(connection, rows | late, _whole(delta, known | erased))
        _add_attachments(connection, attachments or {})
        abouts = {entry.about for entry in [*delta.new, *delta.erased] if entry.about}
        projection.finish(connection, abouts | rows, joins=True)
        if reach is not None:
            reach.check(connection, delta.new, allowed_home)
        return before.compare(connection, len(delta.new))


def _whole(delta: Delta, others: Collection[str]) -> dict[str, list[Entry]]:
    """Rows of which the package brought all that there is: they need not be read again."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in delta.new:
        if entry.row not in others:
            found[entry.row].append(entry)
    return found


def _erase(connection: Connection, delta: Delta) -> set[str]:
    """Erased here, in the package, or by an ``erase`` row in it: the row has no values.

    Returns the rows.
    """
    by_home: dict[str, set[str]] = defaultdict(set)
    homes = {entry.row: entry.home for entry in [*delta.new, *delta.erased]}
    for row in erased_among(connection, homes.items()):
        by_home[homes[row]].add(row)
    for entry in [*delta.new, *delta.erased]:
        if entry.erased:
            by_home[entry.home].add(entry.row)
        elif entry.table == _ERASE and isinstance(entry.set.get("target"), str):
            by_home[entry.home].add(entry.set["target"])
    for home, rows in by_home.items():
        erase_rows(connection, rows, home)
    return {row for rows in by_home.values() for row in rows}


def _add_runs(connection: Connection, records: Iterable[RunRecord]) -> None:
    known = _run_bodies(connection)
    new: dict[str, RunRecord] = {}
    for record in records:
        body = known.setdefault(record.run, record.encode())
        if body != record.encode():
            raise tampering()
        new[record.run] = record
    rows = [run_columns(record) for record in new.values()]
    if rows:
        connection.execute(insert(RUN).prefix_with("OR IGNORE"), rows)


def _add_operations(connection: Connection, records: Collection[OperationRecord]) -> set[str]:
    """Keeps new records; returns the rows of entries that had come before their operation."""
    ids = {record.id for record in records}
    known = {OperationRecord.stored(b).id: b for b in _bodies(connection, ids)}
    new: dict[EntryId, dict[str, Any]] = {}
    for record in records:
        columns = operation_columns(record)
        body = known.setdefault(record.id, columns["body"])
        if body is columns["body"]:
            new[record.id] = columns
        elif body != columns["body"]:
            raise tampering()
    _insert(connection, OPERATION, list(new.values()))
    by_run: dict[str, set[int]] = defaultdict(set)
    for run, n in new:
        by_run[run].add(n)
    late: set[str] = set()
    for run, numbers in by_run.items():
        query = select(ENTRY.c.op, ENTRY.c.row).where(
            ENTRY.c.run == run, ENTRY.c.op.between(min(numbers), max(numbers))
        )
        late.update(row for op, row in connection.execute(query) if op in numbers)
    return late


def _add_attachments(connection: Connection, attachments: Mapping[str, bytes]) -> None:
    for digest, data in attachments.items():
        if hashlib.sha256(data).hexdigest() != digest:
            raise tampering()
    if attachments:
        keep_attachments(connection, attachments)
        if set(attachments) - named_digests(connection):
            drop_attachments(connection)


def _insert(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _bodies(connection: Connection, ids: Iterable[EntryId]) -> list[bytes]:
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


def _run_bodies(connection: Connection) -> dict[str, bytes]:
    found = connection.execute(select(RUN.c.run, RUN.c.body)).all()
    return {row.run: row.body for row in found}


def _matching(connection: Connection, choose: Callable[[RowInfo], bool]) -> list[str]:
    query = select(ENTRY.c.tbl, ENTRY.c.row, ENTRY.c.home, ENTRY.c.about).distinct()
    infos = (RowInfo(*found) for found in connection.execute(query))
    return [info.row for info in infos if choose(info)]


def _digests(entry: Entry) -> set[str]:
    values = (entry.set.get(name) for name in ATTACHMENT_FIELDS.get(entry.table, ()))
    return {value for value in values if isinstance(value, str)}
