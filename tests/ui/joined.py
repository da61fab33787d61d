"""A bureau, a school and a class that joined each other, for the pages that exchange packages."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from people import DESK, NOW, OFFICE, TEACHER, Clock
from pytestqt.qtbot import QtBot

from kongchuo_desktop.operations.joining import join, make_kit
from kongchuo_desktop.operations.packages import export_package
from kongchuo_desktop.operations.sent import Sent
from kongchuo_desktop.operations.taking_in import accept_waiting, import_package
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page, PageSpec
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

PERIOD = "2026-09"
MakeContext = Callable[[Store, Actor], AppContext]
ShowPage = Callable[[Store, Actor, PageSpec], Page]


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    """What stands for a stick."""
    folder = tmp_path / "U 盘"
    folder.mkdir()
    return folder


@pytest.fixture
def make_context(tasks: Tasks, theme: Theme, clock: Clock) -> MakeContext:
    def make(store: Store, actor: Actor) -> AppContext:
        return AppContext(store=store, actor=actor, tasks=tasks, theme=theme,
                          today=lambda: clock.at.date())

    return make


@pytest.fixture
def show_page(make_context: MakeContext, idle: Callable[[], None], qtbot: QtBot
              ) -> Iterator[ShowPage]:
    """Opens a window with one page on any store, and waits for what it reads."""
    windows: list[MainWindow] = []

    def made(store: Store, actor: Actor, spec: PageSpec) -> Page:
        window = MainWindow(make_context(store, actor), [spec], start=spec.key)
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(1366, 698)
        window.show()
        idle()
        return window.page()

    yield made
    for window in windows:
        window.hide()


@pytest.fixture
def joined_school(school_store: Store, bureau_store: Store, tmp_path: Path) -> Store:
    """The school after it took in the bureau's kit."""
    kit = make_kit(bureau_store, actor=DESK, folder=tmp_path, school=school_store.header.unit_name)
    join(school_store, actor=OFFICE, data=kit.path.read_bytes())
    return school_store


def class_kit(school: Store, folder: Path) -> Path:
    """The kit for the school's only class."""
    (room,) = load_world(school).classes
    return make_kit(school, actor=OFFICE, folder=folder, class_id=room).path


def join_class(school: Store, class_store: Store, folder: Path) -> None:
    join(class_store, actor=TEACHER, data=class_kit(school, folder).read_bytes())


def hand_over(store: Store, actor: Actor, folder: Path, clock: Clock,
              period: str = PERIOD) -> Sent:
    """Write the month's package; the clock stays where the test set it."""
    assert clock.at >= NOW
    return export_package(store, actor=actor, period=period, folder=folder)


def take_in(store: Store, actor: Actor, sent: Sent) -> None:
    """Import a package, accepting its machine as after a telephone call."""
    result = import_package(store, actor=actor, path=sent.path)
    if result.status == "waiting":
        accept_waiting(store, actor=actor, digest=result.digest, check_code=result.check_code)


class Quiet(Page):
    """A page that shows nothing and remembers that it was opened."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx, title="别的页")
        self.args: dict[str, object] | None = None

    def opened(self, **args: object) -> None:
        self.args = args


def exchange_window(ctx: AppContext, start: str,
                    **pages: Callable[[AppContext], Page]) -> MainWindow:
    """A window with these pages and quiet ones where they lead."""
    keys = ("returns", "inbox", "grid", "attendance", "roster", "pupil", "paper_register", "today",
            "reports")
    specs = [PageSpec(key, "页", "sun", pages.get(key, Quiet)) for key in keys]
    window = MainWindow(ctx, specs, start=start)
    window.resize(1366, 698)
    window.show()
    return window
