"""One step of a case: what it needs, what is there, when its act was done (picture 06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kongchuo_desktop.domain.cases.ladder import Rung, sleeping
from kongchuo_desktop.domain.duties.anchor import Anchor
from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.model import ClauseRef, Duty
from kongchuo_desktop.domain.duties.states import CaseSpan
from kongchuo_desktop.domain.duties.subjects import Subject
from kongchuo_desktop.domain.duties.times import add
from kongchuo_desktop.domain.duties.words import (
    ask_of,
    fact_line,
    fact_name,
    missing_word,
    office,
    short_date,
    span_of,
)
from kongchuo_desktop.domain.policy.book import Bound
from kongchuo_desktop.domain.policy.model import (
    AllOf,
    AnyOf,
    DutyBinding,
    FactPattern,
    GateBinding,
    Pattern,
)

Status = Literal["done", "now", "later", "skipped"]
_STAMPS = {"issued": ("开出", "paper"), "served": ("送达", "serve"), "handed": ("交到", "hand"),
           "signed": ("签收", "sign")}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a step needs. ``do`` is the action that brings it, ``ready`` whether it can
    be done yet (a paper can be served once it is issued)."""

    text: str
    detail: str
    do: str
    done: bool
    ready: bool = True
    paper: str | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the ladder; ``days`` are the days on which its act was done."""

    title: str
    do: str
    status: Status
    days: tuple[date, ...] = ()
    note: str = ""
    due: date | None = None
    overdue_days: int = 0
    watch: bool = False
    items: tuple[Item, ...] = ()
    duties: tuple[Duty, ...] = ()
    clause: ClauseRef | None = None
    trace: tuple[tuple[str, str], ...] = ()
    reading: str = ""

    @property
    def missing(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if not item.done)


def first_step(span: CaseSpan) -> Step:
    missed = span.start < span.opened or span.because.startswith(("缺勤", "缺课"))
    return Step("发现缺勤" if missed else "立为个案", "register", "done", (span.start,),
                "考勤" if missed else span.because)


def return_step(span: CaseSpan) -> Step:
    days = (span.returned,) if span.returned else ()
    item = Item("登记返校", "孩子回到课堂那天", "event", bool(span.returned))
    return Step("返校", "event", "done" if days else "later", days, items=(item,))


def closure_step(judge: Judge, span: CaseSpan) -> Step:
    """销号 with what its gate asks for; the gate warns, it never blocks the fact (§7)."""
    items: list[Item] = []
    subject = Subject(span.pupil, "", judge.world.pupils[span.pupil], case=span)
    policy = judge.era.policy
    for bound in policy.bounds if policy else ():
        gate = bound.binding
        window = judge.case_window(subject)
        if isinstance(gate, GateBinding) and gate.gate == "销号" and gate.asks is not None and (
                gate.only_if is None or judge.holds(gate.only_if, subject, window)):
            parts = gate.asks.parts if isinstance(gate.asks, AllOf) else (gate.asks,)
            items += [Item(missing_word(part), "", "event",
                           judge.holds(part, subject, window) is True) for part in parts]
    closed = span.state == "closed" and span.closed is not None
    items.append(Item("登记销号", "核对佐证以后登记", "event", closed,
                      ready=span.returned is not None))
    days = (span.closed,) if closed and span.closed else ()
    return Step("销号", "event", "done" if closed else "later", days, items=tuple(items))


def step_of(judge: Judge, subject: Subject, rung: Rung, open_duties: Sequence[Duty]) -> Step:
    names = {binding.name for _, binding in rung.bounds}
    mine = tuple(d for d in open_duties if d.binding in names)
    days = sorted({day for _, binding in rung.bounds for day in _days(judge, subject, binding)})
    first = mine[0] if mine else None
    bound, binding = next(((b, d) for b, d in rung.bounds if first and d.name == first.binding),
                          rung.bounds[0])
    discharged = any(_discharged(judge, subject, d) for _, d in rung.bounds)
    # A paper's whole way belongs to its step; of repeated acts only those that fell due.
    whole = rung.key.startswith("paper:")
    asked = [d for _, d in rung.bounds if whole or _anchors(judge, subject, d)] or [binding]
    items = tuple(dict.fromkeys(item for d in asked for item in _items(judge, subject, d)))
    return Step(
        rung.title, rung.do, "done" if discharged and not mine else "later", tuple(days),
        _note(judge, subject, binding, days), first.due if first else None,
        max((d.overdue_days for d in mine), default=0), rung.watch, items, mine,
        _clause(bound), first.trace if first else (), binding.reading)


def _clause(bound: Bound) -> ClauseRef:
    return ClauseRef(bound.policy.id, bound.clause.id, bound.clause.where, bound.clause.quote,
                     bound.policy.title, bound.policy.number)


def _anchors(judge: Judge, subject: Subject, binding: DutyBinding) -> list[Anchor]:
    start = subject.case.start if subject.case else date.min
    found = judge.anchors(binding.on, subject) if binding.on else []
    return [anchor for anchor in found if anchor.day >= start]


def _discharged(judge: Judge, subject: Subject, binding: DutyBinding) -> bool:
    anchors = _anchors(judge, subject, binding)
    if not anchors:
        window = judge.case_window(subject)
        return judge.discharged(binding, subject, window) is not None
    return all(judge.discharged(binding, subject, judge.after(a)) for a in anchors)


def _days(judge: Judge, subject: Subject, binding: DutyBinding) -> set[date]:
    """Days in this case on which the act of a binding was done, complete or not."""
    window = judge.case_window(subject)
    return {fact.day for pattern in _facts_in(binding.done)
            for fact in judge.matching(pattern, subject, window)}


def _facts_in(pattern: Pattern | None) -> list[FactPattern]:
    if isinstance(pattern, FactPattern):
        return [pattern]
    parts = getattr(pattern, "parts", ())
    return [fact for part in parts for fact in _facts_in(part)]


def _note(judge: Judge, subject: Subject, binding: DutyBinding, days: Sequence[date]) -> str:
    """The grey words under a step: how often, after what, to whom, or who does it."""
    if days and binding.do in ("visit", "call", "persuade"):
        return f"{len(days)}次"
    if binding.watch:
        return f"{office(binding.who)}办理"
    if not days and sleeping(judge, binding.on):
        return "条件未设定"
    after = judge.era.figure(binding.after) if binding.after else None
    if after is not None and after.value and not days:
        last = _facts_in(binding.on)
        verb = _STAMPS.get(last[-1].fact, (fact_name(last[-1].fact), ""))[0] if last else ""
        ends = [add(judge.calendar, a.day, after) for a in _anchors(judge, subject, binding)]
        when = f"（{short_date(ends[0], judge.today)}满）" if ends else ""
        return f"{verb}后{span_of(after)}{when}"
    return f"交{'、'.join(office(to) for to in binding.to)}" if binding.to else ""


def _items(judge: Judge, subject: Subject, binding: DutyBinding) -> list[Item]:
    """What a step needs: what must come first, then each fact of its act."""
    window = judge.case_window(subject)
    needs = binding.needs.parts if isinstance(binding.needs, AllOf) else (
        (binding.needs,) if binding.needs else ())
    items = [Item(missing_word(part), "", _do_of(part, binding),
                  judge.holds(part, subject, window) is True)
             for part in needs if judge.holds(part, subject, window) is not None]
    if binding.watch:
        discharged = judge.discharged(binding, subject, window) is not None
        return [*items, Item(f"记下{office(binding.who)}办理的结果", "", "event", discharged)]
    done = judge.done_of(binding)
    facts = _facts_in(done)
    if isinstance(done, AnyOf):
        facts = [f for f in facts if judge.matching(f, subject, window)] or facts[:1]
    paper = binding.paper
    if binding.do == "paper" and paper and not any(f.fact == "issued" for f in facts):
        items.append(_act(judge, subject, binding, FactPattern("issued", {"paper": (paper,)}),
                          True))
    ready = not paper or _is_issued(judge, subject, paper)
    return items + [_act(judge, subject, binding, fact, ready or fact.fact == "issued")
                    for fact in facts]


def _is_issued(judge: Judge, subject: Subject, paper: str) -> bool:
    pattern = FactPattern("issued", {"paper": (paper,)})
    return bool(judge.matching(pattern, subject, judge.case_window(subject)))


def _act(judge: Judge, subject: Subject, binding: DutyBinding, pattern: FactPattern,
         ready: bool) -> Item:
    found = judge.matching(pattern, subject, judge.case_window(subject))
    detail = "、".join(fact_line(f, judge.today) for f in found[-2:])
    verb, do = _STAMPS.get(pattern.fact, ("", binding.do))
    named = pattern.fields.get("paper", ())
    to = pattern.fields.get("to", ())
    paper = str(named[0]) if named else binding.paper
    text = ask_of(binding)
    if verb:
        text = verb + ("或".join(office(str(t)) for t in to) if pattern.fact == "handed"
                       else f"《{_printed(judge, paper)}》" if paper else "")
    return Item(text, detail, do, bool(found), ready or bool(found), paper,
                str(to[0]) if to else None)


def _printed(judge: Judge, paper: str) -> str:
    """The title that the profile prints on a paper."""
    titles = judge.era.policy.papers(paper) if judge.era.policy else []
    return titles[0].title if titles else paper


def _do_of(pattern: Pattern, binding: DutyBinding) -> str:
    facts = _facts_in(pattern)
    if facts and facts[0].fact == "visit":
        return "call" if facts[0].fields.get("mode") == ("phone",) else "visit"
    return _STAMPS.get(facts[0].fact, ("", "event"))[1] if facts else binding.do
