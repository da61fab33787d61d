"""Who is of school age on the cut-off date; no document gives both, so nothing is filled in (G-24).

A profile may say them by its rules ``age_from``, ``age_to`` and ``age_cutoff``; where it is silent
or leaves them open the school sets its own figures (本校规定), and until then nobody is left out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from kongchuo_desktop.domain.policy.effective import Era
from kongchuo_desktop.domain.policy.figures import MONTH_DAY, Figure

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
"""Figure that a school sets where its document is silent → the question."""
_RULES: Final[Mapping[str, str]] = {"age_from": FROM, "age_to": TO, "age_cutoff": CUTOFF}
_CUTOFF: Final = re.compile(r"(\d{1,2})\s*(?:月|-|/|\.)\s*(\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class Ages:
    """Full years on the cut-off date, both ends included."""

    least: int
    most: int
    cutoff: date

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
    least, most, cutoff = (_value(era, rule, name) for rule, name in _RULES.items())
    if least is None or most is None or cutoff is None:
        return None
    day = _last_come(cutoff, today)
    return Ages(least, most, day) if day else None


def _value(era: Era, rule: str, name: str) -> int | None:
    """A figure of the nearest profile that has the rule, else the school's own."""
    for binding in era.policy.rules(rule) if era.policy else ():
        if isinstance(binding.value, Figure):
            value = era.figure(binding.value).value
        else:
            said = _CUTOFF.fullmatch((binding.value or "").strip())
            value = int(said[1]) * 100 + int(said[2]) if said else None
        if value is not None:
            return value
    return era.figure(QUESTIONS[name][1]).value


def _last_come(month_day: int, today: date) -> date | None:
    """The last such day that has come; None where there is none."""
    month, day = divmod(month_day, 100)
    try:
        found = date(today.year, month, day)
    except ValueError:
        return None
    return found if found <= today else found.replace(year=today.year - 1)
