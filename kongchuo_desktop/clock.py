"""The clock that everything with a time of its own is given."""

from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], datetime]
"""Naive local time."""


def local_now() -> datetime:
    """What the computer's own clock shows."""
    return datetime.now(UTC).astimezone().replace(tzinfo=None)
