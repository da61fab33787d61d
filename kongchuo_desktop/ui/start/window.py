"""The window before a store is open: it shows one of the start cards and closes into a store."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from kongchuo_desktop.clock import Now, local_now
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.first_run import Answers, kept_answers
from kongchuo_desktop.operations.known_stores import StoreCard, stores_here
from kongchuo_desktop.store.kdf_cost import STANDARD_COST, KdfCost
from kongchuo_desktop.ui.parts.cards import EmptyState
from kongchuo_desktop.ui.start.choose_store import ChooseStore
from kongchuo_desktop.ui.start.frame import StartCard
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import BUSY_AFTER_MS, Px

if TYPE_CHECKING:
    from kongchuo_desktop.ui.pages.papers_print import Print
    from kongchuo_desktop.ui.start.asking import Asking
    from kongchuo_desktop.ui.start.first_run import FirstRun
    from kongchuo_desktop.ui.start.recovering import Recovering
    from kongchuo_desktop.ui.start.restoring import Restoring

TITLES = {
    "choose": "打开资料",
    "first": "第一次使用",
    "recover": "忘了口令",
    "asking": "请上级帮忙打开",
    "restore": "从备份恢复",
}


class StartWindow(QMainWindow):
    """Each of its cards is loaded and made when it is shown first, so that a start is quick.

    Signals: ``opened(Store, Path | None)`` with a roster to check first, ``begun`` when the first
    card is shown, ``left`` by closing.
    """

    opened = Signal(object, object)
    begun = Signal()
    left = Signal()

    def __init__(
        self,
        theme: Theme,
        tasks: Tasks,
        *,
        now: Now = local_now,
        cost: KdfCost = STANDARD_COST,
        printing: "Print | None" = None,
    ) -> None:
        super().__init__()
        self.theme, self._tasks, self._now = theme, tasks, now
        self._cost, self._printing = cost, printing
        self._stores: list[StoreCard] = []
        self._answers: Answers | None = None
        self._places: dict[str, _Centre] = {}
        self.setMinimumSize(Px.MIN_WIDTH, Px.MIN_HEIGHT)
        self.stack = QStackedWidget()
        self._busy = EmptyState(theme, "hard-drive", "正在备份", "写完会自己关上，请先不要拔U盘。")
        self.stack.addWidget(self._busy)
        # Nothing is shown until it is known what lies on this computer.
        blank = QWidget()
        self.stack.addWidget(blank)
        self.stack.setCurrentWidget(blank)
        middle = QWidget()
        middle.setProperty("kind", "window")
        self._column = QVBoxLayout(middle)
        self._column.addWidget(self.stack)
        self.setCentralWidget(middle)

    # its cards

    @cached_property
    def choose(self) -> ChooseStore:
        card = ChooseStore(self.theme, self._tasks, now=self._now)
        card.opened.connect(lambda store: self.opened.emit(store, None))
        card.new_asked.connect(self._new)
        card.restore_asked.connect(self._restore)
        card.forgot.connect(self._recover)
        card.listed.connect(self._listed)
        self._add("choose", card)
        return card

    @cached_property
    def first(self) -> "FirstRun":
        from kongchuo_desktop.ui.start.first_run import FirstRun

        card = FirstRun(
            self.theme, self._tasks, now=self._now, cost=self._cost, printing=self._printing
        )
        card.founded.connect(self.opened)
        card.restore_asked.connect(self._restore)
        card.elsewhere_asked.connect(lambda: self.choose.open_elsewhere())
        card.left.connect(self._go_back)
        card.answers = self._answers or Answers()
        self._add("first", card)
        return card

    @cached_property
    def recover(self) -> "Recovering":
        from kongchuo_desktop.ui.start.recovering import Recovering

        card = Recovering(self.theme, self._tasks, now=self._now, cost=self._cost)
        card.opened.connect(lambda store: self.opened.emit(store, None))
        card.help_asked.connect(self._ask_superior)
        card.left.connect(self._go_back)
        self._add("recover", card)
        return card

    @cached_property
    def asking(self) -> "Asking":
        from kongchuo_desktop.ui.start.asking import Asking

        card = Asking(
            self.theme, self._tasks, now=self._now, cost=self._cost, printing=self._printing
        )
        card.opened.connect(lambda store: self.opened.emit(store, None))
        card.left.connect(self._go_back)
        self._add("asking", card)
        return card

    @cached_property
    def restore(self) -> "Restoring":
        from kongchuo_desktop.ui.start.restoring import Restoring

        card = Restoring(self.theme, self._tasks, now=self._now)
        card.restored.connect(lambda store: self.begin(store.folder))
        card.left.connect(self._go_back)
        self._add("restore", card)
        return card

    def _add(self, key: str, card: StartCard) -> None:
        place = self._places[key] = _Centre(card)
        # Empty at first: Qt dresses anew whatever is moved with all that is in it.
        self.stack.addWidget(place)
        card.setParent(place)

    # what is shown

    def begin(self, choose: Path | None = None) -> None:
        """Read what lies on this computer and show the list, or the first run where it is empty."""
        self._tasks.run(
            lambda job: (stores_here(), kept_answers()),
            done=lambda found: self._begun(*found, choose),
            owner=self,
        )

    def _begun(self, stores: list[StoreCard], answers: Answers | None, choose: Path | None) -> None:
        self._stores, self._answers = stores, answers
        self._go_back()
        if "first" in self._places:
            self.first.begin(answers)
        if stores:
            self.choose.show_stores(stores, choose)
        # What waits for this must not hold up the painting.
        QTimer.singleShot(0, self.begun.emit)

    def show_card(self, key: str) -> None:
        """Show one of the start cards; its key in ``TITLES`` is the name of its property."""
        # Asking for it makes it and its place, where it was not shown before.
        getattr(self, key)
        self.stack.setCurrentWidget(self._places[key])
        self.setWindowTitle(f"控辍保学 · {TITLES[key]}")

    def shown(self) -> str:
        """The key of the card that is shown, empty while closing."""
        current = self.stack.currentWidget()
        return next((key for key, place in self._places.items() if place is current), "")

    def _go_back(self) -> None:
        """To the stores of this computer, or to what there is where it has none."""
        self.show_card("choose" if self._stores else "first")

    def say_closing(self) -> Callable[[], None]:
        """Say after a moment that a backup is being written; call the result when it is done."""
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(self._show_busy)
        timer.start(BUSY_AFTER_MS)

        def end() -> None:
            timer.stop()
            timer.deleteLater()

        return end

    def _show_busy(self) -> None:
        self.stack.setCurrentWidget(self._busy)
        self.setWindowTitle("控辍保学")
        self.show()

    def _listed(self, cards: list[StoreCard], folder: Path) -> None:
        """The list became longer: also on a computer that had none."""
        self._stores = cards
        self.show_card("choose")
        self.choose.show_stores(cards, folder)

    def _new(self) -> None:
        self.show_card("first")
        self.first.begin(self.first.answers)

    def _restore(self) -> None:
        self.restore.ask()
        self.show_card("restore")

    def _recover(self, card: StoreCard) -> None:
        self.show_card("recover")
        self.recover.ask(card)

    def _ask_superior(self, card: StoreCard) -> None:
        self.show_card("asking")
        self.asking.ask(card)

    # what it hears

    def show_error(self, error: KnownError) -> None:
        from kongchuo_desktop.ui.parts.dialogs import ErrorDialog

        ErrorDialog.of(self.theme, self, error).open()

    def show_crash(self, code: str, details: str) -> None:
        from kongchuo_desktop.ui.parts.dialogs import ErrorDialog

        ErrorDialog.of_crash(
            self.theme, self, code, details, kept="资料没有改动。", todo="").open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        around = Px.MARGIN_NARROW if self.width() < Px.NARROW_BELOW else Px.MARGIN
        self._column.setContentsMargins(around, around, around, around)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.stack.currentWidget() is self._busy:
            event.ignore()
            return
        # Behind whatever is still being kept, so that nothing is lost and nobody waits.
        ends = [getattr(self, key).close_down() for key in ("first", "asking")
                if key in self._places]
        self._tasks.run(lambda job: [end() for end in ends], done=lambda none: self.left.emit())
        super().closeEvent(event)


class _Centre(QWidget):
    """Holds a card in the middle, as large as the card may be."""

    def __init__(self, card: StartCard) -> None:
        super().__init__()
        self._card = card

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self.size().boundedTo(self._card.maximumSize())
        left = (self.width() - size.width()) // 2
        self._card.setGeometry(left, (self.height() - size.height()) // 2, *size.toTuple())
