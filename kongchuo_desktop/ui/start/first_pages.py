"""The pages of the first run, each made when it is asked for first."""

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from kongchuo_desktop.clock import Now
from kongchuo_desktop.operations import first_run
from kongchuo_desktop.operations.first_run import Answers
from kongchuo_desktop.ui.parts.scrolled import Scrolled
from kongchuo_desktop.ui.start.first_steps import RoleStep, Step, UnitStep
from kongchuo_desktop.ui.start.first_way import STEPS
from kongchuo_desktop.ui.start.frame import StartCard
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from kongchuo_desktop.operations.kit_start import KitOffer
    from kongchuo_desktop.ui.start.first_kit import CodeStep, KitStep
    from kongchuo_desktop.ui.start.first_password import PasswordStep, RecoveryStep
    from kongchuo_desktop.ui.start.first_policy import PolicyStep
    from kongchuo_desktop.ui.start.first_roster import RosterStep

S = TypeVar("S", bound=Step)


class FirstPages(StartCard):
    """The card with its pages, and what is heard from them.

    Signals: ``edited`` after each edit by the person, ``restore_asked``, ``elsewhere_asked`` (a
    store lies in another folder), ``print_asked`` and ``save_asked(Path)`` of the recovery page,
    ``roster_chosen``, ``kit_unlocked``.
    """

    edited = Signal()
    restore_asked = Signal()
    elsewhere_asked = Signal()
    print_asked = Signal()
    save_asked = Signal(object)
    roster_chosen = Signal()
    kit_unlocked = Signal()

    def __init__(self, theme: Theme, tasks: Tasks, now: Now) -> None:
        super().__init__(theme)
        self._tasks, self._now = tasks, now
        self._areas: dict[Step, Scrolled] = {}
        self.stack = QStackedWidget()
        self.page.addWidget(self.stack, 1)

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

        return self._add(PasswordStep(self.theme, self.offered_folder))

    @cached_property
    def recovery(self) -> "RecoveryStep":
        from kongchuo_desktop.ui.start.first_password import RecoveryStep

        step = self._add(RecoveryStep(self.theme))
        step.print_asked.connect(self.print_asked)
        step.save_asked.connect(self.save_asked)
        return step

    @cached_property
    def roster(self) -> "RosterStep":
        from kongchuo_desktop.ui.start.first_roster import RosterStep

        step = self._add(RosterStep(self.theme))
        step.chosen.connect(self.roster_chosen)
        return step

    @cached_property
    def kit(self) -> "KitStep":
        from kongchuo_desktop.ui.start.first_kit import KitStep

        step = self._add(KitStep(self.theme, self._tasks))
        step.unlocked.connect(self.kit_unlocked)
        return step

    @cached_property
    def code(self) -> "CodeStep":
        from kongchuo_desktop.ui.start.first_kit import CodeStep

        return self._add(CodeStep(self.theme))

    def _add(self, step: S) -> S:
        self._areas[step] = Scrolled(step)
        self.stack.addWidget(self._areas[step])
        step.changed.connect(self.edited)
        return step

    def page_at(self, at: int) -> Step:
        """The page of that number; made where it was not shown before."""
        step: Step = getattr(self, STEPS[at])
        return step

    def show_page(self, step: Step) -> None:
        """Put one of the pages in front."""
        self.stack.setCurrentWidget(self._areas[step])

    def clear_pages(self) -> None:
        """Forget what is not kept with the answers."""
        for step in self._areas:
            step.clear()

    def offered_folder(self, answers: Answers) -> Path:
        """Where the store would lie if no folder is chosen."""
        return first_run.folder_for(replace(answers, folder=""), on=self._now().date(),
                                    offer=self.offer(answers))

    def offer(self, answers: Answers) -> "KitOffer | None":
        """The kit by which the store will begin; None for somebody who has none."""
        return self.kit.offer if answers.role == "kit" else None
