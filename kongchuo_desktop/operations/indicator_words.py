"""How a rate is told to a person: how it stands, its sides, its days, where it comes from."""

import re
from collections.abc import Mapping

from kongchuo_desktop.domain.indicators.model import Rate, Reading, Standing
from kongchuo_desktop.domain.policy.chapters import cited
from kongchuo_desktop.operations.words import day_text

STANDINGS: Mapping[Standing, str] = {
    "met": "达到", "short": "没有达到", "no_target": "没有目标", "apart": "不和目标比",
    "no_value": "没有数", "by_hand": "由人填写"}
NOT_SET = "未设定"
_CODES = re.compile(r"（(?:[GR]-?\d+[、，]?)+）")
"""Numbers of our own lists in a source: users do not have those lists."""


def standing_words(rate: Rate) -> str:
    return STANDINGS[rate.standing]


def sides_words(rate: Rate) -> str:
    """``1285/1286``; empty of heads and where there is no value."""
    if rate.denominator is None or not rate.shown:
        return ""
    return f"{rate.numerator.count}/{rate.denominator.count}"


def aim_words(rate: Rate) -> str:
    """The target as it reads, or that the school has not set what the document leaves open."""
    if rate.aim or rate.target is None:
        return rate.aim
    return NOT_SET


def base_words(rate: Rate) -> str:
    return f"{rate.base}口径" if rate.base else ""


def days_words(rate: Rate) -> str:
    """``2025年9月1日—2026年6月30日``, ``2026年9月1日—9月17日``."""
    since, until = rate.span.since, rate.span.until
    said = f"{since.year}年{day_text(since)}"
    return f"{said}—{day_text(until, today=since)}" if until is not None else f"{said}起"


def source_words(rate: Rate) -> str:
    """``方案第十二条``; empty of the program's own indicators."""
    return cited(rate.clause.title, rate.clause.where) if rate.clause is not None else ""


def explained(rate: Rate) -> tuple[str, ...]:
    """What to know of the value, or why there is none."""
    return (*rate.why_not, *rate.notes)


def whence(reading: Reading) -> str:
    """Where a way of reckoning comes from, as a person may look it up."""
    return _CODES.sub("", reading.source)
