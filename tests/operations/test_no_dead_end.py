"""No dead end: whatever a profile asks for, the button of its line writes what makes it go."""

from collections.abc import Iterator
from datetime import date

import pytest
from people import NOW, OFFICE, Clock

from kongchuo_desktop.domain.duties.facts import canonical, matches
from kongchuo_desktop.domain.duties.model import ClauseRef, Duty, DutyLine
from kongchuo_desktop.domain.facts import Fact
from kongchuo_desktop.domain.policy.book import Bound
from kongchuo_desktop.domain.policy.model import DutyBinding, FactPattern
from kongchuo_desktop.operations import events, overview, policies, roster, visits
from kongchuo_desktop.operations.discharge import Way, discharge, facts_wanted, way_of, written
from kongchuo_desktop.operations.overview import Due
from kongchuo_desktop.operations.policies import shipped_book
from kongchuo_desktop.operations.visits import VisitInput
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store

BOOK = shipped_book()
TODAY = NOW.date()
_PUPILS = frozenset({"pupil", "case", "guardian", "household"})


def bindings() -> Iterator[tuple[str, Bound, DutyBinding]]:
    for policy in sorted(BOOK.policies):
        for bound, binding in BOOK.effective(policy).duties:
            yield policy, bound, binding


ALL = list(bindings())


def made_up(policy: str, binding: DutyBinding) -> Duty:
    """A line of the binding, as the engine would make it."""
    pupil = "p" if binding.each in _PUPILS else None
    clause = ClauseRef(policy, binding.name, "", "", "", "")
    return Duty(binding.name, binding.name, binding.do, binding.each, "p", "某某", "因为", "应当",
                "today", pupil=pupil, to=binding.to, watch=binding.watch, paper=binding.paper,
                clause=clause)


def way(policy: str, binding: DutyBinding, *, sends: bool = False) -> Way:
    return way_of(BOOK, DutyLine(made_up(policy, binding)), [], {"劝学通知书"}, sends=sends)


@pytest.mark.parametrize("policy", sorted(BOOK.policies))
def test_every_duty_has_a_button_that_writes(policy: str) -> None:
    for name, _, binding in ALL:
        if name == policy:
            found = way(policy, binding)
            assert found.kind != "read", binding
            if found.kind in ("visit", "call", "move", "card"):
                assert binding.each in _PUPILS, binding
            if binding.watch:
                assert found.kind in ("event", "move"), binding


@pytest.mark.parametrize("policy", sorted(BOOK.policies))
def test_what_the_short_form_writes_is_what_the_clause_waits_for(policy: str) -> None:
    for name, _, binding in ALL:
        if name != policy or way(policy, binding).kind != "event":
            continue
        duty = made_up(policy, binding)
        wanted = [f for f in _facts(policy, duty)]
        assert wanted, binding
        for pattern in wanted:
            fact = Fact("f", pattern.fact, TODAY, TODAY, pupil=duty.pupil,
                        fields=written(pattern))
            assert matches(canonical(fact, BOOK.titles), pattern), binding


def _facts(policy: str, duty: Duty) -> list[FactPattern]:
    from kongchuo_desktop.operations.discharge import wanted_of

    return wanted_of(BOOK, duty)


def test_without_a_superior_a_return_is_noted_by_hand() -> None:
    returns = [(p, b) for p, _, b in ALL if way(p, b, sends=True).kind == "return"]
    assert returns
    assert all(way(p, b).kind == "event" for p, b in returns)
