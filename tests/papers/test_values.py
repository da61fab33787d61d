"""Values as they are printed."""

from datetime import date

import pytest

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.papers.template import Cite, How, Law, parse
from kongchuo_desktop.papers.values import dates_text, law_text, shown_text, value_text


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ([date(2026, 9, 13), date(2026, 9, 8), date(2026, 9, 10)], "9月8日、10日、13日"),
        ([date(2026, 8, 31), date(2026, 9, 1)], "8月31日、9月1日"),
        ([date(2025, 12, 30), date(2026, 1, 2)], "2025年12月30日、2026年1月2日"),
    ],
)
def test_dates_are_said_as_people_say_them(days: list[date], text: str) -> None:
    assert dates_text(days) == text


def test_dates_may_come_as_iso_text_and_nothing_is_nothing() -> None:
    assert (
        value_text("date", "2026-09-08") == value_text("date", date(2026, 9, 8)) == "2026年9月8日"
    )
    assert value_text("dates", ["2026-09-08"]) == "9月8日"
    assert value_text("text", 0) == "0"
    assert value_text("date", None) == value_text("dates", []) == value_text("text", "") == ""


def test_the_title_of_a_law_is_said_once(cite: Cite) -> None:
    (law,) = parse("{law:未成年人保护法:16#5,28:2}", [])
    assert isinstance(law, Law)
    assert law_text(law, cite) == "《未成年人保护法》第十六条第五项、第二十八条第二款"


def test_an_article_that_is_not_in_force_is_not_cited(cite: Cite) -> None:
    (law,) = parse("{law:义务教育法:5:4,11:9}", [])
    assert isinstance(law, Law)
    with pytest.raises(KnownError):
        law_text(law, cite)


@pytest.mark.parametrize(
    ("how", "kind", "value", "text"),
    [
        ("pad", "text", "张三", "张　三"),
        ("pad", "text", "𠮷𬭩", "𠮷　𬭩"),
        ("pad", "text", "单小雨", "单小雨"),
        ("pad", "text", "Li", "Li"),
        ("dot", "date", "2026-09-08", "2026.9.8"),
        ("dot", "text", "2013年5月", "2013年5月"),
        ("dot", "month", "2026-09", "2026.9"),
        ("day", "date", date(2026, 9, 8), "9月8日"),
        ("day", "dates", ["2026-09-08", "2026-10-09"], "9月8日、10月9日"),
        ("mask", "text", "990102201305060011", "990102********0011"),
        ("mask", "text", "99012345678", "990****5678"),
        ("mask", "text", "单小雨", "单某"),
        ("count", "rows", [{}, {}], "2"),
        ("count", "rows", None, "0"),
        ("pad", "text", "", ""),
    ],
)
def test_a_value_may_be_printed_in_other_ways(
    how: How, kind: str, value: object, text: str
) -> None:
    assert shown_text(how, kind, value) == text  # type: ignore[arg-type]


def test_months_flags_and_whole_numbers() -> None:
    assert value_text("month", "2026-09") == "2026年9月"
    assert value_text("flag", True) == "是"
    assert value_text("number", 3.0) == "3"
    assert value_text("ticks", ["贫困", "残疾"]) == "贫困、残疾"
