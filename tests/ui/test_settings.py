"""设置: what each section writes, by keyboard and mouse, on the store of a class."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from faults import Faults
from people import NOW, OFFICE, PASSWORD, TEACHER, Clock
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from settling import settle

from kongchuo_desktop import platform
from kongchuo_desktop.operations import calendar, copies, joining, policies, trust, units
from kongchuo_desktop.operations.world import load_calendar, load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui import look, pickers
from kongchuo_desktop.ui.pages.settings import SECTIONS, SettingsPage
from kongchuo_desktop.ui.pages.settings_calendar import CalendarSection
from kongchuo_desktop.ui.pages.settings_copies import CopiesSection
from kongchuo_desktop.ui.pages.settings_figures import FigureForm
from kongchuo_desktop.ui.pages.settings_keys import KeysSection
from kongchuo_desktop.ui.pages.settings_lock import LockSection
from kongchuo_desktop.ui.pages.settings_look import LookSection
from kongchuo_desktop.ui.pages.settings_password import PasswordSection, RecoverySheet
from kongchuo_desktop.ui.pages.settings_policies import PoliciesSection, PolicyChooser
from kongchuo_desktop.ui.pages.settings_section import Section
from kongchuo_desktop.ui.pages.settings_trail import TrailSection
from kongchuo_desktop.ui.pages.settings_units import UnitsSection
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.theme import Theme

TODAY = NOW.date()
FIGURE = "R050/absent.on.absent"


@pytest.fixture
def window(settings_window: MainWindow, idle: Callable[[], None]) -> MainWindow:
    idle()
    return settings_window


@pytest.fixture
def page(window: MainWindow) -> SettingsPage:
    shown = window.page()
    assert isinstance(shown, SettingsPage)
    return shown


def show(window: MainWindow, key: str, idle: Callable[[], None]) -> Section:
    window.open_page("settings", section=key)
    idle()
    page = window.page()
    assert isinstance(page, SettingsPage)
    return page.section()


def form_of(window: MainWindow) -> FormDialog:
    sheet = window.sheet()
    assert isinstance(sheet, FormDialog)
    return sheet


def fill(form: FormDialog, **texts: str) -> None:
    for name, text in texts.items():
        editor = form.fields[name].editor
        if isinstance(editor, LineInput):
            editor.setText(text)
        else:
            editor.setPlainText(text)  # type: ignore[attr-defined]


# the document and the school's own figures


def policy_section(window: MainWindow, idle: Callable[[], None]) -> PoliciesSection:
    section = show(window, "policy", idle)
    assert isinstance(section, PoliciesSection)
    return section


def test_a_figure_is_set_with_its_ground(
    window: MainWindow, class_store: Store, idle: Callable[[], None]
) -> None:
    section = policy_section(window, idle)
    assert section.figure_view.go(FIGURE)
    section.figure_view.setFocus()
    QTest.keyClick(section.figure_view, Qt.Key.Key_Return)
    form = form_of(window)
    assert isinstance(form, FigureForm)
    fill(form, value="3")
    QTest.keyClick(form, Qt.Key.Key_Return)
    idle()
    assert form.fields["why"].error()
    fill(form, value="三天", why="校务会议决定")
    form.send.click()
    idle()
    assert form.fields["value"].error()
    fill(form, value="3")
    form.send.click()
    idle()
    own = policies.own_settings(class_store)
    assert [(s.binding, s.value, s.why) for s in own] == [(FIGURE, "3", "校务会议决定")]
    assert window.sheet() is None
    line = section.figure_view.payload()
    assert (line.text, line.origin) == ("3天", "own")


def test_undo_takes_a_figure_back(
    window: MainWindow, class_store: Store, idle: Callable[[], None]
) -> None:
    section = policy_section(window, idle)
    window.ctx.perform(lambda: policies.set_figure(
        class_store, actor=TEACHER, policy="XY24", binding=FIGURE, value="3", why="会议"))
    idle()
    window.ctx.undo()
    idle()
    section.figure_view.go(FIGURE)
    assert section.figure_view.payload().origin == "unset"


def test_another_document_is_followed_from_today(
    window: MainWindow, class_store: Store, idle: Callable[[], None]
) -> None:
    section = policy_section(window, idle)
    section.change.click()
    chooser = window.sheet()
    assert isinstance(chooser, PolicyChooser)
    chooser.view.go("D09")
    QTest.keyClick(chooser.view, Qt.Key.Key_Return)
    idle()
    assert policies.policy_in_use(load_world(class_store), TODAY) == "D09"
    assert section.title.text() == "“控辍保学”目标责任书"


def test_a_clause_is_shown_when_a_duty_leads_to_it(
    window: MainWindow, idle: Callable[[], None]
) -> None:
    window.open_page("settings", section="policy", clause="R095")
    idle()
    section = policy_section(window, idle)
    assert section.tabs.current() == "clauses"
    assert section.clause_view.payload().id == "R095"


def test_clauses_that_need_what_is_not_made_yet_say_so(
    window: MainWindow, idle: Callable[[], None]
) -> None:
    section = policy_section(window, idle)
    lines = [section.clauses.line(at).payload for at in range(section.clauses.rowCount())]
    waiting = {kind for line in lines for kind in line.waiting}
    assert "台账" in waiting
    assert "提醒" not in waiting


# the calendar


def calendar_section(window: MainWindow, idle: Callable[[], None]) -> CalendarSection:
    section = show(window, "calendar", idle)
    assert isinstance(section, CalendarSection)
    return section


def test_a_day_is_changed_with_its_reason_by_keyboard(
    window: MainWindow, class_store: Store, idle: Callable[[], None]
) -> None:
    section = calendar_section(window, idle)
    section.view.setFocus()
    QTest.keyClick(section.view, Qt.Key.Key_Right)
    QTest.keyClick(section.view, Qt.Key.Key_Return)
    form = form_of(window)
    assert form.values()["kind"] == "off"
    fill(form, note="秋季运动会")
    QTest.keyClick(form, Qt.Key.Key_Return)
    idle()
    day = load_calendar(class_store).day(date(2026, 9, 18))
    assert (day.in_session, day.note) == (False, "秋季运动会")
    assert section.day_note.text() == "不上课，秋季运动会"


def test_months_are_turned_by_page_keys_and_an_unknown_year_says_so(
    window: MainWindow, idle: Callable[[], None]
) -> None:
    section = calendar_section(window, idle)
    assert section.unknown.text() == ""
    for _ in range(12):
        QTest.keyClick(section.view, Qt.Key.Key_PageDown)
    assert section.title.text() == "2027年9月"
    assert section.unknown.text() == "放假安排未公布"
    QTest.keyClick(section.view, Qt.Key.Key_PageUp)
    assert section.title.text() == "2027年8月"


def test_a_term_is_set_and_cannot_end_before_it_begins(
    window: MainWindow, class_store: Store, idle: Callable[[], None]
) -> None:
    section = calendar_section(window, idle)
    section.change_term(load_calendar(class_store).term(2026, 1))
    form = form_of(window)
    form.fields["end"].editor.set_value(date(2026, 8, 1))  # type: ignore[attr-defined]
    form.send.click()
    assert form.fields["end"].error()
    form.fields["end"].editor.set_value(date(2027, 1, 15))  # type: ignore[attr-defined]
    form.send.click()
    idle()
    term = load_calendar(class_store).term(2026, 1)
    assert (term.end, term.guess) == (date(2027, 1, 15), False)


@pytest.mark.parametrize("code", ["utf-8-sig", "gb18030"])
def test_a_calendar_file_is_taken_over(
    window: MainWindow, class_store: Store, idle: Callable[[], None], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    file = tmp_path / "日历.csv"
    file.write_text("日期,上课/放假,说明\n2026-10-10,上课,国庆节调休\n", encoding=code)
    monkeypatch.setattr(pickers, "choose_file", lambda *args: file)
    calendar_section(window, idle)._import()
    idle()
    assert load_calendar(class_store).day(date(2026, 10, 10)).note == "国庆节调休"


def test_a_calendar_file_with_a_bad_row_changes_nothing(
    window: MainWindow, class_store: Store, idle: Callable[[], None], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, faults: Faults
) -> None:
    file = tmp_path / "日历.csv"
    file.write_text("2026-10-17,上课,补\n2026-13-40,放假,错\n", encoding="utf-8")
    monkeypatch.setattr(pickers, "choose_file", lambda *args: file)
    calendar_section(window, idle)._import()
    idle()
    assert [e.code for e in faults.known] == ["calendar_rows"]
    assert not load_calendar(class_store).in_session(date(2026, 10, 17))


# backups


def copies_section(window: MainWindow, idle: Callable[[], None]) -> CopiesSection:
    section = show(window, "copies", idle)
    assert isinstance(section, CopiesSection)
    return section


def test_a_folder_is_added_and_backed_up_to(
    window: MainWindow, class_store: Store, idle: Callable[[], None], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch
) -> None:
    section = copies_section(window, idle)
    assert not section.now.isEnabled()
    assert section.chip.text() == "还没有备份过"
    monkeypatch.setattr(pickers, "choose_folder", lambda *args: tmp_path / "副本")
    section.add.click()
    idle()
    section.now.click()
    idle()
    assert len(list((tmp_path / "副本").glob("*.kcbak"))) == 1
    assert section.chip.text() == "上次备份 今天 08:00"
    assert copies.backup_state(class_store).folders == (tmp_path / "副本",)


def test_the_stick_that_is_in_becomes_a_folder(
    window: MainWindow, class_store: Store, idle: Callable[[], None], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch
) -> None:
    drives = [platform.Drive(tmp_path / "E", "老师的U盘")]
    monkeypatch.setattr(platform, "removable_drives", lambda: drives)
    copies_section(window, idle).add_stick.click()
    idle()
    assert copies.backup_state(class_store).folders == (tmp_path / "E" / "控辍保学备份",)


def test_a_backup_that_fails_says_so_in_three_parts(
    window: MainWindow, class_store: Store, idle: Callable[[], None], tmp_path: Path
) -> None:
    (tmp_path / "文件").touch()
    copies.set_backup_folders(class_store, folders=[tmp_path / "文件" / "里面"])
    section = copies_section(window, idle)
    section.now.click()
    idle()
    assert window.sheet() is not None
    assert section.now.isEnabled()


# school and classes


def test_the_unit_is_edited(
    window: MainWindow, class_store: Store, idle: Callable[[], None]
) -> None:
    section = show(window, "units", idle)
    assert isinstance(section, UnitsSection)
    section.edit.click()
    form = form_of(window)
    fill(form, name=" ", township="青石镇")
    form.send.click()
    assert form.fields["name"].error()
    fill(form, name="青石镇九年一贯制学校")
    form.send.click()
    idle()
    unit = units.own_unit(class_store)
    assert unit is not None
    assert (unit.name, unit.township) == ("青石镇九年一贯制学校", "青石镇")


def test_a_class_is_added_and_edited(
    window: MainWindow, class_store: Store, idle: Callable[[], None]
) -> None:
    section = show(window, "units", idle)
    assert isinstance(section, UnitsSection)
    section.add.click()
    form = form_of(window)
    fill(form, label="实验")
    form.send.click()
    idle()
    assert form.fields["label"].error()
    fill(form, label="八(2)班", head_teacher="买买提·阿卜杜拉")
    form.send.click()
    idle()
    rooms = {room.name: room for room in units.list_classes(class_store)}
    assert rooms["八年级2班"].head_teacher == "买买提·阿卜杜拉"


# password and keys


def test_the_password_is_changed_only_with_the_old_one(
    window: MainWindow, class_store: Store, idle: Callable[[], None]
) -> None:
    section = show(window, "password", idle)
    assert isinstance(section, PasswordSection)
    for line in (section.pair.first, section.pair.again):
        line.setText("new-password")
    section.old.setText("wrong")
    section.button.click()
    idle()
    assert "不对" in section.old_field.error()
    section.old.setText(PASSWORD)
    section.button.click()
    idle()
    assert section.old.text() == ""
    class_store.header.key_by_password("new-password")


def test_a_new_recovery_page_voids_the_old_one(
    window: MainWindow, class_store: Store, idle: Callable[[], None], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch
) -> None:
    section = show(window, "password", idle)
    assert isinstance(section, PasswordSection)
    before = [slot for slot in class_store.header.slots if slot["kind"] == "recovery"]
    section.renew.click()
    form = form_of(window)
    fill(form, password="wrong")
    form.send.click()
    idle()
    assert form.fields["password"].error()
    fill(form, password=PASSWORD)
    form.send.click()
    idle()
    sheet = window.sheet()
    assert isinstance(sheet, RecoverySheet)
    class_store.header.key_by_recovery(sheet.key.text())
    after = [slot for slot in class_store.header.slots if slot["kind"] == "recovery"]
    assert len(after) == 1
    assert after != before
    file = tmp_path / "恢复页.pdf"
    monkeypatch.setattr(pickers, "choose_new_file", lambda *args: file)
    sheet._save()
    idle()
    assert file.read_bytes().startswith(b"%PDF")


def test_the_check_code_and_the_missing_superior_are_shown(
    window: MainWindow, class_store: Store, idle: Callable[[], None]
) -> None:
    section = show(window, "keys", idle)
    assert isinstance(section, KeysSection)
    assert section.code.text() == trust.machine_keys(class_store).public.check_code
    assert "还没有加入" in section.said.text()


def test_a_kit_is_taken_in(
    window: MainWindow, class_store: Store, school_store: Store, idle: Callable[[], None],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = units.list_classes(school_store)[0]
    made = joining.make_kit(school_store, actor=OFFICE, folder=tmp_path, class_id=room.id)
    monkeypatch.setattr(pickers, "choose_file", lambda *args: made.path)
    section = show(window, "keys", idle)
    assert isinstance(section, KeysSection)
    section.join.click()
    idle()
    assert section.way.dialog is not None
    section.way.dialog.accept()
    idle()
    superior = trust.superior_of(class_store)
    assert superior is not None
    assert superior.name in {label.text() for label in section.facts.findChildren(Words)}


# look and records


def test_the_look_changes_at_once_and_is_kept_on_this_computer(
    window: MainWindow, theme: Theme, idle: Callable[[], None]
) -> None:
    section = show(window, "look", idle)
    assert isinstance(section, LookSection)
    section.schemes.choose("dark")
    section.sizes.choose("large")
    section.sizes.chosen.emit("large")
    idle()
    assert (theme.scheme, theme.large) == ("dark", True)
    assert look.kept_look() == look.Look("dark", True)


def test_a_step_is_taken_back_from_the_records(
    window: MainWindow, class_store: Store, clock: Clock, idle: Callable[[], None]
) -> None:
    clock.at += timedelta(minutes=1)
    calendar.set_days(class_store, actor=TEACHER, days={date(2026, 9, 18): (False, "停电")})
    section = show(window, "trail", idle)
    assert isinstance(section, TrailSection)
    section.view.go_first()
    assert section.view.payload()[0].said == "修改日历"
    clock.at += timedelta(minutes=1)
    assert section.view.act("undo")
    idle()
    assert load_calendar(class_store).in_session(date(2026, 9, 18))
    section.view.go_first()
    assert section.view.payload()[0].said == "撤销"


# the page


def test_ctrl_tab_goes_through_the_sections(
    window: MainWindow, page: SettingsPage, idle: Callable[[], None]
) -> None:
    QTest.keyClick(page.tabs, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert page.tabs.current() == SECTIONS[1][0]
    idle()
    assert isinstance(page.section(), PoliciesSection)


def test_a_visit_reads_what_is_shown_once(
    window: MainWindow, idle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    for section in (CopiesSection, LockSection):
        monkeypatch.setattr(section, "refresh",
                            lambda self, changes: reads.append(type(self).__name__))
    for key in ("lock", "lock", "copies"):
        show(window, key, idle)
    assert reads == ["LockSection", "LockSection", "CopiesSection"]


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
@pytest.mark.parametrize("large", [False, True])
def test_all_words_fit(
    window: MainWindow, page: SettingsPage, theme: Theme, class_store: Store,
    idle: Callable[[], None], fits: Callable[[QWidget], None], size: tuple[int, int], large: bool
) -> None:
    unit = units.own_unit(class_store)
    assert unit is not None
    units.edit_unit(class_store, actor=TEACHER, prior=unit.tips, principal="买买提·阿卜杜拉𠮷",
                    name="岫岩满族自治县青石镇中心九年一贯制学校")
    theme.switch(large=large)
    window.resize(*size)
    for key in page.keys:
        show(window, key, idle)
        settle()
        fits(page)


def test_one_more_copy_goes_to_the_stick_that_is_in(
    window: MainWindow, idle: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = platform.Drive(tmp_path / "E", "老师的U盘")
    stick.root.mkdir()
    monkeypatch.setattr(platform, "removable_drives", lambda: [stick])
    section = copies_section(window, idle)
    section.place.watch.look()
    idle()
    assert section.place.currentText().startswith("老师的U盘")
    section.once.click()
    idle()
    assert len(list(stick.root.glob("*.kcbak"))) == 1
