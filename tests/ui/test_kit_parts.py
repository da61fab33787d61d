"""The small parts: what they say, what they emit, and what they never do."""

from datetime import date

import pytest
from fits import too_narrow
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from kongchuo_desktop.ui.parts.buttons import Button, IconButton, Segments
from kongchuo_desktop.ui.parts.cards import Banner, EmptyState, Facts
from kongchuo_desktop.ui.parts.charts import CalendarDay, MonthCalendar, Segment, StackedBar
from kongchuo_desktop.ui.parts.choice_cards import ChoiceCards
from kongchuo_desktop.ui.parts.dates import DateInput
from kongchuo_desktop.ui.parts.floating import ClausePopover, Toast, keep_in_sight
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import Choice, Field, LineInput
from kongchuo_desktop.ui.parts.progress import ProgressCard, time_words
from kongchuo_desktop.ui.parts.state_stack import StateStack
from kongchuo_desktop.ui.parts.steps import Stepper
from kongchuo_desktop.ui.parts.words import Chip, ChipRow, ElidedWords, Words, empty
from kongchuo_desktop.ui.theme import Theme

LEFT = Qt.MouseButton.LeftButton


def test_words_are_never_read_as_markup(qtbot: QtBot) -> None:
    words = Words("<b>石</b>小满")
    qtbot.addWidget(words)
    plain = Words("<b>石</b>小满".replace("<", "《"))
    qtbot.addWidget(plain)
    assert words.textFormat() is Qt.TextFormat.PlainText


def test_cut_words_keep_the_whole_in_tooltip_and_name(qtbot: QtBot) -> None:
    words = ElidedWords("青石镇中心学校-七1班-2026年9月.kcbx", mode=Qt.TextElideMode.ElideMiddle)
    qtbot.addWidget(words)
    words.setFixedWidth(120)
    words.show()
    assert "…" in words.text()
    assert words.toolTip() == words.accessibleName() == words.whole()
    words.setFixedWidth(900)
    assert words.text() == words.whole()


def test_icon_buttons_have_a_name(theme: Theme, qtbot: QtBot) -> None:
    button = IconButton(theme, "eye", "显示号码")
    qtbot.addWidget(button)
    assert button.accessibleName() == button.toolTip() == "显示号码"


def test_segments_tell_only_what_a_person_chose(theme: Theme, qtbot: QtBot) -> None:
    row = Segments(theme, [("am", "上午"), ("pm", "下午")])
    qtbot.addWidget(row)
    heard: list[str] = []
    row.chosen.connect(heard.append)
    row.choose("pm")
    assert heard == []
    row.step(1)
    assert (heard, row.current()) == (["am"], "am")


def test_segments_keep_the_choice_when_counts_change(theme: Theme, qtbot: QtBot) -> None:
    row = Segments(theme, [("all", "全部 50"), ("tag", "留守 12")], "tag")
    qtbot.addWidget(row)
    row.set_choices([("all", "全部 51"), ("tag", "留守 13")])
    assert row.current() == "tag"
    row.set_choices([("all", "全部 51")])
    assert row.current() == "all"


def test_words_that_went_take_no_room_beside_new_segments(theme: Theme, qtbot: QtBot) -> None:
    row = Segments(theme, [("lists", "名单")], tabs=True)
    qtbot.addWidget(row)
    row.set_choices([("all", "全部 51"), ("tag", "留守 13")])
    fresh = Segments(theme, [("all", "全部 51"), ("tag", "留守 13")], tabs=True)
    qtbot.addWidget(fresh)
    assert row.sizeHint() == fresh.sizeHint()


