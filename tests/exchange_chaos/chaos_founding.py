"""The beginning of every chaos history: bureau, schools, classes, founded, joined and certified."""

import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from kongchuo_desktop.domain import identity
from kongchuo_desktop.operations import going_down, joining, packages, taking_in, trust
from kongchuo_desktop.operations.founding import Founding, add_class, found_store
from kongchuo_desktop.operations.roster import add_pupil
from kongchuo_desktop.operations.trust import machine_keys
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.header import Role
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor

CHEAP = KdfCost(1, 64, 1)
PASSWORD = "clear-water"
NOW = datetime.fromisoformat("2026-09-17T08:00")
UNITS = {"bureau": "云岭县教育局", "s1": "甲学校", "s2": "乙学校", "z": "丙中心学校",
         "v1": "丁村小", "v2": "戊村小"}
LATE = "s1c"
"""The class that started alone and joins in the middle of a history."""


def number(serial: int) -> str:
    first = f"99010220150101{serial:03}"
    return first + identity.check_digit(first)


@dataclass(frozen=True)
class Place:
    """Where a computer stands: in an office (no ``label``) or in a class of the unit."""

    name: str
    unit: str
    superior: str
    label: str = ""
    second: bool = False
    """A second computer of the class."""

    @property
    def role(self) -> Role:
        return "class" if self.label else "bureau" if self.unit == "bureau" else "school"

    @property
    def desk(self) -> str:
        """What its packages are addressed to, whichever of its computers reads them."""
        return self.name.removesuffix("2nd")


PLACES = (
    Place("bureau", "bureau", ""),
    Place("s1", "s1", "bureau"), Place("s2", "s2", "bureau"), Place("z", "z", "bureau"),
    Place("v1", "v1", "z"), Place("v2", "v2", "z"),
    Place("s1a", "s1", "s1", "六年级1班"), Place("s1a2nd", "s1", "s1", "六年级1班", second=True),
    Place("s1b", "s1", "s1", "五年级1班"), Place(LATE, "s1", "s1", "五年级2班"),
    Place("s2a", "s2", "s2", "七年级1班"),
    Place("za", "z", "z", "七年级1班"), Place("v1a", "v1", "v1", "三年级1班"),
)


@dataclass(frozen=True)
class Template:
    """Closed stores that every history copies.

    Attributes:
        desks: row of a unit or a class → the desk that reads what is addressed to it.
        rooms: desk → the class as its school wrote it.
    """

    folder: Path
    desks: Mapping[str, str]
    rooms: Mapping[str, str]


@dataclass
class _Beginning:
    folder: Path
    opened: ExitStack
    stores: dict[str, Store] = field(default_factory=dict)
    desks: dict[str, str] = field(default_factory=dict)
    rooms: dict[str, str] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        return Actor(name, self.stores[name].role)

    def found(self, place: Place) -> None:
        made = found_store(self.folder / place.name, Founding(
            role=place.role, unit_name=UNITS[place.unit], person=place.name, password=PASSWORD,
            unit_code="9901020000" if place.unit == "bureau" else "", class_label=place.label),
            now=lambda: NOW, cost=CHEAP)
        store = self.stores[place.name] = self.opened.enter_context(made.store)
        machine_keys(store)
        # Under these names its unit and its class are known above, too, once they have joined.
        self.desks[store.home] = place.unit
        if made.class_id is not None:
            self.desks[made.class_id] = place.desk
        if place.name == LATE:
            assert made.class_id is not None
            for serial in (1, 40):
                add_pupil(store, actor=self.actor(LATE), class_id=made.class_id,
                          values={"name": f"冉{serial}", "identity_number": number(serial)})

    def join_office(self, place: Place) -> None:
        above, at = self.stores[place.superior], list(UNITS).index(place.unit)
        kit = joining.make_kit(above, actor=self.actor(place.superior), folder=self.folder,
                               school=UNITS[place.unit], school_code=f"990102000{at}")
        store = self.stores[place.name]
        joining.join(store, actor=self.actor(place.name), data=kit.path.read_bytes())
        self.desks[store.home] = place.name
        for label in sorted({p.label for p in PLACES if p.unit == place.unit and p.label}):
            room = add_class(store, actor=self.actor(place.name), label=label).id
            for name in ("马小花", "阿依古丽·买买提"):
                add_pupil(store, actor=self.actor(place.name), class_id=room,
                          values={"name": name, "seat": 1 if name == "马小花" else 2})

    def join_class(self, place: Place) -> None:
        school = self.stores[place.superior]
        rooms = load_world(school).classes
        room = next(row for row, c in rooms.items() if c.name == place.label)
        self.desks[room], self.rooms[place.desk] = place.desk, room
        if place.name == LATE:
            return
        kit = joining.make_kit(school, actor=self.actor(place.superior), folder=self.folder,
                               class_id=room, with_roster=place.second)
        data = kit.path.read_bytes()
        kit.path.unlink()
        joining.join(self.stores[place.name], actor=self.actor(place.name), data=data,
                     code=kit.code)

    def vouch(self, place: Place) -> None:
        """The school believes a computer of a class before it sends anything."""
        school = self.stores[place.superior]
        trust.certify(school, actor=self.actor(place.superior),
                      keys=machine_keys(self.stores[place.name]).public, unit=school.home,
                      unit_name=UNITS[place.unit], kind="class",
                      class_id=self.rooms[place.desk], class_name=place.label)

    def certify(self, place: Place) -> None:
        """Its first package, and a telephone call."""
        store, above = self.stores[place.name], self.stores[place.superior]
        actor = self.actor(place.superior)
        sealed = packages.seal_now(store, actor=self.actor(place.name))
        path = packages.write_package(store, sealed=sealed, folder=self.folder).path
        got = taking_in.import_package(above, actor=actor, path=path)
        taking_in.accept_waiting(above, actor=actor, digest=got.digest,
                                 check_code=got.check_code)

    def send_down(self, place: Place) -> None:
        for sent in going_down.down_packages(self.stores[place.name],
                                             actor=self.actor(place.name), folder=self.folder):
            desk = self.desks[sent.class_id or sent.unit]
            for reader in PLACES:
                if reader.desk == desk and reader.name != LATE:
                    got = taking_in.import_package(
                        self.stores[reader.name], actor=self.actor(reader.name), path=sent.path)
                    assert got.status in ("imported", "already"), got.sentence


def build_template(folder: Path) -> Template:
    """Found, join and certify all computers but that of the late class."""
    with ExitStack() as opened:
        beginning = _Beginning(folder, opened)
        offices = [place for place in PLACES if not place.label]
        rooms = [place for place in PLACES if place.label]
        for place in PLACES:
            beginning.found(place)
        for place in offices[1:]:
            beginning.join_office(place)
        for place in rooms:
            beginning.join_class(place)
        for place in rooms:
            if place.name != LATE:
                beginning.vouch(place)
        for place in reversed(offices[1:]):
            beginning.certify(place)
        for place in offices:
            if any(below.superior == place.name for below in PLACES):
                beginning.send_down(place)
    for place in PLACES:
        shutil.rmtree(folder / place.name / "before", ignore_errors=True)
    return Template(folder, beginning.desks, beginning.rooms)
