"""The stores on this computer, as far as they can be known while all of them are closed."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kongchuo_desktop import platform
from kongchuo_desktop.exchange.names import file_name
from kongchuo_desktop.store import known_stores

if TYPE_CHECKING:
    from kongchuo_desktop.store.header import Role

PRACTICE_FILE = "练习.txt"
"""Lies beside a store that may be tried out and thrown away."""
PRACTICE_PASSWORD = "qingshi-yangli"
"""Opens every store that is made to be tried out; the start screen says it."""
_PRACTICE_WORDS = "这里是练习用的资料，人名都是编的。可以随便试，不要了就把整个文件夹删掉。\n"
_DATABASE = "store.db"
"""As ``store.header.DATABASE_FILE``, which is not imported: a start must not wait for it."""


@dataclass(frozen=True, slots=True)
class StoreCard:
    """A store as the start screen shows it.

    Attributes:
        opened: when it was opened here last; None where it never was.
        saved: when something was last written into it; None where it is not there.
        title: ``七年级1班`` for the store of a class, empty for others.
        people: who writes in it, the last one first.
    """

    folder: Path
    person: str
    unit_name: str
    role: "Role"
    opened: datetime | None
    there: bool
    practice: bool
    saved: datetime | None = None
    title: str = ""
    people: tuple[str, ...] = ()


def stores_here() -> list[StoreCard]:
    """The stores that were opened on this computer, the last opened first."""
    cards = []
    for known in known_stores.known_stores():
        folder = Path(known.folder)
        cards.append(
            StoreCard(
                folder,
                known.name,
                known.unit_name,
                role_of(known.role),
                datetime.fromisoformat(known.opened),
                known.there,
                is_practice(folder),
                saved_at(folder),
                known.title,
                tuple(known.people),
            )
        )
    return cards


def saved_at(folder: Path) -> datetime | None:
    """Local time of the last write into the store of a folder."""
    try:
        times = [path.stat().st_mtime for path in folder.glob(f"{_DATABASE}*")]
    except OSError:
        return None
    return datetime.fromtimestamp(max(times)) if times else None  # noqa: DTZ006 -- local, as all


def role_of(word: str) -> "Role":
    """The role that a kept word names; what cannot be read is a class."""
    return "school" if word == "school" else "bureau" if word == "bureau" else "class"


def forget(folder: Path) -> None:
    """Take a store off the list; the store itself stays where it is."""
    known_stores.forget(str(folder))


def throw_away_practice(folder: Path) -> None:
    """Delete a closed store that is marked as one to try out; any other stays untouched."""
    if is_practice(folder):
        # Rarely wanted, and a start must not wait for it.
        import shutil

        shutil.rmtree(folder)
    known_stores.forget(str(folder))


def offered_folder(unit_name: str, name: str, *, parent: Path | None = None) -> Path:
    """A folder that is still free, named after the unit and the class or person."""
    parent = parent or platform.default_store_parent()
    plain = parent / file_name(unit_name, name, extension="")
    free = plain
    number = 2
    while free.exists() and any(free.iterdir()):
        free = plain.with_name(f"{plain.name}{number}")
        number += 1
    return free


def mark_practice(folder: Path) -> None:
    """Mark a store as one to try out: the start screen and its window say 练习."""
    (folder / PRACTICE_FILE).write_text(_PRACTICE_WORDS, encoding="utf-8")


def is_practice(folder: Path) -> bool:
    """Whether the store is one to try out."""
    return (folder / PRACTICE_FILE).is_file()
