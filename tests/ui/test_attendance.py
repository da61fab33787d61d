"""The roll call, driven by keys as a teacher would drive it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest
from people import TEACHER, Clock
from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from registers import THURSDAY, class_of
from sqlmodel import select

from kongchuo_desktop.operations import attendance, history, leaves, roll_call, roster
from kongchuo_desktop.operations.attendance import MarkInput
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Leave, MarkRow, RegisterRow
from kongchuo_desktop.ui.context import AppContext, Hooks, TakenBack
from kongchuo_desktop.ui.page import PageSpec
from kongchuo_desktop.ui.pages.attendance import AttendancePage
from kongchuo_desktop.ui.parts.cards import EmptyState
from kongchuo_desktop.ui.shell import MainWindow
from kongchuo_desktop.ui.tasks import Tasks
from kongchuo_desktop.ui.theme import Theme

KEYS = {"<enter>": Qt.Key.Key_Return, "<space>": Qt.Key.Key_Space, "<del>": Qt.Key.Key_Delete,
        "<down>": Qt.Key.Key_Down, "<right>": Qt.Key.Key_Right, "<esc>": Qt.Key.Key_Escape}


class Desk:
    """The window with the roll call in it, and the keys that were pressed."""

    def __init__(self, store: Store, tasks: Tasks, theme: Theme, clock: Clock, qtbot: QtBot,
                 idle: Callable[[], None]) -> None:
        self.store, self.idle, self.pressed = store, idle, 0
        self.printed: list[bytes] = []
        hooks = Hooks(undo=self._undo)
        self.ctx = AppContext(store=store, actor=TEACHER, tasks=tasks, theme=theme,
                              today=lambda: clock().date(), hooks=hooks)

        def make(ctx: AppContext) -> AttendancePage:
            return AttendancePage(ctx, print_pdfs=lambda pdfs, _: self.printed.extend(pdfs))

        self.window = MainWindow(self.ctx, [PageSpec("attendance", "考勤", "sun", make)])
        qtbot.addWidget(self.window)
        self.window.resize(1366, 698)
        self.window.show()
        idle()

    def _undo(self, op: tuple[str, int] | None) -> TakenBack:
        return TakenBack("已撤销", history.undo(self.store, actor=TEACHER, op=op).changes)

    @property
    def page(self) -> AttendancePage:
        page = self.window.page()
        assert isinstance(page, AttendancePage)
        return page

    def press(self, *keys: str) -> None:
        """Press keys where the focus is; plain text is typed key by key."""
        for key in keys:
            focus = QApplication.focusWidget()
            assert focus is not None
            if key in KEYS:
                QTest.keyClick(focus, KEYS[key])
                self.pressed += 1
            else:
                for letter in key:
                    # Not by QTest, which knows ASCII only.
                    event = QKeyEvent(QEvent.Type.KeyPress, ord(letter.upper()),
                                      Qt.KeyboardModifier.NoModifier, letter)
                    QApplication.sendEvent(focus, event)
                    self.pressed += 1
            self.idle()
            QApplication.processEvents()

    def seat(self, seat: int) -> str:
        session = self.page.desk.session
        assert session is not None
        return next(p.id for p in session.call.pupils if p.seat == seat)

    def mark(self, seat: int) -> str:
        session = self.page.desk.session
        assert session is not None
        mark = session.marks.get(self.seat(seat))
        return mark.kind if mark else ""

    def registers(self) -> list[RegisterRow]:
        with self.store.session() as session:
            return [row for row in session.exec(select(RegisterRow)) if not row.gone]


@pytest.fixture
def desk(class_store: Store, tasks: Tasks, theme: Theme, clock: Clock, qtbot: QtBot,
         idle: Callable[[], None]) -> Iterator[Desk]:
    made = Desk(class_store, tasks, theme, clock, qtbot, idle)
    yield made
    made.window.hide()


def file_register(store: Store, day: date, **marks: str) -> None:
    """File a day's register; ``p21="旷课"`` marks seat 21."""
    seats = {f"p{c.values['seat']}": c.id for c in roster.list_pupils(store)}
    attendance.take_register(
        store, actor=TEACHER, class_id=class_of(store), day=day,
        marks={seats[seat]: MarkInput(kind) for seat, kind in marks.items()})


