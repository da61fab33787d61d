"""The charts of a class, a school and a bureau from what was written down; on paper too."""

from collections import Counter
from datetime import date, datetime

import pypdfium2
import pytest
from county_rows import case, file_return, school
from people import OFFICE, TEACHER, Clock
from registers import TRUANT, seat, take

from kongchuo_desktop.domain.charts.model import Bars, Chart, Grid
from kongchuo_desktop.domain.indicators.model import Rate
from kongchuo_desktop.operations.attendance import MarkInput
from kongchuo_desktop.operations.cases import open_case
from kongchuo_desktop.operations.chart_filing import month_of
from kongchuo_desktop.operations.chart_paper import chart_pages
from kongchuo_desktop.operations.charts import KINDS, charts, class_rooms, units_listed
from kongchuo_desktop.operations.founding import add_class
from kongchuo_desktop.operations.indicators import indicators
from kongchuo_desktop.operations.month_sheet import month_grid
from kongchuo_desktop.operations.paper_facts.facts import WORDS
from kongchuo_desktop.operations.paper_register import kept_value
from kongchuo_desktop.operations.papers import draft_papers
from kongchuo_desktop.operations.roster import add_pupil
from kongchuo_desktop.papers.sources import CHARTS
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Return

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)
DAYS = [date(2026, 9, n) for n in (14, 15, 16)]


@pytest.fixture
def filed(class_store: Store) -> Store:
    """Three days with registers: seats 1 and 2 missed some."""
    for day, kind in zip(DAYS, ("旷课", "病假", "旷课"), strict=True):
        marks = {seat(class_store, 1): MarkInput(kind)}
        take(class_store, day, marks | ({seat(class_store, 2): TRUANT} if day == DAYS[0] else {}))
    return class_store


def named(store: Store, name: str, *, first: date = FIRST, last: date = LAST) -> Chart:
    return next(chart for chart in charts(store, first=first, last=last) if chart.id == name)


def rooms_of(store: Store) -> str:
    return class_rooms(store)[0][0]


def test_the_cells_of_a_class_say_what_its_month_says(filed: Store) -> None:
    body = named(filed, "heat").body
    assert isinstance(body, Grid)
    sheet = month_grid(filed, class_id=rooms_of(filed), month=FIRST)
    shown = {row.word: {column.word: cell.shown for column, cell in zip(
        body.columns, row.cells, strict=True) if cell and cell.who} for row in body.rows}
    for row in sheet.rows:
        signs = {str(day.day.day): cell.sign for day, cell in zip(
            sheet.days, row.cells, strict=True) if cell.state == "filed" and cell.sign != "√"}
        assert shown.get(row.name, {}) == signs


def test_the_rate_beside_the_bars_is_the_indicator(filed: Store) -> None:
    rates: dict[str, Rate] = {rate.word: rate for rate in indicators(filed)}
    came = rates["出勤率"]
    assert came.denominator is not None
    assert f"{came.shown}（{came.numerator.count}/{came.denominator.count}）" in named(
        filed, "weekdays").said


def test_what_is_written_is_drawn_at_the_next_look(filed: Store) -> None:
    pupil = seat(filed, 3)
    assert pupil not in [p for piece in named(filed, "states").pieces() for p in piece.who]
    open_case(filed, actor=TEACHER, pupil=pupil, day=DAYS[1], state="suspected")
    (piece,) = [piece for piece in named(filed, "states").pieces() if pupil in piece.who]
    assert piece.key == "疑似辍学"


def test_a_school_sees_its_classes_and_one_of_them(school_store: Store, clock: Clock) -> None:
    clock.at = datetime.fromisoformat("2026-09-17T08:00")
    other = add_class(school_store, actor=OFFICE, label="八年级1班").id
    first = rooms_of(school_store)
    children = [add_pupil(school_store, actor=OFFICE, class_id=room, values={"name": name}).id
                for room, name in ((first, "样甲"), (other, "样乙"))]
    open_case(school_store, actor=OFFICE, pupil=children[1], day=DAYS[0], state="open")
    whole = {chart.id: chart for chart in charts(school_store, first=FIRST, last=LAST)}
    assert list(whole) == [kind for kind in KINDS if kind != "months"]
    assert isinstance(whole["heat"].body, Grid)
    assert [row.word for row in whole["heat"].body.rows] == ["七年级1班", "八年级1班"]
    assert {piece.role for piece in whole["heat"].pieces()} == {"missing"}
    assert isinstance(whole["places"].body, Bars)
    assert [bar.word for bar in whole["places"].body.bars] == ["八年级1班"]
    one = {chart.id: chart for chart in charts(school_store, first=FIRST, last=LAST,
                                               class_id=first)}
    assert [p for piece in one["states"].pieces() for p in piece.who] == []
    assert "filed" not in one


