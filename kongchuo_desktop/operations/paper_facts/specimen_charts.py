"""Invented charts for specimens, with as many lines as are asked for."""

from collections.abc import Mapping, Sequence

from kongchuo_desktop.domain.charts.model import (
    Bar,
    Bars,
    Chart,
    Column,
    Grid,
    Legend,
    Piece,
    Role,
    Row,
)
from kongchuo_desktop.papers.sources import CHARTS

_KINDS: Mapping[str, tuple[Role, str]] = {
    "旷课": ("bad", "×"), "病假": ("doubt", "○"), "事假": ("plain", "△")}
_WEEKDAYS = tuple(f"星期{n}" for n in "一二三四五")
_MONTHS = tuple(f"{month}月" for month in (9, 10, 11, 12, 1))
_DAYS, _WEEK = 20, 5
_STATES: Mapping[str, Role] = {
    "辍学": "bad", "疑似辍学": "bad", "在办": "doubt", "复学回访": "good", "已销号": "plain"}
_ROOMS = ("七年级1班", "八年级1班")
_CAUSES = ("厌学", "外出打工", "家庭困难", "没有核实")
_RATES = ("适龄儿童入学率", "残疾儿童少年入学率", "初中巩固率", "初中辍学率")


def specimen_charts(names: Sequence[str]) -> dict[str, Chart]:
    """Every word of ``sources.CHARTS``; ``names`` are the pupils of the cells."""
    made: Mapping[str, Bars | Grid] = {
        "weekdays": _missed(_WEEKDAYS), "months": _missed(_MONTHS), "heat": _heat(names),
        "states": _lines(_STATES), "causes": _lines(dict.fromkeys(_CAUSES, "plain")),
        "places": _lines(dict.fromkeys(_ROOMS, "doubt")), "rates": _rates(), "filed": _filed()}
    return {word: Chart(name := word.removeprefix("chart."), title, "（样例）", made[name])
            for word, title in CHARTS.items()}


def _missed(lines: Sequence[str]) -> Bars:
    return Bars(tuple(Bar(word, tuple(
        Piece(f"{word}{kind}", f"{word} {kind}", str(count), role, count)
        for (kind, (role, _)), count in zip(_KINDS.items(), (3 + at, 4, 1), strict=True)),
        "出勤97.50%（1285/1318）") for at, word in enumerate(lines)), 8 + len(lines),
        tuple(Legend(role, kind, 4) for kind, (role, _) in _KINDS.items()))


def _heat(names: Sequence[str]) -> Grid:
    columns = tuple(Column(str(day + 1), "一二三四五"[day % _WEEK], day > 0 and day % _WEEK == 0)
                    for day in range(_DAYS))
    rows = tuple(Row(name, tuple(_cell(name, at, day) for day in range(_DAYS)), "旷课3、病假1")
                 for at, name in enumerate(names))
    return Grid(columns, rows, tuple(
        Legend(role, kind, sign=sign) for kind, (role, sign) in _KINDS.items()))


def _cell(name: str, at: int, day: int) -> Piece:
    shown = tuple(_KINDS.values())
    role, sign = shown[(at + day) % len(shown)] if (at + day) % 7 == 0 else ("pale", "")
    return Piece(f"{name}{day}", f"{name} 第{day + 1}天", sign, role)


def _lines(words: Mapping[str, Role]) -> Bars:
    return Bars(tuple(Bar(word, (Piece(word, word, str(at + 1), role, at + 1),))
                      for at, (word, role) in enumerate(words.items())), len(words))


def _rates() -> Bars:
    return Bars(tuple(Bar(word, (Piece(word, word, "97.50%", "good", 0.975),),
                          "1285/1318　目标≥95%（含）", 0.95) for word in _RATES), 1,
                (Legend("good", "达到", len(_RATES)),))


def _filed() -> Grid:
    states: Sequence[tuple[Role, str]] = (("good", "2人"), ("pale", "0"), ("missing", "未报"))
    return Grid(tuple(Column(month) for month in _MONTHS[:len(states)]), tuple(
        Row(name, tuple(Piece(f"{name}{at}", name, shown, role)
                        for at, (role, shown) in enumerate(states)))
        for name in ("本校上报", *_ROOMS)), (Legend("missing", "没有报"),))
