"""What the worker brings to the page 台账: a ledger as it is shown, and what may be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.operations.ledger_groups import group_choices, regrouped
from kongchuo_desktop.operations.ledger_stretches import Period, ledger_periods
from kongchuo_desktop.operations.ledgers import EXCEL, Ledger, LedgerChoice, open_ledger
from kongchuo_desktop.operations.roll_call import class_choices
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.pages.ledgers_read import LedgerRead, ready


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be seen of a ledger: a stretch, or the state on a day; one class; which groups."""

    choice: LedgerChoice
    period: Period | None
    until: date
    room: str
    by: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A ledger that is open.

    Attributes:
        own: as its form has it, for paper.
        read: as it is shown, in the groups that were asked for.
        rooms: the classes of which one may be looked at, as (id, title).
        ways: how the rows may stand together, as (key, words).
    """

    choice: LedgerChoice
    own: Ledger
    read: LedgerRead
    periods: Sequence[Period]
    rooms: Sequence[tuple[str, str]]
    ways: Sequence[tuple[str, str]]

    def leaving(self, ending: str) -> Ledger:
        """What is written to a file: Excel in the groups that are shown, paper as its form is."""
        return self.read.ledger if ending == EXCEL else self.own


def open_asked(store: Store, asked: Asked, *, user: str) -> Opened:
    """Read a ledger; of the stretch that its form looks at where none is asked for."""
    choice = asked.choice
    periods = ledger_periods(store, own=choice.stretch)
    at = asked.period or next(iter(periods), None)
    own = open_ledger(store, ledger=choice.id, since=at.first if at else None,
                      until=at.last if at else asked.until, within=asked.room or None, user=user)
    rooms = class_choices(store) if store.role == "school" else []
    shown = regrouped(store, own, asked.by)
    return Opened(choice, own, ready(shown, role=store.role), periods, rooms,
                  group_choices(store, own))
