"""报送 from joining to pulling out the stick, with sticks that fail."""

import errno
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import IO

import pytest
from faults import Faults
from joined import (
    PERIOD,
    MakeContext,
    Quiet,
    class_kit,
    exchange_window,
    join_class,
    take_in,
)
from people import DESK, OFFICE, TEACHER
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.exchange import stick
from kongchuo_desktop.operations.drives import Stick
from kongchuo_desktop.operations.going_down import down_packages
from kongchuo_desktop.operations.returns import returns_of_month
from kongchuo_desktop.operations.sent import sent_packages
from kongchuo_desktop.operations.taking_in import import_package
from kongchuo_desktop.operations.trust import superior_of
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Return
from kongchuo_desktop.ui.pages.returns import ReturnsPage
from kongchuo_desktop.ui.pages.returns_past import SentSheet, receipt_words
from kongchuo_desktop.ui.pages.returns_read import kind_choices
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog, ErrorDialog
from kongchuo_desktop.ui.parts.rows import PAYLOAD
from kongchuo_desktop.ui.parts.words import ElidedWords
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]
Fits = Callable[[QWidget], None]
OLD = b"last month's file of the same name"


class Printer:
    def __init__(self) -> None:
        self.jobs: list[tuple[int, int]] = []

    def __call__(self, pdfs: Sequence[bytes], copies: int) -> None:
        assert all(pdf.startswith(b"%PDF") for pdf in pdfs)
        self.jobs.append((len(pdfs), copies))


@pytest.fixture
def printer() -> Printer:
    return Printer()


@pytest.fixture
def window(class_store: Store, make_context: MakeContext, usb: Path, printer: Printer, idle: Idle,
           qtbot: QtBot) -> Iterator[MainWindow]:
    ctx = make_context(class_store, TEACHER)
    found = [Stick(usb, "教导处", 16 << 30, 14 << 30)]
    window = exchange_window(
        ctx, "returns", returns=lambda c: ReturnsPage(c, find=lambda: found, printer=printer))
    qtbot.addWidget(window)
    idle()
    yield window
    window.hide()


@pytest.fixture
def page(window: MainWindow) -> ReturnsPage:
    found = window.page()
    assert isinstance(found, ReturnsPage)
    return found


@pytest.fixture
def joined(page: ReturnsPage, class_store: Store, school_store: Store, tmp_path: Path,
           idle: Idle) -> ReturnsPage:
    join_class(school_store, class_store, tmp_path)
    page.refresh(None)
    idle()
    return page


def enter(page: ReturnsPage, idle: Idle) -> None:
    """Press the blue button by its key."""
    QTest.keyClick(page, Qt.Key.Key_Return)
    idle()


def to_the_stick(page: ReturnsPage, idle: Idle) -> None:
    page.check.next.click()
    enter(page, idle)
    idle()


def write_twice(page: ReturnsPage, folder: Path, idle: Idle) -> Path:
    """To the stick, then another copy into a folder in ``folder``, which is returned."""
    to_the_stick(page, idle)
    page.stick.next.click()
    idle()
    page.done.again.click()
    second = folder / "第二个"
    second.mkdir()
    page.drives.take_folder(second)
    page.stick.next.click()
    idle()
    return second


def test_a_store_alone_is_told_whom_to_ask_and_joins_after_one_question(
    page: ReturnsPage, window: MainWindow, class_store: Store, school_store: Store,
    tmp_path: Path, idle: Idle
) -> None:
    assert page.join.isVisible()
    assert not page.main.isVisible()
    kit = class_kit(school_store, tmp_path)
    page.join.ask_file = lambda: kit
    page.join.state.buttons["join"].click()
    idle()
    assert superior_of(class_store) is None
    assert page.join.way.dialog is not None
    page.join.way.dialog.accept()
    idle()
    superior = superior_of(class_store)
    assert superior is not None
    assert superior.name == school_store.header.unit_name
    assert page.main.isVisible()
    assert "教导处" in page.header.context.whole()


def test_a_file_that_is_no_kit_changes_nothing(
    page: ReturnsPage, window: MainWindow, class_store: Store, tmp_path: Path, idle: Idle
) -> None:
    (tmp_path / "坏.kckit").write_bytes(b"nothing of ours")
    page.join.ask_file = lambda: tmp_path / "坏.kckit"
    page.join.choose()
    idle()
    assert isinstance(window.sheet(), ErrorDialog)
    assert superior_of(class_store) is None


