"""A code in large figures over the page: to be read out, written down or printed."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme


class CodeSheet(Sheet):
    """``more`` is one more button, (words, icon, what it does), beside the one that closes."""

    def __init__(self, theme: Theme, window: QWidget, *, title: str, text: str, code: str,
                 note: str = "",
                 more: tuple[str, str, Callable[[], object]] | None = None) -> None:
        super().__init__(theme, window)
        self.body.addWidget(Words(title, "name", wrap=True))
        self.body.addWidget(Words(text, "body", "text2", wrap=True))
        self.code = Words(code, "figure")
        self.code.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self.code)
        done = Button(theme, "记下了", "primary", clicked=self.accept)
        self.more: Button | None = None
        buttons = [done]
        if more is not None:
            words, icon, act = more
            self.more = Button(theme, words, icon=icon, clicked=act)
            buttons.insert(0, self.more)
        self.add_buttons(*buttons, note=Words(note, "caption", wrap=True) if note else None)
        self.focus_first(done)
