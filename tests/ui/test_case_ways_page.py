"""个案: the other ways out, exit B with its gate, forty facts on one page, 第2次, and 苗头."""

from collections.abc import Callable
from datetime import date

import pytest
from lived import TODAY, Elsewhere, Lived, window_with
from people import TEACHER
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kongchuo_desktop.operations.cases import case_board, case_of_pupil, close_case
from kongchuo_desktop.operations.events import add_event
from kongchuo_desktop.operations.gates import gate_lacks, settle_effect
from kongchuo_desktop.operations.own_papers import note_own_paper
from kongchuo_desktop.operations.policies import policy_uses, use_policy, withdraw_use
from kongchuo_desktop.operations.roster import tag_pupils
from kongchuo_desktop.operations.visits import VisitInput, add_visits
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.event import ClosingForm, EffectForm, FactForm
from kongchuo_desktop.ui.forms.moves import MoveForm
from kongchuo_desktop.ui.forms.visit import VisitForm
from kongchuo_desktop.ui.pages.cases import CasesPage
from kongchuo_desktop.ui.pages.cases_rows import ItemRow
from kongchuo_desktop.ui.parts.rows import PAYLOAD
from kongchuo_desktop.ui.parts.words import Chip
from kongchuo_desktop.ui.shell import MainWindow

Idle = Callable[[], None]
SIZES = [(1366, 698), (911, 442)]


def visits(store: Store, pupil: str, days: range, *, joint: bool = False, times: int = 1) -> None:
    """Home visits of some days in September, each with its own sentence."""
    add_visits(store, actor=TEACHER, visits=[
        VisitInput(pupil=pupil, day=date(2026, 9, day), mode="家访", outcome="拒绝",
                   note=f"第{n + 1}趟，父亲说要留在家里帮忙。",
                   joint=("青石镇政府", "河东村村委会") if joint else ())
        for day in days for n in range(times)])


@pytest.fixture
def pupil(lived_store: Store, lived: Lived) -> str:
    """A poor family's child in the county of XC20, confirmed as a dropout, visited three times
    with the township; everything for exit B is there but the approval."""
    child = lived.id(24)
    use_policy(lived_store, actor=TEACHER, policy="XC20")
    tag_pupils(lived_store, actor=TEACHER, pupils=[child], tags=["建档立卡"])
    add_event(lived_store, actor=TEACHER, kind="confirmed", day=date(2026, 9, 8), pupil=child,
              fields={"what": "辍学"})
    visits(lived_store, child, range(9, 12), joint=True)
    for what in ("监护人已履行法定义务", "学生本人拒不返校"):
        add_event(lived_store, actor=TEACHER, kind="confirmed", day=date(2026, 9, 14),
                  pupil=child, fields={"what": what})
    note_own_paper(lived_store, actor=TEACHER, paper="县级书面报告", pupil=child, class_id=None,
                   day=date(2026, 9, 15), number="", to=["leading_group"], scans=())
    return child


@pytest.fixture
def page(pupil: str, lived_ctx: AppContext, idle: Idle, qtbot: QtBot) -> CasesPage:
    window = window_with(lived_ctx, cases=CasesPage)
    qtbot.addWidget(window)
    idle()
    found = window.page()
    assert isinstance(found, CasesPage)
    found.opened(pupil=pupil)
    return found


def sheet(page: CasesPage) -> QWidget:
    window = page.window()
    assert isinstance(window, MainWindow)
    found = window.sheet()
    assert found is not None
    return found


def needed(page: CasesPage) -> list[ItemRow]:
    model = page.pane.item_model
    return [model.index(at).data(PAYLOAD) for at in range(model.rowCount())]


def go_way(page: CasesPage, name: str) -> None:
    assert page.list.payload() is not None
    page.pane._show_way(next(w for w in page.list.payload().ways if w.way == name))


def test_exit_b_shows_what_is_there_and_an_approval_takes_the_child_off_the_ladder(
    page: CasesPage, pupil: str, lived_store: Store, idle: Idle
) -> None:
    go_way(page, "退出B")
    assert page.pane.step_title.text() == "其他办法：联合劝返未返校"
    lacking = [row for row in needed(page) if not row.item.done]
    assert [row.item.text for row in lacking] == ["批准（领导小组）：联合劝返未返校", "登记销号"]
    page.pane._do(lacking[0])
    form = sheet(page)
    assert isinstance(form, FactForm)
    form.send.click()
    idle()
    case = case_of_pupil(lived_store, pupil=pupil)
    assert case is not None
    assert (case.state, case.stage) == ("exempt", "已批准退出，在籍与否未定")
    page.opened(pupil=pupil)
    go_way(page, "退出B")
    page.pane._do(next(row for row in needed(page) if row.item.do == "settle"))
    asked = sheet(page)
    assert isinstance(asked, EffectForm)
    asked.send.click()
    idle()
    assert "没有写依据" in asked.fields["why"].error()
    asked.reject()
    idle()
    way = next(w for w in case.ways if w.way == "退出B")
    settle_effect(lived_store, actor=TEACHER, ask=way.ask, effect="out", why="县教育局答复")
    said = case_of_pupil(lived_store, pupil=pupil)
    assert said is not None
    assert said.stage == "已批准退出，不再计在籍"


