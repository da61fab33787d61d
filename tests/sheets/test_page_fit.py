"""Columns on paper: each as wide as it needs, all that can be read beside one another, none cut."""

from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.sheets.page import Size
from kongchuo_desktop.sheets.page_fit import Needs, fit, line_count, needs, reach, spread

READABLE = {"A4": 195.02, "A3": 281.87}
"""Characters of 8 px that a landscape sheet has room for when 11 points are printed as 7, but for
what the rounding of each width may add."""

widths = st.floats(min_value=5, max_value=40)
columns = st.lists(st.builds(lambda least, more: Needs(least, min(least + more, 40)), widths,
                             st.floats(min_value=0, max_value=30)), min_size=1, max_size=40)


@given(columns, st.sampled_from(["A4", "A3"]), st.integers(min_value=0, max_value=4))
def test_no_column_is_narrower_than_it_needs_and_no_sheet_wider_than_paper(
    asked: list[Needs], size: Size, kept: int
) -> None:
    kept = kept if kept < len(asked) else 0
    found = fit(asked, size=size, landscape=True, kept=kept)
    assert len(found.widths) == sum(found.parts) == len(asked)
    assert all(need.least - 0.1 <= width <= need.best + 0.1
               for need, width in zip(asked, found.widths, strict=True))
    begins = [0, *accumulate(found.parts)]
    for at, (first, last) in enumerate(pairwise(begins)):
        beside = sum(found.widths[first:last]) + (sum(found.widths[:kept]) if at else 0)
        assert beside <= READABLE[found.size] + 2 or last - first == 1
    assert (found.scale is None) == (len(found.parts) == 1)


@given(columns)
def test_a3_is_taken_only_where_a4_is_too_small(asked: list[Needs]) -> None:
    found = fit(asked, size="A4", landscape=True, kept=0)
    assert (found.size == "A4") == (sum(need.least for need in asked) <= READABLE["A4"])


def test_words_that_fit_keep_one_line_and_long_ones_share_what_is_left() -> None:
    short, long = Needs(10, 10), Needs(14, 40)
    few = fit([short, long, long], size="A4", landscape=True, kept=1)
    assert few.widths == (10, 40, 40)
    many = fit([short, *[long] * 8], size="A4", landscape=True, kept=1)
    assert set(many.widths[1:]) == {many.widths[1]}
    assert 14 < many.widths[1] < 40


def test_a_small_list_is_as_wide_as_the_lines_over_it_and_no_wider_than_the_paper() -> None:
    small = [Needs(6, 6), Needs(8, 8)]
    assert sum(fit(small, size="A4", landscape=True, kept=0, across=70).widths) == 70
    wide = fit(small, size="A4", landscape=True, kept=0, across=500)
    assert 120 < sum(wide.widths) < 128


@pytest.mark.parametrize(("title", "texts", "whole", "least", "best"), [
    ("序号", [], ["120"], 5, 6),
    ("身份证号", ["990102201501010011"], [], 20, 20),
    ("出生日期", [], ["2026年12月31日"], 16, 16),
    ("现住址", ["云岭县青石镇样例村第三村民小组二排七号"], [], 14, 40),
    ("未到校天数", [], ["3"], 8, 12),
])
def test_numbers_and_days_stay_whole_and_words_may_part(
    title: str, texts: list[str], whole: list[str], least: float, best: float
) -> None:
    assert needs(title, texts, whole, None) == Needs(least, best)
    assert needs(title, texts, whole, 18) == Needs(18, 18)


@given(st.text("样a1，", max_size=60), widths, widths)
def test_a_wider_cell_never_needs_more_lines(text: str, one: float, other: float) -> None:
    narrow, wide = sorted((one, other))
    assert 1 <= line_count(text, wide) <= line_count(text, narrow)
    assert line_count(f"{text}\n样", wide) == line_count(text, wide) + 1
    assert line_count(text, wide) == 1 or reach(text) * 5.5 > wide * 6 - 4 - 11


@given(st.lists(widths, min_size=3, max_size=12), st.lists(widths, min_size=1, max_size=3))
def test_texts_over_a_list_part_it_among_them(over: list[float], asked: list[float]) -> None:
    ends = spread(over, asked)
    assert ends[-1] == len(over)
    assert all(before < after for before, after in pairwise([0, *ends]))


def test_a_long_text_gets_the_room_that_a_short_one_leaves() -> None:
    assert spread([10] * 10, [50, 10, 10]) == [6, 8, 10]
