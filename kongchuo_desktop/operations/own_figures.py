"""本校规定 as a list: every figure a profile leaves open, what holds now, and whose it is."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.indicators.choices import AS_USUAL
from kongchuo_desktop.domain.policy.book import OpenFigure
from kongchuo_desktop.domain.policy.chapters import plain_reading
from kongchuo_desktop.domain.policy.figures import MONTH_DAY, TAKEN_BACK, Figure, Origin
from kongchuo_desktop.operations.paper_titles import TitleQuestion, title_questions
from kongchuo_desktop.operations.policies import (
    OwnSetting,
    open_figures,
    own_settings,
    policy_book,
)
from kongchuo_desktop.store.store import Store

_UNITS = {"days": "天", "school days": "个上课日", "weeks": "周", "months": "个月",
          "years": "年", "pupils": "人"}


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One open figure, or one paper with several titles.

    Attributes:
        text: the figure that holds today as it reads, empty while it is not set.
        origin: ``reading`` (理解), ``own`` (本校) or ``unset``.
        by, since, why: who set the school's own and on what ground; empty for others.
        first: daily work hangs on it.
        unit: of a span of time; empty for a count.
        reading: what the profile chose where the document is unclear, and why.
        choices: the titles that may be printed; empty for a figure.
        past: all that was ever set or taken back, the newest first.
    """

    binding: str
    clause: str
    quote: str
    question: str
    text: str
    origin: Origin
    first: bool
    by: str = ""
    since: date | None = None
    why: str = ""
    unit: str = ""
    reading: str = ""
    choices: tuple[str, ...] = ()
    past: tuple[OwnSetting, ...] = ()


def figure_lines(store: Store, *, policy: str) -> list[FigureLine]:
    """The open figures of a profile: those that daily work hangs on first, then those not set;
    last the papers of which the school says which title is printed."""
    past: dict[str, list[OwnSetting]] = defaultdict(list)
    for setting in own_settings(store):
        past[setting.binding].insert(0, setting)
    readings = {b.binding.name: b.binding.reading
                for b in policy_book(store).effective(policy).bounds}
    lines = [_figure_line(store, asked, past[asked.binding], _reading(asked.binding, readings))
             for asked in open_figures(store, policy=policy)]
    lines += [_title_line(question, past[question.binding])
              for question in title_questions(store, policy=policy)]
    return sorted(lines, key=lambda line: (bool(line.choices), not line.first,
                                           line.origin != "unset"))


def _figure_line(store: Store, asked: OpenFigure, past: list[OwnSetting],
                 reading: str) -> FigureLine:
    today = store.now().date()
    # The first one reaches back without end (policy.md §9), also from a clock that ran ahead.
    latest = next((s for s in past if s.since <= today), past[-1] if past else None)
    figure = asked.figure.or_own(latest.value) if latest is not None else asked.figure
    holding = latest if figure.origin == "own" else None
    return FigureLine(
        asked.binding, asked.clause, asked.quote, asked.question,
        figure_text(figure, asked.binding), figure.origin, asked.first, *_who(holding),
        figure.unit, reading, (), tuple(past))


def _title_line(asked: TitleQuestion, past: list[OwnSetting]) -> FigureLine:
    newest = past[0] if asked.chosen and past else None
    return FigureLine(
        asked.binding, "", "", f"《{asked.paper}》在文件里有{len(asked.titles)}个名称，印哪一个？",
        asked.printed, "own" if asked.chosen else "unset", False, *_who(newest),
        "", "", asked.titles, tuple(past))


def _who(setting: OwnSetting | None) -> tuple[str, date | None, str]:
    return (setting.by, setting.since, setting.why) if setting is not None else ("", None, "")


def _reading(figure: str, readings: Mapping[str, str]) -> str:
    """The reading of the binding that a figure belongs to."""
    return next((plain_reading(said) for name, said in readings.items()
                 if figure.startswith(f"{name}.")), "")


def setting_text(line: FigureLine, setting: OwnSetting) -> str:
    """What a school set, as it reads: ``3天``, ``5个上课日``, a title; or that it took it back."""
    if setting.value == TAKEN_BACK:
        return "收回"
    if setting.value == AS_USUAL:
        return "照通常的算"
    if line.choices:
        return setting.value
    return figure_text(Figure(None, line.unit, open=True).own(setting.value), line.binding)


def figure_text(figure: Figure, binding: str) -> str:
    """``3天``, ``2次``, ``当天``, ``60%``; empty while unset."""
    if figure.value is None:
        return ""
    if figure.unit == MONTH_DAY:
        return "{}月{}日".format(*divmod(figure.value, 100))
    if figure.unit in _UNITS:
        within = binding.endswith(".within")
        return "当天" if figure.value == 0 and within else f"{figure.value}{_UNITS[figure.unit]}"
    if binding.endswith(".target"):
        return f"{figure.value}%"
    return f"{figure.value}{'天' if '.absent' in binding else '次'}"
