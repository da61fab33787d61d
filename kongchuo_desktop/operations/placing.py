"""Under which central school a school stands: the bureau's word, which may change."""

from collections.abc import Mapping, Sequence

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.world import homes_of
from kongchuo_desktop.store.joins import members
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Unit
from kongchuo_desktop.store.write import Actor, Changes, Write

_ROLES = ("bureau",)


def centers_for(store: Store, *, units: Sequence[str]) -> Mapping[str, str]:
    """Unit → name of all that these schools can be placed under, the bureau itself first."""
    homes = homes_of(store)
    below = {unit: homes.names.get(unit, "") for unit in homes.within - {homes.own}
             if not any(homes.tree.within(unit, one) for one in units)}
    return {homes.own: homes.names.get(homes.own) or store.header.unit_name,
            **dict(sorted(below.items(), key=lambda item: item[1]))}


def place_schools(store: Store, *, actor: Actor, units: Sequence[str], under: str) -> Changes:
    """Place schools under a central school, or straight under the bureau again.

    The central school learns of it by the next package down; then it makes a kit for each of
    them. Until a school took that in it goes on reporting to the bureau.

    Raises:
        KnownError: ``role_not_allowed``, ``unknown_unit``, and ``unit_circle`` where the central
            school is one of the schools or stands below one of them.
    """
    homes = homes_of(store)
    units, under = [homes.tree.read(unit) for unit in units], homes.tree.read(under)
    if not units or any(unit not in homes.within or unit == homes.own for unit in units) or (
            under not in homes.within):
        raise KnownError("unknown_unit", "没有选学校。", kept="没有改动。", todo="先选学校。")
    if under not in centers_for(store, units=units):
        raise KnownError("unit_circle", "学校不能归到自己，也不能归到自己下面的学校。",
                         kept="没有改动。", todo="换一所中心校。")
    with store.operation("place_school", actor, roles=_ROLES) as write:
        for unit in units:
            _place(write, unit, under)
        if under != homes.own:
            top = write.session.get(Unit, under)
            if top is not None and top.kind == "school":
                write.update(Unit, under, prior=top.tips, kind="center")
    return write.changes


def _place(write: Write, unit: str, under: str) -> None:
    """The record that names a superior is the one that kits were made for, and stays the only one.

    A joined unit has others, of which this store wrote none.
    """
    rows = members(write.session.connection(), unit)
    found = [one for row in rows if (one := write.session.get(Unit, row)) and not one.gone]
    named = [one for one in found if one.parent] or [one for one in found if one.row == unit]
    for one in named:
        write.update(Unit, one.row, prior=one.tips, parent=under)
