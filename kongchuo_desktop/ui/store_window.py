"""The window of an open store: its pages, who works in it, and how it is called."""

from kongchuo_desktop.operations import workplace
from kongchuo_desktop.operations.known_stores import is_practice
from kongchuo_desktop.operations.trust import superior_of
from kongchuo_desktop.operations.units import class_title
from kongchuo_desktop.operations.workplace import LeftOff
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.counting import count_disagreements
from kongchuo_desktop.ui.hooks import hooks_of
from kongchuo_desktop.ui.page_list import page_specs
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

PRACTICE = "练习 · 这里的人和事都是编的，可以随便试"
"""Said above every page of a store to try out."""
_MOVED = "这份资料是恢复或者拷贝来的。原来的电脑要是丢了，请到“设置 › 电脑与钥匙”换一套新钥匙"
_SCOPES = {"school": "全校", "bureau": "全县"}
"""What a store covers, said on the class card below the unit; a class says its own title."""


def make_window(
    store: Store, tasks: Tasks, theme: Theme, *, person: str = "", left: LeftOff | None = None
) -> MainWindow:
    """The window of a person, by default the one whose store it is.

    It opens on the page that was left today, else on the first page of the role.
    """
    actor = Actor(person or store.header.name, store.role)
    ctx = AppContext(
        store=store,
        actor=actor,
        tasks=tasks,
        theme=theme,
        today=lambda: store.now().date(),
        hooks=hooks_of(store, actor),
    )
    practice = is_practice(store.folder)
    place = left or LeftOff()
    window = MainWindow(
        ctx,
        page_specs(store.role),
        start=place.page,
        args=place.args,
        mark=PRACTICE if practice else "",
    )
    ctx.setParent(window)
    if practice:
        window.setWindowTitle(f"{window.windowTitle()} · 练习")

    def name(title: str) -> None:
        below = title or _SCOPES.get(store.role, store.header.name)
        window.sidebar.card.set(store.header.unit_name, f"{below} · 练习" if practice else below)

    def title() -> str:
        found = class_title(store)
        workplace.describe(store, title=found)
        return found

    tasks.run(lambda job: title(), owner=window, done=name)
    if store.moved:
        tasks.run(lambda job: superior_of(store), owner=window,
                  done=lambda above: ctx.toast(_MOVED) if above is not None else None)
    count_disagreements(ctx, window)
    return window
