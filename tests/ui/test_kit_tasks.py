"""The worker: answers come in the window's thread, errors go where they belong, work can stop."""

import gc
from collections.abc import Callable
from threading import Event, current_thread, main_thread
from weakref import WeakSet

import pytest
from faults import Faults
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.ui.tasks import Job, Tasks

Idle = Callable[[], None]


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No job of a window that an earlier test left open counts."""
    monkeypatch.setattr("kongchuo_desktop.ui.tasks._UNDER_WAY", WeakSet())


def test_work_is_done_elsewhere_and_answered_here(tasks: Tasks, idle: Idle) -> None:
    where: list[bool] = []
    tasks.run(
        lambda job: current_thread() is main_thread(),
        done=lambda there: where.extend([there, current_thread() is main_thread()]),
    )
    idle()
    assert where == [False, True]


def test_jobs_run_one_after_another(tasks: Tasks, idle: Idle) -> None:
    order: list[int] = []
    for number in range(5):
        tasks.run(lambda job, n=number: order.append(n))  # type: ignore[misc]
    idle()
    assert order == [0, 1, 2, 3, 4]


def fail(error: BaseException) -> Callable[[Job[None]], None]:
    def work(job: Job[None]) -> None:
        raise error

    return work


def test_a_known_error_goes_to_its_caller_or_to_the_dialog(
    tasks: Tasks, faults: Faults, idle: Idle
) -> None:
    mine: list[str] = []
    tasks.run(fail(KnownError("one", "一")), failed=lambda e: mine.append(e.code))
    tasks.run(fail(KnownError("two", "二")))
    idle()
    assert mine == ["one"]
    assert [error.code for error in faults.known] == ["two"]
    assert faults.bugs == []


def test_anything_else_is_a_bug(tasks: Tasks, faults: Faults, idle: Idle) -> None:
    tasks.run(fail(ZeroDivisionError()), failed=lambda e: pytest.fail("not a known error"))
    idle()
    assert [type(error) for error in faults.bugs] == [ZeroDivisionError]


def test_cancelled_work_stops_at_its_next_check(tasks: Tasks, idle: Idle) -> None:
    began, go_on = Event(), Event()
    told: list[str] = []

    def work(job: Job[None]) -> None:
        began.set()
        go_on.wait(5)
        job.check()
        told.append("went on")

    job = tasks.run(
        work, done=lambda _: told.append("done"), stopped=lambda: told.append("stopped")
    )
    assert began.wait(5)
    job.cancel()
    go_on.set()
    idle()
    assert told == ["stopped"]


def test_progress_arrives_before_the_answer(tasks: Tasks, idle: Idle) -> None:
    heard: list[tuple[int, int, str] | str] = []

    def work(job: Job[None]) -> None:
        job.report(8, 13, "石桥镇")

    tasks.run(
        work,
        progress=lambda *step: heard.append(step),
        done=lambda _: heard.append("done"),
    )
    idle()
    assert heard == [(8, 13, "石桥镇"), "done"]


def test_an_owner_that_is_gone_hears_nothing(tasks: Tasks, idle: Idle) -> None:
    import shiboken6

    owner = QObject()
    heard: list[int] = []
    tasks.run(lambda job: 1, done=heard.append, owner=owner)
    shiboken6.delete(owner)
    idle()
    assert heard == []


def test_busy_only_after_a_while_and_until_idle(tasks: Tasks, qtbot: QtBot) -> None:
    go_on = Event()
    with qtbot.waitSignal(tasks.busy, check_params_cb=lambda on: on, timeout=5000):
        tasks.run(lambda job: go_on.wait(5))
    with qtbot.waitSignals(
        [tasks.busy, tasks.idle], check_params_cbs=[lambda on: not on, None], timeout=5000
    ):
        go_on.set()


def test_an_answer_that_fails_leaves_the_worker_usable(
    tasks: Tasks, idle: Idle, qtbot: QtBot
) -> None:
    with qtbot.captureExceptions() as caught:
        tasks.run(lambda job: 1, done=lambda _: [].pop())
        idle()
    assert [kind for kind, _, _ in caught] == [IndexError]
    heard: list[int] = []
    tasks.run(lambda job: 2, done=heard.append)
    idle()
    assert heard == [2]


@pytest.mark.usefixtures("alone")
def test_nothing_is_collected_while_the_worker_works(
    tasks: Tasks, idle: Callable[[], None]
) -> None:
    seen: list[bool] = []
    tasks.run(lambda job: seen.append(gc.isenabled()))
    idle()
    assert (seen, gc.isenabled()) == ([False], True)


@pytest.mark.usefixtures("alone")
def test_nothing_is_collected_while_only_the_other_worker_is_done(
    tasks: Tasks, idle: Idle
) -> None:
    go_on, seen = Event(), list[bool]()
    tasks.run(lambda job: (go_on.wait(5), seen.append(gc.isenabled())))
    # The first is at work until all that follows the answer of the other is over.
    tasks.beside().run(lambda job: 1, done=lambda _: QTimer.singleShot(0, go_on.set))
    idle()
    assert (seen, gc.isenabled()) == ([False], True)
