"""Where the lines of a Chinese paragraph break: what is tied together, and what fits."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

_SHORT_LAST, _SHORT_RAGGED = 3, 2
"""A last line of fewer characters than this takes some from the line above, one of a column that
is not justified (一组 of an address may stand there) only if it has a single one."""


_FILLED = 0.88
"""A line that is filled to less than this is not justified."""
_BESIDE_LATIN = 0.25
_IDENTITY = 18
"""An identity number that is to be parted comes apart behind the area and behind the birth."""
_IDENTITY_JOINTS = (6, 14)


class Atom(NamedTuple):
    """What setting a line asks of one character or blank; many characters are alike in it.

    ``advance`` in points, of which ``squeeze`` is shared with the next mark, which leaves
    ``width``. A ``plain`` one ties itself to no character before it; a ``box`` is one to tick,
    an ``inner`` one belongs to what is before it as long as both fit a line.
    """

    font: str
    advance: float
    squeeze: float
    width: float
    opening: bool = False
    closing: bool = False
    starts: bool = True
    ends: bool = True
    word: bool = False
    unit: bool = False
    digit: bool = False
    month: bool = False
    space: bool = False
    letter: bool = True
    plain: bool = False
    han: bool = False
    latin: bool = False
    box: bool = False
    white: bool = False
    inner: bool = False


def squeezed(atoms: list[Atom], size: float) -> list[Atom]:
    """Two marks in a row share the white between them: ”》 takes one and a half squares. Between
    Chinese and a number or a Latin word stands a quarter of one (CLREQ 3.2.1)."""
    for place, (left, right) in enumerate(pairwise(atoms)):
        if (left.closing and (right.closing or right.opening)) or (left.opening and right.opening):
            atoms[place] = _closer(left, size / 2)
        elif (left.han and right.latin) or (left.latin and right.han):
            atoms[place] = _closer(left, -size * _BESIDE_LATIN)
    return atoms


def _closer(atom: Atom, by: float) -> Atom:
    return atom._replace(squeeze=by, width=atom.advance - by)


def _breaks(atoms: Sequence[Atom], sums: Sequence[float], width: float) -> list[int]:
    """Places before which a line may break, the end included.

    What is tied together but wider than a line comes apart anywhere: nothing may overflow.
    """
    breaks = [0]
    for place, (before, here) in enumerate(pairwise(atoms), start=1):
        if before.ends and (here.plain or not _tied(atoms, place)):
            _open(breaks, place, atoms, sums, width)
            breaks.append(place)
    if atoms:
        _open(breaks, len(atoms), atoms, sums, width)
        breaks.append(len(atoms))
    if any(atom.box or atom.inner for atom in atoms):
        inside = {
            place for start, end in (*_choices(atoms), *_numbers(atoms))
            if sums[end] - sums[start] <= width
            for place in range(start + 1, end)
        }
        return [place for place in breaks if place not in inside]
    return breaks


def _numbers(atoms: Sequence[Atom]) -> Iterator[tuple[int, int]]:
    """From and to of what is tied together by its ``inner`` atoms."""
    start = 0
    for place in range(1, len(atoms) + 1):
        if place == len(atoms) or not atoms[place].inner:
            if place - start > 1:
                yield start, place
            start = place


def _choices(atoms: Sequence[Atom]) -> Iterator[tuple[int, int]]:
    """From and to of each box to tick with its words, which go to the next white, box or blank."""
    start: int | None = None
    for place, atom in enumerate(atoms):
        white = atom.white or not atom.font
        if start is not None and (atom.box or white):
            # A box with nothing behind it but white stays with the words after that.
            if white and place == start + 1 and atom.font:
                continue
            yield start, place
            start = None
        if atom.box:
            start = place
    if start is not None:
        yield start, len(atoms)


def _open(
    breaks: list[int], end: int, atoms: Sequence[Atom], sums: Sequence[float], width: float
) -> None:
    """Parts what stands between the last break and ``end`` if it is too wide for a line.

    Marks stay where they belong even then, as long as what hangs together fits a line.
    """
    start = breaks[-1]
    if sums[end] - sums[start] <= width:
        return
    inside = [n for n in range(start + 1, end) if atoms[n].starts and atoms[n - 1].ends]
    if end - start == _IDENTITY and all(atom.word for atom in atoms[start:end]):
        inside = [start + joint for joint in _IDENTITY_JOINTS]
    for left, right in pairwise([start, *inside, end]):
        if sums[right] - sums[left] > width:
            breaks.extend(range(left + 1, right))
        if right != end:
            breaks.append(right)


def _tied(atoms: Sequence[Atom], place: int) -> bool:
    """Whether ``atoms[place]`` ties itself to the one before it."""
    before, here = atoms[place - 1], atoms[place]
    if not here.starts:
        return True
    if here.word and before.word:
        return True
    if here.unit and (before.digit or not before.font):
        return True
    if here.unit and before.unit and place > 1 and atoms[place - 2].digit:
        return True  # 3万元, 5个月
    # 9月24日 stays together; 2026年 may stand alone at the end of a line.
    return here.digit and before.month and place > 1 and atoms[place - 2].digit


def _give(last: Atom, size: float) -> float:
    """What a line may do without at its end: a closing mark's white half, a space."""
    return last.width if last.space else size / 2 if last.closing else max(0, -last.squeeze)


def edges_of(
    atoms: Sequence[Atom], first: float, width: float, size: float, *, ragged: bool = False
) -> list[int]:
    """Where each line begins, and the end: greedy, then a short last line is lengthened; where
    lines are ``ragged`` also that of a narrow column."""
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
        _lengthen(edges, breaks, atoms, sums, 0 if ragged else width)
    return edges


def _lengthen(
    edges: list[int], breaks: list[int], atoms: Sequence[Atom], sums: Sequence[float], width: float
) -> None:
    """Takes from the line above what a last line of one or two characters needs.

    Never so much that the line above could no longer be justified to ``width``; where it is not to
    be (0), that it would become the shorter one.
    """
    above, start, end = edges[-3:]
    place = breaks.index(start)
    enough = _SHORT_LAST if width else _SHORT_RAGGED
    while _letters(atoms[start:end]) < enough and breaks[place - 1] > above:
        before = breaks[place - 1]
        left = sums[before] - sums[above]
        if left < (width * _FILLED or sums[end] - sums[before]):
            return
        place, start = place - 1, before
        edges[-2] = start


def _letters(atoms: Iterable[Atom]) -> int:
    return sum(atom.letter for atom in atoms)
