"""A new computer that begins with a kit: what the kit knows already is not asked again."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kongchuo_desktop.clock import Now, local_now
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import kits, stick
from kongchuo_desktop.exchange.kits import Kit, KitFile
from kongchuo_desktop.exchange.names import KIT
from kongchuo_desktop.operations.founding import Founded, check_person
from kongchuo_desktop.operations.joining import Joined, join, role_for, unlock
from kongchuo_desktop.operations.trust import machine_keys, own_class
from kongchuo_desktop.operations.world import known
from kongchuo_desktop.store.header import HEADER_FILE, Role
from kongchuo_desktop.store.kdf_cost import STANDARD_COST, KdfCost
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup
from kongchuo_desktop.store.write import Actor


@dataclass(frozen=True, slots=True)
class KitOffer:
    """A kit that was read, before anything is made of it."""

    data: bytes
    file: KitFile

    @property
    def kit(self) -> Kit:
        return self.file.kit

    @property
    def role(self) -> Role:
        """What the new store is for."""
        return role_for(self.kit)


@dataclass(frozen=True, slots=True)
class Begun(Founded):
    """A store made of a kit: what it brought, and the check code to read out to the superior."""

    joined: Joined
    check_code: str


def read_offer(path: Path) -> KitOffer:
    """What a kit says of whom it is for; nothing is taken in.

    Raises:
        KnownError: what the stick says, and ``kits.read_kit`` of a file that is none.
    """
    data = stick.read_file(path)
    return KitOffer(data, kits.read_kit(data))


def kits_on(folders: Iterable[Path]) -> list[Path]:
    """The kits that lie in some folders, newest first; a stick that is gone has none."""
    found: list[Path] = []
    for folder in folders:
        try:
            lying = stick.find_packages(folder)
        except KnownError:
            continue
        found += [file.path for file in lying if file.path.name.lower().endswith(KIT)]
    return found


def check_code_of(offer: KitOffer, code: str) -> None:
    """See whether the code opens the roster that goes along; anything will do where none does.

    Raises:
        KnownError: ``kit_code_needed``, ``wrong_kit_code``.
    """
    unlock(offer.data, offer.file, code)


def begin_by_kit(offer: KitOffer, *, folder: Path, person: str, phone: str = "", password: str,
                 code: str = "", now: Now = local_now, cost: KdfCost = STANDARD_COST) -> Begun:
    """Make a store in an empty folder for whom the kit is, and join its superior.

    Raises:
        KnownError: of the name and the password as ``found_store``, of the code as
            ``check_code_of``, and what reading the roster or the folder says. No store is left.
    """
    check_person(person, password)
    # Before anything is made: a store that joined nobody would ask all the questions after all.
    check_code_of(offer, code)
    unit, person = offer.kit.unit, person.strip()
    store, recovery = Store.create(
        folder, password=password, role=offer.role, name=person, unit_name=unit.name,
        unit_code=unit.code, home=unit.row, now=now, cost=cost)
    actor = Actor(person, offer.role)
    try:
        joined = join(store, actor=actor, data=offer.data, code=code)
        room = own_class(store)
        if room is not None:
            _fill_class(store, actor, room, phone.strip())
    except BaseException:
        store.close()
        # Without its header the folder is not a store.
        (folder / HEADER_FILE).unlink(missing_ok=True)
        raise
    return Begun(store, recovery, room.row if room else None, joined,
                 machine_keys(store).public.check_code)


def _fill_class(store: Store, actor: Actor, room: ClassGroup, phone: str) -> None:
    """Who leads the class and how to reach him, where nobody has said so."""
    empty = known({"head_teacher": "" if room.head_teacher else actor.name,
                   "phone": "" if room.phone else phone})
    if empty:
        with store.operation("edit_class", actor, undoable=False) as write:
            write.update(ClassGroup, room.row, prior=room.tips, **empty)
