"""Choosing whom a paper is for: chips of the chosen, and the search that adds more."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QWidget

from kongchuo_desktop.operations.paper_facts.look import Whom
from kongchuo_desktop.papers.form import Subject
from kongchuo_desktop.ui.pages.papers_people import KIND, Find, People, Somebody
from kongchuo_desktop.ui.parts.buttons import IconButton
from kongchuo_desktop.ui.parts.floating import Popover
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.row_view import RowView
from kongchuo_desktop.ui.parts.rows import Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.words import Words, draw_chip, draw_icon, empty
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

_SHOWN = 1
"""Names in the box; the box is as wide as the longest name with its cross."""
_ROWS = 7
_CROSS = Px.GAP
_BESIDE = 2 * Px.CHIP_PAD + Px.GRID + _CROSS
"""What a chosen name needs besides its words."""
_HINTS = {"pupil": "姓名、拼音首字母、座号", "class": "班级", "teacher": "教师姓名"}
_SAID = {"pupil": "学生（{}）", "class": "班级（{}）", "teacher": "教师（{}）", "": ""}
_COUNTED = {"pupil": "人", "class": "个班", "teacher": "人"}


class RemovableChip(QAbstractButton):
    """A chosen name with a cross; click, Delete or Space takes it away."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        self._theme = theme
        self.setText(text)
        self.setAccessibleName(f"{text}，点一下去掉")
        self.setToolTip("去掉")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.width(self.text(), Type.SMALL) + _BESIDE, Px.CHIP)

    def minimumSizeHint(self) -> QSize:
        """What the longest name does not need is for how many there are besides."""
        return QSize(self._theme.width(self.text(), Type.CAPTION) + _BESIDE, Px.CHIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_chip(painter, self._theme, self.rect(), "", "blue")
        if self.hasFocus():
            painter.setPen(self._theme.color("accent_text"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            frame = self.rect().adjusted(0, 0, -Px.HAIR, -Px.HAIR)
            painter.drawRoundedRect(frame, Px.RADIUS_CHIP, Px.RADIUS_CHIP)
        room = self.width() >= self.sizeHint().width()
        painter.setFont(self._theme.font(Type.SMALL if room else Type.CAPTION))
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


class WhomBox(QFrame):
    """The first of those chosen in a framed line; “+” opens the search. What was chosen of each
    kind is kept while forms are changed."""

    changed = Signal(list)
    """The ids, in the order they were chosen."""
    counted = Signal(str)
    """What stands above the box: how many there are."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._people = People()
        self._kind = "pupil"
        self._by_kind: dict[str, list[str]] = {}
        self.setProperty("kind", "card")
        self.setFixedHeight(Px.BUTTON)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(Px.CHIP_GAP, 0, Px.HAIR, 0)
        self._line.setSpacing(Px.GRID)
        self._names = QHBoxLayout()
        self._names.setSpacing(Px.GRID)
        self._line.addLayout(self._names)
        self._line.addStretch()
        self.more = IconButton(theme, "plus", "选开给谁，可以选几个", token="accent_text",
                               clicked=self.open_search)
        self.more.setFixedHeight(Px.BUTTON_SMALL)
        self._line.addWidget(self.more)
        self.setFocusProxy(self.more)
        self.popover: WhomSearch | None = None

    def set_people(self, people: People) -> None:
        """Whom one may choose from."""
        self._people = people
        self._draw()

    def set_subject(self, subject: Subject) -> None:
        """What the form is about; a school's only class needs no choosing."""
        self._kind = KIND.get(subject, "")
        if self._kind == "class" and not self.chosen() and len(self._people.rooms) == 1:
            self._by_kind["class"] = [self._people.rooms[0].id]
        self._draw()

    @property
    def kind(self) -> str:
        """What is chosen now: ``pupil``, ``class``, ``teacher``, or nothing."""
        return self._kind

    def chosen(self) -> list[str]:
        return list(self._by_kind.get(self._kind, ())) if self._kind else []

    def lacking(self) -> bool:
        """Whether the form is for somebody who has not been chosen."""
        return bool(self._kind) and not self.chosen()

    def whom(self) -> list[Whom]:
        """A copy for each of the chosen."""
        make = {"pupil": lambda one: Whom(pupil=one), "class": lambda one: Whom(class_id=one),
                "teacher": lambda one: Whom(teacher=one)}
        return [make[self._kind](one) for one in self.chosen()]

    def choose(self, ids: Sequence[str]) -> None:
        """Set the choice without emitting ``changed``."""
        self._by_kind[self._kind or "pupil"] = list(dict.fromkeys(ids))
        self._draw()

    def choose_pupils(self, pupils: Sequence[str]) -> None:
        """Set the pupils, whatever the form now shown is about."""
        self._by_kind["pupil"] = list(dict.fromkeys(pupils))
        self._draw()

    def name_of(self, one: str) -> str:
        return self._people.name_of(one)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Anywhere in the box is as good as the plus."""
        self.open_search()

    def open_search(self) -> None:
        find = self._people.find(self._kind)
        self.popover = WhomSearch(self._theme, self.window(), find, self.chosen(),
                                  hint=_HINTS[self._kind])
        self.popover.toggled.connect(self._toggle)
        corner = self.mapTo(self.window(), self.rect().topLeft())
        self.popover.show_at(QRect(corner, self.size()))
        self.popover.search.setFocus()

    def _toggle(self, one: Somebody) -> None:
        before = self.chosen()
        if set(one.ids) <= set(before):
            after = [each for each in before if each not in one.ids]
        else:
            after = [*before, *(each for each in one.ids if each not in before)]
        self.choose(after)
        if self.popover is not None:
            self.popover.mark(after)
        self.changed.emit(after)

    def _draw(self) -> None:
        empty(self._names)
        chosen = self.chosen()
        for one in chosen[:_SHOWN]:
            chip = RemovableChip(self._theme, self.name_of(one))
            chip.clicked.connect(lambda _=False, one=one: self._toggle(Somebody(one, "")))
            self._names.addWidget(chip)
        if not chosen:
            self._names.addWidget(Words("还没有选", "small", "text3"))
        self.setToolTip("、".join(self.name_of(one) for one in chosen))
        self.counted.emit(self.said())

    def said(self) -> str:
        """``学生（可多选）``, ``学生（3人）``: what stands above the box."""
        count = len(self.chosen())
        return _SAID[self._kind].format(
            f"{count}{_COUNTED[self._kind]}" if count > _SHOWN else "可多选")


class WhomSearch(Popover):
    """Type a part of a name; Enter takes one, or a whole class, and with nothing typed closes it;
    in the list Enter and Space take and leave."""

    toggled = Signal(object)

    def __init__(self, theme: Theme, window: QWidget, find: Find, chosen: Sequence[str], *,
                 hint: str) -> None:
        super().__init__(theme, window, width=Px.SIDE_PANEL + Px.MARGIN)
        self._find = find
        self._chosen = set(chosen)
        self.search = LineInput(theme, hint, icon="search")
        self.search.textChanged.connect(self._fill)
        self.body.addWidget(self.search)
        self._model = RowsModel()
        self.list = _SearchList(self._model, _WhomDelegate(theme))
        self.list.acted.connect(lambda index, action: self._take())
        self.list.clicked.connect(lambda index: self._take())
        self.list.setFixedHeight(_ROWS * (Px.TABLE_ROW_NARROW + Px.HAIR))
        self.body.addWidget(self.list)
        self._none = Words("", "small", "text2", wrap=True)
        self.body.addWidget(self._none)
        self._fill("")

    def mark(self, chosen: Sequence[str]) -> None:
        """Show who is chosen now."""
        self._chosen = set(chosen)
        self._fill(self.search.text())

    def _fill(self, text: str) -> None:
        found = self._find(text)
        self._model.set_rows([self._row(one) for one in found])
        if self.list.currentIndex().row() < 0:
            self.list.go_first()
        self._none.setText(f"没有找到“{text}”" if not found else "")
        self._none.setVisible(not found)

    def _row(self, one: Somebody) -> Row:
        on = self._chosen.issuperset(one.ids)
        spoken = f"{one.name}，{one.detail}{'，已选' if on else ''}"
        return Row(one.id, (one, on), spoken)

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
            self._enter()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        """Take what was found; with nothing typed, and somebody chosen, it is done."""
        if self._chosen and not self.search.text():
            self.dismiss()
        else:
            self._take()
            self.search.clear()


class _SearchList(RowView):
    """Rows that Space takes as Enter does, and a click anywhere."""

    def __init__(self, model: RowsModel, delegate: RowDelegate) -> None:
        super().__init__(model, delegate)
        self.keys[(Qt.Key.Key_Space, False)] = "main"

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setCurrentIndex(self.indexAt(event.position().toPoint()))
        super().mousePressEvent(event)


class _WhomDelegate(RowDelegate):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=Px.TABLE_ROW_NARROW, card=False)

    def inner(self, rect: QRect) -> QRect:
        return rect.adjusted(Px.ICON_GAP, 0, -Px.ICON_GAP, -Px.HAIR)

    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        one, on = payload
        flow = Flow(self.theme, rect)
        flow.icon("square-check" if on else "square", "accent_text" if on else "edge")
        flow.gap(Px.ICON_GAP).text(one.name, bold=on)
        flow.gap(Px.GAP).text(one.detail, Type.CAPTION, colour="text3", from_right=True)
        return flow.items
