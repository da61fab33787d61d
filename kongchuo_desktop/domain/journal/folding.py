"""The fold: from the entries of one row, in any order, to what the row shows (journal.md §3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kongchuo_desktop.domain.journal.canonical_json import broken
from kongchuo_desktop.domain.journal.entry import GONE, Entry
from kongchuo_desktop.domain.journal.ids import EntryId, normal_value


@dataclass(frozen=True, slots=True)
class FoldedRow:
    """What one row shows.

    Attributes:
        values: field → shown value, without ``_gone``; unknown fields included.
        conflicts: field → (entry, value) of every head, newest first; ``_gone`` included.
        gone: deleted, or erased.
        tips: the row's newest entries, sorted.
        first: the entry that began the row (the earliest of those that knew of no other).
    """

    values: Mapping[str, Any]
    conflicts: Mapping[str, tuple[tuple[EntryId, Any], ...]]
    gone: bool
    tips: tuple[EntryId, ...]
    first: Entry


class Ancestry:
    """Which entries of one row had been seen by which; sets of entries are bits of an integer."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: Sequence[Entry] = sorted(
            {entry.id: entry for entry in entries}.values(), key=_age
        )
        self._index = {entry.id: i for i, entry in enumerate(self.entries)}
        self.above = self._ancestors()
        """Per entry its ancestors; an id that is not there is a dead end."""

    def _ancestors(self) -> list[int]:
        above: list[int | None] = [None] * len(self.entries)
        for start in range(len(self.entries)):
            # Clocks go back, so the age of entries says nothing of their order: walk down.
            stack = [(start, False)]
            walking: set[int] = set()
            while stack:
                i, done = stack.pop()
                if above[i] is not None:
                    continue
                parents = [
                    self._index[p] for p in self.entries[i].prior if p in self._index
                ]
                if done:
                    bits = 0
                    for p in parents:
                        bits |= (above[p] or 0) | (1 << p)
                    above[i] = bits
                    walking.discard(i)
                    continue
                if i in walking:
                    continue
                walking.add(i)
                if any(p in walking and above[p] is None for p in parents):
                    raise broken("记录互相引用成了一个圈")
                stack.append((i, True))
                stack.extend((p, False) for p in parents if above[p] is None)
        return [bits or 0 for bits in above]

    def bits(self, ids: Iterable[EntryId]) -> int:
        """The known ones of these entries."""
        result = 0
        for entry in ids:
            if entry in self._index:
                result |= 1 << self._index[entry]
        return result

    def closure(self, ids: Iterable[EntryId]) -> list[Entry]:
        """These entries and all their ancestors."""
        bits = self.bits(ids)
        return self.select(bits | self.ancestors(bits))

    def select(self, bits: int) -> list[Entry]:
        """The entries of a set, oldest clock first."""
        return [entry for i, entry in enumerate(self.entries) if bits >> i & 1]

    def ancestors(self, bits: int) -> int:
        """All ancestors of the entries of a set."""
        result = 0
        for i, above in enumerate(self.above):
            if bits >> i & 1:
                result |= above
        return result

    def setters(self, name: str) -> int:
        """The entries that set a field."""
        result = 0
        for i, entry in enumerate(self.entries):
            if name in entry.set:
                result |= 1 << i
        return result

    def heads(self, name: str) -> list[Entry]:
        """The entries that set the field and are no ancestor of another that sets it."""
        setters = self.setters(name)
        return self.select(setters & ~self.ancestors(setters))

    def tips(self) -> list[Entry]:
        """The entries that no other entry names."""
        every = (1 << len(self.entries)) - 1
        return self.select(every & ~self.ancestors(every))


def fold(entries: Iterable[Entry]) -> FoldedRow:
    """Folds the entries of one row; pure, any order, any number of times.

    Raises:
        KnownError: ``journal_broken``: entries name each other in a circle (only malice can).
        ValueError: there is no entry.
    """
    entries = list(entries)
    if len(entries) == 1:
        return _fold_one(entries[0])
    tree = Ancestry(entries)
    if not tree.entries:
        raise ValueError("a row without entries")
    values: dict[str, Any] = {}
    conflicts: dict[str, tuple[tuple[EntryId, Any], ...]] = {}
    for name in sorted({name for entry in tree.entries for name in entry.set} - {GONE}):
        heads = tree.heads(name)
        values[name] = heads[-1].set[name]
        if len({normal_value(head.set[name]) for head in heads}) > 1:
            conflicts[name] = tuple((head.id, head.set[name]) for head in reversed(heads))
    gone, contested = _gone(tree)
    if contested:
        conflicts[GONE] = contested
    if any(entry.erased for entry in tree.entries):
        gone, conflicts = True, {}
    return FoldedRow(
        values=values,
        conflicts=conflicts,
        gone=gone,
        tips=tuple(sorted(tip.id for tip in tree.tips())),
        first=_first(tree),
    )


def _fold_one(entry: Entry) -> FoldedRow:
    """Most rows are written once, and nothing can contradict their one entry."""
    values = {name: value for name, value in entry.set.items() if name != GONE}
    gone = entry.erased or entry.set.get(GONE) is True
    return FoldedRow(values, {}, gone, (entry.id,), entry)


def _gone(tree: Ancestry) -> tuple[bool, tuple[tuple[EntryId, Any], ...]]:
    """(gone, heads in conflict): a delete never beats an edit that it did not see (§3.4)."""
    heads = tree.heads(GONE)
    deletes = [head for head in heads if head.set[GONE] is True]
    if not deletes:
        return False, ()
    bits = tree.bits(head.id for head in deletes)
    seen = bits | tree.ancestors(bits)
    unseen = [
        entry
        for i, entry in enumerate(tree.entries)
        if not seen >> i & 1 and not tree.above[i] & bits
    ]
    against = {head.id: head for head in heads if head.set[GONE] is not True}
    against.update((entry.id, entry) for entry in unseen)
    if not against:
        return True, ()
    both = [(head, True) for head in deletes] + [(entry, False) for entry in against.values()]
    both.sort(key=lambda pair: _age(pair[0]), reverse=True)
    return False, tuple((entry.id, value) for entry, value in both)


def _first(tree: Ancestry) -> Entry:
    return next(entry for i, entry in enumerate(tree.entries) if tree.above[i] == 0)


def _age(entry: Entry) -> tuple[int, str, int]:
    return entry.at, entry.run, entry.n
