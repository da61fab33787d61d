"""今日 where another body acts: its visit, its paper with the limit that it gives."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from lived import TODAY, Lived, window_with
from people import TEACHER
from pressing import due
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from typing_in import type_into

from kongchuo_desktop.operations.events import add_event
from kongchuo_desktop.operations.paper_register import paper_register
from kongchuo_desktop.operations.policies import policy_uses, use_policy, withdraw_use
from kongchuo_desktop.operations.profiles import save_profile
from kongchuo_desktop.operations.today import duties_of
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.event import FactForm
from kongchuo_desktop.ui.forms.homes import HomesForm
from kongchuo_desktop.ui.forms.visit import VisitForm
from kongchuo_desktop.ui.pages.today import TodayPage
from kongchuo_desktop.ui.pages.today_do import do_duty
from kongchuo_desktop.ui.pages.today_rows import DutyRow
from kongchuo_desktop.ui.parts.rows import PAYLOAD
from kongchuo_desktop.ui.shell import MainWindow

CAMPAIGN = """id = "own"
title = "本校自己加的要求"
kind = "school"

[[clause]]
id = "本校1"
where = "校务会"
bind = [{ is = "duty", key = "visits", do = "visit", each = "school", every = "month", times = 20, done = { fact = "visit" } }]
"""  # noqa: E501
Idle = Callable[[], None]
Follow = Callable[[str], MainWindow]


@pytest.fixture
def follow(lived_ctx: AppContext, lived_store: Store, lived: Lived, idle: Idle,
           qtbot: QtBot) -> Follow:
    """今日 of the lived store under another profile, with one child who has dropped out."""

    def opened(policy: str) -> MainWindow:
        use_policy(lived_store, actor=TEACHER, policy=policy)
        for use in policy_uses(lived_store):
            if use.policy != policy:
                withdraw_use(lived_store, actor=TEACHER, use=use.row)
        add_event(lived_store, actor=TEACHER, kind="opened", day=TODAY, pupil=lived.id(9),
                  fields={"state": "dropout", "cause": "厌学"})
        window = window_with(lived_ctx, today=TodayPage)
        qtbot.addWidget(window)
        idle()
        page = window.page()
        assert isinstance(page, TodayPage)
        assert page.view.go("fold/undated")
        page.view.setFocus()
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        idle()
        return window

    return opened


def press_row(window: MainWindow, binding: str, lived: Lived, qtbot: QtBot, idle: Idle) -> None:
    """Enter on the row of a binding about the child."""
    page = window.page()
    assert isinstance(page, TodayPage)
    payloads = [page.model.index(at).data(PAYLOAD) for at in range(page.model.rowCount())]
    duties = [row.due.line.first for row in payloads if isinstance(row, DutyRow)]
    assert page.view.go(next(duty.id for duty in duties
                             if duty.binding == binding and duty.pupil == lived.id(9)))
    page.view.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    idle()


def test_a_visit_with_the_township_has_it_filled_in(
    follow: Follow, lived_store: Store, lived: Lived, qtbot: QtBot, idle: Idle
) -> None:
    window = follow("D12")
    press_row(window, "R071/visit", lived, qtbot, idle)
    form = window.sheet()
    assert isinstance(form, VisitForm)
    assert form.joint.text() == "乡镇政府"
    assert form.joint.isVisible()
    for key in (Qt.Key.Key_4, Qt.Key.Key_Return):
        qtbot.keyClick(QApplication.focusWidget(), key)
        idle()
    assert window.sheet() is None
    left = [d for d in duties_of(lived_store) if d.binding == "R071/visit"]
    assert left
    assert lived.id(9) not in {duty.pupil for duty in left}


def test_visits_that_the_school_owes_open_the_form_for_several_homes(
    lived_ctx: AppContext, lived_store: Store, idle: Idle, qtbot: QtBot
) -> None:
    save_profile(lived_store, text=CAMPAIGN)
    window = window_with(lived_ctx, today=TodayPage)
    qtbot.addWidget(window)
    found = due(lived_store, "本校1/visits")
    assert found is not None
    assert do_duty(lived_ctx, window, found)
    idle()
    assert isinstance(window.sheet(), HomesForm)


def test_the_limit_of_a_notice_is_typed_and_kept(
    follow: Follow, lived_store: Store, lived: Lived, qtbot: QtBot, idle: Idle
) -> None:
    window = follow("D08")
    press_row(window, "R105/notice", lived, qtbot, idle)
    form = window.sheet()
    assert isinstance(form, FactForm)
    assert form.limit is not None
    assert form.by.text() == "乡镇政府"
    limit = TODAY + timedelta(days=10)
    for wrong in ("下周", "2026-09-01"):
        type_into(form.limit, wrong)
        form.submitted.emit()
        idle()
        assert form.fields["limit"].error()
        form.limit.clear()
    type_into(form.limit, f"{limit.month}月{limit.day}日")
    form.submitted.emit()
    idle()
    assert window.sheet() is None
    assert due(lived_store, "R105/notice") is None
    (paper,) = [p for p in paper_register(lived_store) if p.title == "辍学生返校通知书"]
    assert paper.limit == limit
    assert paper.receipt is not None
    assert "乡镇政府办理" in paper.receipt.said
