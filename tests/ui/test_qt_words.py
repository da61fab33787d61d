"""Qt's own words are Chinese: menus of fields, buttons of dialogs, also in the built program."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLibraryInfo
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from kongchuo_desktop.ui.theme import Theme

BUILD = Path(__file__).parents[2] / "build.spec"


def words_of(actions: list[QAction]) -> list[str]:
    return [a.text().split("\t")[0] for a in actions if a.text()]


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_the_menu_of_a_field_is_chinese(
    theme: Theme, qtbot: QtBot, kind: type[QLineEdit | QPlainTextEdit]
) -> None:
    field = kind()
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu()
    words = words_of(menu.actions())
    menu.deleteLater()
    assert len(words) >= 6
    assert not [word for word in words if word.split("(")[0].strip().isascii()]


def test_the_buttons_of_qts_dialogs_are_chinese(theme: Theme, qtbot: QtBot) -> None:
    box = QDialogButtonBox()
    qtbot.addWidget(box)
    standard = QDialogButtonBox.StandardButton
    for which in (standard.Ok, standard.Cancel, standard.Save, standard.Close):
        button = box.addButton(which)
        assert not button.text().replace("&", "").isascii()


@pytest.mark.parametrize(("context", "word"), [
    ("QFileDialog", "Look in:"), ("QPrintDialog", "Print"),
])
def test_the_words_of_files_and_printing_are_chinese(
    theme: Theme, context: str, word: str
) -> None:
    assert not QCoreApplication.translate(context, word).isascii()


def test_the_translation_goes_into_the_built_program() -> None:
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    assert (folder / "qtbase_zh_CN.qm").is_file()
    assert "qtbase_zh_CN" in BUILD.read_text(encoding="utf-8")
