"""No dead end: whatever a profile asks for, the button of its line writes what makes it go."""

from datetime import timedelta

import pytest
from people import NOW, TEACHER, Clock
from photos import picture
from pressing import due
from registers import TRUANT, seat, take

from kongchuo_desktop.domain.duties.facts import canonical, matches
from kongchuo_desktop.domain.duties.model import ClauseRef, Duty, DutyLine
from kongchuo_desktop.domain.facts import Fact
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.model import DutyBinding, FactPattern
from kongchuo_desktop.operations import events, moves, overview, policies, roster, visits
from kongchuo_desktop.operations.discharge import (
    Way,
    discharge,
    sets_limit,
    wanted_of,
    way_of,
    written,
)
from kongchuo_desktop.operations.paper_register import paper_register
from kongchuo_desktop.operations.policies import shipped_book
from kongchuo_desktop.operations.visits import VisitInput
from kongchuo_desktop.store.store import Store

BOOK = shipped_book()
TODAY = NOW.date()


def bindings(policy: str) -> list[DutyBinding]:
    return [binding for _, binding in BOOK.effective(policy).duties]


def made_up(policy: str, binding: DutyBinding) -> Duty:
    """A line of the binding, as the engine would make it."""
    pupil = "p" if binding.each in words.ABOUT_PUPIL else None
    clause = ClauseRef(policy, binding.name, "", "", "", "")
    return Duty(binding.name, binding.name, binding.do, binding.each, "p", "某某", "因为", "应当",
                "today", pupil=pupil, to=binding.to, watch=binding.watch, paper=binding.paper,
                clause=clause)


def way(policy: str, binding: DutyBinding, *, sends: bool = False) -> Way:
    return way_of(BOOK, DutyLine(made_up(policy, binding)), [], {"劝学通知书"}, sends=sends)


@pytest.mark.parametrize("policy", sorted(BOOK.policies))
def test_every_duty_has_a_button_that_writes(policy: str) -> None:
    for binding in bindings(policy):
        kind = way(policy, binding).kind
        if binding.do == "tell" and isinstance(binding.on, FactPattern) and (
                binding.on.fact == "issued"):
            continue  # what was issued is served: the paper is there
        assert kind != "read", binding
        if kind in ("visit", "call", "move", "card"):
            assert binding.each in words.ABOUT_PUPIL, binding
        if binding.watch:
            assert kind in ("event", "move", "visit"), binding


@pytest.mark.parametrize("policy", sorted(BOOK.policies))
def test_what_the_short_form_writes_is_what_the_clause_waits_for(policy: str) -> None:
    for binding in bindings(policy):
        if way(policy, binding).kind != "event":
            continue
        wanted = wanted_of(BOOK, made_up(policy, binding))
        assert wanted, binding
        for pattern in wanted:
            fact = Fact("f", pattern.fact, TODAY, TODAY, fields=written(pattern))
            assert matches(canonical(fact, BOOK.titles), pattern), binding


def test_a_joint_talk_is_written_with_words() -> None:
    pattern = FactPattern("persuaded", {"joint": (True,)})
    fact = Fact("f", "persuaded", TODAY, TODAY, fields=written(pattern))
    assert written(pattern) == {"joint": ["其他部门"]}
    assert matches(canonical(fact, BOOK.titles), pattern)


def test_what_must_not_be_is_not_written() -> None:
    pattern = FactPattern("persuaded", {"joint": (False,)})
    fact = Fact("f", "persuaded", TODAY, TODAY, fields=written(pattern))
    assert matches(canonical(fact, BOOK.titles), pattern)


def test_without_a_superior_a_return_is_noted_by_hand() -> None:
    returns = [(policy, binding) for policy in BOOK.policies for binding in bindings(policy)
               if way(policy, binding, sends=True).kind == "return"]
    assert returns
    assert {way(policy, binding).kind for policy, binding in returns} == {"event"}


# in a real store ------------------------------------------------------------------------------


def follow(store: Store, policy: str) -> None:
    """Follow another profile from the store's first day on."""
    policies.use_policy(store, actor=TEACHER, policy=policy)
    first, *others = sorted(policies.policy_uses(store), key=lambda use: use.policy != policy)
    for use in others:
        policies.withdraw_use(store, actor=TEACHER, use=use.row)
    assert first.policy == policy


def told(store: Store, kind: str, pupil: str | None, **fields: str) -> None:
    events.add_event(store, actor=TEACHER, kind=kind, day=TODAY, pupil=pupil, fields=fields)


def open_dropout(store: Store) -> str:
    """A child who has stayed away for three days and is said to have dropped out."""
    pupil = seat(store, 1)
    for days in (3, 2, 1):
        take(store, TODAY - timedelta(days=days), {pupil: TRUANT})
    told(store, "opened", pupil, state="dropout", cause="厌学")
    return pupil


