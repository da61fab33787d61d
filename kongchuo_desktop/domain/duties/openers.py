"""What opens the case of a pupil under one profile: thresholds, papers, visits, a person's word."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.absence import Attendance
from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.duties.facts import Facts, matches
from kongchuo_desktop.domain.duties.sought import LOST, lost_since
from kongchuo_desktop.domain.duties.times import add
from kongchuo_desktop.domain.facts import UNEXCUSED, Fact, Pupil
from kongchuo_desktop.domain.policy.effective import Effective, Era
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.model import (
    AbsencePattern,
    AllOf,
    AnyOf,
    DutyBinding,
    FactPattern,
    Pattern,
    RuleBinding,
    SubjectPattern,
)
from kongchuo_desktop.domain.thresholds import AbsenceRule, Reached, Run

OPENED = "立为个案"
"""Why there is a case that a person opened."""
_CONFIRMED = {"辍学": "dropout", "dropout": "dropout", "疑似辍学": "suspected",
              "suspected": "suspected", "从未入学": "never_enrolled"}
_BY_HAND = frozenset({"sign", "open", "suspected", "dropout", "never_enrolled"})
RANK = {"absent": 0, "sign": 0, "open": 1, "suspected": 2, "dropout": 3, "never_enrolled": 3}
_RULES = {"case_opens": "absent", "is_suspected": "suspected", "is_dropout": "dropout"}


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked of the profile while a pupil's case is not known yet: whether an ``if`` holds
    on a day, and since when a movement is confirmed as its gate wants it."""

    concerns: Callable[[Pattern, Pupil, date], bool]
    confirmed: Callable[[Fact, Pupil], date | None]


@dataclass(frozen=True, slots=True)
class Opener:
    """Something that opens a case or makes it graver. ``start`` is the day it is counted from,
    ``waited`` the day from which a return would have kept it from coming."""

    start: date
    opened: date
    recorded: date
    state: str
    because: str
    acted: bool
    waited: date | None = None
    told: bool = False
    """A person opened it in so many words, even on the day on which one before was closed."""


