"""转学衔接: what the bureau lays together, what a school expects, and the forms over it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from joined import ShowPage
from people import DESK, OFFICE
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from two_schools import JUNIOR, PRIMARY, County, number

from kongchuo_desktop.operations import moves, transfers
from kongchuo_desktop.operations.roster import add_pupil, list_pupils
from kongchuo_desktop.operations.transfer_lines import passages
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Movement
from kongchuo_desktop.store.write import Actor
from kongchuo_desktop.ui.forms.transfers import (
    AssignForm,
    EndForm,
    SchoolListForm,
    TakeForm,
    WhereForm,
)
from kongchuo_desktop.ui.page import PageSpec
from kongchuo_desktop.ui.pages.transfers import TransfersPage
from kongchuo_desktop.ui.pages.transfers_model import STATE
from kongchuo_desktop.ui.parts.buttons import FilterChip
from kongchuo_desktop.ui.parts.dialogs import ErrorDialog
from kongchuo_desktop.ui.parts.words import Words

Idle = Callable[[], None]
Fits = Callable[[QWidget], None]
Show = Callable[[Store, Actor], TransfersPage]


def _leave(county: County, serial: int, other: str = "", name: str = "") -> str:
    pupil = add_pupil(county.a, actor=OFFICE, class_id=county.room_a, values={
        "name": name or f"学生{serial}", "identity_number": number(serial),
        "birth_date": "2015-01-01"}).id
    moves.move_pupil(county.a, actor=OFFICE, pupil=pupil, kind="转出", day=county.clock().date(),
                     other=other)
    return pupil


def _filters(page: TransfersPage) -> set[str]:
    return {chip.text() for chip in page.filters.findChildren(FilterChip)}


def _arrive(county: County, serial: int, name: str) -> None:
    add_pupil(county.b, actor=OFFICE, class_id=county.room_b, values={
        "name": name, "identity_number": number(serial)})


@pytest.fixture
def chosen(tmp_path: Path) -> Path:
    """The file that is chosen in the system's dialog."""
    return tmp_path / "小升初.xlsx"


@pytest.fixture
def show(show_page: ShowPage, chosen: Path) -> Show:
    def made(store: Store, actor: Actor) -> TransfersPage:
        spec = PageSpec("transfers", "转学衔接", "arrow-right-left",
                        lambda ctx: TransfersPage(ctx, ask_file=lambda *_: chosen), rail="转学")
        page = show_page(store, actor, spec)
        assert isinstance(page, TransfersPage)
        return page

    return made


def _states(page: TransfersPage) -> dict[str, str]:
    return {line.name: page.model.text(line, STATE) for line in page.model.shown_lines()}


def _buttons(page: TransfersPage) -> set[str]:
    return {button.text() for button in page.side.buttons.values() if button.isVisible()}


def test_the_bureau_lays_leavers_and_arrivals_together(county: County, show: Show,
                                                       idle: Idle) -> None:
    _leave(county, 1)
    _leave(county, 2)
    _arrive(county, 1, "学生1")
    _arrive(county, 2, "学生贰")
    county.up(county.a)
    county.up(county.b)
    page = show(county.bureau, DESK)
    assert _states(page) == {"学生1": "对上了"}
    assert page.primary() is page.match
    said: list[str] = []
    page.ctx.toast_asked.connect(lambda text, undo: said.append(text))
    page.match.click()
    idle()
    assert said == ["对上1人，新列1人，随下一次下发带给学校"]
    assert passages(county.bureau).lines[1].state == "arrived"
    page.filters.choose("ask")
    page.filters.chosen.emit("ask")
    assert _states(page) == {"学生2": "待确认"}
    assert _buttons(page) == {"是同一人", "不是", "指定学校…", "外县…"}
    assert [head.text() for head in page.side.heads] == [PRIMARY, JUNIOR]
    page.side.buttons["same"].click()
    idle()
    assert {line.state for line in passages(county.bureau).lines} == {"arrived"}


def test_a_school_is_named_and_another_county_needs_a_proof(
        county: County, show: Show, idle: Idle) -> None:
    _leave(county, 1)
    _leave(county, 2)
    county.up(county.a)
    page = show(county.bureau, DESK)
    page.table.selectAll()
    page.foot.buttons["assign"].click()
    form = page.window().findChild(AssignForm)
    assert form is not None
    form.send.click()
    assert form.fields["unit"].error() == "选一所学校。"
    form.fields["unit"].editor.choose(county.b.home)  # type: ignore[attr-defined]
    form.send.click()
    idle()
    assert set(_states(page).values()) == {"待到校"}
    page.table.selectRow(0)
    page.side.buttons["end"].click()
    end = page.window().findChild(EndForm)
    assert end is not None
    end.send.click()
    idle()
    assert end.fields["where"].error()
    end.fields["where"].editor.setText("外县一小")  # type: ignore[attr-defined]
    end.send.click()
    idle()
    assert len(_states(page)) == 1


