"""Search and sorting keys of names by pinyin, with the readings that surnames really have."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import islice, product
from math import prod

from kongchuo_desktop.domain import names

_MOST_KEYS = 24
"""Keys kept of one kind: a name of many readings must not multiply without end (``lattice``)."""

_MOST_TRIED = 20 * _MOST_KEYS

_SURNAMES = {
    "单": "shan", "仇": "qiu", "曾": "zeng", "解": "xie", "查": "zha", "盖": "ge", "朴": "piao",
    "区": "ou", "员": "yun", "逄": "pang", "乜": "nie", "华": "hua", "任": "ren", "冼": "xian",
    "洗": "xian", "秘": "bi", "缪": "miao", "覃": "qin", "翟": "zhai", "种": "chong", "召": "shao",
    "折": "she", "纪": "ji", "宁": "ning", "燕": "yan", "应": "ying", "令": "ling", "过": "guo",
    "哈": "ha", "郗": "chi", "隗": "wei", "谌": "chen", "臧": "zang", "於": "yu", "褚": "chu",
    "瞿": "qu", "牟": "mou", "祭": "zhai", "宿": "su", "相": "xiang", "句": "gou", "勾": "gou",
    "能": "nai", "那": "na", "乐": "yue", "盛": "sheng", "石": "shi", "柏": "bai", "贾": "jia",
    "车": "che", "都": "du", "佴": "nai", "蔚": "yu", "隽": "juan", "适": "kuo", "炅": "gui",
    "葛": "ge", "干": "gan", "薄": "bo", "贲": "ben", "卜": "bu",
    "尉": "wei", "费": "fei", "幺": "yao", "郇": "xun", "亢": "kang", "角": "jue", "仉": "zhang",
    "厍": "she", "撒": "sa", "沈": "shen", "莘": "shen", "要": "yao", "亓": "qi", "俞": "yu",
    "阚": "kan", "呙": "guo", "谷": "gu", "镡": "tan", "沙": "sha", "万": "wan", "黑": "he",
    "参": "shen", "繁": "po", "重": "chong", "长": "zhang", "行": "xing", "佘": "she", "尹": "yin",
    "蕃": "bo", "尧": "yao", "占": "zhan", "粘": "nian", "色": "se", "曲": "qu", "强": "qiang",
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "单于": "chan yu", "澹台": "tan tai",
    "令狐": "ling hu", "鲜于": "xian yu", "亓官": "qi guan", "宰父": "zai fu", "乐正": "yue zheng",
    "夏侯": "xia hou", "呼延": "hu yan", "谷梁": "gu liang", "子车": "zi ju", "欧阳": "ou yang",
    "颛孙": "zhuan sun", "夹谷": "jia gu", "拓跋": "tuo ba", "哥舒": "ge shu",
}
"""Readings of surnames that a dictionary of characters gets wrong or lists late."""

_RARE = {"𠮷": "ji", "〇": "ling"}
"""Characters of names that the dictionary lacks."""


def search_keys(name: str) -> tuple[str, ...]:
    """What a search may be typed as: the normal name, then full pinyin, then initials.

    Every reading of every character counts, so a search hits however the name is read. ü may be
    typed as v, u or yu.
    """
    readings = _readings(name)
    full = _joined(readings)
    initials = _joined([tuple(dict.fromkeys(r[0] for r in char)) for char in readings])
    return tuple(dict.fromkeys((names.search_form(name), *full, *initials)))


def lattice(name: str) -> str:
    """All readings of a name that has more than ``search_keys`` holds, for ``spelling``.

    Empty for most names. ``|a,e|li|ye,xie|``: a bar before every character, commas between
    its readings.
    """
    readings = _readings(name)
    if prod(map(len, readings)) <= _MOST_KEYS:
        return ""
    return "".join(f"|{','.join(char)}" for char in readings) + "|"


def spelling(typed: str) -> re.Pattern[str] | None:
    """What to look for in a ``lattice``; None where ``typed`` (in search form) is no pinyin.

    Each piece of what was typed begins a reading of one character, the pieces those of characters
    side by side: full pinyin, initials, or some of each.
    """
    if not (typed.isascii() and typed.isalpha()):
        return None
    return re.compile("[|,]" + r"(?:[^|]*\|(?:[^|]*,)?)?".join(typed))


def sort_key(name: str) -> tuple[str, str]:
    """Orders names as a roster by pinyin does; equal sounds by character."""
    return " ".join(char[0] for char in _readings(name)), name


def initials(name: str) -> str:
    """The usual initials: ``ldd`` of 李大冬."""
    return "".join(char[0][0] for char in _readings(name))


def _joined(readings: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """All ways to say the name, the likeliest first, so that the cut falls on the oddest."""
    chars = tuple(readings)
    return tuple("".join([char[at] for char, at in zip(chars, way, strict=True)])
                 for way in _ways(tuple(map(len, chars))))


@cache
def _ways(counts: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """Which reading of each character, given how many each has; few names differ in that."""
    tried = islice(product(*map(range, counts)), _MOST_TRIED)
    return tuple(sorted(tried, key=sum)[:_MOST_KEYS])


@lru_cache(maxsize=8192)
def _readings(name: str) -> tuple[tuple[str, ...], ...]:
    """Readings of every character that sounds, the likeliest first."""
    surname, given = names.split_surname(names.clean_name(name))
    usual = _SURNAMES.get(surname, "").split()
    if not usual:
        return (*_spelled(surname), *_spelled(given))
    # Families read 覃 and 翟 in two ways, and who types does not know which.
    first = (tuple(dict.fromkeys((sound, *_sounds(char))))
             for sound, char in zip(usual, surname, strict=True))
    return (*first, *_spelled(given))


@lru_cache(maxsize=8192)
def _spelled(text: str) -> tuple[tuple[str, ...], ...]:
    every = tuple(_sounds(char) for char in names.search_form(text))
    if all(len(sounds) < 2 for sounds in every):
        return every
    best = _said_together(names.search_form(text))
    return tuple(
        tuple(dict.fromkeys((*(sound for sound in _typed(first) if sound in sounds), *sounds)))
        for first, sounds in zip(best, every, strict=True)
    )


@cache
def _sounds(char: str) -> tuple[str, ...]:
    """All readings of one character; itself where the dictionary has none."""
    if char in _RARE:
        return (_RARE[char],)
    # pypinyin takes 125 ms to import: only who searches by pinyin pays for it.
    from pypinyin import Style, pinyin

    (found,) = pinyin(char, Style.NORMAL, heteronym=True)
    return tuple(dict.fromkeys(s for reading in found for s in _typed(reading))) or (char,)


def _said_together(text: str) -> list[str]:
    """One reading of each character, as its neighbours make it likely."""
    from pypinyin import Style, pinyin

    def alone(chars: str) -> list[list[str]]:
        return [[char] for char in chars]

    # Its stub knows only texts as the answer of ``errors``; lists are documented and work.
    return [first for (first, *_) in pinyin(text, Style.NORMAL, errors=alone)]  # type: ignore[arg-type]


def _typed(reading: str) -> tuple[str, ...]:
    """How a reading with ü is typed: ``lv``, ``lu`` and, as passports write it, ``lyu``."""
    if "v" in reading and reading[0] in "ln":
        return reading, reading.replace("v", "u"), reading.replace("v", "yu")
    return (reading,)
