"""Rates as charts: against their targets, and over the months."""

from dataclasses import replace
from datetime import date

from kongchuo_desktop.domain.charts.model import Bars, Trend
from kongchuo_desktop.domain.charts.rates import NO_VALUE, NOT_SET, rates_chart, trend_chart
from kongchuo_desktop.domain.facts import Span
from kongchuo_desktop.domain.indicators.model import Rate, Side, Term
from kongchuo_desktop.domain.policy.figures import Figure

PEOPLE = tuple(f"p{n}" for n in range(40))


def rate(title: str, above: int, below: int, target: Figure | None = None,
         missing: tuple[str, ...] = ()) -> Rate:
    return Rate(title, title, title, Side((Term("分子", PEOPLE[:above]),)),
                Side((Term("分母", PEOPLE[:below]),)), "分子÷分母", "学籍", "school", "u", "样校",
                Span(date(2026, 9, 1)), target, missing=missing)


def test_a_rate_stands_on_its_scale_with_its_target_and_who_makes_the_difference() -> None:
    high, low = Figure(95), Figure(2, op="<=")
    chart = rates_chart([rate("巩固率", 39, 40, high), rate("入学率", 36, 40, high),
                         rate("辍学率", 1, 40, low), rate("出勤率", 40, 40)])
    assert isinstance(chart.body, Bars)
    bars = {bar.word: bar for bar in chart.body.bars}
    pieces = {word: bar.pieces[0] for word, bar in bars.items()}
    assert [(p.shown, p.role) for p in pieces.values()] == [
        ("97.50%", "good"), ("90.00%", "bad"), ("2.50%", "bad"), ("100.00%", "plain")]
    assert (pieces["巩固率"].size, bars["巩固率"].mark) == (0.975, 0.95)
    assert (pieces["辍学率"].size, bars["辍学率"].mark) == (0.5, 0.4)
    assert (pieces["巩固率"].who, pieces["辍学率"].who) == (("p39",), ("p0",))
    assert bars["巩固率"].end == "39/40　目标≥95%（含）"
    assert bars["出勤率"].end == f"40/40　目标{NOT_SET}"
    assert chart.said == "4个率，达到目标的1个，没达到的2个：入学率90.00%、辍学率2.50%。"


def test_a_target_of_others_is_named_and_not_held_against_the_rate() -> None:
    chart = rates_chart([replace(rate("巩固率", 39, 40, Figure(95)), applies=False)])
    assert isinstance(chart.body, Bars)
    [bar] = chart.body.bars
    assert (bar.end, bar.mark, bar.pieces[0].role) == (
        "39/40　目标≥95%（含），不和目标比", None, "plain")
    assert chart.body.legend[2].word == "没有目标，或者不和目标比"
    alone = rates_chart([rate("巩固率", 39, 40)]).body
    assert isinstance(alone, Bars)
    assert alone.legend[2].word == "没有目标"


def test_no_value_is_no_zero_and_what_has_no_target_either_is_only_counted() -> None:
    silent = ("没有登记。",)
    chart = rates_chart([rate("保留率", 0, 0, Figure(90), silent),
                         rate("报考率", 0, 0, None, silent), rate("辍学率", 0, 40)])
    assert [(p.shown, p.role, p.size) for p in chart.pieces()] == [
        (NO_VALUE, "missing", 0), ("0.00%", "plain", 0)]
    assert isinstance(chart.body, Bars)
    assert chart.body.legend[-1].count == 2


def test_a_trend_has_a_point_for_each_month_and_the_last_target() -> None:
    chart = trend_chart("巩固率", [
        (date(2026, 9, 30), rate("巩固率", 40, 40, Figure(95))),
        (date(2026, 10, 31), rate("巩固率", 0, 0, Figure(95), ("没有登记。",))),
        (date(2026, 11, 22), rate("巩固率", 37, 40, Figure(95)))])
    assert isinstance(chart.body, Trend)
    assert [(p.word, p.value, p.piece.role, p.piece.key) for p in chart.body.points] == [
        ("9月", 100.0, "good", "2026-09"), ("10月", None, "missing", "2026-10"),
        ("11月", 92.5, "bad", "2026-11")]
    assert (chart.body.target, chart.body.target_said) == (95.0, "≥95%（含）")
    assert chart.said == "现在92.50%，目标≥95%（含）。"
    assert trend_chart("", []).empty