def test_the_stop_of_segments_is_the_word_that_is_chosen(theme: Theme, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    line = QHBoxLayout(window)
    row = Segments(theme, [("am", "上午"), ("pm", "下午")], "am")
    line.addWidget(row)
    row.choose("pm")
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    row.setFocus()
    chip = window.focusWidget()
    assert isinstance(chip, QAbstractButton)
    assert chip.text() == "下午"
    heard: list[str] = []
    row.chosen.connect(heard.append)
    QTest.keyClick(chip, Qt.Key.Key_Left)
    assert row.current() == "am"


def test_the_focus_never_stays_on_what_a_state_hides(theme: Theme, qtbot: QtBot) -> None:
    view, state = LineInput(theme), EmptyState(theme, "users", "还没有", "导入",
                                               actions=[("import", "导入", "", True)])
    stack = StateStack(view)
    qtbot.addWidget(stack)
    with qtbot.waitActive(stack):
        stack.show()
        stack.activateWindow()
    stack.show_view(view)
    view.setFocus()
    stack.show_state(state)
    assert state.buttons["import"].hasFocus()
    stack.show_view(view)
    assert view.hasFocus()


def test_choosing_moves_nothing(theme: Theme, qtbot: QtBot) -> None:
    row = Segments(theme, [("am", "上午"), ("pm", "下午")])
    qtbot.addWidget(row)
    row.show()
    before = row.sizeHint()
    row.choose("pm")
    assert row.sizeHint() == before


def test_banner_and_empty_state_emit_their_acts(theme: Theme, qtbot: QtBot) -> None:
    banner = Banner(theme, "red", "逾期2天", "应送达", action="开通知书", later="先不办…")
    empty = EmptyState(theme, "users", "还没有", "导入", actions=[("import", "导入", "", True)])
    for widget in (banner, empty):
        qtbot.addWidget(widget)
    assert banner.button is not None
    with qtbot.waitSignal(banner.acted):
        banner.button.click()
    with qtbot.waitSignal(empty.acted, check_params_cb=lambda key: key == "import"):
        empty.buttons["import"].click()


def test_facts_can_be_replaced(theme: Theme, qtbot: QtBot) -> None:
    facts = Facts([("上次备份", "今天")])
    qtbot.addWidget(facts)
    facts.set([("U盘副本", "9月14日"), ("个案记录", "缺 1 项", "amber")])
    facts.show()
    shown = [w.text() for w in facts.findChildren(Words) if w.isVisible()]
    assert shown == ["U盘副本", "9月14日", "个案记录", "缺 1 项"]


def test_a_long_choice_does_not_push_a_form_past_its_edge(theme: Theme, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(880, 430)
    form = FormDialog(theme, window, title="添加文件", verb="选文件…")
    field = form.add("unit", "给谁", Choice(theme, [("", "所有下级"), ("a", "很长的校名" * 12)]))
    window.show()
    form.open()
    right = field.editor.mapTo(form.scroll, field.editor.rect().topRight()).x()
    assert right < form.scroll.viewport().width()


def test_more_than_three_chips_fold(theme: Theme, qtbot: QtBot) -> None:
    row = ChipRow(theme, [("a", "grey"), ("b", "grey"), ("c", "grey"), ("d", "grey")])
    qtbot.addWidget(row)
    row.set([("留守", "violet")])
    row.show()
    assert row.sizeHint().width() < 80


def test_a_chip_without_room_folds_and_is_never_cut(theme: Theme, qtbot: QtBot) -> None:
    row = ChipRow(theme, [("青石镇中心学校 七1班 12号", "grey"), ("在办", "amber"),
                          ("脱贫户", "violet")])
    place = QWidget()
    qtbot.addWidget(place)
    row.setParent(place)
    place.show()

    def words(width: int) -> list[str]:
        row.resize(width, row.height())
        QApplication.processEvents()
        assert not too_narrow(row)
        return [chip.text() for chip in row.findChildren(Chip) if chip.isVisible()]

    assert words(row.sizeHint().width()) == ["青石镇中心学校 七1班 12号", "在办", "脱贫户"]
    assert words(row.sizeHint().width() - 1) == ["青石镇中心学校 七1班 12号", "在办", "+1"]
    assert words(row.minimumSizeHint().width()) == ["+3"]


@given(st.lists(st.integers(0, 2000), min_size=1, max_size=5), st.integers(60, 1200))
def test_segments_of_a_bar_fill_it_exactly(counts: list[int], width: int) -> None:
    bar = StackedBar(Theme(), [Segment(str(at), n, "edge") for at, n in enumerate(counts)])
    bar.resize(width, 8)
    spans = bar.spans()
    assert [part.count for part, _, _ in spans] == [n for n in counts if n]
    if spans:
        last = spans[-1]
        assert last[1] + last[2] == pytest.approx(width)
        assert min(span for _, _, span in spans) > 0


def test_a_click_on_a_segment_opens_its_list(theme: Theme, qtbot: QtBot) -> None:
    bar = StackedBar(theme, [Segment("到校", 40, "green_fill"), Segment("旷课", 10, "red_fill")])
    qtbot.addWidget(bar)
    bar.resize(100, 8)
    with qtbot.waitSignal(bar.opened, check_params_cb=lambda word: word == "旷课"):
        QTest.mouseClick(bar, LEFT, pos=QPoint(95, 4))


def test_the_calendar_opens_the_day_clicked_or_walked_to(theme: Theme, qtbot: QtBot) -> None:
    days = [CalendarDay(date(2026, 9, day)) for day in (1, 2, 3, 4, 7, 8)]
    month = MonthCalendar(theme, days)
    qtbot.addWidget(month)
    month.show()
    with qtbot.waitSignal(month.opened, check_params_cb=lambda day: day == date(2026, 9, 7)):
        QTest.mouseClick(month, LEFT, pos=QPoint(month.LABEL + 5, month.PITCH.height() + 8))
    QTest.keyClick(month, Qt.Key.Key_Right)
    with qtbot.waitSignal(month.opened, check_params_cb=lambda day: day == date(2026, 9, 2)):
        QTest.keyClick(month, Qt.Key.Key_Return)


def test_a_wizard_goes_back_by_click_and_never_ahead(theme: Theme, qtbot: QtBot) -> None:
    steps = Stepper(theme, ["选文件", "对好各列", "检查", "完成"])
    qtbot.addWidget(steps)
    steps.resize(800, 28)
    steps.set(2)
    heard: list[int] = []
    steps.back.connect(heard.append)
    for left in (10, 210, 410, 610):
        QTest.mouseClick(steps, LEFT, pos=QPoint(left, 14))
    assert heard == [0, 1]


@pytest.mark.parametrize(
    ("used", "done", "total", "words"),
    [
        (0.2, 0, 13, "已用1秒"),
        (12, 8, 13, "已用12秒，约还要8秒"),
        (12, 1, 13, "已用12秒"),
        (600, 13, 13, "已用10分钟"),
        (60, 1, 4, "已用1分钟，约还要3分钟"),
    ],
)
def test_time_left_is_told_once_it_can_be_known(
    used: float, done: int, total: int, words: str
) -> None:
    assert time_words(used, done, total) == words


def test_progress_counts_things_and_can_be_stopped_once(theme: Theme, qtbot: QtBot) -> None:
    card = ProgressCard(theme, "正在读各班的包")
    qtbot.addWidget(card)
    card.advance(8, 13)
    assert card.count.text() == "第8个，共13个"
    with qtbot.waitSignal(card.cancelled):
        card.stop.click()
    assert not card.stop.isEnabled()
    card.restart("正在看U盘")
    assert card.stop.isEnabled()
    assert card.title.text() == "正在看U盘"
    card.advance(1, 2)
    assert card.time.text() == "已用1秒"


def test_a_field_shows_its_error_and_then_its_hint_again(theme: Theme, qtbot: QtBot) -> None:
    editor = LineInput(theme)
    field = Field("身份证号", editor, hint="可以不填")
    qtbot.addWidget(field)
    field.set_error("少5位，应为18位。")
    assert (field.error(), editor.property("state")) == ("少5位，应为18位。", "error")
    field.set_error("")
    assert (field.error(), editor.property("state")) == ("", "")
    assert editor.accessibleName() == "身份证号"


def test_dates_and_choices_give_plain_values(theme: Theme, qtbot: QtBot) -> None:
    day = DateInput(theme, date(2026, 9, 24))
    who = Choice(theme, [("father", "父"), ("mother", "母")])
    for widget in (day, who):
        qtbot.addWidget(widget)
    assert (day.value(), day.text()) == (date(2026, 9, 24), "2026年9月24日")
    who.choose("mother")
    who.set_choices([("mother", "母"), ("other", "其他")])
    assert who.key() == "mother"


def test_a_date_is_one_stop_of_the_keyboard_and_begins_with_its_day(
    theme: Theme, ground: QWidget
) -> None:
    layout = ground.layout()
    assert layout is not None
    day, after = DateInput(theme, date(2026, 9, 24)), Field("备注", LineInput(theme))
    for widget in (day, after):
        layout.addWidget(widget)
        widget.show()
    day.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(day, Qt.Key.Key_Up)
    assert day.value() == date(2026, 9, 25)
    QTest.keyClick(day, Qt.Key.Key_Tab)
    assert not day.hasFocus()


def test_emptying_a_layout_takes_the_lines_in_it_too(theme: Theme, ground: QWidget) -> None:
    column = ground.layout()
    assert isinstance(column, QVBoxLayout)
    line = QHBoxLayout()
    column.addLayout(line)
    button = Button(theme, "合并")
    line.addWidget(button)
    button.show()
    empty(column)
    assert button.isHidden()


def test_choice_cards_answer_to_click_and_arrows(theme: Theme, qtbot: QtBot) -> None:
    cards = ChoiceCards(theme, [("a", "133", "周老师", ""), ("b", "187", "教导处", "")], "a")
    qtbot.addWidget(cards)
    cards.show()
    with qtbot.waitSignal(cards.chosen, check_params_cb=lambda key: key == "b"):
        QTest.mouseClick(cards.cards["b"], LEFT)
    QTest.keyClick(cards.cards["b"], Qt.Key.Key_Left)
    assert cards.current() == "a"


@pytest.fixture
def ground(qtbot: QtBot) -> QWidget:
    """A shown window with one button to hold the focus."""
    window = QWidget()
    qtbot.addWidget(window)
    QVBoxLayout(window)
    window.resize(900, 440)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def test_a_new_toast_replaces_the_old_and_undoes_its_own(theme: Theme, ground: QWidget) -> None:
    toast = Toast(theme, ground)
    undone: list[str] = []
    toast.say("已记下一", lambda: undone.append("一"))
    toast.say("已记下二", lambda: undone.append("二"))
    button = toast.findChild(Button)
    assert isinstance(button, Button)
    button.click()
    assert undone == ["二"]
    assert toast.isHidden()


def test_a_toast_stays_while_its_button_has_the_focus(theme: Theme, ground: QWidget) -> None:
    toast = Toast(theme, ground)
    toast.say("已记下", lambda: None)
    button = toast.findChild(Button)
    assert isinstance(button, Button)
    button.setFocus()
    toast._timer.timeout.emit()
    assert not toast.isHidden()
    button.clearFocus()
    toast._timer.timeout.emit()
    assert toast.isHidden()


def test_a_toast_lies_neither_on_buttons_nor_on_what_must_be_read(
        theme: Theme, ground: QWidget) -> None:
    column = ground.layout()
    assert isinstance(column, QVBoxLayout)
    code, button = Words("核对码 4558 7334"), Button(theme, "完成")
    column.addStretch()
    column.addWidget(code)
    column.addWidget(button)
    QApplication.processEvents()
    toast = Toast(theme, ground)
    toast.say("已加入")
    assert not toast.geometry().intersects(button.geometry())
    assert toast.geometry().intersects(code.geometry())
    keep_in_sight(code)
    toast.place()
    assert toast.geometry().bottom() < code.geometry().top()


def test_a_toast_wider_than_the_window_has_several_lines(theme: Theme, ground: QWidget) -> None:
    toast = Toast(theme, ground)
    toast.say("已记下")
    low = toast.height()
    toast.say("写好并核对了3个包，在" + "很长的文件夹" * 20)
    assert toast.width() <= ground.width()
    assert toast.height() > low
    assert too_narrow(toast) == []
    toast.say("已记下")
    assert toast.height() == low


def make_popover(theme: Theme, ground: QWidget) -> tuple[ClausePopover, Button]:
    before = Button(theme, "方案第九条")
    layout = ground.layout()
    assert layout is not None
    layout.addWidget(before)
    before.show()
    before.setFocus()
    popover = ClausePopover(
        theme,
        ground,
        number="第九条",
        title="家访",
        document="《云岭县方案》",
        quote="“连续旷课三天的，当天家访。”",
        why="9月15日、16日、17日。",
        links=[("full", "打开全文")],
    )
    popover.show_at(QRect(880, 430, 10, 10))
    return popover, before


def test_a_popover_stays_inside_and_gives_the_focus_back(theme: Theme, ground: QWidget) -> None:
    popover, before = make_popover(theme, ground)
    assert ground.rect().contains(popover.geometry())
    QTest.keyClick(popover, Qt.Key.Key_Escape)
    assert popover.isHidden()
    assert before.hasFocus()


def test_a_click_elsewhere_closes_a_popover(theme: Theme, ground: QWidget) -> None:
    popover, _ = make_popover(theme, ground)
    QTest.mouseClick(popover, LEFT, pos=QPoint(5, 5))
    assert not popover.isHidden()
    QTest.mouseClick(ground, LEFT, pos=QPoint(3, 3))
    assert popover.isHidden()


def test_the_link_of_a_popover_is_followed_after_it_closed(
    theme: Theme, ground: QWidget, qtbot: QtBot
) -> None:
    popover, _ = make_popover(theme, ground)
    link = next(b for b in popover.findChildren(Button) if b.text() == "打开全文")
    with qtbot.waitSignal(popover.followed, check_params_cb=lambda key: key == "full"):
        link.click()
    assert popover.isHidden()
