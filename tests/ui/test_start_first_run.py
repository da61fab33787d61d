"""The first run: five questions by keyboard, answers kept, a store with what was answered."""

from collections.abc import Callable
from pathlib import Path

import pytest
from people import NOW
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from settling import settle

from kongchuo_desktop.operations import first_run, known_stores, policies, units
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog, ErrorDialog
from kongchuo_desktop.ui.parts.rows import PAYLOAD
from kongchuo_desktop.ui.start import first_way as assistant
from kongchuo_desktop.ui.start.first_run import FirstRun
from kongchuo_desktop.ui.start.window import StartWindow

SCHOOL = "岫岩满族自治县青石镇中心九年一贯制学校"
PASSWORD = "clear-water"


def enter(run: FirstRun) -> None:
    QTest.keyClick(run.window().focusWidget() or run, Qt.Key.Key_Return)


def answer(run: FirstRun, idle: Callable[[], None], *, policy: str = "XY24") -> None:
    """The first three questions of a head teacher, by keyboard where a person would type."""
    run.role.person.setFocus()
    QTest.keyClicks(run.role.person, "Zhou")
    enter(run)
    QTest.keyClicks(run.unit.lines["unit_name"], "Qingshi")
    run.unit.lines["class_label"].setFocus()
    QTest.keyClicks(run.unit.lines["class_label"], "7.1")
    enter(run)
    idle()
    run.policy.view.go(policy)
    enter(run)
    idle()


def to_recovery(run: FirstRun, idle: Callable[[], None]) -> None:
    answer(run, idle)
    QTest.keyClicks(run.password.pair.first, PASSWORD)
    run.password.pair.again.setFocus()
    QTest.keyClicks(run.password.pair.again, PASSWORD)
    enter(run)
    idle()


def test_five_questions_make_a_store(
    start_window: StartWindow, run: FirstRun, idle: Callable[[], None], printed: list[bytes]
) -> None:
    opened: list[Store] = []
    start_window.opened.connect(lambda store, roster: opened.append(store))
    to_recovery(run, idle)
    assert run.now_at() == assistant.RECOVERY
    run.recovery.print.click()
    idle()
    assert printed[0].startswith(b"%PDF")
    run.button.click()
    assert run.now_at() == assistant.ROSTER
    run.button.click()
    store = opened[0]
    assert (store.role, store.header.name, store.header.unit_name) == ("class", "Zhou", "Qingshi")
    assert units.class_title(store) == "七年级1班"
    assert policies.policy_in_use(load_world(store), NOW.date()) == "XY24"
    assert [card.folder for card in known_stores.stores_here()] == [store.folder]
    assert first_run.kept_answers() is None
    store.close()


def test_the_figures_that_were_typed_become_the_schools_own(
    start_window: StartWindow, run: FirstRun, idle: Callable[[], None]
) -> None:
    answer(run, idle)
    run.go_back()
    binding = next(name for name in run.policy.editors if name.endswith("absent"))
    run.policy.editors[binding].setFocus()
    QTest.keyClicks(run.policy.editors[binding], "3")
    enter(run)
    for line in (run.password.pair.first, run.password.pair.again):
        line.setText(PASSWORD)
    run.go_on()
    idle()
    made = run.made()
    assert made is not None
    own = policies.own_settings(made.store)
    assert [(s.binding, s.value, s.by) for s in own] == [(binding, "3", "Zhou")]
    made.store.close()


def test_at_most_five_figures_are_asked_and_all_are_empty(
    run: FirstRun, idle: Callable[[], None]
) -> None:
    answer(run, idle)
    assert 0 < len(run.policy.editors) <= 5
    assert {line.text() for line in run.policy.editors.values()} == {""}


def test_a_figure_that_is_no_number_is_named_at_its_field(
    run: FirstRun, idle: Callable[[], None]
) -> None:
    answer(run, idle)
    run.go_back()
    name, line = next(iter(run.policy.editors.items()))
    line.setText("三天")
    run.go_on()
    assert run.now_at() == assistant.POLICY
    assert run.policy.fields[name].error()


def test_closing_keeps_the_answers_but_never_the_password(
    start_window: StartWindow, run: FirstRun, idle: Callable[[], None], tmp_path: Path
) -> None:
    answer(run, idle)
    QTest.keyClicks(run.password.pair.first, PASSWORD)
    run.go_back()
    idle()
    QTest.keyClicks(run.unit.lines["county"], "X")
    start_window.close()
    idle()
    kept = first_run.kept_answers()
    assert kept is not None
    assert (kept.person, kept.class_label, kept.policy) == ("Zhou", "7.1", "XY24")
    assert PASSWORD not in next((tmp_path / "电脑").glob("*.json")).read_text(encoding="utf-8")
    start_window.begin()
    idle()
    assert run.now_at() == assistant.POLICY
    assert run.role.person.text() == "Zhou"


@pytest.mark.parametrize(("at", "field"), [
    (assistant.ROLE, "person_field"), (assistant.UNIT, "unit_name"),
])
def test_an_empty_answer_stays_with_a_sentence(run: FirstRun, at: int, field: str) -> None:
    if at == assistant.UNIT:
        run.role.person.setText("周老师")
        run.go_on()
    run.go_on()
    assert run.now_at() == at
    shown = run.role.person_field if at == assistant.ROLE else run.unit.fields[field]
    assert shown.error()


