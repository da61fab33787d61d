"""The pupils of a store as an import compares with them, earlier values and enrollment included."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from kongchuo_desktop.domain.enrollment import DETAILS
from kongchuo_desktop.domain.journal import Ancestry
from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.operations.memory import remembered
from kongchuo_desktop.operations.roster import FIELDS
from kongchuo_desktop.operations.trust import own_class
from kongchuo_desktop.operations.world import canonical_ids, load_world, rows_of
from kongchuo_desktop.sheets.problems import ExistingPupil, Value
from kongchuo_desktop.store import projection
from kongchuo_desktop.store.journal_tables import ENTRY
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, Enrollment, PupilRow, Tag


def existing_pupils(store: Store) -> list[ExistingPupil]:
    """All pupils that the store reads, of whatever class; asked anew for each answer of a plan."""
    return remembered(store, "existing pupils", lambda: _read(store))


def _read(store: Store) -> list[ExistingPupil]:
    today = store.now().date()
    labels = class_labels(store)
    world = load_world(store)
    with store.session() as session:
        rows = rows_of(session, PupilRow)
        tags = rows_of(session, Tag)
        same = canonical_ids(session)
        details = {row["pupil"]: row for row in rows_of(session, Enrollment)}
    older = _replaced(store, "pupil")
    older_details = _replaced(store, "enrollment")
    ended: dict[str, set[Value]] = defaultdict(set)
    for tag in tags:
        if tag["until"]:
            ended[same.get(tag["pupil"], tag["pupil"])].add(tag["tag"])
    found = []
    for row in rows:
        pupil = world.pupils.get(row["row"])
        if pupil is None:
            continue
        worn = pupil.tags_on(today)
        values = {f: row[f] for f in FIELDS if row[f] not in (None, "")}
        history: dict[str, frozenset[Value]] = {
            **older.get(pupil.id, {}), "tags": frozenset(ended[pupil.id] - worn)}
        detail = details.get(pupil.id)
        if detail is not None:
            values |= {f: detail[f] for f in DETAILS if detail[f] not in (None, "")}
            history |= older_details.get(detail["row"], {})
        found.append(ExistingPupil(
            id=pupil.id, values=values, label=labels.get(pupil.class_id), tags=worn,
            history=history, tips=row["tips"],
            details=(detail["row"], detail["tips"]) if detail is not None else None))
    return found


def class_labels(store: Store) -> dict[str, ClassLabel]:
    """Class → grade and number as of today."""
    world = load_world(store)
    with store.session() as session:
        rows = rows_of(session, ClassGroup)
    return {r["row"]: ClassLabel(world.classes[r["row"]].grade, r["number"])
            for r in rows if r["row"] in world.classes}


def own_label(store: Store) -> ClassLabel | None:
    """The one class of a class teacher's store; None elsewhere."""
    room = own_class(store)
    return class_labels(store).get(room.row) if room else None


def _replaced(store: Store, table: str) -> Mapping[str, Mapping[str, frozenset[Any]]]:
    """Row → field → values that somebody has replaced since."""
    often = (select(ENTRY.c.row).where(ENTRY.c.tbl == table)
             .group_by(ENTRY.c.row).having(func.count() > 1))
    with store.reading() as connection:
        rows = projection.entries_of(connection, connection.scalars(often).all())
    found: dict[str, Mapping[str, frozenset[Any]]] = {}
    for row, entries in rows.items():
        tree = Ancestry(entries)
        older: dict[str, set[Any]] = defaultdict(set)
        newest = {name: tree.heads(name)[-1].id for e in entries for name in e.set}
        for entry in entries:
            for name, value in entry.set.items():
                if newest[name] != entry.id and value is not None:
                    older[name].add(value)
        found[row] = {name: frozenset(values) for name, values in older.items()}
    return found
