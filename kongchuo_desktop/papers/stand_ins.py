"""Sets copies that differ only in names, dates and numbers once: stand-ins hold the places.

Two notices whose pupils' names have two characters each are set alike. The first of them is set
with characters of private use in the places of those in its values, each as wide as what it stands
for; in its marks every copy of the same shape then finds where its own characters go.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import NamedTuple

from kongchuo_desktop.papers.characters import sort_of
from kongchuo_desktop.papers.fonts import PRIVATE, ROLES, FontSet
from kongchuo_desktop.papers.form import Block, Form, SignBlock, TextBlock
from kongchuo_desktop.papers.layers import Group
from kongchuo_desktop.papers.marks import Code, Mark, Run
from kongchuo_desktop.papers.qr import Modules
from kongchuo_desktop.papers.template import Ref, Template, names_in
from kongchuo_desktop.papers.values import value_text

_FIRST, _LAST = PRIVATE, 0x10FFFD
"""Planes for private use, in which no font of ours has a character."""
_FIRST_STAND_IN = chr(_FIRST)
_LONGEST = 60
"""Two texts longer than this are hardly ever of one shape."""
_OF_THE_PAPER = ("number", "paper_code")
"""What a paper may say besides the fields of its form."""


Values = Mapping[str, object]


class _Shape(NamedTuple):
    """A text with stand-ins, and the code of each of its characters."""

    text: str
    codes: tuple[int, ...]


class StandIns:
    """The stand-ins among the characters of a set of fonts, which has but one of these."""

    def __init__(self, fonts: FontSet) -> None:
        self._fonts = fonts
        self._like = fonts.like
        self._kinds: dict[str, str] = {}
        self._met: dict[object, str] = {}
        self._chars: dict[tuple[str, int, str], str] = {}
        self._shapes: dict[tuple[str, tuple[str, ...]], _Shape] = {}

    def shape(self, name: str, text: str) -> _Shape:
        """A field's text with stand-ins, the same for every text that is set as this one is."""
        kinds = tuple([self._kinds.get(char) or self._kind(char) for char in text])
        if (name, kinds) not in self._shapes:
            if _FIRST + len(self._chars) + len(text) > _LAST:
                return _Shape(text, tuple(map(ord, text)))
            stood = "".join([
                self._stand_in(name, place, kind) if len(kind) == 1 else char
                for place, (kind, char) in enumerate(zip(kinds, text, strict=True))])
            self._shapes[name, kinds] = _Shape(stood, tuple(map(ord, stood)))
        return self._shapes[name, kinds]

    def _kind(self, char: str) -> str:
        """The first character met of those that are set as this one is. What sets rules of its
        own, or is in no font, is of a kind of its own, two characters long."""
        kind, sort = f"={char}", sort_of(char)
        if sort and not self._fonts.missing(char):
            cells = sort, *(self._fonts.cell(char, role) for role in ROLES)
            kind = self._met.setdefault(cells, char)
        self._kinds[char] = kind
        return kind

    def _stand_in(self, name: str, place: int, kind: str) -> str:
        key = (name, place, kind)
        if key not in self._chars:
            self._chars[key] = chr(_FIRST + len(self._chars))
            self._like[ord(self._chars[key])] = kind
        return self._chars[key]


@cache
def stand_ins(fonts: FontSet) -> StandIns:
    return StandIns(fonts)


class Stood:
    """The values of a copy of a form with stand-ins in them.

    Attributes:
        texts: by field; those fields are left out that stand anywhere but in the words printed.
        shape: equal for copies that are set alike.
        signs: what is printed in the place of each stand-in, for ``str.translate``.
    """

    def __init__(self, form: Form, names: frozenset[str], values: Values, fonts: FontSet) -> None:
        self.texts: dict[str, str] = {}
        self.signs: dict[int, str] = {}
        shape: list[object] = []
        for name, value in values.items():
            text = _text(form, name, value) if name in names else ""
            if text and len(text) <= _LONGEST and max(text) < _FIRST_STAND_IN:
                stood, codes = stand_ins(fonts).shape(name, text)
                self.texts[name] = stood
                self.signs.update(zip(codes, text, strict=True))
                shape.append((name, stood))
            else:
                shape.append((name, frozen(value)))
        self.shape = tuple(shape)


def _text(form: Form, name: str, value: object) -> str:
    field = form.fields.get(name)
    return value_text(field.kind if field else "text", value)


def printed_only(form: Form) -> frozenset[str]:
    """The fields on which nothing depends but the words that are printed, and these as they are.

    The lines of a title and of a signature depend on their words.
    """
    printed: set[str] = set(_OF_THE_PAPER)
    asked: set[str] = set().union(*[
        names_in(template) for part in form.parts for block in part.blocks
        for template in _set_by_words(block)])
    for part in _parts_of((form.parts, form.page)):
        (printed if isinstance(part, Ref) else asked).add(str(getattr(part, "name", part)))
    return frozenset(printed - asked)


def _set_by_words(block: Block) -> tuple[Template, ...]:
    if isinstance(block, SignBlock):
        return block.lines
    return (block.text,) if isinstance(block, TextBlock) and block.titled else ()


def _parts_of(part: object) -> Iterator[object]:
    """The references and the words in a piece of a form, however deep."""
    if isinstance(part, str | Ref):
        yield part
    elif isinstance(part, tuple | list):
        for each in part:
            yield from _parts_of(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _parts_of(getattr(part, field.name))


@dataclass(frozen=True)
class Mould:
    """The pages of the first copy of its shape.

    Attributes:
        pages: per group of marks those that every copy has, then those that are filled for each.
        blanks, missing: see ``render.Copy``; they are the same for every copy.
    """

    pages: Sequence[Sequence[tuple[Group, Group]]]
    blanks: tuple[str, ...]
    missing: Mapping[str, str]

    def filled(self, signs: Mapping[int, str], code: Modules | None) -> list[list[Group]]:
        """The pages of a copy, which bears this square code."""
        return [
            [group for fixed, open_ in page
             for group in (fixed, tuple([_filled(mark, signs, code) for mark in open_])) if group]
            for page in self.pages
        ]


def mould(
    pages: Sequence[Sequence[Group]], blanks: tuple[str, ...], missing: Mapping[str, str]
) -> Mould:
    """What the pages of a copy that was set with stand-ins say of all copies of its shape."""
    return Mould([[_parted(group) for group in page] for page in pages], blanks, missing)


def _parted(group: Group) -> tuple[Group, Group]:
    """What every copy has, and what is filled; words stay together in their order, for readers."""
    words = any(isinstance(mark, Run) and max(mark.text, default="") >= _FIRST_STAND_IN
                for mark in group)
    own = [isinstance(mark, Code) or (words and isinstance(mark, Run)) for mark in group]
    return (tuple([mark for mark, filled in zip(group, own, strict=True) if not filled]),
            tuple([mark for mark, filled in zip(group, own, strict=True) if filled]))


def _filled(mark: Mark, signs: Mapping[int, str], code: Modules | None) -> Mark:
    if isinstance(mark, Run):
        return mark._replace(text=mark.text.translate(signs))
    return mark._replace(bits=code.bits) if isinstance(mark, Code) and code else mark


def frozen(value: object) -> object:
    """A value as part of a key; lists become tuples."""
    if isinstance(value, list):
        return tuple(map(frozen, value))
    return tuple([(key, frozen(each)) for key, each in value.items()]) if (
        isinstance(value, dict)) else value
