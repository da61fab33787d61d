"""The case of each pupil as its facts make it: when it opened, what it is, when it closed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kongchuo_desktop.domain.absence import Attendance
from kongchuo_desktop.domain.duties.facts import Facts
from kongchuo_desktop.domain.facts import UNEXCUSED, Fact, Pupil
from kongchuo_desktop.domain.policy.book import Effective, Era
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

_CONFIRMED = {"辍学": "dropout", "dropout": "dropout", "疑似辍学": "suspected",
              "suspected": "suspected", "从未入学": "never_enrolled"}
_OPEN_STATES = frozenset({"sign", "open", "suspected", "dropout", "never_enrolled"})
_RANK = {"absent": 0, "sign": 0, "open": 1, "suspected": 2, "dropout": 3, "never_enrolled": 3}


@dataclass(frozen=True, slots=True)
class CaseSpan:
    """One case of one pupil.

    ``start`` is the day it is counted from (the first absent day of a run), ``opened`` the day
    something opened it, ``because`` what that was, in Chinese. ``state`` is today's, ``peak`` what
    it was before the child was back or the case closed. ``acted``: a person visited, issued a
    paper or opened it; a case that only an absence opened vanishes when the child is back.
    """

    pupil: str
    start: date
    opened: date
    recorded: date
    state: str
    peak: str
    because: str
    acted: bool
    returned: date | None = None
    closed: date | None = None

    def open_on(self, day: date) -> bool:
        return self.opened <= day and (self.closed is None or day < self.closed)


@dataclass(frozen=True, slots=True)
class _Opener:
    start: date
    opened: date
    recorded: date
    state: str
    because: str
    acted: bool


class Cases:
    """Derives every pupil's cases under one profile."""

    def __init__(self, era: Era, attendance: Attendance, facts: Facts, today: date) -> None:
        self._era = era
        self._attendance = attendance
        self._facts = facts
        self._today = today
        effective = era.policy
        self._papers = _case_papers(effective) if effective else frozenset()
        self._thresholds = _thresholds(effective) if effective else []
        self._spans: dict[str, list[CaseSpan]] = {}
        means = effective.rules("returned_means") if effective else []
        self._means = next((self._number(r.value) for r in means), None)

    def _number(self, value: Figure | str | None) -> int | None:
        return self._era.figure(value).at_least if isinstance(value, Figure) else None

    @cached_property
    def candidates(self) -> frozenset[str]:
        """Pupils who may have a case; nobody else needs to be looked at."""
        found = set(self._attendance.candidates)
        for kind in ("opened", "confirmed", "issued", "served", "visit"):
            found |= self._facts.pupils_with.get(kind, set())
        return frozenset(found)

    def keep(self, before: "Cases", touched: Collection[str]) -> None:
        """Take over the cases of the pupils of whom nothing changed since."""
        self._spans = {name: spans for name, spans in before._spans.items() if name not in touched}

    def of(self, pupil: Pupil) -> Sequence[CaseSpan]:
        """All cases of the pupil, oldest first."""
        if pupil.id not in self._spans:
            self._spans[pupil.id] = self._derive(pupil)
        return self._spans[pupil.id]

    def current(self, pupil: Pupil, day: date | None = None) -> CaseSpan | None:
        """The case that is open on ``day`` (today)."""
        on = day or self._today
        return next((span for span in reversed(self.of(pupil)) if span.open_on(on)), None)

    def latest(self, pupil: Pupil) -> CaseSpan | None:
        spans = self.of(pupil)
        return spans[-1] if spans else None

    def returned(self, pupil: Pupil, since: date) -> tuple[date, date] | None:
        """Day and recorded day of the return since ``since``.

        A person's fact decides: ``returned``, or a visit whose outcome is 返校; unless the
        registers show that the very same absence simply went on. Where the profile says how many
        days in class mean a return, that many in a row do as well; where it does not, the child
        counts as back while the registers see it in class after an absence, and the old clock
        runs on if it stays away again without such a fact (§8, returned_means).
        """
        runs = self._attendance.runs(pupil)
        told = [f for f in self._facts.about("returned", pupil=pupil.id) if f.day >= since]
        told += [f for f in self._facts.about("visit", pupil=pupil.id)
                 if f.day >= since and f.fields.get("result") == "returned"]
        days = [(fact.day, fact.recorded) for fact in told
                if not any(run.start <= fact.day < run.last for run in runs)]
        if self._means is not None:
            present = self._present_streak(pupil, since, self._means)
        else:
            present = self._attendance.in_class_since(pupil, since)
        if present is not None and any(
                run.ended and since <= run.ended <= present for run in runs):
            days.append((present, present))
        return min(days, default=None)

    def _present_streak(self, pupil: Pupil, since: date, number: int) -> date | None:
        streak = 0
        for day in self._attendance.pupil_days(pupil):
            if day >= since:
                streak = streak + 1 if self._attendance.present(pupil, day) else 0
                if streak >= number:
                    return day
        return None

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

    def _derive(self, pupil: Pupil) -> list[CaseSpan]:
        closings = [f.day for f in self._facts.about("closed", pupil=pupil.id)]
        spans: list[CaseSpan] = []
        openers = sorted(self._openers(pupil), key=lambda o: (o.opened, o.start, -_RANK[o.state]))
        while openers:
            mine = self._same_run(pupil, openers)
            closed: date | None
            if any(opener.acted for opener in mine):
                closed = next((day for day in closings if day >= mine[0].opened), None)
                mine = [o for o in openers if closed is None or o.opened < closed or o in mine]
            else:
                closed = self._run_end(pupil, mine[0].start)
            openers = [o for o in openers if o not in mine]
            spans.append(self._span(pupil, mine, closed))
        return spans

    def _same_run(self, pupil: Pupil, openers: list[_Opener]) -> list[_Opener]:
        """The first opener with all that happened before the child was back in class."""
        first = openers[0]
        ended = self._run_end(pupil, first.start)
        return [o for o in openers if o.start == first.start
                or (ended is not None and o.opened < ended)]

    def _run_end(self, pupil: Pupil, start: date) -> date | None:
        return next((r.ended for r in self._attendance.runs(pupil) if r.start == start), None)

    def _span(self, pupil: Pupil, openers: list[_Opener], closed: date | None) -> CaseSpan:
        first = openers[0]
        start = min(o.start for o in openers)
        acted = any(o.acted for o in openers)
        state = max((o.state for o in openers), key=lambda s: _RANK[s])
        peak = "open" if state == "absent" and acted else state
        returned = self.returned(pupil, first.opened)
        back = returned[0] if returned else None
        if back and any(o.opened > back for o in openers if o.state == "absent"):
            back = None
        if closed is not None and closed <= self._today:
            state = "closed"
        elif back is not None:
            state = "returned"
        else:
            state = peak
        return CaseSpan(pupil.id, start, first.opened, first.recorded, state, peak,
                        first.because, acted, back, closed)

    def _openers(self, pupil: Pupil) -> list[_Opener]:
        found = [*self._by_absence(pupil), *self._by_facts(pupil)]
        runs = self._attendance.runs(pupil)
        for paper in (*self._facts.about("issued", pupil=pupil.id),
                      *self._facts.about("served", pupil=pupil.id)):
            if paper.fields.get("paper") in self._papers:
                start = _start_of(runs, paper.day)
                found.append(_Opener(start or paper.day, paper.day, paper.recorded, "open",
                                     f"开出《{paper.fields['paper']}》", True))
        for visit in self._facts.about("visit", pupil=pupil.id):
            start = _start_of(runs, visit.day)
            if start is not None:
                home = visit.fields.get("mode") != "phone"
                found.append(_Opener(start, visit.day, visit.recorded,
                                     "open" if home else "absent",
                                     f"缺勤期间{'家访' if home else '电话联系'}", home))
        return found

    def _by_facts(self, pupil: Pupil) -> list[_Opener]:
        runs = self._attendance.runs(pupil)
        found = []
        for fact in self._facts.about("opened", pupil=pupil.id):
            state = str(fact.fields.get("state") or "open")
            found.append(_Opener(_start_of(runs, fact.day) or fact.day, fact.day, fact.recorded,
                                 state if state in _OPEN_STATES else "open", "立为个案", True))
        for fact in self._facts.about("confirmed", pupil=pupil.id):
            state = _CONFIRMED.get(str(fact.fields.get("what")), "")
            if state:
                found.append(_Opener(_start_of(runs, fact.day) or fact.day, fact.day,
                                     fact.recorded, state, f"认定{fact.fields['what']}", True))
        return found

    def _by_absence(self, pupil: Pupil) -> list[_Opener]:
        found = []
        for state, pattern in self._thresholds:
            for r in self.reached(pupil, pattern):
                unit = "节" if pattern.unit == "lesson" else "天"
                found.append(_Opener(r.start, r.day, r.recorded, state,
                                     f"缺勤满{self._era.figure(pattern.absent).value}{unit}",
                                     state != "absent"))
        return found


