"""Cases: opening one by hand, the derived list and ladder, closing one with its evidence."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from kongchuo_desktop.domain.cases.views import CaseView, case_of, cases_of
from kongchuo_desktop.operations.events import add_event
from kongchuo_desktop.operations.overview import Person, person_of
from kongchuo_desktop.operations.paper_forms import papers_with_form
from kongchuo_desktop.operations.paper_register import IssuedPaper, paper_register
from kongchuo_desktop.operations.policies import policy_in_use
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.world import canonical_ids, rows_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Visit
from kongchuo_desktop.store.write import Actor


@dataclass(frozen=True, slots=True)
class Contact:
    """A visit or call: ``number`` is its 第几次 among those of its mode."""

    day: date
    time: str
    mode: str
    number: int
    by: str
    outcome: str
    note: str


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case with what its page shows beside the ladder; contacts and papers newest first.

    ``forms`` are the papers, words of the vocabulary, that the program has a form of.
    """

    view: CaseView
    person: Person
    contacts: tuple[Contact, ...]
    papers: tuple[IssuedPaper, ...]
    forms: frozenset[str]


@dataclass(frozen=True, slots=True)
class CaseBoard:
    """All cases: in hand, the most overdue first, and those that were closed."""

    today: date
    open: tuple[CaseCard, ...]
    closed: tuple[CaseCard, ...]


def case_board(store: Store) -> CaseBoard:
    """The 个案 page in one read."""
    now = situation(store)
    with store.session() as session:
        contacts = contacts_by_pupil(session)
    papers = paper_register(store)
    forms = papers_with_form(store, policy=policy_in_use(now.world, now.today))

    def card(view: CaseView) -> CaseCard:
        mine = [c for c in contacts.get(view.pupil, ()) if c.day >= view.since
                and (view.closed is None or c.day <= view.closed)]
        person = person_of(now, view.pupil, {view.pupil: view.state})
        return CaseCard(view, person, tuple(mine),
                        tuple(p for p in papers if p.pupil == view.pupil), forms)

    return CaseBoard(now.today, tuple(card(v) for v in cases_of(now)),
                     tuple(card(v) for v in cases_of(now, closed=True)))


def contacts_by_pupil(session: Session) -> dict[str, list[Contact]]:
    """Visits and calls of every pupil, newest first."""
    same = canonical_ids(session)
    counts: dict[tuple[str, str], int] = {}
    found: dict[str, list[Contact]] = {}
    for row in sorted(rows_of(session, Visit), key=lambda r: (r["day"], r["time"] or "")):
        pupil, mode = same.get(row["pupil"], row["pupil"]), row["mode"]
        counts[pupil, mode] = counts.get((pupil, mode), 0) + 1
        found.setdefault(pupil, []).insert(0, Contact(
            date.fromisoformat(row["day"]), row["time"] or "", mode, counts[pupil, mode],
            "、".join([*(row["by"] or ()), *(row["joint"] or ())]), row["outcome"],
            row["note"] or ""))
    return found


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
