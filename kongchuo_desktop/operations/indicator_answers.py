"""What a school answers about its rates: how they are reckoned, who is of age, a year's numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.classes import school_year_of
from kongchuo_desktop.domain.comparison.ages import CUTOFF, TO, left_open
from kongchuo_desktop.domain.comparison.ages import FROM as AGES
from kongchuo_desktop.domain.comparison.ages import QUESTIONS as AGE_QUESTIONS
from kongchuo_desktop.domain.indicators.choices import AS_USUAL, CHOICES, NUMBERS, Chosen
from kongchuo_desktop.domain.indicators.model import Rate, Reading
from kongchuo_desktop.domain.indicators.people import USUAL_AGES, USUAL_CUTOFF
from kongchuo_desktop.domain.policy.figures import TAKEN_BACK
from kongchuo_desktop.operations.policies import (
    check_option,
    check_value,
    own_settings,
    put_figures,
)
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor, Changes

_LEFT = "还没有定，先照通常的算"
_USUAL = {AGES: USUAL_AGES[0], TO: USUAL_AGES[1], CUTOFF: USUAL_CUTOFF[0] * 100 + USUAL_CUTOFF[1]}


@dataclass(frozen=True, slots=True)
class YearNumber:
    """A number that a person writes down for a school year.

    Attributes:
        name: one of ``NUMBERS``; ``question`` asks for it.
        value: None while nobody did.
        by, why: who wrote it and where from.
        year: ``2026—2027学年``.
    """

    name: str
    question: str
    value: int | None
    year: str
    by: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class AgeFigure:
    """One of the figures that say who is of school age, as far as no document does.

    ``name`` is what it is set by; ``value`` what holds now, as it is or as is usual.
    """

    name: str
    question: str
    value: int


def to_ask(rates: Iterable[Rate]) -> list[Reading]:
    """What the rates take as is usual and nobody has been asked about, each once."""
    found = {reading.key: reading for rate in rates for reading in rate.readings
             if reading.origin == "reading" and not reading.left}
    return [found[key] for key in (AGES, *CHOICES) if key in found]


def can_choose(reading: Reading) -> bool:
    """Whether the school may say otherwise: not where the document says it."""
    return reading.origin != "document" and (reading.key in CHOICES or reading.key == AGES)


def choose(store: Store, *, actor: Actor, choice: str, option: str, why: str) -> Changes:
    """Say how a rate is reckoned from today on (本校规定).

    Raises:
        KnownError: ``bad_option``, ``no_reason``.
    """
    check_option(choice, option)
    return put_figures(store, "set_figure", actor=actor, values={choice: option}, why=why)


def leave_as_usual(store: Store, *, actor: Actor, choices: Sequence[str]) -> Changes:
    """Answer that it is not decided: reckoned as is usual, and no more asked."""
    return put_figures(store, "leave_figures", actor=actor, why=_LEFT,
                       values=dict.fromkeys(choices, AS_USUAL))


def age_figures(store: Store) -> list[AgeFigure]:
    """Who is of school age: from, to and cut-off date, those that no document says."""
    era = situation(store).judge.era
    return [AgeFigure(figure.name, AGE_QUESTIONS[name][0],
                      _USUAL[name] if (set_to := era.figure(figure).value) is None else set_to)
            for name, figure in left_open(era.policy).items()]


def say_ages(store: Store, *, actor: Actor, values: Mapping[str, str], why: str) -> Changes:
    """Say who is of school age, for the rates and for comparing lists alike.

    Args:
        values: by ``AgeFigure.name``.

    Raises:
        KnownError: ``bad_figure``, ``no_reason``.
    """
    figures = {figure.name: figure
               for figure in left_open(situation(store).judge.era.policy).values()}
    for name, value in values.items():
        check_value(figures[name], value)
    return put_figures(store, "set_figure", actor=actor, why=why,
                       values={name: value.strip() for name, value in values.items()})


# numbers of a school year -----------------------------------------------------------------------


def year_numbers(store: Store, *, names: Iterable[str], day: date) -> list[YearNumber]:
    """The numbers of the school year of a day, with who wrote them down."""
    now = situation(store)
    chosen = Chosen(now.world.figures, None, day)
    year = school_year_of(day)
    written = {setting.binding: setting for setting in own_settings(store)
               if school_year_of(setting.since) == year}
    found = []
    for name in names:
        value, setting = chosen.number(name), written.get(name)
        known = (setting.by, setting.why) if setting is not None and value is not None else ("", "")
        found.append(YearNumber(name, NUMBERS[name][0], value, f"{year}—{year + 1}学年", *known))
    return found


def write_number(store: Store, *, actor: Actor, name: str, value: str, why: str) -> Changes:
    """Write down a number of the running school year; empty takes it back.

    Raises:
        KnownError: ``bad_figure``, ``no_reason``.
    """
    if value.strip():
        check_value(NUMBERS[name][1], value)
    return put_figures(store, "set_figure", actor=actor, why=why,
                       values={name: value.strip() or TAKEN_BACK})
