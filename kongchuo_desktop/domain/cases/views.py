"""Cases as the screens show them: state, ladder with what is missing, and the timeline."""

from dataclasses import dataclass, replace
from datetime import date

from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.cases.items import Item, Status, Step
from kongchuo_desktop.domain.cases.ladder import rungs
from kongchuo_desktop.domain.cases.stage import stage_of
from kongchuo_desktop.domain.cases.steps import (
    closure_step,
    first_step,
    return_step,
    sign_step,
    step_of,
)
from kongchuo_desktop.domain.cases.ways import Way, ways_out
from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.duties.states import CaseSpan
from kongchuo_desktop.domain.duties.subjects import Subject
from kongchuo_desktop.domain.duties.words import (
    fact_line,
    office,
    short_date,
)
from kongchuo_desktop.domain.facts import Fact, World
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.book import PolicyBook

__all__ = ["CaseView", "Happening", "Item", "Step", "Way", "case_list", "case_of",
           "case_order", "case_view", "cases_of", "signs_of"]


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a case's timeline."""

    day: date
    what: str
    by: str
    fact: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case of one pupil. ``now`` is the number (from 0) of the step that is due, None when all
    is done; ``streak`` the N of 第N天 while the child is absent; ``stage`` how far it has come
    in words; ``ways`` the ways out other than a return, ``way`` the one it has gone. ``number`` is
    its 第几次 among the pupil's cases, ``again`` whether the child has dropped out again."""

    pupil: str
    name: str
    class_id: str
    state: str
    since: date
    because: str
    steps: tuple[Step, ...]
    now: int | None
    due: date | None
    overdue_days: int
    streak: int | None
    closed: date | None
    timeline: tuple[Happening, ...]
    stage: str = ""
    ways: tuple[Way, ...] = ()
    way: str = ""
    number: int = 1
    again: bool = False

    @property
    def id(self) -> str:
        """Stable as long as the case is: its pupil and which of the pupil's cases it is."""
        return f"{self.pupil}:{self.number}" + (":sign" if self.state == "sign" else "")

    @property
    def state_name(self) -> str:
        return words.STATES[self.state]

    @property
    def next(self) -> str:
        """``第4步 劝学通知书``, ``第6步 乡镇政府办理：家访``; empty when nothing is left to do."""
        if self.now is None:
            return ""
        step = self.steps[self.now]
        more = f"：{step.note}" if step.watch and step.note else ""
        return f"第{self.now + 1}步 {step.title}{more}"


def case_list(book: PolicyBook, calendar: SchoolCalendar, world: World, today: date, *,
              closed: bool = False) -> list[CaseView]:
    """The cases in hand, the latest first; with ``closed`` those that have been closed."""
    return cases_of(Situation(book, calendar, world, today), closed=closed)


def case_view(book: PolicyBook, calendar: SchoolCalendar, world: World, today: date,
              pupil: str) -> CaseView | None:
    """The pupil's case in hand, else the last one closed, else None."""
    return case_of(Situation(book, calendar, world, today), pupil)


def case_order(view: CaseView) -> tuple[int, date, date, str]:
    """The most overdue first, then by what is due next."""
    return -view.overdue_days, view.due or date.max, view.since, view.pupil


def cases_of(situation: Situation, *, closed: bool = False) -> list[CaseView]:
    """``case_list`` for a situation that is already at hand."""
    views = [_view(situation, span) for span in spans_of(situation)
             if (span.state == "closed") == closed]
    return sorted(views, key=case_order)


def spans_of(situation: Situation) -> list[CaseSpan]:
    """Every case that is in hand or was struck off, by pupil; what nobody acted on and is over is
    none."""
    cases, pupils = situation.judge.cases, situation.world.pupils
    return [span for name in sorted(cases.candidates & pupils.keys())
            for span in cases.of(pupils[name]) if span.acted or span.state != "closed"]


def overdue_of(situation: Situation) -> list[CaseView]:
    """The cases in hand of which something should be done by now; the others need not be laid
    out for that."""
    views = [_view(situation, span) for span in spans_of(situation) if span.state != "closed"
             and any(duty.clause and duty.overdue_days
                     for duty in situation.duties_about(span.pupil))]
    return sorted((view for view in views if view.overdue_days), key=case_order)