def test_fifty_pupils_with_three_absent_take_twelve_keys_at_most(desk: Desk) -> None:
    desk.press("12k", "7b", "48k", "<enter>")
    assert desk.pressed <= 12
    [register] = desk.registers()
    assert register.expected == 50
    assert register.absent == sorted(desk.seat(n) for n in (7, 12, 48))
    with desk.store.session() as session:
        kinds = {m.pupil: m.kind for m in session.exec(select(MarkRow))}
    assert kinds == {desk.seat(12): "旷课", desk.seat(7): "病假", desk.seat(48): "旷课"}


def test_a_class_without_absence_is_filed_by_one_key(desk: Desk) -> None:
    desk.press("<enter>")
    assert [(r.absent, r.expected) for r in desk.registers()] == [([], 50)]
    assert desk.page.chip.text() == "已提交 8:00"
    assert desk.page.primary() is None


def test_letters_belong_to_the_name_until_space(desk: Desk) -> None:
    desk.press("zs")
    pupil = desk.page.finder.pupil()
    assert pupil is not None
    assert pupil.name == "张三丰收"
    assert not desk.page.desk.session.marks  # type: ignore[union-attr]
    desk.press("<space>", "s")
    assert desk.mark(pupil.seat or 0) == "事假"
    assert desk.page.finder.field.text() == ""


def test_full_width_letters_and_digits_are_taken(desk: Desk) -> None:
    desk.press("４８", "Ｋ")
    assert desk.mark(48) == "旷课"


def test_the_input_method_is_off_and_what_it_commits_counts_as_typed(desk: Desk) -> None:
    field = desk.page.finder.field
    assert not field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    event = QInputMethodEvent()
    event.setCommitString("４８k")
    QApplication.sendEvent(field, event)
    desk.idle()
    assert desk.mark(48) == "旷课"


def test_an_unknown_seat_is_said_and_its_digits_are_selected(desk: Desk) -> None:
    desk.press("77")
    assert desk.page.finder.name.text() == "没有这个座号"
    assert desk.page.finder.field.selectedText() == "77"
    desk.press("8k")
    assert desk.mark(8) == "旷课"


def test_enter_with_something_typed_files_nothing(desk: Desk) -> None:
    desk.press("48", "<enter>")
    assert desk.registers() == []
    desk.press("k", "<enter>")
    assert len(desk.registers()) == 1


def test_arrows_move_in_the_grid_where_kind_keys_and_del_act(desk: Desk) -> None:
    desk.press("48", "<down>")
    assert QApplication.focusWidget() is desk.page.grid
    desk.press("<down>", "c")
    assert desk.mark(49) == "迟到"
    desk.press("<del>")
    assert desk.mark(49) == ""
    desk.press("<enter>")
    assert QApplication.focusWidget() is desk.page.finder.field
    assert desk.registers() == []


