"""For whom a school still answers: what is asked about a child that has left, or never came.

Whatever began before a child left ends with its leaving: an absence, a clock, a standing duty.
What happened on the day it left or later is about the leaving itself and stays until it is done:
a 转出 to be confirmed (R189), a 休学 to be proved (R457), 其他离校 to be explained (R186). A case
goes on after the enrolment while it has found no way out: a child that was never enrolled, one
whose movement nobody confirmed, a leaver whom no junior school received (R197).
"""

from datetime import date

from kongchuo_desktop.domain.duties.anchor import Anchor
from kongchuo_desktop.domain.duties.subjects import Subject
from kongchuo_desktop.domain.facts import Pupil
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.model import (
    AllOf,
    AnyOf,
    DutyBinding,
    FactPattern,
    MetPattern,
    Pattern,
)


def answers(binding: DutyBinding, subject: Subject, anchor: Anchor, today: date) -> bool:
    """Whether the school still answers today for what ``anchor`` started about a child."""
    pupil = subject.pupil
    if pupil is None:
        return True
    of_case = binding.each == "case" or any(f.kind == "opened" for f in anchor.facts)
    if of_case and outlives(subject, today):
        return True
    if anchor.day == date.min or anchor.kind in words.CALENDAR:
        return pupil.enrolled_on(today)
    return not _left_since(pupil, anchor.day, today)


def outlives(subject: Subject, day: date) -> bool:
    """Whether a case is open on a day and has found no way out, whoever is enrolled where."""
    case = subject.case
    return case is not None and case.open_on(day) and (case.out is None or day < case.out)


def may_outlast(pattern: Pattern | None) -> bool:
    """Whether a trigger may come true of a child that is not enrolled: by a fact."""
    if isinstance(pattern, AllOf | AnyOf):
        return any(may_outlast(part) for part in pattern.parts)
    return isinstance(pattern, FactPattern | MetPattern)


def _left_since(pupil: Pupil, day: date, today: date) -> bool:
    return any(span.covers(day) and not span.covers(today) for span in pupil.enrolled)
