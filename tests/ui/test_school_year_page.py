"""升学: the season's section first, the turn done on one form, examinations, entrants, numbers."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from joined import ShowPage
from people import OFFICE, Clock
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from settling import settle
from two_schools import number

from kongchuo_desktop.domain import identity
from kongchuo_desktop.operations import history
from kongchuo_desktop.operations.diplomas import diplomas
from kongchuo_desktop.operations.entrants import entrants
from kongchuo_desktop.operations.events import add_event
from kongchuo_desktop.operations.founding import add_class
from kongchuo_desktop.operations.policies import use_policy
from kongchuo_desktop.operations.roster import add_pupil, list_pupils
from kongchuo_desktop.operations.school_year import cohorts, turn_of
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.forms.comparison import FoundCaseForm, OutcomeForm, TakeInForm
from kongchuo_desktop.ui.forms.diplomas import DecideForm, ExamForm
from kongchuo_desktop.ui.forms.entrants import ExpectForm
from kongchuo_desktop.ui.forms.school_year import TurnForm
from kongchuo_desktop.ui.page import PageSpec
from kongchuo_desktop.ui.pages.school_year import SchoolYearPage
from kongchuo_desktop.ui.pages.school_year_rows import sections
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput

Idle = Callable[[], None]
Fits = Callable[[QWidget], None]
Show = Callable[[Store], SchoolYearPage]
SUMMER = datetime.fromisoformat("2027-07-02T09:00")
LABELS = ("五年级1班", "六年级1班", "九年级1班")


@pytest.fixture
def chosen(tmp_path: Path) -> Path:
    """The file that is chosen in the system's dialog."""
    return tmp_path / "适龄儿童.xlsx"


@pytest.fixture
def show(show_page: ShowPage, chosen: Path) -> Show:
    def made(store: Store) -> SchoolYearPage:
        spec = PageSpec("school_year", "升学", "graduation-cap",
                        lambda ctx: SchoolYearPage(ctx, ask_file=lambda *_: chosen))
        page = show_page(store, OFFICE, spec)
        assert isinstance(page, SchoolYearPage)
        return page

    return made


@pytest.fixture
def nine_years(school_store: Store, clock: Clock) -> Store:
    """A school of nine grades in the summer of 2027; three pupils a class."""
    for serial, label in enumerate(LABELS):
        room = add_class(school_store, actor=OFFICE, label=label).id
        for seat in (1, 2, 3):
            add_pupil(school_store, actor=OFFICE, class_id=room, values={
                "name": f"样{label[0]}{seat}", "seat": seat, "gender": "男女男"[seat - 1],
                "identity_number": number(10 * serial + seat)})
    clock.at = SUMMER
    return school_store


