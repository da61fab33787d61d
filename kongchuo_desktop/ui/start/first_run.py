"""The assistant of the first run (picture 11): five questions, then an open store."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.clock import Now, local_now
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import first_run
from kongchuo_desktop.operations.first_run import Answers
from kongchuo_desktop.store.kdf_cost import STANDARD_COST, KdfCost
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.scrolled import Scrolled
from kongchuo_desktop.ui.parts.steps import Stepper
from kongchuo_desktop.ui.parts.words import Words, empty
from kongchuo_desktop.ui.start import first_way
from kongchuo_desktop.ui.start.first_pages import FirstPages
from kongchuo_desktop.ui.start.first_way import PASSWORD, RECOVERY, ROLE, ROSTER
from kongchuo_desktop.ui.start.frame import main_button
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from kongchuo_desktop.operations.founding import Founded
    from kongchuo_desktop.operations.kit_start import Begun
    from kongchuo_desktop.ui.pages.papers_print import Print
    from kongchuo_desktop.ui.recovery_paper import RecoveryPaper

KEEP_AFTER_MS = 300


class FirstRun(FirstPages):
    """Asks, makes the store, and hands it over.

    Signals: ``founded(Store, Path | None)`` with the roster to check first, and ``left`` (Esc,
    back to the stores), beside those of its pages. Without ``printing`` it prints on the
    computer's printer.
    """

    founded = Signal(object, object)
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
        super().__init__(theme, tasks, now)
        self._cost, self._printing = cost, printing
        self.answers = Answers()
        self._made: Founded | None = None
        self.say_below(["全程不用上网。", "随时可以退出，填过的都在。"])
        self._at = ROLE
        self._add_foot()
        self.edited.connect(self._edited)
        self.roster_chosen.connect(self._roster_chosen)
        self.kit_unlocked.connect(self.go_on)
        self.print_asked.connect(lambda: self._paper().print())
        self.save_asked.connect(lambda file: self._paper().save(file))
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(KEEP_AFTER_MS)
        self._keeping.timeout.connect(self._keep)

    def _add_foot(self) -> None:
        self.count = Words("", "small", "text2")
        self.back = Button(self.theme, "上一步", size="large", clicked=self.go_back)
        self.button, cap = main_button(self.theme, "下一步")
        self.button.clicked.connect(self.go_on)
        self.foot.addWidget(self.count)
        self.foot.addStretch()
        for widget in (self.back, self.button, cap):
            self.foot.addWidget(widget)

    def begin(self, answers: Answers | None) -> None:
        """Start anew or where one had stopped; the password is asked again in any case."""
        self.answers = answers or Answers()
        self._made = None
        self.clear_pages()
        self._show(first_way.asked_again(self.answers.role, self.answers.step))

    # moving

    def now_at(self) -> int:
        """The page that is shown."""
        return self._at

    def go_on(self) -> None:
        """The blue button: check, keep, and the next question."""
        at = self.now_at()
        if not self.button.isEnabled() or not self.page_at(at).check():
            return
        self._read()
        if at == PASSWORD:
            self._found()
        elif at == RECOVERY and not self.recovery.kept:
            self.recovery.ask_to_skip(self.go_on)
        elif (later := first_way.next_of(self.answers.role, at)) is not None:
            self._show(later)
            self._keep()
        else:
            self._finish()

    def go_back(self) -> None:
        """Alt+←; not behind the founding of the store."""
        at = self.now_at()
        earlier = first_way.before(self.answers.role, at)
        if earlier is not None:
            self._read()
            self._show(earlier)
            self._keep()

    def _show(self, at: int) -> None:
        step, self._at = self.page_at(at), at
        step.fill(self.answers)
        self.show_page(step)
        self._set_stepper()
        self.back.setVisible(first_way.before(self.answers.role, at) is not None)
        self._name_button()
        step.first().setFocus()

    def _set_stepper(self) -> None:
        role = self.answers.role
        words, number = first_way.questions(role), first_way.number_of(role, self.now_at())
        empty(self.side)
        stepper = Stepper(self.theme, words, vertical=True)
        stepper.back.connect(self._step_back)
        stepper.set(number)
        self.side.addWidget(stepper)
        self.count.setText(f"第{number + 1}步，共{len(words)}步")

    def _step_back(self, number: int) -> None:
        if self._made is None:
            self._read()
            self._show(first_way.page_of(self.answers.role, number))

    def _name_button(self) -> None:
        at, words = self.now_at(), "下一步"
        if at == PASSWORD:
            words = "建好资料"
        elif at == ROSTER:
            words = "开始用" if self.roster.file is None else "检查花名册"
        elif first_way.next_of(self.answers.role, at) is None:
            words = "开始用"
        self.button.setText(words)

    def _roster_chosen(self) -> None:
        """Enter goes on from here, it does not choose again."""
        self._name_button()
        self.button.setFocus()

    # keeping

    def _edited(self) -> None:
        self._read()
        self._set_stepper()
        self._keeping.start()

    def _read(self) -> None:
        at = self.now_at()
        self.answers = replace(self.page_at(at).read(self.answers), step=at)

    def _keep(self) -> None:
        answers = self.answers
        if self._made is None:
            self._tasks.run(lambda job: first_run.keep_answers(answers))

    def close_down(self) -> Callable[[], None]:
        """The window closes: what the worker has to do, to keep the last words or the store."""
        typed = self._keeping.isActive()
        self._keeping.stop()
        made, answers = self._made, self.answers

        def finish() -> None:
            if made is not None:
                made.store.close()
            elif typed:
                first_run.keep_answers(answers)

        return finish

    # founding

    def _found(self) -> None:
        self.button.setEnabled(False)
        self.button.setText("正在建…")
        self._keeping.stop()
        answers, password = self.answers, self.password.pair.password()
        offer = self.offer(answers)
        if offer is not None:
            code = self.kit.code.text()
            self._tasks.run(
                lambda job: first_run.begin_by_kit(
                    answers, offer=offer, password=password, code=code, now=self._now,
                    cost=self._cost),
                done=self._begun, failed=self._refused, owner=self)
            return
        self._tasks.run(
            lambda job: first_run.begin(answers, password=password, now=self._now, cost=self._cost),
            done=self._founded,
            failed=self._refused,
            owner=self,
        )

    def _begun(self, begun: "Begun") -> None:
        self.code.show_begun(begun)
        self._founded(begun)

    def _founded(self, made: "Founded") -> None:
        self._made = made
        self.button.setEnabled(True)
        self.password.pair.clear()
        self.recovery.show_key(made.recovery_key)
        self._show(RECOVERY)

    def _refused(self, error: KnownError) -> None:
        self.button.setEnabled(True)
        self._name_button()
        from kongchuo_desktop.ui.parts.dialogs import ErrorDialog

        ErrorDialog.of(self.theme, self, error).open()

    def _finish(self) -> None:
        made = self._made
        file = self.roster.file if self.now_at() == ROSTER else None
        if made is not None:
            self._made, self.answers = None, Answers()
            self.recovery.show_key("")
            self.founded.emit(made.store, file)

    def made(self) -> "Founded | None":
        """The store while it was made but not yet handed over."""
        return self._made

    # the recovery page

    def _paper(self) -> "RecoveryPaper":
        # Qt's printing and its reader of PDF are loaded for the one page that needs them.
        from kongchuo_desktop.ui.recovery_paper import RecoveryPaper

        made = self._made
        assert made is not None
        return RecoveryPaper(
            tasks=self._tasks, store=made.store, key=made.recovery_key, owner=self,
            told=self.recovery.done, failed=self._refused, printing=self._printing)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = self.window().focusWidget()
            if isinstance(focus, Button) and self.isAncestorOf(focus):
                focus.click()
            else:
                self.go_on()
        elif event.key() == Qt.Key.Key_Left and alt:
            self.go_back()
        elif event.key() == Qt.Key.Key_Escape and self._made is None:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        moved = super().focusNextPrevChild(forward)
        area = self.stack.currentWidget()
        focus = self.window().focusWidget()
        if isinstance(area, Scrolled) and isinstance(focus, QWidget):
            area.show_widget(focus)
        return moved
