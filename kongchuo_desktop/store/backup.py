"""Backups: one encrypted file with everything, made by hand or after work, and restored."""

import hashlib
import re
import shutil
import struct
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func, select

from kongchuo_desktop import platform
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store.engine import known_errors
from kongchuo_desktop.store.folder import RESTORING, WORK, refuse_used
from kongchuo_desktop.store.header import (
    DATABASE_FILE,
    HEADER_FILE,
    Header,
    parse_header,
    write_header,
)
from kongchuo_desktop.store.journal_tables import ENTRY, LOCAL
from kongchuo_desktop.store.store import Store

SUFFIX = ".kcbak"
DAILY = 7
WEEKLY = 8
_LOG = "backup"
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_STAMP = re.compile(r"-(\d{8})-(\d{6})\.kcbak")
_HEADER_LIMIT = 1 << 20
_NOT_OURS = (KeyError, ValueError, EOFError, RuntimeError, struct.error, zipfile.BadZipFile)
"""What reading an archive raises whose bytes are not what they say."""


@dataclass(frozen=True, slots=True)
class BackupResult:
    """One folder's outcome: the file made, or None with the reason when it failed or was fresh."""

    folder: Path
    file: Path | None
    error: KnownError | None = None


def backup_to(store: Store, path: Path) -> None:
    """Writes a whole copy of an open store into one file that its password opens.

    The file appears under its name only when it is whole and was read back.

    Raises:
        KnownError: ``backup_failed``, ``disk_full``.
    """
    beside = path.with_name(path.name + ".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=store.folder, prefix=WORK) as work:
            copy = Path(work) / DATABASE_FILE
            with known_errors():
                _copy_database(store, copy)
            with beside.open("wb") as file:
                with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                    archive.write(store.folder / HEADER_FILE, HEADER_FILE)
                    archive.write(copy, DATABASE_FILE)
                platform.flush_file(file)
            with zipfile.ZipFile(beside) as archive:
                if archive.testzip() is not None:
                    raise zipfile.BadZipFile(DATABASE_FILE)
        platform.replace(beside, path)
    except (OSError, zipfile.BadZipFile) as error:
        raise KnownError(
            "backup_failed",
            f"备份没有写成：“{path.parent}”写不进去，或写进去的读出来不一样。",
            kept="本机的数据没有改动，以前的备份也还在。",
            todo="请看看 U 盘是否插好、是否已满、有没有写保护，再备份一次。",
        ) from error
    finally:
        _remove(beside)


def read_backup(path: Path) -> Header:
    """Whose data a backup holds. Raises: KnownError ``backup_broken``, ``store_newer``."""
    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo(HEADER_FILE)
            packed = {archive.getinfo(DATABASE_FILE).compress_type, info.compress_type}
            # Ours are never compressed; one that is may unpack to more than the disk holds.
            if info.file_size > _HEADER_LIMIT or packed != {zipfile.ZIP_STORED}:
                raise zipfile.BadZipFile(HEADER_FILE)
            return parse_header(archive.read(info))
    except (OSError, *_NOT_OURS) as error:
        raise _broken(path) from error


def restore(path: Path, folder: Path, *, now: datetime) -> Header:
    """Lays a backup out as a store in a new or empty folder; open it with its own password.

    Raises:
        KnownError: ``backup_broken``, ``folder_not_empty``, ``restore_failed``,
            ``store_newer``, ``store_read_only``.
    """
    header = read_backup(path)
    refuse_used(folder)
    database, mark = folder / DATABASE_FILE, folder / RESTORING
    try:
        folder.mkdir(parents=True, exist_ok=True)
        mark.touch()
        unpack_database(path, database)
    except (OSError, KnownError) as error:
        _remove(database)
        _remove(mark)
        raise (_not_restored() if isinstance(error, OSError) else error) from error
    # The header makes it a store, so it comes last; its mark makes numbers take the next letter.
    header = replace(header, restored=now.isoformat(timespec="seconds"))
    write_header(folder, header)
    _remove(mark)
    return header


def unpack_database(path: Path, target: Path) -> None:
    """Writes the database of a backup to a file of its own.

    Raises:
        KnownError: ``backup_broken``, ``restore_failed``.
    """
    try:
        with (
            zipfile.ZipFile(path) as archive,
            archive.open(DATABASE_FILE) as source,
            target.open("wb") as file,
        ):
            shutil.copyfileobj(source, file)
            platform.flush_file(file)
    except _NOT_OURS as error:
        raise _broken(path) from error
    except OSError as error:
        raise _not_restored() from error


def back_up(
    store: Store,
    folders: Sequence[Path],
    *,
    daily: int = DAILY,
    weekly: int = WEEKLY,
) -> list[BackupResult]:
    """Automatic backup after work: into each folder, if anything changed since its last one.

    Keeps the newest backup of each of the last ``daily`` days with one and of each of the last
    ``weekly`` weeks with one. A stick that is not there is reported, the other folders go on.
    """
    return [_back_up_one(store, folder, daily, weekly) for folder in folders]


def _back_up_one(store: Store, folder: Path, daily: int, weekly: int) -> BackupResult:
    log = store.local(_LOG)
    state = _state(store)
    last = log.get(str(folder)) or {}
    if last.get("state") == state and (folder / str(last.get("file"))).is_file():
        return BackupResult(folder, None)
    stem = _stem(store.header)
    file = folder / f"{stem}-{store.now():%Y%m%d-%H%M%S}{SUFFIX}"
    try:
        backup_to(store, file)
    except KnownError as error:
        return BackupResult(folder, None, error)
    log.set(str(folder), {"state": state, "file": file.name})
    for old in _superfluous(folder, stem, daily, weekly):
        _remove(old)
    return BackupResult(folder, file)


def _superfluous(folder: Path, stem: str, daily: int, weekly: int) -> list[Path]:
    """Our own backups of this store that the rotation does not keep."""
    dated: list[tuple[str, date, Path]] = []
    for path in folder.glob("*" + SUFFIX):
        match = _STAMP.fullmatch(path.name.removeprefix(stem))
        if match and path.name.startswith(stem):
            day = datetime.strptime(match[1], "%Y%m%d").date()  # noqa: DTZ007 -- a local day
            dated.append((match[1] + match[2], day, path))
    dated.sort(reverse=True)
    days: dict[date, Path] = {}
    weeks: dict[tuple[int, int], Path] = {}
    for _, day, path in dated:
        days.setdefault(day, path)
        weeks.setdefault(day.isocalendar()[:2], path)
    kept = {*list(days.values())[:daily], *list(weeks.values())[:weekly]}
    return [path for _, _, path in dated if path not in kept]


def _state(store: Store) -> str:
    """Changes whenever something worth a backup was written."""
    with store.reading() as connection:
        entries = connection.scalar(select(func.count()).select_from(ENTRY))
        erased = connection.scalar(select(func.count()).select_from(ENTRY).where(ENTRY.c.erased))
        query = (
            select(LOCAL.c.kind, LOCAL.c.name, LOCAL.c.value, func.length(LOCAL.c.blob))
            .where(LOCAL.c.kind != _LOG)
            .order_by(LOCAL.c.kind, LOCAL.c.name)
        )
        local = repr([tuple(row) for row in connection.execute(query)])
    return f"{entries}-{erased}-{hashlib.sha256(local.encode()).hexdigest()[:16]}"


def _copy_database(store: Store, target: Path) -> None:
    """SQLite's own online copy: whole even while somebody writes."""
    source = store.raw_connection(store.folder / DATABASE_FILE)
    copy = store.raw_connection(target)
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()


def _stem(header: Header) -> str:
    """A file name for FAT32; the end of the store's id tells namesakes apart."""
    name = _UNSAFE.sub("", f"{header.unit_name}-{header.name}").strip(" .")[:40]
    return f"{name}-{header.store[:6]}"


def _broken(path: Path) -> KnownError:
    return KnownError(
        "backup_broken",
        f"“{path.name}”不是备份文件，或者没有拷贝完整。",
        kept="没有改动。",
        todo="请换一个备份文件；U 盘上的可以重新拷贝一次。",
    )


def _not_restored() -> KnownError:
    return KnownError(
        "restore_failed",
        "备份没有恢复成：读备份或写新文件夹的时候出了错。",
        kept="备份文件没有改动。",
        todo="请看看 U 盘是否插好、磁盘是否已满，再恢复一次。",
    )


def _remove(path: Path) -> None:
    """A file on a stick that was pulled out cannot be removed, and need not be."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
