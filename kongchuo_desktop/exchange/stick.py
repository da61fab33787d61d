"""Files on USB sticks: written so that they are whole or not there, found, and read."""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

from kongchuo_desktop import platform
from kongchuo_desktop.exchange import container, names, refusals, stick_faults

Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all; writing is the first half, reading back the second."""

PART = ".part"
"""Ending of the file while it is being written; a later attempt writes over a left one."""

_CHUNK = 1 << 20
_LEAST_STEP, _STEPS = 64 << 10, 50
"""A file is written in at most so many steps, each flushed to the stick: else the system would
swallow all of a slow stick's bytes at once, and progress and stopping would come too late."""
_SPARE = 1 << 20
"""Bytes kept free beside the file, for the stick's own tables."""
_MAX_DEPTH = 4
_MAX_SEEN = 20_000


class Disk(Protocol):
    """The calls that touch the disk; tests put a failing stick in their place."""

    def free(self, folder: Path) -> int: ...
    def open(self, path: Path, mode: str) -> IO[bytes]: ...
    def flush(self, file: IO[bytes]) -> None: ...
    def replace(self, source: Path, target: Path) -> None: ...
    def remove(self, path: Path) -> None: ...


class _SystemDisk:
    def free(self, folder: Path) -> int:
        return shutil.disk_usage(folder).free

    def open(self, path: Path, mode: str) -> IO[bytes]:
        return path.open(mode, buffering=0)

    def flush(self, file: IO[bytes]) -> None:
        platform.flush_file(file)

    def replace(self, source: Path, target: Path) -> None:
        platform.replace(source, target)

    def remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)


DISK: Disk = _SystemDisk()


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written and read back; ``sha256`` in hex, ``size`` in bytes."""

    path: Path
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Found:
    """A file of ours lying on a stick, not yet opened; ``modified`` by the stick's local time."""

    path: Path
    size: int
    modified: datetime


def write_verified(
    data: bytes,
    folder: Path,
    name: str,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    disk: Disk = DISK,
) -> Written:
    """Writes ``data`` as ``folder / name``, or leaves the folder as it was.

    It is written beside its name, flushed, closed, read back, compared, and only then renamed over
    an older file. The system may answer the reading from its memory; the flush before it is what
    makes the stick take the bytes, and its failure is reported.

    Raises KnownError: ``stick_full``, ``stick_read_only``, ``stick_gone``, ``stick_busy``,
    ``stick_name``, ``stick_path``, ``stick_wrong_copy``, ``stick_failed``, ``cancelled``; its
    sentences speak of a stick, a folder or the network, whatever ``folder`` is.
    """
    target, part = folder / name, folder / (name + PART)
    # Asked before anything goes wrong: of a stick that is gone nothing can be known.
    place = platform.place_kind(folder)
    tell = _Teller(2 * len(data), place, progress, cancelled)
    finished = False
    if len(str(part)) > platform.LONGEST_PATH:
        raise stick_faults.too_long(place)
    with stick_faults.writing(place):
        missing = len(data) + _SPARE - disk.free(folder)
        if missing > 0:
            raise stick_faults.full(missing, place)
        try:
            with disk.open(part, "wb") as file:
                _write(file, data, tell, disk)
            with disk.open(part, "rb") as file:
                _compare(file, data, tell)
            with stick_faults.renaming(place):
                disk.replace(part, target)
            finished = True
        finally:
            if not finished:
                # A stick that is gone cannot be tidied; the next attempt writes over the rest.
                with suppress(OSError):
                    disk.remove(part)
    return Written(target, hashlib.sha256(data).hexdigest(), len(data))


def find_packages(folder: Path) -> tuple[Found, ...]:
    """Files of ours in a folder and a few levels below, newest first; none is opened.

    Hidden and system folders, links and everything with another ending are passed over. Raises
    KnownError ``stick_gone`` or ``stick_failed`` when the folder itself cannot be listed.
    """
    return _search(folder, _is_ours, _MAX_DEPTH)


def find_leftovers(folder: Path, *, deep: bool = False) -> tuple[Found, ...]:
    """What writing left behind when a stick was pulled out: in this very folder, or ``deep``.

    Raises KnownError ``stick_gone`` or ``stick_failed``.
    """
    return _search(folder, is_leftover, _MAX_DEPTH if deep else 1)


