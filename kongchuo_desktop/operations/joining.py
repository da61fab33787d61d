"""Kits for units and classes below, and joining a superior by the kit that it made."""

from dataclasses import dataclass
from pathlib import Path

from kongchuo_desktop import __version__
from kongchuo_desktop.domain import names
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import certificates, kits, stick
from kongchuo_desktop.exchange.content import Content
from kongchuo_desktop.exchange.kits import Kit, KitFile
from kongchuo_desktop.exchange.names import KIT, file_name
from kongchuo_desktop.operations import form_packs, profiles
from kongchuo_desktop.operations.access import EVERYONE, SUPERIOR
from kongchuo_desktop.operations.copies import copy_before
from kongchuo_desktop.operations.joins import alike
from kongchuo_desktop.operations.kit_facts import (
    class_facts,
    class_row,
    next_seat,
    note_kit,
    own_facts,
    roster_of,
    unit_below,
)
from kongchuo_desktop.operations.policies import policy_in_use
from kongchuo_desktop.operations.trust import (
    machine_keys,
    own_chain,
    own_class,
    superior_of,
)
from kongchuo_desktop.operations.world import homes_of, known, load_world
from kongchuo_desktop.store.deposit import Holder
from kongchuo_desktop.store.header import Role
from kongchuo_desktop.store.merge import merge
from kongchuo_desktop.store.merge_report import MergeReport
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, PolicyUseRow, Unit
from kongchuo_desktop.store.write import Actor, Changes, Write


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
        KnownError: ``role_not_allowed``, ``unknown_class``, ``no_name``, ``two_units``,
            and what the stick says.
    """
    with store.operation("make_kit", actor, roles=SUPERIOR, undoable=False) as write:
        group, seat = None, ""
        if class_id is not None:
            room = class_row(write, class_id)
            unit, seat = own_facts(store), next_seat(store, room.row, room.seat or "")
            group = class_facts(store, room)
        elif own:
            unit = own_facts(store)
            seat = next_seat(store, unit.row, "", own=True)
        else:
            unit = unit_below(write, store, school or "", school_code)
            seat = next_seat(store, unit.row, "")
    policy = policy_in_use(load_world(store), store.now().date())
    carried = profiles.files_of(store, policy=policy) if policy else ()
    kit = Kit(superior=own_facts(store), chain=own_chain(store), unit=unit, group=group,
              policy=policy, profiles=carried if kits.profiles_fit(carried) else (),
              made=store.now().replace(microsecond=0), program=__version__, seat=seat,
              apart=apart)
    rows = roster_of(store, unit.row, group.row if group else None) if with_roster else None
    data, code = kits.make_kit(kit, machine_keys(store), rows)
    name = file_name(unit.name, kit.class_name, "加入文件", extension=KIT)
    written = stick.write_verified(data, folder, name)
    note_kit(store, group.row if group else unit.row)
    return MadeKit(written.path, kit.for_whom, unit.row, group.row if group else None, code or "",
                   rows.counts["pupils"] if rows else 0, write.changes)


def join(store: Store, *, actor: Actor, data: bytes, code: str = "") -> Joined:
    """Join the superior whose kit this is; what was written before stays ours (journal.md §5).

    ``code`` is asked for where a roster goes along (``kits.read_kit(data).locked``).

    Raises:
        KnownError: ``wrong_kit`` for a kit of another kind of unit, ``wrong_class``,
            ``wrong_unit``, ``kit_code_needed``, ``wrong_kit_code``, and what reading it or its
            roster says.
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
    known = box.get("chain")
    if known and certificates.parse_chain(known)[0].issuer != file.keys.sign:
        # Believed for another's word, it would never be asked for its code, and so never be known
        # as one to write to; and that word may have been taken back.
        box.delete("chain")
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


def role_for(kit: Kit) -> Role:
    """What a store must be for that joins by a kit."""
    if kit.group is not None:
        return "class"
    return "bureau" if kit.unit.kind == "bureau" else "school"


def _check_fits(store: Store, kit: Kit, own: ClassGroup | None) -> None:
    wanted = role_for(kit)
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
    _check_unit(store, kit)


def _check_unit(store: Store, kit: Kit) -> None:
    """Two schools that were joined would be one for ever (journal.md §5).

    Before it joins anybody a store may be called otherwise than its superior calls it; then only
    another 标识码 tells that it is another's kit.
    """
    homes, header = homes_of(store), store.header
    if homes.tree.read(kit.unit.row) == homes.own:
        return
    said, own = kit.unit.code or "", header.unit_code or ""
    same_name = names.normal(kit.unit.name) == names.normal(header.unit_name)
    alike = same_name if not said or not own else said == own
    if not alike and (superior_of(store) is not None or (said and own)):
        whose, here = ((f"标识码{kit.unit.code}", f"标识码{header.unit_code}") if same_name
                       else (kit.unit.name, header.unit_name))
        raise KnownError(
            "wrong_unit", f"这个加入文件是给{whose}的，这里是{here}。",
            kept="没有改动。", todo=f"找一找给{header.unit_name}的那个，或者请上级重新发一个。")


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
