"""What of a package cannot be true is left out of it, entry by entry (journal.md §2).

Who tells it may have been told it: a class can lie to its school, which passes it on. So a lie
refuses no package but that of a sender who contradicts what it brought itself; and what was
planted here before gives way to its true writer.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, select

from kongchuo_desktop.domain.journal import Entry, EntryId
from kongchuo_desktop.store import aside
from kongchuo_desktop.store.bringers import Bringers
from kongchuo_desktop.store.delta import Constants, Delta, known_constants, tampering
from kongchuo_desktop.store.journal_tables import RUN
from kongchuo_desktop.store.natural_keys import contradicts, proves

Why = Literal["others", "unknown", "false"]
"""It is of others than the sender speaks for; it is of a child of whom nothing came yet; it stands
under an identity that is another's."""


Retold = Mapping[str, Sequence[range]]
"""Run → numbers of its entries, in order."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that was not taken in."""

    table: str
    row: str
    home: str
    about: str | None
    why: Why


class Sieve:
    """Sifts one package.

    Args:
        sender: who signed it, as ``Bringers`` name them; None where nobody in particular did.
        store: the id of this store.
        last: the last entry that it wrote since it was opened, if any.
        retold: of which entries the sender says that it was lied to when it told them first.
    """

    def __init__(self, connection: Connection, *, sender: str | None, store: str,
                 last: EntryId | None, retold: Retold) -> None:
        self.left: dict[EntryId, LeftOut] = {}
        self.aside: set[str] = set()
        """Rows of which entries were put aside."""
        self._connection, self._sender, self._store = connection, sender, store
        self._last = last or ("", 0)
        self._retold = retold
        self._bringers: Bringers | None = None
        self._owners: dict[str, tuple[str | None, bool]] = {}
        self._lied_of: set[str] = set()
        self._own: frozenset[str] | None = None

    @property
    def bringers(self) -> Bringers:
        """Who brought what until now."""
        if self._bringers is None:
            self._bringers = Bringers.read(self._connection)
        return self._bringers

    def sift(self, delta: Delta) -> set[str]:
        """Leaves out of ``delta`` what contradicts an identity; the rows that are known.

        Raises:
            KnownError: ``tampering``.
        """
        run, n = self._last
        self.drop(delta, [(entry, "false") for entry in delta.new
                          if entry.run == run and entry.n > n])
        self._judge(delta)
        known = known_constants(self._connection, delta.new)
        self._settle(delta, known)
        self.drop(delta, _of_no_key(delta.new, known))
        return known.keys() - self.aside

    def leave_homes(self, delta: Delta, homes: Collection[str]) -> None:
        """Leaves out what is of these homes, which are others'."""
        self.drop(delta, [(entry, "others") for entry in delta.new if entry.home in homes])
        delta.erased = [entry for entry in delta.erased if entry.home not in homes]
        delta.clashes = [(here, came) for here, came in delta.clashes if came.home not in homes]

    def drop(self, delta: Delta, entries: Iterable[tuple[Entry, Why]]) -> None:
        """Leaves these entries out."""
        found = {entry.id: self._leave(entry, why) for entry, why in entries}
        if found:
            delta.new = [entry for entry in delta.new if entry.id not in found]

    def _leave(self, entry: Entry, why: Why) -> LeftOut:
        said = LeftOut(entry.table, entry.row, entry.home, entry.about, why)
        return self.left.setdefault(entry.id, said)

    def put_aside(self, entries: Collection[Entry]) -> frozenset[str]:
        """Takes known entries out of the journal; their rows, which are to be folded anew."""
        rows = aside.put_aside(self._connection, entries)
        self.aside |= rows
        self._lied_of |= {entry.run for entry in entries}
        return rows

    # -- one identity, two entries ----------------------------------------------------------------

    def _judge(self, delta: Delta) -> None:
        """Of two entries under one identity that one of whose run the sender told first."""
        if not delta.clashes:
            return
        brought = self.bringers.of_entries(
            self._connection, [known.id for known, _ in delta.clashes])
        false: list[Entry] = []
        for known, came in delta.clashes:
            own = self._sender is None or brought.get(known.id) == self._sender
            if own and not self._is_retold(came.id):
                raise tampering()
            if not self._is_own(came.run) and (own or self._owner(came.run)[0] == self._sender):
                false.append(known)
                delta.new.append(came)
            else:
                self._leave(came, "false")
        self.put_aside(false)

    def _is_retold(self, entry: EntryId) -> bool:
        run, n = entry
        numbers = self._retold.get(run, ())
        at = bisect_right(numbers, n, key=lambda found: found.start) - 1
        return at >= 0 and n in numbers[at]

    def believed(self, run: str) -> bool:
        """Whether the sender knows better what is to be told of a run than what is known of it.

        Raises:
            KnownError: ``tampering``.
        """
        owner, alone = self._owner(run)
        lied_of = run in self._lied_of or run in self._retold
        if self._sender is None or (owner == self._sender and alone and not lied_of):
            raise tampering()
        return owner == self._sender and not self._is_own(run)

    def _owner(self, run: str) -> tuple[str | None, bool]:
        if run not in self._owners:
            self._owners[run] = self.bringers.of_run(self._connection, run)
        return self._owners[run]

    def _is_own(self, run: str) -> bool:
        """Whether this very store wrote the run."""
        if self._own is None:
            self._own = frozenset(self._connection.scalars(
                select(RUN.c.run).where(RUN.c.store == self._store)))
        return run in self._own

    # -- one row, two tables, homes or children ---------------------------------------------------

    def _settle(self, delta: Delta, known: Mapping[str, Constants]) -> None:
        """What proves the row's id is true, else what was known first."""
        contested = _contested(known, delta.new)
        here: dict[str, list[Entry]] = defaultdict(list)
        for entry in aside.entries_of(self._connection, contested.keys() & known.keys()):
            here[entry.row].append(entry)
        brought = self.bringers.of_entries(
            self._connection, [entries[0].id for entries in here.values()]) if here else {}
        put: list[Entry] = []
        left: list[tuple[Entry, Why]] = []
        for row, came in contested.items():
            true = next((one.constants for one in (*here[row], *came) if proves(one)), None)
            if true is None:
                if row not in known or self._sender is None or (
                        brought.get(here[row][0].id) == self._sender):
                    raise tampering()
                true = known[row]
            put += [one for one in here[row] if one.constants != true]
            left += [(one, "false") for one in came if one.constants != true]
        self.put_aside(put)
        self.drop(delta, left)


def _contested(known: Mapping[str, Constants], new: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Rows of which two things are said → the new entries."""
    said, found = dict(known), set()
    entries = list(new)
    for entry in entries:
        if said.setdefault(entry.row, entry.constants) != entry.constants:
            found.add(entry.row)
    by_row: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries if found else ():
        if entry.row in found:
            by_row[entry.row].append(entry)
    return by_row


def _of_no_key(new: Iterable[Entry], known: Collection[str]) -> list[tuple[Entry, Why]]:
    """Entries of rows that nobody knew and whose id is not that of their key."""
    entries = list(new)
    false = {entry.row for entry in entries if entry.row not in known and contradicts(entry)}
    if not false:
        return []
    false -= {entry.row for entry in entries if entry.row in false and proves(entry)}
    return [(entry, "false") for entry in entries if entry.row in false]
