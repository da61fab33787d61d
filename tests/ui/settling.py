"""Lets Qt lay out what was just shown: styles, then words, then the scrolled heights."""

from PySide6.QtWidgets import QApplication

ROUNDS = 4
"""A style posts a layout, a layout posts that of its parent, and so on."""


def settle() -> None:
    """Work off the events that laying out posts one after another."""
    for _ in range(ROUNDS):
        QApplication.processEvents()
