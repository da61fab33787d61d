"""The steps of a case in their order, as the duties of the profile make them (picture 06)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from kongchuo_desktop.domain.duties.anchor import Anchor
from kongchuo_desktop.domain.duties.judge import Judge
from kongchuo_desktop.domain.duties.signs import asked_by
from kongchuo_desktop.domain.duties.subjects import Subject
from kongchuo_desktop.domain.duties.words import ask_of, office, paper_of
from kongchuo_desktop.domain.policy.effective import Bound
from kongchuo_desktop.domain.policy.model import (
    AbsencePattern,
    AllOf,
    AnyOf,
    DutyBinding,
    FactPattern,
    MetPattern,
    Pattern,
    SubjectPattern,
)
from kongchuo_desktop.domain.policy.words import ABOUT_PUPIL

_LADDER = frozenset({"visit", "call", "persuade", "tell", "paper", "refer", "session"})
_BASE = {"call": 1, "tell": 2, "visit": 3, "persuade": 3, "paper": 4, "refer": 4, "session": 4,
         "check": 4}
_TITLES = {"call": "电话联系", "visit": "家访", "persuade": "劝返"}
_CARE = _LADDER | {"check"}
_CARE_TITLES = {"visit": "跟踪家访", "call": "跟踪电话", "persuade": "跟踪劝导"}
_OPENING = frozenset({"visit", "opened"})
"""Facts that may come at any time in a case: what waits for them belongs to every ladder."""

Sign = tuple[str, str]
"""A kind of fact and the paper that it is about, if any: what one step makes and another needs."""


@dataclass
class Rung:
    """One step: the bindings that ask for the same act, with what they make and wait for."""

    key: str
    title: str
    do: str
    bounds: list[tuple[Bound, DutyBinding]] = field(default_factory=list)
    makes: set[Sign] = field(default_factory=set)
    waits: list[set[Sign]] = field(default_factory=list)
    """What each binding waits for; the step comes as early as the first of them allows."""
    triggered: bool = False
    after_return: bool = False
    rank: int = 0

    @property
    def watch(self) -> bool:
        return all(binding.watch for _, binding in self.bounds)


def signs(pattern: Pattern | None) -> set[Sign]:
    """The facts that a pattern names, each with its paper."""
    if isinstance(pattern, FactPattern):
        papers = [str(p) for p in pattern.fields.get("paper", ())] or [""]
        return {(pattern.fact, paper) for paper in papers}
    if isinstance(pattern, AllOf | AnyOf):
        return {sign for part in pattern.parts for sign in signs(part)}
    return set()


def rungs(judge: Judge, subject: Subject) -> list[Rung]:
    """The steps that this case has gone through or may still come to, in order."""
    policy = judge.era.policy
    found: dict[str, Rung] = {}
    sign = subject.case is not None and subject.case.state == "sign"
    for bound, binding in policy.duties if policy else ():
        about = bool(asked_by(policy, binding)) and binding.each in ABOUT_PUPIL if (
            sign and policy) else _about_case(binding)
        if not about or not _concerns(judge, binding, subject):
            continue
        key, title = _name(judge, binding)
        rung = found.setdefault(key, Rung(key, title, binding.do))
        rung.bounds.append((bound, binding))
        rung.makes |= signs(binding.done)
        rung.waits.append(_waits(judge, binding))
        rung.triggered |= bool(_anchors(judge, binding, subject))
        rung.after_return |= _after_return(binding)
    kept = _reachable(found.values())
    _rank(kept)
    order = {rung.key: i for i, rung in enumerate(kept)}
    return sorted(kept, key=lambda rung: (rung.after_return, rung.rank, order[rung.key]))


def _about_case(binding: DutyBinding) -> bool:
    """Duties of one child that lead it back: not campaigns, not what recurs for everybody."""
    if _after_return(binding):
        return binding.do in _CARE and binding.each in ABOUT_PUPIL
    if binding.do not in _LADDER or binding.every or binding.months:
        return False
    return binding.each == "case" or (binding.each in ("pupil", "guardian") and (
        _has_absence(binding.on) or _ends_by_return(binding)))


def _ends_by_return(binding: DutyBinding) -> bool:
    return isinstance(binding.unless, SubjectPattern) and "returned" in binding.unless.tests


def _after_return(binding: DutyBinding) -> bool:
    state = binding.only_if
    test = state.tests.get("state") if isinstance(state, SubjectPattern) else None
    asked = isinstance(test, tuple) and "returned" in test
    return asked or ("returned", "") in signs(binding.on)


def _has_absence(pattern: Pattern | None) -> bool:
    if isinstance(pattern, AllOf | AnyOf):
        return any(_has_absence(part) for part in pattern.parts)
    return isinstance(pattern, AbsencePattern)


def _concerns(judge: Judge, binding: DutyBinding, subject: Subject) -> bool:
    return binding.only_if is None or judge.holds(
        binding.only_if, subject, judge.case_window(subject)) is not False


def sleeping(judge: Judge, pattern: Pattern | None) -> bool:
    """Whether a trigger waits for a figure that nobody has set."""
    if isinstance(pattern, AbsencePattern):
        return judge.era.figure(pattern.absent).value is None
    if isinstance(pattern, FactPattern):
        return pattern.times is not None and judge.era.figure(pattern.times).value is None
    if isinstance(pattern, AllOf):
        return any(sleeping(judge, part) for part in pattern.parts)
    if isinstance(pattern, AnyOf):
        return all(sleeping(judge, part) for part in pattern.parts)
    return False


def _name(judge: Judge, binding: DutyBinding) -> tuple[str, str]:
    """Key and title of the step that a binding belongs to: papers by paper, others by act."""
    paper = paper_of(binding)
    if binding.watch:
        who = office(binding.who)
        return f"watch:{binding.who}:{paper}", judge.era.title_of(paper) if paper else f"{who}办理"
    if paper:
        return f"paper:{paper}", judge.era.title_of(paper)
    if _after_return(binding):
        return f"after:{binding.do}", _CARE_TITLES.get(binding.do) or ask_of(binding)
    if binding.do in _TITLES:
        return binding.do, _TITLES[binding.do]
    return f"{binding.do}:{','.join(binding.to)}", ask_of(binding)


def _waits(judge: Judge, binding: DutyBinding) -> set[Sign]:
    waits = signs(binding.on) | signs(binding.needs)
    if isinstance(binding.on, MetPattern) and judge.era.policy:
        bound = judge.era.policy.by_name.get(binding.on.binding)
        if bound is not None and isinstance(bound.binding, DutyBinding):
            waits |= signs(bound.binding.done)
    return waits


def _anchors(judge: Judge, binding: DutyBinding, subject: Subject) -> list[Anchor]:
    start = subject.case.start if subject.case else None
    if binding.on is None:
        return []
    return [a for a in judge.anchors(binding.on, subject) if start is None or a.day >= start]


def _reachable(found: Iterable[Rung]) -> list[Rung]:
    """Steps that something started, or that the steps before them lead to."""
    todo = list(found)
    kept = [rung for rung in todo
            if rung.triggered or rung.after_return or not all(rung.waits)]
    while True:
        made = {sign for rung in kept for sign in rung.makes}
        more = [rung for rung in todo if rung not in kept and any(
            sign in made or sign[0] in _OPENING for waits in rung.waits for sign in waits)]
        if not more:
            return [rung for rung in todo if rung in kept]
        kept += more


def _rank(kept: list[Rung]) -> None:
    """Longest way from the beginning; every step comes after those whose facts it waits for."""
    for rung in kept:
        rung.rank = _BASE.get(rung.do, 4)
    for _ in kept:
        for rung in kept:
            ways = [1 + max((other.rank for other in kept if other is not rung
                             and other.makes & waits), default=-1) for waits in rung.waits]
            rung.rank = min(max(_BASE.get(rung.do, 4), min(ways, default=0)), len(kept) + 5)
