"""The school's and the classes' own facts: names, telephone, head teacher, lessons a day, kind."""

from typing import Any

from kongchuo_desktop.domain.facts import ClassRoom
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import world
from kongchuo_desktop.operations.access import EVERYONE, TEACHING
from kongchuo_desktop.operations.trust import own_class
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, Unit
from kongchuo_desktop.store.write import Actor, Changes

UNIT_FIELDS = ("name", "township", "county", "phone", "address", "principal")
CLASS_FIELDS = ("name", "head_teacher", "phone", "lessons", "kind")


def own_unit(store: Store) -> Unit | None:
    """The unit that owns what is written here."""
    with store.session() as session:
        return session.get(Unit, store.home)


def class_row(store: Store, *, class_id: str) -> ClassGroup | None:
    """A class with its tips, for a form that will save it."""
    with store.session() as session:
        return session.get(ClassGroup, class_id)


def list_classes(store: Store) -> list[ClassRoom]:
    """The classes of the unit by grade and number."""
    return sorted(load_world(store).classes.values(), key=lambda room: room.place)


def class_title(store: Store) -> str:
    """``七年级1班`` for the store of a class; empty for every other store."""
    own = own_class(store)
    return "" if own is None else world.class_title(store, own.row)


def edit_unit(store: Store, *, actor: Actor, prior: str, **fields: Any) -> Changes:
    """Change the unit's own facts; they stand on every paper."""
    _only(fields, UNIT_FIELDS)
    with store.operation("edit_unit", actor, roles=EVERYONE) as write:
        write.update(Unit, store.home, prior=prior, **fields)
    return write.changes


def edit_class(store: Store, *, actor: Actor, class_id: str, prior: str, **fields: Any) -> Changes:
    """Change a class's facts; None empties one."""
    _only(fields, CLASS_FIELDS)
    with store.operation("edit_class", actor, roles=TEACHING) as write:
        write.update(ClassGroup, class_id, prior=prior, **fields)
    return write.changes


def _only(fields: dict[str, Any], allowed: tuple[str, ...]) -> None:
    unknown = set(fields) - set(allowed)
    if unknown:
        raise KnownError("unknown_field", f"没有“{'、'.join(sorted(unknown))}”这一项。")
