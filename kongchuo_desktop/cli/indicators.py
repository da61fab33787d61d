"""The command of the indicators: every rate with its two sides, its formula and its target."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from kongchuo_desktop.cli.call import Call
from kongchuo_desktop.cli.parser import Commands, day
from kongchuo_desktop.domain.indicators.model import Rate
from kongchuo_desktop.operations.indicators import indicator_trend, indicators

_MET = {True: "达到", False: "没有达到", None: ""}
_DECIMALS = 6
_LEVELS: Mapping[str, str] = {"class": "class", "unit": "school", "township": "township"}
"""Word of ``--by`` → scope of the rates."""
_BY: Mapping[str, str] = {"class": "各班", "unit": "学校", "township": "乡镇"}


def add_commands(commands: Commands) -> None:
    one = commands.add("indicators", "每个指标：分子、分母、怎样算、目标、达到没有")
    one.add_argument("--date", type=day, metavar="日期", help="算到哪一天，不写就是今天")
    which = one.add_choice_of(required=False)
    which.add_argument("--by", choices=_BY, metavar="哪一级",
                       help="只要一级的：" + "、".join(f"{word}（{said}）"
                                               for word, said in _BY.items()))
    which.add_argument("--trend", metavar="指标",
                       help="一个指标这一学年各月底的数，写它的id；后面带@的是一个班、学校或者乡镇的")
    one.set_defaults(run=_list)


def _list(call: Call) -> None:
    if call.args.trend:
        _tell_trend(call, indicator_trend(call.store, indicator=call.args.trend,
                                          day=call.args.date))
        return
    by = call.args.by
    found = [rate for rate in indicators(call.store, day=call.args.date, classes=by == "class")
             if by is None or rate.scope == _LEVELS[by]]
    call.answer([_rate(rate) for rate in found],
                [*(line for rate in found for line in _lines(rate)), *_open(found)]
                or ["没有可算的指标。"])


def _tell_trend(call: Call, months: Iterable[tuple[date, Rate]]) -> None:
    each = list(months)
    call.answer([_rate(rate) for _, rate in each],
                [f"{until}  {line}" for until, rate in each for line in _lines(rate)]
                or ["没有可算的指标。"])


def _open(found: Iterable[Rate]) -> Iterator[str]:
    """How many things were read as is usual, and where to say otherwise."""
    usual = {r.key for rate in found for r in rate.readings if r.origin == "reading"}
    if usual:
        yield (f"文件没有写清、按我们的理解算的有{len(usual)}处，本校可以改："
               "见policy own --open里的school/。")


def _rate(rate: Rate) -> dict[str, Any]:
    """``value`` is a share of one, or a number of heads; None with the reason in ``missing``."""
    target, value = rate.target, rate.value
    return {
        "id": rate.id, "title": rate.title, "numerator": rate.numerator.count,
        "denominator": rate.denominator.count if rate.denominator is not None else None,
        "value": round(float(value), _DECIMALS) if value is not None else None,
        "target": f"{target.op} {target.value}" if target and target.value is not None else None,
        "met": rate.met, "clause": rate.clause.id if rate.clause else None,
        "of": rate.of_name, "scope": rate.scope, "formula": rate.formula,
        "base": rate.base or None, "since": rate.span.since.isoformat(),
        "until": rate.span.until.isoformat() if rate.span.until else None,
        "readings": [{"question": r.question, "chosen": r.chosen, "origin": r.origin}
                     for r in rate.readings],
        "missing": list(rate.why_not), "notes": list(rate.notes),
    }


def _lines(rate: Rate) -> Iterator[str]:
    target = rate.target
    aim = f"目标{target.op}{target.value}" if target and target.value is not None else ""
    place = f"（{rate.clause.id}）" if rate.clause else ""
    value = rate.shown or rate.why_not[0]
    sides = rate.reckoned if rate.shown and rate.denominator is not None else ""
    yield "  ".join(filter(None, (rate.of_name, f"{rate.title}{place}", value, sides, aim,
                                  _MET[rate.met])))
