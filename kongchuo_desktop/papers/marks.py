"""The marks that a page is made of, and how they are written into a PDF."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from kongchuo_desktop.papers.fonts import coded, narrow_figures

RED = 2.0
"""Instead of a grey, which is 0 for black to 1 for white: the red of a letter's head."""
_SQUARE = 2
"""Line cap with which the corners of a table close."""
_RING_WIDTH = 0.6
_DOTS = (1.0, 2.5)


class Run(NamedTuple):
    """Characters of one font from ``x`` on the baseline ``y``; ``space`` follows each of them, and
    after so many of them as ``kerns`` says, so much more.

    All marks are measured in points from the lower left corner of the page, as a PDF is.
    """

    font: str
    size: float
    space: float
    grey: float
    x: float
    y: float
    text: str
    kerns: tuple[tuple[int, float], ...] = ()


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


class Picture(NamedTuple):
    """A JPEG, its lower left corner at ``x``, ``y``."""

    x: float
    y: float
    width: float
    height: float
    jpeg: bytes


class Code(NamedTuple):
    """A square of black and white modules, ``side`` of them a row; ``bits`` are its rows from the
    top in hexadecimal, each filled up to whole bytes, 1 for black."""

    x: float
    y: float
    size: float
    side: int
    bits: str


Mark = Run | Stroke | Shade | Ring | Turned | Picture | Code


def is_ground(mark: Mark) -> bool:
    """Whether other marks stand on it, so that it is to be written before them."""
    return isinstance(mark, Shade | Turned)


def write(canvas: Canvas, marks: Sequence[Mark]) -> None:
    """Write marks on the page or form that the canvas is at; grounds first, letters last."""
    lines: list[Stroke | Ring] = []
    letters: list[Run] = []
    rest: list[Mark] = []
    for mark in marks:
        if isinstance(mark, Run):
            letters.append(mark)
        elif isinstance(mark, Stroke):
            lines.append(mark)
        else:
            rest.append(mark)
    for mark in sorted(rest, key=_order):
        match mark:
            case Turned():
                _turned(canvas, mark)
            case Shade():
                canvas.setFillGray(mark.grey)
                canvas.rect(mark.x, mark.y, mark.width, mark.height, stroke=0, fill=1)
            case Picture():
                image = ImageReader(BytesIO(mark.jpeg))
                canvas.drawImage(image, mark.x, mark.y, mark.width, mark.height)
            case Code():
                _code(canvas, mark)
            case Ring():
                lines.append(mark)
    _lines(canvas, lines)
    _letters(canvas, letters)


def _order(mark: Mark) -> int:
    return 0 if isinstance(mark, Turned) else 1


def _turned(canvas: Canvas, mark: Turned) -> None:
    canvas.saveState()
    canvas.translate(mark.x, mark.y)
    canvas.rotate(mark.degrees)
    _letters(canvas, mark.runs)
    canvas.restoreState()


def _code(canvas: Canvas, mark: Code) -> None:
    """As a stencil within the page: no decoder of pictures stands between it and the printer."""
    place = " ".join(map(_number, (mark.size, 0, 0, mark.size, mark.x, mark.y)))
    canvas.addLiteral(
        f"q 0 g {place} cm BI /W {mark.side} /H {mark.side} /BPC 1 /IM true /D [1 0] /F /AHx ID "
        f"{mark.bits}> EI Q"
    )


def _lines(canvas: Canvas, marks: Iterable[Stroke | Ring]) -> None:
    """Each setting is said when it changes: a table has hundreds of strokes alike."""
    said: tuple[float, float, tuple[float, ...]] | None = None
    for mark in marks:
        look = _look(mark)
        if look != said:
            width, grey, dash = said = look
            cap, pattern = 0 if dash else _SQUARE, " ".join(map(_number, dash))
            canvas.addLiteral(f"{_ink(grey).upper()} {_number(width)} w {cap} J [{pattern}] 0 d")
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
            code.append(_ink(run.grey))
            grey = run.grey
        if run.space != space:
            code.append(f"{_number(run.space)} Tc")
            space = run.space
        code.append(f"1 0 0 1 {_number(run.x)} {_number(run.y)} Tm")
        at, kerns = 0, _kerns(run)
        for font, codes in coded(canvas, run.font, run.text):
            if (font, run.size) != face:
                code.append(f"{font} {_number(run.size)} Tf")
                face = (font, run.size)
            if kerns:
                code.append(_kerned(codes, at, run.size, kerns))
                at += len(codes)
            else:
                code.append(f"<{codes.hex()}> Tj")
    code.append("ET")
    canvas.addLiteral(" ".join(code))


def _kerns(run: Run) -> Sequence[tuple[int, float]]:
    """What is added after so many of its characters, that around narrow figures included."""
    narrow = narrow_figures(run.font)
    if narrow.keys().isdisjoint(run.text):
        return run.kerns
    kerns = defaultdict(float, run.kerns)
    for place, char in enumerate(run.text):
        if char in narrow:
            kerns[place] += narrow[char] * run.size
            kerns[place + 1] += narrow[char] * run.size
    return sorted(kerns.items())


def _kerned(codes: bytes, at: int, size: float, kerns: Sequence[tuple[int, float]]) -> str:
    """The part of a run whose first character is its ``at``-th, a code each."""
    parts = []
    start = 0
    for after, points in kerns:
        place = after - at
        if start < place <= len(codes) or after == at == 0:
            parts.append(f"<{codes[start:place].hex()}>{_number(-1000 * points / size)}")
            start = place
    return f"[{''.join(parts)}<{codes[start:].hex()}>] TJ"


def _ink(grey: float) -> str:
    return "1 0 0 rg" if grey == RED else f"{_number(grey)} g"


@lru_cache(maxsize=4096)
def _number(value: float) -> str:
    """A number as a PDF may hold it, without an exponent; a thousandth of a point is enough."""
    return f"{round(value, 3):g}"
