"""Tests of a pupil that a pattern may make: tags, grade, age, state, what is known (§5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.duties.facts import Facts
from kongchuo_desktop.domain.duties.states import Cases, CaseSpan
from kongchuo_desktop.domain.duties.times import Period
from kongchuo_desktop.domain.facts import ClassRoom, Pupil
from kongchuo_desktop.domain.policy.effective import Era
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.model import Pattern, SubjectPattern
from kongchuo_desktop.domain.policy.words import HAS_FACT

_TELLING = ("opened", "visit", "confirmed", "surveyed")
"""Facts in which people write down cause and whereabouts."""
_BEGUN, _YEAR_OVER = (9, 30), (6, 1)
"""Until when who comes belongs to a new class, and from when a school year counts as whole: the
leavers sit their last examination in June. No document gives either, our reading."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a duty is about: a pupil (perhaps with a case), a class, or the school."""

    id: str
    name: str
    pupil: Pupil | None = None
    room: ClassRoom | None = None
    case: CaseSpan | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The days that a pattern may look at; ``default`` is where it starts if it says nothing."""

    default: date = date.min
    start: date = date.min
    on: date = date.min
    until: date = date.max
    day: date = date.min
    """The day on which tags, age and enrolment are read."""
    spell: tuple[date, date] | None = None
    """First and last school day of a period, for what may qualify on any of its days."""
    period: Period | None = None
    """The period that an act must be for: the one that it names, else the one of its day."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the tests of a pupil look at."""

    era: Era
    facts: Facts
    cases: Cases
    classes: Mapping[str, ClassRoom]


def pupil_test(context: Context, key: str, test: "tuple[object, ...] | Figure", subject: Subject,
               pupil: Pupil, window: Window) -> bool | None:
    """One test of a subject pattern about one pupil; None where it cannot be known."""
    return _PUPIL[key](context, test, subject, pupil, window)


def told(context: Context, pupil: Pupil, key: str) -> str:
    """The latest cause or whereabouts that somebody wrote down."""
    facts = [f for kind in _TELLING for f in context.facts.about(kind, pupil=pupil.id)
             if f.fields.get(key)]
    return str(max(facts, key=lambda f: (f.day, f.recorded)).fields[key]) if facts else ""


def known_on(context: Context, pattern: Pattern, pupil: Pupil) -> date:
    """The day on which the last of what a pattern wants to be known was; ``date.min`` where the
    record itself says it, which has no day."""
    if not isinstance(pattern, SubjectPattern):
        return date.min
    days = [date.min]
    for word in words_in(pattern.tests.get("has", ())):
        kinds = _TELLING if word in ("cause", "whereabouts") else (HAS_FACT.get(word, ""),)
        found = [f.day for kind in kinds for f in context.facts.about(kind, pupil=pupil.id)
                 if kind not in _TELLING or f.fields.get(word)]
        days.append(min(found, default=date.min))
    return max(days)


def words_in(test: "tuple[object, ...] | Figure") -> frozenset[str]:
    """The words of a text test."""
    return frozenset() if isinstance(test, Figure) else frozenset(str(t) for t in test)


def compares(context: Context, test: "tuple[object, ...] | Figure",
             value: int | None) -> bool | None:
    """A number against a figure or a list of numbers."""
    if value is None:
        return None
    if isinstance(test, Figure):
        return context.era.figure(test).holds(value)
    return value in test


def conjunction(answers: list[bool | None]) -> bool | None:
    """No if any is no, else asleep if any sleeps, else yes."""
    return False if False in answers else None if None in answers else True


Test = Callable[[Context, "tuple[object, ...] | Figure", Subject, Pupil, Window], bool | None]


def _class_kind(context: Context, pupil: Pupil, day: date) -> str:
    room = context.classes.get(pupil.class_on(day))
    return room.kind if room else ""


def _flag(test: tuple[object, ...] | Figure) -> bool:
    return isinstance(test, tuple) and test[0] is True


def age_on(pupil: Pupil, day: date) -> int | None:
    born = pupil.birth
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _years(context: Context, pupil: Pupil, day: date) -> int | None:
    """School years of the stage that the pupil was here to the end, the running one from June on;
    None where it came after its class had begun, and was elsewhere before."""
    room = context.classes.get(pupil.class_on(day))
    first = min((span.since for span in pupil.enrolled), default=None)
    if room is None or room.entry_year is None or first is None:
        return None
    if first > date(room.entry_year, *_BEGUN):
        return None
    ends = (date(year + 1, *_YEAR_OVER) for year in range(room.entry_year, day.year))
    return sum(end <= day and pupil.enrolled_on(end) for end in ends)


def _in_group(context: Context, test: tuple[object, ...] | Figure, pupil: Pupil, day: date) -> bool:
    groups = context.era.policy.groups if context.era.policy else {}
    tags = pupil.tags_on(day)
    return any(not tags.isdisjoint(groups.get(name, ())) for name in words_in(test))


def _state(context: Context, test: tuple[object, ...] | Figure, subject: Subject,
           pupil: Pupil, window: Window) -> bool:
    """The case was so on the day that is asked about, and still is at the end of the window: who
    came back in the middle of a month is not a dropout of that month any more."""
    span = subject.case or context.cases.sign(pupil) or context.cases.latest(pupil)
    asked = words_in(test)
    return span is not None and {span.state_on(window.day), span.state_on(window.until)} <= asked


def _has(context: Context, test: tuple[object, ...] | Figure, pupil: Pupil) -> bool | None:
    answers: list[bool | None] = []
    for word in words_in(test):
        if word in ("cause", "whereabouts"):
            answers.append(bool(told(context, pupil, word)))
        elif word in HAS_FACT:
            answers.append(bool(context.facts.about(HAS_FACT[word], pupil=pupil.id)))
        else:
            answers.append(word in pupil.known)
    return conjunction(answers)


def _evidence(context: Context, test: tuple[object, ...] | Figure, pupil: Pupil) -> bool:
    return any(f.fields.get("what") in words_in(test)
               for f in context.facts.about("attached", pupil=pupil.id))


_PUPIL: dict[str, Test] = {
    "tag": lambda c, t, s, p, w: not p.tags_on(w.day).isdisjoint(words_in(t)),
    "group": lambda c, t, s, p, w: _in_group(c, t, p, w.day),
    "state": lambda c, t, s, p, w: _state(c, t, s, p, w),
    "stage": lambda c, t, s, p, w: p.stage in words_in(t),
    "grade": lambda c, t, s, p, w: compares(c, t, p.grade),
    "class_kind": lambda c, t, s, p, w: _class_kind(c, p, w.day) in words_in(t),
    "placement": lambda c, t, s, p, w: p.placement in words_in(t),
    "cause": lambda c, t, s, p, w: told(c, p, "cause") in words_in(t),
    "whereabouts": lambda c, t, s, p, w: told(c, p, "whereabouts") in words_in(t),
    "age": lambda c, t, s, p, w: compares(c, t, age_on(p, w.day)),
    "years": lambda c, t, s, p, w: compares(c, t, _years(c, p, w.day)),
    "boarding": lambda c, t, s, p, w: p.boarding == _flag(t),
    "enrolled": lambda c, t, s, p, w: p.enrolled_on(w.day) == _flag(t),
    "returned": lambda c, t, s, p, w: c.cases.settled(p, w.default) == _flag(t),
    "has": lambda c, t, s, p, w: _has(c, t, p),
    "evidence": lambda c, t, s, p, w: _evidence(c, t, p),
}
