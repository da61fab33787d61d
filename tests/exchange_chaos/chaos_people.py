"""What people do in a chaos history: a step is data, (what, who, chance), so that it can be cut."""

import random
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from chaos_county import County, Machine, Screen
from chaos_founding import LATE, PLACES, UNITS, number
from journal_model import Id

from kongchuo_desktop.operations import (
    attendance,
    calendar,
    corrections,
    handed,
    history,
    joins,
    leaves,
    moves,
    papers,
    parting,
    roster,
    transfer_lines,
    transfers,
    trust,
    visits,
)
from kongchuo_desktop.operations.attendance import MarkInput
from kongchuo_desktop.operations.machines import machines_below
from kongchuo_desktop.operations.visits import VisitInput
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.joins import canonical
from kongchuo_desktop.store.tables import BY_NAME, Attached, Visit
from kongchuo_desktop.store.vocabulary import sql_table

Step = tuple[str, str, int]
"""What is done, on which computer, and the number that all its choices are drawn with."""
Act = Callable[[County, Machine, random.Random], None]

DAYS = (date(2008, 10, 13), date(2008, 10, 14), date(2026, 9, 14), date(2026, 9, 15))
"""School days; the older ones lie before any clock of a history."""
NAMES = ("马小花", "马 小花", "阿依古丽·买买提", "阿依古丽・买买提", "冉大山")
PHONES = ("13800000001", "138-0000-0001", "13800000002", None)
KINDS = ("旷课", "事假", "病假")
TWINS_MOST = 2
SCREENS: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "pupil": {"phone": PHONES, "name": NAMES, "notes": ("甲", "乙", None),
              "guardian1_phone": PHONES, "seat": (1, 2, 3)},
    "visit": {"outcome": ("返校", "拒绝", "不在家"), "note": ("甲", None)},
    "mark": {"kind": KINDS, "note": ("甲", "乙", None)},
}


def pick(county: County, machine: Machine, table: str, rng: random.Random) -> str | None:
    """A row that the computer shows, chosen by the order in which rows were written."""
    columns = sql_table(BY_NAME[table]).c
    with machine.store.reading() as connection:
        rows = connection.scalars(columns.row.table.select().with_only_columns(columns.row)).all()
    found = sorted(rows, key=county.order.__getitem__)
    return rng.choice(found) if found else None


def _pupil(county: County, machine: Machine, rng: random.Random) -> str | None:
    """A child of its own roster."""
    found = sorted(load_world(machine.store).pupils, key=county.order.__getitem__)
    return rng.choice(found) if found else None


def _room(county: County, machine: Machine, rng: random.Random) -> str | None:
    """A class of the school; a class's computer works for its own."""
    rooms = sorted(load_world(machine.store).classes, key=county.order.__getitem__)
    mine = trust.own_class(machine.store)
    if mine is not None:
        with machine.store.reading() as connection:
            own = canonical(connection, mine.row)
        rooms = [row for row in rooms if row == own]
    return rng.choice(rooms) if rooms else None


# -- the classes' and the schools' own work ------------------------------------------------------


def add_pupil(county: County, machine: Machine, rng: random.Random) -> None:
    room = _room(county, machine, rng)
    if room is None or machine.place.role == "bureau":
        return
    values = {"name": rng.choice(NAMES), "phone": rng.choice(PHONES)}
    if rng.random() < 0.7:
        values["identity_number"] = number(rng.randrange(4))
    with county.writing(machine):
        roster.add_pupil(machine.store, actor=machine.actor, class_id=room, values=values)


def register(county: County, machine: Machine, rng: random.Random) -> None:
    room, day = _room(county, machine, rng), rng.choice(DAYS)
    if room is None:
        return
    here, _ = attendance.roll(load_world(machine.store), room, day)
    away = sorted((p.id for p in here), key=county.order.__getitem__)
    marks = {p: MarkInput(rng.choice(KINDS)) for p in away if rng.random() < 0.5}
    with county.writing(machine):
        attendance.take_register(machine.store, actor=machine.actor, class_id=room, day=day,
                                 marks=marks, replace=True)


