"""The right column of the roll call: the counts, who has a mark, and what filing will bring."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.domain.facts import UNEXCUSED
from kongchuo_desktop.operations.attendance import PRESENT, MarkInput
from kongchuo_desktop.operations.roll_call import Outlook, RollCall, RollPupil
from kongchuo_desktop.ui.pages.attendance_kinds import BY_KIND
from kongchuo_desktop.ui.pages.attendance_session import LEAVE, Counts, RollSession
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.paint import Flow, Item, PaintedSign
from kongchuo_desktop.ui.parts.row_view import RowView
from kongchuo_desktop.ui.parts.rows import Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.words import Rule, Words
from kongchuo_desktop.ui.theme import Theme, vary
from kongchuo_desktop.ui.tokens import Px, Type

WIDTH = Px.SIDE_PANEL + Px.MARGIN
_SIGN = Px.FILTER_CHIP
_LINKS = {"slip": "写请假条", "back": "销假", "ask": "问去向"}
_ROW = Px.HEADER_NARROW + Px.HAIR


@dataclass(frozen=True, slots=True)
class Marked:
    """A row of the list: a pupil with a mark, or whose presence stands there for a reason.

    ``link`` is what can be done beside the mark: ``slip`` writes the missing leave, ``back`` ends
    the leave of who came, ``ask`` writes down why and where who did not come back.
    """

    pupil: RollPupil
    mark: MarkInput
    outlook: Outlook | None
    link: str = ""


class MarkedDelegate(RowDelegate):
    """Sign, name and day of absence; below it what is known or what filing will bring."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=_ROW, card=False)

    def inner(self, rect: QRect) -> QRect:
        return rect.adjusted(Px.GAP, 0, -Px.GAP, -Px.HAIR)

    def items(self, payload: Marked, rect: QRect, *, selected: bool) -> list[Item]:
        kind = BY_KIND[payload.mark.kind]
        place = QRect(rect.left(), rect.top() + (rect.height() - _SIGN) // 2, _SIGN, _SIGN)
        sign = PaintedSign(rect=place, icon=kind.icon, tone=kind.tone)
        left = place.right() + 1 + Px.PAD_SMALL
        half = (rect.height() - Px.GRID) // 2
        outlook = payload.outlook
        alone = not payload.link and not (outlook and outlook.words)
        line = QRect(left, rect.top() + Px.GRID, rect.right() - left, half)
        top = Flow(self.theme, QRect(line.left(), rect.top(), line.width(), rect.height())
                   if alone else line)
        red = kind.tone == "red"
        if outlook and outlook.days:
            top.text(f"第{outlook.days}天", Type.CAPTION, colour="red" if red else "text2",
                     from_right=True)
        elif payload.mark.lessons:
            top.text("部分课", Type.CAPTION, colour="text2", from_right=True)
        top.text(payload.pupil.name, Type.SMALL, bold=True)
        below = QRect(left, rect.top() + half, rect.right() - left, half)
        bottom = Flow(self.theme, below)
        if payload.link:
            bottom.link(_LINKS[payload.link], payload.link, from_right=True)
        if outlook and outlook.words:
            bottom.rest(outlook.words, Type.CAPTION, colour="red" if outlook.overdue else "text2")
        return [sign, *top.items, *bottom.items]


class SidePanel(QFrame):
    """Counts, the list of the marked and the blue button; beside the grid or slid over it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.GAP)
        self._column = column
        column.addWidget(self._make_figures())
        self.marked = self._make_list(theme)
        column.addWidget(self.marked)
        column.addStretch(1)
        column.setStretchFactor(self.marked, 1_000)
        # In a narrow window the header has no room for them.
        self.ways = QWidget()
        ways = QHBoxLayout(self.ways)
        ways.setContentsMargins(0, 0, 0, 0)
        self.leaves = Button(theme, "请假", size="small")
        self.month = Button(theme, "月考勤表", size="small")
        ways.addWidget(self.leaves, 1)
        ways.addWidget(self.month, 1)
        self.ways.hide()
        column.addWidget(self.ways)
        self.send = Button(theme, "提交考勤", "primary", icon="check", size="large")
        column.addWidget(self.send)
        self.note = Words("", "caption", "text2", wrap=True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.note)

    def _make_figures(self) -> Card:
        card = Card()
        figures = QHBoxLayout()
        self.figures: dict[str, Words] = {}
        for word, tone in (("应到", ""), ("到校", "green"), ("旷课", "red"), ("请假", "amber")):
            one = QVBoxLayout()
            one.setSpacing(0)
            self.figures[word] = Words("0", "figure", tone)
            one.addWidget(self.figures[word])
            one.addWidget(Words(word, "small", "text2"))
            figures.addLayout(one, 1)
        card.body.addLayout(figures)
        self.line = Words("", "small", "text2")
        card.body.addWidget(self.line)
        return card

    def _make_list(self, theme: Theme) -> Card:
        self.model = RowsModel()
        self.view = RowView(self.model, MarkedDelegate(theme), always=("card",))
        self.view.keys = {(Qt.Key.Key_Return, False): "card", (Qt.Key.Key_Enter, False): "card"}
        self.view.setAccessibleName("有标记的人")
        marked = Card("有标记的人", flush=True)
        marked.head.setContentsMargins(Px.INSIDE, Px.GAP, Px.INSIDE, Px.GRID)
        self.total = Words("0", "small", "text3")
        marked.head.insertWidget(1, self.total)
        marked.body.setSpacing(0)
        marked.body.addWidget(Rule())
        marked.body.addWidget(self.view, 1)
        self.none = Words("没有人缺席、请假或迟到", "small", "text2", wrap=True)
        self.none.setContentsMargins(Px.INSIDE, Px.GAP, Px.INSIDE, Px.GAP)
        marked.body.addWidget(self.none)
        return marked

    def set_floating(self, floating: bool) -> None:
        """Slid over the page it needs a ground and an edge of its own."""
        vary(self, kind="float" if floating else "")
        side = Px.GAP if floating else 0
        self._column.setContentsMargins(side, side, side, side)
        self.ways.setVisible(floating)
        self.setFixedWidth(WIDTH + 2 * side)

    def show_filing(self, call: RollCall) -> None:
        self.send.setText("按这样定下来" if call.disputes else f"提交{call.part}考勤")
        self.note.setText(note_words(call))

    def show_session(self, session: RollSession, outlooks: Mapping[str, Outlook]) -> None:
        counts = session.counts()
        for word, number in (("应到", counts.expected), ("到校", counts.present),
                             ("旷课", counts.truant), ("请假", counts.leave)):
            self.figures[word].setText(str(number))
        self.line.setText(rest_words(counts))
        rows = marked_rows(session, outlooks)
        self.model.set_rows([Row(r.pupil.id, r, _spoken(r)) for r in rows])
        self.total.setText(str(len(rows)))
        self.none.setVisible(not rows)
        self.view.setVisible(bool(rows))
        self.view.setMaximumHeight(self.view.content_height())
        self.marked.setMaximumHeight(
            self.marked.sizeHint().height() if not rows else self.view.content_height()
            + self.marked.head.sizeHint().height() + Px.GRID)


def marked_rows(session: RollSession, outlooks: Mapping[str, Outlook]) -> list[Marked]:
    """Who is disputed first, then who has a mark, then who came although on leave."""
    call = session.call
    disputed = {dispute.pupil: dispute.words for dispute in call.disputes}
    given = [*session.marked(), *((p, MarkInput(PRESENT)) for p in call.expected
                                  if p.id not in session.marks and (p.leave or p.id in disputed))]
    rows = []
    for pupil, mark in given:
        if pupil.id in disputed:
            outlook: Outlook | None = Outlook(0, disputed[pupil.id], overdue=True)
        elif mark.kind == PRESENT:
            outlook = Outlook(0, f"{pupil.note}，今天到校")
        else:
            outlook = outlooks.get(pupil.id)
        rows.append(Marked(pupil, mark, outlook, _link(session, pupil, mark)))
    return sorted(rows, key=lambda row: row.pupil.id not in disputed)


def _link(session: RollSession, pupil: RollPupil, mark: MarkInput) -> str:
    if session.call.disputes:
        return ""
    if mark.kind == PRESENT:
        return "back"
    if mark.kind in LEAVE:
        return "" if pupil.note else "slip"
    return "ask" if mark.kind in UNEXCUSED and session.call.reopening else ""


def note_words(call: RollCall) -> str:
    """The line below the button: what filing means, or what changing would."""
    if call.disputes:
        return "改成对的再定；两边原来怎么记的都留着"
    if call.filed_at is None:
        return "没有人标记也要提交：提交才算点过名"
    if call.reported:
        return "这个月的月报已经报过：改了会和报上去的数不一样"
    return "再改谁的，会记下谁改的、什么时候改的"


def rest_words(counts: Counts) -> str:
    """``在册50 · 送教1 · 迟到1（算到校）``."""
    words = [f"在册{counts.expected + counts.elsewhere}"]
    if counts.elsewhere:
        words.append(f"送教{counts.elsewhere}")
    late = [f"{word}{n}" for word, n in (("迟到", counts.late), ("早退", counts.early)) if n]
    if late:
        words.append(f"{'、'.join(late)}（算到校）")
    return " · ".join(words)


def short_words(counts: Counts) -> str:
    """The counts on the button that opens the column: ``旷课4 · 请假2``, or ``到校49/49``."""
    away = [f"{word}{n}" for word, n in (("旷课", counts.truant), ("请假", counts.leave)) if n]
    return " · ".join(away) or f"到校{counts.present}/{counts.expected}"


def _spoken(row: Marked) -> str:
    outlook = row.outlook
    days = f"第{outlook.days}天" if outlook and outlook.days else ""
    return "，".join(filter(None, (row.pupil.name, row.mark.kind, days,
                                   outlook.words if outlook else "")))
