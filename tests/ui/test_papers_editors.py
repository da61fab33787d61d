"""What is filled in by hand on 文书: lists of one's own and pictures, by keyboard and mouse."""

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from lived import TODAY, Lived, window_with
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot
from typing_in import type_into

from kongchuo_desktop.operations.forms import OWN_FOLDER
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages import papers_picture
from kongchuo_desktop.ui.pages.papers import PapersPage
from kongchuo_desktop.ui.pages.papers_picture import PictureEditor
from kongchuo_desktop.ui.pages.papers_picture_sheet import PictureSheet
from kongchuo_desktop.ui.pages.papers_rows import RowForm, RowsEditor
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.words import ElidedWords
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]
Fits = Callable[[QWidget], None]
FORM = """
id = "own_card"
paper = "帮扶卡"
title = "帮扶卡"
for = "pupil"
issuer = "学校"
to = "监护人"
basis = "本县自己定的样式。"
[[field]]
name = "pupil"
from = "pupil.name"
[[field]]
name = "face"
label = "学生照片"
kind = "picture"
asked = true
[[field]]
name = "steps"
label = "帮扶的事"
kind = "rows"
keys = ["what", "until:date", "photo:picture"]
asked = true
[[part]]
name = "卡"
[[part.block]]
is = "grid"
columns = [30, 40, 30]
rows = [["学生", "{pupil}", { picture = "face" }]]
height = 40
[[part.block]]
is = "list"
rows = "steps"
columns = [{ head = "做什么", text = "{what}", width = 3 }, { head = "到哪天", text = "{until}" }]
[[part.block]]
is = "photos"
rows = "steps"
picture = "photo"
height = 40
"""


@pytest.fixture
def page(lived_ctx: AppContext, lived: Lived, idle: Idle, qtbot: QtBot) -> PapersPage:
    """On the county's own card, for seat 23."""
    folder = lived_ctx.store.folder / OWN_FOLDER
    folder.mkdir()
    (folder / "own_card.toml").write_text(FORM, encoding="utf-8")
    window = window_with(lived_ctx, papers=PapersPage)
    qtbot.addWidget(window)
    window.open_page("papers", form="own_card", pupil=lived.id(23))
    idle()
    found = window.page()
    assert isinstance(found, PapersPage)
    return found


@pytest.fixture
def settled(page: PapersPage, idle: Idle, qtbot: QtBot) -> Idle:
    def wait() -> None:
        idle()
        qtbot.waitUntil(lambda: not page._settle.isActive())
        idle()

    return wait


@pytest.fixture
def steps(page: PapersPage) -> RowsEditor:
    editor = page.fields.editors["steps"]
    assert isinstance(editor, RowsEditor)
    return editor


@pytest.fixture
def face(page: PapersPage) -> PictureEditor:
    editor = page.fields.editors["face"]
    assert isinstance(editor, PictureEditor)
    return editor


def window_of(page: PapersPage) -> MainWindow:
    window = page.window()
    assert isinstance(window, MainWindow)
    return window


def row_form(page: PapersPage) -> RowForm:
    form = window_of(page).sheet()
    assert isinstance(form, RowForm)
    return form


def fill(page: PapersPage, what: str, until: str) -> None:
    form = row_form(page)
    for key, text in (("what", what), ("until", until)):
        line = form.fields[key].editor
        assert isinstance(line, LineInput)
        type_into(line, text)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def lines(steps: RowsEditor) -> list[str]:
    return [words.whole() for words in steps.widget.findChildren(ElidedWords)]


def called(steps: RowsEditor, name: str) -> QAbstractButton:
    return next(button for button in steps.widget.findChildren(QAbstractButton)
                if button.isVisible() and button.accessibleName() == name)


def drawn_rows(page: PapersPage) -> Sequence[object]:
    found = page._drafts[0].values["steps"]
    assert isinstance(found, list)
    return found


def test_rows_are_added_changed_and_taken_away(
    page: PapersPage, steps: RowsEditor, settled: Idle
) -> None:
    steps.more.setFocus()
    QTest.keyClick(steps.more, Qt.Key.Key_Return)
    assert list(row_form(page).fields) == ["what", "until", "photo"]
    assert row_form(page).fields["what"].label.text() == "做什么"
    fill(page, "补课", "9-30")
    assert QApplication.focusWidget() is steps.more
    QTest.keyClick(steps.more, Qt.Key.Key_Return)
    fill(page, "送教材", "10-8")
    settled()
    assert lines(steps) == ["补课 · 9月30日", "送教材 · 10月8日"]
    assert drawn_rows(page) == [{"what": "补课", "until": date(2026, 9, 30)},
                                {"what": "送教材", "until": date(2026, 10, 8)}]
    QTest.mouseClick(called(steps, "改第1条：补课 · 9月30日"), Qt.MouseButton.LeftButton)
    fill(page, "补数学课", "9-30")
    settled()
    QTest.mouseClick(called(steps, "去掉第2条"), Qt.MouseButton.LeftButton)
    settled()
    assert drawn_rows(page) == [{"what": "补数学课", "until": date(2026, 9, 30)}]


