"""What one rate is asked for, and what its formula answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from kongchuo_desktop.domain.indicators.model import Base, Reading, Side, Term
from kongchuo_desktop.domain.indicators.people import Group, People
from kongchuo_desktop.domain.policy.model import Pattern

SAID = {"primary": "小学", "junior": "初中", "": ""}


@dataclass(frozen=True, slots=True)
class Asked:
    """One indicator about one group.

    Attributes:
        stage: ``primary`` or ``junior`` where the document names one, else empty.
        rest: what else the document says of whom it means, without the stage.
        group: class, grade or whole pattern of whom it means, by grade and tags of a day.
        per: a word of ``words.EVERY``.
    """

    people: People
    group: Group
    stage: str = ""
    rest: Pattern | None = None
    per: str = "school_year"


@dataclass(frozen=True, slots=True)
class Answer:
    """The two sides of a rate, how it is reckoned, and what was chosen for it (see ``Rate``)."""

    numerator: Side
    denominator: Side | None
    formula: str
    base: Base = "学籍"
    readings: tuple[Reading, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    capped: bool = False


def side(said: str, pupils: Sequence[str] = (), *more: Term, stated: int | None = None) -> Side:
    """A side of one part and what is added to it or taken off."""
    return Side((Term(said, tuple(pupils), stated=stated), *more))
