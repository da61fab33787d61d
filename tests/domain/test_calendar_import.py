"""Calendar files: every spelling taken, every bad row named."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.domain.calendar import TermDates
from kongchuo_desktop.domain.calendar_import import (
    parse_calendar_rows,
    parse_calendar_text,
    parse_day,
)
from kongchuo_desktop.paths import CALENDARS


@pytest.mark.parametrize(
    "text",
    ["2026-09-01", "2026/9/1", "2026.9.1", "2026年9月1日", "20260901", "２０２６年９月１日",
     "2026 年 9 月 1 日", "2026-09-01 00:00:00"],
)
def test_every_spelling_of_a_date(text: str) -> None:
    assert parse_day(text) == date(2026, 9, 1)


@pytest.mark.parametrize("text", ["", "9月1日", "2026-13-01", "2026-02-30", "明天", "46266"])
def test_what_is_no_date(text: str) -> None:
    assert parse_day(text) is None


def test_days_stretches_and_terms() -> None:
    found = parse_calendar_text(
        "\ufeff日期,上课/放假,说明\n"
        "2026-10-10，上课，国庆节调休\n"
        "\n"
        "# 以下是假期\n"
        "2026年10月1日至2026年10月3日\t放假\t国庆，连休\n"
        "第一学期,2026/9/1,2027/1/22\n"
        "学期,2027.3.1,2027.7.9\n"
    )
    assert found.problems == []
    assert [(d.date.day, d.in_session, d.note) for d in found.days.values()] == [
        (10, True, "国庆节调休"), (1, False, "国庆，连休"), (2, False, "国庆，连休"),
        (3, False, "国庆，连休"),
    ]
    assert list(found.terms.values()) == [
        TermDates(2026, 1, date(2026, 9, 1), date(2027, 1, 22)),
        TermDates(2026, 2, date(2027, 3, 1), date(2027, 7, 9)),
    ]


def test_cells_of_a_spreadsheet() -> None:
    found = parse_calendar_rows([
        ["日期", "上课/放假", None],
        [date(2026, 10, 10), "上课", None],
        [datetime.fromisoformat("2026-10-01"), "放假"],
    ])
    assert found.problems == []
    assert {d.date: d.in_session for d in found.days.values()} == {
        date(2026, 10, 10): True, date(2026, 10, 1): False,
    }


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("10月1日,放假", "看不懂日期"),
        ("2026-10-01,也许", "“也许”"),
        ("2026-10-01,", "没有写"),
        ("1026-10-01,放假", "年份1026"),
        ("2026-10-07至2026-10-01,放假", "早"),
        ("2026-10-01至2027-10-07,放假", "超过100天"),
        ("2026-10-01至2026-10-02至2026-10-03,放假", "只写一天"),
        ("学期,2027-01-20,2026-09-01", "之后"),
        ("学期,2026-09-01,2027-09-01", "太长"),
        ("学期,2026-09-01,", "看不懂日期"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_taken(line: str, words: str) -> None:
    found = parse_calendar_text(f"2026-09-12,上课\n{line}\n2026-09-13,上课")
    assert [problem.row for problem in found.problems] == [2]
    assert words in found.problems[0].sentence
    assert list(found.days) == [date(2026, 9, 12), date(2026, 9, 13)]


def test_rows_that_contradict_each_other_are_not_guessed() -> None:
    found = parse_calendar_text(
        "2026-09-12,上课\n2026-09-12,放假\n"
        "学期,2026-09-01,2027-01-22\n学期,2027-01-10,2027-07-10"
    )
    assert [problem.row for problem in found.problems] == [2, 4]
    assert found.days[date(2026, 9, 12)].in_session
    assert list(found.terms) == [(2026, 1)]


@given(st.lists(st.lists(st.text(max_size=12), max_size=4), max_size=6))
def test_any_text_is_taken_or_named(rows: list[list[str]]) -> None:
    found = parse_calendar_rows(rows)
    assert all(1 <= problem.row <= len(rows) and problem.sentence for problem in found.problems)


def test_the_shipped_template_imports_as_it_is() -> None:
    text = (CALENDARS / "template.csv").read_text(encoding="utf-8")
    found = parse_calendar_text(text)
    assert found.problems == []
    assert set(found.terms) == {(2026, 1), (2026, 2)}
    assert found.days
