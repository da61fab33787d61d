"""A photo or scan made fit to be kept: upright, small, without what the camera wrote into it."""

import hashlib
import struct
import zlib
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Literal

from PIL import Image, ImageOps, UnidentifiedImageError

from kongchuo_desktop.errors import KnownError

LONG_EDGE = 1600
"""Pixels of the long edge: a signature on a photographed receipt can still be read."""
PHOTO_MOST = 300 << 10
"""Bytes of a photo: a class's year of visits still fits in a package."""
SCAN_MOST = 5 << 20
"""Bytes of a PDF, which is kept as it is."""
FILE_MOST = 80 << 20
"""Bytes of a file to be looked at."""
_PIXELS_MOST = 60_000_000
_PLAIN_JPEG_MOST = 250_000_000
"""A plain JPEG is decoded at an eighth of its size, so a telephone's largest is no burden."""
_QUALITIES = (84, 76, 68, 60, 50, 40)
_SHRINK = 0.85
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")
_BEGINNINGS = (b"\xff\xd8", b"\x89PNG", b"RIFF", b"II*\0", b"MM\0*")
_HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_EXIF, _TAKEN, _WRITTEN = 0x8769, 0x9003, 0x0132
_BROKEN = (OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError,
           MemoryError, NotImplementedError, RuntimeError, AttributeError, struct.error, zlib.error)
"""What the decoders raise over bytes that are not what they say."""

Part = tuple[float, float, float, float]
WHOLE: Part = (0.0, 0.0, 1.0, 1.0)

# The limits above know of formats, and are asked before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True)
class Picture:
    """What is kept: a JPEG, or a PDF as it came.

    Attributes:
        taken: the day that the camera wrote, a suggestion for the date of a visit; else None.
    """

    name: str
    kind: Literal["photo", "scan"]
    data: bytes
    taken: date | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, by which they are known."""
        return hashlib.sha256(self.data).hexdigest()


def fit_picture(data: bytes, name: str) -> Picture:
    """The file ``name`` as it is to be kept; the same bytes always give the same.

    Raises:
        KnownError: ``empty``, ``picture_heic``, ``picture_kind``, ``picture_broken``,
            ``picture_too_large``.
    """
    if not data:
        raise KnownError("empty", f"“{name}”是空文件。", kept="没有改动。",
                         todo="重新拍照或扫描，再加。")
    if len(data) > FILE_MOST:
        raise _too_large(name)
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return _scan(data, name)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        raise KnownError("picture_heic", f"“{name}”是苹果手机的HEIC照片，程序打不开这种格式。",
                         kept="没有加这一张。",
                         todo="用微信发给自己再存成图片，或者在手机“设置-相机-格式”里选"
                              "“兼容性最佳”重拍一张。")
    return _photo(data, name)


def arranged(data: bytes, *, turns: int = 0, part: Part = WHOLE) -> bytes:
    """A kept photo turned to the right ``turns`` times a quarter, then cut to a part of it.

    Args:
        part: left, top, right and bottom of what stays, as shares of the turned picture.
    """
    if not turns % 4 and part == WHOLE:
        return data
    with Image.open(BytesIO(data)) as image:
        upright = image.convert("RGB").rotate(-90 * turns, expand=True)
    left, top, right, bottom = part
    across, down = upright.size
    corners = (round(left * across), round(top * down), round(right * across), round(bottom * down))
    return _written(upright.crop(corners))


def _scan(data: bytes, name: str) -> Picture:
    if len(data) > SCAN_MOST:
        raise KnownError("picture_too_large",
                         f"“{name}”有{len(data) >> 20} MB，扫描件最多{SCAN_MOST >> 20} MB。",
                         kept="没有加这一份。",
                         todo="扫描时选“灰度”、200 dpi，或者直接用手机拍一张照片。")
    if b"%%EOF" not in data[-2048:]:
        raise _broken(name)
    return Picture(name, "scan", data)


def _photo(data: bytes, name: str) -> Picture:
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            _check_size(image, name)
            taken = _taken(image)
            small = _upright(image)
            return Picture(name, "photo", _written(small), taken)
    except UnidentifiedImageError:
        if data.startswith(_BEGINNINGS):
            raise _broken(name) from None
        raise KnownError("picture_kind", f"“{name}”不是照片，也不是PDF扫描件。",
                         kept="没有加这一份。",
                         todo="可以加JPG、PNG、WebP、BMP、TIFF照片和PDF；"
                              "别的请先另存为JPG。") from None
    except _BROKEN as error:
        raise _broken(name) from error


def _check_size(image: Image.Image, name: str) -> None:
    plain = image.format in ("JPEG", "MPO") and not image.info.get("progressive")
    most = _PLAIN_JPEG_MOST if plain else _PIXELS_MOST
    if image.width * image.height > most:
        raise _too_large(name)


def _taken(image: Image.Image) -> date | None:
    """The day the camera wrote, None where it wrote none or nonsense."""
    try:
        exif = image.getexif()
        text = str(exif.get_ifd(_EXIF).get(_TAKEN) or exif.get(_WRITTEN) or "")
        found = date.fromisoformat(text[:10].replace(":", "-"))
    except _BROKEN:
        return None
    return found if 2000 <= found.year < 2100 else None


def _upright(image: Image.Image) -> Image.Image:
    """Turned as it was taken, no larger than wanted, on white, with nothing but its pixels."""
    image.draft("RGB", (LONG_EDGE, LONG_EDGE))
    image.load()
    try:
        turn = image.getexif().get(0x0112, 1)
    except _BROKEN:
        turn = 1
    small = _colours(image)
    small.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    how = _TURNS.get(turn)
    return small.transpose(how) if how is not None else small


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation → what brings the picture upright."""


def _colours(image: Image.Image) -> Image.Image:
    """A fresh RGB picture: no metadata, and what was transparent is white."""
    clean = Image.new("RGB", image.size, "white")
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        image = ImageOps.autocontrast(image.convert("F").point(lambda v: v / 256).convert("L"))
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        clean.paste(layer, mask=layer.getchannel("A"))
    else:
        clean.paste(image.convert("RGB"))
    return clean


def _written(image: Image.Image) -> bytes:
    """A JPEG of at most ``PHOTO_MOST`` bytes, in the best quality that allows it."""
    while True:
        for quality in _QUALITIES:
            out = BytesIO()
            image.save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= PHOTO_MOST:
                return out.getvalue()
        image = image.resize((max(1, round(image.width * _SHRINK)),
                              max(1, round(image.height * _SHRINK))), Image.Resampling.LANCZOS)


def _broken(name: str) -> KnownError:
    return KnownError("picture_broken", f"“{name}”坏了或者不完整，打不开。",
                      kept="没有加这一份。", todo="从手机或U盘上重新拷一份，再加。")


def _too_large(name: str) -> KnownError:
    return KnownError("picture_too_large", f"“{name}”太大，程序不打开它。",
                      kept="没有加这一张。", todo="用手机截一张图，或者把相机的分辨率调小再拍。")