def correct_mark(county: County, machine: Machine, rng: random.Random) -> None:
    pupil = _pupil(county, machine, rng)
    if pupil:
        with county.writing(machine):
            attendance.correct_mark(machine.store, actor=machine.actor, pupil=pupil,
                                    day=rng.choice(DAYS), mark=MarkInput(rng.choice(KINDS)))


def leave(county: County, machine: Machine, rng: random.Random) -> None:
    pupil, day = _pupil(county, machine, rng), rng.choice(DAYS)
    if pupil:
        with county.writing(machine):
            leaves.add_leave(machine.store, actor=machine.actor, pupil=pupil, since=day,
                             until=day + timedelta(days=rng.randrange(3)), kind="病假",
                             asked_by="监护人")


def visit(county: County, machine: Machine, rng: random.Random) -> None:
    pupil = _pupil(county, machine, rng)
    if pupil:
        with county.writing(machine):
            visits.add_visit(machine.store, actor=machine.actor, visit=VisitInput(
                pupil=pupil, day=rng.choice(DAYS), mode=rng.choice(visits.MODES),
                outcome=rng.choice(visits.OUTCOMES)))


def photo(county: County, machine: Machine, rng: random.Random) -> None:
    row = pick(county, machine, "visit", rng)
    data = f"photo {rng.randrange(5)}".encode()
    if row:
        with county.writing(machine), machine.store.operation("add_pictures",
                                                              machine.actor) as write:
            shown = write.session.get_one(Visit, row)
            write.insert(Attached, home=shown.home, target=row, pupil=shown.pupil,
                         digest=write.attach(data), kind="photo", size=len(data))


def paper(county: County, machine: Machine, rng: random.Random) -> None:
    pupil = _pupil(county, machine, rng)
    if pupil:
        with county.writing(machine):
            papers.issue_papers(machine.store, actor=machine.actor, form_id="persuasion_notice",
                                pupils=[pupil], day=machine.store.now().date())


def void(county: County, machine: Machine, rng: random.Random) -> None:
    row = pick(county, machine, "paper", rng)
    if row:
        with county.writing(machine):
            papers.void_paper(machine.store, actor=machine.actor, paper=row, why="写错")


def tag(county: County, machine: Machine, rng: random.Random) -> None:
    pupil = _pupil(county, machine, rng)
    if pupil:
        with county.writing(machine):
            roster.set_tags(machine.store, actor=machine.actor, pupil=pupil,
                            tags=rng.sample(("留守", "脱贫户", "单亲"), rng.randrange(3)))


def leaves_school(county: County, machine: Machine, rng: random.Random) -> None:
    pupil = _pupil(county, machine, rng)
    if pupil:
        with county.writing(machine):
            moves.move_pupil(machine.store, actor=machine.actor, pupil=pupil,
                             kind=rng.choice(("转出", "转出", "休学", "复学", "转入")),
                             day=rng.choice(DAYS), other=rng.choice([*UNITS.values(), "外县"]))


def change_class(county: County, machine: Machine, rng: random.Random) -> None:
    pupil, room = _pupil(county, machine, rng), _room(county, machine, rng)
    if pupil and room:
        with county.writing(machine):
            moves.change_class(machine.store, actor=machine.actor, pupils=[pupil], class_id=room,
                               day=rng.choice(DAYS))


def say_day(county: County, machine: Machine, rng: random.Random) -> None:
    with county.writing(machine):
        calendar.set_days(machine.store, actor=machine.actor, days={
            date(2026, 10, 8 + rng.randrange(2)): (rng.random() < 0.5, "运动会")})


def erase(county: County, machine: Machine, rng: random.Random) -> None:
    """The end of retention, as the school's office has it: all rows about a child."""
    pupil = _pupil(county, machine, rng)
    if pupil is None or machine.place.role != "school":
        return
    with county.writing(machine), machine.store.operation("erase_records", machine.actor,
                                                          undoable=False) as write:
        rows = {row for row, ids in machine.held.items()
                if any(county.truth.entries[i].about == pupil for i in ids)}
        write.erase_many({pupil, *rows}, why="满6年")


