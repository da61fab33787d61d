"""The bundled face of rare characters; kept apart so that the window can load it by itself."""

import lzma
from functools import cache

from kongchuo_desktop.paths import FONTS

RARE = FONTS / "rare.ttf.xz"


@cache
def rare_font_data() -> bytes:
    """The face (28,000 Han), unpacked: 24 MB, about 0.3 s, on first need."""
    return lzma.decompress(RARE.read_bytes())
