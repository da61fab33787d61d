"""Pictures as papers hold them: turned upright, no larger than they are printed, nothing else."""

from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

_DOTS_PER_INCH = 200
_QUALITY = 80
_MOST_PIXELS = 100_000_000
_ORIENTATION, _ON_ITS_SIDE = 0x0112, 5
"""EXIF's word for how the camera was held; from 5 on it lay on its side."""


class Fitted(NamedTuple):
    """A JPEG, and how large it is printed, in points."""

    jpeg: bytes
    width: float
    height: float


@lru_cache(maxsize=64)
def fitted(data: bytes, width: float, height: float) -> Fitted | None:
    """A picture as large as it fits ``width`` by ``height`` points, never stretched.

    What a camera writes beside it (where it was taken, and when) is left out. None for what is no
    picture.
    """
    try:
        with Image.open(BytesIO(data)) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                return None
            dots = _DOTS_PER_INCH / 72
            most = (max(1, round(width * dots)), max(1, round(height * dots)))
            opened.draft("RGB", _needed(opened, most))  # a JPEG is read no finer than it is needed
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    upright.thumbnail(most)
    out = BytesIO()
    upright.save(out, "JPEG", quality=_QUALITY)
    scale = min(width / upright.width, height / upright.height)
    return Fitted(out.getvalue(), upright.width * scale, upright.height * scale)


def _needed(image: Image.Image, most: tuple[int, int]) -> tuple[int, int]:
    """How many dots of a picture as it lies in the file are printed within ``most``."""
    lying = image.getexif().get(_ORIENTATION, 1) >= _ON_ITS_SIDE
    across, upright = most[::-1] if lying else most
    scale = min(across / image.width, upright / image.height, 1)
    return max(1, round(image.width * scale)), max(1, round(image.height * scale))
