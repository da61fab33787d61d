"""A rate: its two sides with the pupils behind them, its exact value, and how it meets a target."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from kongchuo_desktop.domain.duties.model import ClauseRef
from kongchuo_desktop.domain.facts import Span
from kongchuo_desktop.domain.policy.figures import Figure, Origin

Base = Literal["户籍", "学籍", ""]
"""Whom a rate is about: all children who live here, or those of the school's own register."""
Standing = Literal["met", "short", "no_target", "apart", "no_value", "by_hand"]
"""How a rate stands: reaches its target or not, has none, is not held against it (``apart``), has
no value, or is one that a person fills in."""

_INCLUSIVE = frozenset({">=", "<=", "="})
_SIGNS = {">=": "≥", "<=": "≤", ">": "＞", "<": "＜", "=": "＝"}


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a side: ``80（期初在校）``.

    Attributes:
        pupils: who is counted; one of whom several things are counted stands there often.
        minus: the part is taken off.
        stated: a number where no record here has the names, such as one that a person wrote down.
    """

    said: str
    pupils: tuple[str, ...] = ()
    minus: bool = False
    stated: int | None = None

    @property
    def size(self) -> int:
        return len(self.pupils) if self.stated is None else self.stated


@dataclass(frozen=True, slots=True)
class Side:
    """A numerator or denominator."""

    terms: tuple[Term, ...] = ()

    @property
    def count(self) -> int:
        return sum(-term.size if term.minus else term.size for term in self.terms)

    @property
    def pupils(self) -> tuple[str, ...]:
        """Who is counted when all is added and taken off; a stated number names nobody."""
        found: Counter[str] = Counter()
        for term in self.terms:
            found.update(term.pupils if not term.minus else ())
        for term in self.terms:
            found.subtract(term.pupils if term.minus else ())
        return tuple(name for name, times in found.items() for _ in range(times))

    @property
    def text(self) -> str:
        """``80（期初在校）－3（转出）＋1（转入）``; of one part only the number."""
        said = [term for at, term in enumerate(self.terms) if term.size or at == 0]
        if len(said) < 2:
            return str(self.count)
        parts = [("－" if term.minus else "＋") + f"{term.size}（{term.said}）" for term in said]
        return "".join(parts).removeprefix("＋")


@dataclass(frozen=True, slots=True)
class Reading:
    """How something was read that the documents leave open, and whose word that is.

    ``origin`` is ``own`` (本校规定), ``document``, or ``reading``: the usual way, which the school
    may change; ``source`` says where the usual way comes from, ``left`` whether the school was
    asked and left it at that.
    """

    key: str
    question: str
    chosen: str
    origin: Origin
    source: str = ""
    left: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """One indicator of one unit or class in a span of days.

    Attributes:
        id: name of the profile's binding, or of the program's own line; of a class followed by
            its id.
        word: the indicator, a word of the vocabulary.
        denominator: None for a count of heads.
        formula: what is divided by what, in a Chinese sentence.
        scope: ``class``, ``school``, ``township`` or ``county``.
        of, of_name: id of the class or unit, and what it is called.
        target: as it holds; None where the document gives none.
        applies: whether the target is one for this unit and these days.
        readings: what was chosen of what the documents leave open.
        missing: why there is no value, in sentences; empty where there is one.
        notes: what to know of a value that is there.
        numbers: names of ``choices.NUMBERS`` that a person may write down for it.
        capped: more than 100 % reads as 100 %.
        tagged: whom it counts says what they are: disabled, poor, left behind.
    """

    id: str
    word: str
    title: str
    numerator: Side
    denominator: Side | None
    formula: str
    base: Base
    scope: str
    of: str
    of_name: str
    span: Span
    target: Figure | None = None
    applies: bool = True
    clause: ClauseRef | None = None
    readings: tuple[Reading, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    capped: bool = False
    tagged: bool = False

    @property
    def value(self) -> Fraction | None:
        """A share, or a number of heads; never rounded."""
        if self.missing:
            return None
        if self.denominator is None:
            return Fraction(self.numerator.count)
        if self.denominator.count <= 0:
            return None
        share = Fraction(self.numerator.count, self.denominator.count)
        return min(share, Fraction(1)) if self.capped else share

    @property
    def figure(self) -> Fraction | None:
        """The value as targets count it: in percent, or in heads."""
        value = self.value
        return value if value is None or self.denominator is None else value * 100

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None where there is none for it or no value."""
        figure = self.figure
        if self.target is None or not self.applies or figure is None:
            return None
        return self.target.holds(figure)

    @property
    def standing(self) -> Standing:
        if not self.formula:
            return "by_hand"
        if self.value is None:
            return "no_value"
        if self.target is None or self.target.value is None:
            return "no_target"
        if self.met is None:
            return "apart"
        return "met" if self.met else "short"

    @property
    def inclusive(self) -> bool | None:
        """Whether a value that is just the target reaches it (G-45)."""
        return self.target.op in _INCLUSIVE if self.target is not None else None

    @property
    def aim(self) -> str:
        """``≥95%（含）``, ``＜1%（不含）``, ``≤0人（含）``; empty where the document gives none."""
        target = self.target
        if target is None or target.value is None:
            return ""
        unit = "人" if self.denominator is None and self.formula else "%"
        ends = "含" if self.inclusive else "不含"
        return f"{_SIGNS[target.op]}{target.value}{unit}（{ends}）"

    @property
    def shown(self) -> str:
        """``97.50%`` or ``3人``; empty where there is no value."""
        value = self.value
        if value is None:
            return ""
        return percent(value) if self.denominator is not None else f"{self.numerator.count}人"

    @property
    def reckoned(self) -> str:
        """``78÷（80（期初在校）－3（转出）＋1（转入））``; of heads only how many."""
        if self.denominator is None:
            return f"{self.numerator.text}人"
        sides = [f"（{side.text}）" if "（" in side.text else side.text
                 for side in (self.numerator, self.denominator)]
        return "÷".join(sides)

    @property
    def why_not(self) -> tuple[str, ...]:
        """Why there is no value; an empty denominator is said as such."""
        if self.missing or self.denominator is None or self.denominator.count > 0:
            return self.missing
        return (f"{self.of_name}没有可算的人，分母是{self.denominator.count}。",)


