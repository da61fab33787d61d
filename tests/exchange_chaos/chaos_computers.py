"""What befalls computers: copies, backups, twins, new ones, new keys and the kits they ask for."""

import shutil
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from chaos_county import County
from chaos_founding import CHEAP, NOW, PASSWORD, PLACES, UNITS, Place
from chaos_machine import Copy, Machine

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import copies, going_back, joining, kit_start, new_keys, trust
from kongchuo_desktop.operations.copies import BEFORE
from kongchuo_desktop.operations.machines import machines_below
from kongchuo_desktop.operations.trust import superior_of
from kongchuo_desktop.store import backup
from kongchuo_desktop.store.store import Store


def reopen(county: County, machine: Machine) -> None:
    _close(machine)
    _open(machine, machine.store.folder)


# -- copies and backups -------------------------------------------------------------------------


def copy_folder(county: County, machine: Machine) -> None:
    """A copy of the folder, as a disk image or a stick has it."""
    target = county.new_folder("copy")
    _close(machine)
    shutil.copytree(machine.store.folder, target, ignore=shutil.ignore_patterns(BEFORE))
    _open(machine, machine.store.folder)
    county.copies.append(Copy(machine.name, target))


def back_up(county: County, machine: Machine) -> None:
    """A backup in one file, as the program writes it."""
    folder = county.new_folder("备份")
    county.copies.append(Copy(machine.name, copies.back_up_to(machine.store, folder=folder)))


def return_to(county: County, copy: Copy) -> None:
    """The copy is laid back: what was written since is gone from this computer."""
    machine = county.machines[copy.name]
    folder = machine.store.folder
    _close(machine)
    shutil.rmtree(folder)
    _lay_out(copy, folder, machine.now())
    _open(machine, folder)
    county.look_around(machine)


def twin(county: County, copy: Copy) -> None:
    """The copy is worked in beside the folder that it was copied from."""
    place = county.machines[copy.name].place
    name = further(county, place)
    folder = county.new_folder(name)
    _lay_out(copy, folder, county.machines[copy.name].now())
    found = county.open(name, place, folder)
    county.look_around(found)
    found.inherited = {i for ids in found.held.values() for i in ids}


def go_back(county: County, machine: Machine) -> None:
    """The last import is taken back, while nothing was written since."""
    try:
        going_back.go_back(machine.store)
    except KnownError as error:
        county.refused[error.code] += 1
    else:
        county.look_around(machine)


def _lay_out(copy: Copy, folder: Path, now: datetime) -> None:
    if copy.path.is_file():
        backup.restore(copy.path, folder, now=now)
    else:
        shutil.copytree(copy.path, folder)


def _close(machine: Machine) -> None:
    machine.store.close()


def _open(machine: Machine, folder: Path) -> None:
    machine.store = Store.open(folder, password=PASSWORD, now=machine.now)


# -- new computers, new keys ----------------------------------------------------------------------


def further(county: County, place: Place) -> str:
    """A name for one more computer of a place."""
    return f"{place.name}~{len(county.machines)}"


def is_further(name: str) -> bool:
    return "~" in name


def new_computer(county: County, above: Machine, place: Place, *, name: str,
                 with_roster: bool) -> bool:
    """A computer begins with a kit, under a new name or in place of one whose disk is dead."""
    with county.writing(above):
        made = _kit(county, above, place, with_roster=with_roster)
        machine = Machine(name, place, None, NOW)  # type: ignore[arg-type]
        machine.store = kit_start.begin_by_kit(
            kit_start.read_offer(made.path), folder=county.new_folder(name), person=place.name,
            password=PASSWORD, code=made.code, now=machine.now, cost=CHEAP).store
        dead = county.machines.get(name)
        if dead is not None:
            _close(dead)
            machine.inherited = dead.inherited
        county.machines[name] = machine
        county.absorb(above)
        county.look_around(machine)
        return True
    return False


def hand_kit(county: County, above: Machine, machine: Machine) -> bool:
    """A computer joins by a new kit: it stood alone, or its superior goes by new keys."""
    with county.writing(machine):
        made = _kit(county, above, machine.place, with_roster=False)
        county.absorb(above)
        joining.join(machine.store, actor=machine.actor, data=made.path.read_bytes(),
                     code=made.code)
        return True
    return False


def _kit(county: County, above: Machine, place: Place, *, with_roster: bool) -> joining.MadeKit:
    folder = county.new_folder("加入")
    folder.mkdir()
    if place.role == "class":
        return joining.make_kit(above.store, actor=above.actor, folder=folder,
                                class_id=county.template.rooms[place.desk],
                                with_roster=with_roster)
    code = f"990102000{list(UNITS).index(place.unit)}"
    return joining.make_kit(above.store, actor=above.actor, folder=folder,
                            school=UNITS[place.unit], school_code=code, with_roster=with_roster)


def hand_kits(county: County, above: Machine) -> int:
    """Whoever below believes other keys than those of today gets a kit; how many were handed."""
    waiting = [m for m in county.below(above) if not m.stays_lost and (
        (superior := superior_of(m.store)) is None or superior.keys.sign != above.sign)]
    return sum(hand_kit(county, above, machine) for machine in waiting)


def renew_keys(county: County, machine: Machine) -> None:
    with county.writing(machine):
        new_keys.renew_keys(machine.store, actor=machine.actor)
        county.signs[machine.sign] = machine.place.name


def take_back(county: County, above: Machine, sign: str) -> None:
    """A lost computer: its superior believes it no more."""
    county.revoked_once.add(county.place_of(sign))
    with county.writing(above):
        trust.revoke(above.store, actor=above.actor, sign=sign, why="丢了")


def certify_again(county: County, above: Machine, *, but: Collection[str] = ()) -> None:
    """All that turned up again; ``but`` those with these keys."""
    with county.writing(above):
        for one in machines_below(above.store):
            if one.sign and one.state == "revoked" and one.sign not in but:
                trust.certify_again(above.store, actor=above.actor, sign=one.sign,
                                    check_code=one.code)


def places_below(county: County, machine: Machine) -> list[Place]:
    """Where a computer takes part in this history."""
    here = {m.place.name for m in county.machines.values()}
    return [p for p in PLACES if p.superior == machine.place.name and p.name in here]
