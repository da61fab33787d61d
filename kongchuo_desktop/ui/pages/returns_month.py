"""One read of all that 报送 shows of a month, and how months are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.operations.joining import Superior, superior_of
from kongchuo_desktop.operations.return_check import Gap, month_gaps
from kongchuo_desktop.operations.returns import month_counts
from kongchuo_desktop.operations.sent import Sent, sent_packages
from kongchuo_desktop.store.store import Store

_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


@dataclass(frozen=True, slots=True)
class ReturnMonth:
    """``superior`` is None while the store stands alone; nothing else is then read."""

    superior: Superior | None
    gaps: list[Gap]
    counts: Mapping[str, int]
    past: list[Sent]

    def written(self, period: str) -> Sent | None:
        """The newest package of a month that was written already."""
        return next((sent for sent in self.past if sent.period == period), None)


def read_month(store: Store, period: str) -> ReturnMonth:
    superior = superior_of(store)
    if superior is None:
        return ReturnMonth(None, [], {}, sent_packages(store))
    return ReturnMonth(superior, month_gaps(store, period=period),
                       month_counts(store, period=period), sent_packages(store))


def month_word(period: str) -> str:
    """``九月`` of ``2026-09``."""
    return f"{_MONTHS[int(period[5:7]) - 1]}月"


def open_periods(today: date) -> list[str]:
    """The month before, which may still be handed over, and the one that runs."""
    before = date(today.year - (today.month == 1), (today.month - 2) % 12 + 1, 1)
    return [f"{before:%Y-%m}", f"{today:%Y-%m}"]
