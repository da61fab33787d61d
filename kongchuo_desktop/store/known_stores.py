"""The list of stores on this computer that the start screen shows."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
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
    """

    folder: str
    name: str
    unit_name: str
    role: str
    opened: str

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
    this = KnownStore(
        where, header.name, header.unit_name, header.role, now.isoformat(timespec="seconds")
    )
    _write([this, *(store for store in known_stores() if store.folder != where)])


def forget(folder: str) -> None:
    """Takes a store off the list; the store itself stays where it is."""
    _write(store for store in known_stores() if store.folder != folder)


def _read(item: object) -> KnownStore | None:
    if not isinstance(item, dict):
        return None
    values = {name: item.get(name) for name in KnownStore.__dataclass_fields__}
    if not all(isinstance(value, str) for value in values.values()):
        return None
    return KnownStore(**{name: str(value) for name, value in values.items()})


def _write(stores: Iterable[KnownStore]) -> None:
    text = json.dumps([asdict(store) for store in stores], ensure_ascii=False, indent=1)
    _path().parent.mkdir(parents=True, exist_ok=True)
    platform.write_atomically(_path(), text.encode("utf-8"))


def _path() -> Path:
    return platform.data_folder() / _FILE
