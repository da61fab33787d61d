"""What was read and derived last, kept until the store changes or the day does."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from kongchuo_desktop.store.store import Store

T = TypeVar("T")
_Stamp = tuple[tuple[int, int], date]

_KEPT: WeakKeyDictionary[Store, tuple[_Stamp, dict[str, Any]]] = WeakKeyDictionary()


def remembered(store: Store, what: str, read: Callable[[], T]) -> T:
    """``read()``, or what it gave before if nothing was written since, on the same day.

    What is kept must not be changed by whoever gets it.
    """
    stamp = (store.version(), store.now().date())
    of_when, kept = _KEPT.get(store, (None, {}))
    if of_when != stamp:
        kept = {}
        _KEPT[store] = (stamp, kept)
    if what not in kept:
        kept[what] = read()
    value: T = kept[what]
    return value
