"""The small language of a form's texts: ``{guardian}``, ``{law:义务教育法:5:2}``, ``{_:6}``."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from kongchuo_desktop.papers.made_rows import MadeRows
from kongchuo_desktop.papers.text import Blank

Kind = Literal[
    "text", "lines", "number", "date", "dates", "month", "choice", "ticks", "flag", "picture",
    "rows", "chart",
]
"""What a field holds: ``lines`` is long text, ``ticks`` several of its choices, ``picture`` the
bytes of a JPEG or PNG, ``rows`` a list of mappings, ``chart`` a ``Chart`` of the domain; a month is
``2026-09``."""
How = Literal["pad", "dot", "day", "mask", "count"]
"""Other ways to print a value; see ``values.shown_text``."""
Cite = Callable[[str, int, int | None, int | None], str]
"""``cite("义务教育法", 5, 2, None) -> "《义务教育法》第五条第二款"``: article, paragraph, item.
It refuses what is not in force (``LawBook.cite`` with its date given)."""

_BRACES = re.compile(r"\{([^{}]*)\}")
_ARTICLE = re.compile(r"(\d+)(?::(\d+))?(?:#(\d+))?")
_LONGEST = 3
"""Digits of an article: no law here has a thousand of them."""
BLANK_EM = 5.0


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a form says about its subject.

    Attributes:
        name: how the form's texts call it.
        label: Chinese, as it is named beside the print button when it is not known.
        source: where its value comes from (a word of ``sources.SOURCES``), may be empty.
        asked: shown for the user to fill or change when the paper is issued.
        choices: what may be ticked, for ``choice`` and ``ticks``.
        keys: the columns each row must have, for ``rows``; ``kinds`` says what each of them holds.
        blank: width in em of the line to fill by hand.
        made: how its rows come about, where the form is a ledger and describes them itself.
    """

    name: str
    label: str
    kind: Kind = "text"
    source: str = ""
    asked: bool = False
    default: str = ""
    choices: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    blank: float = BLANK_EM
    made: MadeRows | None = None

    @property
    def key_kinds(self) -> dict[str, Kind]:
        """What each column of a list holds."""
        return dict(zip(self.keys, self.kinds, strict=True))


@dataclass(frozen=True, slots=True)
class Ref:
    """The value of a field."""

    name: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The value of a field, printed in another way than its own."""

    name: str
    how: How


@dataclass(frozen=True, slots=True)
class Ticks:
    """All choices of a field, each with its box."""

    name: str


@dataclass(frozen=True, slots=True)
class Tick:
    """The box of one choice, with its word; without a choice the box of a flag alone."""

    name: str
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Law:
    """Articles of one law: (article, paragraph or None, item or None)."""

    title: str
    articles: tuple[tuple[int, int | None, int | None], ...]


Segment = str | Blank | Ref | Shown | Ticks | Tick | Law
Template = tuple[Segment, ...]


def names_in(template: Template) -> frozenset[str]:
    """The fields that what is printed for ``template`` depends on."""
    return frozenset(
        part.name for part in template if isinstance(part, Ref | Shown | Ticks | Tick)
    )


@dataclass(frozen=True, slots=True)
class When:
    """A condition: the field is known, is not known, or has one of some values."""

    name: str
    negated: bool = False
    values: tuple[str, ...] = ()

    def holds(self, values: Mapping[str, object]) -> bool:
        found = values.get(self.name)
        if not self.values:
            return bool(found) != self.negated
        chosen = found if isinstance(found, list | tuple) else [found or ""]
        return any(str(each) in self.values for each in chosen) != self.negated


def all_hold(conditions: Sequence[When], values: Mapping[str, object]) -> bool:
    return all(condition.holds(values) for condition in conditions)


def parse(text: str, names: Sequence[str]) -> Template:
    """Cut a text into what is printed as it stands and what is looked up.

    Raises:
        ValueError: with a Chinese sentence, when a word in braces means nothing.
    """
    segments: list[Segment] = []
    end = 0
    for match in _BRACES.finditer(text):
        segments.append(text[end : match.start()])
        segments.append(_segment(match[1], names))
        end = match.end()
    segments.append(text[end:])
    if any(isinstance(s, str) and ("{" in s or "}" in s) for s in segments):
        raise ValueError("花括号没有成对")
    return tuple(segment for segment in segments if segment != "")


def _segment(word: str, names: Sequence[str]) -> Segment:
    kind, colon, rest = word.partition(":")
    if kind == "_":
        if not rest.isdigit():
            raise ValueError(f"“{{{word}}}”要写明空几个字，例如 {{_:6}}")
        return Blank(int(rest))
    if kind == "law":
        return _law(word, rest)
    name, _, choice = (rest if colon else word).partition("=")
    if name not in names:
        raise ValueError(f"“{{{word}}}”没有在 [[field]] 里说明")
    if kind == "tick" and colon:
        return Tick(name, choice)
    if choice:
        raise ValueError(f"“{{{word}}}”里的“=”只能和 tick 一起写，例如 {{tick:{name}={choice}}}")
    if not colon:
        return Ref(name)
    if kind == "ticks":
        return Ticks(name)
    for how in get_args(How):
        if kind == how:
            return Shown(name, how)
    known = "、".join(("tick", "ticks", *get_args(How)))
    raise ValueError(f"“{{{word}}}”里的“{kind}”不认识，冒号前可以写{known}")


def _law(word: str, rest: str) -> Law:
    title, _, articles = rest.partition(":")
    found = []
    for article in articles.split(","):
        match = _ARTICLE.fullmatch(article)
        if not match or not title:
            raise ValueError(f"“{{{word}}}”应当写成 {{law:法律名:条:款}} 或 {{law:法律名:条#项}}")
        if any(len(part or "") > _LONGEST for part in match.groups()):
            raise ValueError(f"“{{law:{title}…}}”里的条、款、项不会有这么大")
        number, paragraph, item = (int(part) if part else None for part in match.groups())
        found.append((number or 0, paragraph, item))
    return Law(title, tuple(found))


def parse_when(text: str, names: Sequence[str]) -> When:
    """``"name"``, ``"!name"``, ``"name=value"`` or ``"name=one|two"``.

    Raises:
        ValueError: with a Chinese sentence.
    """
    negated = text.startswith("!")
    name, equals, values = text.removeprefix("!").partition("=")
    if name not in names:
        raise ValueError(f"条件“{text}”里的“{name}”没有在 [[field]] 里说明")
    return When(name, negated, tuple(values.split("|")) if equals else ())
