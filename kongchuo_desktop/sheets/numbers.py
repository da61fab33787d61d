"""The identity number of a row: what Excel made of it, and what a person may still decide."""

import re
from typing import Final

from kongchuo_desktop.domain import dates, identity
from kongchuo_desktop.domain.dates import PartialDate
from kongchuo_desktop.sheets.headings import text_of
from kongchuo_desktop.sheets.problems import BLANK, KEEP, TYPE_NUMBER, Asker, Choice
from kongchuo_desktop.sheets.reader import Cell

_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d+")
_CHECKED_KINDS: Final = ("身份证", "户口")
"""Kinds of document whose number is an identity number (居民身份证, 户口簿)."""
_EXACT_IN_EXCEL: Final = 10**15
"""Excel keeps 15 digits of a number; what is longer has lost its end."""


def read_identity_number(
    cell: Cell, ask: Asker, *, kind: str, student_number: str, born: PartialDate | None,
    gender: str | None,
) -> str | None:
    """The number in normal form; None where it is empty, left empty, or not yet decided.

    Args:
        cell: the cell, or what was typed in its place.
        kind: 身份证件类型 as written, empty when not told.
        student_number: 学籍号; one that begins with G holds the number once more.
        born, gender: what the row says besides, to tell a slip of the check digit from others.
    """
    spare = student_number[1:] if student_number[:1] == "G" else ""
    spare = spare if identity.is_valid(spare) else ""
    text = text_of(cell)
    number = identity.normalise(text)
    if text:
        ask.shown["identity_number"] = shown(text, number)
    if not number:
        if spare:
            ask.note("identity_number.from_student", "没有写证件号，照学籍号里的记下了。")
        return spare or None
    if ruined := _how_ruined(cell, text, number):
        return _ask_for_other(ask, "ruined", ruined, spare)
    if identity.is_valid(number) or (kind and not any(word in kind for word in _CHECKED_KINDS)):
        return number
    if longer := identity.modernize(number):
        answer = ask.ask("identity_number.fifteen", "证件号是15位的老号，现在都是18位。",
                         (TYPE_NUMBER, Choice("modernize", "换成18位"), BLANK))
        return longer if answer == "modernize" else None
    if not identity.has_shape(number):
        return _ask_for_other(ask, "shape", _why_no_number(number), spare)
    if identity.birth_date(number) is None:
        return _ask_for_other(
            ask, "birth", f"证件号里的出生日期{number[6:14]}不是日期。", spare)
    return _ask_check_digit(ask, number, spare, _tells_otherwise(number, born, gender))


def shown(text: str, number: str) -> str:
    """The cell as problems show it: masked when it is a whole number, raw when Excel ruined it."""
    return identity.mask(number) if len(number) >= 15 and number[:15].isdecimal() else text


def _how_ruined(cell: Cell, text: str, number: str) -> str:
    if _SCIENTIFIC.fullmatch(text.replace(" ", "")):
        return "Excel把证件号存成了科学计数，后几位已经丢了。"
    is_number = isinstance(cell, int | float) and abs(cell) >= _EXACT_IN_EXCEL
    if is_number or (number.endswith("000") and len(number) == 18
                     and not identity.is_valid(number)):
        return "证件号后三位变成了000，是Excel当成数存时丢掉的。"
    return ""


def _why_no_number(number: str) -> str:
    if re.fullmatch(r"[\dX]+", number):
        return f"证件号有{len(number)}位，应是18位。"
    return "证件号里有不该有的字符。"


def _ask_for_other(ask: Asker, what: str, sentence: str, spare: str) -> str | None:
    choices = [TYPE_NUMBER, BLANK]
    if spare:
        choices.insert(0, Choice("student", "照学籍号"))
    answer = ask.ask(f"identity_number.{what}", sentence, choices, "error")
    return spare if answer == "student" else None


def _tells_otherwise(number: str, born: PartialDate | None, gender: str | None) -> bool:
    """Whether the rest of the row contradicts the number: then not the last digit is wrong."""
    told = identity.birth_date(number)
    differs = born is not None and told is not None and not born.agrees(dates.of(told))
    return differs or (gender is not None and gender != identity.gender(number))


def _ask_check_digit(ask: Asker, number: str, spare: str, otherwise: bool) -> str | None:
    right = identity.check_digit(number)
    choices = [KEEP, TYPE_NUMBER, BLANK]
    if otherwise:
        sentence = "证件号最后一位对不上，里面的出生日期或性别也和表里不同，多半抄错了别的位。"
    else:
        sentence = f"证件号末位按算法应是{right}，表里是{number[17]}。"
        choices.insert(0, Choice("fix", "改正"))
    if spare:
        choices.insert(0, Choice("student", "照学籍号"))
    answer = ask.ask("identity_number.check", sentence, choices)
    answers = {"fix": number[:17] + right, "student": spare, "keep": number}
    return answers.get(answer or "")