def test_a_case_is_closed_by_the_way_that_was_chosen(
    page: CasesPage, pupil: str, lived_store: Store, idle: Idle
) -> None:
    go_way(page, "户籍")
    page.pane._do(needed(page)[-1])
    form = sheet(page)
    assert isinstance(form, ClosingForm)
    assert form.way.key() == "户籍"
    assert "登记其他离校" in form.fields["way"].hint()
    form.way.choose("转学")
    assert "登记转出" in form.fields["way"].hint()
    form.note_input.setPlainText("接收学校已经确认。")
    form.send.click()
    idle()
    case = case_of_pupil(lived_store, pupil=pupil)
    assert case is not None
    assert (case.state, case.way) == ("closed", "转学")


def test_a_movement_from_the_case_names_what_its_gate_lacks(
    page: CasesPage, pupil: str, lived_store: Store, idle: Idle
) -> None:
    assert gate_lacks(lived_store, pupil=pupil, gate="转出") == ""
    use_policy(lived_store, actor=TEACHER, policy="D11")
    assert gate_lacks(lived_store, pupil=pupil, gate="转出") == "还缺：接收证明（文件 1）"
    idle()
    page.refresh(None)
    idle()
    page.opened(pupil=pupil)
    go_way(page, "转学")
    page.pane._do(needed(page)[0])
    idle()
    assert isinstance(sheet(page), MoveForm)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_forty_facts_stay_readable(
    page: CasesPage, pupil: str, lived_store: Store, width: int, height: int, idle: Idle,
    fits: Callable[[QWidget], None]
) -> None:
    visits(lived_store, pupil, range(3, 17), times=3)
    page.refresh(None)
    page.window().resize(width, height)
    idle()
    page.opened(pupil=pupil)
    QApplication.processEvents()
    fits(page)
    (card,) = [c for c in case_board(lived_store).open if c.view.pupil == pupil]
    assert len(card.view.timeline) >= 40
    assert len(card.contacts) == 14
    assert page.pane.contact_model.rowCount() == 12
    assert card.contacts[0].acts == "家访第44—46次"
    assert page.pane.contact_count.text() == "46次，以前的2天在档案里"


def test_the_second_case_says_so_and_the_first_stays_readable(
    page: CasesPage, lived: Lived, lived_store: Store, idle: Idle
) -> None:
    back = lived.id(9)
    visits(lived_store, back, range(4, 5))
    close_case(lived_store, actor=TEACHER, pupil=back, day=date(2026, 9, 14), why="复学",
               note="到校")
    add_event(lived_store, actor=TEACHER, kind="opened", day=date(2026, 9, 16), pupil=back)
    visits(lived_store, back, range(17, 18))
    board = case_board(lived_store)
    (second,) = [c for c in board.open if c.view.pupil == back]
    (first,) = [c for c in board.closed if c.view.pupil == back]
    assert (second.view.number, second.view.again) == (2, True)
    assert [c.acts for c in second.contacts if c.day == TODAY] == ["家访第1次"]
    assert first.view.steps[-1].days == (date(2026, 9, 14),)
    page.refresh(None)
    idle()
    page.opened(pupil=back)
    assert page.list.payload().id == second.view.id
    assert "第2次" in [chip.text() for chip in page.pane.head.chips.findChildren(Chip)]


def test_signs_have_a_list_of_their_own_where_the_profile_asks(
    page: CasesPage, lived: Lived, lived_store: Store, idle: Idle
) -> None:
    add_event(lived_store, actor=TEACHER, kind="sign", day=TODAY, pupil=lived.id(12),
              fields={"what": "厌学"})
    assert case_board(lived_store).signs == ()
    use_policy(lived_store, actor=TEACHER, policy="D07")
    page.refresh(None)
    idle()
    page.opened(pupil=lived.id(12))
    assert page.filters.current() == "signs"
    assert page.list.payload().state == "sign"
    assert page.pane.way_card.isHidden()


def test_after_an_approved_exit_only_the_closure_is_left(
    pupil: str, lived_store: Store
) -> None:
    add_event(lived_store, actor=TEACHER, kind="approved", day=date(2026, 9, 16), pupil=pupil,
              fields={"what": "退出B", "by": "leading_group"})
    case = case_of_pupil(lived_store, pupil=pupil)
    assert case is not None
    assert case.state == "exempt"
    assert case.now == len(case.steps) - 1
    assert "接收入班" in [step.title for step in case.steps if step.status == "skipped"]