def _search(folder: Path, wanted: Callable[[str], bool], depth: int) -> tuple[Found, ...]:
    with stick_faults.reading(platform.place_kind(folder)):
        found = list(_walk(folder, wanted, depth, [_MAX_SEEN]))
    return tuple(sorted(found, key=lambda f: (f.modified, f.path.name), reverse=True))


def remove_files(files: Iterable[Path], *, disk: Disk = DISK) -> None:
    """Removes files of ours; raises KnownError as writing does."""
    for file in files:
        with stick_faults.writing(platform.place_kind(file.parent)):
            disk.remove(file)


def read_file(path: Path, *, disk: Disk = DISK) -> bytes:
    """The bytes of a file of ours.

    Raises KnownError: ``too_large``, ``file_missing``, ``not_ours``, ``stick_gone``,
    ``stick_failed``.
    """
    chunks: list[bytes] = []
    size = 0
    place = platform.place_kind(path.parent)
    with stick_faults.reading(place, missing=path):
        # A folder under our name, or a pipe that nobody ever writes to.
        if path.exists() and not path.is_file():
            raise refusals.not_ours()
    with stick_faults.reading(place, missing=path), disk.open(path, "rb") as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > container.MAX_FILE:
                raise refusals.too_large()
            chunks.append(chunk)
    return b"".join(chunks)


class _Teller:
    """Counts what is done, tells it, and stops the work when the person wants it stopped."""

    def __init__(
        self,
        total: int,
        place: platform.PlaceKind,
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._done = 0
        self.place = place
        self._total = total
        self._progress = progress
        self._cancelled = cancelled

    def advance(self, octets: int) -> None:
        self._done += octets
        if self._cancelled is not None and self._cancelled():
            raise stick_faults.cancelled(self.place)
        if self._progress is not None:
            self._progress(self._done, self._total)


def _write(file: IO[bytes], data: bytes, tell: _Teller, disk: Disk) -> None:
    view = memoryview(data)
    step = max(_LEAST_STEP, len(view) // _STEPS)
    at = 0
    while at < len(view):
        # An unbuffered file may take less than it was given.
        taken = file.write(view[at : at + step])
        if not taken:
            raise OSError(errno.EIO, "the stick takes no more bytes")
        disk.flush(file)
        at += taken
        tell.advance(taken)
    if not view:
        disk.flush(file)


def _compare(file: IO[bytes], data: bytes, tell: _Teller) -> None:
    view = memoryview(data)
    at = 0
    while chunk := file.read(_CHUNK):
        if chunk != view[at : at + len(chunk)]:
            raise stick_faults.wrong_copy(tell.place)
        at += len(chunk)
        tell.advance(len(chunk))
    if at != len(view):
        raise stick_faults.wrong_copy(tell.place)


def _walk(folder: Path, wanted: Callable[[str], bool], depth: int,
          left: list[int]) -> Iterator[Found]:
    """``left`` holds how many names may still be looked at, over all folders."""
    with os.scandir(folder) as listing:
        for entry in listing:
            left[0] -= 1
            if left[0] < 0:
                return
            if entry.name.startswith((".", "$")):
                continue
            if entry.is_dir(follow_symlinks=False):
                if depth > 1:
                    # One locked or broken folder must not hide the packages beside it.
                    with suppress(OSError):
                        yield from _walk(Path(entry.path), wanted, depth - 1, left)
            elif entry.is_file(follow_symlinks=False) and wanted(entry.name):
                stat = entry.stat(follow_symlinks=False)
                yield Found(Path(entry.path), stat.st_size, _local_time(stat.st_mtime))


def _local_time(seconds: float) -> datetime:
    """Kept within 1970 to 2106: a stick may carry times that no calendar function takes."""
    believable = min(max(seconds, 86_400.0), 2.0**32)
    return datetime.fromtimestamp(believable)  # noqa: DTZ006 -- local wall time is meant


def _is_ours(name: str) -> bool:
    return name.lower().endswith((names.PACKAGE, names.KIT, names.REQUEST, names.ANSWER))


def is_leftover(name: str) -> bool:
    """Whether a file of this name is one of ours that was not written to its end."""
    return name.endswith(PART) and _is_ours(name[:-len(PART)])
