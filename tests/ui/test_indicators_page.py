"""指标: a rate a row, narrowed and opened down to the pupil; what is left open is asked once."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from county_rows import case, school
from joined import MakeContext, exchange_window
from lived import LONG, Elsewhere, Lived, window_with
from people import DESK, TEACHER, Clock
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from typing_in import type_into

from kongchuo_desktop.domain.indicators import choices
from kongchuo_desktop.domain.indicators.model import Reading
from kongchuo_desktop.operations.cases import open_case
from kongchuo_desktop.operations.indicators import indicators
from kongchuo_desktop.operations.policies import own_settings, use_policy
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, PupilRow
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.indicator_answers import AgesForm, ChoiceForm, NumberForm
from kongchuo_desktop.ui.masks import VEILED
from kongchuo_desktop.ui.pages.indicators import IndicatorsPage
from kongchuo_desktop.ui.pages.indicators_table import STATE, VALUE, WHAT
from kongchuo_desktop.ui.pages.pages_sheet import PagesSheet
from kongchuo_desktop.ui.parts.cards import EmptyState
from kongchuo_desktop.ui.parts.dialogs import ChooseDialog
from kongchuo_desktop.ui.parts.floating import ClausePopover
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]
Fits = Callable[[QWidget], None]
FAR = "白水乡岭脚民族联合寄宿制九年一贯实验学校"
_ENTER = Qt.Key.Key_Return


@pytest.fixture
def printed() -> list[Sequence[bytes]]:
    return []


@pytest.fixture
def make_page(printed: list[Sequence[bytes]],
              tmp_path: Path) -> Callable[[AppContext], IndicatorsPage]:
    return lambda ctx: IndicatorsPage(
        ctx, printer=lambda pdfs, copies: printed.append(pdfs),
        save_path=lambda parent, title, name, kinds: tmp_path / name)


@pytest.fixture
def window(lived_ctx: AppContext, idle: Idle, qtbot: QtBot,
           make_page: Callable[[AppContext], IndicatorsPage]) -> Iterator[MainWindow]:
    """A class after seventeen days."""
    window = window_with(lived_ctx, today=make_page, pupil=Elsewhere, settings=Elsewhere)
    qtbot.addWidget(window)
    idle()
    yield window
    window.hide()


@pytest.fixture
def page(window: MainWindow) -> IndicatorsPage:
    found = window.page()
    assert isinstance(found, IndicatorsPage)
    return found


@pytest.fixture
def county(bureau_store: Store, make_context: MakeContext, idle: Idle, qtbot: QtBot,
           make_page: Callable[[AppContext], IndicatorsPage]) -> Iterator[IndicatorsPage]:
    """A bureau of three schools in two townships; 样甲 dropped out."""
    one, there = school(bureau_store, FAR, township="白水乡", pupils=("样甲", "样乙"))
    school(bureau_store, "白水乡初级中学", township="白水乡", pupils=("样丙",))
    school(bureau_store, "石桥镇小学", township="石桥镇", pupils=("样丁",), stage="primary")
    case(bureau_store, one, there["样甲"])
    open_case(bureau_store, actor=DESK, pupil=there["样甲"], state="dropout",
              day=bureau_store.now().date())
    window = exchange_window(make_context(bureau_store, DESK), "today", grid=make_page)
    qtbot.addWidget(window)
    window.open_page("grid")
    idle()
    found = window.page()
    assert isinstance(found, IndicatorsPage)
    yield found
    window.hide()


def press(key: Qt.Key, idle: Idle) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key)
    idle()
    QApplication.processEvents()


def names(page: IndicatorsPage) -> list[str]:
    return [page.model.text(rate, WHAT) for rate in page.model.shown_lines()]


def choose(page: IndicatorsPage, title: str, idle: Idle) -> None:
    at = next(row for row, rate in enumerate(page.model.shown_lines()) if title in (
        rate.title, rate.of_name))
    page.table.selectRow(at)
    page.table.setFocus()
    idle()


def sheet(page: IndicatorsPage, kind: type[QObject]) -> Any:
    found = [one for one in page.window().findChildren(kind)
             if isinstance(one, QWidget) and one.isVisible()]
    assert len(found) == 1
    return found[0]


def rows(page: IndicatorsPage, key: str) -> list[str]:
    model = page.card.lists[key].model()
    return [str(model.index(at, 0).data()) for at in range(model.rowCount())]


def readings(store: Store) -> dict[str, Reading]:
    """How what the documents leave open is read, of the rates of a class."""
    return {one.key: one for rate in indicators(store, classes=True) for one in rate.readings}


def test_each_rate_stands_with_its_sides_and_its_target(
    page: IndicatorsPage, lived_store: Store
) -> None:
    found = {rate.title: rate for rate in indicators(lived_store, classes=True)}
    assert names(page) == list(found)
    spoken = [str(page.model.index(at, 0).data(Qt.ItemDataRole.AccessibleTextRole))
              for at in range(page.model.rowCount())]
    rate = found["去向掌握率"]
    assert rate.denominator is not None
    sides = f"{rate.numerator.count}/{rate.denominator.count}"
    said = next(line for line in spoken if "去向掌握率" in line)
    assert all(word in said for word in (sides, "≥100%（含）", "学籍口径", "方案"))
    assert page.header.title.text() == "统计"


def test_the_keyboard_goes_from_a_rate_to_a_pupil_and_back(
    page: IndicatorsPage, window: MainWindow, lived: Lived, idle: Idle
) -> None:
    choose(page, "劝返成功率", idle)
    press(_ENTER, idle)
    assert QApplication.focusWidget() is page.card.lists["parts"]
    press(Qt.Key.Key_Down, idle)
    press(_ENTER, idle)
    assert page.sides.currentWidget() is page.behind
    listed = [line.name for line in page.behind.model.shown_lines()]
    assert LONG in listed
    assert len(listed) == page.card.rate.denominator.count  # type: ignore[union-attr]
    press(Qt.Key.Key_Escape, idle)
    assert QApplication.focusWidget() is page.card.lists["parts"]
    press(_ENTER, idle)
    press(_ENTER, idle)
    card = window.page()
    assert isinstance(card, Elsewhere)
    assert card.args["pupil"] in {one.id for one in lived.pupils.values()}


def test_the_arrow_shows_the_clause_and_leads_to_the_document(
    page: IndicatorsPage, window: MainWindow, idle: Idle
) -> None:
    choose(page, "去向掌握率", idle)
    press(Qt.Key.Key_Right, idle)
    popover = sheet(page, ClausePopover)
    popover.followed.emit("full")
    idle()
    settings = window.page()
    assert isinstance(settings, Elsewhere)
    assert settings.args == {"section": "policy", "clause": "R312"}


def test_what_is_left_open_is_asked_one_after_another(
    page: IndicatorsPage, lived_store: Store, idle: Idle
) -> None:
    banner = page._banner
    assert banner is not None
    asked = page.desk.asked()
    assert asked
    banner.acted.emit()
    first = sheet(page, ChoiceForm)
    assert first.note.text() == f"第1个，共{len(asked)}个"
    first.options.radios[choices.AS_USUAL].click()
    assert first.fields["why"].isHidden()
    first.submitted.emit()
    idle()
    QApplication.processEvents()
    second = sheet(page, ChoiceForm)
    other = next(key for key in second.options.radios
                 if key not in (second.reading.chosen, choices.AS_USUAL))
    second.options.radios[other].click()
    second.submitted.emit()
    idle()
    assert "没有写依据" in second.fields["why"].error()
    second.fields["why"].editor.setPlainText("校务会议决定")
    second.submitted.emit()
    idle()
    QApplication.processEvents()
    third = sheet(page, ChoiceForm)
    assert third.fields["why"].editor.toPlainText() == "校务会议决定"
    third.reject()
    said = readings(lived_store)
    assert (said[asked[0].key].origin, said[asked[0].key].left) == ("reading", True)
    assert (said[asked[1].key].origin, said[asked[1].key].chosen) == ("own", other)
    assert [one.key for one in page.desk.asked()] == [one.key for one in asked[2:]]


def test_all_may_be_left_as_is_usual_and_taken_back(
    page: IndicatorsPage, window: MainWindow, lived_store: Store, idle: Idle
) -> None:
    banner = page._banner
    assert banner is not None
    banner.put_off.emit()
    idle()
    assert page._banner is None
    asked = [one for one in readings(lived_store).values() if one.origin == "reading"]
    assert asked
    assert all(one.left for one in asked)
    page.ctx.undo()
    idle()
    assert page._banner is not None
    assert not any(one.left for one in readings(lived_store).values())


def test_a_reading_is_changed_from_the_rate_that_it_is_about(
    page: IndicatorsPage, lived_store: Store, idle: Idle
) -> None:
    choose(page, "辍学率", idle)
    view = page.card.lists["read"]
    view.go_first()
    view.setFocus()
    press(_ENTER, idle)
    form = sheet(page, ChoiceForm)
    assert form.reading.key == choices.DROPOUT_RATE
    form.options.radios[choices.BY_LOSS].click()
    form.fields["why"].editor.setPlainText("县教育局答复")
    form.submitted.emit()
    idle()
    assert page.card.rate is not None
    assert page.card.rate.formula.startswith("（辍学＋休学＋离校没有就读）")
    assert any("本校" in row for row in rows(page, "read"))


def test_search_and_filters_leave_what_they_say(page: IndicatorsPage, idle: Idle) -> None:
    everything = names(page)
    page.table.setFocus()
    QTest.keyClicks(page.table, "c")
    assert page.bar.search.hasFocus()
    type_into(page.bar.search, "cxl")
    assert names(page) == [name for name in everything if "辍学率" in name or "出席率" in name]
    assert page.clear_search()
    assert names(page) == everything
    page.bar.standing.choose("short")
    page.bar.standing.chosen.emit("short")
    short = [rate.title for rate in page.model.all_lines() if rate.standing == "short"]
    assert names(page) == short
    type_into(page.bar.search, "没有这个")
    assert page.stack.findChildren(EmptyState)[-1].title.text() == "没有这样的指标"
    assert not page.export.isEnabled()
    assert page.clear_search()
    assert not page.clear_search()


def test_a_past_day_is_looked_at(page: IndicatorsPage, lived_store: Store, idle: Idle) -> None:
    day = date(2026, 9, 7)
    page.bar.day.set_value(day)
    idle()
    assert {rate.span.until for rate in page.model.shown_lines()} == {day}
    assert "2026年9月1日—9月7日" in " ".join(
        label.text() for label in page.card.findChildren(QLabel))


def test_the_county_goes_down_to_the_schools_of_a_township(
    county: IndicatorsPage, idle: Idle
) -> None:
    assert [key for key, _ in county.desk.levels] == ["county", "township", "school"]
    choose(county, "初中辍学率", idle)
    county.card.down["township"].click()
    idle()
    assert names(county) == ["白水乡"]
    county.card.down["school"].click()
    idle()
    assert names(county) == ["白水乡初级中学", FAR]
    assert county.bar.only.text() == "白水乡初中辍学率"
    county.table.sortByColumn(VALUE, Qt.SortOrder.DescendingOrder)
    assert names(county)[0] == FAR
    assert county.clear_search()
    assert "石桥镇小学" in names(county)
    county.table.sortByColumn(STATE, Qt.SortOrder.AscendingOrder)
    assert county.model.shown_lines()[0].standing == min(
        (rate.standing for rate in county.model.all_lines()),
        key=["short", "no_value", "by_hand", "apart", "no_target", "met"].index)


def test_the_whole_counts_what_its_schools_count(county: IndicatorsPage, idle: Idle) -> None:
    choose(county, "初中辍学率", idle)
    county.card.pupils.emit(county.card.lists["parts"].model().index(0, 0).data(
        Qt.ItemDataRole.UserRole + 1))
    idle()
    assert [line.name for line in county.behind.model.shown_lines()] == ["样甲"]


def test_f9_hides_whom_a_tag_is_about(county: IndicatorsPage, bureau_store: Store,
                                       idle: Idle) -> None:
    rate = next(rate for rate in county.desk.found.rates if rate.title == "留守儿童入学率")
    assert rate.tagged
    county.ctx.set_veil(True)
    heard: list[str] = []
    pupil = next(iter(county.desk.found.rates[0].numerator.pupils))
    county.desk.behind(rate, [pupil], lambda found: heard.extend(one.name for one in found))
    idle()
    assert heard == [VEILED]


def test_names_go_along_only_where_they_are_asked_for(
    county: IndicatorsPage, tmp_path: Path, idle: Idle
) -> None:
    choose(county, "初中辍学率", idle)
    for key in ("plain", "named"):
        county.save_sheet()
        dialog = sheet(county, ChooseDialog)
        dialog.cards.choose(key)
        dialog._take()
        idle()
        book = openpyxl.load_workbook(tmp_path / "控辍保学指标.xlsx")
        assert book.sheetnames[:3] == ["全县", "各乡镇", "各校"]
        cells = {str(cell.value) for page in book for row in page for cell in row}
        assert ("样甲" in cells) is (key == "named")


def test_what_is_shown_is_printed(county: IndicatorsPage, printed: list[Sequence[bytes]],
                                  idle: Idle) -> None:
    assert county.print_shown()
    idle()
    shown = sheet(county, PagesSheet)
    shown._print()
    idle()
    assert [pdf[:5] for pdfs in printed for pdf in pdfs] == [b"%PDF-"]


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_word_is_cut(county: IndicatorsPage, size: tuple[int, int], scheme: str, fits: Fits,
                        idle: Idle) -> None:
    window = county.window()
    county.theme.switch(scheme=scheme)  # type: ignore[arg-type]
    window.resize(*size)
    QApplication.processEvents()
    fits(window)
    choose(county, "初中辍学率", idle)
    press(_ENTER, idle)
    fits(window)
    assert county.bar.isVisible() is (size[0] > 1000)
    press(Qt.Key.Key_Escape, idle)
    assert county.table.hasFocus()


# a school -----------------------------------------------------------------------------------------


@pytest.fixture
def taught(school_store: Store, clock: Clock, make_context: MakeContext, idle: Idle, qtbot: QtBot,
           make_page: Callable[[AppContext], IndicatorsPage]) -> Iterator[IndicatorsPage]:
    """A school with a ninth grade of two."""
    with school_store.operation("import_roster", TEACHER) as write:
        room = write.insert(ClassGroup, entry_year=2024, number=1, stage="junior")
        write.insert_many(PupilRow, [{"name": name, "class_id": room} for name in ("样甲", "样乙")])
    window = exchange_window(make_context(school_store, TEACHER), "today", grid=make_page)
    qtbot.addWidget(window)
    window.open_page("grid")
    idle()
    found = window.page()
    assert isinstance(found, IndicatorsPage)
    yield found
    window.hide()


def test_a_number_that_nobody_recorded_is_written_down(
    taught: IndicatorsPage, school_store: Store, idle: Idle
) -> None:
    choose(taught, "初中三年保留率", idle)
    assert taught.card.rate is not None
    assert taught.card.rate.standing == "no_value"
    assert rows(taught, "numbers") == [f"{choices.NUMBERS[choices.INTAKE + 'junior'][0]}没有写"]
    view = taught.card.lists["numbers"]
    view.go_first()
    view.setFocus()
    press(_ENTER, idle)
    form = sheet(taught, NumberForm)
    type_into(form.fields["value"].editor, "三个")
    form.fields["why"].editor.setPlainText("2024年新生名册")
    form.submitted.emit()
    idle()
    assert "不是这里能用的数" in form.fields["value"].error()
    type_into(form.fields["value"].editor, "4")
    form.submitted.emit()
    idle()
    choose(taught, "初中三年保留率", idle)
    assert taught.card.value.text() == "50.00%"
    assert rows(taught, "numbers")[0].endswith("4人")


def test_ages_are_said_once_for_all(taught: IndicatorsPage, school_store: Store,
                                    idle: Idle) -> None:
    choose(taught, "初中入学率", idle)
    reading = taught.card.rate.readings[0]  # type: ignore[union-attr]
    taught.card.asked.emit(reading)
    idle()
    form = sheet(taught, AgesForm)
    usual = [form.fields[name].editor.text() for name in form._names]
    assert usual == ["6", "14", "831"]
    form.fields["age1"].editor.setText("15")
    form.fields["why"].editor.setPlainText("县教育局答复")
    form.submitted.emit()
    idle()
    assert {s.binding: s.value for s in own_settings(school_store)} == {
        "school/age.from": "6", "school/age.to": "15", "school/age.cutoff": "831"}
    assert any("6—15周岁" in row and "本校" in row for row in rows(taught, "read"))


def test_a_school_goes_down_to_its_classes(taught: IndicatorsPage, idle: Idle) -> None:
    choose(taught, "巩固率", idle)
    taught.card.down["class"].click()
    idle()
    assert {rate.scope for rate in taught.model.shown_lines()} == {"class"}
    taught.opened(level="school", indicator="出勤率")
    idle()
    assert taught.card.name.text().endswith("出勤率")
    assert taught.kept_args() == {"level": "school"}


def test_what_a_person_fills_in_leads_to_where_it_is_written(
    school_store: Store, make_context: MakeContext, idle: Idle, qtbot: QtBot, fits: Fits,
    make_page: Callable[[AppContext], IndicatorsPage]
) -> None:
    use_policy(school_store, actor=TEACHER, policy="D06")
    with school_store.operation("import_roster", TEACHER) as write:
        room = write.insert(ClassGroup, entry_year=2024, number=1, stage="junior")
        write.insert(PupilRow, name="样甲", class_id=room)
    window = window_with(make_context(school_store, TEACHER), today=make_page)
    qtbot.addWidget(window)
    idle()
    page = window.page()
    assert isinstance(page, IndicatorsPage)
    choose(page, "初中入学率", idle)
    assert page.card.fill.isHidden()
    choose(page, "学前三年入园率", idle)
    assert page.card.fill.isVisible()
    assert page.card.aim.text() == "目标≥85%（含）"
    assert page.card.days.text() == "2026年9月1日—9月17日", "nobody counted here"
    fits(window)
    press(_ENTER, idle)
    assert QApplication.focusWidget() is page.card.fill
    press(Qt.Key.Key_Space, idle)
    there = window.page()
    assert isinstance(there, Elsewhere)
    assert there.args == {"clause": "R327"}
    window.hide()
