"""The line above the roster: search and filter chips with their counts."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from kongchuo_desktop.operations.standing import RosterLine
from kongchuo_desktop.ui.pages.roster_model import Filter, chips_of
from kongchuo_desktop.ui.parts.buttons import Segments
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

ALL, SUSPECTED, GAPS, GONE = "all", "suspected", "gaps", "gone"
_FIRST = ("留守", "脱贫户", "监测户", "住校", "残疾")
"""Tags in their usual order; others follow by how many wear them."""
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

    def count(self, lines: Sequence[RosterLine]) -> None:
        """Chips of what there is, with counts; nothing that nobody wears."""
        here = [line for line in lines if line.card.enrolled]
        worn = Counter(chip for line in here for chip in chips_of(line))
        order = sorted(worn, key=lambda tag: (
            _FIRST.index(tag) if tag in _FIRST else len(_FIRST), -worn[tag], tag))
        choices = [(ALL, f"全部 {len(here)}")]
        choices += [(f"tag:{tag}", f"{tag} {worn[tag]}") for tag in order]
        for key, word, found in (
            (SUSPECTED, "疑似辍学", [line for line in here if line.suspected]),
            (GAPS, "资料不全", [line for line in here if line.card.gaps]),
            (GONE, "已离校", [line for line in lines if not line.card.enrolled]),
        ):
            choices += [(key, f"{word} {len(found)}")] if found else []
        self.chips.set_choices(choices, self.chips.current())


def filter_of(key: str) -> Filter:
    """What a chip lets through."""
    if key == SUSPECTED:
        return lambda line: line.card.enrolled and line.suspected
    if key == GAPS:
        return lambda line: line.card.enrolled and bool(line.card.gaps)
    if key == GONE:
        return lambda line: not line.card.enrolled
    if key.startswith("tag:"):
        tag = key.removeprefix("tag:")
        return lambda line: line.card.enrolled and tag in chips_of(line)
    return lambda line: line.card.enrolled
