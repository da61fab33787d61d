"""What a unit's figures of a month count, pupil by pupil: behind every number stands its list."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from kongchuo_desktop.domain.cases.views import overdue_of, spans_of
from kongchuo_desktop.domain.duties.situation import Situation

FIGURES: Mapping[str, tuple[str, str]] = {
    "pupils": ("在籍", "人"), "cases": ("在办个案", "人"), "overdue": ("超期", "人"),
    "opened": ("本月新立", "人"), "returned": ("本月复学", "人"), "visits": ("劝返", "次"),
    "papers": ("文书", "份"),
}
"""Figure → what it counts and its counter, in the order in which they are shown."""

Counted = Mapping[str, tuple[str, ...]]
"""Figure → the pupils that it counts; one of whom several things are counted stands there often."""


def counted(now: Situation, first: date, figures: Collection[str] = FIGURES.keys()) -> Counted:
    """These figures from a day to that of the situation, both included.

    Who is ``overdue`` takes the longest by far to find.
    """
    return {figure: tuple(_COUNTS[figure](now, first)) for figure in figures}


def _of_kind(kind: str) -> Callable[[Situation, date], list[str]]:
    return lambda now, first: [fact.pupil or "" for fact in now.world.facts
                               if fact.kind == kind and first <= fact.day <= now.today]


_COUNTS: Mapping[str, Callable[[Situation, date], Iterable[str]]] = {
    "pupils": lambda now, first: (
        pupil.id for pupil in now.world.pupils.values() if pupil.enrolled_on(now.today)),
    "cases": lambda now, first: (
        span.pupil for span in spans_of(now) if span.state != "closed"),
    "overdue": lambda now, first: (view.pupil for view in overdue_of(now)),
    "opened": lambda now, first: (
        span.pupil for span in spans_of(now) if first <= span.start <= now.today),
    "returned": lambda now, first: sorted(set(_of_kind("returned")(now, first))),
    "visits": _of_kind("visit"),
    "papers": _of_kind("issued"),
}


def difference(figure: str, filed: int, known: int) -> str:
    """A figure that a school filed beside what its own rows say, as one line."""
    what, counter = FIGURES[figure]
    return f"{what}：报{filed}{counter}，名单里{known}{counter}"
