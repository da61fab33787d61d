"""Doing a duty: its form over the page, or the page where it is done; and its clause."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.duties.model import ClauseRef
from kongchuo_desktop.domain.duties.situation import Duty, DutyLine
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.domain.policy.chapters import place_in
from kongchuo_desktop.operations.overview import Due
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.event import open_discharge, open_handing
from kongchuo_desktop.ui.forms.homes import open_homes
from kongchuo_desktop.ui.forms.leave import SlipForm
from kongchuo_desktop.ui.forms.moves import open_move_of
from kongchuo_desktop.ui.forms.own_paper import OwnPaperForm
from kongchuo_desktop.ui.forms.served import open_served
from kongchuo_desktop.ui.forms.visit import open_visit
from kongchuo_desktop.ui.pages.today_words import (
    clause_words,
    document_line,
    title_of,
    verb_of,
    why_words,
)
from kongchuo_desktop.ui.parts.floating import ClausePopover
from kongchuo_desktop.ui.parts.paint import Item
from kongchuo_desktop.ui.parts.row_view import RowView

_LINKS = (("full", "打开全文"),)


def do_duty(ctx: AppContext, window: QWidget, due: Due, *,
            closed: Callable[[], object] | None = None) -> bool:
    """Open what brings the fact a duty waits for; False when only its clause can be read.

    ``closed`` is called when a form was saved or left.
    """
    duty, way = due.line.first, due.way
    name = title_of(duty)
    if way.kind == "register":
        ctx.open_page("attendance", day=duty.due, class_id=duty.class_id or "")
    elif way.kind == "return":
        ctx.open_page("returns")
    elif way.kind == "transfer" and ctx.actor.role == "class":
        # A class has no page of children between schools: it writes on the card what it learns.
        ctx.open_page("pupil", pupil=duty.subject)
    elif way.kind == "transfer":
        ctx.open_page("transfers", line=duty.id.partition(":")[2])
    elif way.kind == "new_numbers":
        ctx.open_page("school_year", section="numbers")
    elif way.kind == "reconcile":
        ctx.open_page("ledgers", ledger=duty.ledger or "")
    elif way.kind == "correct" and not duty.pupil:
        ctx.open_page("echo")
    elif way.kind in ("ask", "card", "correct"):
        ctx.open_page("pupil", pupil=duty.pupil)
    elif way.kind == "issue":
        ctx.open_page("papers", form=duty.paper, **({"pupil": duty.pupil} if duty.pupil else {}))
    elif way.kind == "own":
        OwnPaperForm(ctx, window, paper=duty.paper or "", title=duty.paper_title or "", name=name,
                     pupil=duty.pupil, class_id=None if duty.pupil else duty.class_id,
                     offices=way.offices).open()
    elif way.kind in ("visit", "call") and duty.pupil:
        open_visit(ctx, window, pupil=duty.pupil, name=name, context=duty.sentence, closed=closed,
                   mode="电话" if way.kind == "call" else "家访",
                   joint=way.joint)
    elif way.kind in ("visit", "call"):
        open_homes(ctx, window, closed=closed)
    elif way.kind == "serve" and way.paper:
        open_served(ctx, window, paper=way.paper, name=name)
    elif way.kind == "move" and duty.pupil:
        open_move_of(ctx, window, duty.pupil, way.move)
    elif way.kind == "hand" and way.paper:
        open_handing(ctx, window, paper=way.paper, title=name, to=way.to,
                     office=words.WHO.get(way.to, way.to))
    elif way.kind == "slip":
        SlipForm(ctx, window, leave=duty.id.removeprefix("slip:"), name=name,
                 context=duty.sentence).open()
    elif way.kind == "event":
        open_discharge(ctx, window, duty=duty, title=name, closed=closed,
                       verb=verb_of(duty, way, due.person))
    else:
        return False
    return True


def clauses_of(line: DutyLine) -> list[ClauseRef]:
    """All clauses behind a line, the most urgent first, each once."""
    found = [d.clause for d in (line.first, *line.others) if d.clause is not None]
    return list({(c.policy, c.id): c for c in found}.values())


def quote_of(clauses: Sequence[ClauseRef]) -> str:
    """The wording in quotes; with several clauses each after its place."""
    if len(clauses) == 1:
        return f"“{clauses[0].quote}”"
    return "\n".join(f"{place_in(c.where)}　“{c.quote}”" for c in clauses)


def show_clause(ctx: AppContext, window: QWidget, line: DutyLine, anchor: QRect) -> None:
    """The popover: number, document, wording, why it is there today, the way to the full text."""
    clauses = clauses_of(line)
    if not clauses:
        return
    first = clauses[0]
    popover = ClausePopover(
        ctx.theme, window.window(), number=clause_words(first), title=_headline(line.first),
        document=document_line(first), quote=quote_of(clauses), why=why_words(line.first),
        links=_LINKS)
    popover.followed.connect(
        lambda key: ctx.open_page("settings", section="policy", clause=first.id))
    popover.show_at(anchor)


def _headline(duty: Duty) -> str:
    return words.DO.get(duty.do, "")


def anchor_of(view: RowView, action: str = "clause") -> QRect:
    """Where the current row's item stands in the window; the whole row when it has none."""
    index = view.currentIndex()
    rect = view.visualRect(index)
    delegate = view.itemDelegate()
    items: list[Item] = getattr(delegate, "items_of")(index, rect)  # noqa: B009 - RowDelegate's
    rect = next((item.rect for item in items if item.action == action), rect)
    return QRect(view.viewport().mapTo(view.window(), QPoint(rect.left(), rect.top())), rect.size())
