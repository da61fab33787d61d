"""Doing what a step of a case still needs."""

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.cases.views import Item, Step
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.operations.cases import CaseCard
from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.event import (
    open_closing,
    open_discharge,
    open_handing,
    open_returned,
)
from kongchuo_desktop.ui.forms.own_paper import OwnPaperForm
from kongchuo_desktop.ui.forms.served import open_served
from kongchuo_desktop.ui.forms.visit import open_visit
from kongchuo_desktop.ui.pages.cases_rows import ItemRow, item_verb

_CONTACTS = {"visit": "家访", "persuade": "家访", "call": "电话"}


def item_rows(card: CaseCard, step: Step, *, watching: bool = False) -> list[ItemRow]:
    """What the step needs, in order; the first thing that can be done now has the blue button.

    ``watching``: a bureau sees how a case stands; what is missing is the school's to do.
    """
    rows: list[ItemRow] = []
    for item in step.items:
        why_not = _why_not(card, step, item)
        if watching and not item.done:
            why_not = "由学校办"
        free = not item.done and not why_not
        primary = free and step.status == "now" and not step.watch and not any(
            row.primary for row in rows)
        rows.append(ItemRow(item, item_verb(item, watch=step.watch), primary, why_not))
    return rows


def _why_not(card: CaseCard, step: Step, item: Item) -> str:
    if item.done:
        return ""
    if step.status == "skipped":
        return "孩子已经返校，这一步不用办了"
    if item.text == "登记销号" and not item.ready:
        return "孩子返校以后才能销号"
    if not item.ready:
        return "先开出文书"
    if item.do in ("serve", "hand", "sign") and paper_of(card, item) is None:
        return "先开出文书"
    if item.do in _CONTACTS or item.do in ("paper", "serve", "hand") or item.text in (
            "登记返校", "登记销号"):
        return ""
    return "" if step.duties else "还没到这一步"


def paper_of(card: CaseCard, item: Item) -> IssuedPaper | None:
    """The newest paper of this case that the item is about."""
    return next((p for p in card.papers if p.title == item.paper and p.voided is None
                 and p.day >= card.view.since), None)


def do_paper(ctx: AppContext, window: QWidget, card: CaseCard, step: Step, item: Item) -> None:
    """Issue the paper, or note the school's own where the program has no form of it."""
    view, paper = card.view, item.paper or ""
    if paper in card.forms:
        ctx.open_page("papers", form=paper, pupil=view.pupil)
        return
    offices = [(other.to,) for other in step.items
               if other.do == "hand" and other.to and other.paper == paper]
    OwnPaperForm(ctx, window, paper=paper, name=view.name, pupil=view.pupil,
                 offices=offices).open()


def do_item(ctx: AppContext, window: QWidget, card: CaseCard, step: Step, row: ItemRow) -> None:
    """Open the form or page that brings what the item waits for."""
    item, view = row.item, card.view
    paper = paper_of(card, item)
    if item.text == "登记返校":
        open_returned(ctx, window, pupil=view.pupil, name=view.name)
    elif item.text == "登记销号":
        open_closing(ctx, window, pupil=view.pupil, name=view.name, evidence=[
            (other.text, other.done) for other in step.items if other is not item])
    elif item.do in _CONTACTS and not step.watch:
        open_visit(ctx, window, pupil=view.pupil, name=view.name, mode=_CONTACTS[item.do],
                   context=step.duties[0].sentence if step.duties else "")
    elif item.do == "paper":
        do_paper(ctx, window, card, step, item)
    elif item.do == "serve" and paper is not None:
        open_served(ctx, window, paper=paper, name=view.name)
    elif item.do == "hand" and paper is not None:
        open_handing(ctx, window, paper=paper, title=view.name, to=item.to or "",
                     office=words.WHO.get(item.to or "", item.to or ""))
    elif step.duties:
        open_discharge(ctx, window, duty=step.duties[0], title=view.name, verb=row.verb)
