"""An invented class roster as schools really keep one, with every trap, for the demo and tests."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from kongchuo_desktop.domain import identity, names
from kongchuo_desktop.domain.classes import school_year_of
from kongchuo_desktop.domain.roster import ClassLabel

_AREA: Final = "990102"
"""No province has 99, so no number made here is anybody's."""
_CALLED: Final = (
    "安文博 白露 曹宇轩 陈果 程一诺 单小满 邓禾 丁家乐 范青山 高远 葛春生 郭小军 韩雪 何平安 "
    "胡杨 华星 黄梓萌 江月 蒋天佑 金宝 买买提·阿卜杜拉 李冬 廖星辰 林果果 刘大川 罗一鸣 吕清 "
    "马兰花 莫愁予 欧阳小河 潘多 仇小雨 任远 阿依努尔·吐尔逊阿吉 沈秋 𠮷田海 孙禾 陶然 王𬭩 "
    "尉迟小山 魏来 吴桐 解晓 谢雨 徐行 杨柳 张三丰收 赵小田 曾小溪 周末"
)
_ETHNICITIES: Final = {"买": "维吾尔族", "阿": "维吾尔族", "潘": "藏族", "马": "回族", "金": "回族"}
_SPELLINGS: Final[tuple[Callable[[date], str | int], ...]] = (
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: int(f"{d:%Y%m%d}"),
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d.year}-{d.month}-{d.day}",
    lambda d: (d - date(1899, 12, 30)).days,
)
"""Six ways in which one column of one roster writes its dates; the last is Excel's day number."""
HEADINGS: Final = (
    "序号", "姓  名", "性别", "民族", "身份证\n号码", "出生日期", "监护人\n姓名", "与学生\n关系",
    "联系电话", "家庭住址", "是否留守\n儿童", "是否\n脱贫户", "是否\n住校", "备注",
)
QUESTIONS: Final = 5
"""Rows of the sample that wait for an answer."""


@dataclass(frozen=True, slots=True)
class SamplePupil:
    """One invented pupil, as the truth is; the sheet writes it with slips."""

    seat: int
    name: str
    gender: str
    birth: date
    identity_number: str


def sample_pupils(label: ClassLabel, *, on: date) -> tuple[SamplePupil, ...]:
    """The fifty pupils of the sample class, of the age of their grade on a day."""
    first = date(school_year_of(on) - 6 - label.grade, 9, 1)
    pupils = []
    for place, name in enumerate(_CALLED.split()):
        birth = first + timedelta(days=place * 37 % 360)
        body = f"{_AREA}{birth:%Y%m%d}{place * 7 % 499 * 2 + place % 2:03}"
        pupils.append(SamplePupil(
            place + 1, name, "男" if place % 2 else "女", birth,
            body + identity.check_digit(body)))
    return tuple(pupils)


def write_sample(*, school: str, label: ClassLabel, on: date) -> bytes:
    """The roster of ``sample_pupils`` as an .xlsx a school office might hand over.

    Two merged title rows, headings with line breaks, a total and a signature line, dates in six
    spellings, numbers with spaces, full-width or with a small x, and ``QUESTIONS`` rows that only
    a person can settle. The same arguments give the same cells.
    """
    book = Workbook()
    page = book.active
    page.title = "Sheet1"
    page.append([f"{school}{label.title}学生花名册"])
    page.append([f"填报单位：{school}（盖章）        填报时间：{on.year}年{on.month}月"])
    page.append(list(HEADINGS))
    pupils = sample_pupils(label, on=on)
    for pupil in pupils:
        page.append(_with_slips(pupil, _row(pupil)))
    page.append(["合 计", f"{len(pupils)}人"])
    page.append(["校长（签字）：                填表人：                联系电话："])
    _dress(page)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _row(pupil: SamplePupil) -> list[str | int | float | None]:
    place = pupil.seat - 1
    boy = pupil.gender == "男"
    return [
        pupil.seat, _stretched(pupil.name), pupil.gender,
        _ETHNICITIES.get(pupil.name[0], "汉" if place % 3 else "汉族"),
        pupil.identity_number, _SPELLINGS[place % len(_SPELLINGS)](pupil.birth),
        f"{names.split_surname(pupil.name)[0] or '某'}某",
        ("父亲" if boy else "母亲") if place % 5 else "奶奶",
        13900000000 + pupil.seat, f"样例村{place % 9 + 1}组",
        "是" if place % 4 == 1 else "否", "√" if place % 8 == 3 else None,
        "是" if place % 5 == 2 else "否", None,
    ]


def _stretched(name: str) -> str:
    """Short names stretched with a space, as typists line up a column."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name


def _with_slips(pupil: SamplePupil, row: list[str | int | float | None]) -> Sequence[object]:
    called, number, born, phone, notes = 1, 4, 5, 8, 13
    text = pupil.identity_number
    match pupil.seat:
        case 8:
            row[number] = float(text[:17] + "0")
        case 12:
            row[born] = f"{pupil.birth.year}/13/2"
        case 17:
            row[number] = text[:17] + ("1" if text[17] != "1" else "7")
        case 21:
            row[called] = pupil.name.replace("·", ".")
        case 36:
            row[called] = "？" + pupil.name[1:]
        case 3:
            row[born] = f"{pupil.birth.year}年{pupil.birth.month}月"
        case 5:
            row[number] = f"{text[:6]} {text[6:14]} {text[14:]}"
        case 14:
            row[number] = "".join(chr(ord(c) + 0xFEE0) for c in text)
        case 25:
            row[phone] = None
        case 30:
            row[phone] = "0999-7000030"
        case 34:
            row[called] = pupil.name.replace("·", "•")
        case 40:
            row[notes] = "=1+1"
        case _:
            row[number] = text.lower()
    return row


def _dress(page: Worksheet) -> None:
    for line in (1, 2):
        page.merge_cells(start_row=line, end_row=line, start_column=1, end_column=len(HEADINGS))
    page["A1"].font, page["A1"].alignment = Font(size=16), Alignment(horizontal="center")
    for cell in page[3]:
        cell.alignment = Alignment(wrap_text=True, horizontal="center")
    for row in page.iter_rows(min_row=4):
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                cell.data_type = "s"
    page.column_dimensions["E"].width = 22
