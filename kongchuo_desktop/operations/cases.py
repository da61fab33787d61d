"""Cases: opening one by hand, the derived list and ladder, closing one with its evidence."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.engine import RowMapping
from sqlmodel import Session

from kongchuo_desktop.domain.cases.views import (
    CaseView,
    case_of,
    case_order,
    cases_of,
    signs_of,
)
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.policy.words import STATES, WAYS
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.events import add_event
from kongchuo_desktop.operations.overview import Person, person_of
from kongchuo_desktop.operations.paper_forms import papers_with_form
from kongchuo_desktop.operations.paper_register import IssuedPaper, paper_register
from kongchuo_desktop.operations.pictures import Picture
from kongchuo_desktop.operations.policies import policy_in_use
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.today import situation_of, situations
from kongchuo_desktop.operations.world import canonical_ids, rows_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Visit
from kongchuo_desktop.store.write import Actor

FOUND = ("suspected", "dropout", "never_enrolled")
"""States that a person finds where no figure of the document does."""


@dataclass(frozen=True, slots=True)
class Contact:
    """The visits and calls of one day: ``acts`` says which they were, ``家访第3次、电话第5次``,
    counted within the case; ``said`` what came of them."""

    day: date
    acts: str
    by: str
    said: str
    times: int = 1


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
    """All cases: in hand, the most overdue first, those that were closed, and the children in
    class with a sign or as 重点生 about whom the profile asks."""

    today: date
    open: tuple[CaseCard, ...]
    closed: tuple[CaseCard, ...]
    signs: tuple[CaseCard, ...] = ()


def case_board(store: Store) -> CaseBoard:
    """The 个案 page in one read."""
    with store.session() as session:
        visits = _visits_by_pupil(session)
    papers: dict[str | None, list[IssuedPaper]] = defaultdict(list)
    for paper in paper_register(store):
        papers[paper.pupil].append(paper)
    all_forms: dict[str | None, frozenset[str]] = {}

    def card(now: Situation, view: CaseView) -> CaseCard:
        def inside(day: date) -> bool:
            return view.since <= day and (view.closed is None or day <= view.closed)

        policy = policy_in_use(now.world, now.today)
        if policy not in all_forms:
            all_forms[policy] = papers_with_form(store, policy=policy)
        person = person_of(now, view.pupil, {view.pupil: view.state})
        return CaseCard(view, person, _contacts(visits.get(view.pupil, ()), inside),
                        tuple(p for p in papers[view.pupil] if inside(p.day)), all_forms[policy])

    def cards(views_of: Callable[[Situation], Iterable[CaseView]]) -> tuple[CaseCard, ...]:
        found = [card(now, view) for now in units for view in views_of(now)]
        return tuple(sorted(found, key=lambda found: case_order(found.view)))

    units = situations(store)
    return CaseBoard(units[0].today, cards(cases_of),
                     cards(lambda now: cases_of(now, closed=True)), cards(signs_of))


def _visits_by_pupil(session: Session) -> dict[str, list[RowMapping]]:
    """Visits and calls of every pupil, oldest first."""
    same = canonical_ids(session)
    found: dict[str, list[RowMapping]] = {}
    for row in sorted(rows_of(session, Visit), key=lambda r: (r["day"], r["time"] or "")):
        found.setdefault(same.get(row["pupil"], row["pupil"]), []).append(row)
    return found


def _contacts(visits: Iterable[RowMapping],
              inside: Callable[[date], bool]) -> tuple[Contact, ...]:
    """The visits and calls of a case, one line a day, newest first."""
    counts: Counter[str] = Counter()
    days: dict[date, list[tuple[int, RowMapping]]] = {}
    for row in visits:
        day = date.fromisoformat(row["day"])
        if inside(day):
            counts[row["mode"]] += 1
            days.setdefault(day, []).append((counts[row["mode"]], row))
    return tuple(_contact(day, acts) for day, acts in reversed(days.items()))


def _contact(day: date, acts: list[tuple[int, RowMapping]]) -> Contact:
    numbers: dict[str, list[int]] = {}
    for number, row in acts:
        numbers.setdefault(row["mode"], []).append(number)
    words = [f"{mode}第{of[0]}次" if len(of) == 1 else f"{mode}第{of[0]}—{of[-1]}次"
             for mode, of in numbers.items()]
    who = dict.fromkeys(name for _, row in acts
                        for name in (*(row["by"] or ()), *(row["joint"] or ())))
    said = dict.fromkeys(f"{row['outcome']}：{row['note']}" if row["note"] else row["outcome"]
                         for _, row in acts)
    return Contact(day, "、".join(words), "、".join(who), "；".join(said), len(acts))


def list_cases(store: Store, *, day: date | None = None, closed: bool = False) -> list[CaseView]:
    """Cases in hand, the most overdue first; with ``closed`` those that were closed."""
    return sorted((case for now in situations(store, day=day)
                   for case in cases_of(now, closed=closed)), key=case_order)


def case_of_pupil(store: Store, *, pupil: str, day: date | None = None) -> CaseView | None:
    """The pupil's case in hand, else the last one closed, else None."""
    return case_of(situation_of(store, pupil=pupil, day=day), pupil)


def open_case(store: Store, *, actor: Actor, pupil: str, day: date, cause: str = "",
              state: str = "open", by: str = "", note: str = "") -> Added:
    """Open a case because a person says so; thresholds open theirs without anybody (R072).

    Args:
        state: ``open``, or one of ``FOUND`` where the document leaves it to a person (§8).
    """
    fields = {name: value for name, value in (("cause", cause), ("state", state))
              if value not in ("", "open")}
    return add_event(store, actor=actor, kind="opened", day=day, pupil=pupil,
                     fields=fields or None, by=by, note=note)


def find_state(store: Store, *, actor: Actor, pupil: str, day: date, state: str, by: str = "",
               note: str = "", scans: Sequence[Picture] = ()) -> Added:
    """A person finds that a case in hand is one of ``FOUND`` (``is_dropout`` …, policy.md §8)."""
    return add_event(store, actor=actor, kind="confirmed", day=day, pupil=pupil,
                     fields={"what": STATES[state]}, by=by, note=note, scans=scans)


def close_case(store: Store, *, actor: Actor, pupil: str, day: date, why: str,
               note: str = "") -> Added:
    """Strike a case off (销号); what is missing has been shown before (R131, G-28).

    Args:
        why: one of ``words.WAYS``: 复学, 转学, 休学, 死亡, 出国, 超龄, 户籍, 退出A, 退出B …

    Raises:
        KnownError: ``unknown_way``.
    """
    if why not in WAYS:
        raise KnownError("unknown_way", f"没有“{why}”这种销号。", kept="没有改动。",
                         todo="可以用：" + "、".join(WAYS) + "。")
    return add_event(store, actor=actor, kind="closed", day=day, pupil=pupil,
                     fields={"why": why}, note=note)
