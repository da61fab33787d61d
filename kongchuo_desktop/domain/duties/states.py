"""The case of each pupil as its facts make it: when it opened, what it is, how it ended."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from kongchuo_desktop.domain.absence import Attendance
from kongchuo_desktop.domain.duties.facts import Facts
from kongchuo_desktop.domain.duties.openers import RANK, Opener, Openers
from kongchuo_desktop.domain.duties.signs import KEY_PUPIL, asks_of_signs
from kongchuo_desktop.domain.duties.sought import AWAITED
from kongchuo_desktop.domain.facts import Fact, Pupil
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.effective import Era
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.model import AbsencePattern
from kongchuo_desktop.domain.thresholds import Reached

EXEMPT = ("退出A", "退出B")
"""Ways that nothing but a whole gate opens: the child stays away and is not asked back
(R303–R306)."""
_FOR_GOOD = frozenset({*EXEMPT, "死亡", "出国", "超龄", "户籍"})
"""Ways after which a child that stays away is no new case until it was in class again."""


@dataclass(frozen=True, slots=True)
class CaseSpan:
    """One case of one pupil.

    ``start`` is the day it is counted from (the first absent day of a run), ``opened`` the day
    something opened it, ``because`` what that was, in Chinese. ``state`` is today's, ``peak`` the
    gravest before the child was back, out or struck off, ``history`` since when it was what.
    ``acted``: a person visited, issued a paper or opened it; a case that only an absence opened
    vanishes when the child is back. ``way`` is how it ended other than by a return (转学, 休学,
    退出B …) and ``out`` the day; ``number`` its 第几次 among the pupil's cases that were acted
    on, ``relapsed`` whether the child stayed away again before it was struck off.
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
    way: str = ""
    out: date | None = None
    number: int = 1
    relapsed: bool = False
    history: tuple[tuple[date, str], ...] = ()

    def open_on(self, day: date) -> bool:
        return self.opened <= day and (self.closed is None or day < self.closed)

    @property
    def before_out(self) -> "CaseSpan":
        """The case as it was when it went its way out: what the way's gate is about."""
        if self.out is None:
            return self
        kept = tuple((day, state) for day, state in self.history
                     if day <= self.out and state not in ("left", "exempt", "closed"))
        return replace(self, state=kept[-1][1] if kept else self.peak, out=None, way="",
                       closed=None, history=kept or ((self.opened, self.peak),))

    def state_on(self, day: date) -> str:
        """What it was on a day; empty before it was opened."""
        return next((state for since, state in reversed(self.history) if since <= day), "")


WayOut = Callable[[CaseSpan, Pupil], tuple[str, date] | None]
"""The way and the day by which a case ended other than by a return, None while it has not."""


