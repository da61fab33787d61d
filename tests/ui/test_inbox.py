"""收包: found on the stick, taken in with a sentence each, the unknown machine compared by code."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from joined import PERIOD, MakeContext, exchange_window, hand_over
from people import DESK, OFFICE, Clock
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.operations.drives import Stick
from kongchuo_desktop.operations.returns import returns_of_month
from kongchuo_desktop.operations.taking_in import waiting_packages
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.pages.inbox import InboxPage
from kongchuo_desktop.ui.pages.inbox_rows import Parcel, past_parcels
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog, ErrorDialog
from kongchuo_desktop.ui.parts.rows import PAYLOAD
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]
Fits = Callable[[QWidget], None]


@pytest.fixture
def window(bureau_store: Store, make_context: MakeContext, usb: Path, idle: Idle,
           qtbot: QtBot) -> Iterator[MainWindow]:
    ctx = make_context(bureau_store, DESK)
    found = [Stick(usb, "优盘", 16 << 30, 14 << 30)]
    window = exchange_window(ctx, "inbox", inbox=lambda c: InboxPage(c, find=lambda: found))
    qtbot.addWidget(window)
    idle()
    yield window
    window.hide()


@pytest.fixture
def page(window: MainWindow) -> InboxPage:
    found = window.page()
    assert isinstance(found, InboxPage)
    return found


@pytest.fixture
def brought(page: InboxPage, joined_school: Store, usb: Path, clock: Clock,
            idle: Idle) -> InboxPage:
    """The school's package and a broken file lie on the stick and were looked at."""
    hand_over(joined_school, OFFICE, usb, clock)
    (usb / "坏.kcbx").write_bytes(b"not a package")
    page.look()
    idle()
    return page


def parcels(page: InboxPage) -> dict[str, Parcel]:
    rows = [page.model.index(at).data(PAYLOAD) for at in range(page.model.rowCount())]
    return {parcel.state: parcel for parcel in rows if parcel is not None}


def test_an_empty_inbox_says_what_to_do(page: InboxPage) -> None:
    assert page.empty.isVisible()
    assert not page.take.isVisible()


def test_a_stick_without_packages_is_an_error_with_a_next_step(
    page: InboxPage, window: MainWindow, idle: Idle
) -> None:
    page.stick.click()
    idle()
    assert isinstance(window.sheet(), ErrorDialog)


def test_looking_takes_nothing_in(brought: InboxPage, bureau_store: Store) -> None:
    found = parcels(brought)
    assert found["ready"].title.startswith("青石镇中心学校")
    assert "不是" in found["refused"].detail
    assert brought.take.text() == "收下1个"
    assert waiting_packages(bureau_store) == {}


def test_an_unknown_machine_waits_until_the_code_was_compared(
    brought: InboxPage, window: MainWindow, bureau_store: Store, idle: Idle
) -> None:
    told: list[Changes] = []
    window.ctx.changed.connect(told.append)
    brought.take.click()
    idle()
    assert parcels(brought)["waiting"].code in parcels(brought)["waiting"].detail
    assert [r.verified for r in returns_of_month(bureau_store, period=PERIOD)] == [False]
    brought.list.setFocus()
    brought.list.go(parcels(brought)["waiting"].key)
    QTest.keyClick(brought.list, Qt.Key.Key_Return)
    dialog = window.sheet()
    assert isinstance(dialog, ConfirmDialog)
    dialog.accept()
    idle()
    assert [(r.status, r.verified) for r in returns_of_month(bureau_store, period=PERIOD)] == [
        ("filed_zero", True)]
    assert any("return" in changes.tables for changes in told)
    assert "waiting" not in parcels(brought)
    assert "past" in parcels(brought)


def test_a_code_that_differs_sends_the_package_back(
    brought: InboxPage, window: MainWindow, bureau_store: Store, idle: Idle
) -> None:
    brought.take.click()
    idle()
    brought.list.go(parcels(brought)["waiting"].key)
    assert brought.list.act("reject")
    dialog = window.sheet()
    assert isinstance(dialog, ConfirmDialog)
    dialog.accept()
    idle()
    assert waiting_packages(bureau_store) == {}
    assert [r.status for r in returns_of_month(bureau_store, period=PERIOD)] == ["not_filed"]


def test_what_waits_is_there_the_next_time(
    brought: InboxPage, bureau_store: Store, make_context: MakeContext, idle: Idle, qtbot: QtBot
) -> None:
    brought.take.click()
    idle()
    later = InboxPage(make_context(bureau_store, DESK))
    qtbot.addWidget(later)
    later.refresh(None)
    idle()
    assert set(parcels(later)) == {"waiting"}


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
def test_everything_fits(brought: InboxPage, window: MainWindow, size: tuple[int, int],
                         fits: Fits, idle: Idle) -> None:
    window.resize(*size)
    QApplication.processEvents()
    fits(window)
    brought.take.click()
    idle()
    QApplication.processEvents()
    fits(window)


def test_packages_on_a_stick_are_offered_when_it_comes_and_no_more_when_it_goes(
    page: InboxPage, joined_school: Store, usb: Path, clock: Clock, idle: Idle,
    monkeypatch: pytest.MonkeyPatch
) -> None:
    assert page._banner is None
    hand_over(joined_school, OFFICE, usb, clock)
    here = [Stick(usb, "优盘", 16 << 30, 13 << 30)]
    for found, offered in ((here, True), ([], False), (here, True)):
        monkeypatch.setattr(page._watch, "find", lambda found=found: found)
        page._watch.look()
        idle()
        idle()
        assert (page._banner is not None) == offered
    assert parcels(page) == {}
    banner = page._banner
    assert banner is not None
    banner.acted.emit()
    idle()
    assert set(parcels(page)) == {"ready"}
    assert page._banner is None


def test_what_an_older_program_took_in_says_only_what_is_known_of_it() -> None:
    old = {"file": "九月.kcbx", "from": "七年级1班", "period": "2026-09", "received": "2026-09-30",
           "sha256": "3fa2c119" * 8}
    (parcel,) = past_parcels([old], date(2026, 10, 8))
    assert parcel.detail == "9月30日 收下 · 3fa2c119 · 九月.kcbx"
