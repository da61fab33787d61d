"""The number beside 两边不一样, which is in the sidebar only while there is something to settle."""

from PySide6.QtCore import QObject, QTimer

from kongchuo_desktop.operations.disagreements import waiting
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext

PAGE = "disagreements"
_AFTER = 3000
"""ms of rest after which the number is counted anew."""


class _Counter(QObject):
    """Counts anew after an import, and while something is open after every write."""

    def __init__(self, ctx: AppContext, owner: QObject) -> None:
        super().__init__(owner)
        self._ctx, self._count = ctx, 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER)
        self._timer.timeout.connect(self.count)
        ctx.changed.connect(self._changed)
        self.count()

    def _changed(self, changes: Changes) -> None:
        if changes.op is None:
            self.count()
        elif self._count or "pupil" in changes.tables:
            # Whoever settles one after the other need not wait for the number.
            self._timer.start()

    def count(self) -> None:
        store = self._ctx.store
        self._ctx.read(lambda: waiting(store), self._told, owner=self)

    def _told(self, count: int) -> None:
        self._count = count
        self._ctx.set_count(PAGE, count)


def count_disagreements(ctx: AppContext, owner: QObject) -> None:
    """Keep the number right for as long as the window is open."""
    _Counter(ctx, owner)