# -- forms that stay open, deleting, undoing, settling -------------------------------------------


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
    pupil = _pupil(county, machine, rng)
    if pupil:
        with county.writing(machine):
            parted = parting.look_at_parting(machine.store, record=pupil)
            parting.part(machine.store, actor=machine.actor, parting=parted, hand_over=[
                line.row for line in parted.since if rng.random() < 0.5])


# -- between units -------------------------------------------------------------------------------


def match(county: County, machine: Machine, rng: random.Random) -> None:
    with county.writing(machine):
        transfers.match_all(machine.store, actor=machine.actor)


def assign(county: County, machine: Machine, rng: random.Random) -> None:
    found = transfer_lines.passages(machine.store)
    lines = sorted((line for line in found.lines if line.open),
                   key=lambda line: county.order[line.pupil])
    if lines and found.units:
        line, unit = rng.choice(lines), rng.choice(sorted(found.units, key=found.units.get))
        with county.writing(machine):
            transfers.assign(machine.store, actor=machine.actor, lines=[line], unit=unit)


def take(county: County, machine: Machine, rng: random.Random) -> None:
    lines = sorted(transfers.expected(machine.store), key=lambda line: county.order[line.pupil])
    room = _room(county, machine, rng)
    if lines and room:
        with county.writing(machine):
            transfers.take(machine.store, actor=machine.actor, lines=[rng.choice(lines)],
                           class_id=room, day=rng.choice(DAYS))


def ask(county: County, machine: Machine, rng: random.Random) -> None:
    pupil = _pupil(county, machine, rng)
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


# -- sticks, copies, clocks, lost computers ------------------------------------------------------


def send_up(county: County, machine: Machine, rng: random.Random) -> None:
    period = f"{machine.clock:%Y-%m}" if rng.random() < 0.5 else ""
    path = county.pack_up(machine, period)
    if path:
        county.post(machine, path)


def send_down(county: County, machine: Machine, rng: random.Random) -> None:
    county.mail += county.pack_down(machine)


def receive(county: County, machine: Machine, rng: random.Random) -> None:
    """One of the packages for this computer, whichever; often it stays on the stick."""
    waiting = [mail for mail in county.mail if mail.receiver == machine.name]
    if waiting:
        mail = rng.choice(waiting)
        county.deliver(mail, telephone=rng.random() < 0.8)
        if rng.random() < 0.6:
            county.mail.remove(mail)


def lose_mail(county: County, machine: Machine, rng: random.Random) -> None:
    if county.mail:
        county.mail.remove(rng.choice(county.mail))


def copy(county: County, machine: Machine, rng: random.Random) -> None:
    county.copy(machine)


def return_to_copy(county: County, machine: Machine, rng: random.Random) -> None:
    mine = [copy for copy in county.copies if copy.name == machine.name]
    if mine:
        county.return_to(rng.choice(mine))


def work_in_copy(county: County, machine: Machine, rng: random.Random) -> None:
    mine = [copy for copy in county.copies if copy.name == machine.name]
    twins = sum("~" in name for name in county.machines)
    if mine and machine.place.role == "class" and twins < TWINS_MOST:
        county.twin(rng.choice(mine))


def reopen(county: County, machine: Machine, rng: random.Random) -> None:
    county.reopen(machine)


def jump(county: County, machine: Machine, rng: random.Random) -> None:
    machine.clock = datetime.fromisoformat("2009-01-01") + timedelta(
        days=rng.randrange(37 * 365))


def revoke(county: County, machine: Machine, rng: random.Random) -> None:
    below = [m for m in machines_below(machine.store) if m.sign and m.state != "revoked"]
    found = sorted(below, key=lambda m: county.place_of(m.sign))
    if found:
        lost = rng.choice(found)
        county.revoked_once.add(county.place_of(lost.sign))
        with county.writing(machine):
            trust.revoke(machine.store, actor=machine.actor, sign=lost.sign, why="丢了")


