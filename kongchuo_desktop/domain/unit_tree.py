"""The tree of units as a whole: which stands above which, joined units being one."""

from collections.abc import Iterable, Mapping
from functools import cached_property


class UnitTree:
    """Parents of units, asked many times; a tree that somebody tied to a circle ends nowhere.

    Args:
        rows: (unit, its parent or None) for each living unit row.
        same: joined unit → the one under which it is read (journal.md §5). Each record of a joined
            unit may name a superior: only one of them was written above it.
    """

    def __init__(self, rows: Iterable[tuple[str, str | None]], same: Mapping[str, str]) -> None:
        self._same = same
        self._parents: dict[str, list[str]] = {}
        for unit, parent in rows:
            parents = self._parents.setdefault(self.read(unit), [])
            if parent and self.read(parent) not in parents:
                parents.append(self.read(parent))

    def read(self, unit: str) -> str:
        """The unit under which a joined one is read."""
        return self._same.get(unit, unit)

    def above(self, unit: str) -> tuple[str, ...]:
        """The units that stand above one, nearest first."""
        found: list[str] = []
        waiting = [self.read(unit)]
        seen = {self.read(unit)}
        while waiting:
            parents = [parent for parent in self._parents.get(waiting.pop(0), ())
                       if parent not in seen]
            seen.update(parents)
            found += parents
            waiting += parents
        return tuple(found)

    def within(self, unit: str, top: str) -> bool:
        """Whether a unit is ``top`` or stands under it."""
        return self.read(top) in (self.read(unit), *self.above(unit))

    def below(self, top: str) -> frozenset[str]:
        """``top`` and all units that stand under it."""
        found = {self.read(top)}
        waiting = [self.read(top)]
        while waiting:
            children = self._children.get(waiting.pop(), frozenset()) - found
            found |= children
            waiting += children
        return frozenset(found)

    @cached_property
    def _children(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for unit, parents in self._parents.items():
            for parent in parents:
                found.setdefault(parent, set()).add(unit)
        return {parent: frozenset(children) for parent, children in found.items()}
