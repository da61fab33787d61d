"""调班, coming back and the section 档案, driven in the window."""

from collections.abc import Callable
from datetime import date

import pytest
from fits import too_narrow
from lived import Lived
from people import OFFICE, TEACHER
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.operations import founding, moves
from kongchuo_desktop.operations.comparison_lists import child_lists, take_in_list
from kongchuo_desktop.operations.policies import set_figure, use_policy
from kongchuo_desktop.operations.roster import PupilCard, add_pupil, list_pupils
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.leave import LeaveForm
from kongchuo_desktop.ui.forms.moves import ClassChangeForm, MoveForm, open_class_change
from kongchuo_desktop.ui.pages.pupil import PupilPage
from kongchuo_desktop.ui.pages.pupil_menu import menu_of
from kongchuo_desktop.ui.pages.settings_records import RecordsSection
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]


def words_on(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def button(widget: QWidget, text: str) -> QPushButton:
    (found,) = [b for b in widget.findChildren(QPushButton) if b.text() == text]
    return found


def _second_class(store: Store) -> str:
    before = set(load_world(store).classes)
    founding.add_class(store, actor=TEACHER, label="七年级2班")
    (room,) = set(load_world(store).classes) - before
    return room


def _card(store: Store, pupil: str) -> PupilCard:
    return next(c for c in list_pupils(store, everyone=True) if c.id == pupil)


def _form(window: MainWindow) -> ClassChangeForm:
    form = window.sheet()
    assert isinstance(form, ClassChangeForm)
    assert too_narrow(form) == []
    return form


def test_one_pupil_changes_class_with_a_seat(
        window: MainWindow, lived: Lived, lived_ctx: AppContext, idle: Idle) -> None:
    store = lived_ctx.store
    room = _second_class(store)
    open_class_change(lived_ctx, window, [_card(store, lived.id(24))])
    idle()
    form = _form(window)
    form.seat.setText("abc")
    form.submitted.emit()
    assert form.fields["seat"].error()
    form.seat.setText("4")
    form.submitted.emit()
    idle()
    card = _card(store, lived.id(24))
    assert (card.values["class_id"], card.values["seat"]) == (room, 4)
    # The same seat a second time is refused at its field.
    open_class_change(lived_ctx, window, [_card(store, lived.id(5))])
    idle()
    again = _form(window)
    again.seat.setText("4")
    again.submitted.emit()
    idle()
    assert "4号已经是" in again.fields["seat"].error()


def test_several_change_class_with_seats_that_follow(
        window: MainWindow, lived: Lived, lived_ctx: AppContext, idle: Idle) -> None:
    store = lived_ctx.store
    room = _second_class(store)
    open_class_change(lived_ctx, window, [_card(store, lived.id(seat)) for seat in (1, 2, 3)])
    idle()
    form = _form(window)
    form.fields["seats"].editor.choose("next")  # type: ignore[attr-defined]
    form.submitted.emit()
    idle()
    cards = [_card(store, lived.id(seat)) for seat in (1, 2, 3)]
    assert [(c.values["class_id"], c.values["seat"]) for c in cards] == [
        (room, 1), (room, 2), (room, 3)]
    lived_ctx.undo()
    idle()
    assert {_card(store, lived.id(seat)).class_name for seat in (1, 2, 3)} == {"七年级1班"}


@pytest.mark.parametrize(("left", "back"), [("休学", "复学"), ("转出", "转入")])
def test_who_left_comes_back_by_the_word_that_answers_it(
        window: MainWindow, lived: Lived, lived_ctx: AppContext, idle: Idle, left: str,
        back: str) -> None:
    store = lived_ctx.store
    room = _second_class(store)
    moves.move_pupil(store, actor=TEACHER, pupil=lived.id(24), kind=left,
                     day=store.now().date())
    page = window.page()
    assert isinstance(page, PupilPage)
    page.refresh(None)
    idle()
    assert page._view is not None
    entries = menu_of(lived_ctx, window, page._view)
    assert back in entries
    assert not {"转出", "休学", "调班"} & entries.keys()
    entries[back][1]()
    idle()
    form = window.sheet()
    assert isinstance(form, MoveForm)
    assert too_narrow(form) == []
    form.fields["class_id"].editor.choose(room)  # type: ignore[attr-defined]
    form.submitted.emit()
    idle()
    card = _card(store, lived.id(24))
    assert (card.enrolled, card.class_name) == (True, "七年级2班")


@pytest.fixture
def section(lived_ctx: AppContext, window: MainWindow, qtbot: QtBot) -> RecordsSection:
    lived_ctx.actor = Actor(OFFICE.name, "school")
    made = RecordsSection(lived_ctx)
    made.setParent(window)
    lived_ctx.changed.connect(made.refresh)
    return made


def test_doubles_are_counted_and_lead_to_their_page(
        section: RecordsSection, lived_ctx: AppContext, idle: Idle) -> None:
    section.refresh(None)
    idle()
    assert "没有像是同一人的档案。" in words_on(section)
    room = next(iter(load_world(lived_ctx.store).classes))
    for _ in range(2):
        add_pupil(lived_ctx.store, actor=TEACHER, class_id=room,
                  values={"name": "王小明", "birth_date": "2013-09-03"})
    section.refresh(None)
    idle()
    assert "现在有1对。" in words_on(section)
    asked: list[object] = []
    lived_ctx.page_asked.connect(lambda key, args: asked.append((key, args)))
    button(section, "去核对").click()
    assert asked == [("disagreements", {"part": "pairs"})]


def test_lists_of_comparison_that_are_done_with_are_erased(
        section: RecordsSection, window: MainWindow, lived_ctx: AppContext, idle: Idle) -> None:
    store = lived_ctx.store
    for day in (date(2026, 9, 1), date(2026, 9, 2)):
        take_in_list(store, actor=OFFICE, kind="household", people=[Person("a", f"王{day.day}")],
                     source=f"户籍{day.day}.xlsx", day=day)
    section.refresh(None)
    idle()
    assert "户籍：户籍1.xlsx（9月1日，1人）" in words_on(section)
    button(section, "清除1份名单…").click()
    dialog = window.sheet()
    assert isinstance(dialog, ConfirmDialog)
    dialog.accept()
    idle()
    assert [kept.source for kept in child_lists(store)] == ["户籍2.xlsx"]
    assert "没有满一年的" in words_on(section)


def test_nothing_to_erase_until_the_school_has_said_how_long(
        section: RecordsSection, lived_ctx: AppContext, idle: Idle) -> None:
    section.refresh(None)
    idle()
    assert "什么都不清除" in words_on(section)
    assert button(section, "去定年限")


def test_what_is_kept_long_enough_is_erased_only_after_a_question(
        section: RecordsSection, window: MainWindow, lived_ctx: AppContext, lived: Lived,
        idle: Idle) -> None:
    store = lived_ctx.store
    set_figure(store, actor=OFFICE, policy="XY24", binding="school/records.keep", value="0",
               why="校务会议决定")
    moves.move_pupil(store, actor=TEACHER, pupil=lived.id(1), kind="转出",
                     day=store.now().date())
    section.refresh(None)
    idle()
    ask = next(b for b in section.findChildren(QPushButton) if b.text().startswith("清除"))
    ask.click()
    dialog = window.sheet()
    assert isinstance(dialog, ConfirmDialog)
    assert too_narrow(dialog) == []
    dialog.reject()
    idle()
    assert _card(store, lived.id(1))
    ask.click()
    again = window.sheet()
    assert isinstance(again, ConfirmDialog)
    again.accept()
    idle()
    assert lived.id(1) not in {c.id for c in list_pupils(store, everyone=True)}


def test_what_the_document_says_of_leave_stands_in_the_form(
    lived_ctx: AppContext, lived_store: Store, window: MainWindow, lived: Lived, idle: Idle
) -> None:
    use_policy(lived_store, actor=TEACHER, policy="D05")
    form = LeaveForm(lived_ctx, window, pupil=lived.id(9), name="范青山")
    form.open()
    idle()
    assert "学生请假一般由本人或监护人亲自履行" in words_on(form)
    assert too_narrow(form) == []
