"""Forms that stay open, deleting, undoing, settling and joining in a chaos history."""

import random
from collections.abc import Mapping
from typing import Any

from chaos_choosing import KINDS, NAMES, PHONES, own_pupil, pick
from chaos_county import County
from chaos_machine import Machine, Screen
from journal_model import Id

from kongchuo_desktop.operations import history, joins, parting, roster
from kongchuo_desktop.store.tables import BY_NAME

SCREENS: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "pupil": {"phone": PHONES, "name": NAMES, "notes": ("甲", "乙", None),
              "guardian1_phone": PHONES, "seat": (1, 2, 3)},
    "visit": {"outcome": ("返校", "拒绝", "不在家"), "note": ("甲", None)},
    "mark": {"kind": KINDS, "note": ("甲", "乙", None)},
}


def open_form(county: County, machine: Machine, rng: random.Random) -> None:
    table = rng.choice(sorted(SCREENS))
    row = pick(county, machine, table, rng)
    if row:
        with machine.store.session() as session:
            shown = session.get_one(BY_NAME[table], row)
            machine.screens.append(Screen(table, row, shown.tips, frozenset(machine.held[row])))


def _form(county: County, machine: Machine, rng: random.Random) -> Screen | None:
    """A form just opened, or one that has been open for who knows how long."""
    if rng.random() < 0.5:
        open_form(county, machine, rng)
        return machine.screens[-1] if machine.screens else None
    return rng.choice(machine.screens) if machine.screens else None


def save(county: County, machine: Machine, rng: random.Random) -> None:
    form = _form(county, machine, rng)
    if form is None:
        return
    fields = SCREENS[form.table]
    values = {name: rng.choice(fields[name])
              for name in rng.sample(sorted(fields), rng.randint(1, 2))}
    with county.writing(machine, {form.row: form.seen}):
        if form.table == "pupil" and machine.place.role != "bureau":
            roster.edit_pupil(machine.store, actor=machine.actor, pupil=form.row,
                              prior=form.tips, values=values)
        else:
            with machine.store.operation("edit", machine.actor) as write:
                write.update(BY_NAME[form.table], form.row, prior=form.tips, **values)


def delete(county: County, machine: Machine, rng: random.Random) -> None:
    form = _form(county, machine, rng)
    if form:
        with county.writing(machine, {form.row: form.seen}), machine.store.operation(
                "delete", machine.actor) as write:
            write.delete(BY_NAME[form.table], form.row, prior=form.tips)


def undo(county: County, machine: Machine, rng: random.Random) -> None:
    with county.writing(machine):
        (history.undo if rng.random() < 0.7 else history.redo)(machine.store, actor=machine.actor)


def settle(county: County, machine: Machine, rng: random.Random) -> None:
    found = sorted(history.list_conflicts(machine.store, quiet=True),
                   key=lambda c: (county.order[c.row], c.field))
    if found:
        conflict = rng.choice(found)
        values = [choice.value for choice in conflict.choices]
        with county.writing(machine):
            history.settle(machine.store, actor=machine.actor, conflict=conflict,
                           value=rng.choice(values))


def join_pupils(county: County, machine: Machine, rng: random.Random) -> None:
    with county.writing(machine):
        pairs = joins.certain_pairs(machine.store)
    if pairs:
        # Such a join counts as having seen nothing of the record that it joins to another.
        unseen = {pair.other.id: frozenset[Id]() for pair in pairs if not pair.other.was_joined}
        with county.writing(machine, unseen):
            joins.join_certain(machine.store, actor=machine.actor, pairs=pairs)


def part_pupils(county: County, machine: Machine, rng: random.Random) -> None:
    pupil = own_pupil(county, machine, rng)
    if pupil:
        with county.writing(machine):
            parted = parting.look_at_parting(machine.store, record=pupil)
            parting.part(machine.store, actor=machine.actor, parting=parted, hand_over=[
                line.row for line in parted.since if rng.random() < 0.5])
