"""A roster from Excel: the same plan is shown first and then written, as one operation."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from kongchuo_desktop.domain.classes import entry_year_of, seat_code, stage_of
from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.roster import FIELDS, pupil_key
from kongchuo_desktop.operations.world import known, load_world, rows_of
from kongchuo_desktop.sheets.plan import plan_import
from kongchuo_desktop.sheets.problems import Decisions, ExistingPupil, ImportPlan, PlanRow, Value
from kongchuo_desktop.sheets.reader import read_workbook
from kongchuo_desktop.sheets.table import Table, choose_table
from kongchuo_desktop.store.history import row_history
from kongchuo_desktop.store.journal_tables import ENTRY
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, PupilRow, Tag
from kongchuo_desktop.store.write import Actor, Changes, Write


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """A sheet as it was understood and what would become of every row."""

    table: Table
    plan: ImportPlan
    sheets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote."""

    created: int
    updated: int
    classes: tuple[str, ...]
    """Names of classes that the sheet brought and the store did not have."""
    changes: Changes


def plan_roster(store: Store, *, data: bytes, name: str, sheet: str | None = None,
                decisions: Decisions | None = None, class_id: str | None = None,
                meanings: Mapping[int, str | None] | None = None) -> RosterPlan:
    """What importing the file would do; nothing is written.

    Args:
        name: the file's name, for sentences.
        decisions: answers to doubtful rows so far.
        class_id: the class of rows that name none.
        meanings: column index → meaning, as the user corrected them.

    Raises:
        KnownError: what reading the file says (``sheet_not_excel``, ``sheet_empty`` …).
    """
    book = read_workbook(data, name)
    table = choose_table(book, sheet)
    if meanings:
        table = table.reassigned(meanings)
    return plan_table(store, table=table, sheets=tuple(s.name for s in book.sheets),
                      decisions=decisions, class_id=class_id)


def plan_table(store: Store, *, table: Table, sheets: tuple[str, ...],
               decisions: Decisions | None = None, class_id: str | None = None) -> RosterPlan:
    """The plan of a sheet that was read before, after another answer was given."""
    plan = plan_import(table, existing_pupils(store), decisions or {},
                       default=_label_of(store, class_id), today=store.now().date())
    return RosterPlan(table, plan, sheets)


def existing_pupils(store: Store) -> list[ExistingPupil]:
    """The store's pupils as an import compares with them, earlier values included."""
    today = store.now().date()
    labels = class_labels(store)
    world = load_world(store)
    with store.session() as session:
        rows = rows_of(session, PupilRow)
        tags = rows_of(session, Tag)
    older = _replaced(store)
    ended: dict[str, set[Value]] = defaultdict(set)
    for tag in tags:
        if tag["until"]:
            ended[tag["pupil"]].add(tag["tag"])
    found = []
    for row in rows:
        pupil = world.pupils.get(row["row"])
        if pupil is None:
            continue
        worn = pupil.tags_on(today)
        history = {**older.get(pupil.id, {}), "tags": frozenset(ended[pupil.id] - worn)}
        found.append(ExistingPupil(
            id=pupil.id, values={f: row[f] for f in FIELDS if row[f] not in (None, "")},
            label=labels.get(pupil.class_id), tags=worn, history=history, tips=row["tips"]))
    return found


def _replaced(store: Store) -> dict[str, dict[str, frozenset[Value]]]:
    """Pupil → field → values that somebody has replaced since."""
    often = (select(ENTRY.c.row).where(ENTRY.c.tbl == "pupil")
             .group_by(ENTRY.c.row).having(func.count() > 1))
    found: dict[str, dict[str, set[Value]]] = defaultdict(lambda: defaultdict(set))
    with store.reading() as connection:
        for item in row_history(connection, connection.scalars(often).all()):
            for name, value in item.entry.set.items():
                if name not in item.current and value is not None:
                    found[item.entry.row][name].add(value)
    return {row: {name: frozenset(values) for name, values in fields.items()}
            for row, fields in found.items()}


def class_labels(store: Store) -> dict[str, ClassLabel]:
    """Class → grade and number as of today."""
    world = load_world(store)
    with store.session() as session:
        rows = rows_of(session, ClassGroup)
    return {r["row"]: ClassLabel(world.classes[r["row"]].grade, r["number"])
            for r in rows if r["row"] in world.classes}


def _label_of(store: Store, class_id: str | None) -> ClassLabel | None:
    labels = class_labels(store)
    if class_id is not None:
        return labels.get(class_id)
    return next(iter(labels.values())) if len(labels) == 1 else None


def commit_roster(store: Store, *, actor: Actor, plan: ImportPlan,
                  class_id: str | None = None) -> Imported:
    """Write the rows of a plan that can be taken in; doubtful rows wait for another time.

    Raises:
        KnownError: ``nothing_to_import``.
    """
    rows = [r for r in plan.rows if r.action in ("create", "update")]
    if not rows:
        raise KnownError("nothing_to_import", "没有可以导入的行。", kept="花名册没有改。",
                         todo="先处理表里要看一眼的行。")
    classes = {label: row for row, label in class_labels(store).items()}
    default = class_id or (next(iter(classes.values())) if len(classes) == 1 else None)
    fresh: list[str] = []
    with store.operation("import_roster", actor, roles=TEACHING) as write:
        targets = {r.number: _class_for(write, store, r, classes, fresh) for r in rows}
        created = _create(write, [r for r in rows if r.action == "create"], targets, default)
        updated = _update(write, [r for r in rows if r.action == "update"], targets)
        _add_tags(write, {**created, **updated}, store.now().date().isoformat())
    return Imported(len(created), len(updated), tuple(fresh), write.changes)


def _class_for(write: Write, store: Store, row: PlanRow, classes: dict[ClassLabel, str],
               fresh: list[str]) -> str | None:
    label = row.label
    if label is None:
        return None
    if label not in classes:
        on = store.now().date()
        classes[label] = write.insert(
            ClassGroup, entry_year=entry_year_of(grade=label.grade, on=on), number=label.number,
            stage=stage_of(label.grade), seat=seat_code(grade=label.grade, number=label.number))
        fresh.append(label.title)
    return classes[label]


def _create(write: Write, rows: Sequence[PlanRow], targets: Mapping[int, str | None],
            default: str | None) -> dict[str, PlanRow]:
    """New pupils, all at once; returns id → row of the plan."""
    fields = [{**r.writes, **known({"class_id": targets[r.number] or default})} for r in rows]
    ids = write.insert_many(PupilRow, [{**f, "key": pupil_key(f)} for f in fields])
    return dict(zip(ids, rows, strict=True))


def _update(write: Write, rows: Sequence[PlanRow],
            targets: Mapping[int, str | None]) -> dict[str, PlanRow]:
    """Changed fields of known pupils; returns id → row of the plan."""
    by_id = {r.pupil: r for r in rows if r.pupil is not None}
    write.update_many(PupilRow, [
        {"row": pupil, "prior": r.prior, **r.writes, **known({"class_id": targets[r.number]})}
        for pupil, r in by_id.items()])
    return by_id


def _add_tags(write: Write, pupils: Mapping[str, PlanRow], today: str) -> None:
    """Tags of new pupils hold from the start, tags found later from today."""
    write.insert_many(Tag, [
        {"key": (pupil, tag, since), "pupil": pupil, "tag": tag,
         **known({"since": since, "note": note})}
        for pupil, row in pupils.items()
        for since in ["" if row.action == "create" else today]
        for tag, note in row.tags.items()])
