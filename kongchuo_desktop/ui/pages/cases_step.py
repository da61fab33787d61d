"""One case: head and ladder, what the shown step needs, the contacts, and why."""

from datetime import date

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kongchuo_desktop.domain.cases.views import Step, Way
from kongchuo_desktop.domain.duties.situation import DutyLine
from kongchuo_desktop.operations.cases import FOUND, CaseCard
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.opening import open_finding
from kongchuo_desktop.ui.pages.cases_do import do_item, item_rows, meanwhile_rows
from kongchuo_desktop.ui.pages.cases_head import CaseHead
from kongchuo_desktop.ui.pages.cases_rows import (
    ContactDelegate,
    ItemDelegate,
    ItemRow,
    WayDelegate,
    way_words,
)
from kongchuo_desktop.ui.pages.cases_why import WhyCard
from kongchuo_desktop.ui.pages.today_do import show_clause
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import Row, RowsModel
from kongchuo_desktop.ui.parts.words import Chip, Rule, Words
from kongchuo_desktop.ui.tokens import Px, Tone

_FINDABLE = ("absent", "open", *FOUND)
"""States in which a person may say what the case is."""
_CONTACTS_SHOWN = 12
"""Days of visits and calls on the page; all of them are on the pupil's card."""


class CasePane(QWidget):
    """The right side of 个案; in a narrow window it scrolls and 为什么 becomes a link."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self.ctx, self.theme = ctx, ctx.theme
        self._card: CaseCard | None = None
        self._today = ctx.today()
        self._at = 0
        self.head = CaseHead(ctx)
        self.head.step_chosen.connect(self._show_step)
        self.head.card_asked.connect(self._open_card)
        self.item_model, self.contact_model = RowsModel(), RowsModel()
        self.item_delegate = ItemDelegate(self.theme)
        self.items = RowView(self.item_model, self.item_delegate, grow=True)
        self.items.setAccessibleName("这一步要的")
        self.contacts = RowView(self.contact_model, ContactDelegate(self.theme), always=(),
                                grow=True)
        self.contacts.setAccessibleName("劝返记录")
        act_on(self.items, {"main": self._do})
        self.way_model = RowsModel()
        self.ways = RowView(self.way_model, WayDelegate(self.theme), grow=True)
        self.ways.setAccessibleName("其他了结办法")
        act_on(self.ways, {"main": self._show_way})
        self.why = WhyCard(self.theme)
        self.why.followed.connect(self._follow)
        self._lay_out()

    # making

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.GAP)
        self._column = column
        column.addWidget(self.head)
        line = QHBoxLayout()
        line.setSpacing(Px.GAP)
        inside = QWidget()
        inside.setProperty("kind", "clear")
        middle = QVBoxLayout(inside)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(Px.GAP)
        middle.addWidget(self._step_card())
        middle.addWidget(self._contact_card())
        middle.addWidget(self._way_card())
        middle.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName("这一个个案")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        line.addWidget(self._scroll, 1)
        line.addWidget(self.why)
        column.addLayout(line, 1)

    def _step_card(self) -> Card:
        card = Card(flush=True)
        head = QHBoxLayout()
        head.setContentsMargins(Px.INSIDE, Px.GAP, Px.INSIDE, Px.GRID)
        head.setSpacing(Px.PAD_SMALL)
        self.step_title = Words("", "strong")
        self.missing = Chip(self.theme, "")
        self.why_link = Button(self.theme, "为什么是这一步", "text", size="small",
                               clicked=self._show_why)
        head.addWidget(self.step_title)
        head.addWidget(self.missing)
        head.addStretch()
        head.addWidget(self.why_link)
        card.body.setSpacing(0)
        card.body.addLayout(head)
        card.body.addWidget(Rule())
        card.body.addWidget(self.items)
        self.foot = Words("", "caption", "text2", wrap=True)
        self.foot.setContentsMargins(Px.INSIDE, Px.ICON_GAP, Px.INSIDE, Px.PAD_SMALL)
        card.body.addWidget(self.foot)
        return card

    def _contact_card(self) -> Card:
        card = Card(flush=True)
        head = QHBoxLayout()
        head.setContentsMargins(Px.INSIDE, Px.GAP, Px.INSIDE, Px.GRID)
        head.setSpacing(Px.ICON_GAP)
        head.addWidget(Words("劝返记录", "strong"))
        self.contact_count = Words("", "small", "text3")
        head.addWidget(self.contact_count)
        head.addStretch()
        head.addWidget(Button(self.theme, "查看全部", "text", size="small",
                              clicked=self._open_card))
        card.body.setSpacing(0)
        card.body.addLayout(head)
        card.body.addWidget(Rule())
        card.body.addWidget(self.contacts)
        self.contact_card = card
        return card

    def _way_card(self) -> Card:
        card = Card(flush=True)
        head = QHBoxLayout()
        head.setContentsMargins(Px.INSIDE, Px.GAP, Px.INSIDE, Px.GRID)
        head.addWidget(Words("孩子不回来了：其他了结办法", "strong"))
        head.addStretch()
        self.finding = Button(self.theme, "认定情形…", "text", size="small", clicked=self._find)
        head.addWidget(self.finding)
        card.body.setSpacing(0)
        card.body.addLayout(head)
        card.body.addWidget(Rule())
        card.body.addWidget(self.ways)
        self.way_card = card
        return card

    # showing

    def show_case(self, card: CaseCard, today: date) -> None:
        """Show a case at the step that is due; the same case again stays at its shown step."""
        view = card.view
        known = self._card is not None and self._card.view.id == view.id
        kept = self._at if known and self._card is not None and self._card.view.now == view.now \
            else None
        self._card, self._today = card, today
        self.head.show_case(card)
        self.finding.setVisible(view.state in _FINDABLE and self.ctx.actor.role != "bureau")
        shown = card.contacts[:_CONTACTS_SHOWN]
        self.contact_model.set_rows([
            Row(str(at), contact, f"{contact.day}，{contact.acts}，{contact.said}")
            for at, contact in enumerate(shown)])
        times = sum(contact.times for contact in card.contacts)
        more = len(card.contacts) - len(shown)
        self.contact_count.setText(f"{times}次" + (f"，以前的{more}天在档案里" if more else ""))
        self.way_model.set_rows([Row(way.way, way, f"{way.name}，{way_words(way)}")
                                 for way in view.ways])
        self.way_card.setVisible(bool(view.ways))
        self.contact_card.setVisible(bool(card.contacts))
        first = view.now if view.now is not None else len(view.steps) - 1
        self._show_step(first if kept is None or kept >= len(self._shown()) else kept)

    def _shown(self) -> list[Step]:
        """The steps of the ladder, then the other ways out."""
        assert self._card is not None
        view = self._card.view
        return [*view.steps, *(way.step for way in view.ways)]

    def _show_way(self, way: Way) -> None:
        self._show_step(self._shown().index(way.step))
        self._scroll.ensureVisible(0, 0)
        self.items.setFocus()

    def _show_step(self, at: int) -> None:
        if self._card is None:
            return
        self._at = at
        step = self._shown()[at]
        on_ladder = at < len(self._card.view.steps)
        self.step_title.setText(f"第{at + 1}步 {step.title}" if on_ladder else
                                f"其他办法：{step.title}")
        lacking = len(step.missing)
        if step.status == "done":
            self.missing.set("已办", "green")
        elif step.status == "skipped":
            self.missing.set("不用办了", "grey")
        else:
            tone: Tone = (
                "red" if step.overdue_days else "amber" if step.status == "now" else "grey")
            self.missing.set(f"还缺 {lacking} 项" if lacking else "", tone)
        self.item_delegate.late = bool(step.overdue_days)
        rows = item_rows(self._card, step, watching=self.ctx.actor.role == "bureau")
        if self.ctx.actor.role != "bureau":
            rows += meanwhile_rows(self._card, step)
        self.item_model.set_rows([
            Row(f"{at}/{i}", row, "，".join(filter(None, (
                row.item.text, "已有" if row.item.done else "还缺", row.item.detail, row.verb))))
            for i, row in enumerate(rows)])
        self.items.setVisible(bool(rows))
        self.foot.setText(self._foot(at, step, rows))
        self.why.show_step(step, self._today)
        self.why_link.setVisible(self.why.isHidden() and step.clause is not None)
        if on_ladder:
            self.head.bring_into_view(at)

    def _foot(self, at: int, step: Step, rows: list[ItemRow]) -> str:
        assert self._card is not None
        steps = self._card.view.steps
        if at >= len(steps):
            return step.note or "缺的不拦着登记；登记销号以后这个个案就结了。"
        if step.watch:
            return "这一步由别的单位办，办了以后记下结果。"
        if step.status != "now" or not rows:
            return "" if rows else "这一步没有要填的。"
        back = next((i for i, other in enumerate(steps) if other.title == "返校"), len(steps))
        after = f"办完自动进入第{at + 2}步" if at + 1 < len(steps) else "办完这个案就结了"
        return f"{after}；孩子返校则直接到第{back + 1}步。" if at < back < len(steps) else (
            f"{after}。")

    # doing

    def do_first(self) -> None:
        """Enter on the case: its first missing thing."""
        for at in range(self.item_model.rowCount()):
            line = self.item_model.line(at)
            if isinstance(line, Row) and line.payload.primary:
                self._do(line.payload)
                return

    def _do(self, row: ItemRow) -> None:
        if self._card is not None and not row.item.done and not row.why_not:
            do_item(self.ctx, self, self._card, row.meanwhile or self._step(), row)

    def _step(self) -> Step:
        return self._shown()[self._at]

    def _open_card(self) -> None:
        if self._card is not None:
            self.ctx.open_page("pupil", pupil=self._card.view.pupil)

    def _find(self) -> None:
        if self._card is not None:
            view = self._card.view
            open_finding(self.ctx, self, pupil=view.pupil, name=view.name)

    def _show_why(self) -> None:
        step = self._step()
        if step.duties:
            anchor = QRect(self.why_link.mapTo(self.window(), QPoint(0, 0)), self.why_link.size())
            show_clause(self.ctx, self, DutyLine(step.duties[0], step.duties[1:]), anchor)

    def _follow(self, key: str) -> None:
        clause = self._step().clause
        self.ctx.open_page("settings", section="policy", clause=clause.id if clause else "")

    # size

    def set_wide(self, wide: bool) -> None:
        """The panel of reasons stands beside the step only in a wide window."""
        self.why.setVisible(wide)
        if self._card is not None:
            self._show_step(self._at)

    def set_narrow(self, narrow: bool) -> None:
        self.head.set_narrow(narrow)
