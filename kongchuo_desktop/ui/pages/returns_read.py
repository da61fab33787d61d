"""One read of all that 报送 shows of a return, and how returns of each kind are called there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kongchuo_desktop.domain.returns import MONTHLY
from kongchuo_desktop.operations.periods import (
    AT_ANY_TIME,
    OPENING,
    TERM,
    YEAR,
    Period,
    periods_offered,
    short_period,
)
from kongchuo_desktop.operations.receipts import Taken, receipts_of
from kongchuo_desktop.operations.return_check import Gap, period_gaps
from kongchuo_desktop.operations.returns import span_counts
from kongchuo_desktop.operations.sent import Sent, sent_packages
from kongchuo_desktop.operations.trust import Superior, superior_of
from kongchuo_desktop.store.store import Store

_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_CHOICES = {MONTHLY: MONTHLY, OPENING: OPENING, TERM: TERM, YEAR: YEAR, AT_ANY_TIME: "随时送"}


@dataclass(frozen=True, slots=True)
class ReturnView:
    """``superior`` is None while the store stands alone; nothing but the past is then read.

    ``receipts``: digest of a package → that it was taken in.
    """

    superior: Superior | None
    offered: Mapping[str, Sequence[Period]]
    gaps: Sequence[Gap]
    counts: Mapping[str, int]
    past: Sequence[Sent]
    receipts: Mapping[str, Taken]

    def written(self, about: Period) -> Sent | None:
        """The newest package of a return that was written already."""
        return next((sent for sent in self.past
                     if (sent.kind, sent.period) == (about.kind, about.text)), None)


def read_return(store: Store, about: Period) -> ReturnView:
    superior, past = superior_of(store), sent_packages(store)
    receipts = {taken.digest: taken for taken in receipts_of(store)}
    if superior is None:
        return ReturnView(None, {}, [], {}, past, receipts)
    return ReturnView(superior, periods_offered(store), period_gaps(store, about),
                      span_counts(store, first=about.first, last=about.last), past, receipts)


def kind_choices(role: str) -> list[tuple[str, str]]:
    """What may be handed over, the monthly return first."""
    return [(kind, words) for kind, words in _CHOICES.items()
            if role != "class" or kind in (MONTHLY, AT_ANY_TIME)]


def when_word(about: Period) -> str:
    """``九月``, ``第一学期``, ``第一学期开学``, ``2026—2027学年``; empty for what belongs to no
    return."""
    if about.kind == MONTHLY:
        return f"{_MONTHS[about.first.month - 1]}月"
    return short_period(about.text) if about.kind in (OPENING, TERM) else about.words


def choice_word(about: Period) -> str:
    """``when_word`` as it stands beside another: ``9月`` for months."""
    return f"{about.first.month}月" if about.kind == MONTHLY else when_word(about)


def span_word(about: Period) -> str:
    """``这个月``: what the figures are about."""
    return {OPENING: "开学以来", TERM: "这个学期", YEAR: "这个学年"}.get(about.kind, "这个月")


def return_word(about: Period) -> str:
    """``九月月报``, ``第一学期报``, ``第一学期开学报``; ``资料，不算月报`` for what goes up between
    them."""
    if about.kind == AT_ANY_TIME:
        return "资料，不算月报"
    when = when_word(about)
    return f"{when}{about.kind}" if about.kind == MONTHLY else f"{when}报"
