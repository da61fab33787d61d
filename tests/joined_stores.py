"""Bureau, school and class that joined one another, and packages between them, for tests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from people import DESK, NOW, OFFICE, PASSWORD, SCHOOL, TEACHER, Clock

from kongchuo_desktop import __version__
from kongchuo_desktop.exchange import package
from kongchuo_desktop.exchange.content import Content
from kongchuo_desktop.exchange.package import Heading, Opened, Reader, Sender
from kongchuo_desktop.operations import (
    going_down,
    joining,
    packages,
    taking_in,
    trust,
    trust_carried,
)
from kongchuo_desktop.operations.founding import Founding, found_store
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.header import Role
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.store import Store

MONTH = "2026-09"
ACTORS = {"class": TEACHER, "school": OFFICE, "bureau": DESK}


@dataclass
class Bench:
    """Makes stores, kits and packages in one folder, and carries them from one to the other.

    ``folder`` is also the stick; ``opened`` are closed by the fixture.
    """

    folder: Path
    clock: Clock
    cost: KdfCost
    store_folder: Callable[[str], Path]
    opened: list[Store] = field(default_factory=list)

    def open(self, role: Role) -> Store:
        """The shared store of a role; the class has 50 pupils."""
        store = Store.open(self.store_folder(role), password=PASSWORD, now=self.clock)
        self.opened.append(store)
        return store

    def open_school(self) -> tuple[Store, Store]:
        """A class and its school, joined; nothing has gone up yet."""
        group, school = self.open("class"), self.open("school")
        self.join(group, self.kit(school, class_id=self.class_of(school)))
        return group, school

    def open_line(self) -> tuple[Store, Store, Store]:
        """A class, its school and the bureau, joined; nothing has gone up yet."""
        bureau, school, group = self.open("bureau"), self.open("school"), self.open("class")
        self.join(school, self.kit(bureau, school=SCHOOL, school_code=school.header.unit_code))
        self.join(group, self.kit(school, class_id=self.class_of(school)))
        return group, school, bureau

    def found(self, name: str, role: Role, **answers: str) -> Store:
        """A new store in a folder of its own, without pupils."""
        given = {"unit_name": SCHOOL, "class_label": "七年级1班" if role == "class" else "",
                 "policy": "XY24", **answers}
        made = found_store(self.folder / name, Founding(
            role=role, person=ACTORS[role].name, password=PASSWORD, **given),
            now=self.clock, cost=self.cost)
        self.opened.append(made.store)
        return made.store

    def kit(self, store: Store, **whom: object) -> joining.MadeKit:
        return joining.make_kit(store, actor=ACTORS[store.role], folder=self.folder,
                                **whom)  # type: ignore[arg-type]

    def join(self, store: Store, kit: joining.MadeKit) -> joining.Joined:
        return joining.join(store, actor=ACTORS[store.role], data=kit.path.read_bytes(),
                            code=kit.code)

    def class_of(self, school: Store) -> str:
        (room,) = load_world(school).classes
        return room

    def up(self, store: Store) -> Path:
        return packages.export_package(store, actor=ACTORS[store.role], period=MONTH,
                                       folder=self.folder).path

    def down(self, store: Store) -> list[Path]:
        """What goes down to everybody below."""
        return [sent.path for sent in going_down.down_packages(
            store, actor=ACTORS[store.role], folder=self.folder)]

    def take(self, reader: Store, path: Path) -> taking_in.Received:
        """Taken in, as after a telephone call where the machine is new."""
        actor = ACTORS[reader.role]
        found = taking_in.import_package(reader, actor=actor, path=path)
        if found.status == "waiting":
            found = taking_in.accept_waiting(reader, actor=actor, digest=found.digest,
                                             check_code=found.check_code)
        return found


def sent_down(writer: Store, reader: Store, meta: dict[str, object], *,
              chain: bool = True) -> Opened:
    """A package of the writer with nothing but ``meta``, opened at the reader."""
    header, room = writer.header, trust.own_class(writer)
    keys = trust.machine_keys(reader).public
    heading = Heading(
        kind="下发", sender=Sender(writer.home, header.unit_name, trust.unit_kind(writer),
                                 room.row if room else None, "一班" if room else ""),
        reader=Reader(reader.home, reader.header.unit_name, keys.fingerprint), period="",
        made=NOW.replace(microsecond=0), program=__version__,
        chain=trust.own_chain(writer) if chain else ())
    data = package.seal(Content(meta=meta), heading, trust.machine_keys(writer), [keys])
    return package.open_package(data, trust.machine_keys(reader),
                                trust.trust_of(reader, today=reader.now().date()))


def carry_down(writer: Store, reader: Store) -> None:
    """What goes down of certificates and lists, taken over by the reader."""
    room = trust.own_class(reader)
    meta = trust_carried.carried_down(writer, unit=reader.home, class_id=room.row if room else None)
    trust_carried.take_over(reader, sent_down(writer, reader, meta))


