"""The ledgers and 卷宗 of a period, as they lie in the school's 迎检 folder."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kongchuo_desktop.domain.calendar import month_end
from kongchuo_desktop.exchange.names import file_name
from kongchuo_desktop.operations.cases import case_board
from kongchuo_desktop.operations.inspection import Inspection
from kongchuo_desktop.operations.inspection_files import catalogue_pdf
from kongchuo_desktop.operations.late_return import late_returns
from kongchuo_desktop.operations.late_return_paper import late_return_register
from kongchuo_desktop.operations.month_sheet import month_sheet
from kongchuo_desktop.operations.paper_facts.look import Whom
from kongchuo_desktop.operations.paper_forms import issuable_forms
from kongchuo_desktop.operations.paper_register import IssuedPaper, paper_register
from kongchuo_desktop.operations.papers import draft_papers
from kongchuo_desktop.operations.roll_call import class_choices
from kongchuo_desktop.operations.words import month_text
from kongchuo_desktop.operations.world import whole_world
from kongchuo_desktop.papers.form import Form
from kongchuo_desktop.store.store import Store

if TYPE_CHECKING:
    from kongchuo_desktop.operations.dossier_file import Lacking

LEDGERS, DOSSIERS = "台账", "一人一案"
REGISTER = "paper_register"


@dataclass(frozen=True, slots=True)
class Made:
    """A PDF made for the inspection: ``pages`` where they are numbered, ``lacking`` what it
    should hold and does not."""

    pdf: bytes
    pages: int = 0
    lacking: "tuple[Lacking, ...]" = ()


@dataclass(frozen=True, slots=True)
class Volume:
    """One file of the folder; ``make`` is called when it is written, so that one at a time is in
    memory."""

    folder: str
    stem: str
    title: str
    make: Callable[[], Made]


def volumes(store: Store, seen: Inspection, *, user: str = "") -> list[Volume]:
    """All ledgers there are of the period, then the 卷宗 of each child with a case in it."""
    return [*_ledgers(store, seen), *_dossiers(store, seen, user)]


def _ledgers(store: Store, seen: Inspection) -> Iterator[Volume]:
    def ledger(title: str, make: Callable[[], bytes]) -> Volume:
        return Volume(LEDGERS, file_name(title, extension=""), title, lambda: Made(make()))

    yield ledger("迎检对照表", lambda: catalogue_pdf(store, seen))
    yield ledger("文书发出登记簿", lambda: _register(store, seen))
    found = late_returns(store)
    if found is not None and seen.span.since <= found.reopening.day <= seen.span.until:
        yield ledger("未及时返校学生登记册", lambda: late_return_register(store))
    for room, name in class_choices(store):
        for month in _months(seen):
            yield ledger(f"{name}考勤表{month_text(f'{month:%Y-%m}')}",
                         lambda room=room, month=month: month_sheet(  # type: ignore[misc]
                             store, class_id=room, month=month))
    day = min(seen.day, seen.span.until)
    for choice in issuable_forms(store, day=day):
        if choice.named and _is_list(choice.form):
            yield ledger(choice.form.title, lambda form=choice.form: _filled(  # type: ignore[misc]
                store, form, day))


def _months(seen: Inspection) -> Iterator[date]:
    """The first days of the months that have begun."""
    first = seen.span.since.replace(day=1)
    while first <= min(seen.span.until, seen.day):
        yield first
        first = month_end(first.year, first.month) + timedelta(days=1)


def _is_list(form: Form) -> bool:
    """A list of the school that the facts fill alone: nothing is asked and it takes no number."""
    fields = form.fields.values()
    return (form.subject == "school" and form.numbering is None
            and any(field.kind == "rows" and field.source for field in fields)
            and not any(field.asked for field in fields))


def _filled(store: Store, form: Form, day: date) -> bytes:
    (draft,) = draft_papers(store, form_id=form.id, day=day, whom=[Whom()], coded=False)
    return draft.pdf


def _register(store: Store, seen: Inspection) -> bytes:
    names = {pupil.id: pupil.name for pupil in whole_world(store).pupils.values()}
    papers = [paper for paper in reversed(paper_register(store))
              if seen.span.since <= paper.day <= seen.span.until]
    asked = {"period": seen.span.dated,
             "papers": [_row(paper, names.get(paper.pupil or "", "")) for paper in papers]}
    (draft,) = draft_papers(store, form_id=REGISTER, day=seen.day, asked=asked, coded=False)
    return draft.pdf


def _row(paper: IssuedPaper, name: str) -> dict[str, Any]:
    return {"day": paper.day, "number": paper.numbered, "title": paper.title, "pupil": name,
            "served": paper.receipt.said if paper.receipt is not None else "",
            "note": f"作废：{paper.voided}" if paper.voided is not None else ""}


def _dossiers(store: Store, seen: Inspection, user: str) -> Iterator[Volume]:
    board = case_board(store)
    views = [card.view for card in (*board.open, *board.closed)
             if card.view.since <= seen.span.until
             and (card.view.closed is None or card.view.closed >= seen.span.since)]
    rooms = dict(class_choices(store))
    for pupil, view in sorted({view.pupil: view for view in views}.items(),
                              key=lambda each: (rooms.get(each[1].class_id, ""), each[1].name,
                                                each[0])):
        room = rooms.get(view.class_id, "")

        def make(pupil: str = pupil) -> Made:
            # What reads and writes PDFs takes long to load: only who binds pays for it.
            from kongchuo_desktop.operations.dossier_file import bind_dossier

            bound = bind_dossier(store, pupil=pupil, user=user)
            return Made(bound.pdf, bound.pages, bound.lacking)

        yield Volume(DOSSIERS, file_name(room, view.name, "卷宗", extension=""),
                     f"{view.name}卷宗（{room}）" if room else f"{view.name}卷宗", make)
