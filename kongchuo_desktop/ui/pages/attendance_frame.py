"""What stands round the register: keys and kinds, its chips, and the pages without a register."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from kongchuo_desktop.operations.roll_call import RollCall
from kongchuo_desktop.operations.words import day_text, weekday_text
from kongchuo_desktop.ui.pages.attendance_kinds import MarkKind
from kongchuo_desktop.ui.parts.cards import Banner, EmptyState
from kongchuo_desktop.ui.parts.words import KeyCap, Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Tone, Type

KEYS = (
    ("空格", "选定拼音结果"), ("↑ ↓ ← →", "移动"), ("Del", "改回出勤"), ("Esc", "清空输入"),
    ("Ctrl+Z", "撤销"), ("回车", "输入框为空时提交"),
)


class Keys(QWidget):
    """Caps and what they do, in one line."""

    def __init__(self, theme: Theme, keys: Sequence[tuple[str, str]] = KEYS) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Px.ICON_GAP)
        for cap, words in keys:
            line.addWidget(KeyCap(theme, cap))
            line.addWidget(Words(words, "small", "text2"))
            line.addSpacing(Px.CHIP_GAP)
        line.addStretch()


class KindButton(QAbstractButton):
    """The cap of a key and the word of its kind; a click is the key."""

    def __init__(self, theme: Theme, kind: MarkKind) -> None:
        super().__init__()
        self._theme = theme
        self.kind = kind
        self.setText(kind.word)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._cap = KeyCap(theme, kind.key)
        self._cap.setParent(self)
        self._cap.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        word = self._theme.width(self.text(), Type.SMALL)
        cap = self._cap.sizeHint()
        return QSize(cap.width() + Px.CHIP_GAP + word + Px.FOCUS, Px.BUTTON_SMALL)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        cap = self._cap.sizeHint()
        self._cap.setGeometry(0, (self.height() - cap.height()) // 2, cap.width(), cap.height())
        painter = QPainter(self)
        painter.setFont(self._theme.font(Type.SMALL))
        hot = self.underMouse() and self.isEnabled()
        painter.setPen(self._theme.color("accent_text" if hot else "text"))
        left = cap.width() + Px.CHIP_GAP
        rect = QRect(left, 0, self.width() - left, self.height())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, self.text())


def no_class(theme: Theme) -> EmptyState:
    """No class at all: the roster is where it begins."""
    return EmptyState(
        theme, "users", "还没有班级", "导入花名册时，班级会一起建好。",
        actions=[("roster", "去花名册", "users", True)],
    )  # fmt: skip


def empty_class(theme: Theme) -> EmptyState:
    """A class without pupils."""
    return EmptyState(
        theme, "users", "花名册里还没有学生", "先导入名单或添加学生，再来点名。",
        actions=[("roster", "去花名册", "users", True)],
    )  # fmt: skip


def no_session(theme: Theme, day: date, today: date, note: str, *, kept: bool) -> EmptyState:
    """A day off, with the calendar's reason and the way out of it; a register that was taken
    before the day was called off is ``kept``."""
    called = "今天" if day == today else day_text(day, today=today)
    title = f"{called}不上课：{note}" if note else f"{called}（{weekday_text(day)}）不上课"
    ask = [] if day > today else [("make_up", f"{called}补课？点名", "clipboard-check", False)]
    text = ("这天点过名，记录都留着，但不算上课日，谁缺课都不计。" if kept
            else "照校历不用点名。校历在设置里改。")
    return EmptyState(theme, "calendar-off", title, text, done=True, actions=ask)


def filed_words(call: RollCall) -> tuple[str, Tone]:
    """The chip of the header: 未提交, 已提交 8:12, or the day on which it was handed in late."""
    filed = call.filed_at
    if call.disputes:
        return "两边不一样", "red"
    if filed is None:
        return "未提交", "amber"
    if filed.date() == call.day:
        return f"已提交 {filed.hour}:{filed.minute:02}", "green"
    return f"{day_text(filed.date())}补交", "green"


def before_words(call: RollCall, today: date) -> str:
    """What the school day before is called: 昨天, or its weekday."""
    return "昨天" if call.before == today - timedelta(days=1) else weekday_text(call.before)


def call_banner(theme: Theme, call: RollCall, *, short: bool) -> Banner | None:
    """What this register itself asks for: settling, or asking who did not come back; one line
    in a low window."""
    if call.disputes:
        return Banner(theme, "amber", f"两台电脑都点过这次名，{len(call.disputes)}人记得不一样",
                      "" if short else "右边列着各是怎么记的。改成对的，再按“按这样定下来”。")
    begun = call.reopening
    if begun is not None and call.filed_at is None:
        said = "开学第一天" if begun.term else f"{begun.after}后第一天上课"
        return Banner(theme, "blue", f"{said}：没到的先标“待查”（W），再在右边问清原因和去向",
                      icon="info")
    return None


def missing_banner(theme: Theme, call: RollCall) -> Banner | None:
    """Earlier school days without a register, the oldest first."""
    if not call.unfiled:
        return None
    first = day_text(call.unfiled[0])
    days = f"{first}等{len(call.unfiled)}天" if len(call.unfiled) > 1 else first
    return Banner(theme, "amber", f"{days}还没有点名", action=f"补{first}")
