"""Union of journals: whole rows out, and entries of others in, all or nothing (journal.md §7)."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from sqlalchemy import Connection, select

from kongchuo_desktop.domain.journal import Entry, EntryId, OperationRecord, RunRecord
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.aside import put_aside_among
from kongchuo_desktop.store.attachments import keep_attachments
from kongchuo_desktop.store.bringers import last_entry, note_bringer
from kongchuo_desktop.store.bulk import insert_columns
from kongchuo_desktop.store.columns import columns_of_entries
from kongchuo_desktop.store.delta import (
    Delta,
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
)
from kongchuo_desktop.store.merge_report import Before, MergeReport
from kongchuo_desktop.store.reach import Reach, foreign_home, planted_about
from kongchuo_desktop.store.record_log import (
    add_operations,
    add_runs,
    operation_bodies,
    run_bodies,
)
from kongchuo_desktop.store.sieve import Retold, Sieve
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
    retold: frozenset[EntryId] = frozenset()
    """Entries in whose place this store may have passed on another, to which it was lied."""


def export_rows(
    store: Store, choose: Collection[str] | Callable[[RowInfo], bool], *,
    without: Collection[str] = frozenset(),
) -> Export:
    """All entries of the chosen rows, with their operations, runs and attachments.

    ``choose`` is a set of row ids or a predicate; whole rows either way (journal.md §7).
    ``without`` are digests of attachments that the reader has.
    """
    with store.reading() as connection:
        rows = choose if isinstance(choose, Collection) else [
            info.row for info in row_infos(connection) if choose(info)]
        entries = [e for es in projection.entries_of(connection, rows).values() for e in es]
        entries.sort(key=lambda e: e.id)
        operations = operation_bodies(connection, {(e.run, e.op) for e in entries})
        runs = {e.run for e in entries}
        bodies = run_bodies(connection, runs)
        digests = {d for e in entries for d in _digests(e)} - set(without)
        attachments = {
            digest: data
            for portion in projection.chunks(digests)
            for digest, data in connection.execute(
                select(ATTACHMENT).where(ATTACHMENT.c.digest.in_(portion))
            )
        }
        retold = put_aside_among(connection, {e.id for e in entries})
    return Export(
        entries=[e.body for e in entries],
        operations=operations,
        runs=[bodies[run] for run in sorted(runs) if run in bodies],
        attachments=attachments,
        retold=retold,
    )


def merge(
    store: Store,
    entries: Iterable[bytes],
    operations: Iterable[bytes] = (),
    runs: Iterable[bytes] = (),
    attachments: Mapping[str, bytes] | None = None,
    *,
    allowed_home: Callable[[str], bool],
    claimed_home: Callable[[str], bool] = lambda _: False,
    below: str | None = None,
    sender: str | None = None,
    retold: Retold = MappingProxyType({}),
) -> MergeReport:
    """Takes in the entries of others in one transaction; idempotent, in any order.

    Args:
        attachments: digest → bytes.
        allowed_home: whether the signer may bring entries on rows of this home.
        claimed_home: whether it takes a home that is another's for its own, as it may have been
            told: those rows are left out.
        below: the unit that the signer speaks for, where it is no superior: what it brings may
            say nothing of others (``Reach``).
        sender: for whom the signer speaks, always by the same word: where two tell one identity
            differently it matters who told it first (``Sieve``).
        retold: entries in whose place the sender may have told others, to which it was lied.

    Raises:
        KnownError: ``journal_broken``, ``tampering`` or ``foreign_home``; nothing is changed.
    """
    package = read_package(entries)
    with store.transaction() as connection:
        delta = compare(connection, package)
        sieve = Sieve(connection, sender=sender, store=store.header.store,
                      last=store.last_written, retold=retold)
        sieve.leave_homes(delta, _foreign(delta, allowed_home, claimed_home))
        known = sieve.sift(delta)
        reach = Reach(connection, top=below, own=store.home) if below else None
        if reach is not None:
            sieve.drop(delta, reach.beyond(connection, delta.new, allowed_home))
        kept = [entry for entry in package.values() if entry.id not in sieve.left]
        before = Before(connection, [*delta.new, *delta.erased], known)
        late = _add_records(connection, runs, operations, kept, sieve)
        _add_entries(connection, delta, sender)
        _show(connection, delta, known, late | sieve.aside)
        _add_attachments(connection, attachments or {}, kept)
        if reach is not None:
            reach.check(connection, delta.new)
        _drop_planted(connection, sieve, delta, known, store.home)
        return replace(before.compare(connection, len(delta.new)),
                       left=tuple(sieve.left.values()), aside=frozenset(sieve.aside))


def _foreign(delta: Delta, allowed: Callable[[str], bool],
             claimed: Callable[[str], bool]) -> set[str]:
    """The homes of others that the signer takes for its own. Raises: KnownError."""
    homes = {entry.home for entry in (*delta.new, *delta.erased,
                                      *(came for _, came in delta.clashes))}
    foreign = {home for home in homes if not allowed(home)}
    if not all(claimed(home) for home in foreign):
        raise foreign_home()
    return foreign


def _add_records(connection: Connection, runs: Iterable[bytes], operations: Iterable[bytes],
                 kept: Collection[Entry], sieve: Sieve) -> set[str]:
    """The rows here of whose operations something new is told."""
    add_runs(connection, [RunRecord.decode(body) for body in runs],
             of={entry.run for entry in kept}, believed=sieve.believed)
    return add_operations(connection, [OperationRecord.decode(body) for body in operations],
                          of={(entry.run, entry.op) for entry in kept}, believed=sieve.believed)


def _show(connection: Connection, delta: Delta, known: Collection[str],
          others: Collection[str]) -> None:
    """What the rows of the package, and these others, show from now on."""
    erased = _erase(connection, delta)
    touched = [*delta.new, *delta.erased]
    rows = {entry.row for entry in touched}
    projection.refold(connection, rows.union(others), _whole(delta, erased.union(known)))
    abouts = {entry.about for entry in touched if entry.about}
    projection.finish(connection, abouts | rows, joins=True)


def _add_entries(connection: Connection, delta: Delta, sender: str | None) -> None:
    if not delta.new:
        return
    after = last_entry(connection)
    insert_columns(connection, ENTRY, columns_of_entries(delta.new))
    if sender is not None:
        note_bringer(connection, after=after, sender=sender)


def _drop_planted(connection: Connection, sieve: Sieve, delta: Delta, known: Collection[str],
                  own: str) -> None:
    """What had been told of children before their own records came, by whom it was not to tell."""
    new = [entry for entry in delta.new if entry.row not in known]
    rows = sieve.put_aside(planted_about(connection, new, own=own))
    if rows:
        projection.refold(connection, rows)
        projection.finish(connection, (), joins=True)


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


def _add_attachments(connection: Connection, attachments: Mapping[str, bytes],
                     entries: Iterable[Entry]) -> None:
    """Keeps what came beside ``entries``; what no unerased row names goes again."""
    for digest, data in attachments.items():
        if hashlib.sha256(data).hexdigest() != digest:
            raise tampering()
    if not attachments:
        return
    keep_attachments(connection, attachments)
    naming = [entry for entry in entries if not entry.erased and _digests(entry)]
    erased = erased_among(connection, ((entry.row, entry.home) for entry in naming))
    named = {digest for entry in naming if entry.row not in erased for digest in _digests(entry)}
    # Nearly always its own rows name them, and the rows of the whole store need not be asked.
    if (loose := attachments.keys() - named) and loose - named_digests(connection):
        drop_attachments(connection)


def row_infos(connection: Connection) -> Iterator[RowInfo]:
    """The constants of every row that any entry was ever written of."""
    query = select(ENTRY.c.tbl, ENTRY.c.row, ENTRY.c.home, ENTRY.c.about).distinct()
    return (RowInfo(*found) for found in connection.execute(query))


def _digests(entry: Entry) -> set[str]:
    values = (entry.set.get(name) for name in ATTACHMENT_FIELDS.get(entry.table, ()))
    return {value for value in values if isinstance(value, str)}