def test_a_row_that_cannot_be_read_or_holds_nothing_stays_open(
    page: PapersPage, steps: RowsEditor
) -> None:
    steps.more.click()
    fill(page, "补课", "九月底")
    assert row_form(page).fields["until"].error()
    fill(page, "", "")
    assert row_form(page).fields["what"].error() == "这一条还空着，至少写一格。"
    assert steps.value() is None


def picture(path: Path) -> Path:
    """Red at the left, blue at the right."""
    image = Image.new("RGB", (800, 400), "red")
    image.paste("blue", (400, 0, 800, 400))
    image.save(path)
    return path


@pytest.fixture
def placed(page: PapersPage, face: PictureEditor, settled: Idle, tmp_path: Path,
           monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A picture chosen from a file, by the last entry of the list."""
    monkeypatch.setattr(papers_picture, "choose_file",
                        lambda *args, **more: picture(tmp_path / "孩子.png"))
    face.choice.setFocus()
    QTest.keyClick(face.choice, Qt.Key.Key_End)
    settled()
    data = face.value()
    assert isinstance(data, bytes)
    return data


def arranging(page: PapersPage, face: PictureEditor, idle: Idle) -> PictureSheet:
    face.arrange.click()
    idle()
    sheet = window_of(page).sheet()
    assert isinstance(sheet, PictureSheet)
    return sheet


def seen(data: bytes) -> tuple[tuple[int, int], str, str]:
    """Size, and the colours at the upper left and lower right."""
    with Image.open(BytesIO(data)) as image:
        ends = ((2, 2), (image.width - 3, image.height - 3))
        colours = [image.convert("RGB").getpixel(end) for end in ends]
    first, last = ("red" if QColor(*colour).red() > 128 else "blue"  # type: ignore[misc]
                   for colour in colours)
    return image.size, first, last


def test_a_picture_from_a_file_is_on_the_paper(
    page: PapersPage, face: PictureEditor, placed: bytes
) -> None:
    assert seen(placed) == ((800, 400), "red", "blue")
    assert page._drafts[0].values["face"] == placed
    assert face.choice.currentText() == "放着的这一张"
    assert face.arrange.isVisible()


def test_a_picture_is_turned_by_key_and_enlarged(
    page: PapersPage, face: PictureEditor, placed: bytes, settled: Idle
) -> None:
    sheet = arranging(page, face, settled)
    QTest.keyClicks(sheet.frame, "r")
    for _ in range(5):
        QTest.keyClicks(sheet.frame, "+")
    for _ in range(40):
        QTest.keyClick(sheet.frame, Qt.Key.Key_Down)
    QTest.keyClick(sheet.frame, Qt.Key.Key_Return)
    settled()
    cut = face.value()
    size, *colours = seen(cut)
    assert size == pytest.approx((400 / 1.25 ** 5, 800 / 1.25 ** 5), abs=1)
    assert colours == ["blue", "blue"], "turned, the blue half lies below"
    assert page._drafts[0].values["face"] == cut
    again = arranging(page, face, settled)
    assert (again.frame.turns, again.frame.part()[3]) == (1, pytest.approx(1.0))


def test_a_picture_is_dragged_and_esc_leaves_it(
    page: PapersPage, face: PictureEditor, placed: bytes, settled: Idle
) -> None:
    sheet = arranging(page, face, settled)
    QTest.mouseClick(sheet.buttons["放大"], Qt.MouseButton.LeftButton)
    middle = sheet.frame.rect().center()
    before = sheet.frame.part()
    QTest.mousePress(sheet.frame, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(sheet.frame, middle + QPoint(20, 0))
    QTest.mouseRelease(sheet.frame, Qt.MouseButton.LeftButton, pos=middle + QPoint(20, 0))
    assert sheet.frame.part()[0] < before[0], "the picture went right, its left came into the frame"
    QTest.mouseClick(sheet.buttons["缩小"], Qt.MouseButton.LeftButton)
    assert sheet.frame.part() == pytest.approx((0, 0, 1, 1))
    QTest.keyClick(sheet.frame, Qt.Key.Key_Escape)
    settled()
    assert face.value() == placed


def test_a_picture_is_taken_off_the_paper(
    page: PapersPage, face: PictureEditor, placed: bytes, settled: Idle
) -> None:
    face.choice.setFocus()
    QTest.keyClick(face.choice, Qt.Key.Key_Home)
    settled()
    assert face.value() is None
    assert not face.arrange.isVisible()
    assert page._drafts[0].values.get("face") is None


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
def test_everything_fits(page: PapersPage, face: PictureEditor, placed: bytes, steps: RowsEditor,
                         settled: Idle, fits: Fits, size: tuple[int, int]) -> None:
    steps.put([{"what": "把新发的教材和作业本送到家里", "until": TODAY}])
    window_of(page).resize(*size)
    page.step_on("fields")
    QApplication.processEvents()
    fits(page)
    sheet = arranging(page, face, settled)
    fits(sheet)
    assert sheet.frame.height() < size[1] / 2
