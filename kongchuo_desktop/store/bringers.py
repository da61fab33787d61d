"""Who brought which entries here: what counts where two tell one identity differently."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnClause, Connection, func, insert, literal_column, select, text

from kongchuo_desktop.domain.journal import EntryId
from kongchuo_desktop.store.journal_tables import ENTRY, LOCAL

BROUGHT = "brought"
"""Kind of the local notes: number of the first entry of an import → the last, and who sent it."""
_ROWID: ColumnClause[int] = literal_column("entry.rowid")
_DIGITS = 16


def last_entry(connection: Connection) -> int:
    """The number of the entry that came last; entries that come later have greater ones."""
    return int(connection.scalar(text("SELECT coalesce(max(rowid), 0) FROM entry")) or 0)


def note_bringer(connection: Connection, *, after: int, sender: str) -> None:
    """All entries that came after this number were brought by ``sender``."""
    last = last_entry(connection)
    if last > after:
        connection.execute(insert(LOCAL).prefix_with("OR REPLACE"), [{
            "kind": BROUGHT, "name": f"{after + 1:0{_DIGITS}}",
            "value": {"last": last, "by": sender}}])


@dataclass(frozen=True, slots=True)
class Bringers:
    """Who brought what, so far."""

    _firsts: list[int]
    _spans: list[tuple[int, str]]

    @classmethod
    def read(cls, connection: Connection) -> "Bringers":
        """As this store noted it."""
        found = connection.execute(select(LOCAL.c.name, LOCAL.c.value).where(
            LOCAL.c.kind == BROUGHT).order_by(LOCAL.c.name)).all()
        return cls([int(name) for name, _ in found],
                   [(value["last"], value["by"]) for _, value in found])

    def of(self, number: int) -> str | None:
        """Who brought the entry of this number; None where it was written here."""
        at = bisect_right(self._firsts, number) - 1
        if at < 0 or number > self._spans[at][0]:
            return None
        return self._spans[at][1]

    def of_entries(self, connection: Connection,
                   entries: Iterable[EntryId]) -> dict[EntryId, str | None]:
        """Who brought these entries, as far as they are known."""
        by_run: dict[str, set[int]] = defaultdict(set)
        for run, n in entries:
            by_run[run].add(n)
        return {
            (run, n): self.of(number) for run, numbers in by_run.items()
            for n, number in connection.execute(select(ENTRY.c.n, _ROWID).where(
                ENTRY.c.run == run, ENTRY.c.n.between(min(numbers), max(numbers))))
            if n in numbers}

    def of_run(self, connection: Connection, run: str) -> tuple[str | None, bool]:
        """Who brought the first entry of a run, and whether all others came from there too.

        Nobody learns of a run but through entries: whoever told of it first is believed about it.
        """
        first, last = connection.execute(select(func.min(_ROWID), func.max(_ROWID)).select_from(
            ENTRY).where(ENTRY.c.run == run)).one()
        if first is None:
            return None, True
        owner = self.of(first)
        if self.of(last) != owner:
            return owner, False
        numbers = connection.scalars(
            select(_ROWID).select_from(ENTRY).where(ENTRY.c.run == run))
        return owner, all(self.of(number) == owner for number in numbers)
