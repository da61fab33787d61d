"""The window of an open store: its pages, who works in it, and how it is called."""

from kongchuo_desktop.operations.known_stores import is_practice
from kongchuo_desktop.operations.units import class_title
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.hooks import hooks_of
from kongchuo_desktop.ui.page_list import page_specs
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

_SCOPES = {"school": "全校", "bureau": "全县"}
"""What a store covers, said on the class card below the unit; a class says its own title."""


def make_window(store: Store, tasks: Tasks, theme: Theme) -> MainWindow:
    """The window of the person whose store it is, on the first page of their role."""
    actor = Actor(store.header.name, store.role)
    ctx = AppContext(
        store=store,
        actor=actor,
        tasks=tasks,
        theme=theme,
        today=lambda: store.now().date(),
        hooks=hooks_of(store, actor),
    )
    window = MainWindow(ctx, page_specs(store.role))
    ctx.setParent(window)
    practice = is_practice(store.folder)
    if practice:
        window.setWindowTitle(f"{window.windowTitle()} · 练习")

    def name(title: str) -> None:
        below = title or _SCOPES.get(store.role, store.header.name)
        window.sidebar.card.set(store.header.unit_name, f"{below} · 练习" if practice else below)

    tasks.run(lambda job: class_title(store), owner=window, done=name)
    return window
