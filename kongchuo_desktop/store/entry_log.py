"""The entries of one operation: drawing their identities, keeping them, what they changed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert

from kongchuo_desktop.domain import journal
from kongchuo_desktop.domain.journal import GONE, Entry, EntryId, OperationRecord
from kongchuo_desktop.store.bulk import insert_columns
from kongchuo_desktop.store.columns import columns_of_entries, operation_columns
from kongchuo_desktop.store.journal_tables import ENTRY, OPERATION
from kongchuo_desktop.store.tables import SCHEMA


@dataclass(slots=True)
class Ticket:
    """The last identity of a run; an operation counts on from it."""

    run: str
    n: int
    at: int


@dataclass(slots=True)
class Touched:
    """What an operation wrote; ``rows`` in the order of writing."""

    rows: dict[str, None] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)
    abouts: set[str] = field(default_factory=set)
    joins: bool = False
    """``same_as`` or ``_gone`` was written: joined records may have changed."""

    def add(self, table: str, row: str, about: str | None) -> None:
        self.rows[row] = None
        self.tables.add(table)
        if about:
            self.abouts.add(about)


@dataclass(slots=True)
class _Own:
    """The last entry that this operation wrote on a row, and what all of them were on top of."""

    entry: EntryId
    prior: frozenset[EntryId]


class EntryLog:
    """Writes the entries of one operation; the operation's record comes with the first.

    Args:
        record: makes the operation's record for the id of its first entry.
        ticket: the state of the run, drawn when the first entry is written.
        clock: wall clock in ms since 1970.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        record: Callable[[EntryId], OperationRecord],
        ticket: Callable[[Connection], Ticket],
        clock: Callable[[], int],
    ) -> None:
        self.ticket: Ticket | None = None
        self.operation: OperationRecord | None = None
        self.touched = Touched()
        self._connection = connection
        self._record = record
        self._draw = ticket
        self._clock = clock
        self._own: dict[str, _Own] = {}

    def effective_prior(self, row: str, prior: tuple[EntryId, ...]) -> tuple[EntryId, ...]:
        """Whoever writes a row twice in one operation has seen his own first entry."""
        own = self._own.get(row)
        if own is None:
            return prior
        return tuple(sorted({own.entry} | (set(prior) - own.prior)))

    def wrote(self, row: str) -> bool:
        """Whether this operation has written the row already."""
        return row in self._own

    def entry(
        self,
        table: str,
        row: str,
        home: str,
        about: str | None,
        prior: Iterable[EntryId],
        values: Mapping[str, Any],
    ) -> Entry:
        """A new entry with the next identity of the run; ``keep`` writes it."""
        if self.ticket is None:
            self.ticket = self._draw(self._connection)
        ticket = self.ticket
        ticket.n += 1
        ticket.at = max(ticket.at + 1, self._clock())
        if self.operation is None:
            self.operation = self._record((ticket.run, ticket.n))
            self._connection.execute(insert(OPERATION), [operation_columns(self.operation)])
        prior = tuple(prior)
        entry = journal.write_entry(
            run=ticket.run, n=ticket.n, op=self.operation.n, table=table, row=row, home=home,
            about=about, prior=prior, values=values, at=ticket.at, schema=SCHEMA,
        )
        former = self._own.get(row)
        before = former.prior if former else frozenset[EntryId]()
        self._own[row] = _Own(entry.id, before | set(prior))
        return entry

    def keep(self, entries: Sequence[Entry]) -> None:
        """Writes entries into the journal and remembers what they touch."""
        insert_columns(self._connection, ENTRY, columns_of_entries(entries))
        for entry in entries:
            self.touched.add(entry.table, entry.row, entry.about)
            self.touched.joins |= not entry.set.keys().isdisjoint({"same_as", GONE})
