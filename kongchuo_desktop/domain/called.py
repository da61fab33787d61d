"""Who of a class is meant by a line such as ``张小山、7号、李小河（因病）``."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kongchuo_desktop.domain import names

_PARTS = re.compile(r"[、，,；;\n]+|\s{2,}")
_ONE = re.compile(r"(?P<who>[^（(]*)(?:[（(](?P<why>[^）)]*)[）)]?)?\s*")
_SEAT = re.compile(r"(\d{1,3})\s*号?")


@dataclass(frozen=True, slots=True)
class Called:
    """One who may be meant."""

    id: str
    name: str
    seat: int | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """Who is meant → what stands in brackets behind, and what nobody, or several, are called."""

    found: Mapping[str, str]
    unknown: tuple[str, ...] = ()
    several: tuple[str, ...] = ()

    @property
    def problem(self) -> str:
        """One sentence for the field; empty where all are clear."""
        if self.several:
            return f"叫“{self.several[0]}”的不止一个，写座号，例如7号。"
        if self.unknown:
            return f"这个班没有“{'、'.join(self.unknown)}”。写姓名或座号，用顿号隔开。"
        return ""


def meant(text: str, people: Iterable[Called]) -> Meant:
    """By whole name or seat number; a name that several have is asked for by the seat."""
    there = list(people)
    found: dict[str, str] = {}
    unknown, several = list[str](), list[str]()
    for part in filter(None, map(str.strip, _PARTS.split(text))):
        match = _ONE.fullmatch(part)
        who = (match["who"] if match else part).strip()
        fits = _fitting(who, there)
        if len(fits) == 1:
            found[fits[0].id] = ((match["why"] if match else "") or "").strip()
        else:
            (several if fits else unknown).append(who or part)
    return Meant(found, tuple(unknown), tuple(several))


def _fitting(who: str, people: Sequence[Called]) -> list[Called]:
    seat = _SEAT.fullmatch(who)
    if seat is not None:
        return [one for one in people if one.seat == int(seat[1])]
    called = names.normal(who)
    return [one for one in people if names.normal(one.name) == called]


def line_of(people: Iterable[tuple[Called, str]], all_: Iterable[Called]) -> str:
    """The line by which ``meant`` finds these again: each with what stands in brackets."""
    there = list(all_)
    return "、".join(
        (one.name if len(_fitting(one.name, there)) == 1 or one.seat is None else f"{one.seat}号")
        + (f"（{why}）" if why else "") for one, why in people)