def test_all_of_an_exit_may_be_written_down_on_one_day(
    lived: Lived, lived_store: Store
) -> None:
    """Found, approved and struck off on a day: one case, and its way is still among its ways."""
    child, day = lived.id(24), date(2026, 9, 16)
    use_policy(lived_store, actor=TEACHER, policy="XC20")
    tag_pupils(lived_store, actor=TEACHER, pupils=[child], tags=["建档立卡"])
    visits(lived_store, child, range(9, 12), joint=True)
    for what in ("辍学", "监护人已履行法定义务", "学生本人拒不返校"):
        add_event(lived_store, actor=TEACHER, kind="confirmed", day=day, pupil=child,
                  fields={"what": what})
    note_own_paper(lived_store, actor=TEACHER, paper="县级书面报告", pupil=child, class_id=None,
                   day=day, number="", to=["leading_group"], scans=())
    add_event(lived_store, actor=TEACHER, kind="approved", day=day, pupil=child,
              fields={"what": "退出B", "by": "leading_group"})
    case = case_of_pupil(lived_store, pupil=child)
    assert case is not None
    assert case.way == "退出B"
    assert "退出B" in [way.way for way in case.ways]
    close_case(lived_store, actor=TEACHER, pupil=child, day=day, why="退出B", note="已批复")
    assert [c.view.number for c in case_board(lived_store).closed if c.view.pupil == child] == [1]


def test_a_case_opened_again_on_the_day_of_its_closure_stays_open(
    lived: Lived, lived_store: Store
) -> None:
    child, day = lived.id(9), date(2026, 9, 16)
    visits(lived_store, child, range(4, 5))
    close_case(lived_store, actor=TEACHER, pupil=child, day=day, why="复学", note="到校")
    add_event(lived_store, actor=TEACHER, kind="opened", day=day, pupil=child)
    (second,) = [c for c in case_board(lived_store).open if c.view.pupil == child]
    assert second.view.number == 2
    close_case(lived_store, actor=TEACHER, pupil=child, day=day, why="复学", note="又到校")
    board = case_board(lived_store)
    assert [c.view.number for c in board.closed if c.view.pupil == child] == [1, 2]
    assert child not in [c.view.pupil for c in board.open]


def test_while_another_body_acts_its_act_and_what_the_school_can_do_are_shown(
    page: CasesPage, lived_store: Store, lived: Lived, idle: Idle
) -> None:
    use_policy(lived_store, actor=TEACHER, policy="D12")
    for use in policy_uses(lived_store):
        if use.policy != "D12":
            withdraw_use(lived_store, actor=TEACHER, use=use.row)
    child = lived.id(9)
    add_event(lived_store, actor=TEACHER, kind="opened", day=TODAY, pupil=child,
              fields={"state": "dropout", "cause": "厌学"})
    page.refresh(None)
    idle()
    page.opened(pupil=child)
    others, ours = needed(page)[:2]
    assert (others.item.text, others.verb, others.primary) == ("乡镇政府：家访", "记下结果", False)
    assert (ours.verb, ours.primary) == ("登记返校", True)
    assert ours.item.detail.startswith("等的时候学校可以办")
    assert page.pane.head.since.text() == "9月17日立案"
    page.pane.do_first()
    assert isinstance(sheet(page), FactForm)
    sheet(page).reject()
    page.pane._do(others)
    idle()
    visit = sheet(page)
    assert isinstance(visit, VisitForm)
    assert visit.joint.text() == "乡镇政府"
    assert visit.fields["joint"].isVisible()


def test_what_exit_b_still_needs_opens_its_own_form(
    page: CasesPage, lived_store: Store, lived: Lived, idle: Idle
) -> None:
    """The joint visit asks who came along; the county's report has the name that its step has."""
    child = lived.id(12)
    tag_pupils(lived_store, actor=TEACHER, pupils=[child], tags=["建档立卡"])
    for what in ("辍学", "监护人已履行法定义务", "学生本人拒不返校"):
        add_event(lived_store, actor=TEACHER, kind="confirmed", day=date(2026, 9, 8), pupil=child,
                  fields={"what": what})

    def open_first(do: str) -> QWidget:
        page.refresh(None)
        idle()
        page.opened(pupil=child)
        go_way(page, "退出B")
        page.pane._do(next(row for row in needed(page) if row.item.do == do))
        idle()
        return sheet(page)

    visit = open_first("visit")
    assert isinstance(visit, VisitForm)
    assert (visit.joint.text(), visit.fields["joint"].isVisible()) == ("", True)
    visit.reject()
    visits(lived_store, child, range(9, 12), joint=True)
    page.refresh(None)
    idle()
    page.opened(pupil=child)
    go_way(page, "退出B")
    window = page.window()
    assert isinstance(window, MainWindow)
    page.pane._do(next(row for row in needed(page) if row.item.do == "hand"))
    papers = window.page()
    assert isinstance(papers, Elsewhere)
    assert papers.args == {"form": "县级书面报告", "pupil": child}
