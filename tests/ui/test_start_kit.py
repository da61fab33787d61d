"""The first run with a kit: four questions by keyboard, and the check code at the end."""

from collections.abc import Callable
from pathlib import Path

import pytest
from joined import class_kit
from people import OFFICE, SCHOOL
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kongchuo_desktop.operations import first_run, trust, units
from kongchuo_desktop.operations.drives import Stick
from kongchuo_desktop.operations.joining import MadeKit, make_kit
from kongchuo_desktop.operations.roster import add_pupil, list_pupils
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui import pickers, places
from kongchuo_desktop.ui.start import first_way
from kongchuo_desktop.ui.start.first_run import FirstRun
from kongchuo_desktop.ui.start.window import StartWindow

PASSWORD = "clear-water"


@pytest.fixture
def kit(school_store: Store, usb: Path) -> MadeKit:
    """A kit with its roster for the school's class, on the stick."""
    (room,) = load_world(school_store).classes
    add_pupil(school_store, actor=OFFICE, class_id=room, values={"name": "王小明"})
    return make_kit(school_store, actor=OFFICE, folder=usb, class_id=room, with_roster=True)


@pytest.fixture(autouse=True)
def inserted(monkeypatch: pytest.MonkeyPatch, usb: Path) -> None:
    """The stick is in the computer."""
    monkeypatch.setattr(places, "sticks", lambda: [Stick(usb, "优盘", 1 << 30, 1 << 29)])


def press(run: FirstRun, key: Qt.Key = Qt.Key.Key_Return) -> None:
    QTest.keyClick(run.window().focusWidget() or run, key)


def to_kit(run: FirstRun, idle: Callable[[], None]) -> None:
    """The first question by keyboard: the last of the cards, and a name."""
    press(run, Qt.Key.Key_Left)
    run.role.person.setFocus()
    QTest.keyClicks(run.role.person, "Li")
    press(run)
    idle()


def test_four_questions_make_a_store_that_has_joined(
    start_window: StartWindow, run: FirstRun, idle: Callable[[], None], kit: MadeKit
) -> None:
    opened: list[Store] = []
    start_window.opened.connect(lambda store, roster: opened.append(store))
    to_kit(run, idle)
    assert run.count.text() == "第2步，共4步"
    # The only kit of the stick is chosen, and the code alone is to be typed.
    assert run.kit.path == kit.path
    QTest.keyClicks(run.window().focusWidget(), kit.code)
    press(run)
    idle()
    assert run.now_at() == first_way.PASSWORD
    assert run.password.folder.whole().endswith(f"{SCHOOL}-七年级1班")
    for line in (run.password.pair.first, run.password.pair.again):
        line.setFocus()
        QTest.keyClicks(line, PASSWORD)
    press(run)
    idle()
    assert run.now_at() == first_way.RECOVERY
    run.recovery.kept = True
    run.go_on()
    assert run.now_at() == first_way.CODE
    assert not run.back.isVisible()
    shown = run.code.code.text()
    assert "1名学生" in run.code.said.text()
    run.button.click()
    (store,) = opened
    with store:
        assert shown == trust.machine_keys(store).public.check_code
        assert (store.role, units.class_title(store), len(list_pupils(store))) == (
            "class", "七年级1班", 1)
        assert first_run.kept_answers() is None


def test_a_wrong_code_is_told_at_its_field(
    run: FirstRun, idle: Callable[[], None], kit: MadeKit
) -> None:
    to_kit(run, idle)
    for typed, said in (("", "12位加入码"), ("123", "加入码")):
        run.kit.code.setText(typed)
        run.go_on()
        idle()
        assert run.now_at() == first_way.KIT
        assert said in run.kit.code_field.error()


def test_a_file_that_is_no_kit_is_told_and_another_can_be_chosen(
    run: FirstRun, idle: Callable[[], None], tmp_path: Path, school_store: Store,
    monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "作业.kckit"
    wrong.write_bytes(b"PK\x03\x04" + bytes(80))
    to_kit(run, idle)
    run.go_on()
    assert "加入文件" in run.kit.file_field.error()
    picked = [wrong, class_kit(school_store, tmp_path)]
    monkeypatch.setattr(pickers, "choose_file", lambda *args: picked.pop(0))
    run.kit.button.click()
    idle()
    assert run.kit.file_field.error()
    run.go_on()
    assert run.now_at() == first_way.KIT
    run.kit.button.click()
    idle()
    assert not run.kit.file_field.error()
    run.go_on()
    assert run.now_at() == first_way.PASSWORD


def test_the_kit_is_read_again_after_closing(
    start_window: StartWindow, run: FirstRun, idle: Callable[[], None], kit: MadeKit
) -> None:
    to_kit(run, idle)
    start_window.close()
    idle()
    kept = first_run.kept_answers()
    assert kept is not None
    assert (kept.role, kept.kit, kept.step) == ("kit", str(kit.path), first_way.KIT)
    run.begin(kept)
    idle()
    assert run.now_at() == first_way.KIT
    assert run.kit.offer is not None
    assert run.kit.code.text() == ""
