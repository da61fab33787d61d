"""Boxes that make up a page from top to bottom: texts, spaces, cut lines, signatures, pictures."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kongchuo_desktop.papers.marks import RED
from kongchuo_desktop.papers.pen import MM, Pen
from kongchuo_desktop.papers.pictures import Fitted
from kongchuo_desktop.papers.qr import Modules
from kongchuo_desktop.papers.text import Paragraph

_SEAL_ROOM = 1.7
"""Height kept for a seal, in radii: its edge may reach into the white above and below."""
CODE_SIZE = 13 * MM
_FEWEST = 2
"""Lines of a paragraph that stay together at the foot and at the head of a page."""
_QUIET = 4
"""White modules around a square code (ISO/IEC 18004, 9.1)."""
_IMPRINT_THICK, _IMPRINT_THIN = 0.35 * MM, 0.25 * MM


Sums = tuple[Decimal, ...]


class Box(ABC):
    """Something with a height that is drawn at a place on a page."""

    height: float
    grow: float = 0.0
    """Its share of the height that is left over on a page that is to be filled."""
    head: "Box | None" = None
    """Drawn again above it when it is the first of a page (the head of a table)."""
    keep: bool = False
    """Stays on the page of the box after it."""
    flows: bool = False
    """May be parted wherever a page ends; else only if it would leave much of a page empty."""
    tally: "Tally | None" = None
    """It is a row of a list that is added up, to which it gives its ``amounts``."""
    amounts: Sums = ()
    ends: bool = False
    """It is the last row of such a list."""

    @abstractmethod
    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw with the top left corner at ``x``, ``y``."""

    def split(self, room: float) -> "tuple[Box, Box] | None":
        """Itself in two, of which the first takes no more than ``room``; None if that can't be."""
        return None


@dataclass(frozen=True)
class Tally:
    """The sums of a list: ``make`` gives the row with its words and the sums, ``height`` tall, and
    whether the table ends with it."""

    make: Callable[[str, Sums, bool], Box]
    height: float


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
    grey: float = 0.0
    flows: bool = True

    @property
    def height(self) -> float:  # type: ignore[override]
        return self.paragraph.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        pen.paragraph(self.paragraph, x, y, grey=self.grey)

    def split(self, room: float) -> tuple[Box, Box] | None:
        lines = self.paragraph.lines
        fitting = min(int((room + 0.01) / self.paragraph.style.leading), len(lines) - _FEWEST)
        if fitting < _FEWEST:
            return None
        return (
            replace(self, paragraph=replace(self.paragraph, lines=lines[:fitting])),
            replace(self, paragraph=replace(self.paragraph, lines=lines[fitting:])),
        )


@dataclass
class Ruled(Box):
    """A line over the whole width, white above and below."""

    width: float
    weight: float
    height: float
    red: bool = False

    def draw(self, pen: Pen, x: float, y: float) -> None:
        middle = y + self.height / 2
        pen.rule(x, middle, x + self.width, middle, self.weight, grey=RED if self.red else 0)


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
class CodeMark:
    """The square code of a paper, and the words of it beside for who has no reader."""

    modules: Modules
    words: Paragraph

    @property
    def quiet(self) -> float:
        """The white that is to stay around it, in points."""
        return CODE_SIZE / self.modules.side * _QUIET

    @property
    def width(self) -> float:
        """Of the square with its words and the white around them."""
        return CODE_SIZE + self.words.width + 3 * self.quiet

    def draw(self, pen: Pen, x: float, y: float, *, words: bool = True) -> None:
        """With the top left of the square itself at ``x``, ``y``."""
        pen.code(x, y, CODE_SIZE, *self.modules)
        if not words:
            return
        low = y + CODE_SIZE - self.words.height
        pen.paragraph(self.words, x + CODE_SIZE + self.quiet, low)


@dataclass
class Signature(Box):
    """The issuer's name above the date, the date's middle under the name's, a seal over both; the
    paper's code at the left."""

    paragraphs: Sequence[Paragraph]
    """Each set from its left, its lines in the middle of it."""
    width: float
    inset: float
    radius: float
    code: CodeMark | None = None
    height: float = field(init=False)

    def __post_init__(self) -> None:
        written = sum(paragraph.height for paragraph in self.paragraphs)
        square = CODE_SIZE + 2 * self.code.quiet if self.code else 0
        self.height = max(written, self.radius * _SEAL_ROOM, square)

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
        if self.code:
            self.code.draw(pen, x + self.code.quiet, y + (self.height - CODE_SIZE) / 2)


@dataclass
class PhotoRow(Box):
    """Pictures side by side, each in the middle of its place, with its words below."""

    places: Sequence[tuple[Fitted | None, Paragraph]]
    """An empty place is a dotted box around its words."""
    width: float
    gap: float
    photo_height: float
    height: float = field(init=False)

    def __post_init__(self) -> None:
        words = max((words.height for photo, words in self.places if photo), default=0.0)
        self.height = self.photo_height + words + self.gap

    def draw(self, pen: Pen, x: float, y: float) -> None:
        for place, (photo, words) in enumerate(self.places):
            left = x + place * (self.width + self.gap)
            if photo is None:
                pen.dotted(left, y, self.width, self.photo_height)
                pen.paragraph(words, left, y + (self.photo_height - words.height) / 2, grey=0.5)
                continue
            across = left + (self.width - photo.width) / 2
            pen.picture(photo.jpeg, across, y + self.photo_height - photo.height,
                        photo.width, photo.height)
            pen.paragraph(words, left, y + self.photo_height)


@dataclass
class Imprint(Box):
    """版记: rules thick, thin and thick, between them who gets copies, and who printed it when."""

    lines: Sequence[Paragraph]
    issuer: Paragraph
    issued: Paragraph
    width: float
    pad: float
    height: float = field(init=False)

    def __post_init__(self) -> None:
        self.height = sum(p.height for p in (*self.lines, self.issuer)) + 2 * self.pad

    def draw(self, pen: Pen, x: float, y: float) -> None:
        right, top = x + self.width, y + self.pad
        pen.rule(x, top, right, top, _IMPRINT_THICK)
        for line in self.lines:
            pen.paragraph(line, x + self.pad, top)
            top += line.height
            pen.rule(x, top, right, top, _IMPRINT_THIN)
        pen.paragraph(self.issuer, x + self.pad, top)
        pen.paragraph(self.issued, right - self.pad - self.issued.width, top)
        low = top + self.issuer.height
        pen.rule(x, low, right, low, _IMPRINT_THICK)
