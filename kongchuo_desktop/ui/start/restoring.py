"""A backup becomes a store again: choose the file, see whose it is, choose where it goes."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from kongchuo_desktop.clock import Now, local_now
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import opening
from kongchuo_desktop.operations.known_stores import StoreCard
from kongchuo_desktop.store.backup import SUFFIX
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card, Facts
from kongchuo_desktop.ui.parts.dialogs import ErrorDialog
from kongchuo_desktop.ui.parts.words import ElidedWords, Words
from kongchuo_desktop.ui.start.frame import StartCard, heading, main_button
from kongchuo_desktop.ui.start.store_list import ROLE_WORDS
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

_MIDDLE = Qt.TextElideMode.ElideMiddle


class Restoring(StartCard):
    """Restore a backup. Signals: ``restored(StoreCard)``, ``left``."""

    restored = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, tasks: Tasks, *, now: Now = local_now) -> None:
        super().__init__(theme)
        self._tasks, self._now = tasks, now
        self._file: Path | None = None
        self._folder: Path | None = None
        self.say_below(["恢复不会改动备份文件，也不会动别的资料。"])
        self.page.addLayout(
            heading("从备份恢复", f"备份文件的名字以{SUFFIX}结尾，在U盘或另一个文件夹里。")
        )
        self.file_words = ElidedWords("还没有选", "small", "text2", mode=_MIDDLE)
        self.page.addWidget(
            self._chooser("备份文件", self.file_words, "选备份文件…", self._choose_file)
        )
        self.facts = Facts(right=False)
        self.page.addWidget(self.facts)
        self.folder_words = ElidedWords("", "small", "text2", mode=_MIDDLE)
        self.place = self._chooser("恢复到", self.folder_words, "换个文件夹…", self._choose_folder)
        self.page.addWidget(self.place)
        self.page.addStretch()
        self.button, self._cap = main_button(theme, "恢复")
        self.button.clicked.connect(self.restore)
        self.foot.addWidget(Button(theme, "返回", size="large", clicked=self.left.emit))
        self.foot.addStretch()
        self.foot.addWidget(self.button)
        self.foot.addWidget(self._cap)
        self.ask()

    def _chooser(self, title: str, words: ElidedWords, verb: str, run: object) -> Card:
        card = Card()
        line = QHBoxLayout()
        line.setSpacing(Px.GAP)
        line.addWidget(Words(title, "strong"))
        line.addWidget(words, 1)
        button = Button(self.theme, verb, size="small")
        button.clicked.connect(run)
        line.addWidget(button)
        card.body.addLayout(line)
        return card

    def ask(self) -> None:
        """Begin anew."""
        self._file = self._folder = None
        self.file_words.setText("还没有选")
        self.place.hide()
        self.facts.hide()
        self.button.setEnabled(False)

    def _choose_file(self) -> None:
        file = pickers.choose_file(self, "选备份文件", f"备份 (*{SUFFIX})")
        if file is not None:
            self._tasks.run(
                lambda job: opening.look_at_backup(file),
                failed=self._refused,
                done=lambda card: self._show(file, card),
                owner=self,
            )

    def _show(self, file: Path, card: StoreCard) -> None:
        self._file, self._folder = file, card.folder
        self.file_words.setText(str(file))
        self.folder_words.setText(str(card.folder))
        self.facts.set(
            [("单位", card.unit_name), ("使用人", card.person), ("岗位", ROLE_WORDS[card.role])]
        )
        self.facts.show()
        self.place.show()
        self.button.setEnabled(True)
        self.button.setFocus()

    def _choose_folder(self) -> None:
        folder = pickers.choose_folder(self, "选一个空文件夹")
        if folder is not None:
            self._folder = folder
            self.folder_words.setText(str(folder))

    def restore(self) -> None:
        """Lay the backup out; the start screen then asks its password."""
        file, folder, now = self._file, self._folder, self._now
        if file is None or folder is None:
            return
        self.button.setEnabled(False)
        self._tasks.run(
            lambda job: opening.restore_backup(file, folder, now=now),
            done=self.restored.emit,
            failed=self._refused,
            owner=self,
        )

    def _refused(self, error: KnownError) -> None:
        self.button.setEnabled(self._file is not None)
        ErrorDialog.of(self.theme, self, error).open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.button.isEnabled():
            self.restore()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
