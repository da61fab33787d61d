"""What was written since: how far a journal has come, and which rows changed after that."""

from typing import NamedTuple

from sqlalchemy import Connection, text

_PLACE = text("SELECT (SELECT max(rowid) FROM entry), (SELECT max(rowid) FROM operation), "
              "(SELECT count(*) FROM erased) + "
              "(SELECT count(*) FROM local WHERE kind = 'put_aside')")
# An operation that comes after its entries tells on which day their rows were recorded.
_CHANGED = text(
    "SELECT tbl, row, about FROM entry WHERE rowid > :entries UNION "
    "SELECT e.tbl, e.row, e.about FROM operation o CROSS JOIN entry e "
    "ON e.run = o.run AND e.n >= o.n AND e.op = o.n WHERE o.rowid > :operations LIMIT :most")


class Place(NamedTuple):
    """How far a journal has come: it differs with every entry written, taken in, erased or put
    aside; the last two are counted in ``erased``."""

    entries: int
    operations: int
    erased: int


class Changed(NamedTuple):
    """Rows that were written: ``(table, row, about)`` each."""

    rows: frozenset[tuple[str, str, str | None]]

    @property
    def tables(self) -> frozenset[str]:
        return frozenset(table for table, _, _ in self.rows)


def place(connection: Connection) -> Place:
    """How far the journal has come now."""
    entries, operations, erased = connection.execute(_PLACE).one()
    return Place(entries or 0, operations or 0, erased)


def changed_since(connection: Connection, since: Place, *, most: int) -> Changed | None:
    """The rows written since; None where there are more than ``most`` or rows were erased."""
    if place(connection).erased != since.erased:
        return None
    found = connection.execute(_CHANGED, {"entries": since.entries,
                                          "operations": since.operations, "most": most + 1}).all()
    return None if len(found) > most else Changed(frozenset((t, r, a) for t, r, a in found))
