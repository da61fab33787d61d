"""Cases: what opens and closes them, their state, and the ladder that the profile makes."""

from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from policy_samples import book, calendar, clause, fact, profile, sep, world

from kongchuo_desktop.domain.cases.views import CaseView, case_list, case_view
from kongchuo_desktop.domain.duties.words import ask_of, fact_line
from kongchuo_desktop.domain.facts import Fact, OwnFigure, World
from kongchuo_desktop.domain.policy.book import PolicyBook
from kongchuo_desktop.domain.policy.model import DutyBinding
from kongchuo_desktop.store.policies import load_book

SHIPPED = load_book()
SILENT = book(profile(clause('{ is = "note", why = "principle" }')))
RULES = book(profile(clause(
    '{ is = "rule", key = "o", rule = "case_opens", value = 3 },\n'
    '{ is = "rule", key = "s", rule = "is_suspected", value = 5 }')))
GONE = (7, 8, 9, 10, 11, 14, 15, 16, 17, 18)


def away(last: int, facts: Iterable[Fact] = (), *, policy: str = "T", until: int | None = None,
         figures: Iterable[OwnFigure] = ()) -> World:
    """Absent from 7 September to day ``last``; registers filed until ``until``."""
    return world(absent={sep(day): "旷课" for day in GONE if day <= last},
                 until=sep(until or last), facts=facts, policy=policy, figures=figures)


def view(policies: PolicyBook, made: World, today: date) -> CaseView | None:
    return case_view(policies, calendar(), made, today, "p1")


def one(policies: PolicyBook, made: World, today: date) -> CaseView:
    (found,) = case_list(policies, calendar(), made, today)
    return found


def test_without_a_threshold_absence_alone_makes_no_case() -> None:
    assert case_list(SILENT, calendar(), away(18), sep(18)) == []


@pytest.mark.parametrize(("what", "state"), [
    (fact("opened", sep(9)), "open"),
    (fact("opened", sep(9), state="suspected"), "suspected"),
    (fact("confirmed", sep(9), what="辍学"), "dropout"),
    (fact("visit", sep(9), mode="家访", outcome="拒绝"), "open"),
])
def test_without_a_threshold_a_person_opens_a_case(what: Fact, state: str) -> None:
    found = one(SILENT, away(10, [what]), sep(10))
    assert (found.state, found.since, found.streak) == (state, sep(7), 4)


def test_a_visit_to_a_child_that_is_in_class_opens_none() -> None:
    assert case_list(SILENT, calendar(), away(8, [fact("visit", sep(3), mode="家访")]),
                     sep(8)) == []


def test_a_threshold_opens_a_case_and_another_makes_it_suspected() -> None:
    assert case_list(RULES, calendar(), away(8), sep(8)) == []
    assert one(RULES, away(9), sep(9)).state == "absent"
    suspected = one(RULES, away(11), sep(11))
    assert (suspected.state, suspected.state_name) == ("suspected", "疑似辍学")


def test_a_case_of_absence_alone_vanishes_when_the_child_is_back() -> None:
    assert case_list(RULES, calendar(), away(9, until=10), sep(10)) == []


def test_a_return_is_followed_up_until_the_case_is_closed() -> None:
    visit = fact("visit", sep(9), mode="家访", outcome="同意")
    back = away(10, [visit], until=14)
    assert one(RULES, back, sep(14)).state == "returned"
    closed = away(10, [visit, fact("closed", sep(16))], until=16)
    assert case_list(RULES, calendar(), closed, sep(16)) == []
    (gone,) = case_list(RULES, calendar(), closed, sep(16), closed=True)
    assert (gone.state, gone.closed, gone.now) == ("closed", sep(16), None)


def test_a_closed_case_does_not_swallow_the_next_one() -> None:
    facts = [fact("visit", sep(9), mode="家访"), fact("closed", sep(14))]
    made = world(absent={sep(d): "旷课" for d in (7, 8, 9, 21, 22, 23)}, until=sep(23),
                 facts=facts)
    found = one(RULES, made, sep(23))
    assert (found.state, found.since) == ("absent", sep(21))


@given(st.integers(1, 6))
def test_the_profile_says_how_many_days_in_class_mean_a_return(days: int) -> None:
    means = book(profile(clause(
        f'{{ is = "rule", rule = "returned_means", value = {days} }}')))
    visit = fact("visit", sep(9), mode="家访", outcome="拒绝")
    school = [sep(d) for d in (10, 11, 14, 15, 16, 17)]
    short = world(absent={sep(d): "旷课" for d in (7, 8, 9)}, until=school[days - 1],
                  facts=[visit])
    assert one(means, short, school[days - 1]).state == "returned"
    if days > 1:
        assert one(means, short, school[days - 2]).state == "open"


# the ladder of the shipped profiles ---------------------------------------------------------


def test_the_ladder_of_d09_on_the_third_day() -> None:
    found = one(SHIPPED, away(9, policy="D09"), sep(9))
    titles = [step.title for step in found.steps]
    assert titles == ["发现缺勤", "报告学校", "家访", "劝学书", "学生辍学家访记录单",
                      "学生辍学报告书", "复学通知书", "返校", "销号"]
    assert found.next == "第2步 报告学校"
    assert (found.steps[0].status, found.steps[0].days) == ("done", (sep(7),))
    assert found.steps[6].note == "乡镇政府办理"
    assert found.steps[5].note == "条件未设定"


