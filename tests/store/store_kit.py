"""What the tests of stores share: a clock that a test sets, and names for what fixtures give."""

from collections.abc import Callable
from datetime import datetime, timedelta

from kongchuo_desktop.store.store import Store

MakeStore = Callable[..., Store]
"""``make_store("name", role=…, unit_code=…)``"""

PASSWORD = "口令 abc"


class TickingClock:
    """A clock that a test sets; it goes on by a second whenever it is looked at."""

    def __init__(self) -> None:
        self.time = datetime.fromisoformat("2026-09-01T08:00")

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time
