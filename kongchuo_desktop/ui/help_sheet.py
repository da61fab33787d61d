"""F1: what the page is for, its keys, and the clauses that concern it; searchable."""

from collections.abc import Callable, Sequence
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kongchuo_desktop.operations.page_help import (
    HelpClause,
    PageHelp,
    all_help,
    clauses_about,
    find_help,
)
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.floating import Quote
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import KeyCap, Words, empty
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

Line = tuple[str, str]
"""(keys, what they do); several caps are parted by spaces."""
Find = Callable[[str], list[tuple[PageHelp, str]]]


class HelpSheet(Sheet):
    """The text of the page, then two columns of keys, then the clauses; a field searches all.

    ``page`` are the keys of the page, ``everywhere`` those of the window.
    """

    WIDTH = 760

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        *,
        title: str,
        sentences: Sequence[str],
        page: Sequence[Line],
        everywhere: Sequence[Line],
        find: Find = find_help,
    ) -> None:
        super().__init__(theme, window, width=self.WIDTH)
        self._find = find
        head = QHBoxLayout()
        head.addWidget(Words(f"{title}怎么用", "name"))
        head.addStretch()
        self.search = LineInput(theme, "在帮助里找", icon="search")
        self.search.setAccessibleName("在帮助里找")
        self.search.setFixedWidth(Px.SIDEBAR_WIDTH)
        self.search.textChanged.connect(self._searched)
        head.addWidget(self.search)
        self.body.addLayout(head)
        self._own = self._column_of_own(sentences, page, everywhere, title)
        self._found = QWidget()
        self._hits = QVBoxLayout(self._found)
        self._hits.setContentsMargins(0, 0, 0, 0)
        self._found.hide()
        inside = QWidget()
        inside.setProperty("kind", "clear")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Px.ICON_GAP, 0)
        column.addWidget(self._own)
        column.addWidget(self._found)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName("帮助的正文")
        scroll.setWidget(inside)
        scroll.setMinimumHeight(window.height() - 4 * Px.HEADER_NARROW)
        self.body.addWidget(scroll, 1)
        close = Button(theme, "关闭", keys="Esc", clicked=self.reject)
        self.add_buttons(close)
        self.focus_first(close)

    def _column_of_own(
        self,
        sentences: Sequence[str],
        page: Sequence[Line],
        everywhere: Sequence[Line],
        title: str,
    ) -> QWidget:
        own = QWidget()
        column = QVBoxLayout(own)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.CHIP_GAP)
        for sentence in sentences:
            column.addWidget(Words(sentence, "body", wrap=True))
        column.addSpacing(Px.GAP)
        keys = QHBoxLayout()
        keys.setSpacing(Px.MARGIN)
        if page:
            keys.addLayout(self._keys(f"{title}的按键", page), 1)
        keys.addLayout(self._keys("哪里都能用", everywhere), 1)
        column.addLayout(keys)
        self._clauses = QVBoxLayout()
        self._clauses.setSpacing(Px.ICON_GAP)
        column.addLayout(self._clauses)
        return own

    def show_clauses(self, clauses: Sequence[HelpClause]) -> None:
        """Add the clauses of the document in force, once they were read."""
        if not clauses:
            return
        self._clauses.addSpacing(Px.GAP)
        self._clauses.addWidget(Words("哪些条文管着这一页", "smallstrong", "text2"))
        for where, same in groupby(clauses, key=lambda clause: clause.where):
            self._clauses.addWidget(Words(where, "caption", wrap=True))
            for clause in same:
                self._clauses.addWidget(Quote(clause.quote))

    def _searched(self, text: str) -> None:
        words = text.strip()
        self._own.setVisible(not words)
        self._found.setVisible(bool(words))
        empty(self._hits)
        hits = self._find(words)
        if not hits:
            self._hits.addWidget(Words(f"没有找到“{words}”", "small", "text2"))
        for page, sentence in hits:
            self._hits.addWidget(Words(page.title, "smallstrong", "text2"))
            self._hits.addWidget(Words(sentence, "body", wrap=True))

    def _keys(self, title: str, lines: Sequence[Line]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Px.GAP)
        grid.setVerticalSpacing(Px.CHIP_GAP)
        grid.addWidget(Words(title, "smallstrong", "text2"), 0, 0, 1, 2)
        for at, (keys, text) in enumerate(lines, start=1):
            caps = QHBoxLayout()
            caps.setSpacing(Px.GRID)
            for key in keys.split(" "):
                caps.addWidget(KeyCap(self.theme, key))
            caps.addStretch()
            grid.addLayout(caps, at, 0)
            grid.addWidget(Words(text, "small", wrap=True), at, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(len(lines) + 1, 1)
        return grid


def open_help(ctx: AppContext, window: QWidget, *, key: str, page: Page,
              everywhere: Sequence[Line]) -> None:
    """Show the help of a page; the clauses about it come as soon as they were read."""
    store, text = ctx.store, all_help().get(key)
    sheet = HelpSheet(
        ctx.theme, window, title=page.header.title.text(),
        sentences=text.sentences if text else (),
        page=[*page.commands.caps(), *page.help_lines], everywhere=everywhere)
    if text is not None:
        ctx.read(lambda: clauses_about(store, subjects=text.subjects), sheet.show_clauses,
                 owner=sheet)
    sheet.open()
