"""Boxes that make up a page from top to bottom, and how they are parted into pages."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field

from kongchuo_desktop.papers.pen import Pen
from kongchuo_desktop.papers.text import Paragraph

_THIN, _THICK = 0.5, 0.9
_SEAL_ROOM = 1.7
"""Height kept for a seal, in radii: its edge may reach into the white above and below."""


class Box(ABC):
    """Something with a height that is drawn at a place and never parted between pages."""

    height: float
    grow: float = 0.0
    """Its share of the height that is left over on a page that is to be filled."""
    head: "Box | None" = None
    """Drawn again above it when it is the first of a page (the head of a list)."""
    keep: bool = False
    """Stays on the page of the box after it."""

    @abstractmethod
    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw with the top left corner at ``x``, ``y``."""


@dataclass
class Space(Box):
    height: float
    grow: float = 0.0

    def draw(self, pen: Pen, x: float, y: float) -> None:
        pass


@dataclass
class TextBox(Box):
    paragraph: Paragraph
    keep: bool = False

    @property
    def height(self) -> float:  # type: ignore[override]
        return self.paragraph.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        pen.paragraph(self.paragraph, x, y)


@dataclass
class Cell:
    """One cell of a row; lengths in points from the row's left. ``shade`` is a grey or None."""

    x: float
    width: float
    paragraph: Paragraph
    pad: float
    shade: float | None = None


@dataclass
class Row(Box):
    """A row of framed cells. ``first`` and ``last`` rows of a table carry its thicker edge."""

    cells: Sequence[Cell]
    width: float
    least: float
    pad: float
    first: bool = False
    last: bool = False
    head: Box | None = None
    keep: bool = False
    height: float = field(init=False)

    def __post_init__(self) -> None:
        tallest = max((cell.paragraph.height for cell in self.cells), default=0.0)
        self.height = max(self.least, tallest + 2 * self.pad)

    def draw(self, pen: Pen, x: float, y: float) -> None:
        bottom = y + self.height
        for cell in self.cells:
            left = x + cell.x
            if cell.shade is not None:
                pen.shade(left, y, cell.width, self.height, cell.shade)
            top = y + (self.height - cell.paragraph.height) / 2
            pen.paragraph(cell.paragraph, left + cell.pad, top)
            if cell.x > 0:
                pen.rule(left, y, left, bottom, _THIN)
        pen.rule(x, y, x + self.width, y, _THICK if self.first else _THIN)
        pen.rule(x, bottom, x + self.width, bottom, _THICK if self.last else _THIN)
        for side in (x, x + self.width):
            pen.rule(side, y, side, bottom, _THICK)


@dataclass
class CutLine(Box):
    """A dashed line to cut along, its words in the middle: cut through them, they match again."""

    paragraph: Paragraph
    width: float
    overhang: float
    height: float

    def draw(self, pen: Pen, x: float, y: float) -> None:
        middle = y + self.height / 2
        pen.paragraph(self.paragraph, x, middle - self.paragraph.height / 2, grey=0.35)
        half = self.paragraph.lines[0].width - self.width / 2 if self.paragraph.lines else 0
        centre = x + self.width / 2
        for start, end in (
            (x - self.overhang, centre - half - 10),
            (centre + half + 10, x + self.width + self.overhang),
        ):
            pen.rule(start, middle, end, middle, 0.6, grey=0.45, dash=(4, 3))


@dataclass
class Signature(Box):
    """The issuer's name above the date, the date's middle under the name's, a seal over both."""

    paragraphs: Sequence[Paragraph]
    width: float
    inset: float
    radius: float
    height: float = field(init=False)

    def __post_init__(self) -> None:
        written = sum(paragraph.height for paragraph in self.paragraphs)
        self.height = max(written, self.radius * _SEAL_ROOM)

    def draw(self, pen: Pen, x: float, y: float) -> None:
        written = sum(paragraph.height for paragraph in self.paragraphs)
        widest = max((paragraph.width for paragraph in self.paragraphs), default=0.0)
        centre = x + self.width - self.inset - widest / 2
        top = y + (self.height - written) / 2
        for paragraph in self.paragraphs:
            pen.paragraph(paragraph, centre - paragraph.width / 2, top)
            top += paragraph.height
        if self.radius:
            # 骑年盖月: the lower half of the seal lies over the date.
            pen.circle(centre, y + self.height / 2, self.radius, grey=0.7)


def total(boxes: Sequence[Box]) -> float:
    return sum(box.height for box in boxes)


def paginate(boxes: Sequence[Box], room: float) -> list[list[Box]]:
    """Part ``boxes`` into pages of ``room`` points; a list's head is repeated on each page."""
    pages: list[list[Box]] = [[]]
    used = 0.0
    for place, box in enumerate(boxes):
        needed = box.height
        follower = place
        while boxes[follower].keep and follower + 1 < len(boxes):
            follower += 1
            needed += boxes[follower].height
        if pages[-1] and used + needed > room + 0.01:
            pages.append([])
            used = 0.0
            if box.head is not None:
                pages[-1].append(box.head)
                used = box.head.height
        pages[-1].append(box)
        used += box.height
    return pages


def stretch(boxes: Sequence[Box], room: float) -> None:
    """Give what is left of the page to the spaces that ask for a share of it."""
    free = room - total(boxes)
    shares = sum(box.grow for box in boxes)
    if free <= 0 or shares == 0:
        return
    for box in boxes:
        if isinstance(box, Space) and box.grow:
            box.height += free * box.grow / shares


def draw_page(pen: Pen, boxes: Sequence[Box], x: float, y: float) -> None:
    for box in boxes:
        pen.stamp(box, x, y)
        y += box.height
