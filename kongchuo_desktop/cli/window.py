"""The way from the command line into the window."""

import gc
import os
import sys
from pathlib import Path

from kongchuo_desktop import platform
from kongchuo_desktop.errors import KnownError


def has_display() -> bool:
    """Whether a window can be shown here."""
    return platform.WINDOWS or sys.platform == "darwin" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def open_window(folder: Path | None = None, password: str | None = None) -> int:
    """The start screen, or the window on the store in a folder; Qt is loaded only here.

    Raises:
        KnownError: ``no_display``, ``qt_missing``.
    """
    if not has_display():
        raise KnownError("no_display", "这里没有屏幕，打不开窗口。", kept="没有改动。",
                         todo="到有屏幕的电脑上打开；不要窗口就写命令，--help列出有哪些。")
    # Nothing that is made until the first window is shown becomes garbage.
    gc.disable()
    try:
        from kongchuo_desktop.ui import app
    except ImportError as error:
        if not (error.name or "").startswith("PySide6"):
            raise
        raise KnownError("qt_missing", f"这台电脑缺少开窗口要用的组件（{error.name}）。",
                         kept="没有改动。", todo="请重新安装本程序。") from error
    return app.main(folder, password)