class Cases:
    """Derives every pupil's cases under one profile."""

    def __init__(self, era: Era, attendance: Attendance, facts: Facts, today: date,
                 openers: Openers, way_out: WayOut) -> None:
        self._era = era
        self._attendance = attendance
        self._facts = facts
        self._today = today
        self._openers = openers
        self._way_out = way_out
        self._signs = asks_of_signs(era.policy) if era.policy else frozenset()
        self._spans: dict[str, Sequence[CaseSpan]] = {}
        means = era.policy.rules("returned_means") if era.policy else []
        self._means = next((self._number(r.value) for r in means), None)

    def _number(self, value: Figure | str | None) -> int | None:
        return self._era.figure(value).at_least if isinstance(value, Figure) else None

    @cached_property
    def candidates(self) -> frozenset[str]:
        """Pupils who may have a case; nobody else needs to be looked at."""
        found = set(self._attendance.candidates)
        for kind in ("opened", "confirmed", "issued", "served", "visit", AWAITED,
                     *self._openers.facts_of_rules):
            found |= self._facts.pupils_with.get(kind, set())
        return frozenset(found)

    def keep(self, before: "Cases", touched: Collection[str]) -> None:
        """Take over the cases of the pupils of whom nothing changed since."""
        self._spans = {name: spans for name, spans in before._spans.items() if name not in touched}

    def of(self, pupil: Pupil) -> Sequence[CaseSpan]:
        """All cases of the pupil, oldest first."""
        if pupil.id not in self._spans:
            # What a rule or a gate asks of a state is asked before the case is known.
            self._spans[pupil.id] = ()
            self._spans[pupil.id] = self._derive(pupil)
        return self._spans[pupil.id]

    def current(self, pupil: Pupil, day: date | None = None) -> CaseSpan | None:
        """The case that is open on ``day`` (today)."""
        on = day or self._today
        return next((span for span in reversed(self.of(pupil)) if span.open_on(on)), None)

    def latest(self, pupil: Pupil) -> CaseSpan | None:
        spans = self.of(pupil)
        return spans[-1] if spans else None

    def sign(self, pupil: Pupil) -> CaseSpan | None:
        """The case of a child that is in class with a sign (苗头) or as 重点生, where the profile
        asks for something about it; a sign that somebody struck off has gone."""
        if not self._signs:
            return None
        closed = max((f.day for f in self._facts.about("closed", pupil=pupil.id)),
                     default=date.min)
        found: list[tuple[date, date, str]] = []
        if "sign" in self._signs:
            found += [(f.day, f.recorded, f"发现苗头：{f.fields['what']}"
                       if f.fields.get("what") else "发现苗头")
                      for f in self._facts.about("sign", pupil=pupil.id) if f.day >= closed]
        if "tag" in self._signs:
            found += [(max(t.span.since, closed), date.min, KEY_PUPIL) for t in pupil.tags
                      if t.tag == KEY_PUPIL and t.span.covers(self._today)
                      and t.span.since > closed]
        if not found or not pupil.enrolled_on(self._today) or self.current(pupil) is not None:
            return None
        day, recorded, because = min(found)
        return CaseSpan(pupil.id, day, day, recorded, "sign", "sign", because, True,
                        history=((day, "sign"),))

    # whether the child is back -------------------------------------------------------------

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

    def settled(self, pupil: Pupil, since: date) -> bool:
        """Whether nobody needs to bring the child back any more: it is back since ``since``, or
        its case ended by another way (转学, 休学, 死亡, 退出 …)."""
        if self.returned(pupil, since) is not None:
            return True
        last = self.latest(pupil)
        return last is not None and last.out is not None and (
            since <= last.out or last.way in _FOR_GOOD)

    # deriving ------------------------------------------------------------------------------

    def reached(self, pupil: Pupil, pattern: AbsencePattern) -> list[Reached]:
        """Thresholds of a pattern that the pupil reached; none while its figure is unset."""
        return self._openers.reached(pupil, pattern)

    def _derive(self, pupil: Pupil) -> list[CaseSpan]:
        closings = list(self._facts.about("closed", pupil=pupil.id))
        spans: list[CaseSpan] = []
        openers = [o for o in self._openers.of(pupil) if o.waited is None
                   or not self._back_between(pupil, o.waited, o.opened)]
        while openers:
            mine = self._same_run(pupil, openers)
            closing: Fact | None = None
            vanished: date | None = None
            if any(opener.acted for opener in mine):
                closing = next((f for f in closings if f.day >= mine[0].opened), None)
                mine = [o for o in openers if closing is None or o.opened < closing.day
                        or o is openers[0] or (o in mine and not o.told)]
            else:
                vanished = self._run_end(pupil, mine[0].start)
            number = 1 + sum(span.acted for span in spans)
            span = self._span(pupil, mine, closing, vanished, number)
            if closing is None and span.out is not None and span.way not in _FOR_GOOD:
                # Who left and came back to the school is a case of its own if it is missed again.
                mine = [o for o in mine if o.opened <= max(span.out, mine[0].opened)]
                span = self._span(pupil, mine, None, None, number)
            # What closed this case does not close one that is opened again on the same day.
            closings = [f for f in closings if f is not closing]
            openers = [o for o in openers if o not in mine]
            spans.append(span)
            openers = self._still_open(pupil, span, openers)
        return spans

    def _back_between(self, pupil: Pupil, since: date, until: date) -> bool:
        back = self.returned(pupil, since)
        return back is not None and back[0] <= until

    def _still_open(self, pupil: Pupil, span: CaseSpan, openers: list[Opener]) -> list[Opener]:
        """After a way out for good only a return or a person's word begins a new case."""
        if span.closed is None or span.way not in _FOR_GOOD:
            return openers
        back = self.returned(pupil, span.closed)
        return [o for o in openers if o.told or (back is not None and o.opened > back[0])]

    def _same_run(self, pupil: Pupil, openers: list[Opener]) -> list[Opener]:
        """The first opener with all that happened before the child was back in class."""
        first = openers[0]
        ended = self._run_end(pupil, first.start)
        return [o for o in openers if o.start == first.start
                or (ended is not None and o.opened < ended)]

    def _run_end(self, pupil: Pupil, start: date) -> date | None:
        return next((r.ended for r in self._attendance.runs(pupil) if r.start == start), None)

    def _span(self, pupil: Pupil, openers: list[Opener], closing: Fact | None,
              vanished: date | None, number: int) -> CaseSpan:
        first = openers[0]
        back = self.returned(pupil, first.opened)
        relapse = back is not None and any(
            o.opened > back[0] for o in openers if o.state == "absent")
        history = _history(openers)
        span = CaseSpan(
            pupil.id, min(o.start for o in openers), first.opened, first.recorded,
            history[-1][1], history[-1][1], first.because, any(o.acted for o in openers),
            back[0] if back and not relapse else None,
            closing.day if closing else vanished, number=number, relapsed=relapse,
            history=tuple(history))
        way = self._way_out(span, pupil) if span.acted else None
        if way is not None:
            span = self._left(pupil, span, *way)
        if closing is not None and closing.fields.get("why") in words.WAYS:
            span = replace(span, way=str(closing.fields["why"]))
        return _ended(span, self._today)

    def _left(self, pupil: Pupil, span: CaseSpan, way: str, day: date) -> CaseSpan:
        """The case with its way out, unless the child came back after it."""
        if span.closed is not None and span.closed < day:
            return span
        later = self.returned(pupil, day) if way not in ("转学", "毕业") else None
        if later is not None and later[0] > day:
            return replace(span, returned=later[0])
        return replace(span, way=way, out=day)


