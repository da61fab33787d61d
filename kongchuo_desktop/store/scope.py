"""Which unit stands above which: whose rows a unit may write (journal.md §1)."""

from sqlalchemy import Connection, select

from kongchuo_desktop.store.joins import canonical
from kongchuo_desktop.store.tables import Unit
from kongchuo_desktop.store.vocabulary import sql_table


def within(connection: Connection, home: str, top: str) -> bool:
    """Whether a unit is ``top`` or stands under it, joined units being one."""
    unit = sql_table(Unit)
    top = canonical(connection, top)
    seen: set[str] = set()
    current: str | None = canonical(connection, home)
    while current is not None and current not in seen:
        if current == top:
            return True
        seen.add(current)
        parent = connection.scalar(
            select(unit.c.parent).where(unit.c.row == current, ~unit.c.gone)
        )
        current = canonical(connection, parent) if parent else None
    return False
