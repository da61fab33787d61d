"""Kits for units and classes below, and joining a superior by the kit that it made."""

from dataclasses import dataclass
from pathlib import Path

from kongchuo_desktop import __version__
from kongchuo_desktop.domain.journal import read_entry
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import kits, stick
from kongchuo_desktop.exchange.content import Content
from kongchuo_desktop.exchange.kits import ClassFacts, Kit, KitFile, UnitFacts
from kongchuo_desktop.exchange.names import KIT, file_name
from kongchuo_desktop.operations import form_packs, profiles
from kongchuo_desktop.operations.access import EVERYONE, SUPERIOR
from kongchuo_desktop.operations.copies import copy_before
from kongchuo_desktop.operations.joins import alike
from kongchuo_desktop.operations.policies import policy_in_use
from kongchuo_desktop.operations.trust import (
    machine_keys,
    own_chain,
    own_class,
    superior_of,
    unit_kind,
)
from kongchuo_desktop.operations.visibility import down_rows
from kongchuo_desktop.operations.world import class_title, known, load_world
from kongchuo_desktop.store.deposit import Holder
from kongchuo_desktop.store.joins import members
from kongchuo_desktop.store.merge import export_rows, merge
from kongchuo_desktop.store.merge_report import MergeReport
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, PolicyUseRow, Unit
from kongchuo_desktop.store.write import Actor, Changes, Write

_FURTHER = "副"
"""Follows the seat code of a second computer; the letters are those of moved stores (§6)."""


@dataclass(frozen=True, slots=True)
class MadeKit:
    """A kit file as written; ``for_whom`` is the unit or class it is for.

    ``code`` opens the roster in it: it is shown once and kept nowhere; empty without a roster.
    ``pupils`` is how many children's records go along.
    """

    path: Path
    for_whom: str
    unit: str
    class_id: str | None
    code: str
    pupils: int
    changes: Changes


@dataclass(frozen=True, slots=True)
class Joined:
    """The kit that was taken in.

    Attributes:
        brought: what the roster in it changed; None where it had none.
        pupils: how many records of children it brought.
        pairs: how many children may now have two records: their class had started alone.
    """

    kit: Kit
    changes: Changes
    brought: Changes | None = None
    pupils: int = 0
    pairs: int = 0


def make_kit(store: Store, *, actor: Actor, folder: Path, school: str | None = None,
             school_code: str = "", class_id: str | None = None, own: bool = False,
             with_roster: bool = False, apart: bool = False) -> MadeKit:
    """Write the kit by which a school or a class below joins (journal.md §6, §7).

    ``own`` makes it for another computer of this very unit; a school that makes one for a school
    below becomes a central school. ``apart`` makes it for one of two computers that number their
    papers alike, since they began with one kit: it goes on under a seat code of its own.

    Raises:
        KnownError: ``role_not_allowed``, ``unknown_class``, ``no_name``, and what the stick says.
    """
    with store.operation("make_kit", actor, roles=SUPERIOR, undoable=False) as write:
        group, seat = None, ""
        if class_id is not None:
            room = _class_row(write, class_id)
            unit, seat = _own_unit(store), _next_seat(store, room.row, room.seat or "")
            group = _class_facts(store, room)
        elif own:
            unit = _own_unit(store)
            seat = _next_seat(store, unit.row, "", own=True)
        else:
            unit = _unit_below(write, store, school or "", school_code)
            seat = _next_seat(store, unit.row, "")
    policy = policy_in_use(load_world(store), store.now().date())
    carried = profiles.files_of(store, policy=policy) if policy else ()
    kit = Kit(superior=_own_unit(store), chain=own_chain(store), unit=unit, group=group,
              policy=policy, profiles=carried if kits.profiles_fit(carried) else (),
              made=store.now().replace(microsecond=0), program=__version__, seat=seat,
              apart=apart)
    rows = _roster(store, unit.row, group.row if group else None) if with_roster else None
    data, code = kits.make_kit(kit, machine_keys(store), rows)
    for_whom = f"{unit.name}{group.name if group else ''}"
    name = file_name(unit.name, *([group.name] if group else []), "加入文件", extension=KIT)
    written = stick.write_verified(data, folder, name)
    _note_kit(store, group.row if group else unit.row)
    return MadeKit(written.path, for_whom, unit.row, group.row if group else None, code or "",
                   rows.counts["pupils"] if rows else 0, write.changes)


def _roster(store: Store, unit: str, class_id: str | None) -> Content:
    """What the new machine starts with: its rows, the calendar and what is handed down, the forms.

    Scans and papers come with the first package down, which may be larger than a kit.
    """
    chosen = export_rows(store, down_rows(store, unit=unit, class_id=class_id))
    pupils = {entry.row for entry in map(read_entry, chosen.entries) if entry.table == "pupil"}
    return Content(tuple(chosen.entries), tuple(chosen.operations), tuple(chosen.runs), {},
                   {"pupils": len(pupils)}, {"forms": form_packs.carried(store)})


