"""The right column of 今日: attendance, the month's return, this computer; a strip when narrow."""

from datetime import date

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.domain.facts import LATE
from kongchuo_desktop.operations.copies import BackupState
from kongchuo_desktop.operations.overview import Attended, MonthReturn, Overview
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card, Facts
from kongchuo_desktop.ui.parts.charts import DayStrip, Legend, Segment, StackedBar
from kongchuo_desktop.ui.parts.paint import Flow, paint
from kongchuo_desktop.ui.parts.words import Chip, Words, draw_icon
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Tone, Type

_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_COLOURS = {"旷课": "red_fill", "未到待查": "red_fill", "病假": "amber_fill", "事假": "edge",
            "迟到": "line2", "早退": "line2"}


def filed_words(day: Attended) -> tuple[str, Tone]:
    """The chip of today's attendance."""
    if not day.in_session:
        return "今天不上课", "grey"
    if not day.enrolled:
        return "还没有学生", "grey"
    if day.classes > 1 and day.filed < day.classes:
        return f"已提交{day.filed}/{day.classes}个班", "amber"
    if not day.filed:
        return "还没有提交", "amber"
    return f"已提交 {day.at:%H:%M}" if day.at else "已提交", "green"


def segments_of(day: Attended) -> list[Segment]:
    """Present first, then every kind of absence that occurs, in the fixed order of colours."""
    shown = [Segment("到校", day.present, "green_fill", legend=False)]
    return shown + [Segment(kind, day.counts[kind], colour) for kind, colour in _COLOURS.items()
                    if kind in day.counts and kind not in LATE]


def days_words(month: MonthReturn) -> tuple[str, Tone]:
    """The chip of the month's return."""
    if month.sent:
        return "已报送", "green"
    if month.days_left <= 0:
        return "今天", "amber"
    return f"还有{month.days_left}天", "grey"


def month_name(month: MonthReturn) -> str:
    return f"{_MONTHS[month.month - 1]}月报送包"


def backup_words(state: BackupState, now: date) -> tuple[str, str]:
    """When the last backup was made and its tone; more than a week ago is amber."""
    if state.last is None:
        return "还没有备份", "amber"
    days = (now - state.last.date()).days
    if days == 0:
        return f"今天 {state.last:%H:%M}", ""
    return f"{state.last.month}月{state.last.day}日", "amber" if days > 7 else ""


class SideColumn(QWidget):
    """Three cards; ``opened(page key)`` when one of their buttons or counts is chosen,
    ``backup_wanted`` when a place for backups is to be set."""

    opened = Signal(str)
    backup_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedWidth(Px.SIDE_PANEL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Px.GROUP_HEAD_FIRST, 0, 0)
        column.setSpacing(Px.GAP)
        for card in (self._attendance(), self._return(), self._computer()):
            column.addWidget(card)
        column.addStretch()
        self._column = column

    def stand_level(self, level: bool) -> None:
        """Begin level with a card at the left, else with the first row below its heading."""
        self._column.setContentsMargins(0, 0 if level else Px.GROUP_HEAD_FIRST, 0, 0)

    def _attendance(self) -> Card:
        card = Card("今天考勤")
        self.filed = Chip(self._theme, "")
        card.head.addWidget(self.filed)
        line = QHBoxLayout()
        line.setSpacing(Px.CHIP_GAP)
        self.present = Words("", "figure")
        self.expected = Words("", "small", "text2")
        self.enrolled = Words("", "caption", "text2")
        line.addWidget(self.present)
        line.addWidget(self.expected)
        line.addStretch()
        line.addWidget(self.enrolled)
        card.body.addLayout(line)
        self.bar = StackedBar(self._theme)
        self.bar.opened.connect(lambda word: self.opened.emit("attendance"))
        self.legend = Legend(self._theme)
        card.body.addWidget(self.bar)
        card.body.addWidget(self.legend)
        return card

    def _return(self) -> Card:
        card = Card("报送包")
        self.return_title = card.title
        self.left = Chip(self._theme, "")
        card.head.addWidget(self.left)
        self.deadline = Words("", "small", "text2", wrap=True)
        self.strip = DayStrip(self._theme)
        self.return_facts = Facts(strong=True)
        for widget in (self.deadline, self.strip, self.return_facts):
            card.body.addWidget(widget)
        line = QHBoxLayout()
        line.addWidget(Button(self._theme, "去报送", size="small",
                              clicked=lambda: self.opened.emit("returns")))
        line.addStretch()
        card.body.addLayout(line)
        return card

    def _computer(self) -> Card:
        card = Card("这台电脑")
        self.computer_facts = Facts(strong=True)
        card.body.addWidget(self.computer_facts)
        self.set_backup = Button(self._theme, "设备份", size="small",
                                 clicked=self.backup_wanted.emit)
        card.head.addWidget(self.set_backup)
        return card

    def show_state(self, view: Overview) -> None:
        """Fill the three cards."""
        self._show_attendance(view.attended)
        self._show_return(view.month)
        words, tone = backup_words(view.backup, view.today)
        places = len(view.backup.folders)
        self.computer_facts.set([
            ("上次备份", words, tone),
            ("备份放在", f"{places}处" if places else "还没有设", "" if places else "amber")])
        self.set_backup.setVisible(not places)

    def _show_attendance(self, day: Attended) -> None:
        self.filed.set(*filed_words(day))
        known = bool(day.filed)
        self.present.setVisible(known)
        self.present.setText(str(day.present))
        self.expected.setText(f"/ {day.expected} 人到校" if known else f"应到 {day.expected} 人")
        self.expected.setVisible(known or day.in_session)
        away = f" · 送教{day.elsewhere}" if day.elsewhere else ""
        self.enrolled.setText(f"在册{day.enrolled}{away}")
        parts = segments_of(day) if known else []
        self.bar.set(parts)
        self.bar.setVisible(known)
        self.legend.set(parts)
        self.legend.setVisible(len(parts) > 1)

    def _show_return(self, month: MonthReturn) -> None:
        self.return_title.setText(month_name(month))
        self.left.set(*days_words(month))
        before = f"{month.due.month}月{month.due.day}日前交{month.reader}"
        self.deadline.setText(before if month.asked else f"建议{before}")
        self.strip.set(month.taken, month.school_days)
        short = month.taken < month.so_far
        self.return_facts.set([
            ("考勤已登", f"{month.taken} / {month.so_far} 天", "amber" if short else ""),
            ("个案记录", f"缺 {month.gaps} 项" if month.gaps else "齐全",
             "amber" if month.gaps else ""),
            ("未返校", f"{month.away} 人", "")])


