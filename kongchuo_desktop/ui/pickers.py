"""Choosing files and folders in the system's own dialogs; the one place that blocks for them."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def choose_folder(parent: QWidget, title: str, start: Path | None = None) -> Path | None:
    """A folder that exists, or None when the person changed their mind."""
    chosen = QFileDialog.getExistingDirectory(parent, title, str(start or ""))
    return Path(chosen) if chosen else None


def choose_file(parent: QWidget, title: str, kinds: str, start: Path | None = None) -> Path | None:
    """A file to read; ``kinds`` is Qt's filter, e.g. ``备份 (*.kcbak)``."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, str(start or ""), kinds)
    return Path(chosen) if chosen else None


def choose_new_file(parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
    """A file to write, offered under a name."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, name, kinds)
    return Path(chosen) if chosen else None