def _next_seat(store: Store, whom: str, seat: str, *, own: bool = False) -> str:
    """The seat code of one more computer of a class or unit, of which no other has the like.

    Whoever makes the kit has the plain one itself where it is for its ``own`` unit.
    """
    box = store.local("kit")
    with store.reading() as connection:
        made = own + sum(int(box.get(name, 0)) for name in members(connection, whom))
    return seat + (_FURTHER + (str(made) if made > 1 else "") if made else "")


def _note_kit(store: Store, whom: str) -> None:
    box = store.local("kit")
    with store.transaction():
        box.set(whom, int(box.get(whom, 0)) + 1)


def _own_unit(store: Store) -> UnitFacts:
    header = store.header
    with store.session() as session:
        row = session.get(Unit, store.home)
    return UnitFacts(store.home, header.unit_name, header.unit_code, unit_kind(store),
                     row.township if row else None, row.county if row else None)


def _unit_below(write: Write, store: Store, name: str, code: str) -> UnitFacts:
    name, code = name.strip(), code.strip()
    if not name:
        raise KnownError("no_name", "没有写给哪所学校。", todo="写上学校全称。")
    _become_center(write)
    # Placed here by a superior, it may name this unit by another of its records.
    called = [unit for top in members(write.session.connection(), store.home)
              for unit in living(write.session, Unit, name=name, parent=top)]
    if code:
        # A name can be taken by anybody, also by a school below itself.
        called = [unit for unit in called if unit.code in (code, None)]
    if len(called) > 1:
        raise KnownError("two_units", f"有{len(called)}所学校叫“{name}”。", kept="没有写加入文件。",
                         todo="写上学校的标识码，或者先把名字分开。")
    if called:
        (found,) = called
        return UnitFacts(found.row, name, found.code, found.kind or "school", found.township,
                         found.county)
    row = write.insert(Unit, parent=store.home, **known({
        "name": name, "code": code, "kind": "school"}))
    return UnitFacts(row, name, code or None, "school")


def _become_center(write: Write) -> None:
    """A school with schools below it is a central school from now on."""
    mine = write.session.get(Unit, write.home)
    if mine is not None and mine.kind == "school":
        write.update(Unit, mine.row, prior=mine.tips, kind="center")


def _class_row(write: Write, class_id: str) -> ClassGroup:
    """The record of a class that this unit wrote itself, rather than one that was joined to it."""
    rows = [room for row in members(write.session.connection(), class_id)
            if (room := write.session.get(ClassGroup, row)) is not None]
    if not rows:
        raise KnownError("unknown_class", "没有这个班。", todo="先在设置里添加班级。")
    return min(rows, key=lambda room: (room.home != write.home, room.row != class_id))


def _class_facts(store: Store, room: ClassGroup) -> ClassFacts:
    assert room.entry_year is not None
    assert room.number is not None
    assert room.stage is not None
    return ClassFacts(row=room.row, name=class_title(store, room.row),
                      entry_year=room.entry_year, number=room.number, stage=room.stage,
                      seat=room.seat or "", home=room.home if room.home != store.home else None)


def join(store: Store, *, actor: Actor, data: bytes, code: str = "") -> Joined:
    """Join the superior whose kit this is; what was written before stays ours (journal.md §5).

    ``code`` is asked for where a roster goes along (``kits.read_kit(data).locked``).

    Raises:
        KnownError: ``wrong_kit`` for a kit of another kind of unit, ``wrong_class``,
            ``kit_code_needed``, ``wrong_kit_code``, and what reading it or its roster says.
            Nothing is changed then.
    """
    file = kits.read_kit(data)
    kit = file.kit
    own = own_class(store)
    _check_fits(store, kit, own)
    rows = unlock(data, file, code)
    profiles.take_over(store, texts=kit.profiles)
    brought = _take_roster(store, rows, kit.superior.name) if rows is not None else None
    _move_home(store, actor, kit)
    with store.operation("join", actor, roles=EVERYONE, undoable=False) as write:
        _name_unit(write, kit)
    with store.operation("join", actor, roles=EVERYONE, undoable=False) as write:
        _join_class(write, kit, own, actor)
        if kit.policy and policy_in_use(load_world(store), store.now().date()) is None:
            write.insert(PolicyUseRow, policy=kit.policy,
                         since=store.now().date().isoformat())
        _keep_superior(store, file)
    keep_deposit(store)
    if brought is None:
        return Joined(kit, write.changes)
    new = sum(row.new and row.table == "pupil" for row in brought.rows)
    return Joined(kit, write.changes, Changes(
        op=None, kind="join", tables=frozenset(row.table for row in brought.rows),
        rows=tuple(row.row for row in brought.rows), pupils=brought.pupils), new,
        len(alike(store)))