def signs_of(situation: Situation) -> list[CaseView]:
    """Children who are in class with a sign (苗头) or as 重点生 about whom the profile asks."""
    found = (situation.judge.cases.sign(pupil) for pupil in situation.world.pupils.values())
    views = [_view(situation, span) for span in found if span is not None]
    return sorted(views, key=case_order)


def case_of(situation: Situation, pupil: str) -> CaseView | None:
    """``case_view`` for a situation that is already at hand."""
    known = situation.world.pupils.get(pupil)
    cases = situation.judge.cases
    span = (cases.current(known) or cases.latest(known)) if known else None
    return _view(situation, span) if span else None


def _view(situation: Situation, span: CaseSpan) -> CaseView:
    return situation.of_pupil(span.pupil, span, lambda: _seen(situation, span))


def _seen(situation: Situation, span: CaseSpan) -> CaseView:
    pupil = situation.world.pupils[span.pupil]
    judge = situation.judge
    subject = Subject(pupil.id, pupil.name, pupil, case=span)
    steps = _steps(situation, judge, subject, span)
    now = next((i for i, step in enumerate(steps) if step.status == "now"), None)
    streak = situation.streak(pupil.id) if span.closed is None else None
    ways = ways_out(judge, span) if span.state not in ("sign", "closed") else ()
    effect = next((way.effect for way in ways if way.way == span.way), "")
    late = max((step.overdue_days for step in steps), default=0)
    dues = [step.due for step in steps if step.due and step.status in ("now", "later")]
    return CaseView(
        pupil.id, pupil.name, pupil.class_id, span.state, span.start, span.because, steps, now,
        min(dues, default=None), late, len(streak.days) if streak else None, span.closed,
        _timeline(situation, span), stage_of(judge, subject, effect), ways, span.way, span.number,
        span.number > 1 or span.relapsed)


def _steps(situation: Situation, judge: Judge, subject: Subject,
           span: CaseSpan) -> tuple[Step, ...]:
    open_duties = [duty for duty in situation.duties_about(span.pupil)
                   if duty.clause and span.closed is None]
    found = rungs(judge, subject)
    before = [step_of(judge, subject, rung, open_duties) for rung in found if not rung.after_return]
    after = [step_of(judge, subject, rung, open_duties) for rung in found if rung.after_return]
    sign = sign_step(judge, span)
    begin = [sign] if sign else []
    if span.state == "sign":
        steps = [*(begin or [first_step(span)]), *before, closure_step(judge, subject)]
    else:
        steps = [*begin, first_step(span), *before, return_step(span), *after,
                 closure_step(judge, subject)]
    return tuple(_with_status(steps, span))


def _with_status(steps: list[Step], span: CaseSpan) -> list[Step]:
    """The first step with something open is the one to do now; a child that is back skips to
    its return unless something is still owed, one that went another way to the closure, and a
    closed case has nothing left. A step of others is the one only while we wait for it."""
    closed = span.state == "closed"
    settled = span.returned is not None or span.out is not None
    back = next((i for i, step in enumerate(steps) if step.title == "返校"), len(steps))
    last_skipped = len(steps) - 2 if span.out is not None else back
    found: list[Step] = []
    has_now = closed
    urgent = any(step.duties and not step.watch for step in steps)
    for i, step in enumerate(steps):
        status: Status = step.status
        if status != "done" and (closed or (settled and i <= last_skipped and not step.duties)):
            status = "skipped"
        elif status != "done" and not has_now and (
                bool(step.duties) and not step.watch if urgent
                else bool(step.duties) or not step.watch):
            status, has_now = "now", True
        found.append(replace(step, status=status))
    return found


def _timeline(situation: Situation, span: CaseSpan) -> tuple[Happening, ...]:
    """All facts of the case, newest first."""
    facts = [f for found in situation.facts.by_pupil.get(span.pupil, {}).values()
             for f in found if f.day >= span.start
             and (span.closed is None or f.day <= span.closed)]
    facts.sort(key=lambda f: (f.day, f.recorded, f.id), reverse=True)
    return tuple(Happening(f.day, _told(f, situation.today), _by(f), f.id) for f in facts)


def _told(fact: Fact, today: date) -> str:
    text = fact_line(fact, today).removeprefix(short_date(fact.day, today))
    result = fact.fields.get("result")
    return f"{text}，{words.RESULTS[str(result)]}" if result in words.RESULTS else text


def _by(fact: Fact) -> str:
    by = fact.fields.get("by")
    if by is None or isinstance(by, bool | int):
        return ""
    return office(by) if isinstance(by, str) else "、".join(by)
