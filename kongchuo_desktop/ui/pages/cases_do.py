"""Doing what a step of a case still needs."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from kongchuo_desktop.domain.cases.items import CLOSE
from kongchuo_desktop.domain.cases.views import Item, Step, Way
from kongchuo_desktop.domain.policy import words
from kongchuo_desktop.operations.cases import CaseCard
from kongchuo_desktop.operations.discharge import joint_of
from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.event import (
    ClosingForm,
    EffectForm,
    Evidence,
    open_discharge,
    open_fact,
    open_handing,
    open_returned,
)
from kongchuo_desktop.ui.forms.moves import open_move_of
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
    for item in _spread(step.items):
        why_not = _why_not(card, step, item)
        if watching and not item.done:
            why_not = "由学校办"
        free = not item.done and not why_not
        primary = free and step.status == "now" and not step.watch and not any(
            row.primary for row in rows)
        rows.append(ItemRow(item, item_verb(item, watch=step.watch), primary, why_not))
    return rows


def meanwhile_rows(card: CaseCard, shown: Step) -> list[ItemRow]:
    """Below a step that another body is at: what we can do until then, of each step the first."""
    rows: list[ItemRow] = []
    for at, step in enumerate(card.view.steps, start=1):
        row = next((row for row in item_rows(card, step)
                    if row.verb and not row.item.done and not row.why_not), None)
        if row is not None and not step.watch and step.status in ("now", "later"):
            said = f"等的时候学校可以办（第{at}步）"
            rows.append(replace(row, item=replace(row.item, detail=said), primary=not rows,
                                meanwhile=step))
    return rows if shown.watch and shown.status == "now" else []


def _spread(items: Iterable[Item]) -> Iterator[Item]:
    """Where one of several things is enough, each has a line and a button of its own."""
    for item in items:
        if item.done or not item.others:
            yield item
            continue
        for at, other in enumerate((replace(item, text=item.text.split("或")[0]), *item.others)):
            yield replace(other, text=f"或：{other.text}" if at else other.text, ready=item.ready)


def _why_not(card: CaseCard, step: Step, item: Item) -> str:
    if item.done:
        return ""
    if way_of(card, step) is not None:
        return "" if item.ready else "先办上面的"
    if step.status == "skipped":
        return "孩子已经返校，这一步不用办了"
    if item.text == CLOSE and not item.ready:
        return "孩子返校以后才能销号；不回来了的，从下面的其他办法销号"
    if not item.ready:
        return "还没到这一步" if step.watch else "先开出文书"
    if item.wanted is None and item.do in ("serve", "hand", "sign") and (
            paper_of(card, item) is None):
        return "先开出文书"
    if item.do in _CONTACTS or item.do in ("paper", "serve", "hand") or item.text in (
            "登记返校", CLOSE) or item.wanted is not None:
        return ""
    return "" if step.duties else "还没到这一步"


def way_of(card: CaseCard, step: Step) -> Way | None:
    """The way out that a shown step is, None for a step of the ladder."""
    return next((way for way in card.view.ways if way.step == step), None)


def closings(card: CaseCard) -> list[Evidence]:
    """The ways of closing this case, each with what it needs: the return first."""
    view = card.view
    last = view.steps[-1]
    asked = tuple((i.text, i.done) for i in last.items if i.text != CLOSE)
    first = Evidence("苗头消除" if view.state == "sign" else "复学", asked)
    return [first, *(Evidence(way.way, (
        *((i.text, i.done) for i in way.step.items if i.text != CLOSE), *asked))
        for way in view.ways)]


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
    OwnPaperForm(ctx, window, paper=paper, title=item.title, name=view.name, pupil=view.pupil,
                 offices=offices).open()


def do_item(ctx: AppContext, window: QWidget, card: CaseCard, step: Step, row: ItemRow) -> None:
    """Open the form or page that brings what the item waits for."""
    item, view = row.item, card.view
    paper = paper_of(card, item)
    if item.text == "登记返校":
        open_returned(ctx, window, pupil=view.pupil, name=view.name)
    elif item.text == CLOSE:
        ways = closings(card)
        way = way_of(card, step)
        ClosingForm(ctx, window, pupil=view.pupil, name=view.name, ways=ways,
                    chosen=way.way if way else view.way or ways[0].way).open()
    elif item.do == "settle":
        way = way_of(card, step)
        if way is not None:
            EffectForm(ctx, window, ask=way.ask, name=view.name).open()
    elif item.do == "move" and item.wanted is not None:
        open_move_of(ctx, window, view.pupil, str(item.wanted.fields["what"][0]))
    elif item.do in _CONTACTS:
        open_visit(ctx, window, pupil=view.pupil, name=view.name, mode=_CONTACTS[item.do],
                   context=step.duties[0].sentence if step.duties else "",
                   joint=joint_of(item.wanted) if item.wanted else None)
    elif item.do == "paper":
        do_paper(ctx, window, card, step, item)
    elif item.do == "serve" and paper is not None:
        open_served(ctx, window, paper=paper, name=view.name)
    elif item.do == "hand" and paper is None and item.wanted is not None:
        do_paper(ctx, window, card, step, item)
    elif item.do == "hand" and paper is not None:
        open_handing(ctx, window, paper=paper, title=view.name, to=item.to or "",
                     office=words.WHO.get(item.to or "", item.to or ""))
    elif item.do == "event" and item.wanted is not None and not step.duties:
        open_fact(ctx, window, wanted=item.wanted, what=item.text.removeprefix("或："),
                  pupil=view.pupil, name=view.name)
    elif step.duties:
        duty = next((d for d in step.duties if d.binding == item.binding), step.duties[0])
        open_discharge(ctx, window, duty=duty, title=view.name, verb=row.verb)
