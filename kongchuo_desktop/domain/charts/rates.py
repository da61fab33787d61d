"""Charts of indicators: each against its target, and one over the months."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from kongchuo_desktop.domain.charts.model import Bar, Bars, Chart, Legend, Piece, Point, Role, Trend
from kongchuo_desktop.domain.indicators.model import Rate

NOT_SET = "未设定"
NO_VALUE = "没有数"
APART = "不和目标比"
_WHOLE = 100.0
_LEAST = 0.01
"""A scale of a rate that is nothing everywhere still has a length."""


def rates_chart(rates: Iterable[Rate]) -> Chart:
    """The rates of one unit, each on its own line against its target; heads are no rates, and
    what has neither a value nor a target is named only by how many there are."""
    known = [rate for rate in rates if rate.denominator is not None]
    shown = [rate for rate in known if rate.shown or target_of(rate) is not None]
    bars = tuple(_against(rate) for rate in shown)
    met = sum(rate.met is True for rate in shown)
    short = [rate for rate in shown if rate.met is False]
    said = f"{len(shown)}个率，达到目标的{met}个，没达到的{len(short)}个"
    if short:
        said += "：" + "、".join(f"{rate.title}{rate.shown}" for rate in short)
    return Chart("rates", "各项指标和目标", f"{said}。" if shown else "还没有可算的率。", Bars(
        bars, 1, (Legend("good", "达到", met), Legend("bad", "没达到", len(short)),
                  Legend("plain", _plain(shown),
                         sum(rate.met is None and bool(rate.shown) for rate in shown)),
                  Legend("missing", NO_VALUE, sum(not rate.shown for rate in known)))))


def _against(rate: Rate) -> Bar:
    """The length of a line is its own scale: to 100 %, or where a target is small to twice what
    is more."""
    value, target = _percent(rate.figure), target_of(rate)
    most = max(value or 0, target or 0)
    scale = _WHOLE if target is None or most > _WHOLE / 2 else max(most * 2, _LEAST)
    who, about = _behind(rate)
    piece = Piece(rate.id, rate_said(rate), rate.shown or NO_VALUE, _role(rate),
                  min((value or 0) / scale, 1), who, about)
    end = f"{rate.numerator.count}/{rate.denominator.count}" if (
        rate.shown and rate.denominator is not None) else ""
    aim = f"目标{aim_of(rate)}"
    return Bar(rate.title, (piece,), f"{end}　{aim}" if end else aim,
               None if target is None else min(target / scale, 1))


def trend_chart(title: str, months: Sequence[tuple[date, Rate]]) -> Chart:
    """An indicator at each month's end; the target is that of the last of them."""
    points = tuple(Point(f"{day.month}月", Piece(
        f"{day:%Y-%m}", f"{day.month}月 {rate_said(rate)}", rate.shown or NO_VALUE, _role(rate),
        0, *_behind(rate)), _percent(rate.figure)) for day, rate in months)
    last = months[-1][1] if months else None
    said = f"现在{last.shown}" if last and last.shown else f"现在{NO_VALUE}"
    return Chart("trend", title, f"{said}，目标{aim_of(last)}。" if last else "还没有数。",
                 Trend(points, target_of(last) if last else None,
                       aim_of(last) if last else ""))


def _behind(rate: Rate) -> tuple[tuple[str, ...], str]:
    """Who makes the difference: those counted in the numerator, or where that is nearly everybody
    those who are not in it."""
    if not rate.shown:
        return (), ""
    counted = rate.numerator.pupils
    below = rate.denominator.pupils if rate.denominator is not None else ()
    if 2 * len(counted) <= len(below) or not below:
        return counted, "算进分子的学生"
    return tuple((Counter(below) - Counter(counted)).elements()), "没有算进分子的学生"


def rate_said(rate: Rate) -> str:
    """``七年级1班巩固率97.50%（78/80），目标≥95%，达到``."""
    if not rate.shown:
        return f"{rate.title}{NO_VALUE}：{''.join(rate.why_not)}"
    sides = f"（{rate.numerator.count}/{rate.denominator.count}）" if rate.denominator else ""
    met = {True: "，达到", False: "，没达到", None: ""}[rate.met]
    return f"{rate.title}{rate.shown}{sides}，目标{aim_of(rate)}{met}"


def target_of(rate: Rate) -> float | None:
    """The number that the rate is held against, in percent or heads; None where there is none."""
    value = rate.target.value if rate.target is not None and rate.applies else None
    return None if value is None else float(value)


def aim_of(rate: Rate) -> str:
    """``≥95%（含）``, or 未设定; a target that is not one for this unit says so."""
    if not rate.aim:
        return NOT_SET
    return rate.aim if rate.applies else f"{rate.aim}，{APART}"


def _plain(rates: Iterable[Rate]) -> str:
    """What the colour of neither reached nor missed stands for."""
    apart = any(rate.aim and not rate.applies and rate.shown for rate in rates)
    return f"没有目标，或者{APART}" if apart else "没有目标"


def _role(rate: Rate) -> Role:
    if not rate.shown:
        return "missing"
    if rate.met is None:
        return "plain"
    return "good" if rate.met else "bad"


def _percent(figure: Fraction | None) -> float | None:
    return None if figure is None else float(figure)
