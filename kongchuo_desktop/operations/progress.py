"""How far something long has come, for whoever waits for it."""

from collections.abc import Callable

Told = Callable[[int, int, str], object]
"""Called with how many are done, of how many, and in words what is being done."""


def unheard(done: int, total: int, word: str) -> None:
    """Where nobody waits."""
