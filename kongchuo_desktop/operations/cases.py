"""Cases: opening one by hand, the derived list and ladder, closing one with its evidence."""

from datetime import date

from kongchuo_desktop.domain.cases import CaseView, case_of, cases_of
from kongchuo_desktop.operations.events import add_event
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor


def list_cases(store: Store, *, day: date | None = None, closed: bool = False) -> list[CaseView]:
    """Cases in hand, the most overdue first; with ``closed`` those that were closed."""
    return cases_of(situation(store, day=day), closed=closed)


def case_of_pupil(store: Store, *, pupil: str, day: date | None = None) -> CaseView | None:
    """The pupil's case in hand, else the last one closed, else None."""
    return case_of(situation(store, day=day), pupil)


def open_case(store: Store, *, actor: Actor, pupil: str, day: date, cause: str = "",
              note: str = "") -> Added:
    """Open a case because a person says so; thresholds open theirs without anybody (R072)."""
    return add_event(store, actor=actor, kind="opened", day=day, pupil=pupil,
                     fields={"cause": cause} if cause else None, note=note)


def close_case(store: Store, *, actor: Actor, pupil: str, day: date, why: str) -> Added:
    """Strike a case off (销号); what is missing has been shown before (R131, G-28)."""
    return add_event(store, actor=actor, kind="closed", day=day, pupil=pupil,
                     fields={"why": why}, note=why)