def _start_of(runs: Sequence[Run], day: date) -> date | None:
    """Start of the run of absence that holds ``day``."""
    return next((run.start for run in runs
                 if run.start <= day and (run.ended is None or day < run.ended)), None)


def _rule_pattern(rule: RuleBinding) -> AbsencePattern | None:
    """What a rule about days asks for: its own pattern, or a run of that many school days."""
    if isinstance(rule.on, AbsencePattern):
        return rule.on
    if isinstance(rule.value, Figure):
        return AbsencePattern(rule.value, "day", None, UNEXCUSED)
    return None


def _thresholds(effective: Effective) -> list[tuple[str, AbsencePattern]]:
    """Absence patterns that open a case, with the state that they give it."""
    found: list[tuple[str, AbsencePattern]] = []
    for rule, state in (("case_opens", "absent"), ("is_suspected", "suspected"),
                        ("is_dropout", "dropout")):
        for binding in effective.rules(rule):
            pattern = _rule_pattern(binding)
            if pattern is not None:
                found.append((state, pattern))
    for _, duty in effective.duties:
        found += [("absent", pattern) for pattern in _absences(duty.on)
                  if pattern.unit == "day"]
    return list(dict.fromkeys(found))


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


def opening(span: CaseSpan, explicit: Fact | None) -> Fact:
    """The opening of a case as a fact, for patterns that wait for it; its state is today's."""
    fields = dict(explicit.fields) if explicit else {}
    fields |= {"state": span.state, "because": span.because}
    return Fact(f"case:{span.pupil}:{span.opened.isoformat()}", "opened", span.opened,
                span.recorded, pupil=span.pupil, fields=fields)
