"""Sets a paragraph of Chinese: which characters stand on which line, and where."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Literal

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


@dataclass(frozen=True, slots=True)
class _Atom:
    """One character or blank; ``advance`` in points, ``squeeze`` when a mark follows a mark."""

    char: str
    font: str
    advance: float
    squeeze: float = 0

    @property
    def width(self) -> float:
        return self.advance - self.squeeze


_Cluster = tuple[_Atom, ...]


def set_paragraph(pieces: Sequence[Piece], style: Style, width: float, fonts: FontSet) -> Paragraph:
    """Break ``pieces`` into lines of ``width`` points and place every character.

    A line break in the text begins a new line without an indent. Numbers with their unit, Latin
    words and marks that belong together stay on one line unless they alone are wider than it.
    """
    return _set(tuple(pieces), style, width, fonts)


@lru_cache(maxsize=4096)
def _set(pieces: tuple[Piece, ...], style: Style, width: float, fonts: FontSet) -> Paragraph:
    # Most of a notice is the same for every pupil: set it once.
    lines: list[Line] = []
    for number, part in enumerate(_split_lines(pieces)):
        indent = style.indent * style.size if number == 0 else 0
        clusters = _clusters(_squeezed(_atoms(part, style, fonts), style.size))
        broken = _fill(clusters, width - indent, width, style.size)
        for row, line in enumerate(broken):
            shift = indent if row == 0 else 0
            last = row == len(broken) - 1
            align = "left" if last and style.align == "justify" else style.align
            lines.append(_place(line, shift, width, replace(style, align=align)))
    return Paragraph(tuple(lines), style)


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


def _atoms(pieces: Iterable[Piece], style: Style, fonts: FontSet) -> list[_Atom]:
    atoms: list[_Atom] = []
    for piece in pieces:
        if isinstance(piece, Blank):
            atoms.append(_Atom("", "", piece.em * style.size))
            continue
        for char in printable(piece):
            shown = fonts.shown(char, style.role)
            font, advance = fonts.cell(shown, style.role)
            atoms.append(_Atom(shown, font, advance * style.size))
    return atoms


def _squeezed(atoms: list[_Atom], size: float) -> list[_Atom]:
    """Two marks in a row share the white between them: ”》 takes one and a half squares."""
    out = list(atoms)
    for place, (left, right) in enumerate(pairwise(atoms)):
        marks = left.char in _CLOSING and right.char in _CLOSING | _OPENING
        marks = marks or (left.char in _OPENING and right.char in _OPENING)
        if marks and _square(left, size) and _square(right, size):
            out[place] = replace(left, squeeze=size / 2)
    return out


def _square(atom: _Atom, size: float) -> bool:
    return atom.advance > 0.95 * size


def _clusters(atoms: Sequence[_Atom]) -> list[_Cluster]:
    """Groups that a line break may not enter."""
    groups: list[list[_Atom]] = []
    for place, atom in enumerate(atoms):
        if groups and _tied(atoms, place):
            groups[-1].append(atom)
        else:
            groups.append([atom])
    return [tuple(group) for group in groups]


def _tied(atoms: Sequence[_Atom], place: int) -> bool:
    """Whether ``atoms[place]`` must stay with the one before it."""
    before, here = atoms[place - 1].char, atoms[place].char
    if here in NO_START or before in NO_END or here == " ":
        return True
    if here and before and _WORD.match(here) and _WORD.match(before):
        return True
    if here in _UNITS and (before in _DIGITS or before == ""):
        return True
    # 9月24日 stays together; 2026年 may stand alone at the end of a line.
    return before == "月" and here in _DIGITS and place > 1 and atoms[place - 2].char in _DIGITS


def _width(clusters: Iterable[_Cluster]) -> float:
    return sum(atom.width for cluster in clusters for atom in cluster)


def _end_width(cluster: _Cluster, size: float) -> float:
    """Width of a cluster at the end of a line: a closing mark may give up its white half."""
    last = cluster[-1]
    give = size / 2 if last.char in _CLOSING and _square(last, size) else 0
    give = last.width if last.char == " " else give
    return _width([cluster]) - give


def _fill(
    clusters: Sequence[_Cluster], first: float, width: float, size: float
) -> list[list[_Cluster]]:
    """Greedy lines, then a short last line is lengthened from the one above."""
    lines: list[list[_Cluster]] = [[]]
    room = first
    for cluster in _cut(clusters, min(first, width)):
        if lines[-1] and _end_width(cluster, size) > room + 1e-6:
            lines.append([])
            room = width
        lines[-1].append(cluster)
        room -= _width([cluster])
    if len(lines) > 1:
        _lengthen(lines[-2], lines[-1], size)
    return lines


def _cut(clusters: Iterable[_Cluster], width: float) -> Iterable[_Cluster]:
    """Clusters wider than a line come apart into single characters: nothing may overflow."""
    for cluster in clusters:
        if _width([cluster]) <= width:
            yield cluster
        else:
            yield from ((atom,) for atom in cluster)


def _letters(clusters: Iterable[_Cluster]) -> int:
    return sum(1 for cluster in clusters for atom in cluster if atom.char not in NO_START)


def _lengthen(above: list[_Cluster], last: list[_Cluster], size: float) -> None:
    while _letters(last) < _SHORT_LAST and len(above) > 1:
        # Never so much that the line above could no longer be justified.
        if _width([above[-1]]) > 3 * size or _width(above) < 12 * size:
            return
        last.insert(0, above.pop())


def _place(clusters: Sequence[_Cluster], shift: float, width: float, style: Style) -> Line:
    atoms = [atom for cluster in clusters for atom in cluster]
    while atoms and atoms[-1].char == " ":
        atoms.pop()
    room = width - shift - sum(atom.width for atom in atoms)
    gaps = _gaps(clusters, len(atoms))
    stretch = 0.0
    # Room below zero: a closing mark at the end of the line stands out by its own white half.
    if style.align == "justify" and gaps and 0 < room / len(gaps) <= _LOOSEST * style.size:
        stretch = room / len(gaps)
    free = max(room, 0)
    x = shift + {"center": free / 2, "right": free}.get(style.align, 0)
    spaces = [(stretch if n in gaps else 0) - atom.squeeze for n, atom in enumerate(atoms)]
    parts: list[Glyphs | Rule] = []
    for (font, space), run in groupby(zip(atoms, spaces, strict=True), _look):
        members = [atom for atom, _ in run]
        advances = sum(atom.advance for atom in members)
        if font:
            parts.append(Glyphs(x, font, "".join(atom.char for atom in members), space))
        else:
            parts.append(Rule(x, advances))
        x += advances + space * len(members)
    return Line(tuple(parts), x)


def _look(spaced: tuple[_Atom, float]) -> tuple[str, float]:
    """Neighbours that share font and spacing are drawn in one go."""
    return spaced[0].font, spaced[1]


def _gaps(clusters: Sequence[_Cluster], atoms: int) -> frozenset[int]:
    """Places after which a justified line may open: not inside words and numbers."""
    gaps: set[int] = set()
    place = -1
    for cluster in clusters:
        for here, after in zip(cluster, (*cluster[1:], None), strict=True):
            place += 1
            inside = after is not None and _WORD.match(here.char) and _WORD.match(after.char)
            if not inside:
                gaps.add(place)
    return frozenset(gap for gap in gaps if gap < atoms - 1)
