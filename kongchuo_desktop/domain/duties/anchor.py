"""What started or ended something: the day, the facts behind it, the absence that reached it."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from kongchuo_desktop.domain.facts import Fact
from kongchuo_desktop.domain.thresholds import Reached


@dataclass(frozen=True, slots=True)
class Anchor:
    """What started a duty. ``start`` is the first day of the run, else the day itself."""

    day: date
    start: date
    recorded: date
    facts: tuple[Fact, ...] = ()
    reached: Reached | None = None
    kind: str = ""


def join(first: Anchor, other: Anchor) -> Anchor:
    later, earlier = (other, first) if other.day >= first.day else (first, other)
    return replace(later, start=min(first.start, other.start),
                   recorded=max(first.recorded, other.recorded),
                   facts=earlier.facts + later.facts, reached=later.reached or earlier.reached)


def in_order(anchors: list[Anchor]) -> bool:
    return all(a.day <= b.day for a, b in pairwise(anchors))
