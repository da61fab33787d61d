"""Whether the window answers: how long the window's thread works at one stretch."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QAbstractEventDispatcher, QObject

from kongchuo_desktop.ui.theme import Theme

LIMIT = 0.1
"""Seconds that one stretch may take."""
_TURNS = 1_200_000
"""Of a plain loop: a slow or busy computer takes longer for it, and is given as much longer."""
_SWING = 3
"""By so much the processor's own time swings on a computer that others work on, and so much may
fall into one stretch when a page is opened while the last things are still being loaded."""


class Heartbeat(QObject):
    """Remembers the stretches of work between two looks at the queue that were too long.

    Counted is the time of the processor that the window's thread got: what other programs took
    meanwhile is not ours. Qt's loop tells when it begins and when it has nothing left to do; what a
    test does itself lies between ``rests`` and ``begins``.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.limit = max(LIMIT, _measure()) * _SWING
        self.doing = ""
        self.blocked: list[str] = []
        self._since: float | None = None
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None
        dispatcher.awake.connect(self.begins)
        dispatcher.aboutToBlock.connect(self.rests)
        # Another look dresses every widget there is in one call of Qt: that alone is excused.
        theme.changed.connect(self.begins)

    def begins(self) -> None:
        """Work of the window begins."""
        self._since = time.thread_time()

    def rests(self) -> None:
        """The window has done its work for now."""
        if self._since is not None:
            took = time.thread_time() - self._since
            if took > self.limit:
                self.blocked.append(f"{took * 1000:.0f} ms：{self.doing}")
        self._since = None

    @contextmanager
    def of(self, what: str) -> Iterator[None]:
        """An event that a test sends itself, past the queue."""
        self.doing = what
        self.begins()
        yield
        self.rests()


def _measure() -> float:
    """Seconds of the processor for a piece of plain work."""
    began = time.thread_time()
    total = 0
    for number in range(_TURNS):
        total += number
    return time.thread_time() - began
