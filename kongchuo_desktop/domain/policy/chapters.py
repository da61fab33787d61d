"""Places in a document: the chapter of a clause and its heading, a place as readers know it."""

import re
from collections.abc import Mapping

BODY = "正文"
"""Of a document without chapters."""

_NUMERAL = "一二三四五六七八九十"
_PLACE = re.compile(r"L\d")
_LINES = re.compile(r"\s*L\d+(-\d+)?(\(=L\d+\))?$")
"""Where in the source file a clause stands; no reader has those lines."""
_GAPS = re.compile(r"^(G-\d+[\s、，]*)+[：:]?\s*")
"""Numbers of our own list of open questions before a reading; users do not have that list."""
_DOCUMENT = re.compile(r"方案|办法|制度|意见|通知|细则|预案|规定|规程|责任书|指南|措施|计划")
_HEAD = re.compile(
    rf"(?:文头|抬头|页头|封面|附件|第[{_NUMERAL}]+[章节]|[{_NUMERAL}]+[关章]?)?"
    rf"(?:[(（][{_NUMERAL}]+[)）]|[㈠-㈩])?")
_BARE = re.compile(rf"[{_NUMERAL}㈠-㈩()（）\d-]*")
"""A number that says nothing without a heading."""
_HALF = re.compile(rf"[(]([{_NUMERAL}]+)[)]\s*")
_NUMBER = re.compile(r"\d+(?:-\d+)?")


def place_in(where: str) -> str:
    """Where a clause stands, as its document numbers it: ``第十二条``, ``四(二)1``."""
    return _LINES.sub("", where)


def cited(title: str, where: str) -> str:
    """A document by its kind and a place in it: ``方案第十二条``, ``通知 四(二)1``."""
    found = _DOCUMENT.findall(title)
    place = place_in(where)
    gap = "" if place.startswith("第") or not place else " "
    return f"{found[-1] if found else '文件'}{gap}{place}"


def plain_reading(reading: str) -> str:
    """How a clause was read, without the numbers of our own list."""
    return _GAPS.sub("", reading)


def chapter_of(where: str) -> str:
    """``四(一)`` of ``四(一)L57-59``, ``五`` of ``五1 L97``; empty where the place names none."""
    place = _PLACE.split(where, maxsplit=1)[0].strip()
    head = _HEAD.match(place)
    if head and head[0]:
        return head[0]
    number = _NUMBER.match(place)
    return number[0] if number else place


def chapter_in(where: str, headings: Mapping[str, str]) -> str:
    """Key of the chapter in a document with those headings; empty for its body.

    Where a document numbers two chapters alike, each is known by its whole place. A number
    without a heading is no chapter: readers would not know what it stands for.
    """
    if where in headings:
        return where
    key = chapter_of(where)
    return "" if key not in headings and _BARE.fullmatch(key) else key


def chapter_title(key: str, headings: Mapping[str, str]) -> str:
    """The heading as the document words it; a section also names its chapter: ``四（一）严格…``."""
    heading = headings.get(key, key or BODY)
    heading = _HALF.sub(r"（\1）", heading)
    return f"{key[0]}{heading}" if heading[0] == "（" and key[:1] in [*_NUMERAL] else heading