def test_a_mark_is_a_draft_at_once_and_ctrl_z_takes_it_back(desk: Desk) -> None:
    desk.press("12k", "7b")
    kept = roll_call.draft_marks(desk.store, class_id=class_of(desk.store), day=THURSDAY,
                                 part="全天")
    assert kept == {desk.seat(12): MarkInput("旷课"), desk.seat(7): MarkInput("病假")}
    QTest.keyClick(desk.page.finder.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.idle()
    assert (desk.mark(7), desk.mark(12)) == ("", "旷课")
    desk.page.load()
    desk.idle()
    assert (desk.mark(7), desk.mark(12)) == ("", "旷课")


def test_only_the_cells_of_marks_that_changed_are_painted_again(desk: Desk, qtbot: QtBot) -> None:
    model, painted = desk.page.main.model, list[str]()

    def note(first: QModelIndex, last: QModelIndex) -> None:
        assert first == last
        painted.append(str(first.data()))

    model.dataChanged.connect(note)
    with qtbot.assertNotEmitted(model.modelReset):
        desk.press("12k", "7b", "<enter>")
        assert [words.split()[0] for words in painted] == ["12号", "7号"]
        painted.clear()
        desk.press("7", "<del>")
        assert [words.split()[-1] for words in painted] == ["出勤"]


def test_a_change_after_filing_is_a_correction(desk: Desk) -> None:
    desk.press("12k", "<enter>")
    desk.press("12", "<del>", "5k")
    [register] = desk.registers()
    assert register.absent == [desk.seat(5)]
    assert history.trail(desk.store)[0].info.record.kind == "correct_mark"


def test_undoing_the_filing_brings_the_draft_back(desk: Desk) -> None:
    desk.press("12k", "<enter>")
    desk.ctx.undo()
    desk.idle()
    assert desk.registers() == []
    assert desk.mark(12) == "旷课"
    assert desk.page.chip.text() == "未提交"


def test_by_lesson_digits_choose_what_was_missed(desk: Desk) -> None:
    desk.page.segments.choose("按节次")
    desk.page.segments.chosen.emit("按节次")
    desk.idle()
    desk.press("12k", "3", "4", "<enter>", "<enter>")
    with desk.store.session() as session:
        [mark] = session.exec(select(MarkRow)).all()
    assert (mark.part, mark.lessons) == ("全天", [3, 4])


def test_halves_of_the_day_are_filed_apart(desk: Desk) -> None:
    for part in ("上午", "下午"):
        desk.page.segments.choose(part)
        desk.page.segments.chosen.emit(part)
        desk.idle()
        assert desk.page.side.send.text() == f"提交{part}考勤"
        desk.press("<enter>")
    assert sorted(r.part or "" for r in desk.registers()) == ["上午", "下午"]


def test_who_has_a_leave_slip_begins_marked(desk: Desk) -> None:
    leaves.add_leave(desk.store, actor=TEACHER, pupil=desk.seat(9), since=date(2026, 9, 16),
                     until=date(2026, 9, 18), kind="病假", by_phone=True)
    desk.page.load()
    desk.idle()
    assert desk.mark(9) == "病假"
    outlook = desk.page.desk.outlooks[desk.seat(9)]
    assert (outlook.days, outlook.words) == (2, "家长电话请假")


def test_the_missing_slip_is_written_from_the_list(desk: Desk, qtbot: QtBot) -> None:
    desk.press("31s")
    desk.page.side.view.go_first()
    assert desk.page.side.view.act("slip")
    form = desk.window.sheet()
    assert form is not None
    form.enter()
    desk.idle()
    with desk.store.session() as session:
        [slip] = session.exec(select(Leave)).all()
    assert (slip.pupil, slip.kind, slip.since, slip.until) == (
        desk.seat(31), "事假", "2026-09-17", "2026-09-17")


def test_the_list_tells_the_day_of_absence_before_filing(desk: Desk) -> None:
    file_register(desk.store, date(2026, 9, 15), p21="旷课")
    file_register(desk.store, date(2026, 9, 16), p21="旷课")
    desk.page.load()
    desk.idle()
    desk.press("21k")
    assert desk.page.desk.outlooks[desk.seat(21)].days == 3
    assert [row.seat for row, _ in desk.page.desk.session.marked()] == [21]  # type: ignore[union-attr]


def test_yesterday_and_days_that_were_forgotten(desk: Desk) -> None:
    file_register(desk.store, date(2026, 9, 14))
    desk.page.load()
    desk.idle()
    session = desk.page.desk.session
    assert session is not None
    assert session.call.unfiled == (date(2026, 9, 15), date(2026, 9, 16))
    QTest.keyClick(desk.page.finder.field, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    desk.idle()
    assert desk.page.day == date(2026, 9, 16)
    desk.press("3c", "<enter>")
    assert {r.day for r in desk.registers()} == {"2026-09-14", "2026-09-16"}
    assert desk.page.chip.text() == "9月17日补交"
    QTest.keyClick(desk.page.finder.field, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    desk.idle()
    assert desk.page.day == THURSDAY


def test_a_low_window_names_the_forgotten_day_on_the_button(desk: Desk) -> None:
    file_register(desk.store, date(2026, 9, 14))
    desk.window.resize(911, 442)
    desk.page.load()
    desk.idle()
    assert desk.page._banner is None
    desk.page.step_day.click()
    desk.idle()
    assert desk.page.day == date(2026, 9, 15)


def test_a_day_off_says_why_and_can_be_made_up(desk: Desk, clock: Clock) -> None:
    clock.at = datetime.fromisoformat("2026-09-19T08:00")
    desk.page.opened()
    desk.idle()
    state = desk.page.stack.currentWidget()
    assert isinstance(state, EmptyState)
    state.buttons["make_up"].click()
    desk.idle()
    assert desk.page.stack.currentWidget() is desk.page.main
    desk.press("<enter>")
    assert [r.day for r in desk.registers()] == ["2026-09-19"]


def test_a_store_without_pupils_leads_to_the_roster(
    ctx: AppContext, qtbot: QtBot, idle: Callable[[], None]
) -> None:
    page = AttendancePage(ctx)
    qtbot.addWidget(page)
    page.refresh(None)
    idle()
    state = page.stack.currentWidget()
    assert isinstance(state, EmptyState)
    with qtbot.waitSignal(ctx.page_asked) as asked:
        state.buttons["roster"].click()
    assert asked.args == ["roster", {}]


def test_a_pupil_taught_at_home_is_not_called(desk: Desk) -> None:
    card = next(c for c in roster.list_pupils(desk.store) if c.values["seat"] == 44)
    roster.edit_pupil(desk.store, actor=TEACHER, pupil=card.id, prior=card.tips,
                      values={"placement": "送教上门"})
    desk.page.load()
    desk.idle()
    desk.press("44k")
    assert desk.mark(44) == ""
    assert "送教上门" in desk.page.finder.name.text()
    assert desk.page.side.figures["应到"].text() == "49"


def test_the_month_is_printed(desk: Desk) -> None:
    desk.press("12k", "<enter>")
    assert desk.page.print_shown()
    desk.idle()
    assert [pdf[:5] for pdf in desk.printed] == [b"%PDF-"]


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
@pytest.mark.parametrize("large", [False, True])
def test_nothing_is_cut(desk: Desk, theme: Theme, fits: Callable[[QWidget], None],
                        size: tuple[int, int], large: bool) -> None:
    theme.switch(scheme="dark", large=large)
    desk.window.resize(*size)
    desk.press("21k", "36b", "17c", "48")
    fits(desk.page)
    assert desk.page.primary() is not None


def test_in_a_narrow_window_the_list_slides_over(desk: Desk) -> None:
    desk.window.resize(911, 442)
    desk.press("21k")
    assert not desk.page.side.isVisible()
    desk.page.main.counts.click()
    assert desk.page.side.isVisible()
    QTest.keyClick(desk.page.side.view, Qt.Key.Key_Escape)
    desk.window.toast.hide()
    QTest.keyClick(desk.page.side.view, Qt.Key.Key_Escape)
    assert not desk.page.side.isVisible()


def test_every_cell_is_a_whole_sentence_for_a_screen_reader(desk: Desk) -> None:
    desk.press("21k")
    grid = desk.page.grid
    grid.go(desk.seat(21))
    spoken = grid.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "21号 买买提·阿卜杜拉 旷课"
