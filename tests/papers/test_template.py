"""The small language of a form's texts."""

from datetime import date

import pytest

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.papers.template import (
    Cite,
    Law,
    Ref,
    dates_text,
    law_text,
    parse,
    parse_when,
    value_text,
)
from kongchuo_desktop.papers.text import Blank


def test_parse_cuts_text_from_what_is_looked_up() -> None:
    assert parse("自{since}起{_:6}。", ["since"]) == ("自", Ref("since"), "起", Blank(6), "。")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{nobody}", "没有在 [[field]] 里说明"),
        ("{ticks:nobody}", "没有在 [[field]] 里说明"),
        ("{since", "没有成对"),
        ("{_:x}", "要写明空几个字"),
        ("{law:义务教育法}", "应当写成"),
        ("{law:义务教育法:五}", "应当写成"),
    ],
)
def test_a_word_that_means_nothing_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words.replace("[", r"\[")):
        parse(text, ["since"])


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


def test_conditions() -> None:
    names = ["order", "kind"]
    assert parse_when("order", names).holds({"order": "责令"})
    assert not parse_when("order", names).holds({"order": ""})
    assert parse_when("!order", names).holds({})
    assert parse_when("kind=邮寄", names).holds({"kind": "邮寄"})
    assert not parse_when("kind=邮寄", names).holds({"kind": "直接"})
    with pytest.raises(ValueError, match="没有在"):
        parse_when("other", names)