def percent(share: Fraction) -> str:
    """Two decimals, halves up; what is not quite nothing or everything never reads as it."""
    hundredths = _nearest(share * 10_000)
    if hundredths == 10_000 and share < 1:
        hundredths = 9_999
    if hundredths == 0 and share > 0:
        hundredths = 1
    sign = "-" if hundredths < 0 else ""
    whole, rest = divmod(abs(hundredths), 100)
    return f"{sign}{whole}.{rest:02}%"


def _nearest(number: Fraction) -> int:
    return (2 * number.numerator + number.denominator) // (2 * number.denominator)


def joined(rates: Iterable[Rate], *, scope: str, of: str, of_name: str) -> Rate:
    """The same indicator of several units as one of all: heads are added, shares never averaged.

    What one of them could not tell is missing in the whole; what was written down is each one's
    own.
    """
    each = list(rates)
    first = each[0]
    sides = [rate.denominator for rate in each if rate.denominator is not None]
    return replace(
        first, id=f"{first.id}@{of}" if of else first.id, scope=scope, of=of, of_name=of_name,
        numerator=_added(rate.numerator for rate in each),
        denominator=_added(sides) if first.denominator is not None else None,
        missing=tuple(f"{rate.of_name}：{said}" for rate in each for said in rate.missing),
        notes=tuple(dict.fromkeys(note for rate in each for note in rate.notes)), numbers=())


def _added(sides: Iterable[Side]) -> Side:
    """Parts of the same name put together."""
    found: dict[tuple[str, bool, bool], Term] = {}
    for side in sides:
        for term in side.terms:
            key = (term.said, term.minus, term.stated is None)
            known = found.get(key)
            stated = None if term.stated is None else term.stated + (
                known.stated or 0 if known else 0)
            found[key] = replace(term, stated=stated,
                                 pupils=(known.pupils if known else ()) + term.pupils)
    return Side(tuple(found.values()))
