"""From which day something is late: the later of the due date and the day it could be known."""

from datetime import date

from kongchuo_desktop.domain.duties.anchor import Anchor
from kongchuo_desktop.domain.duties.instance import State
from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.subjects import Subject, Window, words_in
from kongchuo_desktop.domain.facts import Pupil
from kongchuo_desktop.domain.policy.model import (
    AllOf,
    AnyOf,
    DutyBinding,
    FactPattern,
    Pattern,
    SubjectPattern,
)

_BY_CASE = frozenset({"state", "any_case"})


def days_late(binding: DutyBinding, state: State, base: date | None, proof: Anchor | None,
              today: date) -> int:
    """Days from ``base`` to the day it was met or, while it is open, to today.

    What another body must do is never late for us.
    """
    if binding.watch or base is None or state not in ("met", "open"):
        return 0
    return max(0, ((proof.day if proof else today) - base).days)


def behind(judge: Judge, binding: DutyBinding, subject: Subject, day: date) -> date:
    """The day on which the facts by which a binding concerns somebody were recorded (§3).

    Nothing about a child is late for days before the child came or its case was written down.
    ``day``: when it was met, else today.
    """
    days = [date.min]
    if subject.pupil is not None:
        days += [span.since for span in subject.pupil.enrolled if span.covers(day)]
    if binding.each == "case" and subject.case is not None:
        days.append(subject.case.recorded)
    if binding.only_if is not None:
        days.append(_known(judge, binding.only_if, subject, judge.case_window(subject), day))
    return max(days)


def _known(judge: Judge, pattern: Pattern, subject: Subject, window: Window, day: date) -> date:
    match pattern:
        case FactPattern():
            number = (judge.era.figure(pattern.times).at_least if pattern.times else None) or 1
            recorded = sorted(f.recorded for f in judge.matching(pattern, subject, window))
            return recorded[number - 1] if len(recorded) >= number else date.min
        case AllOf():
            return max(_known(judge, part, subject, window, day) for part in pattern.parts)
        case AnyOf():
            return min((_known(judge, part, subject, window, day) for part in pattern.parts
                        if judge.holds(part, subject, window)), default=date.min)
        case SubjectPattern() if subject.pupil is not None:
            return _known_of(judge, pattern, subject, subject.pupil, day)
    return date.min


def _known_of(judge: Judge, pattern: SubjectPattern, subject: Subject, pupil: Pupil,
              day: date) -> date:
    """The day a case was recorded or the child was given a tag, where these are asked for."""
    days = [date.min]
    if subject.case is not None and not _BY_CASE.isdisjoint(pattern.tests):
        days.append(subject.case.recorded)
    tags = set(words_in(pattern.tests.get("tag", ())))
    groups = judge.era.policy.groups if judge.era.policy else {}
    for group in words_in(pattern.tests.get("group", ())):
        tags |= groups.get(group, frozenset())
    worn = [t.span.since for t in pupil.tags if t.tag in tags and t.span.covers(day)]
    return max(*days, min(worn, default=date.min))
