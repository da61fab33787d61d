"""Sets a paragraph of Chinese: which characters stand on which line, and where."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Literal, NamedTuple

from kongchuo_desktop.papers.fonts import FontSet, Role, printable

Align = Literal["justify", "left", "center", "right"]

NO_START = frozenset("，。、；：！？％‰℃）》〉」』】〕〗］｝”’…—～·•‧・,.;:!?%)]}々ー°′″")
"""Marks that may not begin a line (GB/T 15834; the dash and the ellipsis included)."""
NO_END = frozenset("（《〈「『【〔〖［｛“‘([{￥¥$№")
"""Marks that may not end a line."""
_CLOSING = frozenset("，。、；：）》〉」』】〕〗］｝”’")
_OPENING = frozenset("（《〈「『【〔〖［｛“‘")
_WORD = re.compile(r"[0-9A-Za-z\u00C0-\u024F'’_@/+.,:%~-]")
_UNITS = frozenset("年月日时分秒岁周天次人名元节个班号条款项度")
_DIGITS = frozenset("0123456789〇")
_SQUARE = 0.95
"""A mark that is at least so wide, in em, has a white half to give up."""

_LOOSEST = 0.5
"""A line is not justified when its gaps would grow by more than this, in em."""
_SHORT_LAST = 3
"""A last line of fewer characters than this takes some from the line above."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph looks. Sizes in points; ``indent`` in em of the first line."""

    role: Role = "body"
    size: float = 12
    leading: float = 20
    align: Align = "justify"
    indent: float = 0


@dataclass(frozen=True, slots=True)
class Blank:
    """A line to fill by hand, ``em`` wide."""

    em: float


Piece = str | Blank


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Characters of one font; ``space`` points are added after each. ``x`` from the line's left."""

    x: float
    font: str
    text: str
    space: float


@dataclass(frozen=True, slots=True)
class Rule:
    """An underline to write on, ``width`` points wide."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """One set line; ``width`` is where it ends, in points from the left. A closing mark at its
    end may stand out of the measure by its white half."""

    parts: tuple[Glyphs | Rule, ...]
    width: float

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts if isinstance(part, Glyphs))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A set paragraph, ready to draw at its top left corner."""

    lines: tuple[Line, ...]
    style: Style

    @property
    def height(self) -> float:
        return len(self.lines) * self.style.leading

    @property
    def width(self) -> float:
        return max((line.width for line in self.lines), default=0)


class _Atom(NamedTuple):
    """One character or blank. ``advance`` in points, of which ``squeeze`` is shared with the next
    mark, which leaves ``width``.

    What a line break asks of a character is looked up once, when its atom is made; a ``plain`` one
    ties itself to no character before it.
    """

    char: str
    font: str
    advance: float
    squeeze: float = 0
    width: float = 0
    opening: bool = False
    closing: bool = False
    starts: bool = True
    ends: bool = True
    word: bool = False
    unit: bool = False
    digit: bool = False
    plain: bool = False


class _Atoms(dict[str, _Atom]):
    """The atoms of one face and size, each made when it is first met."""

    def __init__(self, fonts: FontSet, role: Role, size: float) -> None:
        self._fonts = fonts
        self._role: Role = role
        self._size = size

    def __missing__(self, char: str) -> _Atom:
        shown = self._fonts.shown(char, self._role)
        font, em = self._fonts.cell(shown, self._role)
        square = em > _SQUARE
        starts, ends = shown not in NO_START and shown != " ", shown not in NO_END
        word, unit, digit = bool(_WORD.match(shown)), shown in _UNITS, shown in _DIGITS
        self[char] = atom = _Atom(
            shown, font, em * self._size, 0, em * self._size,
            square and shown in _OPENING, square and shown in _CLOSING,
            starts, ends, word, unit, digit,
            plain=starts and not (word or unit or digit),
        )
        return atom


def set_paragraph(pieces: Sequence[Piece], style: Style, width: float, fonts: FontSet) -> Paragraph:
    """Break ``pieces`` into lines of ``width`` points and place every character.

    A line break in the text begins a new line without an indent. Numbers with their unit, Latin
    words and marks that belong together stay on one line unless they alone are wider than it.
    """
    lines: list[Line] = []
    known = _known_atoms(fonts, style.role, style.size)
    for number, part in enumerate(_split_lines(pieces)):
        indent = style.indent * style.size if number == 0 else 0
        atoms = _squeezed(_atoms(part, style.size, known), style.size)
        edges = _fill(atoms, width - indent, width, style.size)
        for row, (start, end) in enumerate(pairwise(edges)):
            shift = indent if row == 0 else 0
            last = row == len(edges) - 2
            align = "left" if last and style.align == "justify" else style.align
            lines.append(_place(atoms[start:end], shift, width, style.size, align))
    return Paragraph(tuple(lines), style)


@lru_cache(maxsize=64)
def _known_atoms(fonts: FontSet, role: Role, size: float) -> _Atoms:
    return _Atoms(fonts, role, size)


def _split_lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    parts: list[list[Piece]] = [[]]
    for piece in pieces:
        if isinstance(piece, Blank):
            parts[-1].append(piece)
            continue
        first, *others = piece.split("\n")
        parts[-1].append(first)
        parts.extend([other] for other in others)
    return parts


