"""What a row of the 学籍 template says beyond the roster: code lists, yes or no, family, 留守."""

from collections.abc import Iterable
from typing import Final

from kongchuo_desktop.domain import enrollment, identity, roster
from kongchuo_desktop.domain.enrollment import (
    CIVIL_LEFT_BEHIND,
    CODES,
    DETAILS,
    MEMBERS,
    NOT_LEFT_BEHIND,
)
from kongchuo_desktop.sheets.row_cells import RowCells

LEFT_BEHIND: Final = "留守"
_OWN_WAY: Final = frozenset({"left_behind", "left_behind_civil"})
_SWAPPED: Final = ("name", "relation", "phone", "where")


def read_details(row: RowCells) -> None:
    """The fields of the enrollment, and what follows from them for the pupil's own row."""
    for meaning, kind in row.setting.details:
        text = row.texts.get(meaning)
        if not text or meaning in _OWN_WAY:
            continue
        if kind == "yes":
            _read_yes(row, meaning, text)
        elif kind == "code":
            _read_code(row, meaning, text)
        elif kind == "date":
            if told := row.read_date(meaning):
                row.values[meaning] = told.iso
        elif meaning.endswith("identity_number"):
            row.values[meaning] = identity.normalise(text)
        else:
            row.values[meaning] = " ".join(text.split())
    _read_left_behind(row)
    _follow(row)
    _guardian_first(row)


def _read_yes(row: RowCells, meaning: str, text: str) -> None:
    told = roster.read_yes_no(text)
    if told is None:
        row.ask.note(f"{meaning}.unreadable",
                     f"“{roster.meaning_label(meaning)}”写的是“{text}”，看不出是还是否，没有用。")
    else:
        row.values[meaning] = told


def _read_code(row: RowCells, meaning: str, text: str) -> None:
    label, known = enrollment.read_code(meaning, text)
    row.values[meaning] = label
    if not known:
        row.ask.note(f"{meaning}.unlisted", f"“{text}”不在{DETAILS[meaning].label}的代码表里，"
                                            "照表记下了。")


def _read_left_behind(row: RowCells) -> None:
    """Each definition as the source says it, neither worked out from the other (paperwork §9)."""
    said = [*_by_enrollment(row, row.text("left_behind")),
            *_by_civil(row, row.text("left_behind_civil"))]
    notes = [note for note in said if note]
    if notes:
        row.reading.tags[LEFT_BEHIND] = "；".join(notes)
    elif said:
        row.reading.untagged |= {LEFT_BEHIND}


def _by_enrollment(row: RowCells, text: str) -> Iterable[str]:
    """What 是否留守儿童 says: how the tag is explained, ``""`` for a no, nothing for neither."""
    if not text:
        return
    label, known = enrollment.read_code("left_behind", text)
    told = roster.read_yes_no(text)
    if known and (row.setting.coded or not text.isdecimal()):
        row.values["left_behind"] = label
        yield "" if label == NOT_LEFT_BEHIND else f"学籍口径：{label}"
    elif told is not None:
        # A plain yes or no names no definition: it is the tag alone.
        yield "没写按哪种口径" if told else ""
    else:
        row.values["left_behind"] = label
        row.ask.note("left_behind.unlisted",
                     f"看不出“{text}”算不算留守，照表记下了，没有加“{LEFT_BEHIND}”。")


def _by_civil(row: RowCells, text: str) -> Iterable[str]:
    if not text:
        return
    answer, known = enrollment.read_civil(text)
    row.values["left_behind_civil"] = answer
    if known:
        yield f"民政口径：{answer}" if answer in CIVIL_LEFT_BEHIND else ""
    else:
        row.ask.note("left_behind_civil.unlisted",
                     f"看不出“{text}”算不算留守，照表记下了，没有加“{LEFT_BEHIND}”。")


def _follow(row: RowCells) -> None:
    """What the pupil's own row says by the template's columns: boarding, placement, 残疾."""
    values = row.values
    attending = values.get("attending")
    if attending in ("走读", "住校"):
        values.setdefault("boarding", attending == "住校")
    elif attending == "送教上门":
        values.setdefault("placement", "送教上门")
    special = values.get("special_class")
    if special and special != CODES["special_class"]["0"]:
        values.setdefault("placement", "随班就读")
    disability = values.get("disability")
    if disability == CODES["disability"]["0"]:
        row.reading.untagged |= {"残疾"}
    elif disability:
        row.reading.tags["残疾"] = str(disability)


def _guardian_first(row: RowCells) -> None:
    """Of two family members of whom only the second is a guardian, the second comes first."""
    values = row.values
    if not (values.get("member1_guardian") is False and values.get("member2_guardian") is True):
        return
    pairs = [(f"guardian1_{what}", f"guardian2_{what}") for what in _SWAPPED]
    pairs += [(f"member1_{what}", f"member2_{what}") for what in MEMBERS]
    for one, other in pairs:
        first, second = values.pop(one, None), values.pop(other, None)
        if second is not None:
            values[one] = second
        if first is not None:
            values[other] = first
    row.ask.note("guardian1_name.second", "成员1不是监护人，成员2是，监护人记在前面。")
