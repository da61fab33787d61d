"""One step of a case: what it needs, what is there, when its act was done (picture 06)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from kongchuo_desktop.domain.cases.gates import gates_of
from kongchuo_desktop.domain.cases.items import CLOSE, Item, Step, do_of
from kongchuo_desktop.domain.cases.ladder import Rung, sleeping
from kongchuo_desktop.domain.duties.anchor import Anchor
from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.model import ClauseRef, Duty
from kongchuo_desktop.domain.duties.openers import OPENED
from kongchuo_desktop.domain.duties.signs import KEY_PUPIL
from kongchuo_desktop.domain.duties.sought import LOST
from kongchuo_desktop.domain.duties.states import CaseSpan
from kongchuo_desktop.domain.duties.subjects import Subject, Window
from kongchuo_desktop.domain.duties.times import add
from kongchuo_desktop.domain.duties.words import (
    ask_of,
    fact_line,
    fact_name,
    missing_word,
    office,
    others_act,
    paper_of,
    short_date,
    span_of,
)
from kongchuo_desktop.domain.facts import Fact
from kongchuo_desktop.domain.policy.model import (
    AllOf,
    AnyOf,
    DutyBinding,
    FactPattern,
    Pattern,
    facts_in,
)
from kongchuo_desktop.domain.policy.words import plain

_STAMPS = {"issued": ("开出", "paper"), "served": ("送达", "serve"), "handed": ("交到", "hand"),
           "signed": ("签收", "sign")}


def sign_step(judge: Judge, span: CaseSpan) -> Step | None:
    """苗头 that somebody wrote down before the child stayed away, or the sign that is the case."""
    facts = [f for f in judge.facts.about("sign", pupil=span.pupil)
             if f.day <= (span.closed or judge.today)]
    last = [f for f in facts if f.day >= span.start] if span.state == "sign" else facts[-3:]
    if not last:
        return None
    said = "、".join(dict.fromkeys(str(f.fields["what"]) for f in last if f.fields.get("what")))
    return Step("发现苗头", "event", "done", tuple(f.day for f in last), said)


def first_step(span: CaseSpan) -> Step:
    if span.state == "sign" and span.because == KEY_PUPIL:
        return Step("列为重点生", "event", "done", (span.start,))
    missed = not span.because.endswith(LOST) and (
        span.start < span.opened or span.because.startswith(("缺勤", "缺课")))
    return Step("发现缺勤" if missed else OPENED, "register", "done", (span.start,),
                "考勤" if missed else "" if span.because == OPENED else span.because)


def return_step(span: CaseSpan) -> Step:
    days = (span.returned,) if span.returned else ()
    item = Item("登记返校", "孩子回到课堂那天", "event", bool(span.returned))
    return Step("返校", "event", "done" if days else "later", days, items=(item,))


def closure_step(judge: Judge, subject: Subject) -> Step:
    """销号 with what its gates ask for; a gate warns, it never blocks the fact (§7)."""
    span = subject.case
    assert span is not None
    gates = gates_of(judge, subject, "销号")
    closed = span.state == "closed" and span.closed is not None
    settled = span.returned is not None or span.out is not None or span.state == "sign"
    items = [*(item for gate in gates for item in gate.items),
             Item(CLOSE, "核对佐证以后登记", "event", closed, ready=settled)]
    days = (span.closed,) if closed and span.closed else ()
    first = gates[0] if gates else None
    return Step("销号", "event", "done" if closed else "later", days,
                plain(span.way) if closed else "", items=tuple(dict.fromkeys(items)),
                clause=first.clause if first else None, reading=first.reading if first else "")


def step_of(judge: Judge, subject: Subject, rung: Rung, open_duties: Sequence[Duty]) -> Step:
    names = {binding.name for _, binding in rung.bounds}
    mine = tuple(d for d in open_duties if d.binding in names)
    window = _window(judge, subject, rung)
    acts = {fact.id: fact for _, binding in rung.bounds
            for fact in _acts(judge, subject, binding, window)}
    days = sorted({fact.day for fact in acts.values()})
    first = mine[0] if mine else None
    bound, binding = next(((b, d) for b, d in rung.bounds if first and d.name == first.binding),
                          rung.bounds[0])
    discharged = any(_discharged(judge, subject, d, window) for _, d in rung.bounds)
    # A paper's whole way belongs to its step; of repeated acts only those that fell due.
    whole = rung.key.startswith("paper:")
    asked = [d for _, d in rung.bounds if whole or _anchors(judge, subject, d)] or [binding]
    dues = {duty.binding: duty.due for duty in mine}
    items = tuple(dict.fromkeys(item for d in asked for item in (
        _others_items(judge, subject, d, window, dues) if d.watch
        else _items(judge, subject, d, window))))
    return Step(
        rung.title, rung.do, "done" if discharged and not mine else "later", tuple(days),
        _note(judge, subject, binding, len(acts)), first.due if first else None,
        max((d.overdue_days for d in mine), default=0), rung.watch, items, mine,
        ClauseRef.of(bound), first.trace if first else (), binding.reading)


def _anchors(judge: Judge, subject: Subject, binding: DutyBinding) -> list[Anchor]:
    start = subject.case.start if subject.case else date.min
    found = judge.anchors(binding.on, subject) if binding.on else []
    return [anchor for anchor in found if anchor.day >= start]


def _window(judge: Judge, subject: Subject, rung: Rung) -> Window:
    """The days of the case; of after-care (跟踪) those since the child was back."""
    window, case = judge.case_window(subject), subject.case
    if not rung.after_return or case is None or case.returned is None:
        return window
    since = case.returned
    return replace(window, default=since, start=since, on=since)


def _discharged(judge: Judge, subject: Subject, binding: DutyBinding, window: Window) -> bool:
    anchors = _anchors(judge, subject, binding)
    if not anchors:
        return judge.discharged(binding, subject, window) is not None
    return all(judge.discharged(binding, subject, judge.after(a)) for a in anchors)


def _acts(judge: Judge, subject: Subject, binding: DutyBinding, window: Window) -> list[Fact]:
    """What was done in this case of the act of a binding, complete or not."""
    return [fact for pattern in facts_in(binding.done)
            for fact in judge.matching(pattern, subject, window)]


def _note(judge: Judge, subject: Subject, binding: DutyBinding, times: int) -> str:
    """The grey words under a step: how often, after what, to whom, or who does it."""
    if times and binding.do in ("visit", "call", "persuade"):
        return f"{times}次"
    if binding.watch:
        return f"{office(binding.who)}办理" if paper_of(binding) else others_act(binding)
    if not times and sleeping(judge, binding.on):
        return "条件未设定"
    after = judge.era.figure(binding.after) if binding.after else None
    if after is not None and after.value and not times:
        last = facts_in(binding.on)
        verb = _STAMPS.get(last[-1].fact, (fact_name(last[-1].fact), ""))[0] if last else ""
        ends = [add(judge.calendar, a.day, after) for a in _anchors(judge, subject, binding)]
        when = f"（{short_date(ends[0], judge.today)}满）" if ends else ""
        return f"{verb}后{span_of(after)}{when}"
    return f"交{'、'.join(office(to) for to in binding.to)}" if binding.to else ""


def _items(judge: Judge, subject: Subject, binding: DutyBinding, window: Window) -> list[Item]:
    """What a step needs: what must come first, then each fact of its act."""
    items = _needed(judge, subject, binding, window)
    done = binding.act
    facts = facts_in(done)
    if isinstance(done, AnyOf):
        facts = [f for f in facts if judge.matching(f, subject, window)] or facts[:1]
    paper = binding.paper
    if binding.do == "paper" and paper and any(f.fact in _STAMPS for f in facts) and not any(
            f.fact == "issued" for f in facts):
        items.append(_act(judge, subject, binding, FactPattern("issued", {"paper": (paper,)}),
                          True))
    ready = not paper or _is_issued(judge, subject, paper)
    return items + [_act(judge, subject, binding, fact, ready or fact.fact == "issued")
                    for fact in facts]


def _needed(judge: Judge, subject: Subject, binding: DutyBinding, window: Window) -> list[Item]:
    needs = binding.needs.parts if isinstance(binding.needs, AllOf) else (
        (binding.needs,) if binding.needs else ())
    return [Item(missing_word(part), "", _do_of(part, binding),
                 judge.holds(part, subject, window) is True,
                 wanted=_visit_in(part) if _do_of(part, binding) in ("visit", "call") else None)
            for part in needs if judge.holds(part, subject, window) is not None]


def _others_items(judge: Judge, subject: Subject, binding: DutyBinding, window: Window,
                  dues: Mapping[str, date | None]) -> list[Item]:
    """What another body has to do and by when, or what it did; ``dues`` of what is waited for."""
    met = judge.discharged(binding, subject, window)
    if met is not None:
        told = "、".join(_proved(fact, judge.today) for fact in met.facts[-2:])
    else:
        due = dues.get(binding.name)
        told = f"应{short_date(due, judge.today)}前办" if due else (
            "文件没有写几天内办" if binding.name in dues else "")
    text = f"{office(binding.who) or '其他单位'}：{others_act(binding)}"
    visit = _visit_in(binding.act)
    return [*_needed(judge, subject, binding, window),
            Item(text, told, do_of(visit) or "event", met is not None,
                 ready=met is not None or binding.name in dues, wanted=visit,
                 binding=binding.name)]


def _visit_in(pattern: Pattern | None) -> FactPattern | None:
    """The visit that is asked for: the form of a visit writes it, with who must come along."""
    return next((fact for fact in facts_in(pattern) if fact.fact == "visit"), None)


def _proved(fact: Fact, today: date) -> str:
    """What another body did, and whether a scan of it is on file."""
    return fact_line(fact, today) + ("，有扫描件" if fact.fields.get("scan") else "")


def _is_issued(judge: Judge, subject: Subject, paper: str) -> bool:
    pattern = FactPattern("issued", {"paper": (paper,)})
    return bool(judge.matching(pattern, subject, judge.case_window(subject)))


def _act(judge: Judge, subject: Subject, binding: DutyBinding, pattern: FactPattern,
         ready: bool) -> Item:
    found = judge.matching(pattern, subject, judge.case_window(subject))
    detail = "、".join(fact_line(f, judge.today) for f in found[-2:])
    if binding.do == "paper" and pattern.fact not in _STAMPS:
        # A paper that is drawn up (一人一案) is a fact like any other; it takes no number.
        return Item(missing_word(pattern), detail, "event", bool(found))
    verb, do = _STAMPS.get(pattern.fact, ("", binding.do))
    named = pattern.fields.get("paper", ())
    to = pattern.fields.get("to", ())
    paper = str(named[0]) if named else binding.paper
    title = judge.era.title_of(paper) if paper else ""
    text = ask_of(binding)
    if verb:
        text = verb + ("或".join(office(str(t)) for t in to) if pattern.fact == "handed"
                       else f"《{title}》" if title else "")
    return Item(text, detail, do, bool(found), ready or bool(found), paper,
                str(to[0]) if to else None, _visit_in(pattern), title=title)


def _do_of(pattern: Pattern, binding: DutyBinding) -> str:
    facts = facts_in(pattern)
    if facts and facts[0].fact == "visit":
        return "call" if facts[0].fields.get("mode") == ("phone",) else "visit"
    return _STAMPS.get(facts[0].fact, ("", "event"))[1] if facts else binding.do
