"""Sets a paragraph of Chinese: which characters stand on which line, and where."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from kongchuo_desktop.papers.breaking import Atom, edges_of, squeezed
from kongchuo_desktop.papers.characters import atom_of
from kongchuo_desktop.papers.fonts import FontSet, Role, printable

Align = Literal["justify", "left", "center", "right"]

_PAPER_NUMBER = re.compile(r"\w{1,8}〔\d{4}〕第?[\w-]{1,12}号")
"""The number of a paper (义劝通字〔2026〕第3号) is one word."""

_BLANK = "\x00"
"""Stands in a text for a line to fill by hand."""
_LOOSEST = 0.5
"""A line is not justified when its gaps would grow by more than this, in em …"""
_LOOSE, _MARKS = 0.15, 2.0
"""… nor by more than the one, unless what is missing is no more than the other: two characters
and their mark that could not part."""


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
    """Characters of one font; ``space`` points are added after each. ``x`` from the line's left.

    ``kerns``: after so many of the characters so many points more (less below zero).
    """

    x: float
    font: str
    text: str
    space: float
    kerns: tuple[tuple[int, float], ...] = ()


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

    @property
    def close(self) -> "Paragraph":
        """The same without white at its left."""
        left = min((line.parts[0].x for line in self.lines if line.parts), default=0.0)
        return self.moved(-left)

    def moved(self, by: float) -> "Paragraph":
        """The same, all of it ``by`` points further to the right."""
        lines = [
            Line(tuple(replace(part, x=part.x + by) for part in line.parts), line.width + by)
            for line in self.lines
        ]
        return replace(self, lines=tuple(lines))


class _Face(dict[str, int]):
    """Character → number of its atom, in one role and size; each is looked up when first met.

    Attributes:
        atoms: by number.
        shown: what is printed instead of characters that no font has, for ``str.translate``.
    """

    def __init__(self, fonts: FontSet, role: Role, size: float) -> None:
        self._fonts = fonts
        self._role: Role = role
        self.size = size
        self.like = fonts.like
        self.atoms: list[Atom] = []
        self.shown: dict[int, str] = {}
        self._numbers: dict[Atom, int] = {}
        self.lines = lru_cache(maxsize=4096)(self._lines)

    def __missing__(self, char: str) -> int:
        if ord(char) in self._fonts.like:
            self[char] = self[self._fonts.like[ord(char)]]
            return self[char]
        shown = self._fonts.shown(char, self._role)
        if shown != char:
            self.shown[ord(char)] = shown
        font, em = self._fonts.cell(shown, self._role)
        self[char] = number = self._number(atom_of(shown, font, em, self.size))
        return number

    def inner(self, char: str) -> int:
        """Number of the same character tied to the one before it."""
        return self._number(self.atoms[self[char]]._replace(plain=False, inner=True))

    def blank(self, em: float) -> int:
        """Number of a line to fill by hand."""
        return self._number(Atom("", em * self.size, 0, em * self.size))

    def _number(self, atom: Atom) -> int:
        if atom not in self._numbers:
            self._numbers[atom] = len(self.atoms)
            self.atoms.append(atom)
        return self._numbers[atom]

    def _lines(
        self, numbers: tuple[int, ...], indent: float, width: float, align: Align
    ) -> tuple["_Shape", ...]:
        """The lines of a paragraph: all that are alike but in their characters share them."""
        atoms = squeezed([self.atoms[number] for number in numbers], self.size)
        edges = edges_of(atoms, width - indent, width, self.size, ragged=align != "justify")
        shapes = []
        for row, (start, end) in enumerate(pairwise(edges)):
            last = row == len(edges) - 2
            aligned = "left" if last and align == "justify" else align
            shift = indent if row == 0 else 0
            shapes.append(_place(atoms, start, end, shift, width, self.size, aligned))
        return tuple(shapes)


class _Shape(NamedTuple):
    """A line without its characters: per run x, font (empty: a rule), from, to, space or width,
    kerns."""

    runs: tuple[tuple[float, str, int, int, float, tuple[tuple[int, float], ...]], ...]
    width: float

    def line(self, text: str) -> Line:
        return Line(
            tuple([
                Glyphs(x, font, text[start:end], space, kerns) if font else Rule(x, space)
                for x, font, start, end, space, kerns in self.runs
            ]),
            self.width,
        )


def set_paragraph(pieces: Sequence[Piece], style: Style, width: float, fonts: FontSet) -> Paragraph:
    """Break ``pieces`` into lines of ``width`` points and place every character.

    A line break in the text begins a new line without an indent. Numbers with their unit, Latin
    words, marks that belong together, the number of a paper, and a box to tick with its words stay
    on one line unless they alone are wider than it.
    """
    lines: list[Line] = []
    face = _face(fonts, style.role, style.size)
    for number, part in enumerate(split_lines(pieces)):
        indent = style.indent * style.size if number == 0 else 0
        text, numbers = _numbered(part, face)
        lines += [shape.line(text) for shape in face.lines(numbers, indent, width, style.align)]
    return Paragraph(tuple(lines), style)


@lru_cache(maxsize=64)
def _face(fonts: FontSet, role: Role, size: float) -> _Face:
    return _Face(fonts, role, size)


def split_lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces of each line that is written as one."""
    parts: list[list[Piece]] = [[]]
    for piece in pieces:
        if isinstance(piece, Blank):
            parts[-1].append(piece)
            continue
        first, *others = piece.split("\n")
        parts[-1].append(first)
        parts.extend([other] for other in others)
    return parts


