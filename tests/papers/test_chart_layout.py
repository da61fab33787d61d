"""Charts laid out: all inside their box, no word over another, every piece to be found."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pypdfium2
from hypothesis import given, settings
from hypothesis import strategies as st

from kongchuo_desktop.domain.charts.model import (
    Bar,
    Bars,
    Chart,
    Column,
    Grid,
    Legend,
    Piece,
    Point,
    Role,
    Row,
    Trend,
)
from kongchuo_desktop.papers.chart_box import PAPER, ChartBox, hatching
from kongchuo_desktop.papers.chart_layout import lay_out, widths_of
from kongchuo_desktop.papers.chart_shapes import Drawing, Rect, Size, Stroke, Words
from kongchuo_desktop.papers.fonts import FontSet
from kongchuo_desktop.papers.pen import Pen
from kongchuo_desktop.papers.text import Paragraph, Style, set_paragraph

ROLES: Sequence[Role] = ("good", "bad", "doubt", "plain", "pale", "missing")
NAMES = st.sampled_from(["七年级1班", "买买提·阿卜杜拉·艾合买提", "𠮷永强", "10月", "",
                         "义务教育阶段残疾儿童少年入学率"])
_SLACK = 0.01

roles = st.sampled_from(ROLES)
counts = st.integers(0, 5000)
keys = st.uuids().map(str)


def pieces(shown: st.SearchStrategy[str]) -> st.SearchStrategy[Piece]:
    return st.builds(Piece, keys, st.just("一句话"), shown, roles, counts.map(float),
                     st.just(("p",)))


legends = st.lists(st.builds(Legend, roles, st.sampled_from(["旷课", "没有点名"]),
                             st.none() | counts, st.sampled_from(["", "×"])), max_size=5).map(tuple)


@st.composite
def bars(draw: st.DrawFn) -> Bars:
    found = draw(st.lists(st.builds(
        Bar, NAMES, st.lists(pieces(counts.map(str)), min_size=1, max_size=4).map(tuple),
        st.sampled_from(["", "12人", "出勤97.50%（1285/1318）"]),
        st.none() | st.floats(0, 1)), min_size=1, max_size=5))
    most = max(sum(piece.size for piece in bar.pieces) for bar in found)
    return Bars(tuple(found), max(most, 1), draw(legends))


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    width = draw(st.integers(1, 23))
    columns = tuple(Column(draw(st.sampled_from(["1", "12月", ""])), "一", draw(st.booleans()))
                    for _ in range(width))
    cells = st.none() | pieces(st.sampled_from(["", "×", "12"]))
    return Grid(columns, tuple(draw(st.lists(st.builds(
        Row, NAMES, st.lists(cells, min_size=width, max_size=width).map(tuple),
        st.sampled_from(["", "旷课3、病假1"])), min_size=1, max_size=5))), draw(legends))


@st.composite
def trends(draw: st.DrawFn) -> Trend:
    points = st.builds(Point, st.sampled_from(["9月", "10月"]), pieces(
        st.sampled_from(["97.50%", "没有数"])), st.none() | st.floats(0, 100))
    return Trend(tuple(draw(st.lists(points, min_size=1, max_size=12))),
                 draw(st.none() | st.floats(0, 100)), "≥95%（含）")


charts = st.builds(Chart, st.just("c"), st.just("图"), st.just("一句话。"),
                   bars() | grids() | trends())
wide = st.floats(200, 1200)


def measure(text: str, size: Size) -> float:
    return 8.0 * len(text)


def extent(shape: Rect | Words | Stroke) -> tuple[float, float, float, float]:
    if isinstance(shape, Stroke):
        return (min(shape.x1, shape.x2), min(shape.y1, shape.y2), max(shape.x1, shape.x2),
                max(shape.y1, shape.y2))
    if isinstance(shape, Rect):
        return shape.x, shape.y, shape.x + shape.width, shape.y + shape.height
    width = measure(shape.text, shape.size)
    free = shape.width - width
    left = shape.x + {"left": 0.0, "center": free / 2, "right": free}[shape.align]
    return left, shape.y, left + width, shape.y + shape.height


def words_of(drawing: Drawing) -> list[tuple[float, float, float, float]]:
    return [extent(shape) for shape in drawing.shapes if isinstance(shape, Words)]


@given(charts, wide)
def test_everything_lies_inside_the_box(chart: Chart, width: float) -> None:
    drawing = lay_out(chart, width, PAPER, measure)
    for left, top, right, low in map(extent, drawing.shapes):
        assert -_SLACK <= left <= right <= width + _SLACK
        assert -_SLACK <= top <= low <= drawing.height + _SLACK


@given(charts, wide)
def test_no_word_stands_over_another(chart: Chart, width: float) -> None:
    found = words_of(lay_out(chart, width, PAPER, measure))
    for one, other in combinations(found, 2):
        apart = (one[2] <= other[0] + _SLACK or other[2] <= one[0] + _SLACK
                 or one[3] <= other[1] + _SLACK or other[3] <= one[1] + _SLACK)
        assert apart, (one, other)


@given(charts, wide)
def test_each_piece_has_a_place_of_its_own_in_its_order(chart: Chart, width: float) -> None:
    places = lay_out(chart, width, PAPER, measure).places
    assert [place.piece.key for place in places] == [piece.key for piece in chart.pieces()]
    for one, other in combinations(places, 2):
        middle = one.x + one.width / 2, one.y + one.height / 2
        assert one.holds(*middle)
        assert not other.holds(*middle)


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(1, 20)), min_size=1, max_size=6))
def test_segments_keep_their_least_and_fill_no_more_than_the_room(
    asked: list[tuple[float, float]]
) -> None:
    least = [small for _, small in asked]
    room = max(sum(least), 100.0)
    widths = widths_of([each for each, _ in asked], least, room)
    assert all(width >= small - _SLACK for width, small in zip(widths, least, strict=True))
    assert sum(widths) <= room + _SLACK


@given(st.floats(1, 200), st.floats(1, 30))
def test_a_pattern_stays_in_its_box(width: float, height: float) -> None:
    for x1, y1, x2, y2 in hatching(width, height, 2.4):
        assert 0 <= x1 <= x2 <= width + _SLACK
        assert -_SLACK <= y2 <= y1 <= height + _SLACK
        assert abs((x2 - x1) - (y1 - y2)) < _SLACK


# on paper ----------------------------------------------------------------------------------------


def boxed(chart: Chart, fonts: FontSet, width: float = 480) -> ChartBox:
    def set_words(text: str, size: Size) -> Paragraph:
        return set_paragraph([text], Style(size=8, leading=10, align="left"), 10_000, fonts)

    return ChartBox(chart, width, set_words)


def printed(box: ChartBox, fonts: FontSet) -> str:
    pen = Pen(fonts, 520, box.height + 40, "图")
    box.draw(pen, 20, 20)
    pen.next_page()
    page = pypdfium2.PdfDocument(pen.finish())[0]
    return str(page.get_textpage().get_text_range())


@settings(max_examples=15)
@given(charts)
def test_the_pen_draws_every_word_there_is(chart: Chart) -> None:
    fonts = FontSet()
    box = boxed(chart, fonts)
    text = printed(box, fonts)
    for shape in box.drawing.shapes:
        if isinstance(shape, Words):
            assert "".join(shape.text.split()) in "".join(text.split())


def tall(rows: int) -> Chart:
    columns = (Column("1"), Column("2"))
    return Chart("heat", "缺课图", "话", Grid(columns, tuple(
        Row(f"学生{n}", tuple(Piece(f"{n}.{at}", "", "×", "bad") for at in (0, 1)))
        for n in range(rows)), (Legend("bad", "旷课"),)))


def test_a_grid_goes_on_with_its_rows_and_repeats_its_heads() -> None:
    fonts = FontSet()
    whole = boxed(tall(60), fonts)
    halves = whole.split(whole.height / 2)
    assert halves is not None
    first, rest = halves
    assert isinstance(first, ChartBox)
    assert isinstance(rest, ChartBox)
    assert first.height <= whole.height / 2
    lines = [line for half in (first, rest) for line in half.chart.lines]
    assert lines == list(whole.chart.lines)
    assert "旷课" not in printed(first, fonts)
    assert "旷课" in printed(rest, fonts)
    assert printed(rest, fonts).startswith("1")
    assert whole.split(10) is None
    assert boxed(replace(tall(1)), fonts).split(5) is None