class Strip(QFrame):
    """The same in one line for a narrow window; the halves lead to 考勤 and 报送."""

    opened = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view: Overview | None = None
        self._at = 0
        self.setProperty("kind", "card")
        self.setFixedHeight(Px.TABLE_ROW)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_state(self, view: Overview) -> None:
        self._view = view
        self.setAccessibleName("；".join(" ".join(texts) for texts in self._texts(view)))
        self.update()

    @staticmethod
    def _texts(view: Overview) -> tuple[tuple[str, str], tuple[str, str]]:
        day, month = view.attended, view.month
        truants = day.counts.get("旷课", 0)
        if day.filed:
            came = f"{day.present}/{day.expected} 到校" + (f" · 旷课{truants}" if truants else "")
            first = ("考勤已提交", came)
        else:
            first = ("考勤", filed_words(day)[0])
        gaps = f" · 缺{month.gaps}项" if month.gaps else ""
        return first, (month_name(month), days_words(month)[0] + gaps)

    def _half(self) -> int:
        if self._view is None:
            return self.width() // 2
        (title, text), _ = self._texts(self._view)
        words = self._theme.width(title, bold=True) + self._theme.width(text, Type.SMALL)
        return Px.INSIDE * 2 + Px.ICON + Px.GAP * 2 + words

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._view is None:
            return
        painter = QPainter(self)
        half = self._half()
        signs = (("clipboard-check", "green" if self._view.attended.filed else "amber"),
                 ("package", "accent_text"))
        for at, ((title, text), (icon, colour)) in enumerate(
                zip(self._texts(self._view), signs, strict=True)):
            left = half if at else 0
            line = QRect(left + Px.INSIDE, 0, self.width() - left - Px.INSIDE, self.height())
            flow = Flow(self._theme, line).icon(icon, colour).gap()
            flow.text(title, bold=True).gap().text(text, Type.SMALL, colour="text2")
            paint(painter, self._theme, flow.items)
        painter.fillRect(QRect(half, 0, Px.HAIR, self.height()), self._theme.color("line"))
        right = QRect(self.width() - Px.MARGIN_NARROW * 2, 0, Px.ICON, self.height())
        draw_icon(painter, self._theme, right, "chevron-right", "text2", Px.ICON)

    def _open(self, point: QPoint) -> None:
        self.opened.emit("returns" if point.x() >= self._half() else "attendance")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._open(event.position().toPoint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit("attendance" if not self._at else "returns")
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._at = int(event.key() == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)
