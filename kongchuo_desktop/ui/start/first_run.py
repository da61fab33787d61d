"""The assistant of the first run (picture 11): five questions, then an open store."""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from kongchuo_desktop.clock import Now, local_now
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import first_run
from kongchuo_desktop.operations.first_run import Answers
from kongchuo_desktop.store.kdf_cost import STANDARD_COST, KdfCost
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.scrolled import Scrolled
from kongchuo_desktop.ui.parts.steps import Stepper
from kongchuo_desktop.ui.parts.words import Words, empty
from kongchuo_desktop.ui.start.first_steps import RoleStep, Step, UnitStep
from kongchuo_desktop.ui.start.frame import StartCard, main_button
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from kongchuo_desktop.operations.founding import Founded
    from kongchuo_desktop.ui.pages.papers_print import Print
    from kongchuo_desktop.ui.recovery_paper import RecoveryPaper
    from kongchuo_desktop.ui.start.first_password import PasswordStep, RecoveryStep
    from kongchuo_desktop.ui.start.first_policy import PolicyStep
    from kongchuo_desktop.ui.start.first_roster import RosterStep

STEPS = ("role", "unit", "policy", "password", "recovery", "roster")
"""Its pages in their order, each by the name of its property."""
ROLE, UNIT, POLICY, PASSWORD, RECOVERY, ROSTER = range(len(STEPS))
_NUMBER = (0, 1, 2, 3, 3, 4)
"""Page → number of the question: the recovery page belongs to the password."""
KEEP_AFTER_MS = 300

S = TypeVar("S", bound=Step)


class FirstRun(StartCard):
    """Asks, makes the store, and hands it over; each page is made when it is asked for first.

    Signals: ``founded(Store, Path | None)`` with the roster to check first, ``restore_asked``,
    ``elsewhere_asked`` (a store lies in another folder), ``left`` (Esc, back to the stores).
    Without ``printing`` it prints on the computer's printer.
    """

    founded = Signal(object, object)
    restore_asked = Signal()
    elsewhere_asked = Signal()
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
        super().__init__(theme)
        self._tasks, self._now, self._cost, self._printing = tasks, now, cost, printing
        self.answers = Answers()
        self._made: Founded | None = None
        self.say_below(["全程不用上网。", "随时可以退出，填过的都在。"])
        self._at = ROLE
        self._areas: dict[Step, Scrolled] = {}
        self.stack = QStackedWidget()
        self.page.addWidget(self.stack, 1)
        self._add_foot()
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
        for step in self._areas:
            step.clear()
        self._show(min(self.answers.step, PASSWORD))

    # its pages

    @cached_property
    def role(self) -> RoleStep:
        step = self._add(RoleStep(self.theme))
        step.restore_asked.connect(self.restore_asked)
        step.elsewhere_asked.connect(self.elsewhere_asked)
        return step

    @cached_property
    def unit(self) -> UnitStep:
        return self._add(UnitStep(self.theme, today=self._now().date()))

    @cached_property
    def policy(self) -> "PolicyStep":
        # The first question is painted without the pages behind it; so below.
        from kongchuo_desktop.ui.start.first_policy import PolicyStep

        return self._add(PolicyStep(self.theme, self._tasks))

    @cached_property
    def password(self) -> "PasswordStep":
        from kongchuo_desktop.ui.start.first_password import PasswordStep

        return self._add(PasswordStep(self.theme, self._offered))

    @cached_property
    def recovery(self) -> "RecoveryStep":
        from kongchuo_desktop.ui.start.first_password import RecoveryStep

        step = self._add(RecoveryStep(self.theme))
        step.print_asked.connect(lambda: self._paper().print())
        step.save_asked.connect(lambda file: self._paper().save(file))
        return step

    @cached_property
    def roster(self) -> "RosterStep":
        from kongchuo_desktop.ui.start.first_roster import RosterStep

        step = self._add(RosterStep(self.theme))
        step.chosen.connect(self._roster_chosen)
        return step

    def _add(self, step: S) -> S:
        self._areas[step] = Scrolled(step)
        self.stack.addWidget(self._areas[step])
        step.changed.connect(self._edited)
        return step

    def _step(self, at: int) -> Step:
        step: Step = getattr(self, STEPS[at])
        return step

    # moving

    def now_at(self) -> int:
        """The page that is shown."""
        return self._at

    def go_on(self) -> None:
        """The blue button: check, keep, and the next question."""
        at = self.now_at()
        if not self.button.isEnabled() or not self._step(at).check():
            return
        self._read()
        if at == PASSWORD:
            self._found()
        elif at == RECOVERY and not self.recovery.kept:
            self.recovery.ask_to_skip(self.go_on)
        elif at == ROSTER or (at == RECOVERY and self.answers.role == "bureau"):
            self._finish()
        else:
            self._show(at + 1)
            self._keep()

    def go_back(self) -> None:
        """Alt+←; not behind the founding of the store."""
        at = self.now_at()
        if ROLE < at <= PASSWORD:
            self._read()
            self._show(at - 1)
            self._keep()
        elif at == ROSTER:
            self._show(RECOVERY)

    def _show(self, at: int) -> None:
        step, self._at = self._step(at), at
        step.fill(self.answers)
        self.stack.setCurrentWidget(self._areas[step])
        self._set_stepper(_NUMBER[at])
        self.back.setVisible(ROLE < at <= PASSWORD or at == ROSTER)
        self._name_button()
        step.first().setFocus()

    def _set_stepper(self, number: int) -> None:
        bureau = self.answers.role == "bureau"
        unit = {"class": "学校和班级", "school": "学校", "bureau": "单位"}[self.answers.role]
        words = ["您的岗位", unit, "按哪份文件办", "开机口令"]
        words += [] if bureau else ["花名册"]
        empty(self.side)
        stepper = Stepper(self.theme, words, vertical=True)
        stepper.back.connect(self._step_back)
        stepper.set(number)
        self.side.addWidget(stepper)
        self.count.setText(f"第{number + 1}步，共{len(words)}步")

    def _step_back(self, number: int) -> None:
        if self.now_at() <= PASSWORD:
            self._read()
            self._show(number)

    def _name_button(self) -> None:
        at, words = self.now_at(), "下一步"
        if at == PASSWORD:
            words = "建好资料"
        elif at == ROSTER:
            words = "开始用" if self.roster.file is None else "检查花名册"
        elif at == RECOVERY and self.answers.role == "bureau":
            words = "开始用"
        self.button.setText(words)

    def _roster_chosen(self) -> None:
        """Enter goes on from here, it does not choose again."""
        self._name_button()
        self.button.setFocus()

    # keeping

    def _edited(self) -> None:
        self._read()
        self._set_stepper(_NUMBER[self.now_at()])
        self._keeping.start()

    def _read(self) -> None:
        at = self.now_at()
        self.answers = replace(self._step(at).read(self.answers), step=at)

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

    def _offered(self, answers: Answers) -> Path:
        return first_run.folder_for(replace(answers, folder=""), on=self._now().date())

    # founding

    def _found(self) -> None:
        self.button.setEnabled(False)
        self.button.setText("正在建…")
        self._keeping.stop()
        answers, password = self.answers, self.password.pair.password()
        self._tasks.run(
            lambda job: first_run.begin(answers, password=password, now=self._now, cost=self._cost),
            done=self._founded,
            failed=self._refused,
            owner=self,
        )

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
        made, file = self._made, self.roster.file
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
