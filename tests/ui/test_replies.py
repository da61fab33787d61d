"""回执与更正 and 上级的回音 as persons use them: write down, ask again, answer, save a list."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from joined import PERIOD, MakeContext, Quiet, hand_over, join_class, take_in
from people import DESK, OFFICE, TEACHER, Clock
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import corrections, form_packs, handed
from kongchuo_desktop.operations.cases import open_case
from kongchuo_desktop.operations.corrections import requests
from kongchuo_desktop.operations.drives import Stick
from kongchuo_desktop.operations.going_down import Below, down_packages, units_below
from kongchuo_desktop.operations.sealing import Addressee
from kongchuo_desktop.operations.taking_in import import_package
from kongchuo_desktop.operations.world import load_world, whole_world
from kongchuo_desktop.paths import FORMS
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.forms.correction import open_request
from kongchuo_desktop.ui.page import PageSpec
from kongchuo_desktop.ui.pages.bureau import GridPage
from kongchuo_desktop.ui.pages.cases import CasesPage
from kongchuo_desktop.ui.pages.echo import EchoPage
from kongchuo_desktop.ui.pages.pupil import PupilPage
from kongchuo_desktop.ui.pages.replies import RepliesPage
from kongchuo_desktop.ui.pages.replies_rows import unit_lines
from kongchuo_desktop.ui.pages.returns import ReturnsPage
from kongchuo_desktop.ui.parts.cards import Banner
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import Choice, TextInput
from kongchuo_desktop.ui.parts.rows import PAYLOAD
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]
Open = Callable[..., MainWindow]


@pytest.fixture
def chain(class_store: Store, joined_school: Store, bureau_store: Store, tmp_path: Path,
          usb: Path, clock: Clock) -> str:
    """The month of a class went all the way up; returns one of its pupils."""
    join_class(joined_school, class_store, tmp_path)
    take_in(joined_school, OFFICE, hand_over(class_store, TEACHER, tmp_path, clock))
    take_in(bureau_store, DESK, hand_over(joined_school, OFFICE, tmp_path, clock))
    return min(whole_world(bureau_store).pupils)


@pytest.fixture
def printed() -> list[tuple[Sequence[bytes], int]]:
    """What went to the printer, with the number of copies."""
    return []


@pytest.fixture
def open_window(make_context: MakeContext, usb: Path, idle: Idle, qtbot: QtBot,
                printed: list[tuple[Sequence[bytes], int]]) -> Iterator[Open]:
    made: list[MainWindow] = []
    found = [Stick(usb, "优盘", 16 << 30, 14 << 30)]

    def open_at(store: Store, start: str) -> MainWindow:
        actor = {"class": TEACHER, "school": OFFICE, "bureau": DESK}[store.role]
        pages = {"replies": lambda ctx: RepliesPage(
            ctx, find=lambda: found, printer=lambda pdfs, copies: printed.append((pdfs, copies))),
                 "echo": EchoPage, "pupil": PupilPage, "cases": CasesPage,
                 "grid": GridPage, "returns": ReturnsPage}
        keys = ("cases", "replies", "echo", "pupil", "inbox", "returns", "roster", "grid")
        window = MainWindow(make_context(store, actor),
                            [PageSpec(key, "页", "sun", pages.get(key, Quiet)) for key in keys],
                            start=start)
        window.resize(1366, 698)
        window.show()
        qtbot.addWidget(window)
        idle()
        made.append(window)
        return window

    yield open_at
    for window in made:
        window.hide()


def _lines(page: RepliesPage | EchoPage) -> list[tuple[str, str]]:
    model = page.model
    found = [model.index(at).data(PAYLOAD) for at in range(model.rowCount())]
    return [(line.title, line.chip) for line in found if line is not None]


def _form(window: MainWindow) -> FormDialog:
    (form,) = [form for form in window.findChildren(FormDialog) if form.isVisible()]
    return form


def _down(store: Store, reader: Store, folder: Path) -> None:
    (sent,) = down_packages(store, actor=DESK if store.role == "bureau" else OFFICE,
                            folder=folder)
    got = import_package(reader, actor=OFFICE if reader.role == "school" else TEACHER,
                         path=sent.path)
    assert got.status == "imported", got.sentence


def _banner(card: PupilPage) -> Banner:
    assert card.banner.shown is not None
    return card.banner.shown


def _words(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_classes_are_named_without_the_school_that_reads() -> None:
    below = [Below(Addressee("u", f"青石镇中心学校七年级{n}班", (), f"c{n}")) for n in (1, 2)]
    ((_, rows),) = unit_lines(below, [], date(2026, 9, 30), own="青石镇中心学校")
    assert [row.payload.title for row in rows] == ["七年级1班", "七年级2班"]


def test_all_is_written_to_the_stick_and_then_nothing_is_new(
    chain: str, bureau_store: Store, open_window: Open, usb: Path, qtbot: QtBot, idle: Idle,
    fits: Callable[[QWidget], None], printed: list[tuple[Sequence[bytes], int]]
) -> None:
    window = open_window(bureau_store, "replies")
    page = window.page()
    assert isinstance(page, RepliesPage)
    ((title, chip),) = _lines(page)
    assert title == "青石镇中心学校"
    assert "回执1" in chip
    fits(window)
    qtbot.mouseClick(page.write, Qt.MouseButton.LeftButton)
    idle()
    form = _form(window)
    place = form.fields["place"].editor
    assert isinstance(place, Choice)
    assert place.key() == str(usb)
    qtbot.keyClick(form.send, Qt.Key.Key_Return)
    idle()
    (file,) = usb.glob("*.kcbx")
    assert "下发" in file.name
    assert [chip for _, chip in _lines(page)] == ["没有新的"]
    assert file.name in page.side.file.toolTip() + page.side.file.text()
    qtbot.mouseClick(page.side.sheet, Qt.MouseButton.LeftButton)
    idle()
    ((pdfs, copies),) = printed
    assert copies == 2
    assert [pdf[:5] for pdf in pdfs] == [b"%PDF-"]


def test_a_question_is_asked_on_the_card_and_taken_back_in_the_list(
    chain: str, bureau_store: Store, open_window: Open, qtbot: QtBot, idle: Idle
) -> None:
    window = open_window(bureau_store, "replies")
    window.ctx.open_page("pupil", pupil=chain)
    idle()
    card = window.page()
    assert isinstance(card, PupilPage)
    card._send_back()
    form = _form(window)
    field, sentence = form.fields["field"].editor, form.fields["sentence"].editor
    assert isinstance(field, Choice)
    assert isinstance(sentence, TextInput)
    field.choose("address")
    form.submitted.emit()
    idle()
    assert form.fields["sentence"].error()
    qtbot.keyClicks(sentence, "write the village")
    form.submitted.emit()
    idle()
    (request,) = requests(bureau_store)
    assert (request.field, request.sentence, request.state) == (
        "address", "write the village", "open")
    qtbot.waitUntil(lambda: "等对方核对" in _words(card))
    window.ctx.open_page("replies", part="asked")
    idle()
    page = window.page()
    assert isinstance(page, RepliesPage)
    assert _lines(page)[0][1] == "等对方核对"
    page.list.setFocus()
    page.list.go_first()
    assert page.list.act("withdraw")
    idle()
    assert requests(bureau_store)[0].state == "withdrawn"


def test_a_case_can_be_sent_back_where_another_computer_keeps_the_child(
    chain: str, class_store: Store, joined_school: Store, bureau_store: Store, tmp_path: Path,
    clock: Clock, open_window: Open, qtbot: QtBot, idle: Idle, fits: Callable[[QWidget], None]
) -> None:
    pupil = min(load_world(class_store).pupils)
    open_case(class_store, actor=TEACHER, pupil=pupil, day=clock.at.date())
    take_in(joined_school, OFFICE, hand_over(class_store, TEACHER, tmp_path, clock))
    take_in(bureau_store, DESK, hand_over(joined_school, OFFICE, tmp_path, clock))
    for store in (bureau_store, joined_school, class_store):
        window = open_window(store, "cases")
        page = window.page()
        assert isinstance(page, CasesPage)
        back = page.pane.head.back
        assert back.isVisible() == (store is not class_store)
        if store is class_store:
            break
        for size in ((911, 442), (1366, 698)):
            window.resize(*size)
            QApplication.processEvents()
            fits(window)
        qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
        form = _form(window)
        sentence = form.fields["sentence"].editor
        assert isinstance(sentence, TextInput)
        qtbot.keyClicks(sentence, "which day was it")
        form.submitted.emit()
        idle()
        assert [(request.pupil, request.mine) for request in requests(store)] == [(pupil, True)]


def test_what_a_class_was_asked_is_counted_beside_it(
    chain: str, joined_school: Store, open_window: Open
) -> None:
    corrections.ask(joined_school, actor=OFFICE, target=chain, field="name", sentence="同音字？")
    page = open_window(joined_school, "replies").page()
    assert isinstance(page, RepliesPage)
    (line,) = [page.model.index(at).data(PAYLOAD) for at in range(page.model.rowCount())
               if page.model.index(at).data(PAYLOAD)]
    assert "退回1处没回" in line.detail
    assert "同音字" in _words(page.side)


def test_the_asked_school_changes_the_field_or_says_that_it_is_right(
    chain: str, bureau_store: Store, joined_school: Store, open_window: Open, tmp_path: Path,
    qtbot: QtBot, idle: Idle, fits: Callable[[QWidget], None]
) -> None:
    for field in ("address", "name"):
        corrections.ask(bureau_store, actor=DESK, target=chain, field=field, sentence="请核对")
    _down(bureau_store, joined_school, tmp_path)
    window = open_window(joined_school, "echo")
    page = window.page()
    assert isinstance(page, EchoPage)
    assert len(_lines(page)) == 3
    fits(window)
    window.resize(911, 442)
    fits(window)
    window.ctx.open_page("pupil", pupil=chain)
    idle()
    card = window.page()
    assert isinstance(card, PupilPage)
    banner = _banner(card)
    asked = card._requests[0]
    qtbot.waitUntil(lambda: f"请核对：{asked.what}" in _words(banner))
    banner.acted.emit()
    idle()
    form = _form(window)
    qtbot.waitUntil(form.fields[asked.field].editor.hasFocus)
    form.reject()
    banner.put_off.emit()
    form = _form(window)
    sentence = form.fields["sentence"].editor
    assert isinstance(sentence, TextInput)
    qtbot.keyClicks(sentence, "it is right")
    form.submitted.emit()
    idle()
    assert sorted(request.state for request in requests(joined_school)) == ["answered", "open"]
    banner = _banner(card)
    (left,) = card._requests
    qtbot.waitUntil(lambda: f"请核对：{left.what}" in _words(banner))
    assert left.id != asked.id


def test_a_list_is_handed_down_and_saved_below(
    chain: str, bureau_store: Store, joined_school: Store, open_window: Open, tmp_path: Path,
    usb: Path, monkeypatch: pytest.MonkeyPatch, idle: Idle
) -> None:
    listed = tmp_path / "小升初名单.csv"
    listed.write_text("姓名\n", encoding="utf-8")
    monkeypatch.setattr(pickers, "choose_file", lambda *args: listed)
    window = open_window(bureau_store, "replies")
    page = window.page()
    assert isinstance(page, RepliesPage)
    page.add_file()
    form = _form(window)
    kind = form.fields["kind"].editor
    assert isinstance(kind, Choice)
    kind.choose("policy")
    form.submitted.emit()
    idle()
    assert form.fields["kind"].error()
    kind.choose("list")
    form.submitted.emit()
    idle()
    page.parts.choose("files")
    page._fill()
    assert [title for title, _ in _lines(page)] == ["小升初名单"]
    _down(bureau_store, joined_school, tmp_path)
    monkeypatch.setattr(pickers, "choose_folder", lambda *args: usb)
    echo = open_window(joined_school, "echo").page()
    assert isinstance(echo, EchoPage)
    (file,) = handed.handed_files(joined_school)
    assert echo.list.go(file.id)
    assert echo.list.act("save")
    idle()
    assert (usb / listed.name).read_text(encoding="utf-8") == "姓名\n"


def test_a_form_that_could_not_be_used_says_why_and_is_tried_by_hand(
    chain: str, bureau_store: Store, joined_school: Store, open_window: Open, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, idle: Idle
) -> None:
    form = FORMS / "persuasion_letter.toml"
    handed.hand(bureau_store, actor=DESK, file=form, kind="forms")

    def full(*args: object, **more: object) -> int:
        raise KnownError("file_not_written", "表样写不进去。")

    with monkeypatch.context() as patch:
        patch.setattr(form_packs, "add_pack", full)
        _down(bureau_store, joined_school, tmp_path)
    echo = open_window(joined_school, "echo").page()
    assert isinstance(echo, EchoPage)
    (file,) = handed.handed_files(joined_school)
    assert echo.list.go(file.id)
    line = echo.list.currentIndex().data(PAYLOAD)
    assert (line.chip, "没有用上：表样写不进去。" in line.detail) == ("没有用上", True)
    assert echo.list.act("again")
    idle()
    assert echo.list.go(file.id)
    assert echo.list.currentIndex().data(PAYLOAD).chip == "已经用上"
    assert (joined_school.folder / "forms" / form.name).is_file()


def test_what_was_asked_opens_where_it_stands(
    chain: str, bureau_store: Store, joined_school: Store, open_window: Open, tmp_path: Path,
    idle: Idle
) -> None:
    """A figure of a month in the grid, or in 报送 where it was asked; a child whose record is here
    no more has no card to open."""
    (unit,) = units_below(bureau_store)
    corrections.ask_return(bureau_store, actor=DESK, unit=unit.reader.unit, period=PERIOD,
                           sentence="请核对")
    corrections.ask(bureau_store, actor=DESK, target=chain, sentence="还在校吗")
    _down(bureau_store, joined_school, tmp_path)
    with bureau_store.operation("erase_records", DESK) as write:
        write.erase(PupilRow, chain, why="满三年")
    window = open_window(bureau_store, "replies")
    filed, child = (next(r for r in requests(bureau_store) if bool(r.pupil) is about)
                    for about in (False, True))
    open_request(window.ctx, child)
    idle()
    assert window.page_key() == "replies"
    assert "不在这台电脑里" in window.toast.text()
    open_request(window.ctx, filed)
    idle()
    grid = window.page()
    assert isinstance(grid, GridPage)
    assert grid.details.period.text() == "2026年9月"
    below = open_window(joined_school, "echo")
    open_request(below.ctx, next(r for r in requests(joined_school) if not r.pupil))
    idle()
    returns = below.page()
    assert isinstance(returns, ReturnsPage)
    assert returns.about.text == PERIOD


def test_with_nobody_below_the_page_says_how_to_begin(
    bureau_store: Store, open_window: Open
) -> None:
    window = open_window(bureau_store, "replies")
    page = window.page()
    assert isinstance(page, RepliesPage)
    assert units_below(bureau_store) == []
    assert not page.write.isEnabled()
    assert "发加入文件" in _words(page)
