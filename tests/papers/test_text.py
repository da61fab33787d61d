"""Lines of Chinese: what may begin and end them, what stays whole, how they are justified."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kongchuo_desktop.papers.characters import NO_END, NO_START
from kongchuo_desktop.papers.fonts import FontSet
from kongchuo_desktop.papers.text import (
    Align,
    Blank,
    Glyphs,
    Paragraph,
    Piece,
    Rule,
    Style,
    set_paragraph,
)

FONTS = FontSet()
STYLE = Style(size=10, leading=15)

_cores = st.one_of(
    st.text("的一是在不了有和人这中大为上个国我以要他𬭩𠮷提", min_size=1, max_size=6),
    st.integers(0, 10**9).map(str),
    st.from_regex(r"\A[A-Za-z]{2,9}\Z"),
    st.sampled_from(["2026年9月24日", "义劝通字〔2026〕第3号", "0999-1234567", "……", "——"]),
)
_words = st.builds(
    "{}{}{}".format,
    st.text("（《“", max_size=2),
    _cores,
    st.text("，。；：！？”》）、", max_size=2),
)
_texts = st.lists(_words, min_size=1, max_size=40).map("".join)


def lines_of(paragraph: Paragraph) -> list[str]:
    return [line.text for line in paragraph.lines]


@settings(deadline=None)
@given(text=_texts, ems=st.integers(18, 45), indent=st.sampled_from([0, 2]))
def test_no_line_breaks_the_rules(text: str, ems: int, indent: int) -> None:
    style = Style(size=10, leading=15, indent=indent)
    lines = lines_of(set_paragraph([text], style, ems * 10, FONTS))

    assert "".join(lines) == text
    for line in lines[1:]:
        assert line[0] not in NO_START
    for line in lines[:-1]:
        assert line[-1] not in NO_END


@settings(deadline=None)
@given(text=_texts, ems=st.integers(18, 45))
def test_numbers_and_latin_words_stay_whole(text: str, ems: int) -> None:
    lines = lines_of(set_paragraph([text], STYLE, ems * 10, FONTS))
    for word in re.findall(r"[0-9A-Za-z]+", text):
        if len(word) <= 20:
            assert any(word in line for line in lines)


@settings(deadline=None)
@given(text=_texts, ems=st.integers(4, 45))
def test_nothing_stands_out_of_the_measure(text: str, ems: int) -> None:
    width = ems * 10
    for line in set_paragraph([text], STYLE, width, FONTS).lines:
        white = 5 if line.text[-1] in "，。；：”》）〕、" else 0
        assert line.width <= width + white + 1e-6


@settings(deadline=None)
@given(text=st.text("学校老师孩子，。", min_size=30, max_size=90), ems=st.integers(10, 30))
def test_justified_lines_end_together(text: str, ems: int) -> None:
    text = "学" + re.sub("[，。]+", "，", text)
    for line in set_paragraph([text], STYLE, ems * 10, FONTS).lines[:-1]:
        assert line.width == pytest.approx(ems * 10, abs=5 if line.text[-1] == "，" else 1e-6)


def test_a_word_wider_than_the_line_comes_apart() -> None:
    lines = lines_of(set_paragraph(["A" * 60], STYLE, 100, FONTS))
    assert len(lines) > 1
    assert "".join(lines) == "A" * 60


def test_two_marks_share_their_white() -> None:
    def width(text: str) -> float:
        return set_paragraph([text], Style(size=10, align="left"), 500, FONTS).width

    assert width("）。学") == width("）学") + 10 - 5


def test_a_last_line_is_not_a_single_character() -> None:
    text = "学" * 31
    assert [len(line) for line in lines_of(set_paragraph([text], STYLE, 300, FONTS))] == [28, 3]


def test_a_month_and_its_day_stay_together() -> None:
    lines = lines_of(set_paragraph(["学" * 15 + "2026年9月24日前"], STYLE, 200, FONTS))
    assert lines == ["学" * 15 + "2026年", "9月24日前"]


def test_a_blank_is_a_rule_of_its_width_and_keeps_its_unit() -> None:
    pieces: list[Piece] = ["学" * 9, Blank(2), "年", Blank(2), "月"]
    paragraph = set_paragraph(pieces, Style(size=10, align="left"), 110, FONTS)
    assert [line.text for line in paragraph.lines] == ["学" * 9, "年月"]
    rules = [part for part in paragraph.lines[1].parts if isinstance(part, Rule)]
    assert [rule.width for rule in rules] == [20, 20]


def test_characters_of_other_faces_are_set_in_one_line() -> None:
    line = set_paragraph(["欧阳𬭩𠮷"], STYLE, 200, FONTS).lines[0]
    faces = [part.font for part in line.parts if isinstance(part, Glyphs)]
    assert len(faces) == 2
    assert faces[1].endswith("rare.ttf.xz")


@pytest.mark.parametrize(("align", "x"), [("left", 0), ("center", 40), ("right", 80)])
def test_alignment(align: str, x: float) -> None:
    style = Style(size=10, align=align)  # type: ignore[arg-type]
    assert set_paragraph(["学校"], style, 100, FONTS).lines[0].parts[0].x == pytest.approx(x)


def test_a_quarter_of_an_em_stands_between_chinese_and_numbers() -> None:
    def width(text: str) -> float:
        return set_paragraph([text], Style(size=10, align="left"), 500, FONTS).width

    apart = width("第") + width("3") + width("号")
    assert width("第3号") == pytest.approx(apart + 2 * 2.5)
    assert width("第3") == pytest.approx(width("第") + width("3") + 2.5)
    assert width("3，号") == pytest.approx(width("3") + width("，号"))


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("学" * 9 + "共计3万元整", "3万元"),
        ("学" * 9 + "请假5个月后", "5个月"),
        ("学" * 8 + "电话0999-1234567联系", "0999-1234567"),
        ("学" * 8 + "补助1,250.50元整", "1,250.50元"),
    ],
)
def test_a_number_stays_with_its_unit(text: str, whole: str) -> None:
    assert any(whole in line for line in lines_of(set_paragraph([text], STYLE, 115, FONTS)))


def test_an_identity_number_that_must_break_breaks_between_its_groups() -> None:
    paragraph = set_paragraph(["990102201305060011"], STYLE, 60, FONTS)
    assert lines_of(paragraph) == ["990102", "20130506", "0011"]


@settings(deadline=None)
@given(
    choices=st.lists(st.text("同意不再审理由补充", min_size=1, max_size=9), min_size=2, max_size=8),
    ems=st.integers(10, 30),
    align=st.sampled_from(["left", "justify"]),
)
def test_a_box_to_tick_and_its_words_stay_on_one_line(
    choices: list[str], ems: int, align: Align
) -> None:
    boxes = [f"□{choice}" for choice in choices]
    style = Style(size=10, leading=15, align=align)
    lines = lines_of(set_paragraph(["　".join(boxes)], style, ems * 10, FONTS))
    assert [box for line in lines for box in line.split("　") if box] == boxes


def test_a_choice_wider_than_the_line_comes_apart_like_any_text() -> None:
    lines = lines_of(set_paragraph(["□" + "学" * 20 + "，□其他"], STYLE, 100, FONTS))
    assert len(lines) == 3
    assert lines[-1].endswith("□其他")


@pytest.mark.parametrize("ems", range(14, 30))
def test_the_number_of_a_paper_stays_whole(ems: int) -> None:
    pieces = ["学校已发出", "义劝通字〔2026〕第七1-3号", "通知书，孩子仍未返校。"]
    lines = lines_of(set_paragraph(pieces, STYLE, ems * 10, FONTS))
    assert any(pieces[1] in line for line in lines)


def test_a_name_in_a_narrow_column_leaves_no_character_alone() -> None:
    style = Style(size=10, leading=15, align="center")
    assert lines_of(set_paragraph(["周老师、陶主任"], style, 65, FONTS)) == ["周老师、陶", "主任"]


def test_a_line_before_a_long_number_is_not_torn_apart() -> None:
    words = "班主任样老师，家里有事请打电话0999-12345678-000。"
    first, second = set_paragraph([words], STYLE, 200, FONTS).lines
    assert second.text.startswith("0999")
    assert {part.space for part in first.parts if isinstance(part, Glyphs)} == {0}