def _history(openers: list[Opener]) -> list[tuple[date, str]]:
    """Since when the case was how grave; what a person did about an absence makes it 在办."""
    found: list[tuple[date, str]] = []
    worst, acted = "absent", False
    for opener in openers:
        acted = acted or opener.acted
        worst = max(worst, opener.state, key=RANK.__getitem__)
        state = "open" if acted and worst == "absent" else worst
        if not found or found[-1][1] != state:
            found.append((opener.opened, state))
    return found


def _ended(span: CaseSpan, today: date) -> CaseSpan:
    """The case with today's state: struck off, out by another way, back, or still open."""
    ends = []
    if span.returned is not None:
        ends.append((span.returned, "returned"))
    if span.out is not None:
        ends.append((span.out, "exempt" if span.way in EXEMPT else "left"))
    ends.sort()
    if span.closed is not None and span.closed <= today:
        ends.append((span.closed, "closed"))
    first = min((day for day, _ in ends), default=date.max)
    history = [*((day, state) for day, state in span.history if day <= first), *ends]
    return replace(span, state=history[-1][1], history=tuple(history))


def opening(span: CaseSpan, explicit: Fact | None) -> Fact:
    """The opening of a case as a fact, for patterns that wait for it; its state is today's."""
    fields = dict(explicit.fields) if explicit else {}
    fields |= {"state": span.state, "because": span.because}
    return Fact(f"case:{span.pupil}:{span.opened.isoformat()}", "opened", span.opened,
                span.recorded, pupil=span.pupil, fields=fields)
