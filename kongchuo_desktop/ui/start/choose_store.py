"""The start screen: the stores on this computer, the password, and the ways to other stores."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from kongchuo_desktop.clock import Now, local_now
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.known_stores import StoreCard, forget, stores_here
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.dialogs import ErrorDialog
from kongchuo_desktop.ui.parts.inputs import Field, LineInput
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.row_view import RowView
from kongchuo_desktop.ui.parts.rows import Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.start.frame import StartCard, heading, main_button
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Tone, Type

if TYPE_CHECKING:
    from kongchuo_desktop.store.store import Store

ROLE_ICONS = {"class": "user-round", "school": "school", "bureau": "landmark"}
ROLE_WORDS = {"class": "班级", "school": "学校", "bureau": "教育局"}
TRIES_BEFORE_RECOVERY = 3


class StoreDelegate(RowDelegate):
    """A store: its sign, person and chips, the unit, and when it was opened last."""

    def __init__(self, theme: Theme, today: datetime) -> None:
        super().__init__(theme)
        self._today = today.date()

    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        card: StoreCard = payload
        outer = Flow(self.theme, rect).sign(ROLE_ICONS[card.role], "blue" if selected else "grey")
        outer.gap(Px.GAP)
        if not card.there:
            outer.push("从列表去掉", "forget")
        elif card.opened is not None:
            day = day_text(card.opened.date(), today=self._today)
            outer.text(f"上次{day}打开", Type.CAPTION, colour="text3", from_right=True)
        outer.gap(from_right=True)
        half = rect.height() // 2
        room = outer.right - outer.left
        first = QRect(outer.left, rect.top() + Px.GRID, room, half - Px.GRID)
        second = QRect(outer.left, rect.top() + half, room, half - Px.GRID)
        head = Flow(self.theme, first).text(card.person, bold=True).chips(chips_of(card))
        words = card.unit_name if card.there else "U盘没有插，或者文件夹搬走了"
        colour = "text2" if card.there else "amber"
        return outer.items + head.items + Flow(self.theme, second).rest(words, colour=colour).items


def chips_of(card: StoreCard) -> list[tuple[str, Tone]]:
    """What kind of store it is, and whether it is for practice."""
    chips: list[tuple[str, Tone]] = [(ROLE_WORDS[card.role], "grey")]
    if card.practice:
        chips.append(("练习", "amber"))
    return chips


class ChooseStore(StartCard):
    """Choose a store, type its password, Enter.

    Signals: ``opened(Store)``, ``new_asked``, ``restore_asked``, ``forgot(StoreCard)``.
    """

    opened = Signal(object)
    new_asked = Signal()
    restore_asked = Signal()
    forgot = Signal(object)

    def __init__(self, theme: Theme, tasks: Tasks, *, now: Now = local_now) -> None:
        super().__init__(theme)
        self._tasks, self._now = tasks, now
        self._tries = 0
        self._fill_side()
        self.page.addLayout(
            heading("打开哪一份资料", "同一台电脑上可以放几位老师的资料，各有各的口令。")
        )
        self.model = RowsModel()
        self.view = RowView(self.model, StoreDelegate(theme, now()))
        self.view.acted.connect(self._acted)
        self.view.moved.connect(lambda index: self._moved())
        self.page.addWidget(self.view, 1)
        self._add_password()

    def _fill_side(self) -> None:
        for words, icon, signal in (
            ("新建一份资料", "plus", self.new_asked),
            ("从备份恢复", "archive-restore", self.restore_asked),
        ):
            self._side_button(words, icon).clicked.connect(lambda _=False, s=signal: s.emit())
        self._side_button("打开别处的资料", "folder-open").clicked.connect(self._open_elsewhere)
        self.say_below(["全程不用上网。", "资料都在这台电脑里，加了密。"])

    def _side_button(self, words: str, icon: str) -> Button:
        button = Button(self.theme, words, "text", icon=icon)
        line = QHBoxLayout()
        line.addWidget(button)
        line.addStretch()
        self.side.addLayout(line)
        return button

    def _add_password(self) -> None:
        self.password = LineInput(self.theme, "开机口令", icon="lock")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.field = Field("口令", self.password)
        self.button, cap = main_button(self.theme, "打开")
        self.button.clicked.connect(self.open)
        self.lost = Button(self.theme, "忘了口令", "text", clicked=self._forgot)
        self.page.addWidget(self.field)
        self.foot.addWidget(self.lost)
        self.foot.addStretch()
        self.foot.addWidget(self.button)
        self.foot.addWidget(cap)

    # the list

    def show_stores(self, cards: Sequence[StoreCard], choose: Path | None = None) -> None:
        """Fill the list; ``choose`` is made current, else the first that is there."""
        self.model.set_rows(
            [
                Row(str(c.folder), c, f"{c.person}，{c.unit_name}，{ROLE_WORDS[c.role]}")
                for c in cards
            ]
        )
        first = next((c for c in cards if c.there), cards[0] if cards else None)
        if (choose is None or not self.view.go(str(choose))) and first is not None:
            self.view.go(str(first.folder))
        self._moved()
        self.password.setFocus()

    def chosen(self) -> StoreCard | None:
        card = self.view.payload()
        return card if isinstance(card, StoreCard) else None

    def _moved(self) -> None:
        self._tries = 0
        self.password.clear()
        card = self.chosen()
        there = card is not None and card.there
        for widget in (self.password, self.button, self.lost):
            widget.setEnabled(there)
        self.field.set_error("")

    def _acted(self, index: Any, action: str) -> None:
        card = self.chosen()
        if action == "forget" and card is not None:
            folder = card.folder
            self._tasks.run(lambda job: _forget(folder), done=self.show_stores, owner=self)
        elif self.password.isEnabled():
            self.password.setFocus()

    # opening

    def open(self) -> None:
        """Try the password on the chosen store."""
        card = self.chosen()
        if card is None or not self.button.isEnabled():
            return
        if not self.password.text():
            self.field.set_error("请输入口令。")
            self.password.setFocus()
            return
        self.button.setEnabled(False)
        self.button.setText("正在打开…")
        folder, password, now = card.folder, self.password.text(), self._now
        self._tasks.run(
            lambda job: open_store(folder, password, now),
            done=self._opened,
            failed=self._refused,
            owner=self,
        )

    def _opened(self, store: "Store") -> None:
        self._ready()
        self.password.clear()
        self.opened.emit(store)

    def _refused(self, error: KnownError) -> None:
        self._ready()
        if error.code != "wrong_password":
            ErrorDialog.of(self.theme, self, error).open()
            return
        self._tries += 1
        more = "看看大写锁定和输入法，再试一次。"
        if self._tries >= TRIES_BEFORE_RECOVERY:
            more = "想不起来就点“忘了口令”，用恢复页上的恢复码打开。"
        times = f"已经试了{self._tries}次。" if self._tries > 1 else ""
        self.field.set_error(f"口令不对。{times}{more}")
        self.password.selectAll()
        self.password.setFocus()

    def _ready(self) -> None:
        self.button.setText("打开")
        self.button.setEnabled(True)

    def _forgot(self) -> None:
        card = self.chosen()
        if card is not None:
            self.forgot.emit(card)

    def _open_elsewhere(self) -> None:
        folder = pickers.choose_folder(self, "选放着资料的文件夹")
        if folder is not None:
            self._tasks.run(
                lambda job: _with(folder),
                failed=self._refused,
                owner=self,
                done=lambda cards: self.show_stores(cards, folder),
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.password.hasFocus():
            self.view.keyPressEvent(event)
        else:
            super().keyPressEvent(event)


def open_store(folder: Path, password: str, now: Now) -> "Store":
    """As the operation of that name, which is loaded only now: a window need not wait for it."""
    from kongchuo_desktop.operations import opening

    return opening.open_store(folder, password=password, now=now)


def _forget(folder: Path) -> list[StoreCard]:
    forget(folder)
    return stores_here()


def _with(folder: Path) -> list[StoreCard]:
    """The known stores and one more, which joins the list for good once it was opened."""
    from kongchuo_desktop.operations import opening

    card = opening.look_at(folder)
    return [card, *(c for c in stores_here() if c.folder != folder)]
