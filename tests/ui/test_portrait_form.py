"""学生照片: chosen on the pupil page, one at a time, shown on the card at once, replaced."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lived import Lived
from photos import PDF, photo_file
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.dossier import dossier
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.portrait import PortraitForm
from kongchuo_desktop.ui.pages.pupil import PupilPage
from kongchuo_desktop.ui.pages.pupil_face import Face
from kongchuo_desktop.ui.pages.pupil_menu import menu_of
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]


@pytest.fixture
def shots(tmp_path: Path) -> list[Path]:
    """A red picture, a blue one, and a PDF."""
    found = [tmp_path / name for name in ("红.jpg", "蓝.jpg", "表.pdf")]
    for path, data in zip(found, (photo_file(colour="red"), photo_file(colour="blue"), PDF),
                          strict=True):
        path.write_bytes(data)
    return found


def save(ctx: AppContext, window: MainWindow, lived: Lived, idle: Idle,
         paths: list[Path]) -> PortraitForm:
    form = PortraitForm(ctx, window, pupil=lived.id(24), name="某某", choose=lambda _: paths)
    form.open()
    form.photos.pick()
    idle()
    form.send.click()
    idle()
    return form


def middle(page: PupilPage) -> QColor:
    """What the round sign on the card shows in its middle."""
    face = page.side.findChild(Face)
    assert face is not None
    return face.grab().toImage().pixelColor(face.rect().center())


def test_a_portrait_stands_on_the_card_and_is_replaced(
    lived_ctx: AppContext, lived_store: Store, lived: Lived, window: MainWindow, page: PupilPage,
    idle: Idle, shots: list[Path],
) -> None:
    view = dossier(lived_store, pupil=lived.id(24))
    assert menu_of(lived_ctx, window, view)["portrait"][0] == "加学生照片…"
    red, blue, _ = shots
    save(lived_ctx, window, lived, idle, [red])
    assert middle(page).red() > 200 > 100 > middle(page).blue()
    save(lived_ctx, window, lived, idle, [blue])
    assert middle(page).blue() > 200 > 100 > middle(page).red()
    view = dossier(lived_store, pupil=lived.id(24))
    assert menu_of(lived_ctx, window, view)["portrait"][0] == "换学生照片…"
    assert [h.title for h in view.happened].count("存入佐证：学生照片") == 2


def test_of_several_the_one_chosen_last_is_kept(
    lived_ctx: AppContext, lived: Lived, window: MainWindow, page: PupilPage, idle: Idle,
    shots: list[Path],
) -> None:
    form = PortraitForm(lived_ctx, window, pupil=lived.id(24), name="某某",
                        choose=lambda _: shots[:2])
    form.open()
    form.photos.pick()
    idle()
    assert [picture.name for picture in form.photos.pictures] == ["蓝.jpg"]


def test_a_pdf_is_refused_and_the_form_stays(
    lived_ctx: AppContext, lived_store: Store, lived: Lived, window: MainWindow, page: PupilPage,
    idle: Idle, shots: list[Path], fits: Callable[[QWidget], None],
) -> None:
    form = save(lived_ctx, window, lived, idle, shots[2:])
    assert form.isVisible()
    assert dossier(lived_store, pupil=lived.id(24)).portrait is None
    fits(form)
