"""The sticks in the computer, and the packages that lie on them."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kongchuo_desktop import platform
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import stick


@dataclass(frozen=True, slots=True)
class Stick:
    """A removable drive; ``size`` and ``free`` in bytes, ``label`` may be empty."""

    root: Path
    label: str
    size: int
    free: int

    @property
    def name(self) -> str:
        """``优盘（E:）`` or the stick's own name with its letter."""
        letter = self.root.drive or str(self.root)
        return f"{self.label or 'U盘'}（{letter}）"


def sticks() -> list[Stick]:
    """The sticks that can be read now; one pulled out meanwhile is left out."""
    found = []
    for drive in platform.removable_drives():
        try:
            usage = shutil.disk_usage(drive.root)
        except OSError:
            continue
        found.append(Stick(drive.root, drive.label, usage.total, usage.free))
    return found


def place_name(folder: Path) -> str:
    """How a place is called in sentences: the stick's name, else the folder."""
    return next((s.name for s in sticks() if folder.is_relative_to(s.root)), str(folder))


def leftovers(folder: Path) -> tuple[Path, ...]:
    """Half files that writing left in a folder when a stick was pulled out; none where it is gone.
    """
    try:
        return tuple(found.path for found in stick.find_leftovers(folder))
    except KnownError:
        return ()


def remove_leftovers(files: Sequence[Path]) -> None:
    """Remove such half files.

    Raises:
        KnownError: what the stick says.
    """
    stick.remove_files(files)


def size_text(size: int) -> str:
    """``1.8 MB``, ``14.2 GB``; whole KB below a megabyte."""
    for unit, power in (("GB", 30), ("MB", 20)):
        if size >= 1 << power:
            return f"{size / (1 << power):.1f} {unit}"
    return f"{max(1, round(size / 1024))} KB"
