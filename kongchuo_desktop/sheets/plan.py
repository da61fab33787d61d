"""The plan of an import: the same function makes the preview and what is written afterwards."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from kongchuo_desktop.domain import dates, identity, names, roster
from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.sheets.matching import Known, settle_repeats
from kongchuo_desktop.sheets.problems import (
    SKIP,
    Action,
    Asker,
    Change,
    Decisions,
    ExistingPupil,
    ImportPlan,
    PlanRow,
    Value,
)
from kongchuo_desktop.sheets.row_cells import Reading, Setting
from kongchuo_desktop.sheets.rows import headings_of, read_row
from kongchuo_desktop.sheets.table import Table

_PHONES: Final = frozenset({"phone", "guardian1_phone", "guardian2_phone"})
_NUMBERS: Final = frozenset({"identity_number", "student_number"})


def plan_import(
    table: Table, existing: Sequence[ExistingPupil], decisions: Decisions, *,
    default: ClassLabel | None, today: date,
) -> ImportPlan:
    """What importing a sheet would do.

    Nothing is guessed: a doubtful row waits for its answer while the others go on. No field is
    ever emptied, and a value that a hand has replaced is not brought back. The same sheet again
    changes nothing.

    Args:
        table: what ``find_table`` found.
        existing: all pupils of the store, of whatever class.
        decisions: answers to problems of an earlier plan of the same sheet.
        default: the class that is imported into; None when the sheet itself must say.
        today: decides what 2024级 is called, and ages.
    """
    titled = _titled(table, today)
    setting = Setting(table, today, default, titled)
    headings = headings_of(table)
    readings = [
        read_row(line, Asker(line.number, decisions, headings), setting) for line in table.lines
    ]
    settle_repeats(readings)
    known = Known(existing)
    called = Counter(names.normal(r.name) for r in readings if r.name and not r.skipped)
    claimed: dict[str, int] = {}
    rows = tuple(_plan_row(reading, known, called, claimed) for reading in readings)
    return ImportPlan(rows, tuple(_remarks(table, default, titled)))


def _titled(table: Table, today: date) -> ClassLabel | None:
    found = (roster.find_class_label(text, on=today) for text in (*table.titles, table.sheet))
    return next((label for label in found if label), None)


def _remarks(table: Table, default: ClassLabel | None,
             titled: ClassLabel | None) -> Iterable[str]:
    yield from table.remarks
    if default and titled and default != titled:
        yield f"表的标题写的是{titled.title}，会导入{default.title}。"


def _plan_row(reading: Reading, known: Known, called: Mapping[str, int],
              claimed: dict[str, int]) -> PlanRow:
    pupil = None
    if reading.name and not reading.skipped:
        pupil = known.match(reading, alone=called[names.normal(reading.name)] == 1)
    if pupil and claimed.setdefault(pupil.id, reading.number) != reading.number:
        sentence = f"第{claimed[pupil.id]}行已经是这名学生。"
        reading.ask.ask("name.claimed", sentence, (SKIP,), "error")
        reading.skipped |= reading.ask.answer("name.claimed") == SKIP.key
    changes = tuple(_changes(reading, pupil)) if pupil else ()
    tags = _new_tags(reading, pupil)
    moved = pupil is None or (reading.label is not None and reading.label != pupil.label)
    writes = {c.field: c.new for c in changes} if pupil else dict(reading.values)
    shown = list(changes)
    if pupil and moved and reading.label:
        old = pupil.label.title if pupil.label else None
        shown.append(Change("class", roster.LABELS["class"], old, reading.label.title))
    shown += [Change("tags", roster.LABELS["tags"], None, tag) for tag in tags if pupil]
    return PlanRow(
        number=reading.number, cells=_cells(reading),
        action=_action(reading, pupil, changed=bool(shown)),
        pupil=pupil.id if pupil else None, writes=writes,
        label=reading.label if moved else None, tags=tags,
        problems=tuple(reading.ask.problems), changes=tuple(shown),
        prior=pupil.tips if pupil else "")


def _cells(reading: Reading) -> dict[str, str]:
    cells = dict(reading.ask.shown)
    for number in _NUMBERS & cells.keys():
        folded = identity.normalise(cells[number])
        if identity.has_shape(folded[-18:]):
            cells[number] = identity.mask(folded)
    return cells


def _action(reading: Reading, pupil: ExistingPupil | None, *, changed: bool) -> Action:
    open_ones = {problem.severity for problem in reading.ask.problems if problem.is_open}
    if reading.skipped:
        return "skip"
    if "error" in open_ones:
        return "reject"
    if open_ones:
        return "ask"
    if pupil is None:
        return "create"
    return "update" if changed else "unchanged"


def _changes(reading: Reading, pupil: ExistingPupil) -> Iterable[Change]:
    """Fields that differ from what is known; a value replaced by hand before is only noted."""
    for field, new in reading.values.items():
        old = pupil.values.get(field)
        if _same(field, old, new) or (old is not None and field in reading.weak):
            continue
        if any(_same(field, earlier, new) for earlier in pupil.was(field)):
            what = identity.mask(str(new)) if field in _NUMBERS else new
            reading.ask.note(f"{field}.older", f"“{what}”是后来改掉的旧值，没有写。")
            continue
        yield Change(field, roster.LABELS[field], old, new)


def _same(field: str, old: Value | None, new: Value) -> bool:
    """Whether two values say the same; a month says nothing against a day in it."""
    if old is None or isinstance(old, bool | int) or isinstance(new, bool | int):
        return old == new
    if field in ("name", "guardian1_name", "guardian2_name", "former_name"):
        return names.normal(old) == names.normal(new)
    if field == "birth_date":
        known, told = dates.parse_iso(old), dates.parse_iso(new)
        return known == told or (told.day is None and known.agrees(told))
    if field in _PHONES:
        return _digits(old) == _digits(new)
    return names.normal(old) == names.normal(new)


def _digits(phone: str) -> str:
    return "".join(filter(str.isdecimal, phone))


def _new_tags(reading: Reading, pupil: ExistingPupil | None) -> dict[str, str]:
    if pupil is None:
        return dict(reading.tags)
    for tag in sorted(reading.untagged & pupil.tags):
        reading.ask.note(f"tags.kept_{tag}", f"花名册里有“{tag}”，表里写的是没有，没有改。")
    ended = pupil.was("tags")
    for tag in sorted(reading.tags.keys() & ended - pupil.tags):
        reading.ask.note(f"tags.older_{tag}", f"“{tag}”是后来去掉的，没有再加。")
    return {tag: note for tag, note in reading.tags.items() if tag not in pupil.tags | ended}
