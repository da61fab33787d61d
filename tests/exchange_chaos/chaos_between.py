"""What units tell each other in a chaos history: transfers, corrections, files."""

import random

from chaos_choosing import DAYS, own_pupil, own_room, pick
from chaos_county import County
from chaos_founding import UNITS
from chaos_machine import Machine
from chaos_post import deliver, pack_down, pack_up

from kongchuo_desktop.operations import corrections, handed, moves, transfer_lines, transfers
from kongchuo_desktop.operations.transfer_lines import Line
from kongchuo_desktop.store.tables import BY_NAME
from kongchuo_desktop.store.vocabulary import sql_table


def match(county: County, machine: Machine, rng: random.Random) -> None:
    with county.writing(machine):
        transfers.match_all(machine.store, actor=machine.actor)


def assign(county: County, machine: Machine, rng: random.Random) -> None:
    lines = [line for line in _lines(county, machine) if line.open]
    units = transfer_lines.passages(machine.store).units
    if lines and units:
        line, unit = rng.choice(lines), rng.choice(sorted(units, key=units.__getitem__))
        with county.writing(machine):
            transfers.assign(machine.store, actor=machine.actor, lines=[line], unit=unit)


def take(county: County, machine: Machine, rng: random.Random) -> None:
    lines = sorted(transfers.expected(machine.store), key=lambda line: county.order[line.pupil])
    room = own_room(county, machine, rng)
    if lines and room:
        with county.writing(machine):
            transfers.take(machine.store, actor=machine.actor, lines=[rng.choice(lines)],
                           class_id=room, day=rng.choice(DAYS))


def _lines(county: County, machine: Machine) -> list[Line]:
    return sorted(transfer_lines.passages(machine.store).lines,
                  key=lambda line: (county.order[line.pupil], line.day, line.key))


def confirm(county: County, machine: Machine, rng: random.Random) -> None:
    """Doubtful ones are laid together, or held apart."""
    pairs = [(line, doubt.arrival) for line in _lines(county, machine) for doubt in line.doubts]
    pairs += [(line, line.arrival) for line in _lines(county, machine) if line.arrival]
    if pairs:
        line, arrival = rng.choice(pairs)
        said = transfers.confirm if rng.random() < 0.6 else transfers.hold_apart
        with county.writing(machine):
            said(machine.store, actor=machine.actor, line=line, arrival=arrival)


def end_passage(county: County, machine: Machine, rng: random.Random) -> None:
    """A child is said to be far away, or looked for again."""
    lines = _lines(county, machine)
    if lines:
        line = rng.choice(lines)
        with county.writing(machine):
            if line.ended:
                transfers.reopen(machine.store, actor=machine.actor, line=line)
            else:
                transfers.end(machine.store, actor=machine.actor, line=line, where="外县小学",
                              proof="接收证明")


def bring_file(county: County, machine: Machine, rng: random.Random) -> None:
    """What the old school's file says is put onto the new record."""
    lines = [line for line in _lines(county, machine) if line.arrival and line.mine_to]
    if lines:
        with county.writing(machine):
            transfers.bring_file(machine.store, actor=machine.actor, line=rng.choice(lines))


def tell_where(county: County, machine: Machine, rng: random.Random) -> None:
    lines = [line for line in _lines(county, machine) if line.mine_from]
    if lines:
        with county.writing(machine):
            transfers.tell_where(machine.store, actor=machine.actor, line=rng.choice(lines),
                                 school=rng.choice([*UNITS.values()]))


def announce(county: County, machine: Machine, rng: random.Random) -> None:
    """A child goes to another school, and everybody hears of it in time."""
    schools = [m for m in county.below(machine) if m.place.role == "school"]
    if len(schools) < 2:
        return
    old, new = rng.sample(schools, 2)
    pupil = own_pupil(county, old, rng)
    if pupil is None:
        return
    with county.writing(old):
        moves.move_pupil(old.store, actor=old.actor, pupil=pupil, kind="转出",
                         day=rng.choice(DAYS), other=UNITS[new.place.unit])
    for mail in pack_up(county, old):
        deliver(county, mail)
    match(county, machine, rng)
    for mail in pack_down(county, machine):
        if mail.receiver == new.name:
            deliver(county, mail)


def ask(county: County, machine: Machine, rng: random.Random) -> None:
    pupil = pick(county, machine, "pupil", rng)
    if pupil:
        with county.writing(machine):
            corrections.ask(machine.store, actor=machine.actor, target=pupil, field="phone",
                            sentence="电话打不通，请核对")


def answer(county: County, machine: Machine, rng: random.Random) -> None:
    row = pick(county, machine, "correction", rng)
    if row:
        with county.writing(machine):
            if corrections.find(machine.store, correction=row).mine:
                corrections.withdraw(machine.store, actor=machine.actor, correction=row)
            else:
                corrections.answer(machine.store, actor=machine.actor, correction=row,
                                   sentence="核对无误")


def hand(county: County, machine: Machine, rng: random.Random) -> None:
    file = county.folder / f"名单{rng.randrange(3)}.txt"
    file.write_text(file.name, encoding="utf-8")
    units = sorted((row for row in load_units(machine)), key=county.order.__getitem__)
    with county.writing(machine):
        handed.hand(machine.store, actor=machine.actor, file=file, kind="list",
                    unit=rng.choice([None, *units]))


def load_units(machine: Machine) -> list[str]:
    columns = sql_table(BY_NAME["unit"]).c
    with machine.store.reading() as connection:
        return list(connection.scalars(
            columns.row.table.select().with_only_columns(columns.row)))
