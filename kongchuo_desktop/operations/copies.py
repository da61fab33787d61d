"""Backups: the folders that get one after work, a copy before each import, restoring."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store.backup import SUFFIX, BackupResult, back_up, backup_to
from kongchuo_desktop.store.store import Store

_FOLDERS = "backup_folders"
_LAST = "last_backup"
BEFORE = "before"
"""Folder beside the store with the copies taken before imports."""
_KEPT_BEFORE = 3


@dataclass(frozen=True, slots=True)
class BackupState:
    """Where backups go and when the last one was made; None = never."""

    folders: tuple[Path, ...]
    last: datetime | None


def backup_state(store: Store) -> BackupState:
    """What the settings and 今日 show of backups."""
    last = store.settings.get(_LAST)
    return BackupState(tuple(Path(f) for f in store.settings.get(_FOLDERS, [])),
                       datetime.fromisoformat(last) if last else None)


def set_backup_folders(store: Store, *, folders: list[Path]) -> None:
    """Where copies go after work: a second folder, a stick.

    Raises:
        KnownError: ``backup_inside`` for a folder within the store itself.
    """
    for folder in folders:
        if folder.resolve().is_relative_to(store.folder.resolve()):
            raise KnownError("backup_inside", "备份不能放在资料自己的文件夹里，坏了会一起坏。",
                             todo="另选一个文件夹或U盘。")
    store.settings.set(_FOLDERS, [str(f) for f in folders])


def back_up_now(store: Store) -> list[BackupResult]:
    """Copy to every folder that is there, if anything changed since its last copy."""
    results = back_up(store, backup_state(store).folders)
    if any(r.error is None for r in results):
        store.settings.set(_LAST, store.now().isoformat(timespec="seconds"))
    return results


def back_up_to(store: Store, *, folder: Path) -> Path:
    """One copy into a folder, now; returns the file."""
    path = folder / f"{store.header.unit_name}-{store.now():%Y%m%d-%H%M%S}{SUFFIX}"
    backup_to(store, path)
    store.settings.set(_LAST, store.now().isoformat(timespec="seconds"))
    return path


def copy_before(store: Store, what: str) -> Path:
    """The copy taken before an import; the newest few stay beside the store (journal.md §7)."""
    folder = store.folder / BEFORE
    path = folder / f"{what}-{store.now():%Y%m%d-%H%M%S-%f}{SUFFIX}"
    backup_to(store, path)
    for old in sorted(folder.glob(f"{what}-*{SUFFIX}"))[:-_KEPT_BEFORE]:
        old.unlink(missing_ok=True)
    return path