def _press(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _line(form: FormDialog, name: str) -> LineInput:
    editor = form.fields[name].editor
    assert isinstance(editor, LineInput)
    return editor


def _go(page: SchoolYearPage, key: str) -> None:
    page.tabs.choose(key)
    page.tabs.chosen.emit(key)


def _lines(page: SchoolYearPage) -> dict[str, str]:
    """First cell → last cell of the section that is shown."""
    model = page.view().model
    return {model.text(line, 0): line.state[0] for line in model.shown_lines()}


def test_what_the_season_brings_stands_first() -> None:
    assert [sections(month)[0] for month in (1, 4, 7, 10)] == [
        "turn", "diplomas", "turn", "numbers"]
    assert {frozenset(sections(month)) for month in range(1, 13)} == {frozenset(sections(1))}


def test_the_turn_is_done_on_one_form_and_taken_back(nine_years: Store, show: Show, idle: Idle,
                                                     fits: Fits) -> None:
    six = [c.id for c in list_pupils(nine_years) if c.name == "样六1"]
    add_event(nine_years, actor=OFFICE, kind="opened", day=date(2027, 6, 1), pupil=six[0],
              fields={"state": "dropout"})
    page = show(nine_years)
    settle()
    fits(page)
    assert page.section() == "turn"
    assert page.view().said.text() == (
        "2027年秋季：2个班毕业6人，其中1人的个案还没有结论，要新开1个班，2个班自己升上去，不用办")
    QTest.keyClick(page.view().table, Qt.Key.Key_Return)
    form = page.window().findChild(TurnForm)
    assert form is not None
    settle()
    fits(form)
    assert _line(form, "stays0").text() == "样六1"
    where = form.fields["where0"].editor
    assert isinstance(where, Choice)
    assert where.currentText() == "本校七年级"
    _line(form, "behind0").setText("样六3")
    _line(form, "where1").setText("县高中")
    _line(form, "stays1").setText("样九9")
    form.send.click()
    assert form.fields["stays1"].error() == "这个班没有“样九9”。写姓名或座号，用顿号隔开。"
    _line(form, "stays1").setText("2号")
    _line(form, "headsjunior").setText("新老师")
    form.send.click()
    idle()
    where_now = {card.name: card.class_name for card in list_pupils(nine_years)}
    assert where_now == {
        "样五1": "五年级1班", "样五2": "五年级1班", "样五3": "五年级1班", "样六1": "六年级1班",
        "样六2": "七年级1班", "样六3": "五年级1班", "样九2": "九年级1班"}
    assert [room.head_teacher for room in cohorts(nine_years)
            if room.entry_year == 2027] == ["新老师"]
    assert page.view().said.text().startswith("2027年秋季：2个班毕业2人")
    page.ctx.announce(history.undo(nine_years, actor=OFFICE).changes)
    idle()
    assert page.view().said.text().startswith("2027年秋季：2个班毕业6人")
    assert len(list_pupils(nine_years)) == 9
    assert len(turn_of(nine_years).new_classes()) == 1


def test_a_number_that_is_none_and_a_day_to_come_are_said_at_their_fields(
        nine_years: Store, show: Show, idle: Idle) -> None:
    page = show(nine_years)
    page.roll()
    form = page.window().findChild(TurnForm)
    assert form is not None
    _line(form, "countjunior").setText("两个")
    form.send.click()
    assert form.fields["countjunior"].error() == "写几个班，没有就写0。"
    _line(form, "countjunior").setText("0")
    form.send.click()
    assert form.fields["where0"].error() == "还没有七年级的班，先在下面写新开几个班。"
    _line(form, "countjunior").setText("1")
    day = form.fields["day"].editor
    day.set_value(date(2027, 5, 1))  # type: ignore[attr-defined]
    form.send.click()
    idle()
    assert "还在上课" in form.fields["day"].error()
    assert not turn_of(nine_years).done


def test_an_examination_is_written_down_for_a_class_and_decided(
        nine_years: Store, show: Show, idle: Idle, fits: Fits) -> None:
    page = show(nine_years)
    _go(page, "diplomas")
    assert _lines(page)["样九1"] == "等登记考试"
    for exam in diplomas(nine_years).exams:
        page.note_exam()
        form = page.window().findChildren(ExamForm)[-1]
        settle()
        fits(form)
        form.exam.choose(exam)
        form.absent.setText("2号、样九3（送教上门）" if exam == "初三一模" else "")
        form.send.click()
        idle()
    assert {name: said for name, said in _lines(page).items() if name.startswith("样九")} == {
        "样九1": "可以发", "样九2": "还不能发", "样九3": "还不能发"}
    assert diplomas(nine_years).rows[2].why == "没有参加初三一模（送教上门）"
    table = page.view().table
    table.selectRow(1)
    _press(page.view().foot.buttons["give"])
    decide = page.window().findChild(DecideForm)
    assert decide is not None
    decide.send.click()
    idle()
    assert decide.fields["why"].error()
    _line(decide, "why").setText("重度残疾，送教")
    decide.send.click()
    idle()
    assert "决定发" in _lines(page).values()
    assert history.trail(nine_years)[0].said == "决定发不发毕业证书"


def _child(serial: int, birth: str) -> tuple[str, str, str]:
    first = f"990102{birth.replace('-', '')}{serial:03}"
    return f"样幼{serial}", first + identity.check_digit(first), birth


def _write_list(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", "身份证号", "出生日期", "监护人"])
    for serial in (1, 2, 3):
        sheet.append([*_child(serial, f"2020-10-0{serial}"), "样父"])
    book.save(path)


def test_entrants_are_read_expected_and_asked_for(nine_years: Store, show: Show, idle: Idle,
                                                  chosen: Path, clock: Clock,
                                                  fits: Fits) -> None:
    clock.at = datetime.fromisoformat("2027-08-30T09:00")
    _write_list(chosen)
    page = show(nine_years)
    _go(page, "entrants")
    assert page.view().model.rowCount() == 0
    page.take_in("household")
    idle()
    form = page.window().findChild(TakeInForm)
    assert form is not None
    form.send.click()
    idle()
    assert _lines(page) == {"样幼1": "没有报名", "样幼2": "没有报名", "样幼3": "没有报名"}
    settle()
    fits(page)
    toasts: list[str] = []
    page.ctx.toast_asked.connect(lambda text, undo: toasts.append(text))
    page.act("expect")
    assert toasts == ["还没有2027年秋季的一年级，先在“新学年”里新开"]
    clock.at = datetime.fromisoformat("2027-09-02T09:00")
    add_class(nine_years, actor=OFFICE, label="一年级1班")
    page.refresh(None)
    idle()
    page.view().table.selectAll()
    _press(page.view().foot.buttons["notice"])
    expect = page.window().findChild(ExpectForm)
    assert expect is not None
    opened: list[tuple[str, dict[str, object]]] = []
    page.ctx.page_asked.connect(lambda key, args: opened.append((key, args)))
    expect.send.click()
    idle()
    [(key, args)] = opened
    assert (key, args["form"], len(args["pupils"])) == ("papers", "入学通知书", 3)  # type: ignore[arg-type]
    assert {row.state for row in entrants(nine_years).rows} == {"expected"}
    assert all(row.class_name for row in entrants(nine_years).rows)
    page.act("outcome")
    assert page.window().findChild(OutcomeForm) is not None
    page.act("case")
    case = page.window().findChild(FoundCaseForm)
    assert case is not None
    case.send.click()
    idle()
    assert any("还没有报到" in said for said in _lines(page).values())


def test_numbers_count_down_and_lead_to_the_import(nine_years: Store, show: Show, idle: Idle,
                                                   clock: Clock) -> None:
    seven = next(room.id for room in cohorts(nine_years) if room.entry_year == 2026)
    add_pupil(nine_years, actor=OFFICE, class_id=seven, values={"name": "样新"})
    clock.at = datetime.fromisoformat("2026-09-25T09:00")
    for serial in (1, 2):
        add_pupil(nine_years, actor=OFFICE, class_id=seven, values={
            "name": f"样有{serial}", "student_number": f"G99010220150101001{serial}"})
    page = show(nine_years)
    assert page.section() == "numbers"
    assert _lines(page) == {"样新": "还有5天"}
    assert page.view().said.text() == "新生3人，没有学籍号的1人，2026年9月30日前建好"
    opened: list[str] = []
    page.ctx.page_asked.connect(lambda key, args: opened.append(key))
    primary = page.primary()
    assert primary is not None
    _press(primary)
    QTest.keyClick(page.view().table, Qt.Key.Key_Return)
    assert opened == ["import", "pupil"]


def test_numbers_that_nobody_keeps_here_are_listed_and_ask_for_nothing(
        nine_years: Store, show: Show, clock: Clock) -> None:
    seven = next(room.id for room in cohorts(nine_years) if room.entry_year == 2026)
    add_pupil(nine_years, actor=OFFICE, class_id=seven, values={"name": "样新"})
    clock.at = datetime.fromisoformat("2026-11-22T09:00")
    page = show(nine_years)
    assert page.found is not None
    assert (page.section(), page.found.waits("numbers")) == ("numbers", 0)
    assert _lines(page) == {"样新": "没有登记"}
    assert page.found.said("turn").startswith("2026年秋季：没有毕业班")
    assert page.view().said.text() == (
        "新生1人，没有学籍号的1人，2026年9月30日前建好。"
        "有1人所在的班没有在这里记学籍号，不当作待办；导入学籍号以后再逐人数")


def test_a_narrow_low_window_keeps_names_and_states(nine_years: Store, show: Show, idle: Idle,
                                                    fits: Fits) -> None:
    page = show(nine_years)
    page.window().resize(911, 442)
    idle()
    for key in ("turn", "diplomas", "junior"):
        _go(page, key)
        settle()
        fits(page)
        table = page.view().table
        assert not table.isColumnHidden(0)
        assert not table.isColumnHidden(table.model().columnCount() - 1)
    page.opened(section="turn")
    assert page.section() == "turn"


def test_the_lists_laid_together_are_noted_where_the_document_asks(
        nine_years: Store, show: Show, idle: Idle, fits: Fits) -> None:
    use_policy(nine_years, actor=OFFICE, policy="D04")
    page = show(nine_years)
    _go(page, "junior")
    settle()
    fits(page)
    [note] = [b for b in page.findChildren(Button) if b.text() == "记下核对" and b.isVisible()]
    _press(note)
    idle()
    told = [fact for fact in load_world(nine_years).facts if fact.kind == "compared"]
    assert [fact.fields["what"] for fact in told] == ["小升初名单"]
