"""The facts that a pattern asks for: of whom, of which days, for which period (policy.md §5)."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kongchuo_desktop.domain.absence import Attendance
from kongchuo_desktop.domain.duties.anchor import Anchor
from kongchuo_desktop.domain.duties.facts import Facts, matches
from kongchuo_desktop.domain.duties.states import Cases, opening
from kongchuo_desktop.domain.duties.subjects import Subject, Window
from kongchuo_desktop.domain.facts import Fact
from kongchuo_desktop.domain.policy.effective import Era
from kongchuo_desktop.domain.policy.model import FactPattern

NAME_PERIODS = frozenset({"filed"})
"""Facts that may say which period they are for: a return can be made after its month."""


class Acts:
    """Facts in the words of one profile, with the openings of cases and the registers filed."""

    def __init__(self, era: Era, facts: Facts, attendance: Attendance, cases: Cases) -> None:
        self._facts = facts
        self._attendance = attendance
        self._cases = cases
        self._calls_count = era.policy is not None and any(
            rule.value == "yes" for rule in era.policy.rules("call_counts_as_visit"))
        self._filed: dict[str, list[Fact]] = {}

    def keep_registers(self, before: "Acts") -> None:
        """Take over the registers as facts, where they are the very same registers."""
        self._filed = before._filed

    def matching(self, pattern: FactPattern, subject: Subject, window: Window) -> list[Fact]:
        """The facts that a pattern means, oldest first, inside its window."""
        since = self._since(pattern.since, subject, window)
        if pattern.fact == "visit" and self._calls_count and pattern.fields.get("mode") == (
                "home",):
            pattern = replace(pattern, fields={
                key: wanted for key, wanted in pattern.fields.items() if key != "mode"})
        facts = self.facts_of(pattern.fact, subject)
        if window.period is not None and pattern.fact in NAME_PERIODS:
            return [f for f in facts if _is_for(f, since, window) and matches(f, pattern)]
        until = min(window.until, window.period.end) if window.period else window.until
        first = bisect_left(facts, since, key=_day)
        last = bisect_right(facts, until, key=_day)
        return [f for f in facts[first:last] if matches(f, pattern)]

    def facts_of(self, kind: str, subject: Subject) -> Sequence[Fact]:
        """All facts of a kind about a subject, oldest first."""
        pupil = subject.pupil
        if kind == "register":
            return self._registers(subject)
        facts = self._facts.about(kind, pupil=pupil.id if pupil else None,
                                 class_id=subject.room.id if subject.room else None)
        if kind == "filed" and pupil is None and subject.room is None:
            # What a class hands to its school is not what the school hands on.
            return [f for f in facts if f.class_id is None]
        if kind != "opened" or pupil is None:
            return facts
        spans = self._cases.of(pupil)
        return [opening(s, next((f for f in facts if s.opened <= f.day), None)) for s in spans]

    def _registers(self, subject: Subject) -> list[Fact]:
        """The days on which a class filed a register, as facts."""
        if subject.room is None:
            return []
        room = subject.room.id
        if room not in self._filed:
            self._filed[room] = [
                Fact(f"register:{room}:{day.isoformat()}", "register", day, day, class_id=room)
                for day in self._attendance.filed_days(room)]
        return self._filed[room]

    def _since(self, since: str | date | None, subject: Subject, window: Window) -> date:
        if isinstance(since, date):
            return since
        if since == "case":
            return subject.case.start if subject.case else window.default
        if since == "start":
            return window.start
        return window.on if since == "on" else window.default


def nth(facts: Sequence[Fact], number: int) -> Anchor | None:
    """The day on which there were so many, None while there are fewer."""
    if len(facts) < number:
        return None
    last = facts[number - 1]
    return Anchor(last.day, facts[0].day, last.recorded, tuple(facts[:number]))


def _day(fact: Fact) -> date:
    return fact.day


def _is_for(fact: Fact, since: date, window: Window) -> bool:
    """Whether a fact is for the window's period: the one that it names, else the one of its
    day."""
    assert window.period is not None
    named = fact.fields.get("period")
    return fact.day <= window.until and (
        window.period.holds(str(named)) if named else since <= fact.day <= window.period.end)
