"""Work off the window's thread: one worker for everything that touches the store or files."""

import gc
from collections.abc import Callable
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any, Final, Generic, TypeVar
from weakref import WeakSet

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.ui.tokens import BUSY_AFTER_MS

T = TypeVar("T")


class CancelledError(Exception):
    """Raised inside a task at ``Job.check`` once it was asked to stop."""


class Job(Generic[T]):
    """One piece of work; its function gets it as the only argument, in the worker thread."""

    def __init__(self, tasks: "Tasks") -> None:
        self._tasks = tasks
        self._stop = Event()

    def report(self, done: int, total: int, word: str = "") -> None:
        """Tell how far it is; called in the worker, heard in the window's thread."""
        self._tasks.reported.emit(self, done, total, word)

    def hear(self, word: str, done: int, total: int) -> None:
        """``report`` in the order in which sheets are read, and ``check``."""
        self.check()
        self.report(done, total, word)

    def cancel(self) -> None:
        """Ask it to stop; it does so at its next check."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        return self._stop.is_set()

    def check(self) -> None:
        """Raise CancelledError when the person asked to stop."""
        if self._stop.is_set():
            raise CancelledError


_UNDER_WAY: Final[WeakSet[Job[Any]]] = WeakSet()
"""Jobs of all workers, since there is one collector for all. Collected in a worker, a widget would
die off its own thread, its timers still running: it rests while there are any."""


class Tasks(QObject):
    """Runs functions one after another in a worker thread, answers in the window's thread.

    Signals: ``busy(bool)`` true after 0.4 s of work, false when idle again; ``idle`` whenever the
    last job has answered; ``reported`` is internal.
    """

    busy = Signal(bool)
    idle = Signal()
    reported = Signal(object, int, int, str)
    _finished = Signal(object, object, object)

    def __init__(
        self,
        *,
        on_known: Callable[[KnownError], object],
        on_bug: Callable[[BaseException], object],
    ) -> None:
        """``on_known`` shows a KnownError nobody took; ``on_bug`` is the crash handler."""
        super().__init__()
        self._on_known, self._on_bug = on_known, on_bug
        # A pool of one would do the same, but its package loads a third of what the start needs.
        self._queue: SimpleQueue[tuple[Job[Any], Callable[[Job[Any]], Any]] | None] = SimpleQueue()
        self._thread = Thread(target=self._work_on, name="work", daemon=True)
        self._closed = False
        self._beside: Tasks | None = None
        self._jobs: dict[Job[Any], dict[str, Any]] = {}
        self._slow = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(BUSY_AFTER_MS)
        self._timer.timeout.connect(self._mark_slow)
        queued = Qt.ConnectionType.QueuedConnection
        self._finished.connect(self._answer, queued)
        self.reported.connect(self._progress, queued)

    @property
    def pending(self) -> int:
        """How many jobs have not answered yet, here and beside."""
        return len(self._jobs) + (self._beside.pending if self._beside is not None else 0)

    def run(
        self,
        fn: Callable[[Job[T]], T],
        *,
        done: Callable[[T], object] | None = None,
        failed: Callable[[KnownError], object] | None = None,
        stopped: Callable[[], object] | None = None,
        progress: Callable[[int, int, str], object] | None = None,
        owner: QObject | None = None,
    ) -> Job[T]:
        """Run ``fn(job)`` in the worker.

        Exactly one of ``done(result)``, ``failed(error)`` (KnownError; else the general dialog)
        and ``stopped()`` is called in the window's thread; none when ``owner`` was destroyed
        meanwhile. Any other exception goes to the crash handler.
        """
        job: Job[T] = Job(self)
        _UNDER_WAY.add(job)
        gc.disable()
        self._jobs[job] = {
            "done": done, "failed": failed, "stopped": stopped, "progress": progress,
            "owner": owner,
        }  # fmt: skip
        if not self._timer.isActive() and not self._slow:
            self._timer.start()
        if not self._thread.is_alive() and not self._closed:
            self._thread.start()
        self._queue.put((job, fn))
        return job

    def beside(self) -> "Tasks":
        """The one other worker, with the same ears: for what must not wait for a long job here."""
        if self._beside is None:
            self._beside = Tasks(on_known=self._on_known, on_bug=self._on_bug)
        return self._beside

    def close(self) -> None:
        """Ask all to stop and wait for the one that runs."""
        if self._beside is not None:
            self._beside.close()
        for job in list(self._jobs):
            job.cancel()
        self._closed = True
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join()
        for job in self._jobs:
            _finish(job)
        self._jobs.clear()
        self._timer.stop()

    def _work_on(self) -> None:
        while (item := self._queue.get()) is not None and not self._closed:
            self._work(*item)

    def _work(self, job: Job[T], fn: Callable[[Job[T]], T]) -> None:
        result: T | None = None
        error: BaseException | None = None
        try:
            result = fn(job)
        except BaseException as raised:  # noqa: BLE001 - the thread boundary: the window decides
            error = raised
        self._finished.emit(job, result, error)

    @Slot(object, int, int, str)
    def _progress(self, job: Job[Any], done: int, total: int, word: str) -> None:
        calls = self._jobs.get(job)
        if calls and calls["progress"] and _alive(calls["owner"]):
            calls["progress"](done, total, word)

    @Slot(object, object, object)
    def _answer(self, job: Job[Any], result: Any, error: BaseException | None) -> None:
        calls = self._jobs.pop(job, None)
        if calls is None:
            return
        try:
            if _alive(calls["owner"]):
                self._tell(calls, result, error)
        finally:
            _finish(job)
            if not self._jobs:
                self._timer.stop()
                if self._slow:
                    self._slow = False
                    self.busy.emit(False)
                self.idle.emit()

    def _tell(self, calls: dict[str, Any], result: Any, error: BaseException | None) -> None:
        if error is None:
            if calls["done"]:
                calls["done"](result)
        elif isinstance(error, CancelledError):
            if calls["stopped"]:
                calls["stopped"]()
        elif isinstance(error, KnownError):
            (calls["failed"] or self._on_known)(error)
        else:
            self._on_bug(error)

    def _mark_slow(self) -> None:
        self._slow = True
        self.busy.emit(True)


def _finish(job: Job[Any]) -> None:
    _UNDER_WAY.discard(job)
    if not _UNDER_WAY:
        gc.enable()


def _alive(owner: QObject | None) -> bool:
    return owner is None or shiboken6.isValid(owner)
