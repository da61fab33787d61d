"""Names of people: normal form, middle dots, spaces, surname, characters that were lost."""

import re
import unicodedata

DOT = "·"
"""U+00B7, the dot between the parts of a name (GB/T 30109, 公安部 practice)."""
_DOTS = re.compile(r"\s*[·•‧∙⋅・･．.●˙]\s*")
_QUIET_DOTS = re.compile(r"\s*[·•‧∙⋅・･●˙]\s*")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_HAN = "㐀-鿿豈-﫿𠀀-\U0003fffd〇々"
_HAN_GAP = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_LOST = frozenset("?？□■▢▯〓\ufffd*＊◇◆○_")
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_OLD_CODES = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖"
    "䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
"""What stood at U+E815 to U+E864 in GBK and GB 18030-2000, before Unicode had the characters."""
_ORDINARY = re.compile(rf"[{_HAN}A-Za-zÀ-ɏ{DOT}\s'’\-]")
_QUOTES = re.compile(r"['’`\-]")
_FULL_STOP = re.compile(r"[.．]")
_PLAIN = re.compile(r"[一-鿿]+")
"""Ordinary characters are their own normal form in every respect."""

_COMPOUND = (
    "欧阳 司马 上官 诸葛 司徒 东方 独孤 南宫 夏侯 尉迟 公孙 慕容 令狐 皇甫 宇文 长孙 鲜于 闾丘 "
    "万俟 轩辕 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 呼延 端木 赫连 百里 东郭 南门 "
    "西门 司空 拓跋 即墨 公羊 谷梁 漆雕 乐正 宰父 亓官 巫马 公西 壤驷 梁丘 左丘 东门 第五 "
    "司寇 子车 颛孙 夹谷 段干 羊舌 微生 公良 完颜 纳兰 耶律 哥舒 贺兰 闻人 伯赏"
)
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())
"""Surnames of two characters."""


def is_plain(text: str) -> bool:
    """Whether a name is nothing but ordinary Chinese characters: then nothing is to be done."""
    return _PLAIN.fullmatch(text) is not None


def clean_name(text: str) -> str:
    """The name as it is kept: half-width, one kind of middle dot, no invisible characters.

    Spaces that only line up short names (``李　冬``, ``欧阳 小河``) go; an ordinary full stop stays
    one, since only a person can say whether it was meant as a middle dot.
    """
    if is_plain(text):
        return text
    # Only the full-width stop is as wide as the dot: nobody writes it for anything else in a name.
    text = text.replace("．", DOT)
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()
    text = _QUIET_DOTS.sub(DOT, re.sub(r"\s+", " ", text))
    parts = _HAN_GAP.split(text)
    if is_alignment(parts):
        return "".join(parts)
    return text


def is_alignment(parts: list[str]) -> bool:
    """Whether the gaps between ``parts`` only stretch a short name to the width of long ones."""
    return (
        all(len(part) == 1 for part in parts)
        or parts[0] in COMPOUND_SURNAMES
        or (len(parts) == 2 and min(map(len, parts)) == 1 and max(map(len, parts)) <= 2)
    )


def has_open_gap(name: str) -> bool:
    """Whether a space stands between Chinese characters where a middle dot may be meant."""
    return _HAN_GAP.search(name) is not None


def close_gaps(name: str, by: str) -> str:
    """Puts ``by`` (the dot, or nothing) where ``has_open_gap`` found spaces."""
    return _HAN_GAP.sub(by, name)


def has_full_stop(name: str) -> bool:
    """Whether a full stop stands where a middle dot is usual: ``买买提.阿卜杜拉``."""
    return _FULL_STOP.search(name) is not None


def with_dots(name: str) -> str:
    """Every kind of dot made the middle dot."""
    return _DOTS.sub(DOT, name).strip(DOT)


def normal(text: str) -> str:
    """Normal form for comparing and natural keys (journal.md §5): no spaces, one kind of dot."""
    if is_plain(text):
        return text
    folded = re.sub(r"\s+", "", with_dots(clean_name(text))).casefold()
    return unicodedata.normalize("NFKC", folded)


def search_form(text: str) -> str:
    """What is compared when searching: lower-case, half-width, without spaces, dots, quotes.

    A character in an old code counts as the one it meant, ü as the v it is typed as.
    """
    plain = _QUOTES.sub("", normal(text).replace(DOT, ""))
    return _PRIVATE.sub(lambda found: meant_by(found[0]) or found[0], plain).replace("ü", "v")


def lost_characters(name: str) -> list[int]:
    """Places (from 0) where a character was lost: ``?``, ``□``, or drawn in a private font."""
    return [
        place
        for place, char in enumerate(name)
        if char in _LOST or is_private(char)
    ]


def is_private(char: str) -> bool:
    """Whether a character has a code that every system fills as it likes (造字)."""
    return _PRIVATE.match(char) is not None


def meant_by(char: str) -> str:
    """The character that an old system wrote under a private code; empty where nobody can know."""
    place = ord(char) - 0xE815
    return _OLD_CODES[place] if 0 <= place < len(_OLD_CODES) else ""


def without_unseen(text: str) -> str:
    """A name as it was typed, without what can't be seen and spaces around it."""
    return _INVISIBLE.sub("", text).strip()


def odd_characters(name: str) -> str:
    """Characters no name has (digits, brackets …), in order, without those that were lost."""
    return "".join(
        char
        for place, char in enumerate(name)
        if not _ORDINARY.match(char) and place not in lost_characters(name) and char != "."
    )


def without_brackets(name: str) -> str:
    """The name without what stands in brackets behind it: ``王小明(转走)`` gives ``王小明``."""
    return re.sub(r"[(\[{【<《].*?[)\]}】>》]", "", name).strip()


def split_surname(name: str) -> tuple[str, str]:
    """Surname and given name; a name with a middle dot or in Latin letters has no surname."""
    if DOT in name or len(name) < 2 or not re.match(rf"[{_HAN}]", name):
        return "", name
    size = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    return name[:size], name[size:]
