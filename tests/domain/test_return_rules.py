"""By when a return is due and what silence means: only what the reader's document says."""

from datetime import date

import pytest

from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.facts import PolicyUse, World
from kongchuo_desktop.domain.returns import ReturnRules
from kongchuo_desktop.operations.policies import shipped_book


def rules(*uses: tuple[str, date]) -> ReturnRules:
    world = World(unit="云岭县教育局", pupils={}, classes={},
                  uses=[PolicyUse(policy, since) for policy, since in uses])
    return ReturnRules(shipped_book().eras(world, date(2026, 12, 1)), SchoolCalendar())


@pytest.mark.parametrize(("policy", "period", "due", "clause"), [
    ("XY24", "2026-09", date(2026, 9, 30), "R170"),
    ("XY24", "2026-10", date(2026, 10, 30), "R170"),  # the 31st is a Saturday
    ("D12", "2026-10", date(2026, 10, 30), "R180"),
    ("GD18", "2026-10", date(2026, 10, 31), None),
])
def test_the_document_names_the_day_else_the_month_ends(
    policy: str, period: str, due: date, clause: str | None
) -> None:
    found = rules((policy, date.min)).due(period)
    assert found.day == due
    assert (found.clause is None) == (clause is None)


@pytest.mark.parametrize(("period", "ends"), [
    ("2026-2027-1", SchoolCalendar().term(2026, 1).end),
    ("2026-2027", SchoolCalendar().term(2026, 2).end),
])
def test_a_term_or_year_without_a_clause_is_awaited_at_its_end_and_never_late(
    period: str, ends: date
) -> None:
    found = rules(("XY24", date.min))
    assert (found.due(period).day, found.due(period).clause) == (ends, None)
    assert found.in_time(period) == date.max
    assert found.in_time("2026-09") == date(2026, 9, 30)
    # What a document says of months that were not filed, it says of months.
    assert found.silence(period) is None


def test_silence_is_zero_only_where_the_document_says_so() -> None:
    found = rules(("XY24", date.min)).silence("2026-09")
    assert found is not None
    assert "未报，则视为" in found.quote
    assert rules(("D12", date.min)).silence("2026-09") is None
    assert rules().silence("2026-09") is None


def test_each_month_follows_the_document_of_its_end() -> None:
    changed = rules(("XY24", date.min), ("GD18", date(2026, 10, 20)))
    assert changed.silence("2026-09") is not None
    assert changed.silence("2026-10") is None
