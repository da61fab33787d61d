"""The rows of 个案: a case, a thing that a step needs, a contact."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from kongchuo_desktop.domain.cases.items import CLOSE
from kongchuo_desktop.domain.cases.views import CaseView, Item, Step, Way
from kongchuo_desktop.operations.cases import Contact
from kongchuo_desktop.ui.pages.pupil_face import again_word, state_chip
from kongchuo_desktop.ui.parts import paint
from kongchuo_desktop.ui.parts.paint import Flow
from kongchuo_desktop.ui.parts.rows import RowDelegate
from kongchuo_desktop.ui.parts.words import draw_icon
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

ITEM_ROW = Px.HEADER_NARROW
CONTACT_ROW = Px.NAV_ITEM
_DAY, _ACT, _WHO = 70, 132, 114
_WHO_FROM = 520
_VERBS = {
    "serve": "登记送达", "hand": "登记交出", "sign": "登记签收", "visit": "登记家访",
    "call": "登记电话", "persuade": "登记劝返", "tell": "登记报告", "refer": "登记转介",
    "session": "登记送教", "register": "去点名",
}


def due_word(view: CaseView, today: date) -> tuple[str, str]:
    """The word at the right of a case and its colour."""
    if view.closed:
        return f"{view.closed.month}月{view.closed.day}日", "text2"
    if view.overdue_days:
        return f"逾期{view.overdue_days}天", "red"
    if view.due is None:
        return "", "text2"
    if view.due <= today:
        return "今天", "amber"
    return f"{view.due.month}月{view.due.day}日前", "text2"


def item_verb(item: Item, *, watch: bool) -> str:
    """The words of an item's button."""
    if item.text in ("登记返校", CLOSE):
        return item.text
    if item.do == "settle":
        return "定下来"
    if item.do == "move":
        return item.text
    if not item.do:
        return ""
    if watch:
        return "记下结果"
    if item.do == "paper":
        title = item.paper or ""
        return "开通知书" if "通知" in title else "填报告书" if "报告" in title else "开文书"
    return _VERBS.get(item.do, "登记")


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A thing that the shown step needs; ``why_not`` says why its button is grey."""

    item: Item
    verb: str
    primary: bool
    why_not: str = ""
    meanwhile: Step | None = None
    """The step of ours that it is of, where the shown one is another body's."""


