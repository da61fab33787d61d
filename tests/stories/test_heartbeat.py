"""The watchdog of the stories bites."""

import time

import pytest
from PySide6.QtCore import QTimer
from stories import Buy


@pytest.mark.parametrize("wait_ms", [0, 20])
def test_work_that_holds_the_window_is_noticed(computer: Buy, wait_ms: int) -> None:
    with pytest.raises(AssertionError, match=r"the window did not answer.*想一想"):
        hold_the_window(computer, wait_ms)


def hold_the_window(computer: Buy, wait_ms: int) -> None:
    """Start the program and let its loop come upon too much work."""
    with computer("电脑").switched_on() as person:
        took = 0.0

        def work() -> None:
            nonlocal took
            began = time.thread_time()
            while took < 2 * person.heart.limit:
                took = time.thread_time() - began

        person.heart.doing = "想一想"
        QTimer.singleShot(wait_ms, person.window, work)
        while not took:
            person.waits()
