"""Reading Excel files: what schools have goes in, what is hostile is refused with a sentence."""

import io
import random
import struct
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sheet_tools import MakeSheet

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.sheets import reader
from kongchuo_desktop.sheets.reader import read_workbook

XLS = Path(__file__).parent / "data" / "class.xls"


def refused(data: bytes, name: str = "名单.xls") -> KnownError:
    with pytest.raises(KnownError) as caught:
        read_workbook(data, name)
    error = caught.value
    assert name in error.sentence
    assert error.kept
    assert error.todo
    return error


def test_cells_keep_their_place_and_kind(make_sheet: MakeSheet) -> None:
    data = make_sheet(
        (), (None, "姓名", 5, date(2013, 9, 3), True, 530111201311021234), merged=("B3:C4",)
    )
    sheet = read_workbook(data, "a.xlsx").sheets[0]
    assert sheet.rows[1] == ("", "姓名", 5, date(2013, 9, 3), True, 5.301112013110212e17)
    assert (2, 1, 3, 2) in sheet.merged


def test_an_old_xls_is_read_under_any_name() -> None:
    for name in ("class.xls", "class.xlsx", "class.et"):
        rows = read_workbook(XLS.read_bytes(), name).sheets[0].rows
        assert rows[2][:3] == ("样例甲", "990102201311050012", date(2013, 11, 5))


@pytest.mark.parametrize("name", ["名单.et", "名单.xls", "名单.txt", "名单"])
def test_a_new_sheet_is_read_under_any_name(make_sheet: MakeSheet, name: str) -> None:
    rows = read_workbook(make_sheet(("姓名", "性别"), ("样例甲", "男")), name).sheets[0].rows
    assert rows == (("姓名", "性别"), ("样例甲", "男"))


def test_a_long_sheet_is_read_row_by_row_and_can_be_stopped(
    make_sheet: MakeSheet, monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = make_sheet((), (None, "姓名", "座号"), *[(None, f"样例{n}", n) for n in range(1200)])
    whole = read_workbook(data, "a.xlsx").sheets[0]
    monkeypatch.setattr(reader, "_AT_ONCE", 10)
    heard: list[int] = []
    assert read_workbook(data, "a.xlsx", lambda what, done, total: heard.append(done)).sheets[
        0].rows == whole.rows
    assert heard == [0, 500, 1000]

    def stop(what: str, done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        read_workbook(data, "a.xlsx", stop)


def test_hidden_sheets_are_passed_over(make_sheet: MakeSheet) -> None:
    book = openpyxl.load_workbook(io.BytesIO(make_sheet(("姓名", "性别"))))
    book.create_sheet("旧").append(["姓名"])
    book["旧"].sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    assert [s.name for s in read_workbook(stream.getvalue(), "a.xlsx").sheets] == ["Sheet1"]


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (b"", "sheet_empty", "空文件"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "sheet_not_excel", "网页"),
        (b"%PDF-1.7\n", "sheet_not_excel", "PDF"),
        (b"hello", "sheet_not_excel", "不是Excel表"),
        (b"PK\x03\x04 nothing", "sheet_damaged", "坏了"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "sheet_damaged", "坏了"),
    ],
)
def test_what_is_no_table_is_named(data: bytes, code: str, word: str) -> None:
    error = refused(data)
    assert error.code == code
    assert word in error.sentence


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return stream.getvalue()


def test_other_zips_are_named() -> None:
    assert "Word" in refused(zipped(word__document=b"<w/>")).sentence
    assert refused(zipped(readme=b"x")).code == "sheet_not_excel"


def test_an_empty_workbook_says_so(make_sheet: MakeSheet) -> None:
    assert refused(make_sheet()).code == "sheet_empty"


