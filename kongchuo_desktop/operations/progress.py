"""How far something long has come, for whoever waits for it."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from kongchuo_desktop.errors import KnownError

Item = TypeVar("Item")
Told = Callable[[int, int, str], object]
"""Called with how many are done, of how many, and in words what is being done."""


def unheard(done: int, total: int, word: str) -> None:
    """Where nobody waits."""


def bound_in_turn(found: Sequence[Item], title: Callable[[Item], str], told: Told | None,
                  cancelled: Callable[[], bool] | None) -> Iterator[Item]:
    """What is bound into one file, one after the other, each told of before its turn.

    Raises:
        KnownError: ``cancelled`` between two, where somebody asked to stop.
    """
    for done, item in enumerate(found):
        if cancelled is not None and cancelled():
            raise KnownError("cancelled", "已经停下，没有装订完。",
                             kept="没有留下半份，电脑里的资料都在。", todo="要的时候再装订一次。")
        if told is not None:
            told(done, len(found), title(item))
        yield item
