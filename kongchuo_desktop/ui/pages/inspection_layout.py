"""What stands where on 迎检对照: chapters, clauses and the chosen one, side by side or in turn."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.inspection_bar import StateBar
from kongchuo_desktop.ui.pages.inspection_card import ClauseCard
from kongchuo_desktop.ui.pages.inspection_rows import ChapterDelegate, ClauseDelegate
from kongchuo_desktop.ui.parts.buttons import Button, FilterChip, Segments
from kongchuo_desktop.ui.parts.cards import Card, EmptyState
from kongchuo_desktop.ui.parts.inputs import Choice
from kongchuo_desktop.ui.parts.row_view import RowView
from kongchuo_desktop.ui.parts.rows import RowsModel
from kongchuo_desktop.ui.parts.state_stack import StateStack
from kongchuo_desktop.ui.parts.words import ElidedWords, Rule
from kongchuo_desktop.ui.tokens import Px, Type

_LEFT, _RIGHT = 214, 276


class InspectionLayout(Page):
    """The widgets of the page.

    In a window that is not wide the chosen clause takes the place of the list (a tab), in a
    narrow one the chapters fold into a choice above it.
    """

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx, title="迎检对照", context="逐条看本校有什么、缺什么")
        self._open = self._tight = False
        self.tabs = Segments(self.theme, [("list", "条款"), ("card", "这一条")], "list")
        self.tabs.chosen.connect(lambda key: self.turn(card=key == "card"))
        self.header.middle.addWidget(self.tabs)
        self.bar = StateBar(self.theme)
        self.spans, self.policies, self.chapter_choice = (Choice(self.theme) for _ in range(3))
        for choice, name in ((self.spans, "时间"), (self.policies, "文件"),
                             (self.chapter_choice, "文件的各部分")):
            choice.setAccessibleName(name)
        self.chapters, self.clauses = RowsModel(), RowsModel()
        self.chapter_view = RowView(self.chapters, ChapterDelegate(self.theme))
        self.chapter_view.setAccessibleName("文件的各部分")
        self.delegate = ClauseDelegate(self.theme)
        self.list = RowView(self.clauses, self.delegate, always=("main", "clause", "card"))
        self.list.setAccessibleName("条款")
        self.none = EmptyState(self.theme, "circle-check", "这里没有这样的条款", "按Esc看全部。",
                               done=True)
        self.none.hide()
        self.heading = ElidedWords("", "strong")
        self.only = FilterChip(self.theme, "只看缺的")
        self.card = ClauseCard(ctx)
        self._lay_out()
        self.theme.changed.connect(self.layout_changed)
        self.layout_changed()

    def _lay_out(self) -> None:
        self.left = Card(flush=True)
        self.left.body.setContentsMargins(0, Px.PAD_SMALL, 0, Px.ICON_GAP)
        self.choosers = QVBoxLayout()
        self.choosers.setContentsMargins(Px.PAD_SMALL, 0, Px.PAD_SMALL, 0)
        self.choosers.setSpacing(Px.CHIP_GAP)
        self.left.body.addLayout(self.choosers)
        self.left.body.addWidget(self.chapter_view, 1)
        self.middle = Card(flush=True)
        self.middle.body.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(Px.INSIDE, Px.PAD_SMALL, Px.GAP, Px.PAD_SMALL)
        head.setSpacing(Px.ICON_GAP)
        head.addWidget(self.heading, 1)
        head.addWidget(self.chapter_choice, 1)
        self._head = head
        head.addWidget(self.only)
        self.middle.body.addLayout(head)
        self.middle.body.addWidget(Rule())
        self.middle.body.addWidget(self.list, 1)
        self.middle.body.addWidget(self.none, 1)
        self.whole = QWidget()
        column = QVBoxLayout(self.whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.GAP)
        column.addWidget(self.bar)
        line = QHBoxLayout()
        line.setSpacing(Px.GAP)
        line.addWidget(self.left)
        line.addWidget(self.middle, 1)
        line.addWidget(self.card)
        column.addLayout(line, 1)
        self.stack = StateStack(self.whole)
        self.body.addWidget(self.stack, 1)

    def fitting(self, title: str) -> str:
        """The title of a document, cut in its middle for the column of the chapters."""
        room = self.theme.px(_LEFT) - 2 * Px.MARGIN - Px.PAD_SMALL - Px.INSIDE
        return self.theme.metrics(Type.BODY, bold=True).elidedText(
            title, Qt.TextElideMode.ElideMiddle, room)

    def set_policies(self, policies: Sequence[tuple[str, str]], chosen: str) -> None:
        """The documents to choose from, each with its whole title as its tip."""
        self.policies.set_choices([(key, self.fitting(title)) for key, title in policies])
        for at, (_, title) in enumerate(policies):
            self.policies.setItemData(at, title, Qt.ItemDataRole.ToolTipRole)
        self.policies.choose(chosen)
        self.policies.setToolTip(dict(policies).get(chosen, ""))

    # size

    def set_width(self, width: int, height: int) -> None:
        tight = width < Px.WIDE_FROM
        if hasattr(self, "card") and tight != self._tight:
            self._tight = tight
            self.layout_changed()
        super().set_width(width, height)

    def layout_changed(self) -> None:
        if not hasattr(self, "stack"):
            return
        shown = self.stack.currentWidget() is self.whole
        card = not self._tight or self._open
        self.tabs.setVisible(self._tight and shown)
        self.tabs.choose("card" if self._open else "list")
        self.header.context.setVisible(not self._tight)
        self.left.setVisible(not self.narrow)
        self.left.setFixedWidth(self.theme.px(_LEFT))
        self.middle.setVisible(not (self._tight and self._open))
        self.card.setVisible(card)
        self.card.setMinimumWidth(self.theme.px(_RIGHT))
        self.card.setMaximumWidth(self.maximumWidth() if self._tight else self.theme.px(_RIGHT))
        self.chapter_choice.setVisible(self.narrow)
        self.heading.setVisible(not self.narrow)
        # In the rail's window the choices stand above the list, where the chapters went too.
        for at, choice in enumerate((self.policies, self.spans)):
            if self.narrow:
                self._head.insertWidget(2 + at, choice)
            else:
                self.choosers.addWidget(choice)
        self.bar.setVisible(not (self.short and self._open))
        self.delegate.height = Px.DUTY_ROW_NARROW if self.short else Px.CASE_ROW
        self.clauses.layoutChanged.emit()

    def turn(self, *, card: bool) -> None:
        """In a window that is not wide: to the chosen clause, or back to the list."""
        self._open = card and self._tight
        self.layout_changed()
        (self.card.enter() if card else self.list).setFocus()

    def panes(self) -> Sequence[QWidget]:
        if self.stack.currentWidget() is not self.whole:
            return self.stack.currentWidget().findChildren(Button)
        return (self.list, self.chapter_view, self.card.enter())

    def first_focus(self) -> QWidget | None:
        return next((pane for pane in self.panes() if pane.isVisible()), None)
