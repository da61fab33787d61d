"""What else a row says of a pupil: class, guardians, telephones, seat, words and tags."""

import re
import unicodedata
from typing import Final

from kongchuo_desktop.domain import names, roster
from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.sheets.problems import KEEP, SKIP, Choice
from kongchuo_desktop.sheets.row_cells import RowCells

_PLAIN: Final = (
    "address", "household_address", "former_name", "notes", "guardian1_where", "guardian2_where",
)
_GUARDIANS: Final = ("guardian1", "guardian2")
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_LANDLINE: Final = re.compile(r"(0\d{2,3})-?(\d{7,8})|\d{7,8}")
_SEATS: Final = range(1, 1000)


def read_class(row: RowCells) -> None:
    """The class of the row, else the one imported into, else the one of the title."""
    fallback = row.setting.default or row.setting.titled
    text = row.text("class") or row.text("grade")
    label = _class_of_cells(row, fallback)
    if label is None and fallback is None:
        what = "unreadable" if text else "missing"
        sentence = f"看不懂“{text}”是哪个班。" if text else "表里没有写是哪个班。"
        choices = (Choice("type", "填班级", typed=True), SKIP)
        row.ask.ask(f"class.{what}", sentence, choices, "error")
    elif label is None and fallback is not None and text:
        row.ask.note("class.unreadable", f"看不懂班级“{text}”，放进{fallback.title}。")
    elif label and row.setting.default and label != row.setting.default:
        title = row.setting.default.title
        answer = row.ask.ask(
            "class.other", f"表里写的是{label.title}，不是{title}。",
            (Choice("default", f"放进{title}"), KEEP, SKIP))
        label = row.setting.default if answer == "default" else label
    row.reading.skipped |= SKIP.key in (
        row.ask.answer(f"class.{what}") for what in ("unreadable", "missing", "other"))
    row.reading.label = label or fallback


def _class_of_cells(row: RowCells, fallback: ClassLabel | None) -> ClassLabel | None:
    on, stage = row.setting.today, row.setting.stage
    text, grade_text = row.text("class"), row.text("grade")
    grade = roster.parse_grade(grade_text, on=on, stage=stage) if grade_text else None
    if grade is None and fallback is not None:
        grade = fallback.grade
    number = roster.parse_class_number(text) if text else None
    if number and grade:
        return ClassLabel(grade, number)
    if text:
        return roster.parse_class_label(text, on=on, stage=stage)
    return roster.parse_class_label(grade_text, on=on, stage=stage) if grade_text else None


def read_guardians(row: RowCells) -> None:
    """Both guardians and the pupil's own telephone; a missing one is only noted."""
    for who in _GUARDIANS:
        if name := names.clean_name(row.text(f"{who}_name")):
            row.values[f"{who}_name"] = name
        if relation := row.text(f"{who}_relation"):
            row.values[f"{who}_relation"] = roster.read_relation(relation)
        _read_phone(row, f"{who}_phone")
        if f"{who}_name" not in row.values and f"{who}_phone" not in row.values:
            row.values.pop(f"{who}_relation", None)
    _read_phone(row, "phone")
    phones = ("guardian1_phone", "guardian2_phone")
    if any(map(row.setting.has, phones)) and not any(p in row.values for p in phones):
        row.ask.note("guardian1_phone.missing", "没有监护人电话，以后可以补。")


def _read_phone(row: RowCells, meaning: str) -> None:
    text = row.text(meaning)
    if not text:
        return
    phone, fine = read_phone(text)
    row.values[meaning] = phone
    if not fine:
        row.ask.note(f"{meaning}.shape", f"电话“{text}”位数不对，照表记下了。")


def read_seat(row: RowCells) -> None:
    """The seat; a running number stands in for it, but never replaces a known one."""
    meaning = "seat"
    if not row.setting.has("seat"):
        if row.setting.has("class") or row.setting.has("grade"):
            return
        meaning, row.reading.weak = "ordinal", frozenset({"seat"})
    text = unicodedata.normalize("NFKC", row.text(meaning)).removesuffix("号")
    if text.isdecimal() and int(text) in _SEATS:
        row.values["seat"] = int(text)
    elif text and meaning == "seat":
        row.ask.note("seat.unreadable", f"看不懂座号“{text}”，没有用。")


def read_words(row: RowCells) -> None:
    """Plain texts, nationality, boarding and placement."""
    for meaning in _PLAIN:
        if text := " ".join(row.text(meaning).split()):
            row.values[meaning] = text
    if text := row.text("ethnicity"):
        row.values["ethnicity"] = roster.read_ethnicity(text)
    if (entered := row.read_date("entered")) and entered.day is not None:
        row.values["entered"] = entered.iso
    boarding = row.text("boarding")
    if "送教" in boarding or "送教" in row.text("placement"):
        row.values["placement"] = "送教上门"
    elif any(word in row.text("placement") for word in ("特校", "特殊教育")):
        row.values["placement"] = "特校"
    elif _says_yes(row, "placement", "随班", "视力", "听力", "智力", "其他"):
        row.values["placement"] = "随班就读"
    if boarding:
        if "走读" in boarding or roster.read_yes_no(boarding) is False:
            row.values["boarding"] = False
        elif _says_yes(row, "boarding", "住", "寄宿"):
            row.values["boarding"] = True


def _says_yes(row: RowCells, meaning: str, *words: str) -> bool:
    text = row.text(meaning)
    told = roster.read_yes_no(text) if text else False
    return told is True or (told is None and any(word in text for word in words))


def read_tags(row: RowCells) -> None:
    """Tags from yes-or-no columns and from words in free text."""
    tags = dict.fromkeys(roster.tags_in(row.text("tags")), "")
    denied = set()
    for column in row.setting.table.columns:
        kind, _, tag = (column.meaning or "").partition(":")
        text = row.text(column.meaning) if kind == "tag" and column.meaning else ""
        if not text:
            continue
        told = roster.read_yes_no(text)
        if told is False:
            denied.add(tag)
        else:
            tags[tag] = "" if told else text
    row.reading.tags = tags
    row.reading.untagged = frozenset(denied - set(tags))


def read_phone(text: str) -> tuple[str, bool]:
    """Telephone numbers in normal form, and whether each is a mobile (11 digits, 1[3-9]…) or a
    landline (area code and 7 or 8 digits); several are joined by ``、``."""
    folded = unicodedata.normalize("NFKC", text)
    compact = re.sub(r"(?<=\d)[\s\-–—](?=\d)", "", folded).removeprefix("+86")
    numbers = re.findall(r"\d+", compact)
    if not numbers:
        return folded, False
    fine = all(_MOBILE.fullmatch(n) or _LANDLINE.fullmatch(n) for n in numbers)
    return ("、".join(map(_with_area, numbers)), True) if fine else (folded, False)


def _with_area(number: str) -> str:
    match = re.fullmatch(r"(010|02\d|0[3-9]\d{2})(\d{7,8})", number)
    return f"{match[1]}-{match[2]}" if match else number
