"""Photos in forms and on the timeline: chosen, dropped, pasted, refused, enlarged, removed."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from lived import TODAY, Lived
from people import TEACHER
from photos import NO_PAGES, PDF, photo_file, picture, scan
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.operations.attachments import Photo, add_pictures, photos_of
from kongchuo_desktop.operations.events import add_event
from kongchuo_desktop.operations.pictures import Picture, fit_picture
from kongchuo_desktop.operations.visits import VisitInput, add_visit, visit_view
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Visit
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.photos import PhotosForm
from kongchuo_desktop.ui.forms.visit import VisitForm
from kongchuo_desktop.ui.pages.pupil import PupilPage
from kongchuo_desktop.ui.pages.pupil_photo import NoteForm
from kongchuo_desktop.ui.pages.pupil_timeline import TimeRow
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.photo_viewer import PhotoSheet
from kongchuo_desktop.ui.parts.rows import PAYLOAD
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]
Fits = Callable[[QWidget], None]


def files(folder: Path, **contents: bytes) -> list[Path]:
    paths = [folder / name.replace("_", ".") for name in contents]
    for path, data in zip(paths, contents.values(), strict=True):
        path.write_bytes(data)
    return paths


def form_with(ctx: AppContext, window: MainWindow, lived: Lived,
              paths: Sequence[Path]) -> VisitForm:
    form = VisitForm(ctx, window, pupil=lived.id(23), name="某某", choose=lambda _: paths)
    form.open()
    return form


def visits(store: Store, pupil: str) -> list[Visit]:
    with store.session() as session:
        return sorted(living(session, Visit, pupil=pupil), key=lambda v: v.day or "")


def press(window: MainWindow, word: str) -> None:
    sheet = window.sheet()
    assert isinstance(sheet, PhotoSheet)
    next(b for b in sheet.findChildren(Button) if b.text() == word).click()


def rows(page: PupilPage) -> list[TimeRow]:
    lines = page.timeline.lines
    return [lines.index(at).data(PAYLOAD) for at in range(lines.rowCount())]


def add_event_with(store: Store, lived: Lived, *names: str) -> str:
    colours = ("red", "green", "blue", "teal", "navy")
    return add_event(store, actor=TEACHER, kind="attached", day=TODAY, pupil=lived.id(24),
                     scans=[picture(n, colour=c)
                            for n, c in zip(names, colours, strict=False)]).id


def test_photos_are_saved_with_their_visit(
    window: MainWindow, lived_ctx: AppContext, lived_store: Store, lived: Lived, idle: Idle,
    tmp_path: Path
) -> None:
    paths = files(tmp_path, 院子_jpg=photo_file(), 门口_png=photo_file(kind="PNG", colour="red"))
    form = form_with(lived_ctx, window, lived, paths)
    form.photos.add.click()
    assert not form.send.isEnabled()
    idle()
    assert form.photos.strip.isVisible()
    assert form.photos.said.whole() == "已加2份"
    form.outcome.choose("同意")
    form.send.click()
    idle()
    last = visits(lived_store, lived.id(23))[-1]
    assert [p.name for p in photos_of(lived_store, last.row)] == ["门口.png", "院子.jpg"]


def test_the_day_of_the_photos_is_offered_never_taken(
    window: MainWindow, lived_ctx: AppContext, lived: Lived, idle: Idle, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:09:13 18:20:11"
    form = form_with(lived_ctx, window, lived, files(tmp_path, a_jpg=photo_file(exif=exif)))
    form.photos.pick()
    idle()
    assert form.day.value() == TODAY
    assert form.taken.button.text() == "照片是9月13日拍的，用这一天"
    form.taken.button.click()
    assert form.day.value() == date(2026, 9, 13)
    assert form.taken.isHidden()


def test_each_file_that_cannot_be_taken_says_why_and_the_rest_come(
    window: MainWindow, lived_ctx: AppContext, lived: Lived, idle: Idle, tmp_path: Path
) -> None:
    paths = [*files(tmp_path, good_jpg=photo_file(), half_jpg=photo_file()[:200]),
             tmp_path / "拔掉了.jpg"]
    form = form_with(lived_ctx, window, lived, paths)
    form.photos.pick()
    idle()
    assert [p.name for p in form.photos.pictures] == ["good.jpg"]
    said = form.photos.refusals.text()
    assert "half.jpg" in said
    assert "拔掉了.jpg" in said
    assert form.send.isEnabled()


def test_the_same_photo_chosen_twice_is_one_and_delete_takes_it_away(
    window: MainWindow, lived_ctx: AppContext, lived: Lived, idle: Idle, tmp_path: Path,
    qtbot: QtBot
) -> None:
    form = form_with(lived_ctx, window, lived, files(tmp_path, a_jpg=photo_file()))
    for _ in range(2):
        form.photos.pick()
        idle()
    assert len(form.photos.pictures) == 1
    qtbot.keyClick(form.photos.strip, Qt.Key.Key_Delete)
    assert form.photos.pictures == ()
    assert form.photos.strip.isHidden()


def test_files_are_dropped_anywhere_on_the_form(
    window: MainWindow, lived_ctx: AppContext, lived: Lived, idle: Idle, tmp_path: Path
) -> None:
    form = form_with(lived_ctx, window, lived, [])
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))
                  for path in files(tmp_path, a_jpg=photo_file(), b_pdf=PDF)])
    drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
                      Qt.KeyboardModifier.NoModifier)
    # Qt sends a drop only after a drag that it saw enter: the form is asked itself.
    assert form.acceptDrops()
    assert form.photos.eventFilter(form, drop)
    idle()
    assert [p.kind for p in form.photos.pictures] == ["photo", "scan"]


def test_a_picture_is_pasted(
    window: MainWindow, lived_ctx: AppContext, lived: Lived, idle: Idle
) -> None:
    QApplication.clipboard().clear()
    form = form_with(lived_ctx, window, lived, [])
    assert form.photos.paste.isHidden()
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QApplication.clipboard().setImage(image)
    QApplication.processEvents()
    assert form.photos.paste.isVisible()
    form.photos.paste.click()
    idle()
    assert [p.name for p in form.photos.pictures] == ["粘贴的照片.png"]
    QApplication.clipboard().clear()


def test_the_timeline_shows_three_and_a_count_and_enter_enlarges(
    window: MainWindow, page: PupilPage, lived_store: Store, lived: Lived, idle: Idle,
    qtbot: QtBot
) -> None:
    row = add_event_with(lived_store, lived, "1.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg")
    page.refresh(None)
    idle()
    page.timeline.setFocus()
    page.timeline.go(row)
    index = page.timeline.currentIndex()
    items = page.timeline.itemDelegate().items_of(  # type: ignore[attr-defined]
        index, page.timeline.visualRect(index), selected=True)
    assert [i.action for i in items if i.action.startswith("photo")] == [
        "photo0", "photo1", "photo2", "photo3"]
    assert "还有 2 张" in [getattr(i, "text", "") for i in items]
    qtbot.keyClick(page.timeline, Qt.Key.Key_Return)
    idle()
    sheet = window.sheet()
    assert isinstance(sheet, PhotoSheet)
    assert sheet.head.text().endswith("（1/5）")
    qtbot.keyClick(sheet, Qt.Key.Key_Left)
    assert sheet.head.text().endswith("（5/5）")
    assert sheet.caption.whole() == "5.jpg"
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert window.sheet() is None


def test_all_photos_stand_together_and_each_opens_those_of_its_record(
    window: MainWindow, page: PupilPage, lived_store: Store, lived: Lived, idle: Idle,
    qtbot: QtBot
) -> None:
    add_event_with(lived_store, lived, "1.jpg", "2.jpg")
    add_visit(lived_store, actor=TEACHER, visit=VisitInput(
        pupil=lived.id(24), day=date(2026, 9, 3), mode="家访", outcome="不在家",
        pictures=[picture("门口.jpg", colour="gold")]))
    page.refresh(None)
    idle()
    assert "照片 3" in [button.text() for button in page.tabs.findChildren(QAbstractButton)]
    page.tabs.choose("photos")
    page._show_tab("photos")
    page.photos.go_first()
    page.photos.setFocus()
    qtbot.keyClick(page.photos, Qt.Key.Key_Right)
    qtbot.keyClick(page.photos, Qt.Key.Key_Return)
    idle()
    sheet = window.sheet()
    assert isinstance(sheet, PhotoSheet)
    assert (sheet.head.text()[-5:], sheet.caption.whole()) == ("（2/2）", "2.jpg")
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    qtbot.keyClick(page.photos, Qt.Key.Key_Right)
    assert "9月3日" in page.photos.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_photo_that_is_not_here_says_its_name_and_why(
    window: MainWindow, page: PupilPage, lived_store: Store, lived: Lived, idle: Idle
) -> None:
    row = add_event_with(lived_store, lived, "院子.jpg")
    with lived_store.transaction() as connection:
        connection.exec_driver_sql("UPDATE attachment SET data = x'00' WHERE digest IN"
                                   " (SELECT digest FROM attached)")
    page.refresh(None)
    idle()
    found = next(r for r in rows(page) if r.happened.id == row)
    assert found.photos == (None,)
    page.timeline.go(row)
    page.timeline.act("photo0")
    idle()
    sheet = window.sheet()
    assert isinstance(sheet, PhotoSheet)
    assert "院子.jpg" in sheet.picture.text()
    assert "坏了" in sheet.picture.text()


def test_thumbnails_are_decoded_once(
    page: PupilPage, lived_store: Store, lived: Lived, idle: Idle,
    monkeypatch: pytest.MonkeyPatch
) -> None:
    add_event_with(lived_store, lived, "院子.jpg")
    page.refresh(None)
    idle()

    def never(*_: object, **__: object) -> bytes:
        raise AssertionError("decoded again")

    monkeypatch.setattr("kongchuo_desktop.ui.pages.pupil_photo.stored_bytes", never)
    page.refresh(None)
    idle()
    assert [r.photos for r in rows(page) if r.photos and r.photos[0] is None] == []


def test_a_photo_is_removed_in_the_viewer_and_comes_back_by_undo(
    window: MainWindow, page: PupilPage, lived_store: Store, lived: Lived, idle: Idle,
    lived_ctx: AppContext
) -> None:
    row = add_event_with(lived_store, lived, "1.jpg", "2.jpg")
    page.refresh(None)
    idle()
    page.timeline.go(row)
    page.timeline.act("photo1")
    idle()
    sheet = window.sheet()
    assert isinstance(sheet, PhotoSheet)
    press(window, "删掉这一张")
    idle()
    assert [p.name for p in photos_of(lived_store, row)] == ["1.jpg"]
    lived_ctx.undo()
    idle()
    assert len(photos_of(lived_store, row)) == 2


def test_what_is_on_a_photo_is_written_below_it(
    window: MainWindow, page: PupilPage, lived_store: Store, lived: Lived, idle: Idle
) -> None:
    row = add_event_with(lived_store, lived, "1.jpg")
    page.refresh(None)
    idle()
    page.timeline.go(row)
    page.timeline.act("photo0")
    idle()
    press(window, "写说明…")
    form = window.sheet()
    assert isinstance(form, NoteForm)
    form.note_input.setText("父亲在院子里签的")
    form.send.click()
    idle()
    assert [p.note for p in photos_of(lived_store, row)] == ["父亲在院子里签的"]
    page.timeline.act("photo0")
    idle()
    sheet = window.sheet()
    assert isinstance(sheet, PhotoSheet)
    assert "父亲在院子里签的" in sheet.caption.whole()


def test_reading_many_is_stopped_and_nothing_is_added(
    window: MainWindow, lived_ctx: AppContext, lived: Lived, idle: Idle, tmp_path: Path
) -> None:
    form = form_with(lived_ctx, window, lived, files(tmp_path, a_jpg=photo_file()))
    form.photos.pick()
    assert form.photos.stop.isVisible()
    form.photos.stop.click()
    idle()
    # The worker may have been quicker; then what it read is there.
    assert form.photos.stop.isHidden()
    assert form.send.isEnabled()
    assert len(form.photos.pictures) <= 1


def test_a_visit_is_opened_again_completed_and_says_what_it_was(
    window: MainWindow, page: PupilPage, lived_store: Store, lived: Lived, idle: Idle
) -> None:
    row = visits(lived_store, lived.id(24))[0].row
    page.timeline.go(row)
    page.timeline.act("main")
    idle()
    form = window.sheet()
    assert isinstance(form, VisitForm)
    assert form.outcome.key() == "拒绝"
    form.outcome.choose("有条件")
    form.joint.setText("青石镇派出所")
    form.send.click()
    idle()
    assert visit_view(lived_store, visit=row).values["joint"] == ["青石镇派出所"]
    shown = next(r.happened for r in rows(page) if r.happened.id == row)
    assert shown.title == "联合家访 第1次 · 有条件"
    assert "（结果原来写的是“拒绝”）" in shown.text


def test_photos_are_added_to_what_was_written_before(
    window: MainWindow, lived_ctx: AppContext, lived_store: Store, lived: Lived, idle: Idle,
    tmp_path: Path
) -> None:
    row = add_event_with(lived_store, lived, "1.jpg")
    form = PhotosForm(lived_ctx, window, target=row, title="佐证",
                      there=photos_of(lived_store, row),
                      choose=lambda _: files(tmp_path, b_pdf=PDF))
    form.open()
    form.send.click()
    idle()
    assert len(photos_of(lived_store, row)) == 1
    form.send.click()
    idle()
    assert [p.name for p in photos_of(lived_store, row)] == ["1.jpg", "b.pdf"]


def test_units_of_before_are_put_in_by_a_tap(
    window: MainWindow, lived_ctx: AppContext, lived: Lived
) -> None:
    form = form_with(lived_ctx, window, lived, [])
    form.suggest(["派出所", "村委会"])
    form.more.click()
    form.joint.chips["村委会"].click()
    form.joint.chips["派出所"].click()
    assert form.joint.text() == "村委会、派出所"
    form.joint.chips["村委会"].click()
    assert form.joint.text() == "派出所"


@pytest.mark.parametrize(("width", "height"), [(1366, 698), (911, 442)])
def test_a_form_with_photos_fits(
    window: MainWindow, lived_ctx: AppContext, lived: Lived, idle: Idle, tmp_path: Path,
    fits: Fits, width: int, height: int
) -> None:
    window.resize(width, height)
    paths = files(tmp_path, **{f"{at}_jpg": photo_file(colour=colour) for at, colour in enumerate(
        ("red", "green", "blue", "teal", "navy", "gold"))}, half_jpg=photo_file()[:99])
    form = form_with(lived_ctx, window, lived, paths)
    form.suggest(["河东村村民委员会", "派出所", "司法所", "乡镇政府"])
    form.photos.pick()
    idle()
    form.more.click()
    QApplication.processEvents()
    fits(form)
    assert not [w.text() for w in form.findChildren(QLabel) if w.text() == "照片"]


def test_a_scan_shows_its_first_page(
    page: PupilPage, lived_store: Store, lived: Lived, idle: Idle, lived_ctx: AppContext
) -> None:
    paper = lived.paper
    add_pictures(lived_store, actor=TEACHER, target=paper.id,
                 pictures=[scan("空的.pdf", NO_PAGES), _printed(lived_store, paper.digest)])
    page.refresh(None)
    idle()
    found = next(r for r in rows(page) if r.happened.id == paper.id)
    kept: tuple[Photo, ...] = found.happened.photos
    assert {p.name: image is not None for p, image in zip(kept, found.photos, strict=True)} == {
        "空的.pdf": False, "原件.pdf": True}


def _printed(store: Store, digest: str) -> Picture:
    data = store.attachment(digest)
    assert data is not None
    return fit_picture(data, "原件.pdf")


def test_a_call_is_not_offered_several_homes(
    window: MainWindow, lived_ctx: AppContext, lived_store: Store, lived: Lived
) -> None:
    add_visit(lived_store, actor=TEACHER, visit=VisitInput(
        pupil=lived.id(23), day=TODAY, mode="电话", outcome="同意"))
    form = VisitForm(lived_ctx, window, pupil=lived.id(23), name="某某", mode="电话")
    form.open()
    assert form.several.isHidden()
