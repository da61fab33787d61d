"""The shapes that a chart is drawn with, on paper and on the screen alike; no colours, no Qt."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from kongchuo_desktop.domain.charts.model import Piece, Role

Size = Literal["text", "small"]
Ink = Literal["text", "soft", "good", "bad", "doubt", "plain", "pale", "missing"]
"""What words and lines are written in: ``soft`` for what stands beside; else a role's own."""
Align = Literal["left", "center", "right"]
Measure = Callable[[str, Size], float]
"""The width of a text of a size, in the unit of the drawing."""


@dataclass(frozen=True, slots=True)
class Look:
    """The measures of a pen: points on paper, pixels on the screen.

    Attributes:
        text, small: height of a line of words of that size.
        bar: height of a bar; ``cell`` the least height of a cell, ``widest`` its greatest width.
        plot: height of the field of a trend; ``dot`` the side of a point in it.
        gap: between segments, ``pad`` between words and what they belong to.
        row: between one line of a chart and the next.
    """

    text: float
    small: float
    bar: float
    cell: float
    widest: float
    plot: float
    dot: float
    gap: float
    pad: float
    row: float


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled place; ``soft`` is the ground of a cell on which a sign stands; of a ``missing``
    role it is a dashed frame."""

    x: float
    y: float
    width: float
    height: float
    role: Role
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A line of words in the middle of its height; ``on`` is the soft ground it stands on."""

    x: float
    y: float
    width: float
    height: float
    text: str
    size: Size = "small"
    ink: Ink = "text"
    align: Align = "left"
    on: Role | None = None


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    ink: Ink = "soft"
    dashed: bool = False


Shape = Rect | Words | Stroke


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece can be pointed at; ``line`` is which of the chart's lines it belongs to."""

    piece: Piece
    line: int
    x: float
    y: float
    width: float
    height: float

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


@dataclass
class Drawing:
    """The shapes of a chart in a box of ``width`` by ``height``, and where its pieces are."""

    width: float
    height: float = 0
    shapes: list[Shape] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)


class ShapePen(Protocol):
    """What draws the shapes of a chart, each kind in its own way."""

    def rect(self, shape: Rect) -> None: ...

    def words(self, shape: Words) -> None: ...

    def stroke(self, shape: Stroke) -> None: ...


def draw(drawing: Drawing, pen: ShapePen) -> None:
    """Every shape in its order."""
    for shape in drawing.shapes:
        match shape:
            case Rect():
                pen.rect(shape)
            case Words():
                pen.words(shape)
            case Stroke():
                pen.stroke(shape)
