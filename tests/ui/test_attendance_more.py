"""Around the roll call: the month's grid, leave and slips, the whole school, two machines."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

import pytest
from fits import too_narrow
from people import PASSWORD, TEACHER, Clock
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from registers import MONDAY, THURSDAY, TUESDAY, WEDNESDAY, class_of, seat

from kongchuo_desktop.domain.leave import HEAD_TEACHER_UP_TO, OFFICE_UP_TO
from kongchuo_desktop.operations import attendance, leaves
from kongchuo_desktop.operations.attendance import MarkInput
from kongchuo_desktop.operations.founding import add_class
from kongchuo_desktop.operations.late_return import late_returns
from kongchuo_desktop.operations.late_return_paper import register_values
from kongchuo_desktop.operations.policies import set_figure
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.merge import export_rows, merge
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.leave import LeaveForm, SlipForm
from kongchuo_desktop.ui.forms.unreturned import UnreturnedForm
from kongchuo_desktop.ui.page import Page, PageSpec
from kongchuo_desktop.ui.pages.attendance import AttendancePage
from kongchuo_desktop.ui.pages.attendance_month import MonthPage
from kongchuo_desktop.ui.pages.leaves import LeavesPage
from kongchuo_desktop.ui.pages.school_day import UNKNOWN, SchoolDayPage
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

HOLIDAY_OVER = date(2026, 10, 8)
Key = Qt.Key


class Desk:
    """The window with the pages of attendance; the store's clock says what today is."""

    def __init__(self, store: Store, tasks: Tasks, theme: Theme, clock: Clock, qtbot: QtBot,
                 idle: Callable[[], None]) -> None:
        self.store, self.idle = store, idle
        self.printed: list[bytes] = []
        self.ctx = AppContext(store=store, actor=TEACHER, tasks=tasks, theme=theme,
                              today=lambda: clock().date())

        def printer(pdfs: list[bytes], copies: int) -> None:
            self.printed.extend(pdfs)

        self.window = MainWindow(self.ctx, [
            PageSpec("attendance", "考勤", "sun", lambda c: AttendancePage(c, print_pdfs=printer)),
            PageSpec("attendance_month", "月考勤表", "sun",
                     lambda c: MonthPage(c, printer=printer)),
            PageSpec("leaves", "请假", "sun", lambda c: LeavesPage(c, printer=printer)),
            PageSpec("school_day", "全校考勤", "sun", SchoolDayPage),
            PageSpec("pupil", "一生一档", "sun", _Card),
        ])
        qtbot.addWidget(self.window)
        self.window.resize(1366, 698)
        self.window.show()
        idle()

    def open(self, key: str, **args: object) -> Page:
        self.ctx.open_page(key, **args)
        self.idle()
        for _ in range(3):
            # New words ask for room, and the rows round them after that.
            QApplication.processEvents()
        page = self.window.page()
        assert page is not None
        return page

    def press(self, *keys: Key) -> None:
        for key in keys:
            focus = QApplication.focusWidget()
            assert focus is not None
            QTest.keyClick(focus, key)
            self.idle()

    def form(self, kind: type) -> object:
        return next(f for f in self.window.findChildren(kind) if f.isVisible())


