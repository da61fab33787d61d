"""The bar above the register: one field for seats and pinyin, who is meant, and the kinds."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.operations.roll_call import RollPupil
from kongchuo_desktop.ui.pages.attendance_frame import KindButton
from kongchuo_desktop.ui.pages.attendance_kinds import BY_KEY, KINDS, SEATS
from kongchuo_desktop.ui.pages.attendance_lessons import LessonStrip
from kongchuo_desktop.ui.pages.attendance_session import find, may_go_on, plain
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.words import Chip, Words
from kongchuo_desktop.ui.theme import Theme, vary
from kongchuo_desktop.ui.tokens import Px

HINT = "输入座号或拼音首字母"
FIELD_WIDTH = Px.SIDE_PANEL - Px.GAP
FIELD_WIDTH_NARROW = Px.FORM_LABEL + Px.STEP


class FindField(LineInput):
    """The input of the roll call: input method off, full-width taken as half-width.

    With a Chinese input method on, letters would vanish into its window (ui.md §5). Every key is
    offered to ``bar`` first.
    """

    def __init__(self, theme: Theme, bar: "FindBar") -> None:
        super().__init__(theme, icon="search")
        self._bar = bar
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName(HINT)

    def event(self, event: QEvent) -> bool:
        # The window's Ctrl+Z undoes what is stored; a mark not yet filed is undone here.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._bar.take_key(event):
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        # Some input methods ignore the attribute: what they commit counts as typed.
        for letter in event.commitString():
            self._bar.type_in(plain(letter))
        event.accept()


class FindBar(QFrame):
    """Finds a pupil by what is typed and says which mark was asked for.

    Signals: ``meant(pupil id)`` (empty: nobody), ``marked(letter)`` and ``cleared`` for the pupil
    meant, ``sent`` (Enter in the empty field), ``to_grid`` (arrows), ``undo_asked``, and of the
    strip ``lessons_chosen(tuple)``.
    """

    meant = Signal(str)
    marked = Signal(str)
    cleared = Signal()
    sent = Signal()
    to_grid = Signal()
    undo_asked = Signal()
    lessons_chosen = Signal(tuple)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._pupils: Sequence[RollPupil] = ()
        self._found: list[RollPupil] = []
        self._at = 0
        self._taken = False
        self.field = FindField(theme, self)
        self.hint = Words(HINT, "caption", "text2")
        self.name = Words("", "name")
        self.chip = Chip(theme, "", "amber")
        self.kinds = QWidget()
        self.strip = LessonStrip(theme)
        self.strip.chosen.connect(self.lessons_chosen)
        self.strip.done.connect(self._lessons_done)
        self._lay_out(theme)
        self.set_narrow(False)
        self._say()

    def _lay_out(self, theme: Theme) -> None:
        keys = QHBoxLayout(self.kinds)
        keys.setContentsMargins(0, 0, 0, 0)
        keys.setSpacing(Px.ICON_GAP)
        for kind in KINDS:
            button = KindButton(theme, kind)
            button.clicked.connect(lambda _=False, key=kind.key: self._press(key))
            keys.addWidget(button)
        self._whole = QHBoxLayout(self)
        self._whole.setSpacing(Px.GAP)
        self._whole.addWidget(self.field)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.hint)
        line = QHBoxLayout()
        line.setSpacing(Px.ICON_GAP)
        line.addWidget(self.name)
        line.addWidget(self.chip)
        line.addStretch(1)
        line.addWidget(self.kinds)
        line.addWidget(self.strip)
        self.strip.hide()
        column.addLayout(line)
        self._whole.addLayout(column, 1)
        # What stands at the far right in a narrow window: the counts that open the side panel.
        self.end = QHBoxLayout()
        self._whole.addLayout(self.end)

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        side = Px.GRID if narrow else Px.PAD_SMALL
        self._whole.setContentsMargins(side, side, side + Px.GRID, side)
        self.field.setFixedHeight(Px.BUTTON if narrow else Px.HEADER_NARROW)
        self.field.setFixedWidth(FIELD_WIDTH_NARROW if narrow else FIELD_WIDTH)
        self.field.setTextMargins(Px.MARGIN - Px.GRID, 0, 0, 0)
        vary(self.field, scale="" if narrow else "big")
        self.hint.setVisible(not narrow)
        self._say()

    # who is meant

    def set_pupils(self, pupils: Sequence[RollPupil]) -> None:
        self._pupils = pupils
        self.clear()

    def pupil(self) -> RollPupil | None:
        """Who is meant by what was typed or pointed at."""
        return self._found[self._at] if self._found else None

    def hold(self, pupil: RollPupil | None) -> None:
        """Somebody was pointed at in the grid."""
        self._found, self._at = ([pupil] if pupil else []), 0
        self._taken = pupil is not None
        self.field.setText("")
        self._say()

    def clear(self) -> None:
        """Nobody is meant and nothing typed; the strip of lessons goes."""
        self.strip.hide()
        self.kinds.show()
        self.hold(None)
        self.meant.emit("")

    def _search(self) -> None:
        text = plain(self.field.text())
        self._found, self._at, self._taken = find(self._pupils, text), 0, False
        pupil = self.pupil()
        wrong = bool(text) and pupil is None and not (
            text.isdecimal() and may_go_on(self._pupils, text)
        )
        self._say("没有这个座号" if text.isdecimal() else "没有这个拼音", wrong=wrong)
        if wrong:
            self.field.selectAll()
        self.meant.emit(pupil.id if pupil else "")

    def _say(self, sentence: str = "", *, wrong: bool = False) -> None:
        pupil = self.pupil()
        if pupil is not None:
            seat = f"{pupil.seat}号" if pupil.seat else ""
            self.name.setText(f"{seat}  {pupil.name}　{pupil.apart}".strip())
            more = f"共{len(self._found)}人，↓换一个" if len(self._found) > 1 else ""
            self.chip.set(more or pupil.note or pupil.elsewhere, "grey" if more else "amber")
        else:
            self.name.setText(sentence if wrong else HINT if self._narrow else "")
            self.chip.set("", "grey")
        small = pupil is None and not wrong
        vary(self.name, kind="small" if small else "name", tone="red" if wrong else "")
        vary(self.field, state="error" if wrong else "")

    def refuse(self, sentence: str) -> None:
        """Say why the pupil meant gets no mark."""
        self.name.setText(sentence)
        vary(self.name, kind="smallstrong", tone="red")

    def ask_lessons(self, lessons: int, chosen: Sequence[int]) -> None:
        """Show the strip for the pupil that was just marked; digits choose."""
        self.strip.show_for(lessons, chosen)
        self.kinds.hide()
        self.strip.show()
        self.strip.setFocus()

    def _lessons_done(self) -> None:
        self.field.setFocus()
        self.clear()

    # keys

    def take_key(self, event: QKeyEvent) -> bool:
        """Whether a key was one of the roll call's own."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_asked.emit()
            return True
        if event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        ):
            return False
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_Escape:
            return self._escape(event)
        elif key == Qt.Key.Key_Delete and self.pupil() is not None:
            self.cleared.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not self.field.text():
            self.to_grid.emit()
        elif key == Qt.Key.Key_Backspace:
            self.field.backspace()
            self._search()
        else:
            return bool(event.text()) and self.type_in(plain(event.text()))
        return True

    def type_in(self, text: str) -> bool:
        """A letter or digit: a kind for who is meant, else part of the search."""
        if text == " ":
            self._taken = self.pupil() is not None
            return True
        if len(text) != 1 or not (text in SEATS or text.isalpha()):
            return bool(text.strip())
        typed = plain(self.field.text())
        sure = self._taken or typed.isdecimal()
        if self.pupil() is not None and sure and text.upper() in BY_KEY:
            self.marked.emit(text.upper())
            return True
        if self._taken or (typed and typed.isdecimal() != text.isdecimal()):
            self.field.setText("")
        self.field.insert(text)
        self._search()
        return True

    def _enter(self) -> None:
        if not self.field.text() and self.pupil() is None:
            self.sent.emit()
        else:
            self._taken = self.pupil() is not None

    def _escape(self, event: QKeyEvent) -> bool:
        if self.field.text() or self.pupil() is not None:
            self.clear()
            return True
        event.ignore()
        return True

    def _step(self, by: int) -> None:
        if len(self._found) < 2:
            self.to_grid.emit()
            return
        self._at = (self._at + by) % len(self._found)
        self._say()
        self.meant.emit(self._found[self._at].id)

    def _press(self, key: str) -> None:
        if self.pupil() is not None:
            self.marked.emit(key)
        self.field.setFocus()
