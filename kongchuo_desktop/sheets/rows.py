"""One row of a roster read into values, with every doubt named and no cell guessed at."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from kongchuo_desktop.domain import dates, identity, names, roster
from kongchuo_desktop.domain.dates import PartialDate
from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.sheets.numbers import read_identity_number
from kongchuo_desktop.sheets.problems import BLANK, KEEP, SKIP, Asker, Choice, Value
from kongchuo_desktop.sheets.reader import Cell
from kongchuo_desktop.sheets.table import Line, Table, text_of

_PLAIN: Final = (
    "address", "household_address", "former_name", "notes", "guardian1_where", "guardian2_where",
)
_GUARDIANS: Final = ("guardian1", "guardian2")
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_LANDLINE: Final = re.compile(r"(0\d{2,3})-?(\d{7,8})|\d{7,8}")
_AGES: Final = range(3, 26)
"""Ages at which somebody may be on a roster without a question."""
_SEATS: Final = range(1, 1000)
_LONGEST: Final = 200


@dataclass(slots=True)
class Reading:
    """What one row says. ``label`` is the class, ``weak`` are fields that only fill a gap."""

    number: int
    ask: Asker
    values: dict[str, Value] = field(default_factory=dict)
    label: ClassLabel | None = None
    tags: dict[str, str] = field(default_factory=dict)
    untagged: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    skipped: bool = False

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))

    @property
    def identity_number(self) -> str | None:
        number = self.values.get("identity_number")
        return str(number) if number else None

    @property
    def birth(self) -> PartialDate | None:
        born = self.values.get("birth_date")
        return dates.parse_iso(str(born)) if born else None


@dataclass(frozen=True, slots=True)
class Setting:
    """What all rows share: the day, the class that is imported into, the class the title names."""

    table: Table
    today: date
    default: ClassLabel | None
    titled: ClassLabel | None

    @property
    def stage(self) -> str | None:
        known = self.default or self.titled
        return None if known is None else ("junior" if known.grade >= 7 else "primary")

    def has(self, meaning: str) -> bool:
        return bool(self.table.having(meaning))


def read_row(line: Line, ask: Asker, setting: Setting) -> Reading:
    """Reads one row; problems are left in ``ask``, decided ones are already carried out."""
    row = _Row(line, ask, setting)
    row.read_name()
    row.read_numbers()
    row.read_birth()
    row.read_gender()
    row.read_class()
    row.read_guardians()
    row.read_seat()
    row.read_words()
    row.read_tags()
    return row.reading


class _Row:
    def __init__(self, line: Line, ask: Asker, setting: Setting) -> None:
        self.ask = ask
        self.setting = setting
        self.reading = Reading(line.number, ask)
        self.values = self.reading.values
        self._cells: dict[str, Cell] = {}
        for column in setting.table.columns:
            cell = line.cells[column.index]
            if column.meaning and text_of(cell) and column.meaning not in self._cells:
                self._cells[column.meaning] = cell
                ask.show(column.meaning, text_of(cell))
                self.values.update(column.implied)

    def cell(self, meaning: str) -> Cell:
        """The cell, or what a person typed in its place."""
        typed = self.ask.typed(meaning)
        return self._cells.get(meaning, "") if typed is None else typed

    def text(self, meaning: str) -> str:
        return text_of(self.cell(meaning))[:_LONGEST]

    def read_name(self) -> None:
        name = names.clean_name(self.text("name"))
        if not name:
            self.ask.ask("name.missing", "没有写姓名。",
                         (Choice("type", "填姓名", typed=True), SKIP), "error")
            self.reading.skipped = self.ask.answer("name.missing") == SKIP.key
            return
        name = self._without_oddities(name)
        if names.has_full_stop(name) and self.ask.ask(
                "name.dot", "名字里的“.”要不要改成规范的“·”？",
                (Choice("dot", "改成“·”"), KEEP)) == "dot":
            name = names.with_dots(name)
        if names.has_open_gap(name):
            name = self._gap_closed(name)
        lost = names.lost_characters(name)
        if lost:
            self.ask.ask(
                "name.lost", f"第{lost[0] + 1}个字在表里是“{name[lost[0]]}”，可能是生僻字。",
                (Choice("type", "填这个字", typed=True), Choice("keep", "先不管")))
        self.values["name"] = name

    def _gap_closed(self, name: str) -> str:
        answer = self.ask.ask(
            "name.gap", "名字中间的空格要不要改成规范的“·”？",
            (Choice("dot", "改成“·”"), Choice("join", "去掉空格"), KEEP))
        by = {"dot": names.DOT, "join": ""}.get(answer or "")
        return name if by is None else names.close_gaps(name, by)

    def _without_oddities(self, name: str) -> str:
        odd = names.odd_characters(name)
        if not odd:
            return name
        bare = names.without_brackets(name)
        choices = [Choice("type", "改姓名", typed=True), KEEP]
        if bare and bare != name and not names.odd_characters(bare):
            choices.insert(0, Choice("strip", f"只留“{bare}”"))
        answer = self.ask.ask("name.odd", f"名字里有“{odd}”。", choices)
        return bare if answer == "strip" else name

    def read_numbers(self) -> None:
        student_number = identity.normalise(self.text("student_number"))
        if student_number:
            self.values["student_number"] = student_number
            if not re.fullmatch(r"[GJL]\d{17}[\dX]", student_number):
                self.ask.note("student_number.shape", "学籍号不是字母加18位，照表记下了。")
        number = read_identity_number(
            self.cell("identity_number"), self.ask, kind=self.text("identity_kind"),
            student_number=student_number, born=self._born_quietly(),
            gender=roster.read_gender(self.text("gender")))
        if number:
            self.values["identity_number"] = number
        elif self.setting.has("identity_number") and not self.text("identity_number"):
            self.ask.note("identity_number.missing", "没有证件号，以后可以补。")

    def _born_quietly(self) -> PartialDate | None:
        try:
            cell = self.cell("birth_date")
            return dates.read_date(cell) if _is_date_like(cell) else None  # type: ignore[arg-type]
        except KnownError:
            return None

    def _number_birth(self) -> PartialDate | None:
        number = self.reading.identity_number
        if number is None or not identity.is_valid(number):
            return None
        born = identity.birth_date(number)
        return dates.of(born) if born else None

    def read_birth(self) -> None:
        told = self._number_birth()
        born = self._read_date("birth_date", told)
        if born is None:
            if told and not self.text("birth_date"):
                self.values["birth_date"] = told.iso
            return
        if told and born.agrees(told):
            if born.day is None:
                self.ask.note("birth_date.month", f"没有写日，照证件号记为{told.iso}。")
            born = told
        elif told:
            answer = self.ask.ask(
                "birth_date.differs", f"出生日期写的是{born.iso}，证件号里是{told.iso}。",
                (Choice("number", "照证件号"), KEEP))
            born = told if answer == "number" else born
        elif born.day is None:
            self.ask.note("birth_date.month", f"没有写日，只记到{born.chinese}。")
        age = self.setting.today.year - born.year
        if age not in _AGES and not (told and born == told):
            answer = self.ask.ask(
                "birth_date.age", f"按出生日期{born.iso}，今年{age}岁。",
                (Choice("type", "改日期", typed=True), KEEP, BLANK))
            if answer == BLANK.key:
                return
        self.values["birth_date"] = born.iso

    def _read_date(self, meaning: str, told: PartialDate | None = None) -> PartialDate | None:
        cell = self.cell(meaning)
        if not text_of(cell):
            return None
        try:
            if not _is_date_like(cell):
                raise KnownError("bad_date", f"“{text_of(cell)}”不是日期，看不出年月日。")
            return dates.read_date(cell)  # type: ignore[arg-type]
        except KnownError as error:
            choices = [Choice("type", "改日期", typed=True), BLANK]
            if told:
                choices.insert(0, Choice("number", "照证件号"))
            answer = self.ask.ask(f"{meaning}.unreadable", error.sentence, choices, "error")
            return told if answer == "number" else None

    def read_gender(self) -> None:
        text = self.text("gender")
        written = roster.read_gender(text)
        number = self.reading.identity_number
        told = identity.gender(number) if number and identity.is_valid(number) else None
        if text and written is None:
            self.ask.note("gender.unreadable", f"看不懂性别“{text}”，没有用。")
        if written and told and written != told:
            answer = self.ask.ask("gender.differs", f"性别写的是{written}，证件号里是{told}。",
                                  (Choice("number", f"照证件号记{told}"), KEEP))
            written = told if answer == "number" else written
        if gender := written or told:
            self.values["gender"] = gender

    def read_class(self) -> None:
        fallback = self.setting.default or self.setting.titled
        text = self.text("class") or self.text("grade")
        label = self._class_of_cells(fallback)
        if label is None and text and fallback is None:
            self.ask.ask("class.unreadable", f"看不懂“{text}”是哪个班。",
                         (Choice("type", "填班级", typed=True), SKIP), "error")
        elif label is None and text:
            self.ask.note("class.unreadable", f"看不懂班级“{text}”，放进{_title(fallback)}。")
        elif label is None and fallback is None:
            self.ask.ask("class.missing", "表里没有写是哪个班。",
                         (Choice("type", "填班级", typed=True), SKIP), "error")
        elif label and self.setting.default and label != self.setting.default:
            title = self.setting.default.title
            answer = self.ask.ask(
                "class.other", f"表里写的是{label.title}，不是{title}。",
                (Choice("default", f"放进{title}"), KEEP, SKIP))
            label = self.setting.default if answer == "default" else label
        self.reading.skipped |= SKIP.key in (
            self.ask.answer(f"class.{what}") for what in ("unreadable", "missing", "other"))
        self.reading.label = label or fallback

    def _class_of_cells(self, fallback: ClassLabel | None) -> ClassLabel | None:
        on, stage = self.setting.today, self.setting.stage
        text, grade_text = self.text("class"), self.text("grade")
        grade = roster.parse_grade(grade_text, on=on, stage=stage) if grade_text else None
        if grade is None and fallback is not None:
            grade = fallback.grade
        number = roster.parse_class_number(text) if text else None
        if number and grade:
            return ClassLabel(grade, number)
        if text:
            return roster.parse_class_label(text, on=on, stage=stage)
        return roster.parse_class_label(grade_text, on=on, stage=stage) if grade_text else None

    def read_guardians(self) -> None:
        for who in _GUARDIANS:
            if name := names.clean_name(self.text(f"{who}_name")):
                self.values[f"{who}_name"] = name
            if relation := self.text(f"{who}_relation"):
                self.values[f"{who}_relation"] = roster.read_relation(relation)
            self._read_phone(f"{who}_phone")
            if f"{who}_name" not in self.values and f"{who}_phone" not in self.values:
                self.values.pop(f"{who}_relation", None)
        self._read_phone("phone")
        phones = ("guardian1_phone", "guardian2_phone")
        if any(map(self.setting.has, phones)) and not any(p in self.values for p in phones):
            self.ask.note("guardian1_phone.missing", "没有监护人电话，以后可以补。")

    def _read_phone(self, meaning: str) -> None:
        text = self.text(meaning)
        if not text:
            return
        phone, fine = read_phone(text)
        self.values[meaning] = phone
        if not fine:
            self.ask.note(f"{meaning}.shape", f"电话“{text}”位数不对，照表记下了。")

    def read_seat(self) -> None:
        meaning = "seat"
        if not self.setting.has("seat"):
            if self.setting.has("class") or self.setting.has("grade"):
                return
            meaning, self.reading.weak = "ordinal", frozenset({"seat"})
        text = unicodedata.normalize("NFKC", self.text(meaning)).removesuffix("号")
        if text.isdecimal() and int(text) in _SEATS:
            self.values["seat"] = int(text)
        elif text and meaning == "seat":
            self.ask.note("seat.unreadable", f"看不懂座号“{text}”，没有用。")

    def read_words(self) -> None:
        for meaning in _PLAIN:
            if text := " ".join(self.text(meaning).split()):
                self.values[meaning] = text
        if text := self.text("ethnicity"):
            self.values["ethnicity"] = roster.read_ethnicity(text)
        if (entered := self._read_date("entered")) and entered.day is not None:
            self.values["entered"] = entered.iso
        boarding = self.text("boarding")
        if "送教" in boarding or "送教" in self.text("placement"):
            self.values["placement"] = "送教上门"
        elif any(word in self.text("placement") for word in ("特校", "特殊教育")):
            self.values["placement"] = "特校"
        elif self._says_yes("placement", "随班", "视力", "听力", "智力", "其他"):
            self.values["placement"] = "随班就读"
        if boarding:
            if "走读" in boarding or roster.read_yes_no(boarding) is False:
                self.values["boarding"] = False
            elif self._says_yes("boarding", "住", "寄宿"):
                self.values["boarding"] = True

    def _says_yes(self, meaning: str, *words: str) -> bool:
        text = self.text(meaning)
        told = roster.read_yes_no(text) if text else False
        return told is True or (told is None and any(word in text for word in words))

    def read_tags(self) -> None:
        tags = dict.fromkeys(roster.tags_in(self.text("tags")), "")
        denied = set()
        for column in self.setting.table.columns:
            kind, _, tag = (column.meaning or "").partition(":")
            text = self.text(column.meaning) if kind == "tag" and column.meaning else ""
            if not text:
                continue
            told = roster.read_yes_no(text)
            if told is False:
                denied.add(tag)
            else:
                tags[tag] = "" if told else text
        self.reading.tags = tags
        self.reading.untagged = frozenset(denied - set(tags))


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


def _is_date_like(cell: Cell) -> bool:
    return isinstance(cell, str | int | float | date) and not isinstance(cell, bool)


def _title(label: ClassLabel | None) -> str:
    return label.title if label else ""


def headings_of(table: Table) -> Mapping[str, str]:
    """Meaning → heading as the sheet has it (``class`` stands in for ``grade``)."""
    found = dict(roster.LABELS)
    for column in reversed(table.columns):
        if column.meaning:
            found[column.meaning] = column.heading
    return found