@pytest.fixture
def announced(county: County) -> County:
    """Two children are expected at the second school."""
    for serial in (1, 2):
        _leave(county, serial, JUNIOR)
    county.up(county.a)
    transfers.match_all(county.bureau, actor=DESK)
    county.down()
    return county


def test_a_school_takes_whom_it_expects_by_keys_alone(announced: County, show: Show,
                                                      idle: Idle) -> None:
    page = show(announced.b, OFFICE)
    assert _states(page) == {"学生1": "待到校", "学生2": "待到校"}
    assert "应到我校 2" in _filters(page)
    assert page.match.isHidden()
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(page.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    idle()
    form = page.window().findChild(TakeForm)
    assert form is not None
    QTest.keyClick(form, Qt.Key.Key_Return)
    idle()
    assert {card.name for card in list_pupils(announced.b)} == {"学生1", "学生2"}
    assert set(_states(page).values()) == {"已登记，等上级核对"}
    # They are still listed, and nobody is still to come.
    assert "应到我校" in _filters(page)
    announced.up(announced.b)
    transfers.match_all(announced.bureau, actor=DESK)
    announced.down()
    page.refresh(None)
    idle()
    assert "从发来的名单登记" in page.side.said.text()
    assert page.primary() is None


def test_one_child_has_its_button_where_the_side_is_out_of_sight(announced: County, show: Show,
                                                                 idle: Idle) -> None:
    page = show(announced.b, OFFICE)
    take = page.foot.buttons["take"]
    assert take.isHidden()
    page.window().resize(911, 442)
    idle()
    assert take.isVisible()
    assert page.hint.text() == "回车看这一个"
    take.click()
    idle()
    form = page.window().findChild(TakeForm)
    assert form is not None
    form.reject()
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    idle()
    button = page.side.buttons["take"]
    assert button.isVisible()
    assert button.width() < page.side.width() // 2
    assert any("2015年1月1日" in words.text() for words in page.side.findChildren(Words))


def test_a_line_of_today_opens_its_child(announced: County, show: Show) -> None:
    page = show(announced.b, OFFICE)
    wanted = page.model.line(1)
    page.opened(line=wanted.key)
    row = page.row()
    assert row is not None
    assert row.key == wanted.key


def test_a_list_of_leavers_is_shown_before_it_is_written(
        county: County, show: Show, idle: Idle, chosen: Path) -> None:
    county.clock.at = datetime.fromisoformat("2027-06-20T08:00")
    for serial in (1, 2):
        add_pupil(county.a, actor=OFFICE, class_id=county.room_a, values={
            "name": f"学生{serial}", "identity_number": number(serial)})
    county.up(county.a)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["姓名", "身份证号", "升入初中"], ["学生1", number(1), JUNIOR],
                ["学生9", number(9), JUNIOR]):
        sheet.append(row)
    book.save(chosen)
    page = show(county.bureau, DESK)
    page.filters.choose("leavers")
    page.filters.chosen.emit("leavers")
    page.list.click()
    idle()
    form = page.window().findChild(SchoolListForm)
    assert form is not None
    assert form.send.text() == "指定1人"
    form.send.click()
    idle()
    assert _states(page) == {"学生1": "待到校", "学生2": "没有指定"}


@pytest.mark.parametrize("size", [(1366, 698), (911, 442)])
def test_everything_fits(announced: County, show: Show, idle: Idle, fits: Fits,
                         size: tuple[int, int]) -> None:
    _arrive(announced, 3, "学生叁")
    _leave(announced, 3)
    announced.up(announced.a)
    announced.up(announced.b)
    page = show(announced.bureau, DESK)
    page.window().resize(*size)
    for key in ("way", "ask", "lost", "leavers", "done"):
        page.filters.choose(key)
        page.filters.chosen.emit(key)
        idle()
        fits(page.window())
    page.filters.choose("ask")
    page.filters.chosen.emit("ask")
    page.table.opened.emit(page.table.currentIndex())
    fits(page.window())
    assert page.side.isVisible()
    assert page.close_inner() == (size[0] < 1000)


def test_the_old_school_writes_where_the_child_went(announced: County, show: Show,
                                                    idle: Idle) -> None:
    page = show(announced.a, OFFICE)
    page.filters.choose("out")
    page.filters.chosen.emit("out")
    assert _buttons(page) == {"问到了…"}
    page.side.buttons["where"].click()
    form = page.window().findChild(WhereForm)
    assert form is not None
    form.fields["school"].editor.setText("丙学校")  # type: ignore[attr-defined]
    form.send.click()
    idle()
    with announced.a.session() as session:
        assert "丙学校" in {move.other for move in living(session, Movement)}


def test_a_list_that_cannot_be_read_is_told(county: County, show: Show, idle: Idle) -> None:
    page = show(county.bureau, DESK)
    page.import_list()
    idle()
    dialog = page.window().findChild(ErrorDialog)
    assert isinstance(dialog, ErrorDialog)
    assert any("小升初.xlsx”打不开" in words.text() for words in dialog.findChildren(Words))
