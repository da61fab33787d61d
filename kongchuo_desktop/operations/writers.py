"""Who wrote an entry: a computer of the unit that keeps the row, or one of a unit above it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, select, union_all

from kongchuo_desktop.domain.journal import Entry, OperationRecord
from kongchuo_desktop.domain.unit_tree import UnitTree
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.journal_tables import ENTRY, OPERATION, RUN
from kongchuo_desktop.store.tables import Correction, Grant, Handed, Receipt, Transfer
from kongchuo_desktop.store.vocabulary import sql_table

_OWN = (Correction, Grant, Handed, Receipt, Transfer)
"""Tables whose rows belong to whoever writes them: they tell whose a store is."""


class Writers:
    """Whose computers wrote some entries.

    A run names its store and not the unit. What a store wrote of its own does: whoever sent a
    question, a receipt or a file down from a unit above is of that unit, under whatever name its
    persons work. A class has the home of its school and is told by the role of the operation.
    """

    def __init__(self, connection: Connection, tree: UnitTree, entries: Iterable[Entry]) -> None:
        self._tree = tree
        wrote = list(entries)
        self._stores = _stores(connection, {entry.run for entry in wrote})
        self._homes = _homes(connection, set(self._stores.values())) if wrote else {}
        self._roles = _roles(connection, {(entry.run, entry.op) for entry in wrote})

    def of_unit(self, entry: Entry, unit: str) -> bool:
        """Whether a unit or one below it wrote an entry, as far as this store can tell."""
        below = self._tree.below(unit)
        homes = self._homes.get(self._stores.get(entry.run, ""), frozenset())
        return self._role(entry) != "bureau" and all(self._tree.read(home) in below
                                                     for home in homes)

    def of_class(self, entry: Entry) -> bool:
        """Whether a class's computer wrote an entry."""
        return self._role(entry) == "class"

    def _role(self, entry: Entry) -> str:
        return self._roles.get((entry.run, entry.op), "")


def _stores(connection: Connection, runs: Collection[str]) -> Mapping[str, str]:
    """run → its store."""
    query = select(RUN.c.run, RUN.c.store).where(among(RUN.c.run, runs))
    return {found.run: found.store for found in connection.execute(query)}


def _homes(connection: Connection, stores: Collection[str]) -> Mapping[str, Collection[str]]:
    """store → the units under which it wrote rows of its own."""
    own = union_all(*(select(sql_table(table).c.row) for table in _OWN))
    query = select(RUN.c.store, ENTRY.c.home).distinct().join_from(
        ENTRY, RUN, ENTRY.c.run == RUN.c.run).where(ENTRY.c.row.in_(own))
    homes: dict[str, set[str]] = defaultdict(set)
    for found in connection.execute(query):
        if found.store in stores:
            homes[found.store].add(found.home)
    return homes


def _roles(connection: Connection,
           operations: Collection[tuple[str, int]]) -> Mapping[tuple[str, int], str]:
    """(run, n) of an operation → the role of who did it."""
    query = select(OPERATION.c.body).where(
        among(OPERATION.c.run, {run for run, _ in operations}),
        among(OPERATION.c.n, {n for _, n in operations}))
    records = map(OperationRecord.stored, connection.scalars(query))
    return {record.id: record.role for record in records}
