"""全县: figures that open their pupils, townships that unfold, and the other three parts."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from county_rows import case, file_return, school
from joined import MakeContext, exchange_window
from people import DESK
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from python_calamine import load_workbook
from typing_in import type_into

from kongchuo_desktop.operations.supervisors import assign_supervisor, supervisors
from kongchuo_desktop.operations.world import homes_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.pages.county import CHECKS, OVERDUE, SUPERVISORS, CountyPage
from kongchuo_desktop.ui.pages.county_models import FIGURE, FIRST, NAME
from kongchuo_desktop.ui.pages.county_placing import PlacingForm
from kongchuo_desktop.ui.pages.county_supervisor import SupervisorForm
from kongchuo_desktop.ui.pages.pages_sheet import PagesSheet
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.tokens import Type

Idle = Callable[[], None]
Fits = Callable[[QWidget], None]
LONG = "白水乡岭脚民族联合寄宿制九年一贯实验学校"


@pytest.fixture
def units(bureau_store: Store) -> dict[str, str]:
    """Two schools of one township and one of another; 样甲 has a case with two visits."""
    one, there = school(bureau_store, LONG, township="白水乡", pupils=("样甲", "样乙"))
    two, _ = school(bureau_store, "白水乡小学", township="白水乡", pupils=("样丙",),
                    stage="primary")
    three, _ = school(bureau_store, "石桥镇初级中学", township="石桥镇", pupils=("样丁",))
    case(bureau_store, one, there["样甲"], visits=2)
    file_return(bureau_store, one, day=date(2026, 9, 17), cases=3, pupils=2)
    return {"one": one, "two": two, "three": three, "child": there["样甲"]}


@pytest.fixture
def printed() -> list[tuple[Sequence[bytes], int]]:
    """What went to the printer, with the number of copies."""
    return []


@pytest.fixture
def window(bureau_store: Store, units: dict[str, str], make_context: MakeContext, idle: Idle,
           printed: list[tuple[Sequence[bytes], int]], qtbot: QtBot) -> Iterator[MainWindow]:
    window = exchange_window(make_context(bureau_store, DESK), "today", grid=lambda ctx: CountyPage(
        ctx, printer=lambda pdfs, copies: printed.append((pdfs, copies))))
    qtbot.addWidget(window)
    window.open_page("grid")
    idle()
    yield window
    window.hide()


def test_the_first_reading_is_counted_school_by_school(
    bureau_store: Store, units: dict[str, str], make_context: MakeContext, idle: Idle,
    qtbot: QtBot
) -> None:
    page = CountyPage(make_context(bureau_store, DESK))
    qtbot.addWidget(page)
    counting = page.counting
    assert counting is not None
    said: list[tuple[str, str]] = []
    forward = counting.advance

    def heard(done: int, total: int, word: str) -> None:
        forward(done, total, word)
        said.append((counting.title.text(), counting.text.text()))

    counting.advance = heard  # type: ignore[method-assign]
    page.refresh(None)
    idle()
    assert ("正在读各校的资料", "第3所，共3所") in said
    assert said[-1] == ("正在数各校的数", "第3所，共3所")
    assert page.counting is None


@pytest.fixture
def page(window: MainWindow) -> CountyPage:
    found = window.page()
    assert isinstance(found, CountyPage)
    return found


def names(page: CountyPage) -> list[str]:
    return [line.name for line in page.tree.shown_lines()]


def choose(page: CountyPage, part: str, idle: Idle) -> None:
    page.opened(part=part)
    idle()


def test_a_township_unfolds_to_its_schools(page: CountyPage) -> None:
    assert names(page) == ["全县", "白水乡", "石桥镇"]
    page.sums.setCurrentIndex(page.tree.index(1, NAME))
    QTest.keyClick(page.sums, Qt.Key.Key_Return)
    assert names(page) == ["全县", "白水乡", "白水乡小学", LONG, "石桥镇"]
    page.sums.setCurrentIndex(page.tree.index(1, NAME))
    QTest.keyClick(page.sums, Qt.Key.Key_Return)
    assert names(page) == ["全县", "白水乡", "石桥镇"]


def test_a_figure_opens_its_pupils_and_they_their_card(
    page: CountyPage, window: MainWindow, units: dict[str, str], idle: Idle
) -> None:
    visits = FIRST + FIGURE.index("visits")
    assert page.tree.index(0, visits).data() == "2"
    page.sums.setCurrentIndex(page.tree.index(0, visits))
    QTest.keyClick(page.sums, Qt.Key.Key_Return)
    idle()
    assert page.behind.isVisible()
    assert page.behind.said.text() == "劝返 2次"
    assert page.behind.model.index(0, 0).data() == "样甲（2次）"
    QTest.keyClick(page.behind.table, Qt.Key.Key_Return)
    assert window.page_key() == "pupil"


def test_escape_puts_the_list_away(page: CountyPage, idle: Idle) -> None:
    page.sums.setCurrentIndex(page.tree.index(0, FIRST))
    QTest.keyClick(page.sums, Qt.Key.Key_Return)
    idle()
    assert page.close_inner()
    assert page.behind.isHidden()
    assert page.sums.hasFocus()
    assert not page.close_inner()


def test_a_zero_opens_nothing(page: CountyPage, idle: Idle) -> None:
    papers = FIRST + FIGURE.index("papers")
    page.sums.setCurrentIndex(page.tree.index(0, papers))
    QTest.keyClick(page.sums, Qt.Key.Key_Return)
    idle()
    assert page.behind.isHidden()


def test_a_difference_shows_whom_the_rows_name(page: CountyPage, idle: Idle) -> None:
    choose(page, CHECKS, idle)
    assert page.checks.index(0, 1).data() == "在办个案：报3人，名单里1人"
    QTest.keyClick(page.tables[CHECKS], Qt.Key.Key_Return)
    idle()
    assert [line.name for line in page.behind.model.all_lines()] == ["样甲"]


def test_without_overdue_cases_it_says_so(page: CountyPage, idle: Idle) -> None:
    choose(page, OVERDUE, idle)
    assert page.overdue.rowCount() == 0
    assert not page.cards[OVERDUE].isVisible()


def test_several_schools_get_their_supervisor_at_once(
    page: CountyPage, window: MainWindow, bureau_store: Store, units: dict[str, str], idle: Idle
) -> None:
    choose(page, SUPERVISORS, idle)
    page.tables[SUPERVISORS].selectAll()
    page.assign.click()
    form = window.sheet()
    assert isinstance(form, SupervisorForm)
    name = form.fields["name"].editor
    assert isinstance(name, LineInput)
    type_into(name, "莫老师")
    form.send.click()
    idle()
    page.refresh(None)
    idle()
    assert {p.name for p in supervisors(bureau_store).values()} == {"莫老师"}
    assert {page.people.index(row, 2).data() for row in range(3)} == {"莫老师"}


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
def test_a_long_name_of_a_supervisor_is_whole(
    page: CountyPage, window: MainWindow, bureau_store: Store, units: dict[str, str], idle: Idle,
    size: tuple[int, int]
) -> None:
    name = "古丽巴哈尔·阿不都热依木江·吐尔逊"
    assign_supervisor(bureau_store, actor=DESK, units=[units["one"]], name=name)
    window.resize(*size)
    choose(page, SUPERVISORS, idle)
    table = page.tables[SUPERVISORS]
    assert table.columnWidth(2) >= page.theme.width(name, Type.SMALL)
    assert table.columnWidth(1) >= page.theme.width(LONG, Type.SMALL, bold=True)


def test_who_answers_for_which_school_is_printed_as_it_is_seen(
    page: CountyPage, window: MainWindow, printed: list[tuple[Sequence[bytes], int]], idle: Idle
) -> None:
    assert not page.print_shown()
    choose(page, SUPERVISORS, idle)
    assert page.print_shown()
    idle()
    sheet = window.sheet()
    assert isinstance(sheet, PagesSheet)
    assert sheet.preview.pages() == 1
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    idle()
    ((pages, copies),) = printed
    assert (len(pages), copies) == (1, 1)


def test_a_school_is_placed_under_a_central_school(
    page: CountyPage, window: MainWindow, bureau_store: Store, units: dict[str, str], idle: Idle
) -> None:
    choose(page, SUPERVISORS, idle)
    table = page.tables[SUPERVISORS]
    row = next(row for row in range(3) if page.people.index(row, 1).data() == "白水乡小学")
    table.selectRow(row)
    page.foot.buttons["place"].click()
    idle()
    form = window.sheet()
    assert isinstance(form, PlacingForm)
    assert units["two"] not in {form.under.itemData(at) for at in range(form.under.count())}
    form.under.choose(units["one"])
    form.send.click()
    idle()
    assert homes_of(bureau_store).tree.within(units["two"], units["one"])


def test_the_sheet_has_every_school(page: CountyPage, tmp_path: Path, idle: Idle) -> None:
    path = tmp_path / "全县.xlsx"
    page.ask_file = lambda name: path
    page.export.click()
    idle()
    rows = load_workbook(str(path)).get_sheet_by_index(0).to_python()
    assert {row[1] for row in rows} >= {LONG, "白水乡小学", "石桥镇初级中学"}


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
@pytest.mark.parametrize("large", [False, True])
def test_everything_fits(page: CountyPage, window: MainWindow, size: tuple[int, int], large: bool,
                         fits: Fits, idle: Idle) -> None:
    window.ctx.theme.switch(large=large)
    window.resize(*size)
    for part in ("totals", CHECKS, OVERDUE, SUPERVISORS):
        choose(page, part, idle)
        QApplication.processEvents()
        fits(window)
    choose(page, "totals", idle)
    page.sums.setCurrentIndex(page.tree.index(0, FIRST))
    page._enter(page.sums.currentIndex())
    idle()
    QApplication.processEvents()
    fits(window)
