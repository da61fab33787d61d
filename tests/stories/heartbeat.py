"""Whether the window answers: how long the window's thread works at one stretch."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QAbstractEventDispatcher, QObject

from kongchuo_desktop.ui.app import Program

LIMIT = 0.1
"""Seconds that one stretch may take."""
_TURNS = 1_200_000
"""Of a plain loop: a slow or busy computer takes longer for it, and is given as much longer."""
_SWING = 2
"""By so much more than the loop does a page lose when other programs share the processor and its
memory: a stretch of 82 ms takes 181 then. On a quiet computer none is above 100 ms."""


class Heartbeat(QObject):
    """Remembers the stretches of work between two looks at the queue that were too long.

    Counted is the time of the processor that the window's thread got: neither what other programs
    took meanwhile nor waiting is ours. Qt's loop tells once each turn, on some systems before it
    works and on others after it; what a test does itself lies between ``rests`` and ``begins``. It
    ends with the program.
    """

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.limit = _limit()
        self.doing = ""
        self.blocked: list[str] = []
        self._since: float | None = None
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None
        dispatcher.awake.connect(self._turns)
        # Another look dresses every widget there is in one call of Qt: that alone is excused.
        program.theme.changed.connect(self._excuses)

    def _turns(self) -> None:
        if self._since is not None:
            self.rests()
            self.begins()

    def _excuses(self) -> None:
        if self._since is not None:
            self.begins()

    def begins(self) -> None:
        """Work of the window begins."""
        self._since = time.thread_time()

    def rests(self) -> None:
        """The window has done its work for now."""
        if self._since is not None:
            took = time.thread_time() - self._since
            # The computer may have become busy only now.
            if took > self.limit and took > _limit():
                self.blocked.append(f"{took * 1000:.0f} ms：{self.doing}")
        self._since = None

    @contextmanager
    def of(self, what: str) -> Iterator[None]:
        """An event that a test sends itself, past the queue."""
        self.doing = what
        self.begins()
        yield
        self.rests()


def _limit() -> float:
    """Seconds that this computer is given at the moment."""
    return max(LIMIT, _measure()) * _SWING


def _measure() -> float:
    """Seconds of the processor for a piece of plain work."""
    began = time.thread_time()
    total = 0
    for number in range(_TURNS):
        total += number
    return time.thread_time() - began