def test_an_encrypted_workbook_says_so() -> None:
    """An OLE file with the stream EncryptedPackage, which is what a password makes of an .xlsx."""
    stream = "EncryptedPackage".encode("utf-16-le")
    entry = stream.ljust(64, b"\0") + struct.pack("<HB", len(stream) + 2, 2) + bytes(61)
    header = (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + bytes(16)
        + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
        + bytes(10)
        + struct.pack("<IIII", 1, 1, 0, 4096)
        + struct.pack("<IIII", 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
        + struct.pack("<I", 0)
    )
    header = header.ljust(512, b"\xff")
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE).ljust(512, b"\xff")
    assert refused(header + fat + entry.ljust(512, b"\0")).code == "sheet_password"


def test_a_cell_in_the_far_corner_takes_no_memory(make_sheet: MakeSheet) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "姓名", "x"
    stream = io.BytesIO()
    book.save(stream)
    assert refused(stream.getvalue()).code == "sheet_too_big"


def test_far_formatting_without_words_does_no_harm() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "姓名"
    book.active["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    stream = io.BytesIO()
    book.save(stream)
    assert read_workbook(stream.getvalue(), "a.xlsx").sheets[0].rows == (("姓名",),)


def test_cells_that_do_not_say_where_they_are_count_by_their_row(make_sheet: MakeSheet) -> None:
    source = io.BytesIO(make_sheet(("姓名",)))
    target = io.BytesIO()
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<sheetData><row r="1"><c r="ZZ1"><v>1</v></c></row>'
        b'<row r="1048576"><c><v>1</v></c></row></sheetData></worksheet>'
    )
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.namelist():
            new.writestr(part, sheet if part.startswith("xl/worksheets/") else old.read(part))
    assert refused(target.getvalue()).code == "sheet_too_big"


def test_a_zip_bomb_is_not_unpacked(make_sheet: MakeSheet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_UNPACKED", 10_000)
    stream = io.BytesIO(make_sheet(("姓名",)))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", bytes(1_000_000))
    assert refused(stream.getvalue()).code == "sheet_too_big"


def test_a_forged_size_inside_a_zip_is_damage(make_sheet: MakeSheet) -> None:
    data = bytearray(make_sheet(*[("姓名", n) for n in range(200)]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    sizes = struct.pack("<II", part.compress_size, part.file_size)
    forged = struct.pack("<II", part.compress_size, 10)
    place = data.rindex(sizes)
    data[place : place + 8] = forged
    assert refused(bytes(data)).code == "sheet_damaged"


def test_too_many_columns_are_cut_and_rows_refused(
    make_sheet: MakeSheet,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sheet = read_workbook(make_sheet(("姓名", *range(300))), "a.xlsx").sheets[0]
    assert len(sheet.rows[0]) == reader.MAX_COLUMNS
    assert "301列" in sheet.remarks[0]
    monkeypatch.setattr(reader, "MAX_ROWS", 20)
    assert refused(make_sheet(*[("姓名",)] * 21)).code == "sheet_too_big"
    monkeypatch.setattr(reader, "MAX_BYTES", 100)
    assert refused(make_sheet(("姓名",))).code == "sheet_too_big"


@pytest.mark.parametrize("kind", ["xls", "xlsx"])
def test_damaged_files_are_read_or_refused_and_never_crash(
    kind: str,
    make_sheet: MakeSheet,
) -> None:
    whole = XLS.read_bytes() if kind == "xls" else make_sheet(*[("姓名", 1.5, "x")] * 40)
    dice = random.Random(kind)
    outcomes = set()
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(dice.randint(1, 6)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        if dice.random() < 0.3:
            data = data[: dice.randrange(len(data))]
        try:
            read_workbook(bytes(data), "a")
            outcomes.add("read")
        except KnownError as error:
            outcomes.add(error.code)
    assert {"read", "sheet_damaged"} <= outcomes


def test_a_forged_sheet_size_in_an_xls_is_damage() -> None:
    data = XLS.read_bytes()
    place = data.index(struct.pack("<HHI", 0x0200, 14, 0))
    forged = data[: place + 8] + struct.pack("<I", 0xFFFFFF00) + data[place + 12 :]
    assert refused(forged).code == "sheet_damaged"
