"""Who is of school age on the cut-off date; no document gives both, so nothing is filled in (G-24).

A profile may say them by its rules ``age_from``, ``age_to`` and ``age_cutoff``; where it is silent
or leaves them open the school sets its own figures (本校规定), and until then nobody is left out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from kongchuo_desktop.domain.policy.effective import Effective, Era
from kongchuo_desktop.domain.policy.figures import MONTH_DAY, Figure, Origin

FROM: Final = "school/age.from"
TO: Final = "school/age.to"
CUTOFF: Final = "school/age.cutoff"
QUESTIONS: Final[dict[str, tuple[str, Figure]]] = {
    name: (question, Figure(None, unit, "unset", name=name, open=True))
    for name, question, unit in (
        (FROM, "适龄儿童少年从几周岁算起？", "years"),
        (TO, "适龄儿童少年到几周岁为止（含这一岁）？", "years"),
        (CUTOFF, "年龄算到几月几日（8月31日写831）？", MONTH_DAY))
}
"""Figure that a school sets where its document is silent → the question. A document that leaves
the figure open asks for it under its own name, once (``left_open``)."""
_RULES: Final[Mapping[str, str]] = {"age_from": FROM, "age_to": TO, "age_cutoff": CUTOFF}
_FIRST: Final[tuple[Origin, ...]] = ("own", "reading")
_CUTOFF: Final = re.compile(r"(\d{1,2})\s*(?:月|-|/|\.)\s*(\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class Ages:
    """Full years on the cut-off date, both ends included; ``origin`` is the school's own word where
    one of the three is, else our reading where one is."""

    least: int
    most: int
    cutoff: date
    origin: Origin = field(default="document", compare=False)

    def fits(self, born: str) -> bool | None:
        """Whether a child born on a day, or in a month, is of age; None where that can't be told.

        Args:
            born: ``YYYY-MM-DD``, ``YYYY-MM`` or empty.
        """
        if not born:
            return None
        year, month, *day = map(int, born.split("-"))
        answers = {self.least <= self._years(year, month, d) <= self.most
                   for d in (day or (1, 31))}
        return answers.pop() if len(answers) == 1 else None

    def _years(self, year: int, month: int, day: int) -> int:
        reached = (self.cutoff.month, self.cutoff.day) >= (month, day)
        return self.cutoff.year - year - (not reached)


def ages_in(era: Era, today: date) -> Ages | None:
    """The ages that hold under a profile with the school's own figures; None while one of them is
    not set."""
    figures = [_figure(era, rule, name) for rule, name in _RULES.items()]
    least, most, cutoff = (figure.value for figure in figures)
    if least is None or most is None or cutoff is None:
        return None
    day = _last_come(cutoff, today)
    origins = {figure.origin for figure in figures}
    origin: Origin = next((one for one in _FIRST if one in origins), "document")
    return Ages(least, most, day, origin) if day else None


def entry_age(era: Era) -> tuple[int | None, int | None]:
    """From which age on a child goes to school, and the cut-off day (831 is 31 August); None for
    what is not laid down."""
    least, _, cutoff = (_figure(era, rule, name) for rule, name in _RULES.items())
    return least.value, cutoff.value


def left_open(policy: Effective | None) -> dict[str, Figure]:
    """``FROM``, ``TO`` and ``CUTOFF``, as far as no document says them → the figure by which the
    school does: the document's where it leaves one open, else the program's own."""
    found = {}
    for rule, name in _RULES.items():
        said = next(_said(policy, rule), QUESTIONS[name][1])
        if said.open:
            found[name] = said
    return found


def _figure(era: Era, rule: str, name: str) -> Figure:
    """A figure of the nearest profile that has the rule, else the school's own."""
    for said in (*_said(era.policy, rule), QUESTIONS[name][1]):
        figure = era.figure(said)
        if figure.value is not None:
            return figure
    return QUESTIONS[name][1]


def _said(policy: Effective | None, rule: str) -> Iterator[Figure]:
    """What the profiles say by a rule, the nearest first; a day of the year as it is written."""
    for binding in policy.rules(rule) if policy else ():
        if isinstance(binding.value, Figure):
            yield binding.value
        elif said := _CUTOFF.fullmatch((binding.value or "").strip()):
            yield Figure(int(said[1]) * 100 + int(said[2]), MONTH_DAY)


def _last_come(month_day: int, today: date) -> date | None:
    """The last such day that has come; None where there is none."""
    month, day = divmod(month_day, 100)
    try:
        found = date(today.year, month, day)
    except ValueError:
        return None
    return found if found <= today else found.replace(year=today.year - 1)