class _Card(Page):
    """Stands for the pupil's card."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx, title="卡")
        self.asked = ""

    def opened(self, *, pupil: str = "", **args: object) -> None:
        self.asked = pupil


@pytest.fixture
def desk(class_store: Store, tasks: Tasks, theme: Theme, clock: Clock, qtbot: QtBot,
         idle: Callable[[], None]) -> Iterator[Desk]:
    made = Desk(class_store, tasks, theme, clock, qtbot, idle)
    yield made
    made.window.hide()


def take(store: Store, day: date, marks: Mapping[int, str] | None = None,
         actor: Actor = TEACHER) -> None:
    attendance.take_register(
        store, actor=actor, class_id=class_of(store), day=day,
        marks={seat(store, n): MarkInput(kind) for n, kind in (marks or {}).items()})


def ask(store: Store, number: int, since: date, until: date, *, by_phone: bool = False) -> str:
    return leaves.add_leave(store, actor=TEACHER, pupil=seat(store, number), since=since,
                            until=until, kind="病假", by_phone=by_phone).id


# the month


def month(desk: Desk) -> MonthPage:
    page = desk.open("attendance_month")
    assert isinstance(page, MonthPage)
    page.view.setFocus()
    return page


def test_a_cell_is_corrected_by_one_key_and_back_by_del(desk: Desk) -> None:
    take(desk.store, MONDAY)
    page = month(desk)
    page.view.go(8, MONDAY.day)
    desk.press(Key.Key_K)
    (mark,) = load_world(desk.store).marks
    assert (mark.pupil, mark.kind) == (seat(desk.store, 9), "旷课")
    assert (page.view.currentIndex().row(), page.view.currentIndex().column()) == (8, MONDAY.day)
    assert "旷课" in page.words.text()
    desk.press(Key.Key_Delete)
    assert [m.kind for m in load_world(desk.store).marks] == ["出勤"]


def test_a_gap_is_never_corrected_but_opened(desk: Desk) -> None:
    take(desk.store, MONDAY)
    page = month(desk)
    page.view.go(8, TUESDAY.day)
    desk.press(Key.Key_K)
    assert load_world(desk.store).marks == []
    assert "没有点名" in page.words.text()
    desk.press(Key.Key_Return)
    there = desk.window.page()
    assert isinstance(there, AttendancePage)
    assert there.day == TUESDAY


def test_the_month_before_is_one_key_away_and_none_is_to_come(desk: Desk) -> None:
    page = month(desk)
    page.commands["month.before"].action.trigger()
    desk.idle()
    assert page.header.context.text() == "2026年8月"
    for _ in range(3):
        page.commands["month.after"].action.trigger()
        desk.idle()
    assert page.header.context.text() == "2026年9月"


def test_the_month_shown_is_printed(desk: Desk) -> None:
    take(desk.store, MONDAY)
    assert month(desk).print_shown()
    desk.idle()
    (pdf,) = desk.printed
    assert pdf[:5] == b"%PDF-"


# leave


def leave_page(desk: Desk) -> LeavesPage:
    page = desk.open("leaves")
    assert isinstance(page, LeavesPage)
    page.table.setFocus()
    return page


def test_enter_takes_in_the_slip_that_is_owed(desk: Desk) -> None:
    leave = ask(desk.store, 9, MONDAY, TUESDAY, by_phone=True)
    take(desk.store, WEDNESDAY)
    leave_page(desk)
    desk.press(Key.Key_Return)
    form = desk.form(SlipForm)
    assert isinstance(form, SlipForm)
    form.submitted.emit()
    desk.idle()
    assert leaves.leave_line(desk.store, leave).slip == THURSDAY


def test_a_leave_is_changed_and_withdrawn_by_keys(desk: Desk) -> None:
    leave = ask(desk.store, 9, MONDAY, TUESDAY)
    page = leave_page(desk)
    desk.press(Key.Key_Return)
    form = desk.form(LeaveForm)
    assert isinstance(form, LeaveForm)
    form._until.set_value(THURSDAY)
    form.submitted.emit()
    desk.idle()
    assert leaves.leave_line(desk.store, leave).until == THURSDAY
    page.commands["leave.withdraw"].action.trigger()
    dialog = desk.form(ConfirmDialog)
    assert isinstance(dialog, ConfirmDialog)
    dialog.findChildren(LineInput)[0].setText("登记错了人")
    dialog.accept()
    desk.idle()
    assert leaves.list_leaves(desk.store) == []


def test_the_leaves_listed_are_those_of_the_class_one_came_from(desk: Desk) -> None:
    here = class_of(desk.store)
    there = add_class(desk.store, actor=TEACHER, label="七年级2班").id
    ask(desk.store, 9, MONDAY, TUESDAY)
    page = desk.open("leaves", class_id=there)
    assert isinstance(page, LeavesPage)
    assert (page.classes.key(), list(page.model.all_lines())) == (there, [])
    desk.open("leaves", class_id=here)
    assert (page.classes.key(), len(page.model.all_lines())) == (here, 1)


def test_a_new_leave_says_who_has_to_approve_it(desk: Desk) -> None:
    for name, value in ((HEAD_TEACHER_UP_TO, "1"), (OFFICE_UP_TO, "5")):
        set_figure(desk.store, actor=TEACHER, policy="XY24", binding=name, value=value, why="校规")
    page = leave_page(desk)
    page.commands["leave.new"].action.trigger()
    form = desk.form(LeaveForm)
    assert isinstance(form, LeaveForm)
    chosen = form.fields["pupil"].editor
    assert isinstance(chosen, Choice)
    chosen.choose(seat(desk.store, 9))
    form._until.set_value(date(2026, 9, 18))
    desk.idle()
    assert form._role._below.text() == "本校规定：这么长的假教导处批"
    form.submitted.emit()
    desk.idle()
    (line,) = leaves.list_leaves(desk.store)
    assert (line.days, line.unapproved) == (2, True)


def test_marks_without_a_leave_are_written_from_the_list(desk: Desk) -> None:
    take(desk.store, MONDAY, {9: "事假"})
    page = leave_page(desk)
    assert page.table.model().rowCount() == 1
    desk.press(Key.Key_Return)
    form = desk.form(LeaveForm)
    assert isinstance(form, LeaveForm)
    form.submitted.emit()
    desk.idle()
    (line,) = leaves.list_leaves(desk.store)
    assert (line.pupil, line.since, line.kind) == (seat(desk.store, 9), MONDAY, "事假")


def test_a_new_leave_is_nobodys_until_somebody_is_chosen(desk: Desk) -> None:
    form = LeaveForm(desk.window.ctx, desk.window, pupils=[(seat(desk.store, 9), "9 范青山")])
    form.open()
    form.submitted.emit()
    desk.idle()
    assert "谁" in form.fields["pupil"].error()
    assert leaves.list_leaves(desk.store) == []
    chosen = form.fields["pupil"].editor
    assert isinstance(chosen, Choice)
    chosen.choose(seat(desk.store, 9))
    form.submitted.emit()
    desk.idle()
    assert [line.pupil for line in leaves.list_leaves(desk.store)] == [seat(desk.store, 9)]


# the whole school


def test_a_class_that_has_not_filed_shows_no_figures(desk: Desk) -> None:
    page = desk.open("school_day")
    assert isinstance(page, SchoolDayPage)
    model = page.model
    assert [model.index(0, c).data() for c in range(10)] == [
        "七年级1班", "50", *[UNKNOWN] * 7, "还没有提交"]
    assert "没有提交的班不算在内" in page.total.text()
    take(desk.store, THURSDAY)
    page.refresh(None)
    desk.idle()
    assert [model.index(0, c).data() for c in range(1, 9)] == ["50", "50", *["0"] * 6]
    assert model.index(0, 9).data().endswith(TEACHER.name)


def test_enter_goes_from_the_class_to_its_register_and_from_a_name_to_the_card(
    desk: Desk,
) -> None:
    take(desk.store, WEDNESDAY, {9: "旷课"})
    page = desk.open("school_day", day=WEDNESDAY)
    assert isinstance(page, SchoolDayPage)
    page.table.setFocus()
    desk.press(Key.Key_Return)
    there = desk.window.page()
    assert isinstance(there, AttendancePage)
    assert there.day == WEDNESDAY
    page = desk.open("school_day", day=WEDNESDAY)
    assert isinstance(page, SchoolDayPage)
    page.view.setFocus()
    page.view.go(seat(desk.store, 9))
    desk.press(Key.Key_Return)
    card = desk.window.page()
    assert isinstance(card, _Card)
    assert card.asked == seat(desk.store, 9)


def test_who_did_not_come_back_is_asked_about_from_the_list(desk: Desk, clock: Clock) -> None:
    clock.at = datetime.fromisoformat("2026-10-08T09:00")
    take(desk.store, HOLIDAY_OVER, {9: "未到待查"})
    page = desk.open("school_day")
    assert isinstance(page, SchoolDayPage)
    page.view.setFocus()
    page.view.go_first()
    desk.press(Key.Key_Right)
    form = desk.form(UnreturnedForm)
    assert isinstance(form, UnreturnedForm)
    form.submitted.emit()
    desk.idle()
    found = late_returns(desk.store)
    assert found is not None
    assert [line.told for line in found.pupils] == [True]


def test_the_register_of_late_returns_is_printed_where_there_are_some(
    desk: Desk, clock: Clock
) -> None:
    clock.at = datetime.fromisoformat("2026-10-08T09:00")
    sent: list[bytes] = []
    page = SchoolDayPage(desk.window.ctx, printer=lambda pdfs, copies: sent.extend(pdfs))
    desk.window.stack.addWidget(page)
    page.refresh(None)
    desk.idle()
    assert not page.print_shown(), "nobody is missing yet"
    take(desk.store, HOLIDAY_OVER, {9: "未到待查"})
    page.refresh(None)
    desk.idle()
    assert page.print_shown()
    desk.idle()
    (paper,) = sent
    assert paper.startswith(b"%PDF")
    found = late_returns(desk.store)
    assert found is not None
    values = register_values(found)
    assert (values["opening"], values["count"], values["away"]) == (HOLIDAY_OVER, "1", "1")
    assert [(row["kind"], row["back"]) for row in values["pupils"]] == [("未到待查", "")]


# the roll call


def test_w_marks_who_is_still_to_be_found(desk: Desk) -> None:
    page = desk.open("attendance")
    assert isinstance(page, AttendancePage)
    desk.press(Key.Key_9, Key.Key_W, Key.Key_Return)
    assert [m.kind for m in load_world(desk.store).marks] == ["未到待查"]


def test_a_child_that_came_although_on_leave_is_signed_off_in_the_list(desk: Desk) -> None:
    ask(desk.store, 9, WEDNESDAY, date(2026, 9, 18))
    page = desk.open("attendance")
    assert isinstance(page, AttendancePage)
    page.load()
    desk.idle()
    desk.press(Key.Key_9, Key.Key_Delete)
    page.side.view.go(seat(desk.store, 9))
    assert page.side.view.act("back")
    desk.idle()
    (line,) = leaves.list_leaves(desk.store)
    assert line.until == WEDNESDAY


def test_what_two_machines_filed_differently_is_shown_and_settled(
    desk: Desk, clock: Clock, store_templates: Mapping[str, Path], tmp_path: Path,
) -> None:
    there = tmp_path / "另一台"
    shutil.copytree(store_templates["class"], there)
    take(desk.store, THURSDAY, {9: "旷课"})
    with Store.open(there, password=PASSWORD, now=clock) as other:
        take(other, THURSDAY, {12: "病假"}, Actor("陶主任", "class"))
        known = export_rows(other, lambda _: True)
    merge(desk.store, known.entries, known.operations, known.runs, known.attachments,
          allowed_home=lambda _: True)
    page = desk.open("attendance")
    assert isinstance(page, AttendancePage)
    page.load()
    desk.idle()
    session = page.desk.session
    assert session is not None
    assert len(session.call.disputes) == 2
    assert page.chip.text() == "两边不一样"
    page.finder.field.setFocus()
    desk.press(Key.Key_9, Key.Key_Delete, Key.Key_Return)
    session = page.desk.session
    assert session is not None
    assert (session.filed, session.call.disputes) == (True, ())
    assert {m.pupil: m.kind for m in load_world(desk.store).marks} == {
        seat(desk.store, 9): "出勤", seat(desk.store, 12): "病假"}


@pytest.mark.parametrize("key", ["attendance_month", "leaves", "school_day"])
@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
def test_nothing_is_cut_in_either_window(desk: Desk, key: str, size: tuple[int, int]) -> None:
    ask(desk.store, 9, MONDAY, TUESDAY, by_phone=True)
    take(desk.store, WEDNESDAY, {9: "旷课"})
    desk.window.resize(*size)
    page = desk.open(key)
    assert too_narrow(page) == []
