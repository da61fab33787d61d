"""The window on 设置 of a class's store, with the page in which a file is written."""

from pathlib import Path

import pytest
from people import NOW, TEACHER
from pytestqt.qtbot import QtBot

from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.hooks import hooks_of
from kongchuo_desktop.ui.page import PageSpec
from kongchuo_desktop.ui.pages.policy_file import PolicyFilePage
from kongchuo_desktop.ui.pages.settings import SettingsPage
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme


@pytest.fixture
def settings_window(class_store: Store, tasks: Tasks, theme: Theme, qtbot: QtBot, tmp_path: Path,
                    monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """Shown and active; ``idle`` before it is looked at."""
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "电脑"))
    ctx = AppContext(store=class_store, actor=TEACHER, tasks=tasks, theme=theme,
                     today=lambda: NOW.date(), hooks=hooks_of(class_store, TEACHER))
    made = MainWindow(ctx, [
        PageSpec("settings", "设置", "settings", SettingsPage, "lower"),
        PageSpec("policy_file", "自己写的文件", "file-pen", PolicyFilePage, "hidden",
                 parent="settings")])
    qtbot.addWidget(made)
    made.resize(1366, 698)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made