def test_a_bureau_has_its_townships_and_counts_who_filed(bureau_store: Store,
                                                         clock: Clock) -> None:
    clock.at = datetime.fromisoformat("2026-09-01T08:00")
    units = {name: school(bureau_store, name, township=town, pupils=(f"样{name}",))
             for name, town in (("甲校", "白水乡"), ("乙校", "白水乡"), ("丙校", ""))}
    case(bureau_store, units["甲校"][0], units["甲校"][1]["样甲校"])
    file_return(bureau_store, units["甲校"][0], day=date(2026, 9, 17), cases=1)
    file_return(bureau_store, units["乙校"][0], day=date(2026, 9, 17))
    clock.at = datetime.fromisoformat("2026-10-20T08:00")
    found = {chart.id: chart for chart in charts(bureau_store, first=FIRST,
                                                 last=date(2026, 10, 31))}
    assert list(found) == ["states", "causes", "places", "rates", "filed"]
    assert isinstance(found["places"].body, Bars)
    assert [bar.word for bar in found["places"].body.bars] == ["白水乡"]
    assert found["places"].said == "2个乡镇里有1个有在办的个案，一共1人。"
    months = {piece.key: piece for piece in found["filed"].pieces()}
    assert {key: (piece.shown, piece.role) for key, piece in months.items()} == {
        "2026-09.filed": ("1", "good"), "2026-09.zero": ("1", "pale"),
        "2026-09.missing": ("1", "missing"), "2026-10": ("还没到期", "pale")}
    silent = months["2026-09.missing"]
    assert [one.name for one in units_listed(bureau_store, silent.who)] == ["丙校"]
    assert (month_of(silent), found["filed"].counts) == ("2026-09", "unit")


def test_a_zero_that_was_filed_is_no_silence(filed: Store, clock: Clock) -> None:
    with filed.operation("file_return", TEACHER, undoable=False) as write:
        write.insert(Return, unit=rooms_of(filed), kind="月报", period="2026-09",
                     day="2026-09-30", zero=True, figures={"cases": 0})
    clock.at = datetime.fromisoformat("2026-11-20T08:00")
    body = named(filed, "filed", last=date(2026, 11, 30)).body
    assert isinstance(body, Grid)
    (row,) = body.rows
    assert row.word == "本班"
    assert [(cell.shown, cell.role) if cell else None for cell in row.cells] == [
        ("0", "pale"), ("未报", "missing"), None]


# on paper --------------------------------------------------------------------------------------


def text_of(pdf: bytes) -> str:
    return "".join("".join(page.get_textpage().get_text_range().split())
                   for page in pypdfium2.PdfDocument(pdf))


def test_the_pages_hold_the_charts_that_are_shown_and_no_others(filed: Store) -> None:
    shown = [chart for chart in charts(filed, first=FIRST, last=LAST)
             if chart.id in ("weekdays", "states")]
    text = text_of(chart_pages(filed, charts=shown, span="9月", whom="七年级1班", day=DAYS[-1]))
    for words in ("控辍保学情况图表", "七年级1班", "星期几缺得多", shown[0].said, shown[1].said):
        assert words in text
    assert "各项指标" not in text


def test_a_form_gets_each_chart_by_its_word(filed: Store) -> None:
    (draft,) = draft_papers(filed, form_id="situation_charts", day=DAYS[-1])
    drawn = {name for name, value in draft.values.items() if isinstance(value, Chart)}
    assert drawn == {"weekdays", "heat", "states", "causes", "rates", "filed"}
    assert set(CHARTS) <= set(WORDS)
    assert Counter(map(len, (kept_value(draft.values[name]) for name in drawn))) == {64: 6}
