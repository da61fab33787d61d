"""Short forms over a page: fields in a column, errors at the fields, drafts kept."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.floating import tall
from kongchuo_desktop.ui.parts.inputs import Field
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px


class FormDialog(Sheet):
    """A short form: fields under a title, scrolled when the window is low, one blue button.

    ``submitted`` is emitted by the blue button, Enter or Ctrl+Enter; the page saves and calls
    ``accept`` or shows errors at the fields.
    """

    submitted = Signal()

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        *,
        title: str,
        verb: str,
        context: str = "",
        width: int = Px.DIALOG,
    ) -> None:
        super().__init__(theme, window, width=width)
        self.fields: dict[str, Field] = {}
        self.body.addWidget(Words(title, "name", wrap=True))
        if context:
            self.body.addWidget(Words(context, "small", "text2", wrap=True))
        self._inside = inside = QWidget()
        inside.setProperty("kind", "clear")
        inside.installEventFilter(self)
        self.form = QVBoxLayout(inside)
        self.form.setContentsMargins(0, 0, Px.GRID, 0)
        self.form.setSpacing(Px.GAP)
        self.scroll = _TallScroll(inside)
        self.body.addWidget(self.scroll, 1)
        self.note = Words("", "caption", wrap=True)
        self.send = Button(theme, verb, "primary", clicked=self.submitted.emit)
        self.leave = Button(theme, "取消", clicked=self.reject)
        self.add_buttons(self.leave, self.send, note=self.note)

    def add(self, name: str, label: str, editor: QWidget, *, hint: str = "") -> Field:
        """A field; the first one gets the focus."""
        field = Field(label, editor, hint=hint)
        self.fields[name] = field
        self.form.addWidget(field)
        if len(self.fields) == 1:
            self.focus_first(editor)
        return field

    def add_pair(self, *fields: Field) -> None:
        """Fields that were added stand side by side in one line."""
        line = QHBoxLayout()
        line.setSpacing(Px.GAP)
        for field in fields:
            self.form.removeWidget(field)
            line.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        self.form.addLayout(line)

    def values(self) -> dict[str, Any]:
        """What stands in the fields: text, key of a choice, date, or checked."""
        return {name: value_of(field.editor) for name, field in self.fields.items()}

    def set_errors(self, errors: dict[str, str]) -> None:
        """Sentences at their fields, the first of them focused; an empty mapping clears all."""
        for name, field in self.fields.items():
            field.set_error(errors.get(name, ""))
        for name, field in self.fields.items():
            if name in errors:
                field.editor.setFocus()
                break
        self.refit()

    def refit(self) -> None:
        # The height that the scroll area asks for is remembered until it says that it changed.
        self.scroll.updateGeometry()
        super().refit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A part of a part asks for another height only after the events of now.
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self.refit()
        return super().eventFilter(watched, event)

    def reveal(self, part: QWidget) -> None:
        """Scroll so far that a part which was added is seen whole."""
        # It has its place only after the events of now.
        QTimer.singleShot(0, part, lambda: self.scroll.ensureWidgetVisible(part))


def value_of(editor: QWidget) -> Any:
    """The value of an input of this kit, whatever its kind."""
    for name in ("value", "key", "current", "toPlainText", "isChecked", "text"):
        reader = getattr(editor, name, None)
        if callable(reader) and not (name == "isChecked" and not hasattr(editor, "setChecked")):
            return reader()
    raise TypeError(type(editor).__name__)


class _TallScroll(QScrollArea):
    """A scroll area that asks for the whole height of what it holds."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)

    def sizeHint(self) -> QSize:
        layout = self._inside.layout()
        assert layout is not None
        return QSize(self.width(), tall(layout, self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, Px.HEADER)