class Openers:
    """Finds what opens the cases of each pupil."""

    def __init__(self, era: Era, calendar: SchoolCalendar, attendance: Attendance, facts: Facts,
                 today: date, asking: Asking) -> None:
        self._era = era
        self._calendar = calendar
        self._attendance = attendance
        self._facts = facts
        self._today = today
        self._asking = asking
        effective = era.policy
        self._papers = _case_papers(effective) if effective else frozenset()
        self._thresholds = _thresholds(effective) if effective else []
        self._rules = [(state, rule) for name, state in _RULES.items()
                       for rule in (effective.rules(name) if effective else ())]
        self._unconfirmed = effective.rules("counts_as_dropout") if effective else []

    @property
    def facts_of_rules(self) -> frozenset[str]:
        """Kinds of facts by which a rule may open a case."""
        asked = [rule.on for _, rule in self._rules] + [
            rule.only_if for rule in self._unconfirmed if rule.after]
        return frozenset(pattern.fact for pattern in asked if isinstance(pattern, FactPattern))

    def of(self, pupil: Pupil) -> list[Opener]:
        """All of them, oldest first, the gravest of a day first."""
        found = [*self._by_absence(pupil), *self._by_rules(pupil), *self._by_moves(pupil),
                 *self._by_losing(pupil),
                 *self._by_facts(pupil), *self._by_papers(pupil), *self._by_visits(pupil)]
        return sorted(dict.fromkeys(found), key=lambda o: (o.opened, o.start, -RANK[o.state]))

    def reached(self, pupil: Pupil, pattern: AbsencePattern) -> list[Reached]:
        """Thresholds of a pattern that the pupil reached; none while its figure is unset."""
        count = self._era.figure(pattern.absent).at_least
        if not count:
            return []
        acts = None
        if pattern.from_act:
            acts = tuple(f.day for f in self._facts.about(pattern.from_act, pupil=pupil.id))
        rule = AbsenceRule(count, pattern.unit, pattern.period, pattern.kinds, acts)
        return self._attendance.thresholds(pupil, rule)

    def _by_absence(self, pupil: Pupil) -> Iterator[Opener]:
        for pattern in self._thresholds:
            for reached in self.reached(pupil, pattern):
                yield self._missed(reached, pattern, "absent", reached.day)

    def _missed(self, reached: Reached, pattern: AbsencePattern, state: str,
                day: date) -> Opener:
        unit = "节" if pattern.unit == "lesson" else "天"
        return Opener(reached.start, day, reached.recorded, state,
                      f"缺勤满{self._era.figure(pattern.absent).value}{unit}", state != "absent",
                      reached.day if day > reached.day else None)

    def _by_rules(self, pupil: Pupil) -> Iterator[Opener]:
        """``case_opens``, ``is_suspected`` and ``is_dropout`` (§8): by an absence or by a fact,
        at once or when ``after`` has run out; without a figure a person decides."""
        for state, rule in self._rules:
            after = self._era.figure(rule.after) if rule.after else None
            if after is not None and after.value is None:
                continue
            for opener in self._by_rule(pupil, state, rule, after):
                if opener.opened <= self._today and (
                        rule.until is None or opener.opened <= rule.until) and (
                        rule.only_if is None or self._asking.concerns(rule.only_if, pupil,
                                                                      opener.opened)):
                    yield opener

    def _by_rule(self, pupil: Pupil, state: str, rule: RuleBinding,
                 after: Figure | None) -> Iterator[Opener]:
        pattern = _rule_pattern(rule)
        if isinstance(pattern, AbsencePattern):
            for reached in self.reached(pupil, pattern):
                yield self._missed(reached, pattern, state, self._later(reached.day, after))
        if isinstance(pattern, FactPattern):
            for fact in self._facts.about(pattern.fact, pupil=pupil.id):
                if matches(fact, pattern):
                    day = self._later(fact.day, after)
                    yield Opener(self._start(pupil, fact), day, fact.recorded, state,
                                 "文件规定的情形", True, fact.day if day > fact.day else None)

    def _by_moves(self, pupil: Pupil) -> Iterator[Opener]:
        """``counts_as_dropout``: a movement that nobody confirmed until ``after`` has run out
        reads as a dropout; where the clause gives no time, a person says so (G-29)."""
        for rule in self._unconfirmed:
            after = self._era.figure(rule.after) if rule.after else None
            if after is None or after.value is None or not isinstance(rule.only_if, FactPattern):
                continue
            for move in self._facts.about(rule.only_if.fact, pupil=pupil.id):
                day = self._later(move.day, after)
                confirmed = self._asking.confirmed(move, pupil)
                if matches(move, rule.only_if) and day < self._today and (
                        confirmed is None or confirmed > day):
                    yield Opener(move.day, day, move.recorded, "dropout",
                                 f"{move.fields.get('what')}没有确认，视同辍学", True)

    def _by_losing(self, pupil: Pupil) -> Iterator[Opener]:
        """A child that left and that no school had taken in time is its old school's (R197)."""
        for sought, day in lost_since(self._facts, pupil):
            if day <= self._today:
                left = "毕业" if sought.fields.get("what") == "小升初" else "转出"
                yield Opener(sought.day, day, day, "open", f"{left}以后{LOST}", True)

    def _later(self, day: date, after: Figure | None) -> date:
        return add(self._calendar, day, after) if after is not None else day

    def _start(self, pupil: Pupil, fact: Fact) -> date:
        return start_of(self._attendance.runs(pupil), fact.day) or fact.day

    def _by_papers(self, pupil: Pupil) -> Iterator[Opener]:
        for kind in ("issued", "served"):
            for paper in self._facts.about(kind, pupil=pupil.id):
                if paper.fields.get("paper") in self._papers:
                    yield Opener(self._start(pupil, paper), paper.day, paper.recorded, "open",
                                 f"开出《{paper.fields['paper']}》", True)

    def _by_visits(self, pupil: Pupil) -> Iterator[Opener]:
        runs = self._attendance.runs(pupil)
        for visit in self._facts.about("visit", pupil=pupil.id):
            start = start_of(runs, visit.day)
            if start is not None:
                home = visit.fields.get("mode") != "phone"
                yield Opener(start, visit.day, visit.recorded, "open" if home else "absent",
                             f"缺勤期间{'家访' if home else '电话联系'}", home)

    def _by_facts(self, pupil: Pupil) -> Iterator[Opener]:
        for fact in self._facts.about("opened", pupil=pupil.id):
            state = str(fact.fields.get("state") or "open")
            yield Opener(self._start(pupil, fact), fact.day, fact.recorded,
                         state if state in _BY_HAND else "open", OPENED, True, told=True)
        for fact in self._facts.about("confirmed", pupil=pupil.id):
            state = _CONFIRMED.get(str(fact.fields.get("what")), "")
            if state:
                yield Opener(self._start(pupil, fact), fact.day, fact.recorded, state,
                             f"认定{fact.fields['what']}", True)


def start_of(runs: Sequence[Run], day: date) -> date | None:
    """Start of the run of absence that holds ``day``."""
    return next((run.start for run in runs
                 if run.start <= day and (run.ended is None or day < run.ended)), None)


def _rule_pattern(rule: RuleBinding) -> Pattern | None:
    """What a rule asks for: its own pattern, or a run of that many school days."""
    if rule.on is not None:
        return rule.on
    if isinstance(rule.value, Figure):
        return AbsencePattern(rule.value, "day", None, UNEXCUSED)
    return None


def _thresholds(effective: Effective) -> list[AbsencePattern]:
    """Absences in days that a duty starts from: with the first of them a case is opened."""
    return list(dict.fromkeys(pattern for _, duty in effective.duties
                              for pattern in _absences(duty.on) if pattern.unit == "day"))


def _absences(pattern: Pattern | None) -> list[AbsencePattern]:
    if isinstance(pattern, AbsencePattern):
        return [pattern]
    if isinstance(pattern, AllOf | AnyOf):
        return [found for part in pattern.parts for found in _absences(part)]
    return []


def _case_papers(effective: Effective) -> frozenset[str]:
    """Papers that make a case of a pupil: what duties that the child's return would end produce
    or wait for."""
    found: set[str] = set()
    for _, duty in effective.duties:
        if _ends_by_return(duty):
            found |= {duty.paper} if duty.do == "paper" and duty.paper else set()
            found |= _papers_in(duty.on)
    return frozenset(found)


def _papers_in(pattern: Pattern | None) -> set[str]:
    if isinstance(pattern, FactPattern):
        return {str(paper) for paper in pattern.fields.get("paper", ())}
    if isinstance(pattern, AllOf | AnyOf):
        return {paper for part in pattern.parts for paper in _papers_in(part)}
    return set()


def _ends_by_return(duty: DutyBinding) -> bool:
    return isinstance(duty.unless, SubjectPattern) and "returned" in duty.unless.tests
