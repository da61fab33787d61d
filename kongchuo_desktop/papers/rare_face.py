"""The bundled faces of rare characters; kept apart so that the window can load them by itself."""

import lzma
import shutil
from functools import cache
from pathlib import Path

from kongchuo_desktop import platform
from kongchuo_desktop.paths import FONTS

RARE = FONTS / "rare.ttf.xz"
_HEI_RARE = FONTS / "hei-rare.otf.xz"
"""22,000 Han beside the bundled Hei. Its outlines are PostScript's, which papers can't take."""


@cache
def rare_font_data() -> bytes:
    """The last face (28,000 Han), unpacked: 24 MB, about 0.3 s, on first need."""
    return lzma.decompress(RARE.read_bytes())


def screen_faces(folder: Path) -> tuple[Path | bytes, ...]:
    """What the window puts behind its Hei, unpacked: the rarer Hei, then the last face.

    They are unpacked into ``folder`` once: of a file only what is looked at lies in memory, not
    all 35 MB. Where nothing can be written there, their bytes are given instead.
    """
    return _unpacked(_HEI_RARE, folder), _unpacked(RARE, folder)


def _unpacked(face: Path, folder: Path) -> Path | bytes:
    # Another version of the program may have left another version of the face.
    target = folder / f"{face.stat().st_size}-{face.stem}"
    if target.is_file():
        return target
    beside = target.with_name(f"{target.name}.tmp")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with lzma.open(face) as packed, beside.open("wb") as file:
            shutil.copyfileobj(packed, file)
            platform.flush_file(file)
        platform.replace(beside, target)
    except OSError:
        return lzma.decompress(face.read_bytes())
    return target