def test_the_month_is_handed_over_and_the_school_can_take_it(
    joined: ReturnsPage, class_store: Store, school_store: Store, usb: Path, printer: Printer,
    idle: Idle
) -> None:
    page = joined
    to_the_stick(page, idle)
    assert page.step() == 2
    assert not list(usb.iterdir())
    page.drives.view.setFocus()
    QTest.keyClick(page.drives.view, Qt.Key.Key_Return)
    idle()
    assert page.step() == 4
    assert page.done.state.text() == "可以拔出U盘了"
    (file,) = usb.iterdir()
    (sent,) = sent_packages(class_store)
    assert (sent.period, sent.path, sent.by) == (PERIOD, file, TEACHER.name)
    received = import_package(school_store, actor=OFFICE, path=file)
    assert received.status == "waiting"
    page.done.print.click()
    idle()
    assert printer.jobs == [(1, 2)]
    page.done.finish.click()
    idle()
    assert page.step() == 0
    assert page.side.model.rowCount() == 1


def test_gaps_are_named_with_links_and_do_not_block(
    joined: ReturnsPage, window: MainWindow, idle: Idle
) -> None:
    kinds = [joined.check.model.line(at).payload.kind  # type: ignore[union-attr]
             for at in range(joined.check.model.rowCount())]
    assert "register" in kinds
    assert joined.check.next.isEnabled()
    joined.check.list.setFocus()
    joined.check.list.go_first()
    QTest.keyClick(joined.check.list, Qt.Key.Key_Return)
    shown = window.page()
    assert isinstance(shown, Quiet)
    assert window.page_key() == "attendance"


def test_a_full_stick_keeps_the_old_file_and_writing_again_succeeds(
    joined: ReturnsPage, window: MainWindow, usb: Path, idle: Idle,
    monkeypatch: pytest.MonkeyPatch
) -> None:
    page = joined
    to_the_stick(page, idle)
    assert page._sealed is not None
    old = usb / page._sealed.name
    old.write_bytes(OLD)
    with monkeypatch.context() as patch:
        patch.setattr(stick._SystemDisk, "free", lambda self, folder: 10)
        page.stick.next.click()
        idle()
    dialog = window.sheet()
    assert isinstance(dialog, ErrorDialog)
    assert old.read_bytes() == OLD
    assert page.step() == 2
    dialog.accept()
    idle()
    assert page.step() == 4
    assert old.read_bytes() != OLD


def test_another_copy_needs_no_new_sealing(joined: ReturnsPage, tmp_path: Path, usb: Path,
                                           idle: Idle) -> None:
    page = joined
    second = write_twice(page, tmp_path, idle)
    (one,), (other,) = usb.iterdir(), second.iterdir()
    assert one.read_bytes() == other.read_bytes()
    assert page.done.state.text() == "报送包写好了"


def test_nothing_lies_on_the_code_that_is_read_out(joined: ReturnsPage, window: MainWindow,
                                                   idle: Idle) -> None:
    """Not even in a narrow window, where the words said before find little room."""
    window.resize(911, 442)
    to_the_stick(joined, idle)
    joined.stick.next.click()
    idle()
    window.ctx.toast("已加入青石镇中心学校", lambda: None)
    idle()
    place = window.toast.geometry()
    assert window.rect().contains(place)
    done = joined.done
    for part in (done.state, done.words, done.facts, done.finish):
        assert not QRect(part.mapTo(window.stack, QPoint(0, 0)), part.size()).intersects(place)


def test_a_long_name_of_the_reader_is_whole(joined: ReturnsPage, window: MainWindow,
                                            idle: Idle) -> None:
    window.resize(911, 442)
    to_the_stick(joined, idle)
    joined.stick.next.click()
    idle()
    sent = joined._sent
    assert sent is not None
    reader = "青石彝族苗族自治乡阿克其格村九年一贯制民族寄宿学校 教导处"
    joined.done.show_sent(sent, what=sent.what, reader=reader, on_stick=True)
    QApplication.processEvents()
    assert reader in [words.text() for words in joined.done.facts.findChildren(ElidedWords)]


def test_stopping_while_writing_is_asked_once_and_leaves_the_stick_as_it_was(
    joined: ReturnsPage, window: MainWindow, usb: Path, idle: Idle, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch
) -> None:
    page = joined
    to_the_stick(page, idle)
    writing, go_on = Event(), Event()
    flush = stick._SystemDisk.flush

    def slow(self: stick._SystemDisk, file: IO[bytes]) -> None:
        writing.set()
        assert go_on.wait(10)
        flush(self, file)

    monkeypatch.setattr(stick._SystemDisk, "flush", slow)
    page.stick.next.click()
    qtbot.waitUntil(writing.is_set)
    assert page.close_inner()
    asked = window.sheet()
    assert isinstance(asked, ConfirmDialog)
    asked.accept()
    go_on.set()
    idle()
    assert page.step() == 2
    assert not list(usb.iterdir())
    assert "停下" in window.toast.text()


