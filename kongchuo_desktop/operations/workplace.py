"""Who sits at an open store on this computer, and where each of them left off."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store import known_stores
from kongchuo_desktop.store.store import Store

_PEOPLE, _PLACE = "people", "left_off"
NAME_MOST = 50
"""Most characters of a person's name: every record carries it."""


@dataclass(frozen=True, slots=True)
class LeftOff:
    """The page that was shown last, and what it was opened with (JSON values)."""

    page: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)


def people(store: Store) -> list[str]:
    """Who writes in this store here, the last one first; never empty."""
    kept = [name for name in store.settings.get(_PEOPLE, []) if isinstance(name, str)]
    return kept or [store.header.name]


def sit_down(store: Store, *, person: str) -> str:
    """From now on this person writes; returns the name as it is kept.

    Raises:
        KnownError: ``person_empty``, ``person_long``.
    """
    name = " ".join(person.split())
    if not name:
        raise KnownError("person_empty", "请写上怎么称呼，每条记录都会带着它。")
    if len(name) > NAME_MOST:
        raise KnownError("person_long", f"名字太长，最多{NAME_MOST}个字。")
    before = people(store)
    if before[0] != name:
        store.settings.set(_PEOPLE, [name, *(other for other in before if other != name)])
    return name


def describe(store: Store, *, title: str) -> None:
    """Tell the list of this computer what the start screen says of the store next time."""
    known_stores.describe(store.folder, title=title, people=people(store))


def left_off(store: Store, *, person: str) -> LeftOff:
    """Where a person was when the window was closed; a new day begins with the first page."""
    kept = store.local(_PLACE).get(person)
    if not isinstance(kept, dict) or kept.get("day") != _today(store):
        return LeftOff()
    page, args = kept.get("page"), kept.get("args")
    return LeftOff(page if isinstance(page, str) else "", args if isinstance(args, dict) else {})


def keep_place(store: Store, *, person: str, place: LeftOff) -> None:
    """Remember where a person is."""
    store.local(_PLACE).set(person, {**asdict(place), "day": _today(store)})


def _today(store: Store) -> str:
    day: date = store.now().date()
    return day.isoformat()
