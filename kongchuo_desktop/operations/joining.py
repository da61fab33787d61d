"""Who trusts whom: this machine's keys, kits for units below, and joining a superior by its kit."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from kongchuo_desktop import __version__
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import certificates, kits, stick
from kongchuo_desktop.exchange.certificates import Anchor, Kind, Trust
from kongchuo_desktop.exchange.keys import MachineKeys, PublicKeys
from kongchuo_desktop.exchange.kits import ClassFacts, Kit, UnitFacts
from kongchuo_desktop.exchange.names import KIT, file_name
from kongchuo_desktop.operations import profiles
from kongchuo_desktop.operations.access import EVERYONE, SUPERIOR
from kongchuo_desktop.operations.policies import policy_in_use
from kongchuo_desktop.operations.world import known, load_world
from kongchuo_desktop.store.deposit import Holder
from kongchuo_desktop.store.rows import first_living
from kongchuo_desktop.store.scope import within
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, PolicyUseRow, Unit
from kongchuo_desktop.store.write import Actor, Changes, Write


@dataclass(frozen=True, slots=True)
class Superior:
    """The unit that this store reports to, as its kit named it."""

    unit: str
    name: str
    kind: Kind
    keys: PublicKeys


@dataclass(frozen=True, slots=True)
class MadeKit:
    """A kit file as written; ``for_whom`` is the unit or class it is for."""

    path: Path
    for_whom: str
    unit: str
    class_id: str | None
    changes: Changes


@dataclass(frozen=True, slots=True)
class Joined:
    """The kit that was taken in."""

    kit: Kit
    changes: Changes


def machine_keys(store: Store) -> MachineKeys:
    """The keys of this store on this machine; drawn at first need, never sent anywhere."""
    box = store.local("key")
    with store.transaction():
        kept = box.get("machine")
        if kept is not None:
            return MachineKeys.parse(kept)
        fresh = MachineKeys.generate()
        box.set("machine", fresh.as_json())
        return fresh


def superior_of(store: Store) -> Superior | None:
    """The superior whose kit was taken in; None while the store stands alone."""
    kept = store.local("key").get("superior")
    if kept is None:
        return None
    return Superior(kept["unit"], kept["name"], kept["kind"], PublicKeys.parse(kept["keys"]))


def own_chain(store: Store) -> certificates.Chain:
    """The certificates that a superior gave this machine; empty until it did."""
    kept = store.local("key").get("chain")
    return certificates.parse_chain(kept) if kept else ()


def unit_kind(store: Store) -> Kind:
    """What this store speaks as: ``class``, ``school``, ``center`` or ``bureau``."""
    if store.role == "class":
        return "class"
    with store.session() as session:
        row = session.get(Unit, store.home)
    kind: Kind = "bureau" if store.role == "bureau" else "school"
    return "center" if row is not None and row.kind == "center" else kind


def own_class(store: Store) -> ClassGroup | None:
    """The class of a class store, as its superior named it once it joined."""
    if store.role != "class":
        return None
    named = store.local("key").get("class")
    with store.session() as session:
        if named is not None:
            return session.get(ClassGroup, named)
        return first_living(session, ClassGroup)


def trust_of(store: Store, *, today: date) -> Trust:
    """Whom this store believes: itself, its superior, and whom it certified."""
    own = Anchor(machine_keys(store).public, store.home, store.header.unit_name,
                 unit_kind(store), superior=False)
    anchors = [own]
    superior = superior_of(store)
    if superior is not None:
        anchors.append(Anchor(superior.keys, superior.unit, superior.name, superior.kind,
                              superior=True))

    def stands_under(unit: str, above: str) -> bool:
        with store.reading() as connection:
            return within(connection, unit, above)

    issued = {name: certificates.parse_chain(value)
              for name, value in store.local("certificate").items()}
    return Trust(tuple(anchors), today, issued=issued, within=stands_under)


def certify(store: Store, *, actor: Actor, keys: PublicKeys, unit: str, unit_name: str,
            kind: str, class_id: str | None, class_name: str) -> None:
    """Give the machine behind ``keys`` a certificate: its check code was compared by telephone.

    Raises:
        KnownError: ``role_not_allowed`` for whoever is no superior.
    """
    if actor.role not in SUPERIOR:
        raise KnownError("role_not_allowed", "只有学校或教育局能核对下级的电脑。",
                         kept="没有改动。", todo="请学校办公室或教育局来核对。")
    given = certificates.issue(
        machine_keys(store), keys, unit=unit, unit_name=unit_name, kind=cast(Kind, kind),
        valid_from=store.now().date(), class_id=class_id, class_name=class_name)
    chain = (given, *own_chain(store))
    store.local("certificate").set(keys.sign, certificates.chain_as_json(chain))


def withdraw(store: Store, *, keys: PublicKeys) -> None:
    """Take a certificate back that was given in vain: its package could not be taken in."""
    store.local("certificate").delete(keys.sign)


def make_kit(store: Store, *, actor: Actor, folder: Path, school: str | None = None,
             school_code: str = "", class_id: str | None = None) -> MadeKit:
    """Write the kit by which a school or a class below joins (journal.md §6, §7).

    Raises:
        KnownError: ``role_not_allowed``, ``unknown_class``, ``no_name``, and what the stick says.
    """
    with store.operation("make_kit", actor, roles=SUPERIOR, undoable=False) as write:
        if class_id is not None:
            room = write.session.get(ClassGroup, class_id)
            if room is None:
                raise KnownError("unknown_class", "没有这个班。", todo="先在设置里添加班级。")
            unit, group = _own_unit(store), _class_facts(store, room)
        else:
            unit, group = _unit_below(write, store, school or "", school_code), None
    policy = policy_in_use(load_world(store), store.now().date())
    carried = profiles.files_of(store, policy=policy) if policy else ()
    kit = Kit(superior=_own_unit(store), chain=own_chain(store), unit=unit, group=group,
              policy=policy, profiles=carried if kits.profiles_fit(carried) else (),
              made=store.now().replace(microsecond=0), program=__version__)
    data, _ = kits.make_kit(kit, machine_keys(store))
    for_whom = f"{unit.name}{group.name if group else ''}"
    name = file_name(unit.name, *([group.name] if group else []), "加入文件", extension=KIT)
    written = stick.write_verified(data, folder, name)
    return MadeKit(written.path, for_whom, unit.row, group.row if group else None, write.changes)


def _own_unit(store: Store) -> UnitFacts:
    header = store.header
    kind = "bureau" if store.role == "bureau" else "school"
    return UnitFacts(store.home, header.unit_name, header.unit_code, kind)


def _unit_below(write: Write, store: Store, name: str, code: str) -> UnitFacts:
    name, code = name.strip(), code.strip()
    if not name:
        raise KnownError("no_name", "没有写给哪所学校。", todo="写上学校全称。")
    with store.session() as session:
        found = first_living(session, Unit, name=name, parent=store.home)
    if found is not None:
        return UnitFacts(found.row, name, found.code, found.kind or "school")
    row = write.insert(Unit, parent=store.home, **known({
        "name": name, "code": code, "kind": "school"}))
    return UnitFacts(row, name, code or None, "school")


def _class_facts(store: Store, room: ClassGroup) -> ClassFacts:
    world = load_world(store)
    assert room.entry_year is not None
    assert room.number is not None
    assert room.stage is not None
    return ClassFacts(row=room.row, name=world.classes[room.row].name,
                      entry_year=room.entry_year, number=room.number, stage=room.stage,
                      seat=room.seat or "", home=room.home if room.home != store.home else None)


def join(store: Store, *, actor: Actor, data: bytes) -> Joined:
    """Join the superior whose kit this is; what was written before stays ours (journal.md §5).

    Raises:
        KnownError: ``wrong_kit`` for a kit of another kind of unit, and what reading it says.
    """
    file = kits.read_kit(data)
    kit = file.kit
    _check_fits(store, kit)
    profiles.take_over(store, texts=kit.profiles)
    own = own_class(store)
    _move_home(store, actor, kit)
    with store.operation("join", actor, roles=EVERYONE, undoable=False) as write:
        _name_unit(write, kit)
    with store.operation("join", actor, roles=EVERYONE, undoable=False) as write:
        _join_class(write, kit, own, actor)
        if kit.policy and policy_in_use(load_world(store), store.now().date()) is None:
            write.insert(PolicyUseRow, policy=kit.policy,
                         since=store.now().date().isoformat())
        box = store.local("key")
        if kit.group is not None:
            box.set("class", kit.group.row)
        box.set("superior", {"unit": kit.superior.row, "name": kit.superior.name,
                             "kind": kit.superior.kind, "keys": file.keys.as_json()})
    keep_deposit(store)
    return Joined(kit, write.changes)


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


def _check_fits(store: Store, kit: Kit) -> None:
    wanted = "class" if kit.group is not None else "school"
    if store.role != wanted:
        said = {"class": "班级", "school": "学校"}
        raise KnownError("wrong_kit", f"这个加入文件是给{said[wanted]}用的。", kept="没有改动。",
                         todo=f"请上级重新发一个给{said.get(store.role, '本单位')}的。")


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
    write.insert(Unit, row=unit.row, **known({
        "name": unit.name, "code": unit.code, "kind": unit.kind,
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
