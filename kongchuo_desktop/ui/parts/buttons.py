"""Buttons: main, plain, dangerous and text, icon buttons, filter chips, segments and tabs."""

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from kongchuo_desktop.ui.theme import Theme, vary
from kongchuo_desktop.ui.tokens import Px, Type

Kind = Literal["plain", "primary", "danger", "text"]
Size = Literal["normal", "small", "large"]

_HEIGHT: dict[Size, int] = {
    "normal": Px.BUTTON,
    "small": Px.BUTTON_SMALL,
    "large": Px.BUTTON_LARGE,
}
_TOKEN: dict[Kind, str] = {
    "plain": "text2",
    "primary": "on_accent",
    "danger": "red",
    "text": "accent_text",
}


class Button(QPushButton):
    """A button of one kind and size, optionally with a sign before the words.

    ``keys`` names its shortcut in the tooltip; the shortcut itself belongs to a command.
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        kind: Kind = "plain",
        *,
        icon: str = "",
        size: Size = "normal",
        keys: str = "",
        clicked: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(text)
        self._theme, self._kind, self._icon = theme, kind, icon
        self.setProperty("kind", kind)
        self.setProperty("scale", size)
        self.setFixedHeight(_HEIGHT[size])
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        if kind == "text":
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        if keys:
            self.setToolTip(f"{text}（{keys}）")
        if clicked is not None:
            self.clicked.connect(lambda: clicked())
        self._dress()
        theme.changed.connect(self._dress)

    def kind(self) -> Kind:
        return self._kind

    def set_kind(self, kind: Kind) -> None:
        """Turn plain into primary or back, e.g. the first overdue row's button."""
        self._kind = kind
        self._dress()
        vary(self, kind=kind)

    def _dress(self) -> None:
        if not self._icon:
            return
        pad = Px.GRID if self.text() else 0
        self.setIcon(self._theme.icon(self._icon, _TOKEN[self._kind], Px.ICON, pad))
        self.setIconSize(QSize(Px.ICON + pad, Px.ICON))


def press_focused(event: QKeyEvent) -> bool:
    """Enter presses the button that has the focus; True when there was one."""
    focus = QApplication.focusWidget()
    if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, QAbstractButton):
        focus.click()
        return True
    return False


class IconButton(QPushButton):
    """A sign alone: close, reveal, phone, more and nothing else; always named."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        name: str,
        *,
        framed: bool = False,
        token: str = "text2",
        clicked: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self._theme, self._icon, self._token = theme, icon, token
        self.setProperty("kind", "plain" if framed else "bare")
        self.setFixedSize(Px.HEADER_NARROW if framed else Px.BUTTON_SMALL, Px.BUTTON)
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setAutoDefault(False)
        if clicked is not None:
            self.clicked.connect(lambda: clicked())
        self._dress()
        theme.changed.connect(self._dress)

    def set(self, icon: str, name: str) -> None:
        """Another sign and name, e.g. reveal and hide."""
        self._icon = icon
        self.setToolTip(name)
        self.setAccessibleName(name)
        self._dress()

    def _dress(self) -> None:
        self.setIcon(self._theme.icon(self._icon, self._token, Px.ICON))
        self.setIconSize(QSize(Px.ICON, Px.ICON))


class FilterChip(QPushButton):
    """A rounded, framed word that filters; chosen is blue and semibold.

    The width is that of the semibold word, so nothing moves when it is chosen.
    """

    def __init__(self, theme: Theme, text: str, *, kind: str = "filter") -> None:
        super().__init__(text)
        self._theme = theme
        self.setProperty("kind", kind)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setFixedHeight(Px.FILTER_CHIP)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font(Type.SMALL, bold=True))
        width = metrics.horizontalAdvance(self.text()) + 2 * (Px.PAD_SMALL + Px.HAIR)
        return QSize(width, Px.FILTER_CHIP)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Tab(FilterChip):
    """A word of a tab row with its count; the chosen one is underlined."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(theme, text, kind="tab")
        self.setFixedHeight(Px.TABLE_ROW)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font(Type.BODY, bold=True))
        return QSize(metrics.horizontalAdvance(self.text()) + Px.GRID, Px.TABLE_ROW)


class Segments(QWidget):
    """One of several: 上午 / 下午 / 按节次, filters with counts, or tabs.

    ``chosen(key)`` is emitted when the person chooses, not when the program does. Arrow keys move
    between the words; the row is one stop of the Tab key.
    """

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        choices: Sequence[tuple[str, str]],
        current: str = "",
        *,
        tabs: bool = False,
    ) -> None:
        super().__init__()
        self._theme, self._tabs = theme, tabs
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._chips: dict[str, FilterChip] = {}
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(Px.MARGIN if tabs else Px.CHIP_GAP)
        self._line.addStretch()
        self.set_choices(choices, current)

    def set_choices(self, choices: Sequence[tuple[str, str]], current: str = "") -> None:
        """Replace the words, e.g. when counts change; keeps the choice where it still exists."""
        kept = current or self.current()
        if [key for key, _ in choices] != list(self._chips):
            self._rebuild(choices)
        for key, text in choices:
            self._chips[key].setText(text)
            self._chips[key].updateGeometry()
        if choices:
            self.choose(kept if kept in self._chips else choices[0][0])

    def current(self) -> str:
        return next((key for key, chip in self._chips.items() if chip.isChecked()), "")

    def choose(self, key: str) -> None:
        """Set the choice without emitting ``chosen``."""
        self._chips[key].setChecked(True)

    def step(self, by: int) -> None:
        """Choose the next or previous word (Ctrl+Tab in a tab row)."""
        keys = list(self._chips)
        key = keys[(keys.index(self.current()) + by) % len(keys)]
        self.choose(key)
        self.chosen.emit(key)

    def tighten(self, on: bool) -> None:
        """Bring the tabs closer together, where there are many and little room."""
        self._line.setSpacing(Px.INSIDE if on else Px.MARGIN)

    def _stop_at(self, key: str) -> None:
        """The word that is chosen is the one stop of the row; Qt would stop at the first."""
        for other, chip in self._chips.items():
            tab = Qt.FocusPolicy.TabFocus
            policy = chip.focusPolicy()
            chip.setFocusPolicy(policy | tab if other == key else policy & ~tab)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # A proxy would make the row itself one more stop, and Tab would pass over what follows.
        if (chip := self._chips.get(self.current())) is not None:
            chip.setFocus(event.reason())

    def _rebuild(self, choices: Sequence[tuple[str, str]]) -> None:
        for chip in self._chips.values():
            self._group.removeButton(chip)
            self._line.removeWidget(chip)
            chip.deleteLater()
        self._chips = {}
        for at, (key, text) in enumerate(choices):
            chip = Tab(self._theme, text) if self._tabs else FilterChip(self._theme, text)
            chip.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            chip.toggled.connect(lambda on, key=key: self._stop_at(key) if on else None)
            self._group.addButton(chip)
            self._chips[key] = chip
            self._line.insertWidget(at, chip)
