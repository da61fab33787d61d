"""The plan of an import: the same function makes the preview and what is written afterwards."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from kongchuo_desktop.domain import identity, names, roster
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
    by_row,
)
from kongchuo_desktop.sheets.reader import STEP, Progress, ignore
from kongchuo_desktop.sheets.row_cells import Reading, Setting, parse_iso
from kongchuo_desktop.sheets.rows import headings_of, read_row
from kongchuo_desktop.sheets.table import Part, Table, sheet_classes

_PHONES: Final = frozenset({"phone", "guardian1_phone", "guardian2_phone"})
_NUMBERS: Final = frozenset({
    "identity_number", "student_number", "member1_identity_number", "member2_identity_number"})
_MASKED: Final = tuple(sorted(_NUMBERS - {"identity_number"}))
"""Numbers that are still whole in the cells as shown; the pupil's own was masked on reading."""


def plan_import(
    table: Table, existing: Sequence[ExistingPupil], decisions: Decisions, *,
    default: ClassLabel | None, today: date, alone: ClassLabel | None = None,
    only: ClassLabel | None = None,
    progress: Progress = ignore,
) -> ImportPlan:
    """What importing a sheet would do.

    Nothing is guessed: a doubtful row waits for its answer while the others go on. No field is
    ever emptied, and a value that a hand has replaced is not brought back. The same sheet again
    changes nothing.

    Args:
        table: what ``find_table`` found.
        existing: all pupils of the store, of whatever class.
        decisions: answers to problems of an earlier plan of the same sheet.
        default: the class of rows that name none, as a person chose it.
        alone: the class of rows of which neither the row, a person nor the sheet's title says it.
        today: decides what 2024级 is called, and ages.
        only: the class of a class teacher, who takes no other's pupils.
        progress: hears the rows as they are checked.
    """
    titled = {part.sheet: label for part in table.parts if (label := _titled(part, today))}
    setting = Setting(table, today, default=default, titled=titled, alone=alone, only=only)
    readings = _read(table, decisions, setting, progress)
    settle_repeats(readings)
    known = Known(existing)
    called = Counter([r.key for r in readings if not r.skipped])
    claimed: dict[str, Reading] = {}
    rows = []
    for done, reading in enumerate(readings):
        if done % STEP == 0:
            progress("核对", done, len(readings))
        rows.append(_plan_row(reading, known, called, claimed))
    return ImportPlan(tuple(rows), tuple(_remarks(table, setting, rows, readings)))


def _read(table: Table, decisions: Decisions, setting: Setting,
          progress: Progress) -> list[Reading]:
    headings, answers = headings_of(table), by_row(decisions)
    readings = []
    for done, line in enumerate(table.lines):
        if done % STEP == 0:
            progress("看各行", done, len(table.lines))
        asker = Asker(line.number, answers.get(line.number), headings)
        readings.append(read_row(line, asker, setting))
    return readings


def _titled(part: Part, today: date) -> ClassLabel | None:
    """The class that the titles of a sheet, or its name, say."""
    for text in sheet_classes(part):
        label = roster.find_class_label(text, on=today)
        if label is None and text == part.sheet:
            label = roster.parse_class_label(text, on=today)
        if label is not None:
            return label
    return None


def _remarks(table: Table, setting: Setting, rows: Sequence[PlanRow],
             readings: Sequence[Reading]) -> Iterable[str]:
    yield from table.remarks
    default = setting.default
    if default and (other := next(
            (label for label in setting.titled.values() if label != default), None)):
        yield f"表的标题写的是{other.title}，没写班级的行会导入{default.title}。"
    if setting.only:
        others = Counter(r.label.title for r in readings if r.label and r.label != setting.only)
        if others:
            each = "、".join(f"{title}{count}行" for title, count in others.items())
            yield f"这里只管{setting.only.title}，别的班不导入：{each}。"


def _plan_row(reading: Reading, known: Known, called: Mapping[str, int],
              claimed: dict[str, Reading]) -> PlanRow:
    pupil = None
    if reading.key and not reading.skipped:
        pupil = known.match(reading, alone=called[reading.key] == 1)
    if pupil and claimed.setdefault(pupil.id, reading) is not reading:
        sentence = f"{claimed[pupil.id].place}已经是这名学生。"
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
        prior=pupil.tips if pupil else "", details=pupil.details if pupil else None)


def _cells(reading: Reading) -> Mapping[str, str]:
    cells = reading.ask.shown
    for number in _MASKED:
        if number not in cells:
            continue
        folded = identity.normalise(cells[number])
        if identity.has_shape(folded[-18:]):
            cells[number] = identity.mask(folded)
    return cells


def _action(reading: Reading, pupil: ExistingPupil | None, *, changed: bool) -> Action:
    if reading.skipped:
        return "skip"
    if reading.ask.problems:
        open_ones = {problem.severity for problem in reading.ask.problems if problem.is_open}
        if open_ones:
            return "reject" if "error" in open_ones else "ask"
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
        yield Change(field, roster.meaning_label(field), old, new)


def _same(field: str, old: Value | None, new: Value) -> bool:
    """Whether two values say the same; a month says nothing against a day in it."""
    if old is None or isinstance(old, bool | int) or isinstance(new, bool | int):
        return old == new
    if field in ("name", "guardian1_name", "guardian2_name", "former_name"):
        return names.normal(old) == names.normal(new)
    if field == "birth_date":
        known, told = parse_iso(old), parse_iso(new)
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
