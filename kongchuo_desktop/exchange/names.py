"""Names of the files we write, so that every stick and every Windows accepts them."""

import re
import unicodedata
from collections.abc import Collection
from itertools import count

from kongchuo_desktop import platform

PACKAGE = ".kcbx"
KIT = ".kckit"
REQUEST = ".kchelp"
ANSWER = ".kcreply"

AT_ANY_TIME = "随时"
"""Kind of a package that goes up between returns: nothing is filed with it."""

_FORBIDDEN = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊", "\ufffe\uffff")
"""FAT32 fills what is left of a long name with U+FFFF."""
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"(\d{4})-(\d{4})(?:-([12])(-start)?)?")
_TERMS = {"1": "第一学期", "2": "第二学期"}
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

_MAX_STEM = 180
"""UTF-8 bytes before the extension: 60 Chinese characters. Linux allows 255 bytes with the
extension and ``.part``; FAT32 255 units of UTF-16, which are never more than the bytes of UTF-8;
Windows 260 of them with the whole path."""
_MAX_PART = 50
"""UTF-8 bytes of each part after the unit's name, of which there are two or three."""


def period_words(period: str) -> str:
    """``2026年9月`` for ``2026-09``, ``2026—2027学年第一学期`` for ``2026-2027-1``, with 开学
    behind it for ``2026-2027-1-start``, the school year alone without any; anything else as it
    is."""
    if month := _MONTH.fullmatch(period):
        return f"{month[1]}年{int(month[2])}月"
    if year := _YEAR.fullmatch(period):
        return f"{year[1]}—{year[2]}学年{_TERMS.get(year[3], '')}{'开学' if year[4] else ''}"
    return period


def what_words(kind: str, period: str) -> str:
    """What a package is: ``2026年9月月报``, ``2026—2027学年第一学期报``, ``…第一学期开学报``,
    ``下发``; what went up
    between returns is none: ``随时送的资料``."""
    if kind == AT_ANY_TIME:
        return "随时送的资料"
    when = period_words(period)
    overlap = 2 if len(kind) > 2 and when.endswith(kind[:2]) else 0
    return when + kind[overlap:]


def file_name(unit_name: str, *rest: str, extension: str) -> str:
    """``青石镇中心学校-七1班-2026年9月.kcbx``: the parts that are not empty, joined by hyphens.

    Characters that FAT32 or Windows forbid become their full-width likeness, those that this
    computer can't write into a name become ？, unseen ones are dropped, and when all is too long it
    is the unit's name that loses its end.
    """
    cleaned = [_shorten(_clean(part), _MAX_PART) for part in rest]
    tail = "".join(f"-{part}" for part in cleaned if part)
    stem = _shorten(_clean(unit_name), _MAX_STEM - len(tail.encode("utf-8"))) + tail
    stem = stem.strip(" .-") or "控辍保学"
    if _RESERVED.fullmatch(stem.split(".")[0].rstrip()):
        stem = f"_{stem}"
    return stem + extension


def same_file(one: str, other: str) -> bool:
    """Whether FAT32 takes both names for one file: case does not count, nor how an accent is
    composed."""
    return _folded(one) == _folded(other)


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, or with a number before its ending the first that none of ``taken`` stands for:
    ``希望小学-下发（2）.kcbx``."""
    folded = {_folded(other) for other in taken}
    stem, dot, extension = name.rpartition(".")
    for number in count(1):
        found = name if number == 1 else f"{stem}（{number}）{dot}{extension}"
        if _folded(found) not in folded:
            break
    return found


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _clean(text: str) -> str:
    seen = "".join(c for c in text if unicodedata.category(c) not in _UNSEEN)
    return " ".join(platform.storable(seen).translate(_FORBIDDEN).split())


def _shorten(text: str, octets: int) -> str:
    return text.encode("utf-8")[:octets].decode("utf-8", "ignore")