class CaseDelegate(RowDelegate):
    """Name and due word over state and next step."""

    def __init__(self, theme: Theme, today: date) -> None:
        super().__init__(theme, height=Px.CASE_ROW, card=False)
        self.today = today

    def items(self, payload: CaseView, rect: QRect, *, selected: bool) -> list[paint.Item]:
        half = rect.height() // 2
        word, colour = due_word(payload, self.today)
        upper = Flow(self.theme, rect.adjusted(0, Px.GRID, 0, -half))
        lower = Flow(self.theme, rect.adjusted(0, half, 0, -Px.GRID))
        upper.text(payload.name, bold=True)
        if word:
            bold = colour != "text2"
            # A long name is never cut: the due word goes below it.
            room = upper.right - upper.left - Px.ICON_GAP
            above = self.theme.width(word, Type.CAPTION, bold=bold) < room
            (upper if above else lower).text(
                word, Type.CAPTION, bold=bold, colour=colour, from_right=True)
            lower.gap(0 if above else Px.ICON_GAP, from_right=True)
        lower.chip(*state_chip(payload)).gap(Px.CHIP_GAP)
        if payload.again:
            lower.chip(again_word(payload), "red").gap(Px.CHIP_GAP)
        return upper.items + lower.rest(payload.next, Type.CAPTION, colour="text2").items


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark(paint.Item):
    """There: a green tick; not yet: a dashed circle, red where it can be done now."""

    done: bool
    late: bool

    def draw(self, painter: QPainter, theme: Theme, *, hot: bool, down: bool) -> None:
        if self.done:
            draw_icon(painter, theme, self.rect, "circle-check", "green", Px.ICON_NAV)
            return
        side = Px.ICON_NAV
        left = self.rect.left() + (self.rect.width() - side) / 2
        top = self.rect.top() + (self.rect.height() - side) / 2
        pen = QPen(theme.color("red" if self.late else "edge"), Px.FOCUS)
        pen.setDashPattern([2, 2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(left, top, side, side).adjusted(1, 1, -1, -1))


class ItemDelegate(RowDelegate):
    """Mark, what is needed and how it stands, its button."""

    late = False

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=ITEM_ROW, card=False)

    def items(self, payload: ItemRow, rect: QRect, *, selected: bool) -> list[paint.Item]:
        item = payload.item
        flow = Flow(self.theme, rect)
        mark = QRect(rect.left(), rect.top(), Px.ICON_NAV, rect.height())
        flow.gap(Px.ICON_NAV + Px.PAD_INPUT)
        if not item.done and payload.verb:
            flow.push(payload.verb, "main", kind="primary" if payload.primary else "plain",
                      enabled=not payload.why_not, tip=payload.why_not).gap(from_right=True)
        half = rect.height() // 2
        room = flow.right - flow.left
        detail = item.detail or payload.why_not
        found: list[paint.Item] = [_Mark(rect=mark, done=item.done, late=self.late)]
        if not detail:
            line = QRect(flow.left, rect.top(), room, rect.height())
            return found + flow.items + self._name(line, payload)
        upper = QRect(flow.left, rect.top() + Px.GRID, room, half - Px.GRID)
        lower = QRect(flow.left, rect.top() + half, room, half - Px.GRID)
        more = Flow(self.theme, lower).rest(detail, Type.CAPTION)
        return found + flow.items + self._name(upper, payload) + more.items

    def _name(self, rect: QRect, row: ItemRow) -> list[paint.Item]:
        metrics = self.theme.metrics(Type.BODY, bold=not row.item.done)
        return [paint.Line(rect=rect, text=row.item.text, bold=not row.item.done,
                           elide=Qt.TextElideMode.ElideRight,
                           tip=row.item.text
                           if metrics.horizontalAdvance(row.item.text) > rect.width() else "")]


class ContactDelegate(RowDelegate):
    """Day, which contact it was, who went, what came of it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=CONTACT_ROW, card=False)

    def items(self, payload: Contact, rect: QRect, *, selected: bool) -> list[paint.Item]:
        px = self.theme.px
        flow = Flow(self.theme, rect)
        flow.text(f"{payload.day.month}月{payload.day.day}日", Type.SMALL, colour="text2",
                  width=px(_DAY))
        acts = self.theme.metrics(Type.SMALL, bold=True).elidedText(
            payload.acts, Qt.TextElideMode.ElideRight, px(_ACT) - Px.ICON_GAP)
        flow.text(acts, Type.SMALL, bold=True, width=px(_ACT))
        if rect.width() >= _WHO_FROM:
            by = self.theme.metrics(Type.SMALL).elidedText(
                payload.by, Qt.TextElideMode.ElideRight, px(_WHO) - Px.ICON_GAP)
            flow.text(by, Type.SMALL, colour="text2", width=px(_WHO))
        return flow.rest(payload.said, Type.SMALL, colour="text").items


class WayDelegate(RowDelegate):
    """A way out, what it still lacks, and the button that shows it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=CONTACT_ROW, card=False)

    def items(self, payload: Way, rect: QRect, *, selected: bool) -> list[paint.Item]:
        flow = Flow(self.theme, rect)
        flow.push("看要求", "main").gap(from_right=True)
        flow.text(payload.name, Type.SMALL, bold=True, width=self.theme.px(_ACT))
        return flow.rest(way_words(payload), Type.SMALL,
                         colour="text" if payload.taken else "text2").items


def way_words(way: Way) -> str:
    """``还缺：登记转出、接收证明``; since when it holds; or that there is nothing to bring."""
    if way.taken:
        return f"{way.taken.month}月{way.taken.day}日起"
    lacking = "、".join(item.text for item in way.missing)
    return f"还缺：{lacking}" if lacking else way.step.note or "文件没有写要什么"
