"""Names of the files we write, so that every stick and every Windows accepts them."""

import re
import unicodedata

PACKAGE = ".kcbx"
KIT = ".kckit"
REQUEST = ".kchelp"
ANSWER = ".kcreply"

_FORBIDDEN = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_RESERVED = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

_MAX_STEM = 180
"""UTF-8 bytes before the extension: 60 Chinese characters. Linux allows 255 bytes with the
extension and ``.part``; Windows 260 characters with the whole path."""
_MAX_PART = 50
"""UTF-8 bytes of each part after the unit's name, of which there are two or three."""


def period_words(period: str) -> str:
    """``2026年9月`` for ``2026-09``; anything else as it is."""
    month = _MONTH.fullmatch(period)
    return f"{month[1]}年{int(month[2])}月" if month else period


def file_name(unit_name: str, *rest: str, extension: str) -> str:
    """``青石镇中心学校-七1班-2026年9月.kcbx``: the parts that are not empty, joined by hyphens.

    Characters that FAT32 or Windows forbid become their full-width likeness, unseen ones are
    dropped, and when all is too long it is the unit's name that loses its end.
    """
    cleaned = [_shorten(_clean(part), _MAX_PART) for part in rest]
    tail = "".join(f"-{part}" for part in cleaned if part)
    stem = _shorten(_clean(unit_name), _MAX_STEM - len(tail.encode("utf-8"))) + tail
    stem = stem.strip(" .-") or "控辍保学"
    if _RESERVED.fullmatch(stem.split(".")[0].rstrip()):
        stem = f"_{stem}"
    return stem + extension


def _clean(text: str) -> str:
    seen = "".join(c for c in text if unicodedata.category(c) not in _UNSEEN)
    return " ".join(seen.translate(_FORBIDDEN).split())


def _shorten(text: str, octets: int) -> str:
    return text.encode("utf-8")[:octets].decode("utf-8", "ignore")
