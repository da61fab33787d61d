"""Who stands behind a figure: the pupils it counts, each opening the card."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QHBoxLayout

from kongchuo_desktop.operations.county import Listed
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.bureau_table import Name
from kongchuo_desktop.ui.parts.buttons import IconButton
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.lines import LINE, LinesModel
from kongchuo_desktop.ui.parts.paint import Item
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.parts.table import CellDelegate, Table
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.tokens import Px, Type

_NAME_WIDTH = 84


class ListedModel(LinesModel[Listed]):
    """Name and class of each pupil."""

    def __init__(self) -> None:
        super().__init__(("姓名", "班级"))

    def key(self, line: Listed) -> str:
        return line.pupil

    def text(self, line: Listed, column: int) -> str:
        times = f"（{line.times}次）" if line.times > 1 else ""
        return line.room if column else f"{line.name}{times}"


class _Cells(CellDelegate):
    """School and class in two lines where one is too narrow."""

    def items(self, index: Index, rect: QRect) -> list[Item]:
        if index.column() == 0:
            return super().items(index, rect)
        text = str(index.data())
        fits = self.theme.width(text, Type.SMALL) <= rect.width()
        shown = text if fits else text.replace(" ", "\n", 1)
        return [Name(rect=rect, text=shown, bold=False, tip=text)]


class Behind(Card):
    """The list beside the figures; ``closed`` when it is put away."""

    closed = Signal()

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.name = Words("", "strong", wrap=True)
        self.said = Words("", "small", "text2", wrap=True)
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(IconButton(ctx.theme, "x", "收起（Esc）", clicked=self.closed.emit))
        self.body.addLayout(head)
        self.body.addWidget(self.said)
        self.model = ListedModel()
        self.table = Table(ctx.theme, self.model, widths=(_NAME_WIDTH, Px.FORM_LABEL), stretch=1,
                           whole=0, many=False, row_height=Px.BUREAU_ROW,
                           delegate=_Cells(ctx.theme))
        self.table.setAccessibleName("这个数里的学生")
        self._open: Callable[[Listed], object] = self._card
        self.table.opened.connect(lambda index: self._open(index.data(LINE)))
        self.body.addWidget(self.table, 1)

    def _card(self, line: Listed) -> None:
        self._ctx.open_page("pupil", pupil=line.pupil)

    def show_pupils(self, title: str, said: str, pupils: Sequence[Listed],
                    opens: Callable[[Listed], object] | None = None) -> None:
        """Each line opens the pupil's card, unless it is no pupil and ``opens`` something else."""
        self._open = opens or self._card
        self.name.setText(title)
        self.said.setText(said)
        self.said.setVisible(bool(said))
        self.model.set_lines(pupils)
        if pupils:
            self.table.setCurrentIndex(self.model.index(0, 0))
