"""Lines of titles and signatures part between words; nothing is lost, nothing stands out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_desktop.papers.fonts import FontSet
from kongchuo_desktop.papers.text import Blank, Paragraph, Piece, Style, set_paragraph
from kongchuo_desktop.papers.titles import balanced

FONTS = FontSet()
STYLE = Style("title", 18, 25, "center")
SCHOOL = "样山彝族苗族布依族自治县青石镇中心学校"


def lines_of(ems: float, *pieces: Piece) -> list[str]:
    made = balanced(pieces, STYLE, ems * STYLE.size, set_)
    assert made.width <= (ems + 0.5) * STYLE.size  # a closing mark may hang out
    return [line.text for line in made.lines]


def set_(pieces: object, style: Style, width: float) -> Paragraph:
    return set_paragraph(tuple(pieces), style, width, FONTS)  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "ems", "lines"), [
    (f"{SCHOOL}控辍保学工作目标管理责任书", 26, [SCHOOL, "控辍保学工作目标管理责任书"]),
    (f"{SCHOOL}关于开展专项行动的方案", 26, [SCHOOL, "关于开展专项行动的方案"]),
    (SCHOOL, 14, ["样山彝族苗族布依族自治县", "青石镇中心学校"]),
    (f"{SCHOOL}2026年9月劝返复学报告", 24, [SCHOOL, "2026年9月劝返复学报告"]),
    ("义务教育适龄儿童少年辍学情况登记表", 14, ["义务教育适龄儿童少年", "辍学情况登记表"]),
    ("样山自治州青云县石桥镇中心小学", 10, ["样山自治州青云县", "石桥镇中心小学"]),
    ("城市社区乡镇长会议", 5, ["城市社区乡", "镇长会议"]),  # no place to part at
])
def test_a_title_parts_between_words(text: str, ems: int, lines: list[str]) -> None:
    assert lines_of(ems, text) == lines


def test_more_lines_are_better_than_a_torn_name() -> None:
    text = "黔阳布依族苗族自治州青云县石桥镇第二中心小学"
    assert lines_of(11.1, text) == ["黔阳布依族苗族自治州", "青云县石桥镇", "第二中心小学"]


def test_what_is_written_as_two_lines_stays_two() -> None:
    assert lines_of(26, SCHOOL, "\n", "责任书") == [SCHOOL, "责任书"]


@given(st.text("样山县镇学校的关于（）2026，工作", max_size=40), st.integers(5, 26), st.booleans())
def test_nothing_is_lost(text: str, ems: int, blank: bool) -> None:
    pieces: list[Piece] = [text[:9], Blank(3), text[9:]] if blank else [text]
    assert "".join(lines_of(ems, *pieces)) == text
