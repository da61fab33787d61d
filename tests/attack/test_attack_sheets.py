"""Attacks by tables: names that are formulas, cells without end, marks that nobody sees."""

import io
import os
import zipfile
from random import Random

import openpyxl
import pytest
from attack_kit import refusal, said
from people import NOW, TEACHER

from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import importing
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.sheets import sample
from kongchuo_desktop.sheets.reader import read_pasted, read_workbook
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.store import Store

TRIES = int(os.environ.get("KONGCHUO_ATTACKS", "60"))
"""Changed copies of a sheet; more of them before a release: KONGCHUO_ATTACKS=10000."""
HEADINGS = ("姓名", "性别", "身份证号", "家庭住址", "出生日期")
CELLS = ("=1+1", "=HYPERLINK(\"http://x\")", "+86", "-5", "@SUM(A1)", "\u202e倒", "零\u200b宽",
         "甲\n乙", "字" * 32_000, "1900-02-29", "9999-12-31", "nan", "../../x", "<b>", "'", '"')


def _sheet(*rows: tuple[object, ...], name: str = "名单") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = name
    for row in rows:
        page.append([None] * len(row))
        for column, value in enumerate(row, start=1):
            cell = page.cell(page.max_row, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("text", CELLS, ids=lambda text: text[:12])
def test_whatever_stands_in_a_cell_the_plan_is_made_and_the_rest_comes_in(
        class_store: Store, text: str) -> None:
    data = _sheet(HEADINGS, ("某甲", "男", "", "一组", ""), (text, "女", "", text, text),
                  ("某乙", text, text, "二组", ""))
    plan = importing.plan_roster(class_store, data=data, name=f"{text[:20]}.xlsx")
    importing.commit_roster(class_store, actor=TEACHER, plan=plan.plan)
    names = {pupil.name for pupil in list_pupils(class_store)}
    assert "某甲" in names
    assert not any(c in name for name in names for c in "\u202e\u200b\n")
    assert check(class_store).ok


@pytest.mark.parametrize("value", [float("1e300"), -1.5, 10**15, True, 2_958_466, -700_000])
def test_numbers_that_are_no_dates(class_store: Store, value: object) -> None:
    data = _sheet(HEADINGS, ("某甲", "男", value, "一组", value))
    plan = importing.plan_roster(class_store, data=data, name="表.xlsx")
    (row,) = plan.plan.rows
    assert row.action != "create" or not row.problems
    assert row.problems


def test_a_quotation_mark_that_is_never_closed() -> None:
    text = "姓名\t性别\n\"某甲\t男\n" + "某乙\t女\n" * 40_000
    assert refusal(lambda: read_pasted(text)) == "sheet_too_big"


@pytest.mark.parametrize("text", ["", "\0", "\t", "\n" * 50, "\t" * 500_000, "\udcff\t\udcff",
                                  "\"\t", "姓名\t性别\r某甲\t男\r\n某乙\0\t女"], ids=repr)
def test_any_clipboard_is_a_table_or_refused(text: str) -> None:
    assert said(lambda: read_pasted(text).sheets[0]) in (None, "paste_empty")


@pytest.mark.parametrize("name", ["..", "a:b", "名" * 31, "x'y", " ", "$A$1"])
def test_a_sheet_of_any_name(class_store: Store, name: str) -> None:
    data = _sheet(HEADINGS, ("某甲", "男", "", "一组", ""))
    renamed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(renamed, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            if part == "xl/workbook.xml":
                text = text.replace('"名单"'.encode(), f'"{name}"'.encode())
            new.writestr(part, text)
    plan = importing.plan_roster(class_store, data=renamed.getvalue(), name="表.xlsx")
    assert len(plan.plan.rows) == 1


def test_a_sheet_damaged_within_its_archive() -> None:
    data = sample.write_sample(school="某校", label=ClassLabel(7, 1), on=NOW.date())
    chance, codes = Random(9), set()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(TRIES):
        victim = chance.choice(sorted(parts))
        wrong = bytearray(parts[victim])
        for _ in range(chance.choice((1, 3, 20))):
            wrong[chance.randrange(len(wrong))] = chance.randrange(256)
        if chance.random() < 0.3:
            del wrong[chance.randrange(len(wrong)):]
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name, text in parts.items():
                archive.writestr(name, bytes(wrong) if name == victim else text)
        try:
            read_workbook(stream.getvalue(), "表.xlsx")
        except KnownError as error:
            codes.add(error.code)
    assert codes <= {"sheet_damaged", "sheet_empty", "sheet_not_excel", "sheet_too_big"}
    assert "sheet_damaged" in codes
