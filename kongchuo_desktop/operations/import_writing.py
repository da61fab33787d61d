"""An import plan carried out: classes, pupils, their enrollment and tags, in one operation."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from kongchuo_desktop.domain.classes import entry_year_of, seat_code, stage_of
from kongchuo_desktop.domain.enrollment import DETAILS
from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.moves import CLASS_CHANGE
from kongchuo_desktop.operations.roster import pupil_key
from kongchuo_desktop.sheets.problems import ImportPlan, PlanRow
from kongchuo_desktop.sheets.reader import Progress
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, Enrollment, Movement, PupilRow, Tag
from kongchuo_desktop.store.vocabulary import sql_table
from kongchuo_desktop.store.write import Actor, Changes, Write

_PORTION = 1000
"""Rows written between two words of progress."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote."""

    created: int
    updated: int
    classes: tuple[str, ...]
    """Names of classes that the sheet brought and the store did not have."""
    changes: Changes


def write_plan(store: Store, *, actor: Actor, plan: ImportPlan, labels: Mapping[str, ClassLabel],
               class_id: str | None, progress: Progress) -> Imported:
    """Writes the rows of a plan that can be taken in.

    Raises:
        KnownError: ``nothing_to_import``.
    """
    fresh = [r for r in plan.rows if r.action == "create"]
    known = [r for r in plan.rows if r.action == "update"]
    if not fresh and not known:
        raise KnownError("nothing_to_import", "没有可以导入的行。", kept="花名册没有改。",
                         todo="先处理表里要看一眼的行。")
    with store.operation("import_roster", actor, roles=TEACHING) as write:
        rooms = _Rooms(write, labels, store, class_id)
        writing = _Writing(write, rooms, store.now().date().isoformat())
        done = 0
        for rows, work in ((fresh, writing.create), (known, writing.update)):
            for portion in _portions(rows):
                progress("写入", done, len(fresh) + len(known))
                work(portion)
                done += len(portion)
        progress("存盘", done, done)
    return Imported(len(fresh), len(known), tuple(rooms.made), write.changes)


def _portions(rows: Sequence[PlanRow]) -> Iterator[Sequence[PlanRow]]:
    for start in range(0, len(rows), _PORTION):
        yield rows[start:start + _PORTION]


class _Rooms:
    """The class that each label means; made where the store has none."""

    def __init__(self, write: Write, labels: Mapping[str, ClassLabel], store: Store,
                 class_id: str | None) -> None:
        self._write = write
        self._on = store.now().date()
        self._rows = {label: row for row, label in labels.items()}
        self._default = class_id or (next(iter(labels)) if len(labels) == 1 else None)
        self.made: list[str] = []

    def of(self, row: PlanRow) -> str | None:
        """The class to write into a row; None where it stays as it is."""
        label = row.label
        if label is None:
            return self._default if row.pupil is None else None
        if label not in self._rows:
            self._rows[label] = self._write.insert(
                ClassGroup, entry_year=entry_year_of(grade=label.grade, on=self._on),
                number=label.number, stage=stage_of(label.grade),
                seat=seat_code(grade=label.grade, number=label.number))
            self.made.append(label.title)
        return self._rows[label]


class _Writing:
    """Rows of a plan into the tables, portion by portion."""

    def __init__(self, write: Write, rooms: _Rooms, today: str) -> None:
        self._write, self._rooms, self._today = write, rooms, today

    def create(self, rows: Sequence[PlanRow]) -> None:
        """New pupils with all that the sheet says of them; tags hold from the start."""
        fields = [self._pupil(row) for row in rows]
        for pupil in fields:
            pupil["key"] = pupil_key(pupil)
        ids = self._write.insert_many(PupilRow, fields)
        self._details(zip(ids, rows, strict=True))
        self._tags(zip(ids, rows, strict=True), since="")

    def update(self, rows: Sequence[PlanRow]) -> None:
        """Changed fields of known pupils; tags found later hold from today."""
        pairs = [(row.pupil, row) for row in rows if row.pupil is not None]
        changed = [{"row": pupil, "prior": row.prior, **self._pupil(row)} for pupil, row in pairs]
        self._change_classes([fields for fields in changed if "class_id" in fields])
        self._write.update_many(PupilRow, changed)
        self._details(pairs)
        self._tags(pairs, since=self._today)

    def _change_classes(self, changed: Sequence[dict[str, Any]]) -> None:
        """A pupil in another class than before changed it today: earlier registers stay his."""
        pupils = sql_table(PupilRow).c
        of_these = among(pupils.row, [fields["row"] for fields in changed])
        known = self._write.connection.execute(
            select(pupils.row, pupils.class_id).where(of_these))
        before = {pupil.row: pupil.class_id for pupil in known}
        moves = [{"pupil": fields["row"], "kind": CLASS_CHANGE, "day": self._today,
                  "from_class": before[fields["row"]], "class_id": fields["class_id"]}
                 for fields in changed if before[fields["row"]] not in (None, fields["class_id"])]
        if moves:
            self._write.insert_many(Movement, moves)

    def _pupil(self, row: PlanRow) -> dict[str, Any]:
        fields: dict[str, Any] = {
            name: value for name, value in row.writes.items() if name not in DETAILS}
        if room := self._rooms.of(row):
            fields["class_id"] = room
        return fields

    def _details(self, pupils: Iterable[tuple[str, PlanRow]]) -> None:
        fresh: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        for pupil, row in pupils:
            fields = {name: value for name, value in row.writes.items() if name in DETAILS}
            if not fields:
                continue
            if row.details is None:
                fresh.append({"prior": "", "pupil": pupil, **fields})
            else:
                there, prior = row.details
                changed.append({"row": there, "prior": prior, **fields})
        if fresh:
            self._write.insert_many(Enrollment, fresh)
        if changed:
            self._write.update_many(Enrollment, changed)

    def _tags(self, pupils: Iterable[tuple[str, PlanRow]], *, since: str) -> None:
        tags = [
            _without_empty({"key": (pupil, tag, since), "pupil": pupil, "tag": tag,
                            "since": since, "note": note})
            for pupil, row in pupils if row.tags for tag, note in row.tags.items()]
        if tags:
            self._write.insert_many(Tag, tags)


def _without_empty(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value != ""}