def unlock(data: bytes, file: KitFile, code: str) -> Content | None:
    """The rows that go along with a kit; None where it has none.

    Raises:
        KnownError: ``kit_code_needed``, ``wrong_kit_code``, and what reading them says.
    """
    if not file.locked:
        return None
    if not code.strip():
        raise KnownError("kit_code_needed", "这个加入文件带着名册，要输入上级给的12位加入码。",
                         kept="没有改动。", todo="码没有记下来的，请上级重新发一个加入文件。")
    return kits.unlock_kit(data, code)


def _take_roster(store: Store, rows: Content, giver: str) -> MergeReport:
    """Take the rows in as from a superior, of whatever home, whole or not at all (§7)."""
    copy_before(store, "import")
    report = merge(store, rows.entries, rows.operations, rows.runs, rows.attachments,
                   allowed_home=lambda home: True)
    form_packs.take_carried(store, rows.meta.get("forms"), by=giver)
    return report


def _keep_superior(store: Store, file: KitFile) -> None:
    """Whom this store reports to, as which class, and under which seat its papers are numbered."""
    kit, box = file.kit, store.local("key")
    if box.get("seat") is None or kit.apart:
        # A computer that joins again keeps the seat that is its own already.
        box.set("seat", kit.seat or (kit.group.seat if kit.group else ""))
    if kit.group is not None:
        box.set("class", kit.group.row)
    box.set("superior", {"unit": kit.superior.row, "name": kit.superior.name,
                         "kind": kit.superior.kind, "keys": file.keys.as_json()})


def keep_deposit(store: Store) -> None:
    """See to it that the data key lies with the superior of today and with nobody else.

    Done when joining, and again at each opening: the power may have gone in between.
    """
    superior = superior_of(store)
    if superior is None:
        return
    slot = store.header.deposited
    if slot is None or slot["fingerprint"] != superior.keys.fingerprint:
        store.deposit_key(Holder(superior.name, superior.keys.seal, superior.keys.fingerprint))


def _check_fits(store: Store, kit: Kit, own: ClassGroup | None) -> None:
    wanted = "class" if kit.group is not None else (
        "bureau" if kit.unit.kind == "bureau" else "school")
    if store.role != wanted:
        said = {"class": "班级", "school": "学校", "bureau": "教育局"}
        raise KnownError("wrong_kit", f"这个加入文件是给{said[wanted]}用的。", kept="没有改动。",
                         todo=f"请上级重新发一个给{said.get(store.role, '本单位')}的。")
    group = kit.group
    if group is not None and own is not None and (own.entry_year, own.number, own.stage) != (
            group.entry_year, group.number, group.stage):
        # Joined all the same, the children of two classes would be one class's.
        raise KnownError("wrong_class", f"这个加入文件是给{group.name}的，不是给这个班的。",
                         kept="没有改动。", todo="找一找给自己班的那个，或者请学校重新发一个。")


def _move_home(store: Store, actor: Actor, kit: Kit) -> None:
    """A provisional home becomes the known one by a join of the two unit rows (§5).

    An operation of its own, for only a join that is written lets this store write for both
    homes; done again after a power cut it does no harm.
    """
    if kit.unit.row != store.home:
        with store.operation("join", actor, roles=EVERYONE, undoable=False) as write:
            mine = write.session.get(Unit, store.home)
            if mine is not None:
                write.update(Unit, store.home, prior=mine.tips, same_as=kit.unit.row)
    store.rename(name=store.header.name, home=kit.unit.row, unit_name=kit.unit.name,
                 unit_code=kit.unit.code)


def _name_unit(write: Write, kit: Kit) -> None:
    """The unit as its superior calls it; who stands above it is the superior's own fact.

    The home of the class's row, where it is another, is one with it from now on: only then may
    the class be written down.
    """
    unit, group = kit.unit, kit.group
    there = write.session.get(Unit, unit.row)
    # What a unit says of itself is better known there than above.
    place = {"township": (there and there.township) or unit.township,
             "county": (there and there.county) or unit.county}
    write.insert(Unit, row=unit.row, **known({
        "name": unit.name, "code": unit.code, "kind": unit.kind, **place,
        "same_as": group.home if group else None}))


def _join_class(write: Write, kit: Kit, own: ClassGroup | None, actor: Actor) -> None:
    group = kit.group
    if group is None:
        return
    if write.session.get(ClassGroup, group.row) is None:
        write.insert(ClassGroup, row=group.row, home=group.home or kit.unit.row,
                     entry_year=group.entry_year, number=group.number, stage=group.stage,
                     **known({"seat": group.seat, "head_teacher": actor.name}))
    if own is not None and own.row != group.row:
        write.update(ClassGroup, own.row, prior=own.tips, same_as=group.row)
