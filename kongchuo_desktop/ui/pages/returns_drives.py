"""The list of sticks, told apart by name, letter and size, kept up to date while it is shown."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kongchuo_desktop.operations.drives import Stick, size_text
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.row_view import RowView
from kongchuo_desktop.ui.parts.rows import Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.pickers import choose_folder
from kongchuo_desktop.ui.places import DriveWatch, FindSticks
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

FOLDER = "folder"


class DriveList(QWidget):
    """Sticks and, when asked for, a folder of the computer; ``changed`` when the choice does."""

    changed = Signal()
    taken = Signal()
    """Enter on a row: the page's blue button is meant."""

    def __init__(self, ctx: AppContext, *, find: FindSticks | None = None) -> None:
        super().__init__()
        self._folder: Path | None = None
        self.watch = DriveWatch(self, ctx.tasks, find)
        self.watch.changed.connect(self._found)
        self.model = RowsModel()
        self.view = RowView(self.model, _DriveDelegate(ctx.theme), grow=True)
        self.view.setAccessibleName("写到哪里")
        self.view.moved.connect(lambda index: self.changed.emit())
        self.view.acted.connect(lambda index, action: self.taken.emit())
        self.none = Words("还没有看到U盘，插上以后会自己出现在这里。", "body", "text2", wrap=True)
        self.other = Button(ctx.theme, "写到别的文件夹…", icon="folder-open", size="small",
                            clicked=self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.GAP)
        column.addWidget(self.none)
        column.addWidget(self.view)
        column.addWidget(self.other, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        self.setFocusProxy(self.view)
        self._fill()

    def first(self) -> QWidget:
        """What has the focus: the places there are, else the button that adds one."""
        return self.view if self.model.rowCount() else self.other

    def chosen(self) -> Path | None:
        """Where to write; None while nothing is chosen."""
        payload = self.view.payload()
        return payload[3] if payload is not None else None

    def sticks(self) -> list[Stick]:
        """The sticks as last seen."""
        return self.watch.sticks()

    def take_folder(self, folder: Path) -> None:
        """A folder of the computer as one more place."""
        self._folder = folder
        self._fill()
        self.view.go(FOLDER)
        self.view.setFocus()
        self.changed.emit()

    def _found(self) -> None:
        self._fill()
        if self.other.hasFocus():
            # Enter writes to the stick that came, it does not ask for a folder.
            self.first().setFocus()
        self.changed.emit()

    def _fill(self) -> None:
        rows = [_row(str(s.root), "usb-stick", s.name,
                     f"{size_text(s.size)}，空着{size_text(s.free)}", s.root)
                for s in self.sticks()]
        if self._folder is not None:
            rows.append(_row(FOLDER, "folder-open", self._folder.name or str(self._folder),
                             str(self._folder.parent), self._folder))
        self.model.set_rows(rows)
        self.view.setVisible(bool(rows))
        self.none.setVisible(not self.sticks())
        if rows and not self.view.currentIndex().isValid():
            self.view.go_first()

    def _ask(self) -> None:
        folder = choose_folder(self, "写到哪个文件夹")
        if folder is not None:
            self.take_folder(folder)


def _row(key: str, icon: str, name: str, detail: str, place: Path) -> Row:
    return Row(key, (icon, name, detail, place), f"{name}，{detail}")


class _DriveDelegate(RowDelegate):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=Px.DUTY_ROW_NARROW)

    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        icon, name, detail, _ = payload
        flow = Flow(self.theme, rect).sign(icon, "blue").gap(Px.GAP)
        if selected:
            flow.icon("circle-check", "accent_text", from_right=True).gap(Px.GAP, from_right=True)
        above, below = flow.halves()
        return [*flow.items, *above.text(name, bold=True).items,
                *below.rest(detail, Type.CAPTION, colour="text3").items]

