"""Password and recovery page both lost: ask the superior, read its answer, get a new page."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.clock import Now, local_now
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import stick
from kongchuo_desktop.exchange.names import ANSWER
from kongchuo_desktop.operations import rescue
from kongchuo_desktop.operations.known_stores import StoreCard
from kongchuo_desktop.operations.rescue import Asked, Reopened
from kongchuo_desktop.store.kdf_cost import STANDARD_COST, KdfCost
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.dialogs import ErrorDialog
from kongchuo_desktop.ui.parts.inputs import Field
from kongchuo_desktop.ui.parts.scrolled import Scrolled
from kongchuo_desktop.ui.parts.words import ElidedWords, Words
from kongchuo_desktop.ui.places import FindSticks, PlaceChoice
from kongchuo_desktop.ui.start.first_password import RecoveryStep
from kongchuo_desktop.ui.start.frame import StartCard, heading, main_button
from kongchuo_desktop.ui.start.passwords import PasswordPair
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

if TYPE_CHECKING:
    from kongchuo_desktop.ui.pages.papers_print import Print
    from kongchuo_desktop.ui.recovery_paper import RecoveryPaper

_NOBODY = "这份资料没有加入过上级，没有人存着它的钥匙。再找找恢复页，问问建资料的人。"


class Asking(StartCard):
    """Ask for help and open by the answer. Signals: ``opened(Store)``, ``left``."""

    opened = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, tasks: Tasks, *, now: Now = local_now,
                 cost: KdfCost = STANDARD_COST, printing: "Print | None" = None,
                 find: FindSticks | None = None) -> None:
        super().__init__(theme)
        self._tasks, self._now, self._cost, self._printing = tasks, now, cost, printing
        self._card: StoreCard | None = None
        self._answer: Path | None = None
        self._made: Reopened | None = None
        self.say_below(["求助文件和答复里都没有学生资料。"])
        self._build_questions(find)
        self.page_of_key = RecoveryStep(theme)
        self.page_of_key.print_asked.connect(lambda: self._paper().print())
        self.page_of_key.save_asked.connect(lambda file: self._paper().save(file))
        self.keeping = Scrolled(self.page_of_key)
        for view in (self.questions, self.keeping):
            self.page.addWidget(view, 1)
        self.button, cap = main_button(theme, "换口令并打开")
        self.button.clicked.connect(self.go_on)
        self.back = Button(theme, "返回", size="large", clicked=self.left.emit)
        self.foot.addWidget(self.back)
        self.foot.addStretch()
        self.foot.addWidget(self.button)
        self.foot.addWidget(cap)
        self._show_key(None)

    def _build_questions(self, find: FindSticks | None) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Px.GRID, 0)
        column.setSpacing(Px.INSIDE)
        column.addLayout(heading("请上级帮忙打开", "恢复页也找不到了才用这个办法。"))
        self.nobody = Words("", "body", "red", wrap=True)
        column.addWidget(self.nobody)
        self.ask_card = Card("一、写求助文件")
        self.said = Words("", "small", "text2", wrap=True)
        self.place = PlaceChoice(self.theme, self._tasks, find)
        self.write = Button(self.theme, "写求助文件", icon="download", clicked=self.ask_for_help)
        self.code = Words("", "figure")
        self.code.setAccessibleName("核对码")
        self.ask_card.body.addWidget(self.said)
        self.ask_card.body.addWidget(Field("写到", self.place))
        self.ask_card.body.addLayout(_line(self.code, self.write))
        column.addWidget(self.ask_card)
        self.answer_card = Card("二、读入答复")
        self.file = ElidedWords("还没有选", "small", "text2", mode=Qt.TextElideMode.ElideMiddle)
        self.choose = Button(self.theme, "选答复文件…", icon="file-input",
                             clicked=self._choose)
        self.answer_card.body.addLayout(_line(self.file, self.choose))
        self.pair = PasswordPair(self.theme, "新口令")
        self.answer_card.body.addWidget(self.pair)
        column.addWidget(self.answer_card)
        column.addStretch()
        self.questions = Scrolled(inside)

    # what is shown

    def ask(self, card: StoreCard) -> None:
        """Begin for a store, or go on where a request waits."""
        self._card, self._answer = card, None
        self.pair.clear()
        self.file.setText("还没有选")
        self._show_key(None)
        folder = card.folder
        self._tasks.run(lambda job: (rescue.holder_of(folder), rescue.asked(folder)),
                        done=lambda found: self._found(*found), failed=self._refused, owner=self)

    def _found(self, holder: str | None, asked: Asked | None) -> None:
        self.nobody.setText(_NOBODY if holder is None else "")
        self.nobody.setVisible(holder is None)
        self.ask_card.setVisible(holder is not None)
        self.said.setText(f"{holder}存着这份资料的钥匙。把求助文件交给它，再打电话念核对码；"
                          "它核对以后给一个答复文件。")
        self._asked(asked)
        (self.write if asked is None else self.choose).setFocus()

    def _asked(self, asked: Asked | None) -> None:
        self.code.setText("" if asked is None else f"核对码 {asked.check_code}")
        self.write.setText("写求助文件" if asked is None else "再写一份")
        self.answer_card.setVisible(asked is not None)
        self.button.setEnabled(asked is not None)

    def _show_key(self, made: Reopened | None) -> None:
        self._made = made
        self.page_of_key.show_key("" if made is None else made.recovery_key)
        self.keeping.setVisible(made is not None)
        self.questions.setVisible(made is None)
        self.back.setVisible(made is None)
        self.button.setText("换口令并打开" if made is None else "打开资料")

    # asking

    def ask_for_help(self) -> None:
        """Write the request where the person chose."""
        card = self._card
        folder = None if card is None else self.place.folder()
        if card is None or folder is None:
            return
        self.write.setEnabled(False)
        self._tasks.run(lambda job: rescue.ask(card.folder, to=folder, now=self._now),
                        done=self._was_written, failed=self._refused, owner=self)

    def _was_written(self, asked: Asked) -> None:
        self.write.setEnabled(True)
        self._asked(asked)
        if asked.path is not None:
            self.said.setText(f"已写出 {asked.path.name}，交给{asked.holder}，"
                              "再打电话念下面的核对码。")
        self.choose.setFocus()

    # opening

    def _choose(self) -> None:
        file = pickers.choose_file(self, "选答复文件", f"答复 (*{ANSWER})")
        if file is not None:
            self._answer = file
            self.file.setText(str(file))
            self.pair.first.setFocus()
            self.questions.show_widget(self.pair.again)

    def go_on(self) -> None:
        """The blue button: open by the answer, then go to the store."""
        made = self._made
        if made is not None:
            self._show_key(None)
            self.opened.emit(made.store)
            return
        card, file = self._card, self._answer
        if file is None:
            self.choose.setFocus()
        elif card is not None and self.pair.check():
            self.button.setEnabled(False)
            password = self.pair.password()
            self._tasks.run(
                lambda job: rescue.open_with_answer(
                    card.folder, data=stick.read_file(file), new_password=password,
                    now=self._now, cost=self._cost),
                done=self._reopened, failed=self._refused, owner=self)

    def _reopened(self, made: Reopened) -> None:
        self.button.setEnabled(True)
        self.pair.clear()
        self._show_key(made)
        self.page_of_key.first().setFocus()

    def close_down(self) -> Callable[[], None]:
        """The window closes: what the worker has to do for a store that was not handed over."""
        made = self._made
        return (lambda: None) if made is None else made.store.close

    def _refused(self, error: KnownError) -> None:
        self.write.setEnabled(True)
        self.button.setEnabled(True)
        ErrorDialog.of(self.theme, self, error).open()

    # the recovery page

    def _paper(self) -> "RecoveryPaper":
        # Qt's printing and its reader of PDF are loaded for the one page that needs them.
        from kongchuo_desktop.ui.recovery_paper import RecoveryPaper

        made = self._made
        assert made is not None
        return RecoveryPaper(
            tasks=self._tasks, store=made.store, key=made.recovery_key, owner=self,
            told=self.page_of_key.done, failed=self._refused, printing=self._printing)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = self.window().focusWidget()
            if isinstance(focus, Button) and self.isAncestorOf(focus):
                focus.click()
            elif self.button.isEnabled():
                self.go_on()
        elif event.key() == Qt.Key.Key_Escape and self._made is None:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _line(words: QWidget, button: Button) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(Px.GAP)
    line.addWidget(words, 1)
    line.addWidget(button)
    return line
