"""What else a row says of a pupil: class, guardians, telephones, seat, words and tags."""

import re
import unicodedata
from typing import Final

from kongchuo_desktop.domain import names, roster
from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.sheets.problems import SKIP, Choice
from kongchuo_desktop.sheets.row_cells import RowCells

_GUARDIANS: Final = ("guardian1", "guardian2")
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_LANDLINE: Final = re.compile(r"(0\d{2,3})-?(\d{7,8})|\d{7,8}")
_SEATS: Final = range(1, 1000)


def read_class(row: RowCells) -> None:
    """The class of the row, else the one imported into, else the one of its sheet."""
    fallback = row.setting.fallback(row.reading.number)
    texts = row.text("class"), row.text("grade")
    key = (*texts, fallback)
    if key not in row.setting.labels:
        row.setting.labels[key] = _class_of_cells(row, fallback)
    label = row.setting.labels[key]
    text = texts[0] or texts[1]
    if label is None and fallback is None:
        what = "unreadable" if text else "missing"
        sentence = f"看不懂“{text}”是哪个班。" if text else "表里没有写是哪个班。"
        choices = (Choice("type", "填班级", typed=True), SKIP)
        row.ask.ask(f"class.{what}", sentence, choices, "error")
        row.reading.skipped |= row.ask.answer(f"class.{what}") == SKIP.key
    elif label is None and fallback is not None and text:
        row.ask.note("class.unreadable", f"看不懂班级“{text}”，放进{fallback.title}。")
    row.reading.label = label or fallback
    only = row.setting.only
    if only and row.reading.label not in (None, only):
        assert row.reading.label is not None
        row.ask.note(
            "class.other",
            f"{row.reading.label.title}的学生，这里只管{only.title}，没有导入。")
        row.reading.skipped = True


def _class_of_cells(row: RowCells, fallback: ClassLabel | None) -> ClassLabel | None:
    on = row.setting.today
    stage = None if fallback is None else ("junior" if fallback.grade >= 7 else "primary")
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
    texts, values = row.texts, row.values
    for who in _GUARDIANS:
        if name := texts.get(f"{who}_name"):
            values[f"{who}_name"] = names.clean_name(name)
        if relation := texts.get(f"{who}_relation"):
            values[f"{who}_relation"] = roster.read_relation(relation)
        _read_phone(row, f"{who}_phone")
        if f"{who}_name" not in values and f"{who}_phone" not in values:
            values.pop(f"{who}_relation", None)
    _read_phone(row, "phone")
    if row.setting.has_phones and not ("guardian1_phone" in values or "guardian2_phone" in values):
        row.ask.note("guardian1_phone.missing", "没有监护人电话，以后可以补。")


def _read_phone(row: RowCells, meaning: str) -> None:
    text = row.texts.get(meaning)
    if not text:
        return
    phone, fine = (text, True) if _MOBILE.fullmatch(text) else read_phone(text)
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
    text = row.text(meaning)
    if not text.isdecimal():
        text = unicodedata.normalize("NFKC", text).removesuffix("号")
    if text.isdecimal() and int(text) in _SEATS:
        row.values["seat"] = int(text)
    elif text and meaning == "seat":
        row.ask.note("seat.unreadable", f"看不懂座号“{text}”，没有用。")


def read_words(row: RowCells) -> None:
    """Plain texts, nationality, boarding and placement."""
    texts, values = row.texts, row.values
    for meaning in row.setting.plain:
        if text := texts.get(meaning):
            values[meaning] = " ".join(text.split())
    if text := texts.get("ethnicity"):
        values["ethnicity"] = roster.read_ethnicity(text)
    if (entered := row.read_date("entered")) and entered.day is not None:
        values["entered"] = entered.iso
    if row.setting.has_stay:
        _read_stay(row)


def _read_stay(row: RowCells) -> None:
    """Boarding, and where the pupil is taught."""
    boarding, placement = row.text("boarding"), row.text("placement")
    if "送教" in boarding or "送教" in placement:
        row.values["placement"] = "送教上门"
    elif any(word in placement for word in ("特校", "特殊教育")):
        row.values["placement"] = "特校"
    elif _says_yes(row, "placement", "随班"):
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
    text = row.text("tags")
    tags = row.reading.tags
    for tag in roster.tags_in(text) if text else ():
        tags.setdefault(tag, "")
    denied = set(row.reading.untagged)
    for meaning, tag in row.setting.tags:
        text = row.text(meaning)
        if not text:
            continue
        told = roster.read_yes_no(text)
        if told is False:
            denied.add(tag)
        else:
            tags.setdefault(tag, "" if told else text)
    if denied:
        row.reading.untagged = frozenset(denied - tags.keys())


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
