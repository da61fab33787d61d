"""Whom a paper can be for on 文书: pupils, classes and teachers, each with how they are found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kongchuo_desktop.operations.namesakes import told_apart
from kongchuo_desktop.operations.paper_choices import teachers_to_name
from kongchuo_desktop.operations.papers import class_batch
from kongchuo_desktop.operations.roster import PupilCard, find_pupils, list_pupils
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.papers.form import Subject
from kongchuo_desktop.store.store import Store

KIND: Mapping[Subject, str] = {"pupil": "pupil", "case": "pupil", "class": "class",
                               "teacher": "teacher"}
"""Subject of a form → what is chosen for it; nothing for the school."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """One who can be chosen; ``all`` are those that come with it, for a whole class at once."""

    id: str
    name: str
    detail: str = ""
    all: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return self.all or (self.id,)


Find = Callable[[str], list[Somebody]]


@dataclass(frozen=True)
class People:
    """Those of a store on a day. ``rooms`` are its own classes with their pupils by seat."""

    cards: Sequence[PupilCard] = ()
    rooms: Sequence[Somebody] = ()
    teachers: Sequence[str] = ()
    by_id: Mapping[str, PupilCard] = field(default_factory=dict)

    def name_of(self, one: str) -> str:
        """A pupil's or class's name; a teacher goes by it."""
        if one in self.by_id:
            return self.by_id[one].name
        return next((room.name for room in self.rooms if room.id == one), one)

    def find(self, kind: str) -> Find:
        """How those of a kind are found by what is typed."""
        return {"class": self._classes, "teacher": self._teachers}.get(kind, self._pupils)

    def _pupils(self, text: str) -> list[Somebody]:
        said = told_apart(self.cards)
        found = find_pupils(self.cards, text)
        # Digits may also be the end of a number: the seat is what a teacher means.
        found.sort(key=lambda card: str(card.values.get("seat")) != text.strip())
        pupils = [Somebody(card.id, card.name, said[card.id]) for card in found]
        whole = [Somebody(f"*{room.id}", f"{room.name}全班", f"{len(room.all)}人", room.all)
                 for room in self.rooms if room.all and text.strip() in f"{room.name}全班"]
        return [*pupils, *whole] if text.strip() else [*whole, *pupils]

    def _classes(self, text: str) -> list[Somebody]:
        found = [Somebody(room.id, room.name, f"{len(room.all)}人")
                 for room in self.rooms if text.strip() in room.name]
        return _with_all(found, "全校各班", text)

    def _teachers(self, text: str) -> list[Somebody]:
        typed = text.strip()
        found = [Somebody(name, name, "班主任") for name in self.teachers if typed in name]
        if typed and typed not in self.teachers:
            return [*found, Somebody(typed, typed, "加上这位教师")]
        return _with_all(found, "全部班主任", typed)


def _with_all(found: list[Somebody], name: str, text: str) -> list[Somebody]:
    """With more than one to choose from, all of them as one."""
    if text.strip() or len(found) < 2:
        return found
    ids = tuple(one.id for one in found)
    return [Somebody("*", name, f"{len(ids)}份", ids), *found]


def read_people(store: Store, day: date) -> People:
    """Everyone a paper can be for on a day."""
    cards = list_pupils(store)
    rooms = sorted(load_world(store).classes.values(), key=lambda room: room.place)
    return People(
        cards, [Somebody(room.id, room.name, all=tuple(
            one.key for one in class_batch(store, class_id=room.id, day=day))) for room in rooms],
        teachers_to_name(store), {card.id: card for card in cards})
