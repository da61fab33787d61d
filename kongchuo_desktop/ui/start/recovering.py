"""A forgotten password: the key from the recovery page, and a new password."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from kongchuo_desktop.clock import Now, local_now
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import opening
from kongchuo_desktop.operations.known_stores import StoreCard
from kongchuo_desktop.store.kdf_cost import STANDARD_COST, KdfCost
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.dialogs import ErrorDialog
from kongchuo_desktop.ui.parts.inputs import Field, LineInput
from kongchuo_desktop.ui.parts.scrolled import Scrolled
from kongchuo_desktop.ui.start.frame import StartCard, heading, main_button
from kongchuo_desktop.ui.start.passwords import PasswordPair
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

AT_KEY = frozenset({"recovery_typo", "recovery_wrong"})


class Recovering(StartCard):
    """Open a store by its recovery page.

    Signals: ``opened(Store)``, ``help_asked(StoreCard)`` where the page is lost too, ``left``.
    """

    opened = Signal(object)
    help_asked = Signal(object)
    left = Signal()

    def __init__(
        self, theme: Theme, tasks: Tasks, *, now: Now = local_now, cost: KdfCost = STANDARD_COST
    ) -> None:
        super().__init__(theme)
        self._tasks, self._now, self._cost = tasks, now, cost
        self._card: StoreCard | None = None
        self.say_below(["恢复页用过以后还有效，请放回原处。"])
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Px.GRID, 0)
        column.setSpacing(Px.INSIDE)
        column.addLayout(
            heading("用恢复页打开", "恢复页是建资料时打印的那张纸，一般锁在学校档案柜里。")
        )
        self.key = LineInput(theme, "例如 7KQ2M-…，大小写和横线都不要紧")
        self.key_field = Field("恢复页上的恢复码", self.key)
        column.addWidget(self.key_field)
        self.pair = PasswordPair(theme, "新口令")
        column.addWidget(self.pair)
        column.addStretch()
        self.page.addWidget(Scrolled(inside), 1)
        self.button, cap = main_button(theme, "换口令并打开")
        self.button.clicked.connect(self.open)
        self.foot.addWidget(Button(theme, "返回", size="large", clicked=self.left.emit))
        self.lost = Button(theme, "恢复页也没有了", "text", clicked=self._ask_help)
        self.foot.addWidget(self.lost)
        self.foot.addStretch()
        self.foot.addWidget(self.button)
        self.foot.addWidget(cap)

    def ask(self, card: StoreCard) -> None:
        """Begin for a store."""
        self._card = card
        for line in (self.key, *self.pair.findChildren(QLineEdit)):
            line.clear()
        self.key_field.set_hint(f"{card.unit_name} {card.person}的那一张")
        self.key.setFocus()

    def _ask_help(self) -> None:
        if self._card is not None:
            self.help_asked.emit(self._card)

    def open(self) -> None:
        """Check what was typed and open."""
        card = self._card
        self.key_field.set_error("" if self.key.text().strip() else "请照恢复页抄下恢复码。")
        if card is None or not self.pair.check() or not self.key.text().strip():
            return
        self.button.setEnabled(False)
        key, password = self.key.text(), self.pair.password()
        self._tasks.run(
            lambda job: opening.open_with_recovery(
                card.folder, recovery=key, new_password=password, now=self._now, cost=self._cost
            ),
            done=self._opened,
            failed=self._refused,
            owner=self,
        )

    def _opened(self, store: object) -> None:
        self.button.setEnabled(True)
        self.opened.emit(store)

    def _refused(self, error: KnownError) -> None:
        self.button.setEnabled(True)
        if error.code in AT_KEY:
            self.key_field.set_error(error.sentence + error.todo)
            self.key.setFocus()
        else:
            ErrorDialog.of(self.theme, self, error).open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.button.isEnabled():
            self.open()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
