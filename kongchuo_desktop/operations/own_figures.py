"""本校规定 as a list: every figure a profile leaves open, what holds now, and whose it is."""

from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain.policy.figures import Figure, Origin
from kongchuo_desktop.operations.policies import open_figures, own_settings
from kongchuo_desktop.store.store import Store

_UNITS = {"days": "天", "school days": "个上课日", "weeks": "周", "months": "个月",
          "years": "年"}


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One open figure.

    Attributes:
        text: the figure that holds today as it reads, empty while it is not set.
        origin: ``reading`` (理解), ``own`` (本校) or ``unset``.
        by, since, why: who set the school's own and on what ground; empty for others.
        first: daily work hangs on it.
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


def figure_lines(store: Store, *, policy: str) -> list[FigureLine]:
    """The open figures of a profile: those that daily work hangs on first, then those not set."""
    today = store.now().date()
    own = {s.binding: s for s in own_settings(store) if s.since <= today}
    lines = []
    for asked in open_figures(store, policy=policy):
        setting = own.get(asked.binding)
        figure = asked.figure if setting is None else asked.figure.own(setting.value)
        lines.append(FigureLine(
            asked.binding, asked.clause, asked.quote, asked.question,
            figure_text(figure, asked.binding), figure.origin, asked.first,
            *((setting.by, setting.since, setting.why) if setting else ())))
    return sorted(lines, key=lambda line: (not line.first, line.origin != "unset"))


def figure_text(figure: Figure, binding: str) -> str:
    """``3天``, ``2次``, ``当天``, ``60%``; empty while unset."""
    if figure.value is None:
        return ""
    if figure.unit in _UNITS:
        within = binding.endswith(".within")
        return "当天" if figure.value == 0 and within else f"{figure.value}{_UNITS[figure.unit]}"
    if binding.endswith(".target"):
        return f"{figure.value}%"
    return f"{figure.value}{'天' if '.absent' in binding else '次'}"
