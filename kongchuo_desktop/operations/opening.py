"""Opening what lies on this computer: known stores, passwords, recovery keys, backups."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kongchuo_desktop import platform
from kongchuo_desktop.clock import Now, local_now
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange.names import file_name
from kongchuo_desktop.operations.founding import PASSWORD_LEAST
from kongchuo_desktop.store import backup, known_stores
from kongchuo_desktop.store.header import Header, Role, read_header
from kongchuo_desktop.store.kdf_cost import STANDARD_COST, KdfCost
from kongchuo_desktop.store.store import Store

PRACTICE_FILE = "练习.txt"
"""Lies beside a store that may be tried out and thrown away."""
_PRACTICE_WORDS = "这里是练习用的资料，人名都是编的。可以随便试，不要了就把整个文件夹删掉。\n"


@dataclass(frozen=True, slots=True)
class StoreCard:
    """A store as the start screen shows it; ``opened`` is None where it never was here."""

    folder: Path
    person: str
    unit_name: str
    role: Role
    opened: datetime | None
    there: bool
    practice: bool


def stores_here() -> list[StoreCard]:
    """The stores that were opened on this computer, the last opened first."""
    cards = []
    for known in known_stores.known_stores():
        folder = Path(known.folder)
        role: Role = "school" if known.role == "school" else (
            "bureau" if known.role == "bureau" else "class")
        cards.append(StoreCard(folder, known.name, known.unit_name, role,
                               datetime.fromisoformat(known.opened), known.there,
                               is_practice(folder)))
    return cards


def look_at(folder: Path) -> StoreCard:
    """Whose store lies in a folder.

    Raises:
        KnownError: ``store_missing``, ``store_damaged``, ``store_newer``.
    """
    return _card(folder, read_header(folder))


def open_store(folder: Path, *, password: str, now: Now = local_now) -> Store:
    """Open a store and put it at the head of the list.

    Raises:
        KnownError: ``wrong_password``, ``store_open`` and whatever ``Store.open`` says.
    """
    store = Store.open(folder, password=password, now=now)
    remember(store)
    return store


def open_with_recovery(folder: Path, *, recovery: str, new_password: str, now: Now = local_now,
                       cost: KdfCost = STANDARD_COST) -> Store:
    """Open a store by the key of its recovery page and set a new password.

    Raises:
        KnownError: ``weak_password``, ``recovery_typo``, ``recovery_wrong``.
    """
    check_password(new_password)
    store = Store.open_with_recovery(folder, recovery=recovery, new_password=new_password,
                                     now=now, cost=cost)
    remember(store)
    return store


def change_password(store: Store, *, old: str, new: str, cost: KdfCost = STANDARD_COST) -> None:
    """Change the password of an open store.

    Raises:
        KnownError: ``weak_password``, ``wrong_password``.
    """
    check_password(new)
    store.change_password(old, new, cost=cost)


def new_recovery_key(store: Store, *, password: str) -> str:
    """Another recovery key; the page printed before opens nothing any more.

    Raises:
        KnownError: ``wrong_password``.
    """
    return store.change_recovery_key(password)


def check_password(password: str) -> None:
    """Refuse a password that is too short: KnownError ``weak_password``."""
    if len(password) < PASSWORD_LEAST:
        raise KnownError("weak_password", f"口令太短，至少要{PASSWORD_LEAST}个字。",
                         todo="换一个长一点、自己记得住的。")


def remember(store: Store) -> None:
    """Put an open store at the head of this computer's list."""
    known_stores.remember(store.folder, store.header, now=store.now())


def forget(folder: Path) -> None:
    """Take a store off the list; the store itself stays where it is."""
    known_stores.forget(str(folder))


def look_at_backup(file: Path) -> StoreCard:
    """Whose store a backup holds; ``folder`` is where it is offered to go.

    Raises:
        KnownError: ``backup_broken``, ``store_newer``.
    """
    header = backup.read_backup(file)
    return _card(offered_folder(header.unit_name, header.name), header)


def restore_backup(file: Path, folder: Path, *, now: Now = local_now) -> StoreCard:
    """Lay a backup out as a store in a new or empty folder; its own password opens it.

    Raises:
        KnownError: ``backup_broken``, ``folder_not_empty``, ``store_newer``.
    """
    header = backup.restore(file, folder, now=now())
    known_stores.remember(folder, header, now=now())
    return _card(folder, header)


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


def _card(folder: Path, header: Header) -> StoreCard:
    return StoreCard(folder, header.name, header.unit_name, header.role, None, folder.is_dir(),
                     is_practice(folder))