def test_a_step_is_done_by_its_facts_and_the_next_one_is_due() -> None:
    facts = [fact("told", sep(9), to="school"),
             fact("visit", sep(9), mode="家访", outcome="拒绝"),
             fact("visit", sep(10), mode="家访", outcome="不在家")]
    found = one(SHIPPED, away(10, facts, policy="D09"), sep(10))
    by_title = {step.title: step for step in found.steps}
    assert by_title["家访"].status == "done"
    assert by_title["家访"].days == (sep(9), sep(10))
    assert by_title["家访"].note == "2次"
    assert found.next == "第4步 劝学书"
    issue, serve = by_title["劝学书"].items
    assert (issue.text, issue.done, issue.ready) == ("开出《劝学书》", False, True)
    assert (serve.text, serve.done, serve.ready) == ("送达《劝学书》", False, False)


def test_a_paper_can_be_served_once_it_is_issued() -> None:
    facts = [fact("told", sep(9), to="school"), fact("visit", sep(9), mode="家访"),
             fact("issued", sep(10), paper="劝学通知书")]
    found = one(SHIPPED, away(10, facts, policy="D09"), sep(10))
    step = next(step for step in found.steps if step.title == "劝学书")
    assert [item.done for item in step.items] == [True, False]
    assert [item.do for item in step.missing] == ["serve"]
    assert step.missing[0].ready
    assert step.clause is not None
    assert "劝学书" in step.clause.quote


def test_a_return_skips_what_is_left_and_comes_to_the_closure() -> None:
    facts = [fact("visit", sep(9), mode="家访"), fact("told", sep(9), to="school"),
             fact("returned", sep(11))]
    owed = one(SHIPPED, away(10, facts, policy="D09", until=11), sep(11))
    assert "学生辍学家访记录单" in owed.next
    facts.append(fact("issued", sep(11), paper="学生辍学家访记录单"))
    found = one(SHIPPED, away(10, facts, policy="D09", until=11), sep(11))
    by_title = {step.title: step.status for step in found.steps}
    assert by_title["学生辍学报告书"] == "skipped"
    assert by_title["返校"] == "done"
    assert (found.state, by_title["销号"]) == ("returned", "now")


def test_xy24_asks_nothing_daily_until_the_school_sets_its_figures() -> None:
    assert case_list(SHIPPED, calendar(), away(18, policy="XY24"), sep(18)) == []
    own = [OwnFigure("R050/absent.on.absent", "3", sep(1)),
           OwnFigure("R095/notice.on.times", "2", sep(1))]
    found = one(SHIPPED, away(9, policy="XY24", figures=own), sep(9))
    assert found.state == "absent"
    visits = [fact("visit", sep(9), mode="家访", outcome="拒绝"),
              fact("visit", sep(10), mode="家访", outcome="拒绝")]
    found = one(SHIPPED, away(10, visits, policy="XY24", figures=own), sep(10))
    assert "义务教育劝学通知书" in found.next


def test_xy24_waits_a_week_from_the_receipt_for_the_report() -> None:
    facts = [fact("issued", sep(8), paper="劝学通知书"),
             fact("served", sep(9), paper="劝学通知书", to="guardian"),
             fact("visit", sep(9), mode="家访", outcome="拒绝")]
    waiting = one(SHIPPED, away(16, facts, policy="XY24"), sep(16))
    report = next(s for s in waiting.steps if s.title == "义务教育辍学报告书")
    assert (report.status, report.note, report.duties) == (
        "now", "送达后7天（9月16日满）", ())
    found = one(SHIPPED, away(17, facts, policy="XY24"), sep(17))
    assert "义务教育辍学报告书" in found.next
    step = found.steps[found.now or 0]
    assert {item.text for item in step.missing} == {
        "开出《义务教育辍学报告书》", "交到乡镇政府", "交到县教育局"}


def test_the_timeline_tells_the_newest_first() -> None:
    facts = [fact("visit", sep(8), mode="电话", outcome="联系不上", by=("周老师",)),
             fact("visit", sep(9), mode="家访", outcome="拒绝", by=("周老师", "陶老师"))]
    found = one(SHIPPED, away(10, facts, policy="D09"), sep(10))
    assert [(h.day, h.what, h.by) for h in found.timeline] == [
        (sep(9), "家访，拒绝", "周老师、陶老师"), (sep(8), "电话，联系不上", "周老师")]


def test_overdue_cases_come_first() -> None:
    assert view(SILENT, away(9), sep(9)) is None
    found = one(SHIPPED, away(11, policy="D09"), sep(11))
    assert (found.overdue_days, found.due) == (2, sep(9))


@pytest.mark.parametrize(("policy", "binding", "said"), [
    ("D04", "R281/journal", "写周记寄语"), ("D08", "R377/meeting", "召开碰头会"),
    ("D08", "R417/check", "核查“重点生记录”"), ("AH20", "R134/conclude", "查明结论"),
    ("AH20", "R239/assess", "做入学安置评估"), ("GD18", "R252/enter", "录入资助系统"),
    ("XC20", "R304/approve", "批准“联合劝返未返校”"),
    ("GD18", "R020/mark", "在学籍系统标注辍学"), ("AH20", "R145/survey", "做失学辍学摸底"),
])
def test_an_act_is_said_as_one_would(policy: str, binding: str, said: str) -> None:
    bound = SHIPPED.effective(policy).by_name[binding].binding
    assert isinstance(bound, DutyBinding)
    assert ask_of(bound) == said


def test_a_movement_and_a_check_are_called_by_what_they_are() -> None:
    today = sep(16)
    assert fact_line(fact("moved", sep(11), what="转出"), today) == "9月11日转出"
    assert fact_line(fact("checked", sep(3), what="返校排查"), today) == "9月3日返校排查"
    assert fact_line(fact("checked", sep(3)), today) == "9月3日核查或自查"
