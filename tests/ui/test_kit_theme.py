"""The theme: signs by name, switching of scheme and text size, and a style sheet without gaps."""

import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette, QRawFont
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop import paths
from kongchuo_desktop.papers.rare_face import screen_faces
from kongchuo_desktop.ui.fonts import HEI_FILES, RARE_FAMILIES, add_face, choose_families, load_hei
from kongchuo_desktop.ui.icons import OWN, svg_text
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme, system_scheme, vary
from kongchuo_desktop.ui.tokens import Type


def darkest(theme: Theme, icon: str, token: str) -> QColor:
    """The colour of the most opaque point of a rendered sign."""
    image = theme.pixmap(icon, token, 16, 2.0).toImage()
    points = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(points, key=lambda c: c.alpha())


def test_signs_take_the_colour_of_their_token(theme: Theme) -> None:
    for name in ("phone", *OWN):
        drawn = darkest(theme, name, "red")
        assert drawn.alpha() > 200
        assert drawn.name().upper() == theme.hex("red")


def test_an_unknown_sign_is_refused() -> None:
    with pytest.raises(LookupError):
        svg_text("no-such-sign")


def test_signs_are_sharp_at_every_pixel_ratio(theme: Theme) -> None:
    for ratio in (1.0, 1.25, 1.5, 2.0):
        picture = theme.pixmap("house", "text2", 16, ratio)
        assert picture.width() == round(16 * ratio)
        assert picture.deviceIndependentSize().toSize().width() == 16


def test_switching_the_scheme_reaches_palette_sheet_and_listeners(
    theme: Theme, qapp: QApplication, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.switch(scheme="dark")
    assert qapp.palette().color(QPalette.ColorRole.Window) == theme.color("window")
    assert theme.hex("window") in qapp.styleSheet()
    with qtbot.assertNotEmitted(theme.changed):
        theme.switch(scheme="dark")


def test_large_text_is_larger_everywhere(theme: Theme, qtbot: QtBot) -> None:
    words = Words("家访", "small")
    qtbot.addWidget(words)
    words.show()
    before = QFontInfo(words.font()).pixelSize()
    theme.switch(large=True)
    assert theme.px(Type.BODY) == 16
    assert QFontInfo(words.font()).pixelSize() == before + 2


def test_semibold_is_a_face_of_its_own(theme: Theme) -> None:
    assert theme.width("家访", Type.BODY, bold=True) > 0
    assert QFontInfo(theme.font(bold=True)).bold()
    assert not QFontInfo(theme.font()).bold()


def test_vary_restyles_only_on_change(theme: Theme, qtbot: QtBot) -> None:
    words = Words("缺1项")
    qtbot.addWidget(words)
    words.show()
    vary(words, tone="red")
    assert words.palette().color(QPalette.ColorRole.WindowText) == theme.color("red")


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from 3.12 on")
def test_paint_events_cannot_use_up_none(qtbot: QtBot) -> None:
    class Plain(QWidget):
        def paintEvent(self, event: object) -> None:
            pass

    widget = Plain()
    qtbot.addWidget(widget)
    widget.show()
    for _ in range(20_000):
        widget.repaint()
    assert sys.getrefcount(None) > 1 << 32


def test_qt_itself_speaks_chinese(theme: Theme) -> None:
    assert QCoreApplication.translate("QPlatformTheme", "Save") == "保存"


def test_the_bundled_hei_stands_first_when_forced(theme: Theme) -> None:
    families = load_hei(paths.FONTS)
    assert len(families) == 1
    assert choose_families(families, bundled_only=True) == [*families, *RARE_FAMILIES]


def test_the_window_has_a_face_for_every_character_that_papers_have(
    theme: Theme, tmp_path: Path
) -> None:
    hei = {file: set(TTFont(paths.FONTS / file).getBestCmap()) for file in HEI_FILES}
    rarer, last = (set(TTFont(face).getBestCmap()) for face in screen_faces(tmp_path / "字"))
    paper = set(TTFont(paths.FONTS / "song.ttf").getBestCmap()) | last
    screen = hei["hei.ttf"] | rarer | last
    assert hei["hei.ttf"] == hei["hei-bold.ttf"]
    assert {code for code in paper if code >= 0x2E80} <= screen
    # What names are made of comes from a Hei: 通用规范汉字表, the BMP, and some of extension B.
    assert not rarer & hei["hei.ttf"]
    assert set(map(ord, "𬭩𫖯㛃㼆䶮𠮷𡎚龘")) <= hei["hei.ttf"] | rarer


@pytest.mark.parametrize("writable", [True, False])
def test_qt_draws_the_rare_faces(theme: Theme, tmp_path: Path, writable: bool) -> None:
    folder = tmp_path / "字"
    if not writable:
        folder.write_bytes(b"in the way")
    faces = screen_faces(folder)
    assert [isinstance(face, Path) for face in faces] == [writable] * 2
    assert not writable or screen_faces(folder) == faces
    assert tuple(family for face in faces for family in add_face(face)) == RARE_FAMILIES
    for char, family in (("㼆", "KC Hei Rare"), ("𠮷", "KC Hei Rare"), ("𰀡", "KC Rare")):
        raw = QRawFont.fromFont(QFont(family))
        (glyph,) = raw.glyphIndexesForString(char)
        assert glyph
        assert not raw.pathForGlyph(glyph).isEmpty()


def test_following_the_system_can_be_left(theme: Theme) -> None:
    theme.follow_system(True)
    assert theme.scheme == system_scheme()
    theme.follow_system(False)
    theme.switch(scheme="dark")
    assert theme.scheme == "dark"
