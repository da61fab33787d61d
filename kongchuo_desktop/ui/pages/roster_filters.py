"""The line above the roster: search and filter chips with their counts."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from kongchuo_desktop.ui.pages.roster_read import ALL, TAG, WORDS
from kongchuo_desktop.ui.parts.buttons import Segments
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

_SEARCH_WIDTH = Px.SIDE_PANEL - Px.STEP + Px.FOCUS


class SearchInput(LineInput):
    """The search of the roster: ↓ goes into the table, Esc belongs to the page."""

    down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class Sideways(QScrollArea):
    """Chips in one line that scroll sideways where they don't fit."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside.setProperty("kind", "clear")

    def sizeHint(self) -> QSize:
        return QSize(self._inside.sizeHint().width(), Px.FILTER_CHIP)

    def minimumSizeHint(self) -> QSize:
        return QSize(Px.FORM_LABEL, Px.FILTER_CHIP)

    def wheelEvent(self, event: QWheelEvent) -> None:
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - event.angleDelta().y() - event.angleDelta().x())


class FilterLine(QWidget):
    """Search and chips; ``searched(text)`` and ``chosen(key)``."""

    searched = Signal(str)
    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Px.PAD_SMALL)
        self.search = SearchInput(theme, "姓名、拼音首字母、座号", icon="search")
        self.search.setFixedWidth(_SEARCH_WIDTH)
        self.search.textChanged.connect(self.searched)
        line.addWidget(self.search)
        self.chips = Segments(theme, [(ALL, "全部 0")], ALL)
        self.chips.chosen.connect(self.chosen)
        line.addWidget(Sideways(self.chips), 1)

    def set_groups(self, groups: Mapping[str, frozenset[int]]) -> None:
        """Chips with counts for those there are (``groups_of``)."""
        choices = [(key, f"{WORDS.get(key) or key.removeprefix(TAG)} {len(places)}")
                   for key, places in groups.items()]
        self.chips.set_choices(choices, self.chips.current())
