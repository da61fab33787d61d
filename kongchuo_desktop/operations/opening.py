"""Opening what lies on this computer: passwords, recovery keys, restored backups."""

from pathlib import Path

from kongchuo_desktop.clock import Now, local_now
from kongchuo_desktop.operations import rescue, workplace
from kongchuo_desktop.operations.joining import keep_deposit
from kongchuo_desktop.operations.known_stores import (
    StoreCard,
    is_practice,
    offered_folder,
    saved_at,
)
from kongchuo_desktop.operations.passwords import check_password
from kongchuo_desktop.store import backup, known_stores
from kongchuo_desktop.store.header import Header, read_header
from kongchuo_desktop.store.kdf_cost import STANDARD_COST, KdfCost
from kongchuo_desktop.store.store import Store


def look_at(folder: Path) -> StoreCard:
    """Whose store lies in a folder.

    Raises:
        KnownError: ``store_missing``, ``store_damaged``, ``store_newer``.
    """
    return _card(folder, read_header(folder))


def open_store(folder: Path, *, password: str, now: Now = local_now, person: str = "") -> Store:
    """Open a store and put it at the head of the list; ``person`` is who writes from now on.

    Raises:
        KnownError: ``wrong_password``, ``store_open`` and whatever ``Store.open`` says.
    """
    return _begin(Store.open(folder, password=password, now=now), person)


def open_with_recovery(folder: Path, *, recovery: str, new_password: str, now: Now = local_now,
                       cost: KdfCost = STANDARD_COST) -> Store:
    """Open a store by the key of its recovery page and set a new password.

    Raises:
        KnownError: ``weak_password``, ``recovery_typo``, ``recovery_wrong``.
    """
    check_password(new_password)
    store = Store.open_with_recovery(folder, recovery=recovery, new_password=new_password,
                                     now=now, cost=cost)
    return _begin(store)


def _begin(store: Store, person: str = "") -> Store:
    """What is to be done at each opening; who can open needs no answer of the superior any more."""
    try:
        rescue.forget(store.folder)
        keep_deposit(store)
        if person:
            workplace.sit_down(store, person=person)
        remember(store)
    except BaseException:
        store.close()
        raise
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


def remember(store: Store) -> None:
    """Put an open store at the head of this computer's list."""
    known_stores.remember(store.folder, store.header, now=store.now())


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


def _card(folder: Path, header: Header) -> StoreCard:
    return StoreCard(folder, header.name, header.unit_name, header.role, None, folder.is_dir(),
                     is_practice(folder), saved_at(folder))
