"""The sidebar at every height: all its pages have a place with air, or stand behind 更多."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.ui.nav_item import Badge, NavItem
from kongchuo_desktop.ui.page import page_keys
from kongchuo_desktop.ui.page_list import page_specs
from kongchuo_desktop.ui.sidebar import Sidebar
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

Make = Callable[..., Sidebar]
HEIGHTS = [698, 600, 442, Px.MIN_HEIGHT]


@pytest.fixture
def make(theme: Theme, qtbot: QtBot) -> Make:
    host = QWidget()
    qtbot.addWidget(host)

    def made(role: str, *, height: int, rail: bool) -> Sidebar:
        specs = [spec for spec in page_specs(role) if spec.section != "hidden"]
        sidebar = Sidebar(theme, [(spec, "") for spec in specs])
        sidebar.set_rail(rail)
        # Qt makes a window as high as its layout; here it stands in one.
        sidebar.setParent(host)
        sidebar.resize(sidebar.width(), height)
        host.resize(sidebar.size())
        host.show()
        QApplication.processEvents()
        return sidebar

    return made


def shown(sidebar: Sidebar) -> list[NavItem]:
    found = [item for item in sidebar.findChildren(NavItem) if item.isVisible()]
    return sorted(found, key=lambda item: item.y())


def titles(sidebar: Sidebar) -> list[str]:
    return [item.text() for item in shown(sidebar)]


def menu_of(sidebar: Sidebar) -> QMenu:
    QTest.mouseClick(sidebar.more, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("name", [
    "青石镇中心学校", "白水乡岭脚民族联合寄宿制学校",
    "白水乡岭脚民族联合寄宿制九年一贯实验学校第二校区"])
def test_the_name_of_a_school_is_never_cut(make: Make, theme: Theme, name: str,
                                           large: bool) -> None:
    theme.switch(large=large)
    sidebar = make("school", height=698, rail=False)
    before = sidebar.card.height()
    sidebar.card.set(name, "教导处")
    QApplication.processEvents()
    metrics = theme.metrics(Type.SMALL, bold=True)
    lines = 1 + (sidebar.card.height() - before) // metrics.height()
    room = sidebar.card.width() - Px.MARGIN - Px.PAD_SMALL
    assert lines * (room // metrics.horizontalAdvance("校")) >= len(name)
    assert sidebar.items["settings"].geometry().bottom() < sidebar.height()
    theme.switch(large=False)


@pytest.mark.parametrize("role", ["class", "school", "bureau"])
@pytest.mark.parametrize("rail", [False, True], ids=["whole", "rail"])
@pytest.mark.parametrize("height", HEIGHTS)
def test_nothing_touches_and_nothing_is_lost(
    make: Make, role: str, rail: bool, height: int, fits: Callable[[QWidget], None]
) -> None:
    sidebar = make(role, height=height, rail=rail)
    sidebar.set_badge("disagreements", Badge(3))
    QApplication.processEvents()
    items = shown(sidebar)
    for above, below in pairwise(items):
        assert above.geometry().bottom() < below.geometry().top()
    least = Px.NAV_ITEM_RAIL_LEAST if rail else Px.NAV_ITEM
    assert all(item.height() >= least for item in items)
    assert sidebar.rect().contains(items[-1].geometry())
    fits(sidebar)
    everything = {spec.title for spec in page_specs(role) if spec.section != "hidden"}
    found = set(titles(sidebar)) - {"更多"}
    if sidebar.more.isVisible():
        menu = menu_of(sidebar)
        found |= {action.text().split("\t")[0] for action in menu.actions()}
        menu.close()
    assert found == everything


@pytest.mark.parametrize("role", ["class", "school", "bureau"])
def test_on_the_smallest_screen_the_pages_with_a_digit_stand_in_the_open(
    make: Make, role: str
) -> None:
    sidebar = make(role, height=442, rail=True)
    with_digit = page_keys(page_specs(role))
    assert {spec.title for spec in page_specs(role)
            if spec.key in with_digit and not spec.rare} <= set(titles(sidebar))
    assert sidebar.more.isVisible()


def test_more_bears_the_counts_of_what_stands_behind_it_and_opens_it_by_key(make: Make) -> None:
    sidebar = make("school", height=442, rail=True)
    opened: list[str] = []
    sidebar.chosen.connect(opened.append)
    sidebar.light("today")
    assert sidebar.lit() is sidebar.items["today"]
    sidebar.set_badge("replies", Badge(2))
    sidebar.set_badge("transfers", Badge(1, overdue=True))
    sidebar.set_badge("today", Badge(8, overdue=True))
    assert sidebar.more.badge() == Badge(3, overdue=True)
    assert sidebar.more.accessibleName() == "更多，3，有逾期"
    menu = menu_of(sidebar)
    assert [action.text() for action in menu.actions()] == [
        "台账", "统计", "回执与更正\t2", "各班月报", "全校考勤", "转学衔接\t1", "升学", "比对"]
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert opened == ["replies"]
    sidebar.light("replies")
    assert sidebar.lit() is sidebar.more
    assert sidebar.more.isChecked()


def test_a_closed_menu_leaves_the_mark_where_it_was(make: Make) -> None:
    sidebar = make("school", height=442, rail=True)
    sidebar.light("today")
    menu_of(sidebar).close()
    assert sidebar.items["today"].isChecked()
    assert not sidebar.more.isChecked()


def test_a_higher_window_takes_them_out_again(make: Make) -> None:
    sidebar = make("school", height=500, rail=False)
    assert sidebar.more.isVisible()
    sidebar.resize(sidebar.width(), 900)
    QApplication.processEvents()
    assert not sidebar.more.isVisible()
    assert titles(sidebar)[-3:] == ["比对", "迎检对照", "设置"]


def test_a_page_rarely_needed_is_there_while_it_is_shown_or_counts(make: Make) -> None:
    sidebar = make("class", height=698, rail=False)
    assert "两边不一样" not in titles(sidebar)
    sidebar.light("disagreements")
    assert "两边不一样" in titles(sidebar)
    sidebar.light("today")
    assert "两边不一样" not in titles(sidebar)
    sidebar.set_badge("disagreements", Badge(3))
    assert "两边不一样" in titles(sidebar)
