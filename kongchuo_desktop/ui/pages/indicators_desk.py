"""What the page 指标 works on: the rates that were read, the levels there are, what goes deeper."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from PySide6.QtCore import QObject, Signal

from kongchuo_desktop.domain.charts.model import Chart
from kongchuo_desktop.domain.charts.rates import trend_chart
from kongchuo_desktop.domain.indicators.model import Rate, Reading
from kongchuo_desktop.operations.county import Listed, listed, townships_of
from kongchuo_desktop.operations.indicator_answers import YearNumber, to_ask, year_numbers
from kongchuo_desktop.operations.indicators import indicator_trend, indicators
from kongchuo_desktop.operations.progress import Told
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.masks import VEILED

LEVELS: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "class": (("class", "本班"),),
    "school": (("school", "全校"), ("class", "各班")),
    "bureau": (("county", "全县"), ("township", "各乡镇"), ("school", "各学校")),
}
"""Role → the scopes that it sees, the whole first."""


@dataclass(frozen=True, slots=True)
class Only:
    """One indicator looked at alone, of the schools of one township where it is named."""

    indicator: str
    words: str
    township: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What the worker brings: rates, schools' townships, and where each indicator is known."""

    rates: Sequence[Rate] = ()
    towns: Mapping[str, str] | None = None
    scopes: Mapping[str, frozenset[str]] | None = None


class IndicatorsDesk(QObject):
    """Signals: ``read()`` when the rates are there, ``progress(done, total, word)`` before,
    ``detailed(Chart, numbers)`` with the months and the year's numbers of the rate that was asked
    for last."""

    read = Signal()
    progress = Signal(int, int, str)
    detailed = Signal(object, object)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._asking = 0
        self._waiting: tuple[Rate, date] | None = None
        self.levels = LEVELS[ctx.store.role]
        self.ready = False
        self.found = Found()

    def load(self, day: date) -> None:
        """Read all rates until a day."""
        store = self._ctx.store

        def done(found: Found) -> None:
            self.found, self.ready = found, True
            self.read.emit()

        def read(told: Told) -> Found:
            rates = indicators(store, day=day, classes=True, told=told)
            scopes: dict[str, set[str]] = defaultdict(set)
            for rate in rates:
                scopes[indicator_of(rate)].add(rate.scope)
            return Found(rates, townships_of(store),
                         {key: frozenset(found) for key, found in scopes.items()})

        self._ctx.tasks.run(lambda job: read(job.report), done=done, progress=self.progress.emit,
                            owner=self)

    def rates(self, level: str, only: Only | None) -> list[Rate]:
        """Those of a level, of one indicator and one township where that is asked for."""
        towns = self.found.towns or {}
        return [rate for rate in self.found.rates if rate.scope == level and (
            only is None or (indicator_of(rate) == only.indicator
                             and only.township in ("", towns.get(rate.of, ""))))]

    def below(self, rate: Rate) -> list[str]:
        """The levels below a rate's own where the indicator is known too."""
        levels = [level for level, _ in self.levels]
        known = (self.found.scopes or {}).get(indicator_of(rate), frozenset())
        return [level for level in levels[levels.index(rate.scope) + 1:] if level in known]

    def asked(self) -> list[Reading]:
        """What is still to be asked about how the rates are reckoned."""
        return to_ask(self.found.rates)

    def detail(self, rate: Rate, day: date) -> None:
        """Read the months and the numbers of a rate."""
        self._asking += 1
        asking, store = self._asking, self._ctx.store
        self._waiting = rate, day

        def read() -> tuple[Chart, Sequence[YearNumber]]:
            # Whoever goes on down the list waits for the last only.
            months = indicator_trend(store, indicator=rate.id, day=day,
                                     stopped=lambda: asking != self._asking)
            return trend_chart(rate.title, months), year_numbers(store, names=rate.numbers, day=day)

        def show(found: tuple[Chart, Sequence[YearNumber]]) -> None:
            if asking == self._asking:
                self._waiting = None
                self.detailed.emit(*found)

        self._ctx.read(read, show, owner=self)

    def behind(self, rate: Rate, pupils: Sequence[str],
               show: Callable[[Sequence[Listed]], object]) -> None:
        """Who pupils of a rate are, unless another was chosen meanwhile; F9 hides who they are
        where that tells of a tag. The months wait: those of a county take seconds."""
        self._asking += 1
        store, asking, veiled = self._ctx.store, self._asking, self._ctx.veil and rate.tagged

        def tell(found: Sequence[Listed]) -> None:
            if asking == self._asking:
                show([replace(one, name=VEILED) for one in found] if veiled else found)
                if self._waiting is not None:
                    self.detail(*self._waiting)

        self._ctx.read(lambda: listed(store, pupils), tell, owner=self)


def indicator_of(rate: Rate) -> str:
    """What it is, whomever it is of."""
    return rate.id.partition("@")[0]
