"""The small language of a form's texts: ``{guardian}``, ``{law:义务教育法:5:2}``, ``{_:6}``."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kongchuo_desktop.papers.text import Blank, Piece

Kind = Literal["text", "date", "dates", "choice", "flag", "rows"]
Cite = Callable[[str, int, int | None, int | None], str]
"""``cite("义务教育法", 5, 2, None) -> "《义务教育法》第五条第二款"``: article, paragraph, item.
It refuses what is not in force (``LawBook.cite`` with its date given)."""

TICKED, UNTICKED = "☑", "□"
_BRACES = re.compile(r"\{([^{}]*)\}")
_ARTICLE = re.compile(r"(\d+)(?::(\d+))?(?:#(\d+))?")
BLANK_EM = 5.0


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a form says about its subject.

    Attributes:
        name: how the form's texts call it.
        label: Chinese, as it is named beside the print button when it is not known.
        source: where its value comes from (a word of ``sources.SOURCES``), may be empty.
        asked: shown for the user to fill or change when the paper is issued.
        choices: what may be ticked, for ``choice``.
        keys: the columns each row must have, for ``rows``.
        blank: width in em of the line to fill by hand.
    """

    name: str
    label: str
    kind: Kind = "text"
    source: str = ""
    asked: bool = False
    default: str = ""
    choices: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    blank: float = BLANK_EM


@dataclass(frozen=True, slots=True)
class Ref:
    """The value of a field."""

    name: str


@dataclass(frozen=True, slots=True)
class Ticks:
    """All choices of a field, each with its box."""

    name: str


@dataclass(frozen=True, slots=True)
class Law:
    """Articles of one law: (article, paragraph or None, item or None)."""

    title: str
    articles: tuple[tuple[int, int | None, int | None], ...]


Segment = str | Blank | Ref | Ticks | Law
Template = tuple[Segment, ...]


def names_in(template: Template) -> frozenset[str]:
    """The fields that what is printed for ``template`` depends on."""
    return frozenset(part.name for part in template if isinstance(part, Ref | Ticks))


@dataclass(frozen=True, slots=True)
class When:
    """A condition: the field is known, is not known, or has one value."""

    name: str
    negated: bool = False
    value: str | None = None

    def holds(self, values: Mapping[str, object]) -> bool:
        found = values.get(self.name)
        met = bool(found) if self.value is None else str(found or "") == self.value
        return met != self.negated


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
    kind, _, rest = word.partition(":")
    if kind == "_":
        if not rest.isdigit():
            raise ValueError(f"“{{{word}}}”要写明空几个字，例如 {{_:6}}")
        return Blank(int(rest))
    if kind == "law":
        return _law(word, rest)
    name = rest if kind == "ticks" else word
    if name not in names:
        raise ValueError(f"“{{{word}}}”没有在 [[field]] 里说明")
    return Ticks(name) if kind == "ticks" else Ref(name)


def _law(word: str, rest: str) -> Law:
    title, _, articles = rest.partition(":")
    found = []
    for article in articles.split(","):
        match = _ARTICLE.fullmatch(article)
        if not match or not title:
            raise ValueError(f"“{{{word}}}”应当写成 {{law:法律名:条:款}} 或 {{law:法律名:条#项}}")
        number, paragraph, item = (int(part) if part else None for part in match.groups())
        found.append((number or 0, paragraph, item))
    return Law(title, tuple(found))


def parse_when(text: str, names: Sequence[str]) -> When:
    """``"name"``, ``"!name"`` or ``"name=value"``; raises ValueError with a Chinese sentence."""
    negated = text.startswith("!")
    name, equals, value = text.removeprefix("!").partition("=")
    if name not in names:
        raise ValueError(f"条件“{text}”里的“{name}”没有在 [[field]] 里说明")
    return When(name, negated, value if equals else None)


def date_text(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def dates_text(days: Sequence[date]) -> str:
    """``9月8日、10日、13日``: the year is said when it changes, the month when it is another."""
    several_years = len({day.year for day in days}) > 1
    parts = []
    before: date | None = None
    for day in sorted(days):
        text = f"{day.day}日"
        if before is None or (before.year, before.month) != (day.year, day.month):
            text = f"{day.month}月{text}"
        if several_years and (before is None or before.year != day.year):
            text = f"{day.year}年{text}"
        parts.append(text)
        before = day
    return "、".join(parts)


def value_text(kind: Kind, value: object) -> str:
    """A value as it is printed; empty when it is not known. Dates may be ISO strings."""
    if value is None or value == "" or value == []:
        return ""
    if kind == "date":
        return date_text(_day(value))
    if kind == "dates":
        days = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        return dates_text([_day(day) for day in days])
    return str(value)


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def blank_pieces(field: Field) -> list[Piece]:
    """The line to fill by hand where a field is not known."""
    if field.kind == "date":
        return [Blank(3), "年", Blank(2), "月", Blank(2), "日"]
    return [Blank(field.blank)]


def ticks_text(field: Field, value: object) -> str:
    chosen = {value} if isinstance(value, str) else set(value) if isinstance(value, list) else set()
    return "　".join(f"{TICKED if c in chosen else UNTICKED}{c}" for c in field.choices)


def law_text(law: Law, cite: Cite) -> str:
    """``《义务教育法》第五条第二款、第十一条第一款``: the title is said once."""
    cited = []
    for number, (article, paragraph, item) in enumerate(law.articles):
        text = cite(law.title, article, paragraph, item)
        cited.append(text if number == 0 else text[text.find("》") + 1 :])
    return "、".join(cited)