def _atoms(pieces: Iterable[Piece], size: float, known: _Atoms) -> list[_Atom]:
    atoms: list[_Atom] = []
    for piece in pieces:
        if isinstance(piece, Blank):
            atoms.append(_Atom("", "", piece.em * size, 0, piece.em * size))
        else:
            atoms.extend(map(known.__getitem__, printable(piece)))
    return atoms


def _squeezed(atoms: list[_Atom], size: float) -> list[_Atom]:
    """Two marks in a row share the white between them: ”》 takes one and a half squares."""
    for place, (left, right) in enumerate(pairwise(atoms)):
        if (left.closing and (right.closing or right.opening)) or (left.opening and right.opening):
            atoms[place] = left._replace(squeeze=size / 2, width=left.advance - size / 2)
    return atoms


def _breaks(atoms: Sequence[_Atom], sums: Sequence[float], width: float) -> list[int]:
    """Places before which a line may break, the end included.

    What is tied together but wider than a line comes apart anywhere: nothing may overflow.
    """
    breaks = [0]
    for place, (before, here) in enumerate(pairwise(atoms), start=1):
        if before.ends and (here.plain or not _tied(atoms, place)):
            _open(breaks, place, sums, width)
            breaks.append(place)
    if atoms:
        _open(breaks, len(atoms), sums, width)
        breaks.append(len(atoms))
    return breaks


def _open(breaks: list[int], end: int, sums: Sequence[float], width: float) -> None:
    """Lets a line break everywhere between the last break and ``end`` if that is too wide."""
    if sums[end] - sums[breaks[-1]] > width:
        breaks.extend(range(breaks[-1] + 1, end))


def _tied(atoms: Sequence[_Atom], place: int) -> bool:
    """Whether ``atoms[place]`` ties itself to the one before it."""
    before, here = atoms[place - 1], atoms[place]
    if not here.starts:
        return True
    if here.word and before.word:
        return True
    if here.unit and (before.digit or before.char == ""):
        return True
    # 9月24日 stays together; 2026年 may stand alone at the end of a line.
    return here.digit and before.char == "月" and place > 1 and atoms[place - 2].digit


def _give(last: _Atom, size: float) -> float:
    """What a line may do without at its end: a closing mark's white half, a space."""
    return last.width if last.char == " " else size / 2 if last.closing else 0


def _fill(atoms: Sequence[_Atom], first: float, width: float, size: float) -> list[int]:
    """Where each line begins, and the end: greedy, then a short last line is lengthened."""
    sums = [0.0, *accumulate([atom.width for atom in atoms])]
    breaks = _breaks(atoms, sums, min(first, width))
    edges = [0]
    room = first
    for before, place in pairwise(breaks):
        if before > edges[-1] and sums[place] - sums[edges[-1]] - _give(atoms[place - 1], size) > (
            room + 1e-6
        ):
            edges.append(before)
            room = width
    edges.append(len(atoms))
    if len(edges) > 2:
        _lengthen(edges, breaks, atoms, sums, size)
    return edges


def _lengthen(
    edges: list[int], breaks: list[int], atoms: Sequence[_Atom], sums: Sequence[float], size: float
) -> None:
    """Takes from the line above what a last line of one or two characters needs."""
    above, start, end = edges[-3:]
    place = breaks.index(start)
    while _letters(atoms[start:end]) < _SHORT_LAST and breaks[place - 1] > above:
        # Never so much that the line above could no longer be justified.
        before = breaks[place - 1]
        if sums[start] - sums[before] > 3 * size or sums[start] - sums[above] < 12 * size:
            return
        place, start = place - 1, before
        edges[-2] = start


def _letters(atoms: Iterable[_Atom]) -> int:
    return sum(atom.char not in NO_START for atom in atoms)


def _place(
    atoms: Sequence[_Atom], shift: float, width: float, size: float, align: Align
) -> Line:
    end = len(atoms)
    while end and atoms[end - 1].char == " ":
        end -= 1
    atoms = atoms[:end]
    room = width - shift - sum([atom.width for atom in atoms])
    stretch = _stretch(atoms, room, size) if align == "justify" and room > 0 else 0
    free = max(room, 0)
    x = shift + {"center": free / 2, "right": free}.get(align, 0)
    parts: list[Glyphs | Rule] = []
    start = 0
    spaces = _spaces(atoms, stretch)
    for n in range(1, end + 1):
        if n < end and spaces[n] == spaces[start] and atoms[n].font == atoms[start].font:
            continue
        run = atoms[start:n]
        advances = sum([atom.advance for atom in run])
        if run[0].font:
            text = "".join([atom.char for atom in run])
            parts.append(Glyphs(x, run[0].font, text, spaces[start]))
        else:
            parts.append(Rule(x, advances))
        x += advances + spaces[start] * len(run)
        start = n
    return Line(tuple(parts), x)


def _spaces(atoms: Sequence[_Atom], stretch: float) -> list[float]:
    """What is added after each character; a justified line opens not inside words and numbers."""
    if not stretch:
        return [-atom.squeeze for atom in atoms]
    opened = [
        (0.0 if here.word and after.word else stretch) - here.squeeze
        for here, after in pairwise(atoms)
    ]
    return [*opened, -atoms[-1].squeeze]


def _stretch(atoms: Sequence[_Atom], room: float, size: float) -> float:
    """By how much each gap of a justified line opens; nothing where it would be too much.

    Where room is below zero a closing mark at the end stands out by its own white half.
    """
    gaps = sum([not (here.word and after.word) for here, after in pairwise(atoms)])
    return room / gaps if gaps and room / gaps <= _LOOSEST * size else 0
