"""The school calendar on the command line."""

from pathlib import Path

import pytest
from cli_kit import Run
from openpyxl import Workbook


def _day(run: Run, day: str) -> dict[str, object]:
    days = run("calendar", "show", "--month", day[:7]).value
    found: dict[str, object] = next(d for d in days if d["date"] == day)
    return found


def test_a_month_says_why_there_is_no_class(in_class: Run) -> None:
    days = in_class("calendar", "show", "--month", "2026-10").value
    assert len(days) == 31
    assert set(days[0]) == {"date", "in_session", "note"}
    assert not days[0]["in_session"]
    assert "国庆节" in days[0]["note"]


def test_a_day_is_changed_by_hand(in_class: Run) -> None:
    assert not _day(in_class, "2026-09-19")["in_session"]
    assert in_class("calendar", "set", "day", "2026-09-19", "上课", "--note", "补课").code == 0
    assert _day(in_class, "2026-09-19") == {"date": "2026-09-19", "in_session": True,
                                            "note": "补课"}


def test_a_term_is_set_by_hand(in_class: Run) -> None:
    words = ("calendar", "set", "term", "--year", 2026, "--term", 1)
    assert in_class(*words, "--from", "2026-09-08", "--to", "2027-01-15").code == 0
    assert not _day(in_class, "2026-09-07")["in_session"]
    assert in_class(*words, "--from", "2027-01-15", "--to", "2026-09-08").error == "bad_span"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_text_file_is_imported(in_class: Run, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "日历.csv"
    file.write_text("日期,上课/放假,说明\n2026-09-18,放假,运动会\n2026-09-20,上课,补课\n",
                    encoding=encoding)
    assert in_class("calendar", "import", file).value == [
        {"date": "2026-09-18", "in_session": False, "note": "运动会"},
        {"date": "2026-09-20", "in_session": True, "note": "补课"}]
    assert _day(in_class, "2026-09-18")["note"] == "运动会"


def test_a_sheet_is_imported(in_class: Run, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["2026-09-18", "放假", "停电"])
    book.save(tmp_path / "日历.xlsx")
    assert in_class("calendar", "import", tmp_path / "日历.xlsx").code == 0
    assert _day(in_class, "2026-09-18")["note"] == "停电"


def test_a_file_with_a_bad_row_changes_nothing(in_class: Run, tmp_path: Path) -> None:
    file = tmp_path / "日历.csv"
    file.write_text("2026-09-18,放假,运动会\n2026-09-31,放假,\n", encoding="utf-8")
    assert in_class("calendar", "import", file).error == "calendar_rows"
    assert _day(in_class, "2026-09-18")["in_session"]
    assert in_class("calendar", "import", tmp_path / "没有.csv").error == "file_missing"