def test_going_back_is_possible_until_something_is_written(joined: ReturnsPage, idle: Idle) -> None:
    to_the_stick(joined, idle)
    joined.commands["step.back"].action.trigger()
    assert joined.step() == 1
    assert joined.close_inner()
    assert joined.step() == 0
    assert not joined.close_inner()


def test_nothing_is_chosen_while_no_stick_is_in(
    joined: ReturnsPage, idle: Idle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joined.drives.watch, "find", list)
    joined.drives.watch.look()
    idle()
    to_the_stick(joined, idle)
    assert joined.drives.none.isVisible()
    assert not joined.stick.next.isEnabled()


def test_a_zero_month_is_filed_as_zero(
    joined: ReturnsPage, class_store: Store, idle: Idle
) -> None:
    joined.check.next.click()
    assert "报的是0" in joined.seal.words.text()
    joined.seal.next.click()
    idle()
    filed = [r.status for r in returns_of_month(class_store, period=PERIOD)]
    assert filed == ["filed_zero"]


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
@pytest.mark.parametrize("large", [False, True])
def test_every_step_fits(
    joined: ReturnsPage, window: MainWindow, size: tuple[int, int], large: bool, fits: Fits,
    idle: Idle
) -> None:
    window.ctx.theme.switch(large=large)
    window.resize(*size)
    for step in range(3):
        joined._go(step)
        idle()
        QApplication.processEvents()
        fits(window)
    joined._go(1)
    joined.seal.next.click()
    idle()
    joined.stick.next.click()
    idle()
    QApplication.processEvents()
    fits(window)
    joined.tabs.choose("past")
    joined.layout_changed()
    QApplication.processEvents()
    fits(window)


def test_what_a_class_sends_at_any_time_is_no_return_and_comes_back_with_a_receipt(
    joined: ReturnsPage, window: MainWindow, class_store: Store, school_store: Store, usb: Path,
    idle: Idle, qtbot: QtBot
) -> None:
    page = joined
    assert [kind for kind, _ in kind_choices("class")] == ["月报", "随时"]
    assert page.check.kinds.current() == "月报"
    qtbot.mouseClick(page.check.kinds._chips["随时"], Qt.MouseButton.LeftButton)
    idle()
    assert page.check.between.isVisible()
    assert not page.periods.isVisible()
    assert "随时" in page.header.context.whole()
    to_the_stick(page, idle)
    page.stick.next.click()
    idle()
    assert "随时送的资料" in page.done.words.text()
    page.done.finish.click()
    idle()
    assert page.about.text == PERIOD
    assert page._view is not None
    assert page._view.written(page.about) is None
    assert [r.status for r in returns_of_month(class_store, period=PERIOD)] == ["not_filed"]
    assert _past(page) == [("随时送的资料", "还没有回执")]
    take_in(school_store, OFFICE, sent_packages(class_store)[0])
    (down,) = down_packages(school_store, actor=OFFICE, folder=usb)
    assert import_package(class_store, actor=TEACHER, path=down.path).status == "imported"
    page.refresh(None)
    idle()
    assert _past(page) == [("随时送的资料", "已收到 9月17日")]
    page.side.list.setFocus()
    page.side.list.go_first()
    QTest.keyClick(page.side.list, Qt.Key.Key_Return)
    sheet = window.sheet()
    assert isinstance(sheet, SentSheet)
    assert "已收到 9月17日" in [label.text() for label in sheet.facts.findChildren(QLabel)]


def _past(page: ReturnsPage) -> list[tuple[str, str]]:
    model = page.side.model
    lines = [model.index(at).data(PAYLOAD) for at in range(model.rowCount())]
    return [(line.sent.what, receipt_words(line.taken, page.ctx.today())) for line in lines]


@pytest.mark.parametrize(("kind", "period", "what"), [
    ("学期报", "2026-2027-1", "2026—2027学年第一学期报"),
    ("学年报", "2026-2027", "2026—2027学年报")])
def test_a_school_hands_over_its_term_and_its_year(
    joined_school: Store, bureau_store: Store, make_context: MakeContext, usb: Path, idle: Idle,
    qtbot: QtBot, printer: Printer, fits: Fits, kind: str, period: str, what: str
) -> None:
    found = [Stick(usb, "局里的", 16 << 30, 14 << 30)]
    window = exchange_window(
        make_context(joined_school, OFFICE), "returns",
        returns=lambda c: ReturnsPage(c, find=lambda: found, printer=printer))
    qtbot.addWidget(window)
    idle()
    page = window.page()
    assert isinstance(page, ReturnsPage)
    qtbot.mouseClick(page.check.kinds._chips[kind], Qt.MouseButton.LeftButton)
    idle()
    assert page.about.text == period
    assert len(page._offered[kind]) == 2
    for size in ((911, 442), (1366, 698)):
        window.resize(*size)
        QApplication.processEvents()
        fits(window)
    to_the_stick(page, idle)
    page.stick.next.click()
    idle()
    assert what in page.done.words.text()
    (sent,) = sent_packages(joined_school)
    assert (sent.kind, sent.period, sent.what) == (kind, period, what)
    page.done.print.click()
    idle()
    assert printer.jobs == [(1, 2)]
    take_in(bureau_store, DESK, sent)
    with bureau_store.session() as session:
        (filed,) = living(session, Return)
    assert (filed.kind, filed.period) == (kind, period)
    assert page.about.kind == kind
    page.done.finish.click()
    assert page.about.kind == "月报"
    window.hide()


