"""Several homes of one afternoon in one form, by keyboard."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from lived import RARE, TODAY, Elsewhere, Lived, window_with
from photos import photo_file
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from typing_in import type_into

from kongchuo_desktop.operations.attachments import photos_of
from kongchuo_desktop.operations.drafts import draft
from kongchuo_desktop.operations.history import undo
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Visit
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.homes import DRAFT, HomesForm, open_homes
from kongchuo_desktop.ui.forms.visit import VisitForm
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]
Fits = Callable[[QWidget], None]


@pytest.fixture
def window(lived_ctx: AppContext, qtbot: QtBot) -> MainWindow:
    window = window_with(lived_ctx, today=Elsewhere)
    qtbot.addWidget(window)
    return window


@pytest.fixture
def form(window: MainWindow, lived_ctx: AppContext, lived_store: Store, lived: Lived,
         tmp_path: Path) -> HomesForm:
    (tmp_path / "院子.jpg").write_bytes(photo_file())
    form = HomesForm(lived_ctx, window, cards=list_pupils(lived_store), units=["派出所"],
                     choose=lambda _: [tmp_path / "院子.jpg"])
    for seat in (5, 23):
        form.add_home(lived.id(seat))
    form.open()
    return form


def written(store: Store) -> list[Visit]:
    with store.session() as session:
        return [v for v in living(session, Visit) if v.day == TODAY.isoformat()]


def test_homes_are_written_by_digits_and_taken_back_at_once(
    form: HomesForm, lived_ctx: AppContext, lived_store: Store, lived: Lived, idle: Idle,
    qtbot: QtBot
) -> None:
    first, second = form.homes
    form.joint.chips["派出所"].click()
    first.outcome.setFocus()
    qtbot.keyClick(first.outcome, Qt.Key.Key_2)
    type_into(first.note, "明天来")
    qtbot.keyClick(second.outcome, Qt.Key.Key_5)
    second.photos.pick()
    idle()
    qtbot.keyClick(second.outcome, Qt.Key.Key_Return)
    idle()
    found = {v.pupil: v for v in written(lived_store)}
    assert [(v.outcome, v.joint) for v in (found[lived.id(5)], found[lived.id(23)])] == [
        ("同意", ["派出所"]), ("不在家", ["派出所"])]
    assert len(photos_of(lived_store, found[lived.id(23)].row)) == 1
    undo(lived_store, actor=lived_ctx.actor)
    assert written(lived_store) == []


def test_a_home_is_added_by_typing_and_enter_in_the_line_does_not_save(
    form: HomesForm, lived_store: Store, lived: Lived, qtbot: QtBot, idle: Idle
) -> None:
    name = lived.pupils[9].name
    type_into(form.who, name)
    qtbot.keyClick(form.who, Qt.Key.Key_Return)
    idle()
    assert [home.name for home in form.homes] == [RARE, lived.pupils[23].name, name]
    assert written(lived_store) == []
    type_into(form.who, "没有这个人")
    qtbot.keyClick(form.who, Qt.Key.Key_Return)
    assert "没有找到" in form.fields["who"].error()
    home = form.homes[-1]
    stops = [home.outcome, home.note, home.photos.add, form.who, form.leave, form.send]
    stops[0].setFocus()
    for before, after in pairwise(stops):
        qtbot.keyClick(before, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is after


def test_homes_without_an_outcome_are_left_out_but_not_what_was_begun(
    form: HomesForm, lived_store: Store, lived: Lived, idle: Idle
) -> None:
    first, second = form.homes
    first.outcome.choose("拒绝")
    second.note.setText("没开门")
    form.send.click()
    idle()
    assert "选一下结果" in second.said.text()
    assert written(lived_store) == []
    second.left.emit()
    form.send.click()
    idle()
    assert [v.pupil for v in written(lived_store)] == [lived.id(5)]


def test_esc_keeps_what_was_typed_and_saving_forgets_it(
    form: HomesForm, window: MainWindow, lived_ctx: AppContext, lived_store: Store, lived: Lived,
    idle: Idle
) -> None:
    form.homes[1].outcome.choose("同意")
    form.homes[1].note.setText("说好了")
    form.homes[1].photos.pick()
    idle()
    form.reject()
    idle()
    assert draft(lived_store, name=DRAFT) is not None
    open_homes(lived_ctx, window)
    idle()
    again = window.sheet()
    assert isinstance(again, HomesForm)
    assert (again.homes[0].pupil, again.homes[0].note.text()) == (lived.id(23), "说好了")
    assert len(again.homes[0].photos.pictures) == 1
    assert lived.id(5) in [home.pupil for home in again.homes]
    again.send.click()
    idle()
    assert draft(lived_store, name=DRAFT) is None
    assert list(lived_store.local("draft_photo").items()) == []
    assert [v.note for v in written(lived_store)] == ["说好了"]


def test_one_visit_becomes_several_with_what_was_typed(
    window: MainWindow, lived_ctx: AppContext, lived: Lived, idle: Idle, tmp_path: Path
) -> None:
    (tmp_path / "a.jpg").write_bytes(photo_file())
    single = VisitForm(lived_ctx, window, pupil=lived.id(9), name="某某",
                       choose=lambda _: [tmp_path / "a.jpg"])
    single.open()
    single.outcome.choose("返校")
    single.photos.pick()
    idle()
    single.several.click()
    idle()
    form = window.sheet()
    assert isinstance(form, HomesForm)
    first = form.homes[0]
    assert (first.pupil, first.outcome.key(), len(first.photos.pictures)) == (
        lived.id(9), "返校", 1)


@pytest.mark.parametrize(("width", "height"), [(1366, 698), (911, 442)])
def test_everything_fits(form: HomesForm, window: MainWindow, lived: Lived, idle: Idle,
                         fits: Fits, width: int, height: int) -> None:
    window.resize(width, height)
    form.add_home(lived.id(24))
    form.homes[0].photos.pick()
    idle()
    QApplication.processEvents()
    fits(form)
