"""Parts the boxes of a paper into pages, repeats heads, adds up what each page lists."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from kongchuo_desktop.papers.boxes import Box, Space, Sums, Tally
from kongchuo_desktop.papers.pen import Pen

_TALL = 0.5
"""A box that takes more than this share of a page is parted rather than put on the next one …"""
_WORTH = 0.15
"""… if at least this share of the page is left for its beginning."""
def amount(value: object) -> Decimal:
    """What a value adds to a sum; nothing where it is no number."""
    try:
        return Decimal(str(value)) if value not in (None, "") else Decimal(0)
    except InvalidOperation:
        return Decimal(0)


def total(boxes: Sequence[Box]) -> float:
    """Height of the boxes with the sums that stand under a list that fits one page."""
    return sum([box.height for box in boxes]) + sum(
        [box.tally.height for box in boxes if box.ends and box.tally]
    )


def paginate(boxes: Sequence[Box], room: float) -> list[list[Box]]:
    """Part ``boxes`` into pages of ``room`` points; a table's head is repeated on each page."""
    pages = _Pages(room)
    for place in range(len(boxes)):
        pages.add(boxes[place], boxes[place + 1 :] if boxes[place].keep else ())
    return pages.done


@dataclass
class _Pages:
    room: float
    done: list[list[Box]] = field(default_factory=lambda: [[]])
    used: float = 0.0
    on_page: list[Sums] = field(default_factory=list)
    """What the rows of the list that is being set on this page come to."""
    in_list: list[Sums] = field(default_factory=list)
    turned: bool = False
    """The list that is being set began on an earlier page."""
    fresh: Box | None = None
    """The head that was repeated on this page, as long as nothing stands below it."""

    def add(self, box: Box, after: Sequence[Box] = ()) -> None:
        if self.used and not after and box.tally is None and (
            self.used + box.height <= self.room
        ):
            self._put(box)
            return
        if isinstance(box, Space) and not self.done[-1] and len(self.done) > 1:
            return  # what stood between two boxes parts nothing at the head of a page
        needed = box.height + self._reserve(box, after) + self._kept(after)
        while self.used + needed > self.room + 0.01:
            halves = self._parted(box)
            if halves is not None:
                self._put(halves[0])
                box = halves[1]
                needed = box.height + self._kept(after)
            elif not self._begun:
                break
            self._turn(box)
        self._put(box)

    @property
    def _begun(self) -> bool:
        """Something but the repeated head of a table stands on the page."""
        return bool(self.done[-1]) and self.fresh is None

    def _kept(self, after: Sequence[Box]) -> float:
        """What must stand on the page of a box: those it is kept with, and the first after."""
        needed = 0.0
        for box in after:
            parts = (box.flows or box.height > self.room * _TALL) and box.split(self.room)
            needed += min(box.height, self.room * _WORTH) if parts else box.height
            if not box.keep and not isinstance(box, Space):
                break
        return needed

    def _reserve(self, box: Box, after: Sequence[Box]) -> float:
        """What the sums take that stand below a box, or below the last row that it is kept with."""
        if not box.tally:
            return 0.0
        while box.keep and not box.ends and after:
            box, after = after[0], after[1:]
        return box.tally.height * (2 if box.ends and self.turned else 1) if box.tally else 0.0

    def _parted(self, box: Box) -> tuple[Box, Box] | None:
        left = self.room - self.used
        tall = box.height > self.room * _TALL
        if not box.flows and (not tall or left < self.room * _WORTH):
            return None
        return box.split(left)

    def _put(self, box: Box) -> None:
        self.done[-1].append(box)
        self.used += box.height
        self.fresh = None
        if box.tally:
            self.on_page.append(box.amounts)
            self.in_list.append(box.amounts)
            if box.ends:
                self._sum_up(box.tally)

    def _sum_up(self, tally: Tally) -> None:
        if self.turned:
            self._append(tally.make("本页小计", _added(self.on_page), False))
        self._append(tally.make("合　　计", _added(self.in_list), True))
        self.on_page, self.in_list, self.turned = [], [], False

    def _append(self, box: Box) -> None:
        self.done[-1].append(box)
        self.used += box.height

    def _turn(self, box: Box) -> None:
        last = self.done[-1][-1] if self.done[-1] else None
        if last is not None and last.tally and not last.ends:
            self._append(last.tally.make("本页小计", _added(self.on_page), True))
            self.on_page, self.turned = [], True
        self.done.append([])
        self.used = 0.0
        if box.head is not None:
            self._append(box.head)
            self.fresh = box.head


def _added(rows: Sequence[Sums]) -> Sums:
    return tuple(sum(column, Decimal(0)) for column in zip(*rows, strict=True))


def stretch(boxes: Sequence[Box], room: float) -> None:
    """Give what is left of the page to the spaces that ask for a share of it."""
    free = room - sum(box.height for box in boxes)
    shares = sum(box.grow for box in boxes[1:])
    if free <= 0 or shares == 0:
        return
    for box in boxes[1:]:  # a page begins at its top
        if isinstance(box, Space) and box.grow:
            box.height += free * box.grow / shares


def draw_page(pen: Pen, boxes: Sequence[Box], x: float, y: float) -> None:
    for box in boxes:
        pen.stamp(box, x, y)
        y += box.height
