"""Seventeen days of September lived in the store of 七年级1班, for the pages that show them."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from people import PASSWORD, TEACHER, Clock
from pytestqt.qtbot import QtBot

from kongchuo_desktop.operations.attendance import MarkInput, take_register
from kongchuo_desktop.operations.events import add_event
from kongchuo_desktop.operations.history import undo
from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.operations.papers import deliver_paper, issue_papers
from kongchuo_desktop.operations.policies import set_figure
from kongchuo_desktop.operations.roster import PupilCard, list_pupils
from kongchuo_desktop.operations.visits import VisitInput, add_visit
from kongchuo_desktop.operations.world import load_calendar
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow
from kongchuo_desktop.ui.context import AppContext, Hooks, TakenBack
from kongchuo_desktop.ui.page import Page, PageSpec
from kongchuo_desktop.ui.pages.pupil import PupilPage
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

TODAY = date(2026, 9, 17)
LONG = "阿卜杜热西提·麦麦提依明"
RARE = "𠮷田海"
_OWN = {"R050/absent.on.absent": "3", "R095/notice.on.times": "2", "R110/report.within": "0"}
"""What the school set itself where XY24 gives no figure."""


@dataclass(frozen=True)
class Lived:
    """Seats of the story: 24 has an overdue report, 5 must be visited today, 23 was visited
    twice, 9 came back."""

    pupils: Mapping[int, PupilCard]
    paper: IssuedPaper

    def id(self, seat: int) -> str:
        return self.pupils[seat].id


def live(store: Store, clock: Clock, *, until: date = TODAY) -> Lived:
    """Live from 1 September to the afternoon of ``until``, each day on its own day."""
    _rename(store, clock)
    for binding, value in _OWN.items():
        set_figure(store, actor=TEACHER, policy="XY24", binding=binding, value=value,
                   why="校务会议决定")
    pupils = {int(c.values["seat"]): c for c in list_pupils(store)}
    calendar, class_id = load_calendar(store), next(iter(pupils.values())).values["class_id"]
    truants = {24: (3, 30), 23: (8, 30), 5: (15, 30), 9: (2, 10)}
    papers: list[IssuedPaper] = []
    day = date(2026, 9, 1)
    while day <= until:
        clock.at = datetime.combine(day, time(8, 6))
        if calendar.in_session(day):
            marks = {pupils[seat].id: MarkInput("旷课") for seat, (first, last) in truants.items()
                     if first <= day.day <= last}
            take_register(store, actor=TEACHER, class_id=class_id, day=day, marks=marks)
        clock.at = datetime.combine(day, time(18, 20))
        _act(store, pupils, day, papers)
        day += timedelta(days=1)
    clock.at = datetime.combine(until, time(16, 41))
    return Lived(pupils, papers[0])


def _act(store: Store, pupils: Mapping[int, PupilCard], day: date,
         papers: list[IssuedPaper]) -> None:
    def contact(seat: int, mode: str, outcome: str) -> None:
        add_visit(store, actor=TEACHER, visit=VisitInput(
            pupil=pupils[seat].id, day=day, mode=mode, outcome=outcome, note="在家帮忙看店。"))

    if day.day == 4:
        contact(24, "家访", "拒绝")
    elif day.day == 7:
        papers += issue_papers(store, actor=TEACHER, form_id="劝学通知书",
                               pupils=[pupils[24].id], day=day).papers
    elif day.day == 8:
        deliver_paper(store, actor=TEACHER, paper=papers[0].id, day=day, how="直接", to="林某")
        contact(23, "电话", "联系不上")
    elif day.day in (10, 13):
        contact(23, "家访", "不在家")
    elif day.day == 11:
        add_event(store, actor=TEACHER, kind="returned", day=day, pupil=pupils[9].id)


def _rename(store: Store, clock: Clock) -> None:
    """Two of the rows of 今日 carry a long name and a rare character."""
    cards = {int(c.values["seat"]): c for c in list_pupils(store)}
    clock.at = datetime.combine(date(2026, 9, 1), time(7, 50))
    with store.operation("edit_pupil", TEACHER) as write:
        for seat, name in ((24, LONG), (5, RARE)):
            write.update(PupilRow, cards[seat].id, prior=cards[seat].tips, name=name)


@pytest.fixture(scope="session")
def lived_template(store_templates: Mapping[str, Path],
                   tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Lived]:
    """The closed store after those days, lived once a run."""
    folder, clock = tmp_path_factory.mktemp("lived") / "七1班", Clock()
    shutil.copytree(store_templates["class"], folder)
    with Store.open(folder, password=PASSWORD, now=clock) as store:
        store.settings.set("moves", 0)
        lived = live(store, clock)
    return folder, lived


@pytest.fixture
def lived(lived_template: tuple[Path, Lived]) -> Lived:
    """Who is who in ``lived_store``."""
    return lived_template[1]


@pytest.fixture
def lived_store(lived_template: tuple[Path, Lived], tmp_path: Path,
                clock: Clock) -> Iterator[Store]:
    """This test's own copy of the store, on the afternoon of the last day."""
    clock.at = datetime.combine(TODAY, time(16, 41))
    folder = tmp_path / "lived"
    shutil.copytree(lived_template[0], folder)
    with Store.open(folder, password=PASSWORD, now=clock) as store:
        store.settings.set("moves", 0)
        yield store


@pytest.fixture
def lived_ctx(lived_store: Store, tasks: Tasks, theme: Theme) -> AppContext:
    """What a page gets; undo takes the last operation back."""
    def take_back(op: Any) -> TakenBack:
        return TakenBack("已撤销", undo(lived_store, actor=TEACHER, op=op).changes)

    return AppContext(store=lived_store, actor=TEACHER, tasks=tasks, theme=theme,
                      today=lambda: TODAY, hooks=Hooks(undo=take_back))


class Elsewhere(Page):
    """A page that only remembers what it was opened with."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx, title="别的页")
        self.args: dict[str, object] = {}

    def opened(self, **args: object) -> None:
        self.args = args


def card_window(ctx: AppContext, lived: Lived, idle: Callable[[], None], qtbot: QtBot,
                make: Callable[[AppContext], Page] = PupilPage) -> MainWindow:
    """A window on the card of seat 24."""
    window = window_with(ctx, today=Elsewhere, pupil=make)
    qtbot.addWidget(window)
    window.open_page("pupil", pupil=lived.id(24))
    idle()
    return window


@pytest.fixture
def window(lived_ctx: AppContext, lived: Lived, idle: Callable[[], None],
           qtbot: QtBot) -> MainWindow:
    """On the card of seat 24, for tests whose module has no window of its own."""
    return card_window(lived_ctx, lived, idle, qtbot)


@pytest.fixture
def page(window: MainWindow) -> PupilPage:
    """The card that such a window shows."""
    found = window.page()
    assert isinstance(found, PupilPage)
    return found


def window_with(ctx: AppContext, **pages: Callable[[AppContext], Page]) -> MainWindow:
    """A window with these pages and empty ones for the rest, at the usual size."""
    titles = {"today": "今日", "attendance": "考勤", "roster": "花名册", "cases": "个案",
              "papers": "文书", "returns": "报送", "settings": "设置", "import": "导入",
              "pupil": "一生一档", "inspection": "迎检对照"}
    hidden = ("import", "pupil")
    specs = [PageSpec(key, title, "sun", pages.get(key, Elsewhere), parent="roster",
                      section="hidden" if key in hidden else "main", rail=title[:3])
             for key, title in titles.items()]
    window = MainWindow(ctx, specs, start=next(iter(pages)))
    window.resize(1366, 698)
    window.show()
    return window
