"""The marks that a page is made of, and how they are written into a PDF."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas

_SQUARE = 2
"""Line cap with which the corners of a table close."""
_RING_WIDTH = 0.6
_DOTS = (1.0, 2.5)


class Run(NamedTuple):
    """Characters of one font from ``x`` on the baseline ``y``; ``space`` follows each of them.

    All marks are measured in points from the lower left corner of the page, as a PDF is.
    """

    font: str
    size: float
    space: float
    grey: float
    x: float
    y: float
    text: str


class Stroke(NamedTuple):
    """A straight line; an empty ``dash`` is an unbroken one."""

    width: float
    grey: float
    dash: tuple[float, ...]
    x1: float
    y1: float
    x2: float
    y2: float


class Shade(NamedTuple):
    """A grey ground under what stands on it."""

    x: float
    y: float
    width: float
    height: float
    grey: float


class Ring(NamedTuple):
    """A dotted circle: where a seal goes."""

    x: float
    y: float
    radius: float
    grey: float


class Turned(NamedTuple):
    """Words across the page, ``degrees`` about ``x``, ``y``, from which the runs are measured."""

    x: float
    y: float
    degrees: float
    runs: tuple[Run, ...]


Mark = Run | Stroke | Shade | Ring | Turned


def is_ground(mark: Mark) -> bool:
    """Whether other marks stand on it, so that it is to be written before them."""
    return isinstance(mark, Shade | Turned)


def write(canvas: Canvas, marks: Sequence[Mark]) -> None:
    """Write marks on the page or form that the canvas is at; grounds first, letters last."""
    for mark in marks:
        if isinstance(mark, Turned):
            _turned(canvas, mark)
    for mark in marks:
        if isinstance(mark, Shade):
            canvas.setFillGray(mark.grey)
            canvas.rect(mark.x, mark.y, mark.width, mark.height, stroke=0, fill=1)
    _lines(canvas, [mark for mark in marks if isinstance(mark, Stroke | Ring)])
    _letters(canvas, [mark for mark in marks if isinstance(mark, Run)])


def _turned(canvas: Canvas, mark: Turned) -> None:
    canvas.saveState()
    canvas.translate(mark.x, mark.y)
    canvas.rotate(mark.degrees)
    _letters(canvas, mark.runs)
    canvas.restoreState()


def _lines(canvas: Canvas, marks: Iterable[Stroke | Ring]) -> None:
    """Each setting is said when it changes: a table has hundreds of strokes alike."""
    said: tuple[float, float, tuple[float, ...]] | None = None
    for mark in marks:
        look = _look(mark)
        if look != said:
            width, grey, dash = said = look
            canvas.setStrokeGray(grey)
            canvas.setLineWidth(width)
            canvas.setLineCap(0 if dash else _SQUARE)
            canvas.setDash(list(dash))
        if isinstance(mark, Ring):
            canvas.circle(mark.x, mark.y, mark.radius)
        else:
            canvas.line(mark.x1, mark.y1, mark.x2, mark.y2)


def _look(mark: Stroke | Ring) -> tuple[float, float, tuple[float, ...]]:
    if isinstance(mark, Ring):
        return _RING_WIDTH, mark.grey, _DOTS
    return mark.width, mark.grey, mark.dash


def _letters(canvas: Canvas, runs: Sequence[Run]) -> None:
    if not runs:
        return
    text = canvas.beginText()
    face: tuple[str, float] | None = None
    space = grey = None
    for run in runs:
        if run.grey != grey:
            text.setFillGray(run.grey)
            grey = run.grey
        if (run.font, run.size) != face:
            text.setFont(run.font, run.size)
            face = (run.font, run.size)
        if run.space != space:
            text.setCharSpace(run.space)
            space = run.space
        text.setTextOrigin(run.x, run.y)
        text.textOut(run.text)
    canvas.drawText(text)
