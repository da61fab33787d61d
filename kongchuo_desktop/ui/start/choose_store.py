"""The start screen: the stores on this computer, the password, and the ways to other stores."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from kongchuo_desktop.clock import Now, local_now
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.known_stores import (
    PRACTICE_PASSWORD,
    StoreCard,
    forget,
    stores_here,
    throw_away_practice,
)
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.inputs import Choice, Field, LineInput
from kongchuo_desktop.ui.start.frame import StartCard, heading, main_button
from kongchuo_desktop.ui.start.store_list import StoreList
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from kongchuo_desktop.store.store import Store

TRIES_BEFORE_RECOVERY = 3
PRACTICE = "练习用的学校"


class ChooseStore(StartCard):
    """Choose a store, type its password, Enter.

    Signals: ``opened(Store)``, ``new_asked``, ``restore_asked``, ``forgot(StoreCard)``,
    ``listed(cards, folder)`` when the list became longer and one of it shall be chosen.
    """

    opened = Signal(object)
    new_asked = Signal()
    restore_asked = Signal()
    forgot = Signal(object)
    listed = Signal(object, object)

    def __init__(self, theme: Theme, tasks: Tasks, *, now: Now = local_now) -> None:
        super().__init__(theme)
        self._tasks, self._now = tasks, now
        self._tries = 0
        self._who: Field | None = None
        self._fill_side()
        self.page.addLayout(
            heading("打开哪一份资料", "同一台电脑上可以放几位老师的资料，各有各的口令。")
        )
        self.list = StoreList(theme, now().date())
        self.list.moved.connect(self._moved)
        self.list.taken.connect(self.password_first)
        self.list.removed.connect(self._remove)
        self.page.addWidget(self.list, 1)
        self._add_password()

    def _fill_side(self) -> None:
        for words, icon, signal in (
            ("新建一份资料", "plus", self.new_asked),
            ("从备份恢复", "archive-restore", self.restore_asked),
        ):
            self._side_button(words, icon).clicked.connect(lambda _=False, s=signal: s.emit())
        self._side_button("打开别处的资料", "folder-open").clicked.connect(self.open_elsewhere)
        self.practice = self._side_button(PRACTICE, "graduation-cap")
        self.practice.clicked.connect(self._make_practice)
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
        self.list.show_cards(cards)
        first = next((c for c in cards if c.there), cards[0] if cards else None)
        if (choose is None or not self.list.go(choose)) and first is not None:
            self.list.go(first.folder)
        if not cards:
            self._moved()
        self.password.setFocus()

    def chosen(self) -> StoreCard | None:
        return self.list.chosen()

    def password_first(self) -> None:
        """The store is chosen: what comes next is its password."""
        if self.password.isEnabled():
            self.password.setFocus()

    def _moved(self) -> None:
        self._tries = 0
        self.password.clear()
        card = self.chosen()
        there = card is not None and card.there
        for widget in (self.password, self.button, self.lost):
            widget.setEnabled(there)
        practice = card is not None and card.practice
        self.field.set_hint(f"练习用的口令是 {PRACTICE_PASSWORD}" if practice else "")
        self._ask_who(card.people if card is not None and there else ())

    def _ask_who(self, people: Sequence[str]) -> None:
        """Where several people write in one store, it is asked who sits here now."""
        if self._who is None and len(people) > 1:
            self._who = Field("谁在用", Choice(self.theme))
            self.page.insertWidget(self.page.indexOf(self.field), self._who)
        if self._who is not None:
            choice = self._who.editor
            assert isinstance(choice, Choice)
            choice.set_choices([(name, name) for name in people])
            choice.setCurrentIndex(0)
            self._who.setVisible(len(people) > 1)

    def who(self) -> str:
        """The person that was chosen; empty leaves it to the store."""
        if self._who is None or not isinstance(self._who.editor, Choice):
            return ""
        return self._who.editor.key()

    def _remove(self, card: StoreCard) -> None:
        if not card.there:
            self._tasks.run(
                lambda job: _forget(card.folder), done=self.show_stores, owner=self
            )
            return
        # Rarely wanted, and a start must not wait for it; so below.
        from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog

        dialog = ConfirmDialog(
            self.theme,
            self,
            question=f"删掉练习用的“{card.person}”？",
            text=f"“{card.folder.name}”整个文件夹都会删掉，找不回来。别的资料不动。",
            verb="删掉",
            refuse="不删",
        )
        dialog.accepted.connect(lambda: self._throw_away(card.folder))
        dialog.open()

    def _throw_away(self, folder: Path) -> None:
        self._tasks.run(
            lambda job: _throw_away(folder),
            done=self.show_stores,
            failed=self._refused,
            owner=self,
        )

    def _make_practice(self) -> None:
        """A school of invented people that may be tried out and thrown away."""
        self.practice.setEnabled(False)
        self.practice.setText("正在造…")
        now = self._now

        def end() -> None:
            self.practice.setEnabled(True)
            self.practice.setText(PRACTICE)

        def made(found: tuple[Path, list[StoreCard]]) -> None:
            end()
            folder, cards = found
            self.listed.emit(cards, folder)

        def failed(error: KnownError) -> None:
            end()
            self._refused(error)

        self._tasks.run(
            lambda job: _practice(now), done=made, failed=failed, owner=self
        )

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
        folder, password, who = card.folder, self.password.text(), self.who()
        self._tasks.run(
            lambda job: open_store(folder, password, self._now, who),
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
            from kongchuo_desktop.ui.parts.dialogs import ErrorDialog

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

    def open_elsewhere(self) -> None:
        """A folder from a stick, or one that the list has lost."""
        from kongchuo_desktop.ui import pickers

        folder = pickers.choose_folder(self, "选放着资料的文件夹")
        if folder is not None:
            self._tasks.run(
                lambda job: _with(folder),
                failed=self._refused,
                owner=self,
                done=lambda cards: self.listed.emit(cards, folder),
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.password.hasFocus():
            self.list.step(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)


def open_store(folder: Path, password: str, now: Now, person: str = "") -> "Store":
    """As the operation of that name, which is loaded only now: a window need not wait for it."""
    from kongchuo_desktop.operations import opening

    return opening.open_store(folder, password=password, now=now, person=person)


def _forget(folder: Path) -> list[StoreCard]:
    forget(folder)
    return stores_here()


def _throw_away(folder: Path) -> list[StoreCard]:
    throw_away_practice(folder)
    return stores_here()


def _with(folder: Path) -> list[StoreCard]:
    """The known stores and one more, which joins the list for good once it was opened."""
    from kongchuo_desktop.operations import opening

    card = opening.look_at(folder)
    return [card, *(c for c in stores_here() if c.folder != folder)]


def _practice(now: Now) -> tuple[Path, list[StoreCard]]:
    """The store of a class in a new school to try out, and the list with all that it came with."""
    from kongchuo_desktop.operations import practice

    return practice.make_practice(now=now), stores_here()
