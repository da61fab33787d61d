"""Which unit stands above which: whose rows a unit may write (journal.md §1)."""

from sqlalchemy import Connection, select

from kongchuo_desktop.store.joins import canonical, members
from kongchuo_desktop.store.tables import Unit
from kongchuo_desktop.store.vocabulary import sql_table


def within(connection: Connection, home: str, top: str) -> bool:
    """Whether a unit is ``top`` or stands under it, joined units being one.

    Each record of a joined unit may name its superior: only one of them was written above it.
    """
    unit = sql_table(Unit)
    top = canonical(connection, top)
    seen: set[str] = set()
    waiting = [canonical(connection, home)]
    while waiting:
        current = waiting.pop()
        if current == top:
            return True
        if current in seen:
            continue
        seen.add(current)
        parents = connection.scalars(select(unit.c.parent).where(
            unit.c.row.in_(members(connection, current)), unit.c.parent.is_not(None),
            ~unit.c.gone)).all()
        waiting += [canonical(connection, parent) for parent in parents]
    return False
