"""The marks that a page is made of, and how they are written into a PDF."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas

from kongchuo_desktop.papers.fonts import coded

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
            cap, pattern = 0 if dash else _SQUARE, " ".join(map(_number, dash))
            canvas.addLiteral(f"{_number(grey)} G {_number(width)} w {cap} J [{pattern}] 0 d")
        if isinstance(mark, Ring):
            canvas.circle(mark.x, mark.y, mark.radius)
        else:
            x1, y1, x2, y2 = map(_number, (mark.x1, mark.y1, mark.x2, mark.y2))
            canvas.addLiteral(f"{x1} {y1} m {x2} {y2} l S")


def _look(mark: Stroke | Ring) -> tuple[float, float, tuple[float, ...]]:
    if isinstance(mark, Ring):
        return _RING_WIDTH, mark.grey, _DOTS
    return mark.width, mark.grey, mark.dash


def _letters(canvas: Canvas, runs: Sequence[Run]) -> None:
    """Each setting is said when it changes, each place for itself.

    reportlab's own text object measures what it writes, to know where it ends, and that takes
    longer than writing it; here every run says where it begins.
    """
    if not runs:
        return
    code = ["BT"]
    face: tuple[str, float] | None = None
    space = grey = None
    for run in runs:
        if run.grey != grey:
            code.append(f"{_number(run.grey)} g")
            grey = run.grey
        if run.space != space:
            code.append(f"{_number(run.space)} Tc")
            space = run.space
        code.append(f"1 0 0 1 {_number(run.x)} {_number(run.y)} Tm")
        for font, codes in coded(canvas, run.font, run.text):
            if (font, run.size) != face:
                code.append(f"{font} {_number(run.size)} Tf")
                face = (font, run.size)
            code.append(f"<{codes.hex()}> Tj")
    code.append("ET")
    canvas.addLiteral(" ".join(code))


def _number(value: float) -> str:
    """A number as a PDF may hold it, without an exponent; a thousandth of a point is enough."""
    return f"{round(value, 3):g}"