def certify_again(county: County, machine: Machine, rng: random.Random) -> None:
    with county.writing(machine):
        for m in machines_below(machine.store):
            if m.sign and m.state == "revoked":
                trust.certify_again(machine.store, actor=machine.actor, sign=m.sign,
                                    check_code=m.code)


def join_late(county: County, machine: Machine, rng: random.Random) -> None:
    county.join_late()


# -- histories -----------------------------------------------------------------------------------

TEACHERS = tuple(p.name for p in PLACES if p.role == "class")
OFFICES = tuple(p.name for p in PLACES if p.role == "school")
SUPERIORS = (*OFFICES, "bureau")
MATCHERS = ("bureau", "z")
EVERYBODY = tuple(p.name for p in PLACES)

NEIGHBOURS = (
    ("s1", "s1a", "s1a2nd", "bureau"), ("s1", "s1a", "s1b", LATE), ("z", "za", "za2nd", "v1"),
    ("z", "v1", "v1a", "bureau"), ("s1", "s2", "s2a", "bureau"), ("s1", "z", "zb", "bureau"),
)
BUSY = 0.8
"""Share of the steps that happen among neighbours."""

ACTS: Mapping[str, tuple[Act, int, tuple[str, ...]]] = {
    act.__name__: (act, weight, who) for act, weight, who in (
        (add_pupil, 6, TEACHERS + OFFICES), (register, 8, TEACHERS + OFFICES),
        (correct_mark, 3, TEACHERS + OFFICES), (leave, 2, TEACHERS + OFFICES),
        (visit, 6, TEACHERS + OFFICES), (photo, 3, TEACHERS + OFFICES),
        (paper, 2, TEACHERS + OFFICES), (void, 1, TEACHERS + OFFICES),
        (tag, 2, TEACHERS + OFFICES), (leaves_school, 4, TEACHERS + OFFICES),
        (change_class, 3, OFFICES), (say_day, 2, SUPERIORS), (erase, 1, OFFICES),
        (open_form, 6, EVERYBODY), (save, 14, EVERYBODY), (delete, 3, EVERYBODY),
        (undo, 4, EVERYBODY), (settle, 5, EVERYBODY), (join_pupils, 2, SUPERIORS),
        (part_pupils, 1, SUPERIORS), (match, 3, MATCHERS), (assign, 2, MATCHERS),
        (take, 3, OFFICES), (ask, 3, SUPERIORS), (answer, 2, EVERYBODY), (hand, 2, SUPERIORS),
        (send_up, 14, EVERYBODY), (send_down, 8, SUPERIORS), (receive, 22, EVERYBODY),
        (lose_mail, 2, ("bureau",)), (copy, 3, EVERYBODY), (return_to_copy, 2, EVERYBODY),
        (work_in_copy, 1, TEACHERS), (reopen, 2, EVERYBODY), (jump, 3, EVERYBODY),
        (revoke, 1, SUPERIORS), (certify_again, 1, SUPERIORS), (join_late, 1, (LATE,)),
    )}
"""Name → what it is, how often it is done, and on whose computers."""


def history_of(seed: int, length: int) -> list[Step]:
    """A random history as data: most of it happens on a few computers, so that they meet often."""
    rng = random.Random(seed)
    names = list(ACTS)
    weights = [ACTS[name][1] for name in names]
    busy = rng.choice(NEIGHBOURS)
    steps = []
    for name in rng.choices(names, weights, k=length):
        everywhere = ACTS[name][2]
        near = [who for who in everywhere if who in busy]
        who = rng.choice(near if near and rng.random() < BUSY else everywhere)
        steps.append((name, who, rng.getrandbits(32)))
    return steps


def live(county: County, steps: list[Step]) -> None:
    """Lives through a history, step by step."""
    for what, who, chance in steps:
        machine = county.machines.get(who)
        if machine is not None:
            rng = random.Random(chance)
            twins = [m for m in county.machines.values() if m.name.startswith(f"{who}~")]
            ACTS[what][0](county, rng.choice([machine, *twins]), rng)

