"""Where a file is written to: the sticks as they come and go, or a folder of the computer."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.drives import Stick, size_text, sticks
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.parts.inputs import Choice
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

LOOK_MS = 2000
"""How often the sticks are looked for while somebody shows them."""
FindSticks = Callable[[], list[Stick]]
_ELSEWHERE = "elsewhere"


class DriveWatch(QObject):
    """Looks for sticks in the worker while ``shown`` is; ``changed`` when one came or went.

    Only one look is under way at a time, so that a slow card reader piles nothing up.
    """

    changed = Signal()

    def __init__(self, shown: QWidget, tasks: Tasks, find: FindSticks | None = None) -> None:
        super().__init__(shown)
        self._tasks = tasks
        self.find: FindSticks = find or (lambda: sticks())
        self._found: list[Stick] | None = None
        self._looking = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        shown.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self.look()
            self._timer.start()
        elif event.type() == QEvent.Type.Hide:
            self._timer.stop()
        return False

    def sticks(self) -> list[Stick]:
        """The sticks as last seen."""
        return list(self._found or ())

    def is_on(self) -> bool:
        return self._timer.isActive()

    def look(self) -> None:
        """See which sticks are in the computer now."""
        if not self._looking:
            self._looking = True
            self._tasks.run(lambda job: self.find(), done=self._seen, owner=self)

    def _seen(self, found: list[Stick]) -> None:
        self._looking = False
        if found != self._found:
            self._found = found
            self.changed.emit()


class PlaceChoice(Choice):
    """A choice of sticks, and of any folder, which is asked for when it is taken."""

    def __init__(self, theme: Theme, tasks: Tasks, find: FindSticks | None = None) -> None:
        super().__init__(theme)
        self.watch = DriveWatch(self, tasks, find)
        self.watch.changed.connect(self._fill)
        self._fill()

    def folder(self) -> Path | None:
        """The place that is chosen; None when the person chose no folder after all."""
        if self.key() == _ELSEWHERE:
            return pickers.choose_folder(self, "写到哪个文件夹")
        return Path(self.key())

    def _fill(self) -> None:
        had = {self.itemData(at) for at in range(self.count())}
        found = self.watch.sticks()
        self.set_choices([
            *((str(s.root), f"{s.name}，空着{size_text(s.free)}") for s in found),
            (_ELSEWHERE, "电脑里的文件夹…")])
        fresh = next((str(s.root) for s in found if str(s.root) not in had), "")
        # A stick that was just put in is what is meant.
        self.choose(fresh)
