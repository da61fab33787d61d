"""Loads what the first window was shown without, while the person reads it and types."""

from collections.abc import Iterator
from importlib import import_module

from kongchuo_desktop import operations
from kongchuo_desktop.papers.rare_face import rare_font_data
from kongchuo_desktop.ui.fonts import add_face
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

ROOMS = ("opening", "overview", "roster", "roll_call", "importing", "returns_year", "taking_in")
"""Operations that between them load all below the window, what opening a store needs first."""


def warm_up(theme: Theme, tasks: Tasks) -> None:
    """Load the rooms in the worker, then the face of rare characters.

    They go one by one, so that whatever the person asks for comes between.
    """
    _load_next(iter(ROOMS), theme, tasks)


def _load_next(rooms: Iterator[str], theme: Theme, tasks: Tasks) -> None:
    room = next(rooms, None)
    if room is None:
        tasks.run(
            lambda job: rare_font_data(), done=lambda data: theme.add_families(add_face(data))
        )
    else:
        tasks.run(
            lambda job: import_module(f"{operations.__name__}.{room}"),
            done=lambda module: _load_next(rooms, theme, tasks),
        )
