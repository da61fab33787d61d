"""Every part in both themes and both text sizes has room for its words."""

import pytest
from fits import too_narrow
from gallery import Gallery, scrolled, visit_form
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Scheme


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
def test_the_gallery_fits(
    theme: Theme, qtbot: QtBot, size: tuple[int, int], scheme: Scheme, large: bool
) -> None:
    theme.switch(scheme=scheme, large=large)
    gallery = Gallery(theme)
    area = scrolled(gallery, *size)
    qtbot.addWidget(area)
    area.show()
    assert too_narrow(gallery) == []


@pytest.mark.parametrize("large", [False, True])
def test_a_form_fits_into_the_smallest_window(theme: Theme, qtbot: QtBot, large: bool) -> None:
    theme.switch(large=large)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(880, 430)
    window.show()
    form = visit_form(theme, window)
    form.open()
    assert too_narrow(form) == []


def test_switching_the_theme_repaints_what_is_shown(theme: Theme, qtbot: QtBot) -> None:
    gallery = Gallery(theme)
    qtbot.addWidget(gallery)
    gallery.resize(1840, 698)
    gallery.show()

    def corner() -> str:
        image: QImage = gallery.grab().toImage()
        return image.pixelColor(2, 2).name().upper()

    assert corner() == theme.hex("window")
    theme.switch(scheme="dark")
    assert corner() == theme.hex("window") == "#16181C"


def test_the_check_itself_finds_a_label_that_is_too_narrow(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    label = QLabel("应送达《劝学通知书》", window)
    label.setFixedSize(40, 20)
    window.show()
    assert len(too_narrow(window)) == 1
    label.setFixedSize(400, 20)
    assert too_narrow(window) == []
