"""Telling children of one name apart wherever they could be confused."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from kongchuo_desktop.domain import names


class Named(Protocol):
    """What is needed of a pupil's card (``roster.PupilCard``)."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def class_name(self) -> str: ...

    @property
    def values(self) -> Mapping[str, Any]: ...


def told_apart(cards: Iterable[Named]) -> dict[str, str]:
    """Pupil → words that belong behind the name: class and seat, and for namesakes what differs.

    Of those who share name, class and seat the birth date is told, then the guardian; where all
    that is the same or missing, which of them it is (第1名, 第2名).
    """
    cards = list(cards)
    said = {card.id: _place(card) for card in cards}
    groups = _confused(cards, said)
    for more in (_birth, _guardian):
        for group in groups:
            _add(group, said, more)
        groups = [rest for group in groups for rest in _confused(group, said)]
    for group in groups:
        for at, card in enumerate(sorted(group, key=lambda card: card.id), start=1):
            said[card.id] = f"{said[card.id]} 第{at}名".strip()
    return said


def label_of(card: Named, said: Mapping[str, str]) -> str:
    """``王小明（七年级1班 12号）``."""
    words = said.get(card.id, "")
    return f"{card.name}（{words}）" if words else card.name


def _confused(cards: Iterable[Named], said: Mapping[str, str]) -> list[list[Named]]:
    groups: dict[tuple[str, str], list[Named]] = defaultdict(list)
    for card in cards:
        groups[names.normal(card.name), said[card.id]].append(card)
    return [group for group in groups.values() if len(group) > 1]


def _add(group: list[Named], said: dict[str, str], more: Callable[[Named], str]) -> None:
    for card in group:
        said[card.id] = f"{said[card.id]} {more(card)}".strip()


def _place(card: Named) -> str:
    seat = card.values.get("seat")
    return f"{card.class_name} {seat}号".strip() if seat else card.class_name


def _birth(card: Named) -> str:
    born = str(card.values.get("birth_date") or "")
    parts = [str(int(part)) for part in born.split("-")] if born else []
    return "".join(map("".join, zip(parts, "年月日", strict=False))) + ("生" if parts else "")


def _guardian(card: Named) -> str:
    name = card.values.get("guardian1_name")
    return f"监护人{name}" if name else ""
