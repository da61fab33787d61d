"""Which units a package may claim for the unit that signed it (journal.md §5, §7)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kongchuo_desktop.domain.journal import Entry

_UNIT = "unit"
_NOTHING: Mapping[str, frozenset[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class UnitClaims:
    """What the entries of a package say of units: unit → those that it is said to stand under.

    That is the superior that its own row names, or the unit with which a provisional home was
    joined. A claim says something only of a unit that the reader does not know yet.
    """

    above: Mapping[str, frozenset[str]] = field(default_factory=lambda: _NOTHING)

    def stands_within(self, unit: str, top: str, *, known: Callable[[str], bool],
                      within: Callable[[str, str], bool]) -> bool:
        """Whether ``unit`` is ``top`` or stands below it.

        Args:
            known: whether the reader knows a unit: its own tree alone then says where it stands.
            within: whether a unit lies in or below another in the reader's own tree.
        """
        seen: set[str] = set()
        waiting = [unit]
        while waiting:
            current = waiting.pop()
            if within(current, top):
                return True
            if current not in seen and not known(current):
                seen.add(current)
                waiting += self.above.get(current, ())
        return False


def claims_of(entries: Iterable[Entry]) -> UnitClaims:
    """The claims of a package; only a unit's own row, written in its own home, can make one."""
    above: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.table == _UNIT and entry.row == entry.home:
            said = (entry.set.get("parent"), entry.set.get("same_as"))
            above[entry.row].update(unit for unit in said if isinstance(unit, str))
    return UnitClaims({unit: frozenset(units) for unit, units in above.items() if units})
