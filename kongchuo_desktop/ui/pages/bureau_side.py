"""The totals of a period, each a filter, and what is known of the cell that is chosen."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from kongchuo_desktop.operations.periods import MONTHLY, OPENING, TERM, YEAR, short_period
from kongchuo_desktop.operations.reminders import Call
from kongchuo_desktop.operations.returns_year import PROBLEMS, MonthCell, Totals, UnitLine
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card, Facts
from kongchuo_desktop.ui.parts.words import Chip, Rule, Words
from kongchuo_desktop.ui.theme import Theme, vary
from kongchuo_desktop.ui.tokens import Px, Tone, Type

_STATES: dict[str, tuple[str, Tone]] = {
    "filed": ("已收下", "blue"), "zero": ("报了0", "grey"), "late": ("迟报", "amber"),
    "missing": ("没有报", "red"), "unverified": ("核对码还没对", "violet"),
    "pending": ("还没到期", "grey"),
}
_SAID = {
    "missing": "没有收到{这个月}的包。没有报不等于报了0。",
    "pending": "{这个月}还没有过完，也还没有收到。",
    "unverified": "这台电脑第一次报送。请打电话过去，念一遍核对码，对上了再收。",
    "late": "过了最晚报送的日子才报的。", "zero": "报了0：{这个月}没有在办的个案。", "filed": "",
}
_SPAN = {MONTHLY: "这个月", OPENING: "开学以来", TERM: "这个学期", YEAR: "这个学年"}
_INNER = str.maketrans("“”", "‘’")
"""Quotation marks of what stands in quotation marks itself."""


class Total(QAbstractButton):
    """A figure with its words; pressed, only its units are shown."""

    def __init__(self, theme: Theme, colour: str) -> None:
        super().__init__()
        self._theme, self._colour = theme, colour
        self._figure = ""
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set(self, figure: int, words: str) -> None:
        self._figure = str(figure)
        self.setText(words)
        self.setAccessibleName(f"{words} {figure}")
        self.setEnabled(figure > 0)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        figure = self._theme.width(self._figure, Type.TITLE, bold=True)
        words = self._theme.width(self.text(), Type.SMALL)
        return QSize(figure + words + Px.CHIP_GAP + 2 * Px.ICON_GAP, Px.BUTTON)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.hasFocus() or self.underMouse():
            ground = "selected" if self.isChecked() else "hover"
            ring = Px.FOCUS if self.hasFocus() else Px.HAIR
            line = "accent_text" if self.hasFocus() or self.isChecked() else ground
            painter.setPen(QPen(self._theme.color(line), ring))
            painter.setBrush(self._theme.color(ground))
            frame = self.rect().adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(frame, Px.RADIUS_CONTROL, Px.RADIUS_CONTROL)
        middle = Qt.AlignmentFlag.AlignVCenter
        place = self.rect().adjusted(Px.ICON_GAP, 0, 0, 0)
        painter.setFont(self._theme.font(Type.TITLE, bold=True))
        painter.setPen(self._theme.color(self._colour if self.isEnabled() else "text"))
        painter.drawText(place, middle, self._figure)
        figure = self._theme.width(self._figure, Type.TITLE, bold=True)
        painter.setFont(self._theme.font(Type.SMALL))
        painter.setPen(self._theme.color("text2"))
        painter.drawText(place.adjusted(figure + Px.CHIP_GAP, 0, 0, 0), middle, self.text())


class TotalsBar(QFrame):
    """应报, 已报, 迟报, 未报, 未验 of the period of the current cell; ``chosen(state or "")``,
    ``reminded`` for the letters to those that have not filed."""

    chosen = Signal(str)
    reminded = Signal()

    def __init__(self, theme: Theme, counter: str, *, reminds: bool) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._counter = counter
        line = QHBoxLayout(self)
        line.setContentsMargins(Px.INSIDE, Px.GRID, Px.INSIDE, Px.GRID)
        line.setSpacing(Px.ICON_GAP)
        self.period = Words("", "strong")
        line.addWidget(self.period)
        self.remind = Button(theme, "给未报学校打印催报单", icon="printer", size="small",
                             clicked=self.reminded.emit)
        self.totals: dict[str, Total] = {}
        for key, colour in (("", "text"), ("done", "text"), ("late", "amber"),
                            ("missing", "red"), ("unverified", "violet"), ("pending", "text")):
            total = Total(theme, colour)
            total.clicked.connect(lambda _=False, key=key: self._choose(key))
            self.totals[key] = total
            line.addWidget(total)
        line.addStretch()
        line.addWidget(self.remind)
        self.remind.setVisible(reminds)

    def show_period(self, period: str, totals: Totals) -> None:
        self.period.setText(short_period(period))
        self.totals[""].set(totals.due, f"{self._counter}应报")
        zero = f"，其中报了0的 {totals.zero}" if totals.zero else ""
        self.totals["done"].set(totals.filed, f"已报{zero}")
        self.totals["late"].set(totals.late, "迟报")
        self.totals["missing"].set(totals.missing, "未报")
        self.totals["unverified"].set(totals.unverified, "未验")
        self.totals["pending"].set(totals.pending, "还没到期")
        self.totals["pending"].setVisible(totals.pending > 0)
        self.remind.setEnabled(totals.missing > 0)

    def clear(self) -> None:
        for total in self.totals.values():
            total.setChecked(False)

    def _choose(self, key: str) -> None:
        on = self.totals[key].isChecked() and key != ""
        self.clear()
        self.totals[key].setChecked(on)
        self.chosen.emit(key if on else "")


class CellDetails(Card):
    """The chosen cell of a unit: when its return came, what it says, and what can be done.

    ``accepted``, ``rejected`` for an unverified package, ``inbox`` to fetch what is missing,
    ``called`` to note a telephone call, ``questioned`` to ask for a filed one to be looked at
    again, ``looked`` to see its table.
    """

    accepted = Signal()
    rejected = Signal()
    inbox = Signal()
    called = Signal()
    questioned = Signal()
    looked = Signal()

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        theme = ctx.theme
        self._ctx = ctx
        self.name = Words("", "strong", wrap=True)
        self.period = Words("", "small", "text2")
        self.chip = Chip(theme, "")
        self.facts = Facts(strong=True)
        self.said = QFrame()
        self.said.setProperty("kind", "banner")
        inside = QVBoxLayout(self.said)
        inside.setContentsMargins(Px.PAD_SMALL, Px.ICON_GAP, Px.PAD_SMALL, Px.ICON_GAP)
        self.words = Words("", "small", wrap=True)
        inside.addWidget(self.words)
        self.accept = Button(theme, "对上了，收下", "primary", clicked=self.accepted.emit)
        self.reject = Button(theme, "对不上，退回", clicked=self.rejected.emit)
        self.fetch = Button(theme, "去收包", "primary", clicked=self.inbox.emit)
        for widget in (self.name, self.period):
            self.body.addWidget(widget)
        self.body.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(Rule())
        self.call = Button(theme, "记打电话…", icon="phone", clicked=self.called.emit)
        self.last_call = Facts()
        self.look = Button(theme, "看报的表", icon="table-2", clicked=self.looked.emit)
        self.question = Button(theme, "退回修改…", icon="undo-2", clicked=self.questioned.emit)
        for part in (self.facts, self.said, self.accept, self.reject, self.fetch, self.look,
                     self.question, self.call, self.last_call):
            self.body.addWidget(part)
        self.body.addStretch()

    def show_cell(self, line: UnitLine, cell: MonthCell, call: Call | None) -> None:
        filed = cell.filed
        self._show_call(cell, call)
        self.name.setText(line.name)
        self.period.setText(cell.about.words)
        self.chip.set(*_STATES[cell.state])
        rows: list[tuple[str, str]] = []
        if filed.received is not None:
            rows.append(("收到", day_text(filed.received, today=self._ctx.today())))
        if cell.state not in ("missing", "pending"):
            rows += [("在办", f"{cell.cases} 人"), ("新立", f"{filed.counts.get('opened', 0)} 人"),
                     ("复学", f"{filed.counts.get('returned', 0)} 人"),
                     ("在籍", f"{filed.counts.get('pupils', 0)} 人")]
        waiting = cell.state == "unverified"
        if waiting:
            rows.append(("核对码", filed.check_code))
        self.facts.set(rows)
        self.facts.setVisible(bool(rows))
        silence = filed.silence
        said = _SAID[cell.state].format(这个月=_SPAN[cell.about.kind])
        if silence is not None and cell.state == "missing":
            said += f"文件写“{silence.quote.translate(_INNER)}”，合计时按0算。"
        self.words.setText(said)
        self.said.setVisible(bool(said))
        vary(self.said, tone="amber" if cell.state in PROBLEMS else "blue")
        self.accept.setVisible(waiting)
        self.reject.setVisible(waiting)
        self.fetch.setVisible(cell.state == "missing")
        for button in (self.look, self.question):
            button.setVisible(cell.state not in ("missing", "pending", "unverified"))

    def _show_call(self, cell: MonthCell, call: Call | None) -> None:
        """The last call about whichever period; one is to be made where something is open."""
        self.call.setVisible(cell.state in ("missing", "late", "unverified"))
        if call is None:
            self.last_call.set([("上次打电话", "没有记录")])
            return
        when = day_text(call.day, today=self._ctx.today())
        rows = [("上次打电话", when), ("谁打的", call.by)]
        self.last_call.set([*rows, *([("怎么说", call.said)] if call.said else [])])
