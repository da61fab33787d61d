"""What differs between Windows and Linux: locks, flushing, replacing, drives, fonts, folders."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

WINDOWS = sys.platform == "win32"

if sys.platform == "win32":
    import msvcrt
    import winreg
else:
    import fcntl  # noqa: TID251 -- this module is the one place for it


class LockedError(Exception):
    """Somebody else holds the lock."""


class FileLock:
    """A lock on a file that the system lifts by itself when the program dies.

    Raises:
        LockedError: held by another program or window.
        OSError: the file cannot be opened for writing.
    """

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] | None = path.open("ab")
        try:
            if sys.platform == "win32":
                self._file.seek(0)
                msvcrt.locking(self._file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise LockedError(str(path)) from error

    def release(self) -> None:
        """Lifts the lock; a second call does nothing."""
        if self._file is not None:
            self._file.close()
            self._file = None


def storable(name: str) -> str:
    """The name with ``?`` for what the file system's encoding lacks, as 𠮷 in GBK (old Linux)."""
    encoding = sys.getfilesystemencoding()
    return name.encode(encoding, "replace").decode(encoding)


def flush_file(file: IO[bytes]) -> None:
    """Returns when the bytes are on the disk, as far as the system can promise it."""
    file.flush()
    os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Makes a rename in the folder lasting; Windows has no such call and does it by itself."""
    if WINDOWS:
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        # Some file systems of sticks refuse to flush a folder; the file itself is flushed.
        return
    finally:
        os.close(handle)


def write_atomically(path: Path, data: bytes) -> None:
    """Either the old file or the new one is there, whole, whatever happens on the way."""
    beside = path.with_name(path.name + ".tmp")
    with beside.open("wb") as file:
        file.write(data)
        flush_file(file)
    replace(beside, path)


def replace(source: Path, target: Path) -> None:
    """Renames over an existing file and makes it lasting."""
    source.replace(target)
    flush_folder(target.parent)


def data_folder() -> Path:
    """Where the program keeps what belongs to the person at this computer, not to a store.

    ``KONGCHUO_HOME`` overrides it.
    """
    override = os.environ.get("KONGCHUO_HOME")
    if override:
        return Path(override)
    if WINDOWS:
        base = os.environ.get("LOCALAPPDATA")
        return Path(base) / "kongchuo" if base else Path.home() / "AppData/Local/kongchuo"
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local/share") / "kongchuo"


def default_store_parent() -> Path:
    """The folder in which a new store is offered: 文档/控辍保学."""
    documents = Path.home() / "Documents"
    return (documents if documents.is_dir() else Path.home()) / "控辍保学"


def font_folders() -> list[Path]:
    """Folders in which the computer keeps fonts, those that exist."""
    if WINDOWS:
        folders = [Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"]
        local = os.environ.get("LOCALAPPDATA")
        if local:
            folders.append(Path(local) / "Microsoft/Windows/Fonts")
    else:
        folders = [
            Path("/usr/share/fonts"),
            Path("/usr/local/share/fonts"),
            Path.home() / ".local/share/fonts",
        ]
    return [folder for folder in folders if folder.is_dir()]


@dataclass(frozen=True, slots=True)
class Drive:
    """A stick or another removable drive; ``label`` may be empty."""

    root: Path
    label: str


def removable_drives() -> list[Drive]:
    """The removable drives that are in the computer now."""
    return _windows_drives() if WINDOWS else _linux_drives()


PlaceKind = Literal["stick", "network", "folder"]
LONGEST_PATH = 259 if WINDOWS else 4095
"""Characters of a path that any program can open: MAX_PATH and PATH_MAX without their end."""


def place_kind(folder: Path) -> PlaceKind:
    """On what a folder lies, as far as its path tells: a drive pulled out counts as a stick."""
    if any(folder.is_relative_to(drive.root) for drive in removable_drives()):
        return "stick"
    return _windows_place(folder) if WINDOWS else _linux_place(folder)


def machine_mark() -> str:
    """A mark of this computer, 16 hex digits; not its name, and the same after every start.

    Read from the system and not from a file of ours, for a computer with a 还原卡 forgets files.
    """
    # The first window is shown without a store and need not wait for these two.
    import hashlib
    import platform as python_platform

    return hashlib.sha256(f"{_system_id()}|{python_platform.node()}".encode()).hexdigest()[:16]


def place_of(folder: Path) -> str:
    """Where a folder lies; a stick keeps its place when Windows gives it another letter."""
    path = folder.resolve()
    if WINDOWS:
        serial = path.stat().st_dev
        return f"{serial:x}:{path.relative_to(path.anchor).as_posix().lower()}"
    return path.as_posix()


def _system_id() -> str:
    if sys.platform == "win32":
        try:
            with winreg.OpenKey(
                winreg.HKEY_LOCAL_MACHINE,
                r"SOFTWARE\Microsoft\Cryptography",
                access=winreg.KEY_READ | winreg.KEY_WOW64_64KEY,
            ) as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        except OSError:
            return ""
    try:
        return Path("/etc/machine-id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _linux_place(folder: Path) -> PlaceKind:
    path = folder.as_posix()
    if path.startswith(("/media/", "/run/media/")):
        return "stick"
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "folder"
    above = [(line.split()[1], line.split()[2]) for line in mounts.splitlines()]
    _, kind = max(((root, kind) for root, kind in above
                   if path == root or path.startswith(root.rstrip("/") + "/")),
                  key=lambda found: len(found[0]), default=("", ""))
    return "network" if kind.startswith(("nfs", "cifs", "smb", "fuse.gvfsd")) else "folder"


def _windows_place(folder: Path) -> PlaceKind:
    import ctypes

    if folder.drive.startswith("\\\\"):
        return "network"
    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 -- only there on Windows
    # DRIVE_NO_ROOT_DIR, DRIVE_REMOVABLE, DRIVE_REMOTE (fileapi.h)
    kinds: dict[int, PlaceKind] = {1: "stick", 2: "stick", 4: "network"}
    return kinds.get(kernel.GetDriveTypeW(folder.anchor), "folder")


def _linux_drives() -> list[Drive]:
    found: list[Drive] = []
    for base in (Path("/media"), Path("/run/media")):
        for root in [*base.glob("*"), *base.glob("*/*")]:
            if root.is_mount():
                found.append(Drive(root, root.name))
    return found


def _windows_drives() -> list[Drive]:
    import ctypes

    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 -- only there on Windows
    removable = 2
    present: int = kernel.GetLogicalDrives()
    found: list[Drive] = []
    for i in range(26):
        root = f"{chr(ord('A') + i)}:\\"
        if present >> i & 1 and kernel.GetDriveTypeW(root) == removable:
            label = ctypes.create_unicode_buffer(261)
            readable = kernel.GetVolumeInformationW(root, label, 261, None, None, None, None, 0)
            # An empty card reader is a drive without a volume.
            if readable:
                found.append(Drive(Path(root), label.value))
    return found


