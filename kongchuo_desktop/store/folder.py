"""The folder of a store: made ready for a new one, and locked against a second window."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kongchuo_desktop import platform
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store.header import DATABASE_FILE, HEADER_FILE, LOCK_FILE

WORK = "backup-"
"""How the folder begins in which a backup is put together."""
RESTORING = "store.restoring"
"""Lies there until a restored store is whole; what it lies beside is no one's data yet."""
_OF_A_STORE = frozenset({
    DATABASE_FILE, DATABASE_FILE + "-wal", DATABASE_FILE + "-shm", LOCK_FILE, RESTORING,
    HEADER_FILE + ".tmp",
})
"""What creating or restoring a store may leave behind that did not reach the header."""


def refuse_used(folder: Path) -> None:
    """Raises KnownError ``folder_not_empty``; a folder that is not there is as good as empty."""
    with _folder_errors():
        if not folder.exists():
            return
        if not folder.is_dir():
            raise _not_empty(folder)
        names = {path.name for path in folder.iterdir()}
        if names and not (RESTORING in names and names <= _OF_A_STORE):
            raise _not_empty(folder)


def make_empty(folder: Path) -> None:
    """Makes a new folder, or takes one that is there and empty.

    Raises:
        KnownError: ``folder_not_empty``, ``store_read_only``.
    """
    refuse_used(folder)
    with _folder_errors():
        folder.mkdir(parents=True, exist_ok=True)


def prepare(folder: Path) -> platform.FileLock:
    with _folder_errors():
        folder.mkdir(parents=True, exist_ok=True)
        lock = take_lock(folder)
        names = {path.name for path in folder.iterdir()}
        if names - _OF_A_STORE:
            lock.release()
            raise _not_empty(folder)
        for name in names - {LOCK_FILE}:
            (folder / name).unlink()
    return lock


def take_lock(folder: Path) -> platform.FileLock:
    try:
        with _folder_errors():
            return platform.FileLock(folder / LOCK_FILE)
    except platform.LockedError as error:
        raise KnownError(
            "store_open",
            "这份数据已经在另一个窗口里打开了。",
            kept="数据没有改动。",
            todo="请切换到那个窗口；找不到的话，关掉所有本程序的窗口再打开。",
        ) from error


def sweep(folder: Path) -> None:
    """Removes the copies that a backup was working on when the power went.

    Called under the lock: nobody else is working on one.
    """
    for left in folder.glob(WORK + "*"):
        shutil.rmtree(left, ignore_errors=True)


def _not_empty(folder: Path) -> KnownError:
    return KnownError(
        "folder_not_empty",
        f"“{folder.name}”不是空文件夹，里面已经有东西了。",
        kept="里面的文件没有改动。",
        todo="请选一个空文件夹，或者新建一个。",
    )


@contextmanager
def _folder_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise KnownError(
            "store_read_only",
            "数据所在的文件夹不能写入。",
            kept="没有改动。",
            todo="请看看 U 盘的写保护开关，或换一个文件夹。",
        ) from error
