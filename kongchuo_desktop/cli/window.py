"""The way from the command line into the window."""

from pathlib import Path


def open_window(folder: Path | None = None, password: str | None = None) -> int:
    """The start screen, or the window on the store in a folder; Qt is loaded only here."""
    from kongchuo_desktop.ui import app

    return app.main(folder, password)
