"""两边不一样 and what an import brought, driven in the window."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fits import cut_in_rows
from joined import MakeContext, exchange_window, hand_over, join_class, take_in
from people import NOW, OFFICE, TEACHER, Clock
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.domain import identity
from kongchuo_desktop.operations import joins, roster
from kongchuo_desktop.operations.attendance import MarkInput, take_register
from kongchuo_desktop.operations.disagreements import disagreements
from kongchuo_desktop.operations.questions import Answer, Question
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.conflicts import Conflict
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow
from kongchuo_desktop.ui.counting import count_disagreements
from kongchuo_desktop.ui.forms.joining import JoinForm
from kongchuo_desktop.ui.page_list import page_specs
from kongchuo_desktop.ui.pages.disagreements import DisagreementsPage
from kongchuo_desktop.ui.pages.disagreements_forms import LeftSheet, SettleManyForm
from kongchuo_desktop.ui.pages.disagreements_rows import Shown
from kongchuo_desktop.ui.pages.inbox import InboxPage
from kongchuo_desktop.ui.pages.inbox_report import ReportSheet
from kongchuo_desktop.ui.pages.pupil_ask import answer_words
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog
from kongchuo_desktop.ui.parts.paint import Line as PaintedLine
from kongchuo_desktop.ui.parts.paint import Push
from kongchuo_desktop.ui.parts.rows import PAYLOAD, Head
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]
Fits = Callable[[QWidget], None]


def edit(store: Store, pupil: str, **values: Any) -> None:
    with store.operation("edit_pupil", TEACHER if store.role == "class" else OFFICE) as write:
        tips = write.session.get_one(PupilRow, pupil).tips
        write.update(PupilRow, pupil, prior=tips, **values)


def shown(store: Store, pupil: str, name: str) -> Any:
    with store.session() as session:
        return getattr(session.get_one(PupilRow, pupil), name)


class Desk:
    """A class and a school that wrote differently of three children."""

    def __init__(self, group: Store, school: Store, usb: Any, clock: Clock) -> None:
        self.group, self.school, self.usb, self.clock = group, school, usb, clock
        join_class(school, group, usb)
        self.bring()
        self.pupils = sorted(load_world(group).pupils)[:3]
        for at, pupil in enumerate(self.pupils):
            edit(group, pupil, guardian1_phone=f"1890000000{at}", address="河东村")
            clock.at += timedelta(minutes=1)
            edit(school, pupil, guardian1_phone=f"1891111111{at}", address="河西村")

    def bring(self) -> None:
        take_in(self.school, OFFICE, hand_over(self.group, TEACHER, self.usb, self.clock))


@pytest.fixture
def desk(class_store: Store, school_store: Store, usb: Any, clock: Clock) -> Desk:
    return Desk(class_store, school_store, usb, clock)


@pytest.fixture
def open_page(desk: Desk, make_context: MakeContext, idle: Idle,
              qtbot: QtBot) -> Callable[[], DisagreementsPage]:
    def opened() -> DisagreementsPage:
        ctx = make_context(desk.school, OFFICE)
        window = exchange_window(ctx, "today", inbox=InboxPage)
        window._specs["disagreements"] = next(
            spec for spec in page_specs("school") if spec.key == "disagreements")
        qtbot.addWidget(window)
        window.open_page("disagreements")
        idle()
        page = window.page()
        assert isinstance(page, DisagreementsPage)
        return page

    return opened


def lines(page: DisagreementsPage) -> list[Shown]:
    rows = (page.model.index(at).data(PAYLOAD) for at in range(page.model.rowCount()))
    return [row for row in rows if row is not None]


def pushes(page: DisagreementsPage) -> list[Push]:
    index = page.list.currentIndex()
    items = page.delegate.items_of(index, page.list.visualRect(index))
    return [item for item in items if isinstance(item, Push)]


def press(page: DisagreementsPage, key: Qt.Key, idle: Idle) -> None:
    page.list.setFocus()
    QTest.keyClick(page.list, key)
    idle()


def test_a_digit_chooses_and_another_digit_chooses_otherwise(
    desk: Desk, open_page: Callable[[], DisagreementsPage], idle: Idle
) -> None:
    desk.bring()
    page = open_page()
    assert [head.text for at in range(page.model.rowCount())
            if isinstance(head := page.model.line(at), Head)] == ["监护人1电话"]
    first = page.list.payload()
    assert first.line.question.pupil in desk.pupils
    at = desk.pupils.index(first.line.question.pupil)
    assert [push.text[-4:] for push in pushes(page)] == [f"111{at}", f"000{at}"]
    assert "****" in pushes(page)[0].text
    press(page, Qt.Key.Key_2, idle)
    assert shown(desk.school, desk.pupils[at], "guardian1_phone") == f"1890000000{at}"
    # It stays where it was, and may be chosen otherwise.
    assert len(lines(page)) == 3
    assert [push.kind for push in pushes(page)] == ["plain", "primary"]
    press(page, Qt.Key.Key_1, idle)
    assert shown(desk.school, desk.pupils[at], "guardian1_phone") == f"1891111111{at}"
    assert [push.kind for push in pushes(page)] == ["primary", "plain"]
    assert disagreements(desk.school).count == 2
    page.opened()
    page.refresh(None)
    idle()
    assert len(lines(page)) == 2


def test_a_mouse_click_on_an_answer_chooses_it(
    desk: Desk, open_page: Callable[[], DisagreementsPage], idle: Idle
) -> None:
    desk.bring()
    page = open_page()
    pupil = page.list.payload().line.question.pupil
    place = pushes(page)[1].rect.center()
    QTest.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    idle()
    assert shown(desk.school, pupil, "guardian1_phone").startswith("18900")


def test_long_names_are_whole_in_a_narrow_window(
    desk: Desk, open_page: Callable[[], DisagreementsPage], idle: Idle
) -> None:
    names = ("买买提江·阿卜杜拉·艾合买提·肉孜", "古丽巴哈尔·阿不都热依木江·吐尔逊")
    pupil = desk.pupils[0]
    edit(desk.school, pupil, name=names[0], guardian1_name=names[0])
    edit(desk.group, pupil, guardian1_name=names[1])
    desk.bring()
    page = open_page()
    page.window().resize(911, 442)
    idle()
    page.list.go(next(one.line.id for one in lines(page)
                      if one.line.question.what == "监护人1姓名"))
    assert {push.text[3:] for push in pushes(page)} == set(names)
    index = page.list.currentIndex()
    said = [item for item in page.delegate.items_of(index, page.list.visualRect(index))
            if isinstance(item, PaintedLine)]
    assert {item.text for item in said} >= {names[0], "监护人1姓名 · 七年级1班"}
    assert cut_in_rows(page) == []


def test_all_of_one_computer_at_once(
    desk: Desk, open_page: Callable[[], DisagreementsPage], idle: Idle, fits: Fits
) -> None:
    desk.bring()
    page = open_page()
    page.many.click()
    form = page.window().findChild(SettleManyForm)
    assert isinstance(form, SettleManyForm)
    fits(form)
    form.whose.buttons[desk.group.header.name].setChecked(True)
    assert form.send.text() == "选定3处"
    form.submitted.emit()
    idle()
    assert [shown(desk.school, p, "guardian1_phone") for p in desk.pupils] == [
        f"1890000000{at}" for at in range(3)]
    assert lines(page) == []
    assert not page.many.isVisible()


def test_what_changed_meanwhile_is_named(
    desk: Desk, open_page: Callable[[], DisagreementsPage], idle: Idle
) -> None:
    """The page still shows two values when a third comes with another package."""
    desk.bring()
    page = open_page()
    pupil = page.list.payload().line.question.pupil
    edit(desk.group, pupil, guardian1_phone="18922222222")
    desk.bring()
    press(page, Qt.Key.Key_1, idle)
    left = page.window().findChild(LeftSheet)
    assert isinstance(left, LeftSheet)
    left.accept()
    idle()
    assert disagreements(desk.school).count == 3


def test_quiet_ones_are_shown_apart_and_f9_hides_every_value(
    desk: Desk, open_page: Callable[[], DisagreementsPage], idle: Idle
) -> None:
    desk.bring()
    page = open_page()
    page.filters.choose("quiet")
    page.filters.chosen.emit("quiet")
    assert {one.line.question.field for one in lines(page)} == {"address"}
    assert any("河东村" in push.text for push in pushes(page))
    page.ctx.set_veil(True)
    assert not any("河" in push.text + push.tip for push in pushes(page))


def test_a_register_leads_to_the_roll_call(
    desk: Desk, open_page: Callable[[], DisagreementsPage], idle: Idle
) -> None:
    world = load_world(desk.group)
    for store, kind, actor in ((desk.group, "旷课", TEACHER), (desk.school, "病假", OFFICE)):
        room = load_world(store).pupils[desk.pupils[0]].class_id
        absent = desk.pupils[0] if store is desk.group else desk.pupils[1]
        take_register(store, actor=actor, class_id=str(room), day=NOW.date(),
                      marks={absent: MarkInput(kind)})
    assert world.pupils
    desk.bring()
    page = open_page()
    key = next(one.line.id for one in lines(page) if one.line.day == NOW.date())
    page.list.go(key)
    (push,) = pushes(page)
    assert push.action == "open"
    page.list.act("open")
    window = page.window()
    assert isinstance(window, MainWindow)
    shown_page: Any = window.page()
    assert shown_page.args["day"] == NOW.date()


def test_pairs_are_compared_and_the_certain_ones_joined_at_once(
    desk: Desk, open_page: Callable[[], DisagreementsPage], idle: Idle
) -> None:
    number = "99010220130903402"
    number += identity.check_digit(number)
    room = load_world(desk.school).pupils[desk.pupils[0]].class_id or ""
    twins = [roster.add_pupil(desk.school, actor=OFFICE, class_id=room, values=values).id
             for values in ({"name": "王小明", "identity_number": number, "phone": "1"},
                            {"name": "王小明"}, {"name": "李小红", "birth_date": "2013-09-03"},
                            {"name": "李小红", "birth_date": "2013-09-03"})]
    edit(desk.school, twins[1], identity_number=number, phone="2")
    page = open_page()
    page.filters.choose("pairs")
    page.filters.chosen.emit("pairs")
    assert page.join.isVisible()
    assert "1对" in page.join.text()
    page.join.click()
    idle()
    assert [pair.certain for pair in joins.alike(desk.school)] == [False]
    page.pairs.go_first()
    page.pairs.act("main")
    idle()
    form = page.window().findChild(JoinForm)
    assert isinstance(form, JoinForm)
    form.submitted.emit()
    idle()
    assert joins.alike(desk.school) == []
    # What differed is left for a person.
    page.filters.choose("asked")
    page.filters.chosen.emit("asked")
    assert [one.line.group for one in lines(page)] == ["学生电话"]


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
def test_everything_fits(desk: Desk, open_page: Callable[[], DisagreementsPage], fits: Fits,
                         size: tuple[int, int]) -> None:
    desk.bring()
    page = open_page()
    page.window().resize(*size)
    QApplication.processEvents()
    for key in ("asked", "quiet", "pairs"):
        page.filters.choose(key)
        page.filters.chosen.emit(key)
        QApplication.processEvents()
        fits(page.window())


def test_the_page_stands_in_the_sidebar_only_while_there_is_something(
    desk: Desk, make_context: MakeContext, idle: Idle, qtbot: QtBot
) -> None:
    ctx = make_context(desk.school, OFFICE)
    window = MainWindow(ctx, page_specs("school"), start="today")
    qtbot.addWidget(window)
    count_disagreements(ctx, window)
    window.resize(1366, 900)
    window.show()
    idle()
    item = window.sidebar.items["disagreements"]
    assert item.isHidden()
    taken = hand_over(desk.group, TEACHER, desk.usb, desk.clock)
    window.open_page("inbox")
    inbox = window.page()
    assert isinstance(inbox, InboxPage)
    inbox.ask_files = lambda: [taken.path]
    inbox.choose()
    idle()
    inbox.take.click()
    idle()
    report = window.sheet()
    assert isinstance(report, ReportSheet)
    assert (item.isHidden(), item.badge().count) == (False, 3)
    report.list.go_first()
    QTest.keyClick(report.list, Qt.Key.Key_Return)
    idle()
    assert type(window.page()).__name__ == "PupilPage"


def test_an_import_is_taken_back_from_the_log_until_something_is_written(
    desk: Desk, make_context: MakeContext, idle: Idle, qtbot: QtBot
) -> None:
    desk.bring()
    pupil = desk.pupils[0]
    ctx = make_context(desk.school, OFFICE)
    window = exchange_window(ctx, "inbox", inbox=InboxPage)
    qtbot.addWidget(window)
    idle()
    page = window.page()
    assert isinstance(page, InboxPage)
    assert page.list.act("back")
    question = window.sheet()
    assert isinstance(question, ConfirmDialog)
    question.accept()
    idle()
    assert disagreements(desk.school).count == 0
    assert shown(desk.school, pupil, "guardian1_phone") == "18911111110"
    desk.bring()
    edit(desk.school, pupil, phone="18933333333")
    page.refresh(None)
    idle()
    assert not page.list.act("back")


def test_masks_do_not_hide_what_is_different() -> None:
    alike = [Answer("18900010001"), Answer("18900020001")]
    apart = [Answer("18900010001"), Answer("13300020002")]
    source = Conflict("pupil", "r", "phone", "p", "h", False, "", ())
    told = [[answer_words(question, found) for found in answers] for answers in (alike, apart)
            for question in [Question("q", "p", "电话", "phone", tuple(answers), source)]]
    assert told == [["18900010001", "18900020001"], ["189****0001", "133****0002"]]
