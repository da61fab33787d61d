"""Joined records: the canonical id of a row and the other records of the same child or unit."""

from sqlalchemy import Connection, select

from kongchuo_desktop.store.journal_tables import ALIAS


def canonical(connection: Connection, row: str) -> str:
    """The id under which a joined record is read; the row itself where it is not joined."""
    found = connection.scalar(select(ALIAS.c.canonical).where(ALIAS.c.row == row))
    return row if found is None else found


def members(connection: Connection, row: str) -> list[str]:
    """All records joined with the row, itself included, sorted."""
    query = select(ALIAS.c.row).where(ALIAS.c.canonical == canonical(connection, row))
    return sorted(connection.scalars(query)) or [row]