def _numbered(pieces: Iterable[Piece], face: _Face) -> tuple[str, tuple[int, ...]]:
    """What is printed, and for each character of it the number of its atom."""
    texts: list[str] = []
    numbers: list[int] = []
    for piece in pieces:
        if isinstance(piece, Blank):
            texts.append(_BLANK)
            numbers.append(face.blank(piece.em))
        else:
            text = printable(piece)
            texts.append(text)
            if "〔" in text and _PAPER_NUMBER.fullmatch(text.translate(face.like)):
                numbers.append(face[text[0]])
                numbers.extend(map(face.inner, text[1:]))
                continue
            numbers.extend(map(face.__getitem__, text))
    whole = "".join(texts)
    return whole.translate(face.shown) if face.shown else whole, tuple(numbers)


def _place(
    line: Sequence[Atom], start: int, end: int, shift: float, width: float, size: float,
    align: Align,
) -> _Shape:
    while end > start and line[end - 1].space:
        end -= 1
    atoms = line[start:end]
    if atoms and atoms[-1].squeeze < 0:  # there is nothing after it to keep away from
        last = atoms[-1]
        atoms = [*atoms[:-1], last._replace(squeeze=0.0, width=last.advance)]
    room = width - shift - sum([atom.width for atom in atoms])
    stretch = _stretch(atoms, room, size) if align == "justify" and room > 0 else 0
    free = max(room, 0)
    x = shift + {"center": free / 2, "right": free}.get(align, 0)
    runs: list[tuple[float, str, int, int, float, tuple[tuple[int, float], ...]]] = []
    spaces = _spaces(atoms, stretch)
    first = 0
    for n in range(1, len(atoms) + 1):
        if n < len(atoms) and atoms[n].font == atoms[first].font:
            continue
        font, advances = atoms[first].font, sum([atom.advance for atom in atoms[first:n]])
        kerns = tuple([
            (place - first + 1, spaces[place] - stretch)
            for place in range(first, n - 1) if spaces[place] != stretch
        ]) if font else ()
        runs.append((x, font, start + first, start + n, stretch if font else advances, kerns))
        x += advances + sum(spaces[first:n])
        first = n
    return _Shape(tuple(runs), x)


def _spaces(atoms: Sequence[Atom], stretch: float) -> list[float]:
    """What is added after each character; a justified line opens not inside words and numbers."""
    if not stretch:
        return [-atom.squeeze for atom in atoms]
    opened = [
        (0.0 if here.word and after.word else stretch) - here.squeeze
        for here, after in pairwise(atoms)
    ]
    return [*opened, -atoms[-1].squeeze]


def _stretch(atoms: Sequence[Atom], room: float, size: float) -> float:
    """By how much each gap of a justified line opens; nothing where it would be too much.

    Where room is below zero a closing mark at the end stands out by its own white half.
    """
    gaps = sum([not (here.word and after.word) for here, after in pairwise(atoms)])
    if not gaps:
        return 0
    most = _LOOSEST if room <= _MARKS * size else _LOOSE
    return room / gaps if room / gaps <= most * size else 0
