"""Attacks by the clock: years slow, years fast, back to today, all on one store."""

from datetime import datetime
from pathlib import Path

import pytest
from attack_kit import Attack
from people import Clock

DAILY = [
    ("today",), ("case", "list"), ("roster", "list"), ("roster", "edit", "郭小军", "--notes", "钟"),
    ("visit", "add", "--pupil", "郭小军", "--kind", "家访", "--outcome", "不在家", "--date"),
    ("calendar", "show", "--month", "2026-09"), ("history",), ("check",),
]


@pytest.mark.parametrize("year", [1999, 2009, 2025, 2046, 2099])
def test_a_clock_of_another_year_stops_nobody(
        attack: Attack, room: Path, clock: Clock, year: int) -> None:
    clock.at = datetime(year, 9, 17, 8)  # noqa: DTZ001 -- the naive clock of a school
    for words in DAILY:
        day = [f"{max(year, 2000)}-01-09"] if words[-1] == "--date" else []
        ended = attack(room, *words, *day)
        if day and year < 2000:
            assert ended.refusal == "future_date"
        else:
            assert ended.code == 0, (words, ended.err)
    pupil = attack(room, "roster", "list").value[0]
    assert 7 <= pupil["grade"] <= 9


def test_what_was_written_under_a_wrong_clock_stays_in_order(
        attack: Attack, room: Path, clock: Clock) -> None:
    right = clock.at
    for at, note in ((right.replace(year=2046), "快"), (right.replace(year=2009), "慢"),
                     (right, "准")):
        clock.at = at
        attack(room, "roster", "edit", "郭小军", "--address", note).went_well()
    assert attack(room, "conflict", "list").value == []
    assert attack(room, "undo").value["undone"] == "edit_pupil"
    assert attack(room, "check").value["ok"] is True


def test_a_law_that_was_not_in_force_is_not_cited(
        attack: Attack, room: Path, clock: Clock) -> None:
    clock.at = datetime(2009, 9, 17, 8)  # noqa: DTZ001 -- the naive clock of a school
    ended = attack(room, "paper", "issue", "劝学通知书", "--pupil", "郭小军")
    assert ended.code == 3
    assert "2009-09-17" in ended.err
    assert attack(room, "paper", "register").value == []
