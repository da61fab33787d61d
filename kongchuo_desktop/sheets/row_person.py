"""Who a row is about: name, numbers, birth and gender, held against one another."""

import re
from typing import Final

from kongchuo_desktop.domain import identity, names, roster
from kongchuo_desktop.domain.dates import PartialDate
from kongchuo_desktop.domain.enrollment import read_code
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.sheets.numbers import read_identity_number
from kongchuo_desktop.sheets.problems import BLANK, KEEP, SKIP, Choice
from kongchuo_desktop.sheets.row_cells import RowCells, date_of, parse_iso

_AGES: Final = range(3, 26)
"""Ages at which somebody may be on a roster without a question."""


def read_name(row: RowCells) -> None:
    """The name in its kept form; what only a person can tell is asked."""
    name = row.text("name")
    if names.is_plain(name):
        row.values["name"] = row.reading.key = name
        return
    name = names.clean_name(name)
    if not names.search_form(name):
        # Nothing was written, or dots and quotes by which nobody could be found again.
        row.ask.ask("name.missing", "没有写姓名。",
                    (Choice("type", "填姓名", typed=True), SKIP), "error")
        row.reading.skipped = row.ask.answer("name.missing") == SKIP.key
        return
    name = _without_oddities(row, name)
    if names.has_full_stop(name) and row.ask.ask(
            "name.dot", "名字里的“.”要不要改成规范的“·”？",
            (Choice("dot", "改成“·”"), KEEP)) == "dot":
        name = names.with_dots(name)
    if names.has_open_gap(name):
        name = _gap_closed(row, name)
    lost = names.lost_characters(name)
    if lost:
        row.ask.ask(
            "name.lost", f"第{lost[0] + 1}个字在表里是“{name[lost[0]]}”，可能是生僻字。",
            (Choice("type", "填这个字", typed=True), Choice("keep", "先不管")))
    row.values["name"] = name
    row.reading.key = names.normal(name)


def _gap_closed(row: RowCells, name: str) -> str:
    answer = row.ask.ask(
        "name.gap", "名字中间的空格要不要改成规范的“·”？",
        (Choice("dot", "改成“·”"), Choice("join", "去掉空格"), KEEP))
    by = {"dot": names.DOT, "join": ""}.get(answer or "")
    return name if by is None else names.close_gaps(name, by)


def _without_oddities(row: RowCells, name: str) -> str:
    odd = names.odd_characters(name)
    if not odd:
        return name
    bare = names.without_brackets(name)
    choices = [Choice("type", "改姓名", typed=True), KEEP]
    if bare and bare != name and not names.odd_characters(bare):
        choices.insert(0, Choice("strip", f"只留“{bare}”"))
    answer = row.ask.ask("name.odd", f"名字里有“{odd}”。", choices)
    return bare if answer == "strip" else name


def read_numbers(row: RowCells) -> None:
    """学籍号 and identity number; one may stand in for the other."""
    student_number = row.text("student_number")
    if student_number:
        student_number = identity.normalise(student_number)
        row.values["student_number"] = student_number
        if not re.fullmatch(r"[GJL]\d{17}[\dX]", student_number):
            row.ask.note("student_number.shape", "学籍号不是字母加18位，照表记下了。")
    text = row.text("identity_number")
    if identity.is_valid(text) and isinstance(row.cell("identity_number"), str):
        row.ask.shown["identity_number"] = identity.mask(text)
        row.values["identity_number"] = row.valid_number = text
        return
    number = read_identity_number(
        row.cell("identity_number"), row.ask, kind=read_code("identity_kind", kind)[0]
        if (kind := row.text("identity_kind")) else "",
        student_number=student_number, born=_born_quietly(row),
        gender=roster.read_gender(row.text("gender")))
    if number:
        row.values["identity_number"] = number
        row.valid_number = number if identity.is_valid(number) else ""
    elif row.setting.has("identity_number") and not text:
        row.ask.note("identity_number.missing", "没有证件号，以后可以补。")


def _born_quietly(row: RowCells) -> PartialDate | None:
    try:
        return date_of(row.cell("birth_date"))
    except KnownError:
        return None


def _number_birth(row: RowCells) -> PartialDate | None:
    number = row.valid_number
    return parse_iso(f"{number[6:10]}-{number[10:12]}-{number[12:14]}") if number else None


def read_birth(row: RowCells) -> None:
    """The birth date, held against the one in the number."""
    told = _number_birth(row)
    born = row.read_date("birth_date", told)
    if born is None:
        if told and not row.text("birth_date"):
            row.values["birth_date"] = told.iso
        return
    if told and born.agrees(told):
        if born.day is None:
            row.ask.note("birth_date.month", f"没有写日，照证件号记为{told.iso}。")
        born = told
    elif told:
        answer = row.ask.ask(
            "birth_date.differs", f"出生日期写的是{born.iso}，证件号里是{told.iso}。",
            (Choice("number", "照证件号"), KEEP))
        born = told if answer == "number" else born
    elif born.day is None:
        row.ask.note("birth_date.month", f"没有写日，只记到{born.chinese}。")
    age = row.setting.today.year - born.year
    if age not in _AGES and not (told and born == told):
        answer = row.ask.ask(
            "birth_date.age", f"按出生日期{born.iso}，今年{age}岁。",
            (Choice("type", "改日期", typed=True), KEEP, BLANK))
        if answer == BLANK.key:
            return
    row.values["birth_date"] = born.iso


def read_gender(row: RowCells) -> None:
    """The gender, held against the one in the number."""
    text = row.text("gender")
    written = roster.read_gender(text)
    told = identity.gender(row.valid_number) if row.valid_number else None
    if text and written is None:
        row.ask.note("gender.unreadable", f"看不懂性别“{text}”，没有用。")
    if written and told and written != told:
        answer = row.ask.ask("gender.differs", f"性别写的是{written}，证件号里是{told}。",
                             (Choice("number", f"照证件号记{told}"), KEEP))
        written = told if answer == "number" else written
    if gender := written or told:
        row.values["gender"] = gender
