"""Erasure at the end of retention: values leave the journal, the projection and the attachments."""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, String, bindparam, cast, delete, insert, or_, select, update

from kongchuo_desktop.domain.journal import erase_entry, stored_entry
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.journal_tables import (
    ATTACHMENT,
    ATTACHMENT_FIELDS,
    ENTRY,
    ERASED,
    LOCAL,
)
from kongchuo_desktop.store.tables import BY_NAME
from kongchuo_desktop.store.vocabulary import sql_table


def erased_among(
    connection: Connection, rows: Iterable[tuple[str, str]]
) -> set[str]:
    """Which of these (row, home) are erased; an erasure holds only in the home it was made in."""
    wanted = dict(rows)
    return {
        row
        for portion in projection.chunks(wanted)
        for row, home in connection.execute(select(ERASED).where(among(ERASED.c.row, portion)))
        if wanted[row] == home
    }


def erase_rows(connection: Connection, rows: Collection[str], home: str) -> None:
    """Replaces the values of all entries of these rows by null, for ever."""
    if not rows:
        return
    connection.exec_driver_sql("PRAGMA secure_delete = ON")
    connection.execute(
        insert(ERASED).prefix_with("OR IGNORE"), [{"row": row, "home": home} for row in rows]
    )
    changed = [
        {"the_run": e.run, "the_n": e.n, "body": erase_entry(e).body, "erased": True}
        for entries in projection.entries_of(connection, rows).values()
        for e in entries
        if e.home == home and not e.erased
    ]
    if changed:
        connection.execute(
            update(ENTRY).where(
                ENTRY.c.run == bindparam("the_run"), ENTRY.c.n == bindparam("the_n")
            ),
            changed,
        )
    projection.refold(connection, rows)
    drop_attachments(connection)


def forget_local(connection: Connection, rows: Collection[str]) -> None:
    """Drops what this computer alone keeps about these rows: drafts, notes beside a duty, looks."""
    text = cast(LOCAL.c.value, String)
    for row in sorted(rows):
        connection.execute(delete(LOCAL).where(or_(LOCAL.c.name.contains(row),
                                                   text.contains(row))))


def drop_attachments(connection: Connection) -> None:
    """Attachments go when no unerased row names them (journal.md §6)."""
    unnamed = set(connection.scalars(select(ATTACHMENT.c.digest))) - named_digests(connection)
    for portion in projection.chunks(unnamed):
        connection.execute(delete(ATTACHMENT).where(ATTACHMENT.c.digest.in_(portion)))


def named_digests(connection: Connection) -> set[str]:
    """The digests that any unerased entry names, shown or put aside."""
    query = select(ENTRY.c.body).where(ENTRY.c.tbl.in_(ATTACHMENT_FIELDS), ~ENTRY.c.erased)
    found: set[str] = set()
    for (body,) in connection.execute(query):
        entry = stored_entry(body)
        values = (entry.set.get(field) for field in ATTACHMENT_FIELDS[entry.table])
        found.update(value for value in values if isinstance(value, str))
    return found


def shown_digests(connection: Connection) -> set[str]:
    """The digests that living rows show."""
    found: set[str] = set()
    for name, fields in ATTACHMENT_FIELDS.items():
        table = sql_table(BY_NAME[name])
        for field in fields:
            column = table.c[field]
            found.update(connection.scalars(
                select(column).where(~table.c.gone, column.is_not(None))))
    return found