def test_nothing_goes_wrong_unseen(joined: ReturnsPage, faults: Faults, idle: Idle) -> None:
    joined._choose_period("2026-08")
    idle()
    assert (faults.known, faults.bugs) == ([], [])


def test_what_was_written_stays_in_the_list_and_its_sheet_is_printed_again(
    joined: ReturnsPage, window: MainWindow, class_store: Store, tmp_path: Path, usb: Path,
    printer: Printer, idle: Idle
) -> None:
    page = joined
    second = write_twice(page, tmp_path, idle)
    page.done.finish.click()
    idle()
    assert [sent.path.parent for sent in sent_packages(class_store)] == [second, usb]
    assert page.side.model.rowCount() == 2
    page.side.list.setFocus()
    page.side.list.go("1")
    QTest.keyClick(page.side.list, Qt.Key.Key_Return)
    sheet = window.sheet()
    assert isinstance(sheet, SentSheet)
    said = " ".join(label.text() for label in sheet.facts.findChildren(QLabel))
    first = sent_packages(class_store)[-1]
    for word in (TEACHER.name, usb.name, first.path.name, first.short_hash, "零报告"):
        assert word in said
    sheet.enter()
    idle()
    assert printer.jobs == [(1, 2)]


def test_half_files_of_a_pulled_stick_are_offered_for_removal(
    joined: ReturnsPage, usb: Path, idle: Idle
) -> None:
    (usb / "青石镇中心学校-2026年8月.kcbx.part").write_bytes(b"half")
    (usb / "别人的.part").write_bytes(b"not ours")
    page = joined
    to_the_stick(page, idle)
    assert page.stick.half.isVisible()
    assert "1个" in page.stick.half_words.text()
    page.stick.tidy.click()
    idle()
    assert not page.stick.half.isVisible()
    assert [file.name for file in usb.iterdir()] == ["别人的.part"]
    assert page.step() == 2


def test_a_stick_that_comes_and_goes_is_noticed(joined: ReturnsPage, usb: Path, idle: Idle,
                                                monkeypatch: pytest.MonkeyPatch) -> None:
    page = joined
    to_the_stick(page, idle)
    both = [Stick(usb, "教导处", 16 << 30, 14 << 30), Stick(usb / "乙", "", 8 << 30, 1 << 20)]
    for found in ([], both, both[:1]):
        monkeypatch.setattr(page.drives.watch, "find", lambda found=found: found)
        page.drives.watch.look()
        idle()
        assert page.drives.model.rowCount() == len(found)
        assert page.stick.next.isEnabled() == bool(found)
        assert page.drives.none.isVisible() == (not found)
    page.hide()
    assert not page.drives.watch.is_on()


@pytest.mark.parametrize(("number", "code"), [
    (errno.ENOSPC, "stick_full"), (errno.EROFS, "stick_read_only"), (errno.EIO, "stick_gone"),
    (errno.ENAMETOOLONG, "stick_path"), (errno.EHOSTUNREACH, "stick_gone"),
    (errno.ENOMEM, "stick_failed"),
])
def test_every_failure_has_its_three_parts_and_the_old_file_stays(
    joined: ReturnsPage, window: MainWindow, class_store: Store, usb: Path, idle: Idle,
    monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    page = joined
    to_the_stick(page, idle)
    assert page._sealed is not None
    old = usb / page._sealed.name
    old.write_bytes(OLD)

    def broken(self: stick._SystemDisk, file: IO[bytes]) -> None:
        raise OSError(number, "broken")

    monkeypatch.setattr(stick._SystemDisk, "flush", broken)
    page.stick.next.click()
    idle()
    dialog = window.sheet()
    assert isinstance(dialog, ErrorDialog)
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert "没有丢东西：" in said
    assert "接下来：" in said
    assert dialog._details.toPlainText() == f"代码：{code}"
    assert [file.read_bytes() for file in usb.iterdir()] == [OLD]
    assert sent_packages(class_store) == []
