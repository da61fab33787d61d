"""Dates: every spelling of a day is that day; what is no day says why."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.domain import dates
from kongchuo_desktop.domain.dates import PartialDate, read_date
from kongchuo_desktop.errors import KnownError

SPELLINGS: list[Callable[[date], object]] = [
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d.year}-{d.month:02}-{d.day:02}",
    lambda d: f" {d.year} 年 {d.month} 月 {d.day} 日 ",
    lambda d: f"{d.year}、{d.month}、{d.day}",
    lambda d: f"{d:%Y%m%d}",
    lambda d: int(f"{d:%Y%m%d}"),
    lambda d: float(f"{d:%Y%m%d}"),
    lambda d: f"{d.year}-{d.month}-{d.day} 0:00:00",
    lambda d: "".join(chr(ord(c) + 0xFEE0) for c in f"{d.year}-{d.month}-{d.day}"),
    lambda d: (d - date(1899, 12, 30)).days,
    lambda d: str((d - date(1899, 12, 30)).days),
    lambda d: (d - date(1899, 12, 30)).days + 0.5,
    lambda d: d,
    lambda d: datetime(d.year, d.month, d.day, 8, 30),  # noqa: DTZ001
]


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.sampled_from(SPELLINGS))
def test_every_spelling_is_the_same_day(day: date, spell: Callable[[date], object]) -> None:
    found = read_date(spell(day))  # type: ignore[arg-type]
    assert found.exact == day
    assert dates.parse_iso(found.iso) == found


@pytest.mark.parametrize("text", ["2014年2月", "2014.2", "2014-02", "201402", "2014/2", 201402])
def test_a_month_alone_stays_a_month(text: str | int) -> None:
    found = read_date(text)
    assert (found.iso, found.chinese, found.exact) == ("2014-02", "2014年2月", None)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("2013/13/2", "没有13月"),
        ("2014-2-30", "2014年2月没有30日"),
        ("20140230", "2014年2月没有30日"),
        ("13.9.3", "年份要写四位"),
        ("3/9/2013", "年份要写在前面"),
        ("不详", "看不出年月日"),
        (2013.1, "分不清1月还是10月"),
        ("2013-0-5", "没有0月"),
        ("9999-1-1", "没有这样的年份9999"),
        (1.5, "看不出年月日"),
        ("", "看不出年月日"),
    ],
)
def test_what_is_no_date_says_why(value: str | float, why: str) -> None:
    with pytest.raises(KnownError) as caught:
        read_date(value)
    assert caught.value.code == "bad_date"
    assert why in caught.value.sentence


@given(st.text(max_size=20) | st.floats() | st.integers())
def test_any_cell_is_a_date_or_a_known_error(value: str | float) -> None:
    try:
        found = read_date(value)
    except KnownError:
        return
    assert 1900 <= found.year <= 2119


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(-40, 40))
def test_a_month_agrees_with_its_days_alone(day: date, shift: int) -> None:
    other = day + timedelta(days=shift)
    month = PartialDate(day.year, day.month)
    assert month.agrees(dates.of(other)) == ((day.year, day.month) == (other.year, other.month))
    assert dates.of(day).agrees(dates.of(other)) == (shift == 0)


@pytest.mark.parametrize("text", ["2014", "2014-13", "2014-02-30", "20140203", "2014-2-3"])
def test_only_iso_is_read_back(text: str) -> None:
    with pytest.raises(ValueError):
        dates.parse_iso(text)
