"""收包: found on the stick, taken in with a sentence each, the unknown machine compared by code."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from joined import (
    PERIOD,
    MakeContext,
    class_kit,
    exchange_window,
    hand_over,
    join_class,
    take_in,
)
from people import DESK, OFFICE, TEACHER, Clock
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.operations import trust
from kongchuo_desktop.operations.drives import Stick
from kongchuo_desktop.operations.going_down import down_packages
from kongchuo_desktop.operations.joining import make_kit
from kongchuo_desktop.operations.returns import returns_of_month
from kongchuo_desktop.operations.taking_in import waiting_packages
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor, Changes
from kongchuo_desktop.ui.page_list import page_specs
from kongchuo_desktop.ui.pages.inbox import InboxPage
from kongchuo_desktop.ui.pages.inbox_clean import CleanSheet
from kongchuo_desktop.ui.pages.inbox_rows import Parcel, ParcelDelegate, groups, past_parcels
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog, ErrorDialog
from kongchuo_desktop.ui.parts.paint import Line
from kongchuo_desktop.ui.parts.rows import PAYLOAD
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.theme import Theme

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
    assert found["unknown"].title == "青石镇中心学校 2026年9月月报"
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
        idle()
        monkeypatch.setattr(page.offer.watch, "find", lambda found=found: found)
        page.offer.watch.look()
        idle()
        idle()
        assert (page._banner is not None) == offered
    assert parcels(page) == {}
    banner = page._banner
    assert banner is not None
    banner.acted.emit()
    idle()
    assert set(parcels(page)) == {"unknown"}
    assert page._banner is None


def test_what_was_looked_at_is_not_offered_again_until_it_comes_again(
    brought: InboxPage, usb: Path, idle: Idle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sees(*found: Stick) -> str:
        idle()
        monkeypatch.setattr(brought.offer.watch, "find", lambda: list(found))
        brought.offer.watch.look()
        idle()
        idle()
        return brought._banner.findChildren(Words)[0].text() if brought._banner else ""

    # Less room is free after something was written there.
    assert sees(Stick(usb, "优盘", 16 << 30, 13 << 30)) == ""
    (usb / "又一个.kcbx").write_bytes(b"not a package either")
    assert sees(Stick(usb, "优盘", 16 << 30, 12 << 30)).endswith("里有1个包")
    brought.look()
    idle()
    assert brought._banner is None
    assert sees() == ""
    assert sees(Stick(usb, "优盘", 16 << 30, 12 << 30)).endswith("里有3个包")


def test_what_an_older_program_took_in_says_only_what_is_known_of_it() -> None:
    old = {"file": "九月.kcbx", "from": "七年级1班", "period": "2026-09", "received": "2026-09-30",
           "sha256": "3fa2c119" * 8}
    (parcel,) = past_parcels([old], date(2026, 10, 8))
    assert parcel.detail == "9月30日 收下 · 文件码3fa2c119"
    assert parcel.file == "九月.kcbx"


def test_a_long_file_name_keeps_its_end(theme: Theme) -> None:
    """What tells files apart stands at their end (ui.md §7)."""
    name = "白水乡岭脚民族联合寄宿制九年一贯实验学校-七年级1班-2026年9月.kcbx"
    parcel = Parcel("a", "past", "青石镇中心学校 2026年9月月报", "9月30日收下", digest="3f" * 32,
                    file=name)
    items = ParcelDelegate(theme).items(parcel, QRect(0, 0, 520, 58), selected=False)
    (file,) = (item for item in items if isinstance(item, Line) and item.text == name)
    assert file.elide is Qt.TextElideMode.ElideMiddle
    assert file.tip == name
    assert file.rect.right() < 520
    assert any(isinstance(item, Line) and item.text.startswith("9月30日收下") for item in items)


def _press(page: InboxPage, key: Qt.Key, idle: Idle) -> None:
    page.list.setFocus()
    QTest.keyClick(page.list, key)
    idle()


def _inbox(store: Store, actor: Actor, make_context: MakeContext, usb: Path, idle: Idle,
           qtbot: QtBot) -> InboxPage:
    """收包 of a store in a window of its own, with one stick in."""
    here = [Stick(usb, "优盘", 16 << 30, 14 << 30)]
    made = exchange_window(make_context(store, actor), "inbox",
                           inbox=lambda c: InboxPage(c, find=lambda: here))
    qtbot.addWidget(made)
    idle()
    found = made.page()
    assert isinstance(found, InboxPage)
    found.look()
    idle()
    return found


def test_a_class_takes_in_what_its_school_gives(
    joined_school: Store, class_store: Store, make_context: MakeContext, usb: Path, clock: Clock,
    tmp_path: Path, idle: Idle, qtbot: QtBot
) -> None:
    assert "inbox" in {spec.key for spec in page_specs("class")}
    join_class(joined_school, class_store, tmp_path)
    take_in(joined_school, OFFICE, hand_over(class_store, TEACHER, tmp_path, clock))
    down_packages(joined_school, actor=OFFICE, folder=usb)
    page = _inbox(class_store, TEACHER, make_context, usb, idle, qtbot)
    assert "学校给的" in page.header.context.text()
    found = parcels(page)["ready"]
    assert found.title == "青石镇中心学校 下发"
    _press(page, Qt.Key.Key_Return, idle)
    assert "imported" in parcels(page)
    assert parcels(page)["past"].title == "青石镇中心学校 下发"
    assert trust.own_chain(class_store)


def test_only_what_is_ticked_is_taken_in(
    joined_school: Store, class_store: Store, make_context: MakeContext, usb: Path, clock: Clock,
    tmp_path: Path, idle: Idle, qtbot: QtBot
) -> None:
    join_class(joined_school, class_store, tmp_path)
    hand_over(class_store, TEACHER, usb, clock)
    hand_over(joined_school, OFFICE, usb, clock)
    class_kit(joined_school, usb)
    page = _inbox(joined_school, OFFICE, make_context, usb, idle, qtbot)
    found = parcels(page)
    assert set(found) == {"unknown", "own", "kit"}
    assert (found["unknown"].ticked, found["own"].ticked) == (True, False)
    assert not found["kit"].join
    assert page.take.text() == "收下1个"
    page.list.go(found["unknown"].key)
    _press(page, Qt.Key.Key_Space, idle)
    assert not page.take.isEnabled()
    _press(page, Qt.Key.Key_Return, idle)
    assert set(parcels(page)) == {"unknown", "own", "kit"}
    page.tick_all()
    page.take.click()
    idle()
    assert set(parcels(page)) == {"waiting", "own", "kit"}
    # What this computer wrote itself can't be ticked; it brings back what was lost since.
    own = parcels(page)["own"]
    page.list.go(own.key)
    _press(page, Qt.Key.Key_Space, idle)
    assert not parcels(page)["own"].ticked
    assert page.list.act("backup")
    idle()
    assert set(parcels(page)) >= {"waiting", "already", "kit"}


def test_one_that_is_refused_does_not_keep_the_others_out(
    joined_school: Store, class_store: Store, make_context: MakeContext, usb: Path, clock: Clock,
    tmp_path: Path, idle: Idle, qtbot: QtBot
) -> None:
    join_class(joined_school, class_store, tmp_path)
    take_in(joined_school, OFFICE, hand_over(class_store, TEACHER, tmp_path, clock))
    for name in ("乙", "甲"):
        (usb / f"{name}.kcbx").write_bytes(hand_over(class_store, TEACHER, tmp_path, clock)
                                           .path.read_bytes())
    page = _inbox(joined_school, OFFICE, make_context, usb, idle, qtbot)
    (usb / "乙.kcbx").write_bytes(b"changed after it was looked at")
    page.take.click()
    idle()
    assert sorted(p.state for p in page._here) == ["already", "refused"]


def test_a_refused_file_tells_the_whole_of_why_and_what_to_do(
    brought: InboxPage, window: MainWindow, idle: Idle
) -> None:
    brought.list.go(parcels(brought)["refused"].key)
    assert brought.list.act("why")
    dialog = window.sheet()
    assert isinstance(dialog, ErrorDialog)
    dialog.reject()
    idle()
    _press(brought, Qt.Key.Key_Return, idle)
    assert isinstance(window.sheet(), ErrorDialog)
    assert "unknown" in parcels(brought)


def test_what_is_for_others_stands_apart(
    brought: InboxPage, bureau_store: Store, usb: Path, idle: Idle
) -> None:
    make_kit(bureau_store, actor=DESK, folder=usb, school="河西镇小学")
    brought.look()
    idle()
    heads = [(head.text, [row.payload.state for row in rows])
             for head, rows in groups([], brought._here, []) if head is not None]
    assert heads == [("这次带来的", ["unknown", "refused"]), ("不用收的", ["kit"])]


def test_a_kit_on_the_stick_is_read_without_looking_for_it_again(
    class_store: Store, joined_school: Store, make_context: MakeContext, usb: Path, idle: Idle,
    qtbot: QtBot
) -> None:
    class_kit(joined_school, usb)
    page = _inbox(class_store, TEACHER, make_context, usb, idle, qtbot)
    asked: list[dict[str, object]] = []
    page.ctx.page_asked.connect(lambda key, args: asked.append({"page": key, **args}))
    page.list.go(parcels(page)["kit"].key)
    assert page.list.act("join")
    assert asked == [{"page": "returns", "kit": parcels(page)["kit"].path}]


def test_stopping_leaves_the_rest_for_another_time(
    brought: InboxPage, window: MainWindow, usb: Path, idle: Idle
) -> None:
    data = next(usb.glob("青*.kcbx")).read_bytes()
    for at in range(3):
        (usb / f"{at}.kcbx").write_bytes(data + bytes(at))
    brought.look()
    idle()
    said: list[str] = []
    window.ctx.toast_asked.connect(lambda text, undo: said.append(text))
    brought.take_all()
    brought._stop()
    idle()
    assert "停下了" in said[-1]
    assert any(p.ticked for p in brought._here)


def test_old_files_are_offered_and_go_after_one_question(
    brought: InboxPage, window: MainWindow, usb: Path, clock: Clock, idle: Idle
) -> None:
    half = usb / "青石镇.kcbx.part"
    half.write_bytes(b"x" * 4096)
    (usb / "照片.jpg").write_bytes(b"x")
    brought.look()
    idle()
    banner = brought._banner
    assert banner is not None
    banner.acted.emit()
    sheet = window.sheet()
    assert isinstance(sheet, CleanSheet)
    assert sheet.remove.text() == "删掉1个（4 KB）"
    sheet.list.setFocus()
    QTest.keyClick(sheet.list, Qt.Key.Key_Space)
    assert not sheet.remove.isEnabled()
    QTest.keyClick(sheet.list, Qt.Key.Key_Space)
    sheet.remove.click()
    idle()
    assert not half.exists()
    assert (usb / "照片.jpg").exists()
    assert brought._banner is None


def test_no_old_file_goes_when_the_answer_is_no(
    brought: InboxPage, window: MainWindow, usb: Path, idle: Idle
) -> None:
    half = usb / "青石镇.kcbx.part"
    half.write_bytes(b"x")
    brought.look()
    idle()
    banner = brought._banner
    assert banner is not None
    banner.acted.emit()
    sheet = window.sheet()
    assert isinstance(sheet, CleanSheet)
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    idle()
    assert half.exists()
    assert brought._banner is None


def test_what_an_older_program_kept_without_its_kind_was_a_month() -> None:
    kept = {"file": "a.kcbx", "from": "七年级1班", "period": "", "kind": "随时",
            "received": "2026-09-30", "sha256": "3fa2c119" * 8}
    (parcel,) = past_parcels([kept], date(2026, 10, 8))
    assert parcel.title == "七年级1班 随时送的资料"
    del kept["kind"]
    (parcel,) = past_parcels([kept | {"period": "2026-09"}], date(2026, 10, 8))
    assert parcel.title == "七年级1班 2026年9月月报"
