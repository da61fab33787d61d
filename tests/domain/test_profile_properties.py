"""What holds of every profile in whatever happens: order, wrong clocks, leaks, renewed facts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scripted_month import CALENDAR, FIRST, LOOKS, PUPILS, world

from kongchuo_desktop.domain.duties.situation import Duty, Situation
from kongchuo_desktop.domain.facts import Fact, Mark, OwnFigure, PolicyUse, World
from kongchuo_desktop.domain.policy.effective import TITLE, Era
from kongchuo_desktop.domain.policy.model import PaperBinding, figures_below
from kongchuo_desktop.operations.discharge import wanted_of, written
from kongchuo_desktop.operations.policies import shipped_book

BOOK = shipped_book()
PROFILES = sorted(BOOK.policies)
PAPERS = sorted({binding.paper for policy in BOOK.policies.values()
                 for clause in policy.clauses for binding in clause.bindings
                 if isinstance(binding, PaperBinding)})
SINGLE = [name for name in PROFILES if not BOOK.policies[name].extends]
_AGES_AGO = date(2009, 1, 1)
_SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def due_in(made: World, today: date) -> list[Duty]:
    return Situation(BOOK, CALENDAR, made, today).duties


@cache
def origins(policy: str) -> frozenset[str]:
    """The profiles whose clauses a profile has."""
    return frozenset(bound.policy.id for bound in BOOK.effective(policy).by_name.values())


@cache
def figures(policy: str) -> tuple[OwnFigure, ...]:
    """Every open figure of a profile set by the school."""
    return tuple(OwnFigure(found.binding, "2", FIRST - timedelta(days=9))
                 for found in BOOK.open_figures(policy))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[World, date]:
    """The scripted month of some profile with some of it left out and its own figures set."""
    policy, today = draw(st.sampled_from(PROFILES)), draw(st.sampled_from(LOOKS))
    made = world(policy, today)
    lost = draw(st.sets(st.integers(0, 40), max_size=12))
    return replace(
        made, facts=[f for at, f in enumerate(made.facts) if at not in lost],
        marks=[m for at, m in enumerate(made.marks) if at % 41 not in lost],
        figures=figures(policy) if draw(st.booleans()) else ()), today


@_SLOW
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_in_which_things_were_read_changes_nothing(
        known: tuple[World, date], chance: Random) -> None:
    made, today = known
    mixed = {name: list(getattr(made, name)) for name in ("facts", "marks", "registers")}
    for part in mixed.values():
        chance.shuffle(part)
    pupils = dict(sorted(made.pupils.items(), reverse=True))
    assert due_in(replace(made, pupils=pupils, **mixed), today) == due_in(made, today)


@_SLOW
@given(worlds())
def test_only_who_was_here_or_has_a_case_is_asked_about(known: tuple[World, date]) -> None:
    made, today = known
    found = due_in(made, today)
    assert len({duty.id for duty in found}) == len(found)
    for duty in found:
        if duty.pupil is not None:
            pupil = made.pupils[duty.pupil]
            touched = any(fact.pupil == pupil.id for fact in made.facts)
            assert pupil.enrolled_on(today) or touched


@_SLOW
@given(worlds(), st.sampled_from(["visit", "told", "persuaded", "talked", "handed", "filed"]),
       st.sampled_from([pupil.id for pupil in PUPILS]), st.booleans())
def test_a_clock_that_was_wrong_makes_nothing_late(known: tuple[World, date], kind: str,
                                                   pupil: str, ahead: bool) -> None:
    """What lies ahead changes nothing; an act of long ago may still ask for its record."""
    made, today = known
    day = today + timedelta(days=1) if ahead else _AGES_AGO
    odd = Fact("odd", kind, day, today, pupil=None if kind == "filed" else pupil, fields={
        "mode": "家访", "outcome": "拒绝", "paper": "劝学通知书", "to": "township", "what": "月报"})
    before, now = due_in(made, today), due_in(replace(made, facts=[*made.facts, odd]), today)
    more = [duty for duty in now if duty not in before]
    assert [duty for duty in now if duty in before] == before
    assert not any(duty.overdue_days for duty in more)
    assert not (ahead and more)


@_SLOW
@given(worlds(), st.data())
def test_what_the_clause_asks_for_takes_the_duty_away_and_makes_none_late(
        known: tuple[World, date], data: st.DataObject) -> None:
    made, today = known
    found = due_in(made, today)
    open_now = [d for d in found if d.clause and not any(
        w.fact in ("register", "moved") for w in wanted_of(BOOK, d)) and wanted_of(BOOK, d)]
    if not open_now:
        return
    duty = data.draw(st.sampled_from(open_now))
    acts = [Fact(f"act{at}-{n}", pattern.fact, today, today, pupil=duty.pupil,
                 class_id=duty.class_id,
                 fields=written(pattern) | ({"period": duty.period} if duty.period else {}))
            for at, pattern in enumerate(wanted_of(BOOK, duty)) for n in range(4)]
    after = due_in(replace(made, facts=[*made.facts, *acts]), today)
    assert duty.id not in {d.id for d in after}
    late = {d.id for d in found if d.overdue_days}
    assert not [d for d in after if (d.binding, d.subject) == (duty.binding, duty.subject)
                and d.overdue_days and d.id not in late and not d.missed]


@_SLOW
@given(worlds(), st.sampled_from([pupil.id for pupil in PUPILS]),
       st.sampled_from(["visit", "returned", "sign", "opened", "mark"]))
def test_what_is_derived_anew_for_one_child_is_what_is_derived_anew_for_all(
        known: tuple[World, date], pupil: str, kind: str) -> None:
    made, today = known
    before = Situation(BOOK, CALENDAR, made, today)
    assert before.duties is not None
    if kind == "mark":
        now = replace(made, marks=[*(m for m in made.marks if m.pupil != pupil),
                                   Mark(pupil, today, "全天", "旷课", today)])
    else:
        now = replace(made, facts=[*made.facts, Fact("new", kind, today, today, pupil=pupil)])
    assert before.renewed(now, {pupil}).duties == due_in(now, today)


# leaks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", PROFILES)
def test_a_profile_asks_only_what_stands_in_it(policy: str) -> None:
    allowed = {policy, *BOOK.policies[policy].extends}
    assert origins(policy) <= allowed
    for today in LOOKS:
        made = replace(world(policy, today), figures=figures(policy))
        assert {d.clause.policy for d in due_in(made, today) if d.clause} <= allowed


def test_no_two_documents_call_a_binding_alike() -> None:
    names = [name for policy in SINGLE for clause in BOOK.policies[policy].clauses
             for name in (binding.name for binding in clause.bindings)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("policy", SINGLE)
def test_figures_set_for_other_documents_answer_nothing_of_this_one(policy: str) -> None:
    others = tuple(figure for other in SINGLE if other != policy for figure in figures(other))
    for today in LOOKS[1::2]:
        made = world(policy, today)
        assert due_in(replace(made, figures=others), today) == due_in(made, today)


@cache
def own_of(policy: str) -> Mapping[str, str]:
    """All that the school may have set under a profile: its figures, and of equal titles the last.
    """
    effective = BOOK.effective(policy)
    titles = {paper: effective.equal_titles(paper) for paper in PAPERS}
    return ({found.binding: "2" for found in BOOK.open_figures(policy)}
            | {f"{TITLE}{paper}": f"《{equal[-1]}》" for paper, equal in titles.items()
               if len(equal) > 1})


@cache
def printed(policy: str) -> frozenset[str]:
    """The titles that a profile and what it extends give to papers."""
    return frozenset(bound.binding.title for bound in BOOK.effective(policy).bounds
                     if isinstance(bound.binding, PaperBinding))


@pytest.mark.parametrize("one", PROFILES)
def test_what_was_set_under_one_profile_is_not_in_force_under_any_other(one: str) -> None:
    for other in PROFILES:
        effective = BOOK.effective(other)
        era = Era(None, None, effective, own_of(one))
        for bound in effective.bounds:
            shared = bound.policy.id in origins(one)
            for _, figure in figures_below(bound.binding):
                mine = shared and figure.open
                assert (era.figure(figure).origin == "own") == mine, (other, figure)
        for paper in PAPERS:
            assert era.title_of(paper) in printed(other) | {paper}
        allowed = {word for name in origins(other)
                   for word in BOOK.policies[name].words.items()}
        assert set(effective.words.items()) <= allowed, other


@pytest.mark.parametrize("one", PROFILES)
def test_a_change_to_any_other_profile_takes_nothing_along(one: str) -> None:
    """Only clocks that ran before the change are still the first profile's (policy.md §9)."""
    today, change = LOOKS[4], date(2026, 9, 21)
    for other in PROFILES:
        uses = (PolicyUse(one, date.min), PolicyUse(other, change))
        found = due_in(replace(world(one, today), uses=uses, figures=figures(one)), today)
        for duty in found:
            if duty.clause is None or other == one:
                continue
            if duty.clause.policy not in origins(other):
                assert duty.clause.policy in origins(one), duty
                assert duty.since is not None, duty
                assert duty.since < change, duty
            elif duty.clause.policy not in origins(one):
                assert duty.origin != "own", duty
                assert duty.since is None or duty.since >= change, duty


@pytest.mark.parametrize(("one", "other"), list(
    zip(SINGLE, [*SINGLE[1:], SINGLE[0]], strict=True)))
def test_there_and_back_again(one: str, other: str) -> None:
    """A, then B, then A: no day asks for what stands in neither, and B's own clocks are B's."""
    today = LOOKS[-1]
    uses = (PolicyUse(one, date.min), PolicyUse(other, date(2026, 9, 10)),
            PolicyUse(one, date(2026, 9, 21)))
    made = replace(world(one, today), uses=uses, figures=(*figures(one), *figures(other)))
    found = due_in(made, today)
    assert {d.clause.policy for d in found if d.clause} <= {one, other}
    for duty in found:
        if duty.clause and duty.clause.policy == other and duty.since is not None:
            assert date(2026, 9, 10) <= duty.since < date(2026, 9, 21), duty
        if duty.clause and duty.clause.policy == other:
            assert duty.since is not None, duty
