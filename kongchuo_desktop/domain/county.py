"""What a unit's figures of a month count, pupil by pupil: behind every number stands its list."""

from collections.abc import Iterator, Mapping
from datetime import date

from kongchuo_desktop.domain.cases.views import CaseView, cases_of
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.duties.states import CaseSpan

FIGURES: Mapping[str, tuple[str, str]] = {
    "pupils": ("在籍", "人"), "cases": ("在办个案", "人"), "overdue": ("超期", "人"),
    "opened": ("本月新立", "人"), "returned": ("本月复学", "人"), "visits": ("劝返", "次"),
    "papers": ("文书", "份"),
}
"""Figure → what it counts and its counter, in the order in which they are shown."""

Counted = Mapping[str, tuple[str, ...]]
"""Figure → the pupils that it counts; one of whom several things are counted stands there often."""


def counted(now: Situation, first: date) -> Counted:
    """The figures from a day to that of the situation, both included."""
    last, cases = now.today, cases_of(now)
    facts = [fact for fact in now.world.facts if first <= fact.day <= last]

    def of_kind(kind: str) -> tuple[str, ...]:
        return tuple(fact.pupil or "" for fact in facts if fact.kind == kind)

    return {
        "pupils": tuple(p.id for p in now.world.pupils.values() if p.enrolled_on(last)),
        "cases": _pupils(cases),
        "overdue": _pupils([case for case in cases if case.overdue_days]),
        "opened": tuple(span.pupil for span in _spans(now) if first <= span.start <= last),
        "returned": tuple(sorted(set(of_kind("returned")))),
        "visits": of_kind("visit"),
        "papers": of_kind("issued"),
    }


def _spans(now: Situation) -> Iterator[CaseSpan]:
    """Every case that is in hand or was struck off; what nobody acted on and is over is none."""
    cases = now.judge.cases
    for name in sorted(cases.candidates & now.world.pupils.keys()):
        for span in cases.of(now.world.pupils[name]):
            if span.acted or span.state != "closed":
                yield span


def _pupils(cases: list[CaseView]) -> tuple[str, ...]:
    return tuple(case.pupil for case in cases)


def difference(figure: str, filed: int, known: int) -> str:
    """A figure that a school filed beside what its own rows say, as one line."""
    what, counter = FIGURES[figure]
    return f"{what}：报{filed}{counter}，名单里{known}{counter}"
