"""Loads what the first window was shown without, while the person reads it and types."""

from collections.abc import Callable
from importlib import import_module

from PySide6.QtCore import QTimer

from kongchuo_desktop import operations, platform, ui
from kongchuo_desktop.papers.rare_face import screen_faces
from kongchuo_desktop.ui.fonts import add_face
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

ROOMS = ("opening", "overview", "roster", "roll_call", "importing", "returns_year", "taking_in")
"""Operations that between them load all below the window, what opening a store needs first."""
PAGES = ("store_window", "pages.today", "pages.attendance", "pages.roster", "pages.pupil")
"""Modules of the window that is opened next, and of the pages that are most used."""


class WarmUp:
    """Loads the rooms in the worker, then the pages, then the faces of rare characters.

    They go one by one, so that whatever the person asks for comes between. The pages come in the
    window's own thread, a module at a time: Qt's types are made where they are used. While it
    rests nothing is loaded, so that two threads never load the same modules.
    """

    def __init__(self, theme: Theme, tasks: Tasks) -> None:
        self._theme, self._tasks = theme, tasks
        self._rooms, self._pages = iter(ROOMS), iter(PAGES)
        self._resting = False
        self._next: Callable[[], None] | None = None

    def begin(self) -> None:
        """Load the first room; each asks for the next."""
        self._go_on(self._load_room)

    def rest(self) -> None:
        """Load nothing further for now."""
        self._resting = True

    def resume(self) -> None:
        """Go on where it stopped."""
        self._resting = False
        if (step := self._next) is not None:
            self._go_on(step)

    def _go_on(self, step: Callable[[], None]) -> None:
        self._next = step if self._resting else None
        if not self._resting:
            step()

    def _load_room(self) -> None:
        room = next(self._rooms, None)
        if room is None:
            self._go_on(self._load_page)
        else:
            self._tasks.run(
                lambda job: import_module(f"{operations.__name__}.{room}"),
                done=lambda module: self._go_on(self._load_room),
            )

    def _load_page(self) -> None:
        page = next(self._pages, None)
        if page is None:
            self._load_faces()
        else:
            import_module(f"{ui.__name__}.{page}")
            QTimer.singleShot(0, lambda: self._go_on(self._load_page))

    def _load_faces(self) -> None:
        self._tasks.run(
            lambda job: screen_faces(platform.data_folder() / "faces"),
            done=lambda faces: self._theme.add_families(
                [family for face in faces for family in add_face(face)]
            ),
        )