def test_a_document_must_be_chosen_or_put_off(run: FirstRun, idle: Callable[[], None]) -> None:
    run.role.person.setText("周老师")
    run.go_on()
    run.unit.lines["unit_name"].setText(SCHOOL)
    run.unit.lines["class_label"].setText("八年级2班")
    run.go_on()
    idle()
    run.go_on()
    assert run.now_at() == assistant.POLICY
    assert run.policy.wrong.isVisible()
    run.policy.view.go("")
    run.go_on()
    assert run.now_at() == assistant.PASSWORD
    assert run.answers.policy == ""


def test_a_document_is_found_by_typing_and_the_chosen_one_stays(
    run: FirstRun, idle: Callable[[], None]
) -> None:
    answer(run, idle)
    run.go_back()
    everything = run.policy.model.rowCount()
    QTest.keyClicks(run.policy.search, "LX16")
    rows = [run.policy.model.index(at).data(PAYLOAD)
            for at in range(run.policy.model.rowCount())]
    assert {policy.id if policy else "" for policy in rows} == {"XY24", "LX16", ""}
    run.policy.search.clear()
    assert run.policy.model.rowCount() == everything
    enter(run)
    assert run.answers.policy == "XY24"


def test_an_unreadable_class_is_asked_again(run: FirstRun) -> None:
    run.role.person.setText("周老师")
    run.go_on()
    run.unit.lines["unit_name"].setText(SCHOOL)
    run.unit.lines["class_label"].setText("实验班")
    run.go_on()
    assert "七年级1班" in run.unit.fields["class_label"].error()


def test_without_the_recovery_page_it_asks_once(run: FirstRun, idle: Callable[[], None]) -> None:
    to_recovery(run, idle)
    run.button.click()
    dialog = run.window().findChild(ConfirmDialog)
    assert dialog is not None
    assert run.now_at() == assistant.RECOVERY
    dialog.accept()
    assert run.now_at() == assistant.ROSTER
    made = run.made()
    assert made is not None
    made.store.close()


def test_the_recovery_page_can_be_kept_as_a_file(
    run: FirstRun, idle: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_recovery(run, idle)
    file = tmp_path / "恢复页.pdf"
    monkeypatch.setattr(pickers, "choose_new_file", lambda *args: file)
    run.recovery._save()
    idle()
    assert file.read_bytes().startswith(b"%PDF")
    assert run.recovery.kept
    window = run.window()
    window.close()
    idle()


def test_the_roster_is_handed_over_to_be_checked(
    start_window: StartWindow, run: FirstRun, idle: Callable[[], None], tmp_path: Path
) -> None:
    handed: list[tuple[Store, Path]] = []
    start_window.opened.connect(lambda store, roster: handed.append((store, roster)))
    to_recovery(run, idle)
    run.recovery.kept = True
    run.go_on()
    run.roster.take(tmp_path / "花名册.xlsx")
    assert run.button.text() == "检查花名册"
    run.go_on()
    assert handed[0][1] == tmp_path / "花名册.xlsx"
    handed[0][0].close()


def test_a_bureau_has_no_roster_step(run: FirstRun, idle: Callable[[], None]) -> None:
    for _ in range(2):
        QTest.keyClick(run.role.first(), Qt.Key.Key_Right)
    assert run.role.roles.current() == "bureau"
    assert run.count.text() == "第1步，共4步"
    run.role.person.setText("林科长")
    run.go_on()
    assert not run.unit.fields["class_label"].isVisible()


def test_a_folder_in_use_is_refused_and_nothing_is_lost(
    run: FirstRun, idle: Callable[[], None], tmp_path: Path
) -> None:
    (tmp_path / "满的").mkdir()
    (tmp_path / "满的" / "作业.txt").touch()
    answer(run, idle)
    run.password.folder.setText(str(tmp_path / "满的"))
    for line in (run.password.pair.first, run.password.pair.again):
        line.setText(PASSWORD)
    run.go_on()
    idle()
    assert run.window().findChild(ErrorDialog) is not None
    assert run.now_at() == assistant.PASSWORD
    assert run.button.isEnabled()


def test_esc_leads_back_and_alt_left_one_step(run: FirstRun, start_window: StartWindow) -> None:
    run.role.person.setText("周老师")
    run.go_on()
    QTest.keyClick(run, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert run.now_at() == assistant.ROLE
    QTest.keyClick(run, Qt.Key.Key_Escape)
    assert start_window.shown() == "first"


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
@pytest.mark.parametrize("role", ["class", "kit"])
def test_all_words_fit_in_every_step(
    start_window: StartWindow, run: FirstRun, idle: Callable[[], None],
    fits: Callable[[QWidget], None], size: tuple[int, int], role: str
) -> None:
    start_window.resize(*size)
    run.begin(first_run.Answers(role=role, person="买买提·阿卜杜拉𠮷", unit_name=SCHOOL,
                                class_label="七年级1班", policy="XY24"))
    for at in assistant.way_of(role):
        run._show(at)
        idle()
        settle()
        fits(run)
