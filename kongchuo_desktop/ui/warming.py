"""Loads what the first window was shown without, while the person reads it and types."""

import gc
from collections.abc import Callable
from importlib import import_module

from PySide6.QtCore import QTimer

from kongchuo_desktop import __name__ as package
from kongchuo_desktop import platform
from kongchuo_desktop.papers.rare_face import screen_faces
from kongchuo_desktop.ui.fonts import add_faces
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

WINDOW = (
    "operations.opening", "operations.overview", "operations.units", "operations.visits",
    "operations.cases", "operations.leaves", "operations.own_papers", "operations.roll_call",
    "operations.calendar", "operations.late_return", "operations.month_sheet", "domain.dates",
    "operations.disagreements", "ui.parts.row_view", "ui.counting", "ui.store_window",
    "ui.forms.event", "ui.forms.visit",
    "ui.pages.today_side", "ui.pages.today", "ui.pages.attendance_body", "ui.pages.attendance",
    "operations.returns_year", "operations.reminders", "operations.taking_in",
    "operations.drives", "operations.machines", "operations.joining", "operations.kit_paper",
    "ui.pages.bureau_remind", "ui.pages.bureau",
)  # fmt: skip
"""Modules of the window that is opened next and of the pages with which a day begins."""
PAGES = (
    "operations.roster", "operations.importing", "operations.standing", "operations.roster_sheet",
    "operations.dossier", "ui.pages.roster_cells", "ui.pages.roster", "operations.taking_in",
    "operations.parting", "ui.pages.pupil_card", "ui.pages.pupil", "ui.pages.cases",
    "operations.paper_files", "operations.print_queue", "operations.paper_shelf",
    "operations.paper_choices", "operations.paper_check", "ui.pages.papers",
    "operations.returns_year", "operations.packages",
    "operations.handover", "operations.return_check", "ui.pages.returns", "operations.first_run",
    "operations.founding", "operations.locking", "operations.clauses", "operations.own_figures",
    "operations.retention", "ui.pages.settings_password", "ui.pages.settings_forms",
    "ui.pages.settings", "ui.pages.settings_copies", "ui.pages.settings_policies",
    "ui.pages.settings_keys", "ui.pages.settings_machines",
    "operations.inspection_binding", "ui.pages.inspection", "operations.stick_contents",
    "ui.pages.inbox", "operations.going_down", "operations.corrections", "operations.handed",
    "ui.pages.replies", "operations.transfers", "operations.transfer_sheet", "ui.pages.transfers",
    "operations.comparison", "operations.comparison_sheet", "operations.comparison_handed",
    "operations.comparison_reading", "operations.comparison_numbers", "ui.pages.comparison",
    "operations.school_year", "operations.junior_entry", "operations.entrants",
    "operations.new_numbers", "operations.diploma_facts", "ui.pages.school_year",
    "operations.county", "operations.county_checks", "operations.supervisors", "ui.pages.county",
    "operations.ledgers", "operations.ledger_stretches", "operations.ledger_groups",
    "operations.ledger_masks", "operations.disclosing", "ui.pages.ledgers",
    "operations.indicators", "operations.indicator_answers", "operations.indicator_paper",
    "operations.indicator_sheet", "ui.pages.indicators",
    "operations.reports", "operations.reports_below", "operations.report_files",
    "ui.pages.reports",
    "operations.charts", "operations.chart_paper", "ui.pages.charts",
)  # fmt: skip
"""Modules of the other pages that are most used; in both, what others need comes first."""


class WarmUp:
    """Loads what is below the window in the worker, then the pages, then the rare faces.

    They go one by one, so that whatever the person asks for comes between. The modules of ``ui``
    are loaded in the window's own thread, a few at a time: Qt's types are made where they are used.
    While it rests nothing is loaded, so that two threads never load the same modules.
    """

    def __init__(self, theme: Theme, tasks: Tasks) -> None:
        self._theme, self._tasks = theme, tasks
        self._window, self._pages = iter(WINDOW), iter(PAGES)
        self._resting = False
        self._next: Callable[[], None] | None = None

    def begin(self) -> None:
        """Load the first module; each asks for the next."""
        self._go_on(self._load_next)

    def rest(self) -> None:
        """Load nothing further for now."""
        self._resting = True

    def resume(self) -> None:
        """Go on where it stopped."""
        self._resting = False
        if (step := self._next) is not None:
            self._go_on(step)

    def load_window(self, then: Callable[[], object]) -> None:
        """Load what the window still lacks, also while the rest rests; then call ``then``."""
        module = next(self._window, None)
        if module is None:
            then()
            return
        here = _is_here(module)
        if here:
            _load(module)
        # The worker's answer comes after what waits in this thread; until then all wait for it.
        self._tasks.run(
            lambda job: None if here else _load(module), done=lambda _: self.load_window(then)
        )

    def _go_on(self, step: Callable[[], None]) -> None:
        self._next = step if self._resting else None
        if not self._resting:
            step()

    def _load_next(self) -> None:
        module = next(self._window, None) or next(self._pages, None)
        if module is None:
            self._load_faces()
        elif _is_here(module):
            _load(module)
            QTimer.singleShot(0, lambda: self._go_on(self._load_next))
        else:
            self._tasks.run(
                lambda job: _load(module), done=lambda _: self._go_on(self._load_next)
            )

    def _load_faces(self) -> None:
        self._tasks.run(
            lambda job: screen_faces(platform.data_folder() / "faces"),
            done=lambda faces: add_faces(faces, self._theme.font()),
        )


def _is_here(module: str) -> bool:
    """Whether a module is loaded in the window's thread."""
    return module.startswith("ui.")


def _load(module: str) -> None:
    import_module(f"{package}.{module}")
    # It stays: to look it through for garbage again and again would hold the window each time.
    gc.freeze()
