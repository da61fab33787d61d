"""The list of stores on this computer that the start screen shows."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kongchuo_desktop import platform

if TYPE_CHECKING:
    from kongchuo_desktop.store.header import Header

_FILE = "stores.json"


@dataclass(frozen=True, slots=True)
class KnownStore:
    """A store as it was when it was opened last.

    Attributes:
        folder: absolute path; may be on a stick that is not there.
        opened: local time of the last opening, ISO.
        title: ``七年级1班`` for the store of a class, empty for others.
        people: who writes in it, the last one first.
    """

    folder: str
    name: str
    unit_name: str
    role: str
    opened: str
    title: str = ""
    people: list[str] = field(default_factory=list)

    @property
    def there(self) -> bool:
        """Whether the folder can be reached now."""
        return Path(self.folder).is_dir()


def known_stores() -> list[KnownStore]:
    """The stores opened on this computer, the last opened first.

    A list that cannot be read is an empty one: it only spares a click, the stores are elsewhere.
    """
    try:
        raw = json.loads(_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    found = (_read(item) for item in raw) if isinstance(raw, list) else ()
    return sorted(
        (store for store in found if store is not None), key=lambda s: s.opened, reverse=True
    )


def remember(folder: Path, header: "Header", *, now: datetime) -> None:
    """Puts a store that was opened at the head of the list."""
    where = str(folder.resolve())
    stores = known_stores()
    before = next((store for store in stores if store.folder == where), None)
    this = KnownStore(
        where,
        header.name,
        header.unit_name,
        header.role,
        now.isoformat(timespec="seconds"),
        before.title if before else "",
        before.people if before else [],
    )
    _write([this, *(store for store in stores if store.folder != where)])


def describe(folder: Path, *, title: str, people: Iterable[str]) -> None:
    """Adds what is only known once a store is open, so that the list can say it next time."""
    where = str(folder.resolve())
    stores, names = known_stores(), list(people)
    fresh = [
        replace(s, title=title, people=names) if s.folder == where else s for s in stores
    ]
    if fresh != stores:
        _write(fresh)


def forget(folder: str) -> None:
    """Takes a store off the list; the store itself stays where it is."""
    _write(store for store in known_stores() if store.folder != folder)


def _read(item: object) -> KnownStore | None:
    if not isinstance(item, dict):
        return None
    values = [item.get(name) for name in ("folder", "name", "unit_name", "role", "opened")]
    if not all(isinstance(value, str) for value in values):
        return None
    folder, name, unit_name, role, opened = map(str, values)
    # A list written by an older program does not have these.
    title, people = item.get("title", ""), item.get("people", [])
    return KnownStore(
        folder,
        name,
        unit_name,
        role,
        opened,
        title if isinstance(title, str) else "",
        [one for one in people if isinstance(one, str)] if isinstance(people, list) else [],
    )


def _write(stores: Iterable[KnownStore]) -> None:
    text = json.dumps([asdict(store) for store in stores], ensure_ascii=False, indent=1)
    _path().parent.mkdir(parents=True, exist_ok=True)
    platform.write_atomically(_path(), text.encode("utf-8"))


def _path() -> Path:
    return platform.data_folder() / _FILE
