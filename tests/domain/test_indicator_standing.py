"""How a rate stands beside its target, and how the target is told."""

from datetime import date

import pytest

from kongchuo_desktop.domain.facts import Span
from kongchuo_desktop.domain.indicators.model import Rate, Side, Standing, Term, joined
from kongchuo_desktop.domain.policy.figures import parse_figure

SPAN = Span(date(2026, 9, 1), date(2026, 9, 17))


def rate(above: int, below: int | None, target: str = "", *, formula: str = "甲÷乙",
         applies: bool = True) -> Rate:
    return Rate("甲", "甲", "甲率", _side(above), None if below is None else _side(below), formula,
                "学籍", "school", "u", "青石镇中心学校", SPAN,
                target=parse_figure(target) if target else None, applies=applies,
                numbers=("school/indicators.intake.nine",))


def _side(count: int) -> Side:
    return Side((Term("人", tuple(map(str, range(count)))),))


@pytest.mark.parametrize(("made", "standing", "aim"), [
    (rate(95, 100, ">= 95"), "met", "≥95%（含）"),
    (rate(95, 100, "> 95"), "short", "＞95%（不含）"),
    (rate(1, 100, "< 1"), "short", "＜1%（不含）"),
    (rate(0, None, "<= 0"), "met", "≤0人（含）"),
    (rate(1, 2), "no_target", ""),
    (rate(1, 2, "?"), "no_target", ""),
    (rate(1, 2, ">= 95", applies=False), "apart", "≥95%（含）"),
    (rate(0, 0, ">= 95"), "no_value", "≥95%（含）"),
    (rate(0, None, ">= 95", formula=""), "by_hand", "≥95%（含）"),
])
def test_a_rate_stands_in_one_of_six_ways(made: Rate, standing: Standing, aim: str) -> None:
    assert (made.standing, made.aim) == (standing, aim)


def test_what_was_written_down_for_one_is_not_asked_of_the_whole() -> None:
    assert joined([rate(1, 2), rate(1, 2)], scope="county", of="", of_name="县").numbers == ()
