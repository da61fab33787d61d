"""The text of a clause that is being written, the line of its mistake, and the guide to writing."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QTextEdit, QVBoxLayout, QWidget

from kongchuo_desktop.operations.page_help import all_help
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.inputs import TextInput
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

_UNLIMITED = 16777215
"""Qt's own number for no limit of height."""
GUIDE_WIDTH = 760
FIXED_FACES = ("Consolas", "DejaVu Sans Mono", "monospace")
"""Faces of one width, the one that Windows has first; Chinese comes from the window's own."""


class CodeInput(TextInput):
    """Text in letters of one width, as tall as there is room."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setMinimumHeight(0)
        self.setMaximumHeight(_UNLIMITED)
        self._dress()
        theme.changed.connect(self._dress)

    def _dress(self) -> None:
        plain = self._theme.font(Type.SMALL)
        font = QFont(plain)
        font.setFamilies([*FIXED_FACES, *plain.families()])
        self.setFont(font)

    def mark(self, line: int) -> None:
        """Put a red ground under a line, from 1; 0 takes it away."""
        found = self.document().findBlockByNumber(line - 1)
        if line < 1 or not found.isValid():
            self.setExtraSelections([])
            return
        selection = QTextEdit.ExtraSelection()
        ground = QTextCharFormat()
        ground.setBackground(self._theme.color("red_soft"))
        ground.setProperty(QTextFormat.Property.FullWidthSelection, True)
        selection.format = ground  # type: ignore[attr-defined]
        selection.cursor = QTextCursor(found)  # type: ignore[attr-defined]
        self.setExtraSelections([selection])


class ClauseText(QWidget):
    """The text of one clause or of the head; ``edited(text)`` with every key."""

    edited = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._filling = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.GRID)
        column.addWidget(Words("打字停下来就检查；有错的那一行标红。", "caption", wrap=True))
        self.editor = CodeInput(theme)
        self.editor.setAccessibleName("这一条的文本")
        self.editor.textChanged.connect(self._typed)
        column.addWidget(self.editor, 1)
        self.setFocusProxy(self.editor)

    def show_text(self, text: str, line: int) -> None:
        """Another text, with the line of its mistake (0: none)."""
        if text != self.editor.toPlainText():
            self._filling = True
            self.editor.setPlainText(text)
            self._filling = False
        self.mark(line)
        if line:
            found = self.editor.document().findBlockByNumber(line - 1)
            self.editor.setTextCursor(QTextCursor(found))

    def mark(self, line: int) -> None:
        self.editor.mark(line)

    def _typed(self) -> None:
        if not self._filling:
            self.edited.emit(self.editor.toPlainText())


class GuideSheet(Sheet):
    """How a file is written, with an example that can be copied."""

    def __init__(self, ctx: AppContext, over: QWidget, *, page: str = "policy_file") -> None:
        super().__init__(ctx.theme, over, width=ctx.theme.px(GUIDE_WIDTH))
        self.body.addWidget(Words("写法和样例", "name"))
        self.text = CodeInput(ctx.theme)
        self.text.setReadOnly(True)
        self.text.setAccessibleName("写法和样例")
        self.text.setPlainText(all_help()[page].guide.strip())
        self.text.setMinimumHeight(over.window().height() - 4 * Px.HEADER)
        self.body.addWidget(self.text, 1)
        self.add_buttons(Button(ctx.theme, "关闭", keys="Esc", clicked=self.reject))
        self.focus_first(self.text)