def test_the_notice_of_the_township_is_recorded_with_its_scan_and_its_limit_runs(
        class_store: Store, clock: Clock) -> None:
    follow(class_store, "D08")
    pupil = open_dropout(class_store)
    line = due(class_store, "R105/notice")
    assert line is not None
    duty = line.line.first
    assert (duty.watch, line.way.kind) == (True, "event")
    assert sets_limit(class_store, duty)
    limit = TODAY + timedelta(days=5)
    discharge(class_store, actor=TEACHER, duty=duty, day=TODAY, limit=limit,
              scans=[picture("通知书.jpg")])
    assert due(class_store, "R105/notice") is None
    (paper,) = paper_register(class_store)
    assert (paper.title, paper.pupil, len(paper.photos)) == ("辍学生返校通知书", pupil, 1)
    assert due(class_store, "R119/report") is None
    clock.at += timedelta(days=6)
    report = due(class_store, "R119/report")
    assert report is not None
    discharge(class_store, actor=TEACHER, duty=report.line.first, day=clock().date())
    assert due(class_store, "R119/report") is None


def test_what_is_half_done_asks_for_the_other_half(class_store: Store) -> None:
    follow(class_store, "D12")
    pupil = seat(class_store, 2)
    take(class_store, TODAY)
    told(class_store, "sign", pupil, what="厌学")
    line = due(class_store, "R092/sign")
    assert line is not None
    assert line.way.kind == "visit"
    visits.add_visit(class_store, actor=TEACHER, visit=VisitInput(
        pupil=pupil, day=TODAY, mode="电话", outcome="同意"))
    line = due(class_store, "R092/sign")
    assert line is not None
    assert line.way.kind == "event"
    discharge(class_store, actor=TEACHER, duty=line.line.first, day=TODAY)
    assert due(class_store, "R092/sign") is None
    kinds = [e.kind for e in overview.situation(class_store).world.facts]
    assert kinds.count("visit") == kinds.count("talked") == 1


def test_a_number_that_is_missing_leads_to_the_card(class_store: Store) -> None:
    follow(class_store, "D10")
    pupil = seat(class_store, 3)
    card = next(c for c in roster.list_pupils(class_store) if c.id == pupil)
    roster.edit_pupil(class_store, actor=TEACHER, pupil=pupil, prior=card.tips,
                      values={"placement": "送教上门", "student_number": None})
    take(class_store, TODAY)
    line = due(class_store, "R245/number")
    assert line is not None
    assert line.way.kind == "card"
    card = next(c for c in roster.list_pupils(class_store) if c.id == pupil)
    roster.edit_pupil(class_store, actor=TEACHER, pupil=pupil, prior=card.tips,
                      values={"student_number": "G990102201305050011"})
    assert due(class_store, "R245/number") is None


def test_cause_and_whereabouts_are_asked_for_by_a_visit(class_store: Store) -> None:
    follow(class_store, "D10")
    pupil = seat(class_store, 1)
    take(class_store, TODAY)
    told(class_store, "opened", pupil, state="dropout")
    line = due(class_store, "R087/learn")
    assert line is not None
    assert line.way.kind == "visit"
    visits.add_visit(class_store, actor=TEACHER, visit=VisitInput(
        pupil=pupil, day=TODAY, mode="电话", outcome="拒绝", cause="厌学", whereabouts="在家"))
    assert due(class_store, "R087/learn") is None


def test_a_month_is_filed_by_hand_and_each_month_for_itself(class_store: Store,
                                                           clock: Clock) -> None:
    open_dropout(class_store)
    clock.at = clock.at.replace(month=10, day=14)
    line = due(class_store, "R170/monthly")
    assert line is not None
    first = line.line.first
    assert (line.way.kind, first.period) == ("event", "2026-09")
    discharge(class_store, actor=TEACHER, duty=first, day=clock().date())
    line = due(class_store, "R170/monthly")
    assert line is not None
    assert line.line.first.period == "2026-10"


def test_a_transfer_that_the_family_must_make_is_a_movement(class_store: Store) -> None:
    follow(class_store, "GD18")
    take(class_store, TODAY)
    pupil = seat(class_store, 4)
    start = next(b.on for b in bindings("GD18") if b.name == "R185/transfer")
    assert isinstance(start, FactPattern)
    told(class_store, start.fact, pupil, **{k: str(v[0]) for k, v in start.fields.items()})
    line = due(class_store, "R185/transfer")
    assert line is not None
    assert (line.way.kind, line.way.move) == ("move", "转出")
    moves.move_pupil(class_store, actor=TEACHER, pupil=pupil, kind=line.way.move, day=TODAY)
    assert due(class_store, "R185/transfer") is None
