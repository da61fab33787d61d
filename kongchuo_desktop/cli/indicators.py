"""The command of the indicators: every rate with its two sides, its formula and its target."""

from collections.abc import Iterable, Iterator
from typing import Any

from kongchuo_desktop.cli.call import Call
from kongchuo_desktop.cli.parser import Commands, day
from kongchuo_desktop.domain.indicators.model import Rate
from kongchuo_desktop.operations.indicators import indicators

_MET = {True: "达到", False: "没有达到", None: ""}
_DECIMALS = 6


def add_commands(commands: Commands) -> None:
    one = commands.add("indicators", "每个指标：分子、分母、怎样算、目标、达到没有")
    one.add_argument("--date", type=day, metavar="日期", help="算到哪一天，不写就是今天")
    one.set_defaults(run=_list)


def _list(call: Call) -> None:
    found = indicators(call.store, day=call.args.date)
    call.answer([_rate(rate) for rate in found],
                [*(line for rate in found for line in _lines(rate)), *_open(found)]
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
