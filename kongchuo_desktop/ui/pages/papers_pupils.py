"""Choosing whom a paper is for: chips of the chosen, and the search that adds more."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QWidget

from kongchuo_desktop.operations.namesakes import told_apart
from kongchuo_desktop.operations.roster import PupilCard, find_pupils
from kongchuo_desktop.ui.parts.buttons import IconButton
from kongchuo_desktop.ui.parts.floating import Popover
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.row_view import RowView
from kongchuo_desktop.ui.parts.rows import Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.words import Words, draw_chip, draw_icon
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

_SHOWN = 1
"""Names in the box; the box is as wide as the longest name with its cross."""
_ROWS = 7
_CROSS = Px.GAP


class RemovableChip(QAbstractButton):
    """A chosen name with a cross; click, Delete or Space takes it away."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        self._theme = theme
        self.setText(text)
        self.setAccessibleName(f"{text}，点一下去掉")
        self.setToolTip("去掉这名学生")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = self._theme.width(self.text(), Type.SMALL)
        return QSize(words + 2 * Px.CHIP_PAD + Px.GRID + _CROSS, Px.CHIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_chip(painter, self._theme, self.rect(), "", "blue")
        if self.hasFocus():
            painter.setPen(self._theme.color("accent_text"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            frame = self.rect().adjusted(0, 0, -Px.HAIR, -Px.HAIR)
            painter.drawRoundedRect(frame, Px.RADIUS_CHIP, Px.RADIUS_CHIP)
        painter.setFont(self._theme.font(Type.SMALL))
        painter.setPen(self._theme.color("accent_text"))
        words = self.rect().adjusted(Px.CHIP_PAD, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        cross = QRect(self.width() - Px.CHIP_PAD - _CROSS, 0, _CROSS, self.height())
        draw_icon(painter, self._theme, cross, "x", "accent_text", _CROSS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.click()
        else:
            super().keyPressEvent(event)


class PupilBox(QFrame):
    """The chosen pupils as one framed line; “+” opens the search."""

    changed = Signal(list)
    """The ids, in the order they were chosen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._cards: dict[str, PupilCard] = {}
        self._chosen: list[str] = []
        self.setProperty("kind", "card")
        self.setFixedHeight(Px.BUTTON)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(Px.CHIP_GAP, 0, Px.HAIR, 0)
        self._line.setSpacing(Px.GRID)
        self._names = QHBoxLayout()
        self._names.setSpacing(Px.GRID)
        self._line.addLayout(self._names)
        self._line.addStretch()
        self.more = IconButton(
            theme, "plus", "选学生，可以选几名", token="accent_text", clicked=self.open_search
        )
        self.more.setFixedHeight(Px.BUTTON_SMALL)
        self._line.addWidget(self.more)
        self.setFocusProxy(self.more)
        self.popover: PupilSearch | None = None

    def set_pupils(self, cards: Sequence[PupilCard]) -> None:
        """Whom one may choose from."""
        self._cards = {c.id: c for c in cards}
        self._draw()

    def chosen(self) -> list[str]:
        return list(self._chosen)

    def choose(self, pupils: Sequence[str]) -> None:
        """Set the choice without emitting ``changed``."""
        self._chosen = list(dict.fromkeys(pupils))
        self._draw()

    def name_of(self, pupil: str) -> str:
        card = self._cards.get(pupil)
        return card.name if card is not None else ""

    def open_search(self) -> None:
        self.popover = PupilSearch(self._theme, self.window(), list(self._cards.values()),
                                   self._chosen)
        self.popover.toggled.connect(self._toggle)
        corner = self.mapTo(self.window(), self.rect().topLeft())
        self.popover.show_at(QRect(corner, self.size()))
        self.popover.search.setFocus()

    def _toggle(self, pupil: str) -> None:
        kept = [p for p in self._chosen if p != pupil]
        self._chosen = kept if len(kept) < len(self._chosen) else [*kept, pupil]
        if self.popover is not None:
            self.popover.mark(self._chosen)
        self._draw()
        self.changed.emit(self.chosen())

    def _draw(self) -> None:
        while (item := self._names.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for pupil in self._chosen[:_SHOWN]:
            chip = RemovableChip(self._theme, self.name_of(pupil))
            chip.clicked.connect(lambda _=False, pupil=pupil: self._toggle(pupil))
            self._names.addWidget(chip)
        if len(self._chosen) > _SHOWN:
            rest = Words(f"等{len(self._chosen)}人", "small", "text2")
            rest.setToolTip("、".join(self.name_of(p) for p in self._chosen))
            self._names.addWidget(rest)
        elif not self._chosen:
            self._names.addWidget(Words("还没有选", "small", "text3"))


class PupilSearch(Popover):
    """Type a name, pinyin initials or a seat; Enter or Space takes and leaves a pupil."""

    toggled = Signal(str)

    def __init__(
        self, theme: Theme, window: QWidget, cards: Sequence[PupilCard], chosen: Sequence[str]
    ) -> None:
        super().__init__(theme, window, width=Px.SIDE_PANEL + Px.MARGIN)
        self._cards = list(cards)
        self._said = told_apart(cards)
        self._chosen = list(chosen)
        self.search = LineInput(theme, "姓名、拼音首字母、座号", icon="search")
        self.search.textChanged.connect(self._fill)
        self.body.addWidget(self.search)
        self._model = RowsModel()
        self.list = _SearchList(self._model, _PupilDelegate(theme))
        self.list.acted.connect(lambda index, action: self._take())
        self.list.clicked.connect(lambda index: self._take())
        self.list.setFixedHeight(_ROWS * (Px.TABLE_ROW_NARROW + Px.HAIR))
        self.body.addWidget(self.list)
        self._none = Words("", "small", "text2", wrap=True)
        self.body.addWidget(self._none)
        self._fill("")

    def mark(self, chosen: Sequence[str]) -> None:
        """Show who is chosen now."""
        self._chosen = list(chosen)
        self._fill(self.search.text())

    def _fill(self, text: str) -> None:
        found = find_pupils(self._cards, text)
        # Digits may also be the end of a number: the seat is what a teacher means.
        found.sort(key=lambda card: str(card.values.get("seat")) != text.strip())
        self._model.set_rows([self._row(card) for card in found])
        if self.list.currentIndex().row() < 0:
            self.list.go_first()
        self._none.setText(f"没有找到“{text}”" if not found else "")
        self._none.setVisible(not found)

    def _row(self, card: PupilCard) -> Row:
        said, on = self._said[card.id], card.id in self._chosen
        spoken = f"{card.name}，{said}{'，已选' if on else ''}"
        return Row(card.id, (card.id, card.name, said, on), spoken)

    def _take(self) -> None:
        payload = self.list.payload()
        if payload is not None:
            self.toggled.emit(payload[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.list.setFocus()
            if event.key() == Qt.Key.Key_Down and self.search.text():
                return
            QFrame.keyPressEvent(self, event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        else:
            super().keyPressEvent(event)


class _SearchList(RowView):
    """Rows that Space takes as Enter does, and a click anywhere."""

    def __init__(self, model: RowsModel, delegate: RowDelegate) -> None:
        super().__init__(model, delegate)
        self.keys[(Qt.Key.Key_Space, False)] = "main"

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setCurrentIndex(self.indexAt(event.position().toPoint()))
        super().mousePressEvent(event)


class _PupilDelegate(RowDelegate):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=Px.TABLE_ROW_NARROW, card=False)

    def inner(self, rect: QRect) -> QRect:
        return rect.adjusted(Px.ICON_GAP, 0, -Px.ICON_GAP, -Px.HAIR)

    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        _, name, detail, on = payload
        flow = Flow(self.theme, rect)
        flow.icon("square-check" if on else "square", "accent_text" if on else "edge")
        flow.gap(Px.ICON_GAP).text(name, bold=on)
        flow.gap(Px.GAP).text(detail, Type.CAPTION, colour="text3", from_right=True)
        return flow.items
