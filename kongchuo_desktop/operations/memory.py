"""What was read and derived last: kept until the store changes or the day does, or for good."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from kongchuo_desktop.store.feed import Place
from kongchuo_desktop.store.store import Store

T = TypeVar("T")
_Stamp = tuple[Place, date]

_KEPT: WeakKeyDictionary[Store, tuple[_Stamp, dict[str, Any]]] = WeakKeyDictionary()
_LASTING: WeakKeyDictionary[Store, dict[str, Any]] = WeakKeyDictionary()


def kept(store: Store, what: str, make: Callable[[], T]) -> T:
    """``make()``, or what it gave before: the same for as long as the store is open."""
    held = _LASTING.setdefault(store, {})
    if what not in held:
        held[what] = make()
    value: T = held[what]
    return value


@contextmanager
def uncollected() -> Iterator[None]:
    """A long list is a million objects without a circle: a third of the time would go into
    looking for one."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def forget(store: Store) -> None:
    """Derive anew at the next need: something changed beside the journal, such as a profile."""
    _KEPT.pop(store, None)


def forget_all(store: Store) -> None:
    """As if the store had just been opened: its journal went back to where it was."""
    forget(store)
    _LASTING.pop(store, None)


def remembered(store: Store, what: str, read: Callable[[], T]) -> T:
    """``read()``, or what it gave before if nothing was written since, on the same day.

    What is kept must not be changed by whoever gets it.
    """
    stamp = (store.version(), store.now().date())
    of_when, held = _KEPT.get(store, (None, {}))
    if of_when != stamp:
        held = {}
        _KEPT[store] = (stamp, held)
    if what not in held:
        held[what] = read()
    value: T = held[what]
    return value
