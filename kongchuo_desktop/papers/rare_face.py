"""The bundled faces of rare characters; kept apart so that the window can load them by itself."""

import lzma
from functools import cache

from kongchuo_desktop.paths import FONTS

RARE = FONTS / "rare.ttf.xz"
_HEI_RARE = FONTS / "hei-rare.otf.xz"
"""22,000 Han beside the bundled Hei. Its outlines are PostScript's, which papers can't take."""


@cache
def rare_font_data() -> bytes:
    """The last face (28,000 Han), unpacked: 24 MB, about 0.3 s, on first need."""
    return lzma.decompress(RARE.read_bytes())


def screen_faces() -> tuple[bytes, ...]:
    """What the window puts behind its Hei, unpacked: the rarer Hei, then the last face.

    Qt copies them: what papers keep of the last face would lie in memory twice.
    """
    return lzma.decompress(_HEI_RARE.read_bytes()), lzma.decompress(RARE.read_bytes())
