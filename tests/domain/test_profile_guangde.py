"""广德: three documents side by side, and the two narrow ways out that two of them know."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest

from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import (
    ClassRoom,
    Fact,
    FactValue,
    PolicyUse,
    Pupil,
    Register,
    Span,
    Tagged,
    World,
)
from kongchuo_desktop.domain.policy.model import GateBinding
from kongchuo_desktop.store.policies import load_book

BOOK = load_book()
TERM = date(2026, 9, 1)
SINCE = date(2025, 9, 1)
TODAY = date(2026, 9, 25)
EXITS = pytest.mark.parametrize(
    ("policy", "clause"), [("XC20", "R304"), ("AH20", "R306"), ("GD20", "R304"), ("GD20", "R306")])


def act(kind: str, day: int, **fields: FactValue) -> Fact:
    return Fact(f"{kind}-{day}-{sorted(fields.items())}", kind, date(2026, 9, day),
                date(2026, 9, day), pupil="p", fields=fields)


def joint(day: int, *others: str) -> Fact:
    return act("visit", day, mode="家访", outcome="拒绝", joint=others)


DROPPED_OUT = act("confirmed", 2, what="辍学")
GUARDIAN = act("confirmed", 17, what="监护人已履行法定义务")
REFUSED = act("confirmed", 17, what="学生本人拒不返校")
THREE = (joint(14, "镇政府"), joint(15, "村委会"), joint(16, "青石镇派出所"))
REPORTED = act("handed", 18, paper="县级书面报告", to="leading_group")
APPROVED = act("approved", 21, what="退出B", by="leading_group")


def situation(policy: str, facts: Sequence[Fact], tag: str = "建档立卡",
              today: date = TODAY) -> Situation:
    pupil = Pupil("p", "试验甲", "c", 7, (Span(SINCE),), tags=(Tagged(tag, Span(SINCE)),))
    world = World(
        unit="试验学校", pupils={"p": pupil}, classes={"c": ClassRoom("c", "七年级1班", 7)},
        registers=[Register("c", TERM, "全天", frozenset(), 1, TERM)], facts=facts,
        uses=(PolicyUse(policy, TERM),))
    return Situation(BOOK, SchoolCalendar(), world, today)


def awaited(policy: str, *facts: Fact, tag: str = "建档立卡") -> set[str]:
    """The bindings that wait for another body about the child."""
    return {duty.binding for duty in situation(policy, facts, tag).duties if duty.watch}


def gate_holds(policy: str, clause: str, *facts: Fact) -> bool:
    judge = situation(policy, facts).judge
    subject = judge.subject(judge.world.pupils["p"])
    gate = next(bound.binding for bound in BOOK.effective(policy).bounds
                if bound.clause.id == clause and isinstance(bound.binding, GateBinding))
    return judge.complete(gate.asks, subject, judge.case_window(subject)) is not None


def test_the_cover_adds_nothing_and_every_clause_keeps_its_document() -> None:
    origins = {bound.clause.id: bound.policy.id for bound in BOOK.effective("GD20").bounds}
    assert Counter(origins.values()) == {"GD20": 1, "GD18": 62, "XC20": 17, "AH20": 19}


def test_one_week_and_two_weeks_both_run() -> None:
    due = {duty.binding: duty for duty in situation("GD20", (), today=TERM).duties}
    windows = [(due[name].due, due[name].clause) for name in ("R156/register", "R154/check")]
    assert [(day, clause.policy) for day, clause in windows if clause] == [
        (date(2026, 9, 8), "GD18"), (date(2026, 9, 15), "AH20")]


@EXITS
def test_the_county_reports_after_the_third_joint_persuasion(policy: str, clause: str) -> None:
    rest = (DROPPED_OUT, GUARDIAN, REFUSED)
    alone = act("visit", 16, mode="家访", outcome="拒绝")
    report = f"{clause}/report"
    assert report not in awaited(policy, *THREE[:2], *rest)
    assert report not in awaited(policy, *THREE[:2], alone, *rest)
    assert report in awaited(policy, *THREE, *rest)
    assert report in awaited(policy, act("attached", 16, what="判决裁定"), *rest)


@EXITS
def test_no_condition_of_the_way_out_can_be_left_out(policy: str, clause: str) -> None:
    report = f"{clause}/report"
    assert report not in awaited(policy, *THREE, DROPPED_OUT, REFUSED)
    assert report not in awaited(policy, *THREE, DROPPED_OUT, GUARDIAN)
    assert report not in awaited(policy, *THREE, GUARDIAN, REFUSED)
    assert report not in awaited(policy, *THREE, DROPPED_OUT, GUARDIAN, REFUSED, tag="农村低保")


@EXITS
def test_the_leading_group_approves_what_the_county_reported_before(
    policy: str, clause: str
) -> None:
    before = (*THREE, DROPPED_OUT, GUARDIAN, REFUSED)
    early = act("approved", 17, what="退出B", by="leading_group")
    assert f"{clause}/approve" in awaited(policy, *before, REPORTED)
    assert not gate_holds(policy, clause, *before, APPROVED)
    assert not gate_holds(policy, clause, *before, REPORTED, early)
    assert gate_holds(policy, clause, *before, REPORTED, APPROVED)


@pytest.mark.parametrize(("policy", "clause"), [("XC20", "R303"), ("AH20", "R305")])
def test_no_learning_ability_is_found_by_the_committee_with_both_opinions(
    policy: str, clause: str
) -> None:
    finding = act("confirmed", 16, what="不具备学习能力", by="专家委员会")
    proofs = [act("attached", 18, what=what)
              for what in ("专家委员会意见", "卫健部门意见", "残联意见")]
    assert gate_holds(policy, clause, finding, *proofs)
    assert not gate_holds(policy, clause, *proofs)
    assert not any(gate_holds(policy, clause, finding, *(p for p in proofs if p is not missing))
                   for missing in proofs)
    by_school = act("confirmed", 16, what="不具备学习能力", by="校长")
    assert not gate_holds(policy, clause, by_school, *proofs)


@pytest.mark.parametrize(("policy", "clause"), [("XC20", "R456"), ("AH20", "R458")])
def test_the_written_opinion_is_kept(policy: str, clause: str) -> None:
    def asked(*facts: Fact) -> bool:
        return f"{clause}/keep" in {d.binding for d in situation(policy, facts).duties}

    assert not asked(DROPPED_OUT, *THREE, REPORTED)
    assert asked(DROPPED_OUT, *THREE, REPORTED, APPROVED)
    assert not asked(DROPPED_OUT, *THREE, REPORTED, APPROVED,
                     act("attached", 22, what="书面意见"))


def test_the_court_is_waited_for_from_the_day_after_the_limit() -> None:
    refused = act("visit", 3, mode="家访", outcome="拒绝")
    report = act("handed", 4, paper="书面报告", to="county")
    order = act("measure", 7, by="township", what="责令限期改正", limit="2026-09-14")

    def asked(day: int, *facts: Fact) -> set[str]:
        found = situation("GD18", (DROPPED_OUT, *facts), today=date(2026, 9, day)).duties
        return {duty.binding for duty in found} & {
            "R115/report", "R475/correct", "R476/court"}

    assert asked(3, refused) == {"R115/report"}
    assert asked(4, refused, report) == {"R475/correct"}
    assert asked(14, refused, report, order) == set()
    assert asked(15, refused, report, order) == {"R476/court"}


def test_who_was_reached_later_is_not_out_of_reach() -> None:
    nobody = act("visit", 3, mode="电话", outcome="联系不上")
    reached = act("visit", 4, mode="家访", outcome="拒绝")
    issued = act("issued", 3, paper="劝返复学通知书")

    def asked(*facts: Fact) -> set[str]:
        return {duty.binding for duty in situation("GD18", (issued, *facts)).duties}

    assert "R116/unreachable" in asked(nobody)
    assert "R116/unreachable" not in asked(nobody, reached)
    assert "R115/report" in asked(nobody, reached)
