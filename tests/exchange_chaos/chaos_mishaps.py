"""Sticks, copies, clocks, lost and new computers in a chaos history."""

import random
from datetime import datetime, timedelta

import chaos_computers
from chaos_computers import further, is_further
from chaos_county import County
from chaos_machine import Machine
from chaos_post import deliver, pack_down, pack_up

from kongchuo_desktop.operations.machines import machines_below

FURTHER_MOST = 3
"""Computers that stand beside those of the beginning."""


def send_up(county: County, machine: Machine, rng: random.Random) -> None:
    period = f"{machine.clock:%Y-%m}" if rng.random() < 0.5 else ""
    county.mail += pack_up(county, machine, period)


def send_down(county: County, machine: Machine, rng: random.Random) -> None:
    county.mail += pack_down(county, machine)


def receive(county: County, machine: Machine, rng: random.Random) -> None:
    """One of the packages for this computer, whichever; often it stays on the stick."""
    waiting = [mail for mail in county.mail if mail.receiver == machine.name]
    if waiting:
        mail = rng.choice(waiting)
        deliver(county, mail, telephone=rng.random() < 0.8)
        if rng.random() < 0.6:
            county.mail.remove(mail)


def lose_mail(county: County, machine: Machine, rng: random.Random) -> None:
    if county.mail:
        county.mail.remove(rng.choice(county.mail))


def go_back(county: County, machine: Machine, rng: random.Random) -> None:
    """A package is taken in, and the import taken back at once."""
    if rng.random() < 0.7:
        receive(county, machine, rng)
    chaos_computers.go_back(county, machine)


def copy(county: County, machine: Machine, rng: random.Random) -> None:
    chaos_computers.copy_folder(county, machine)


def back_up(county: County, machine: Machine, rng: random.Random) -> None:
    chaos_computers.back_up(county, machine)


def return_to_copy(county: County, machine: Machine, rng: random.Random) -> None:
    mine = [copy for copy in county.copies if copy.name == machine.name]
    if mine:
        chaos_computers.return_to(county, rng.choice(mine))


def work_in_copy(county: County, machine: Machine, rng: random.Random) -> None:
    mine = [copy for copy in county.copies if copy.name == machine.name]
    if mine and machine.place.role == "class" and _room_for_more(county):
        chaos_computers.twin(county, rng.choice(mine))


def _room_for_more(county: County) -> bool:
    return sum(map(is_further, county.machines)) < FURTHER_MOST


def reopen(county: County, machine: Machine, rng: random.Random) -> None:
    chaos_computers.reopen(county, machine)


def jump(county: County, machine: Machine, rng: random.Random) -> None:
    machine.clock = datetime.fromisoformat("2009-01-01") + timedelta(
        days=rng.randrange(37 * 365))


def revoke(county: County, machine: Machine, rng: random.Random) -> None:
    below = [m for m in machines_below(machine.store) if m.sign and m.state != "revoked"]
    found = sorted(below, key=lambda m: (county.place_of(m.sign), m.certified))
    if found:
        chaos_computers.take_back(county, machine, rng.choice(found).sign)


def certify_again(county: County, machine: Machine, rng: random.Random) -> None:
    chaos_computers.certify_again(county, machine)


def new_computer(county: County, machine: Machine, rng: random.Random) -> None:
    """One more computer of a class below."""
    places = [p for p in chaos_computers.places_below(county, machine) if p.role == "class"]
    if places and _room_for_more(county):
        place = rng.choice(places)
        chaos_computers.new_computer(county, machine, place, name=further(county, place),
                                     with_roster=rng.random() < 0.5)


def disk_dies(county: County, machine: Machine, rng: random.Random) -> None:
    """A computer below begins anew, with what its superior has; the old one is gone."""
    places = chaos_computers.places_below(county, machine)
    if places:
        place = rng.choice(places)
        begun = chaos_computers.new_computer(
            county, machine, place, name=place.name,
            with_roster=place.role == "school" or rng.random() < 0.5)
        if begun and rng.random() < 0.7:
            chaos_computers.hand_kits(county, county.machines[place.name])


def replace_lost(county: County, machine: Machine, rng: random.Random) -> None:
    """A computer of a class is taken back and replaced; whoever has it may go on with it."""
    lost = [m for m in county.below(machine) if m.place.role == "class"]
    known = {m.sign for m in machines_below(machine.store) if m.state != "revoked"}
    lost = [m for m in lost if m.sign in known]
    if lost and _room_for_more(county):
        one = rng.choice(lost)
        chaos_computers.take_back(county, machine, one.sign)
        chaos_computers.new_computer(county, machine, one.place,
                                     name=further(county, one.place),
                                     with_roster=rng.random() < 0.5)


def renew_keys(county: County, machine: Machine, rng: random.Random) -> None:
    """New keys; those below get their kits now, or only when all meet."""
    chaos_computers.renew_keys(county, machine)
    if rng.random() < 0.5:
        chaos_computers.hand_kits(county, machine)


def join_late(county: County, machine: Machine, rng: random.Random) -> None:
    """Whoever below stands alone, or believes old keys, gets a kit."""
    chaos_computers.hand_kits(county, machine)
