"""Ways out of a case, gates, reopening: 转学, 休学, exits A and B, signs, second cases."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policy_samples import book, calendar, clause, fact, profile, pupil, sep, world

from kongchuo_desktop.domain.cases.gates import gates_of
from kongchuo_desktop.domain.cases.views import CaseView, Way, case_list, case_view, signs_of
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import Fact, OwnFigure, Pupil, Span, World
from kongchuo_desktop.domain.policy.book import PolicyBook
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store.policies import load_book

SHIPPED = load_book()
RULES = book(profile(clause('{ is = "rule", rule = "case_opens", value = 3 }')))
GONE = (7, 8, 9, 10, 11, 14, 15, 16, 17, 18)
VISIT = fact("visit", sep(9), mode="家访", outcome="拒绝")
HELD = Span(date(2025, 9, 1))


def made(last: int, facts: Iterable[Fact], *, policy: str = "T", until: int | None = None,
         who: Pupil | None = None, figures: Sequence[OwnFigure] = ()) -> World:
    """Absent from 7 September to day ``last``; registers filed until ``until``."""
    return world(pupils=[who or pupil()], absent={sep(day): "旷课" for day in GONE if day <= last},
                 until=sep(until or last), facts=facts, policy=policy, figures=figures)


def one(policies: PolicyBook, of: World, today: date) -> CaseView:
    (found,) = case_list(policies, calendar(), of, today)
    return found


def way(view: CaseView, name: str) -> Way:
    return next(found for found in view.ways if found.way == name)


def gone_on(day: date) -> Pupil:
    return pupil(enrolled=(Span(date(2025, 9, 1), date(day.year, day.month, day.day - 1)),))


# 转学, 休学 -----------------------------------------------------------------------------------


def test_a_transfer_without_a_gate_ends_the_case_at_once() -> None:
    left = made(11, [VISIT, fact("moved", sep(14), what="转出")], until=16, who=gone_on(sep(14)))
    found = one(RULES, left, sep(16))
    assert (found.state, found.way, found.stage) == ("left", "转学", "已转学，待销号")
    assert way(found, "转学").taken == sep(14)
    assert found.steps[-1].title == "销号"
    assert found.steps[-1].missing[0].ready


def test_a_transfer_waits_for_the_proof_that_the_profile_asks_for() -> None:
    moved = fact("moved", sep(14), what="转出")
    still = one(SHIPPED, made(11, [VISIT, moved], until=16, who=gone_on(sep(14)), policy="D11"),
                sep(16))
    assert still.state == "open"
    transfer = way(still, "转学")
    assert ([item.text for item in transfer.missing], transfer.taken) == (["接收证明"], None)
    proof = fact("attached", sep(16), what="接收证明")
    out = one(SHIPPED, made(11, [VISIT, moved, proof], until=16, who=gone_on(sep(14)),
                            policy="D11"), sep(16))
    assert (out.state, way(out, "转学").taken) == ("left", sep(16))


def test_what_leaving_asks_for_outlives_the_leaving_and_what_was_before_does_not() -> None:
    about = book(profile(
        clause('{ is = "duty", do = "check", each = "pupil", on = { fact = "moved", '
               'what = "其他离校" }, done = { fact = "confirmed", what = "说明" } }', "A"),
        clause('{ is = "duty", do = "visit", each = "pupil", on = { absent = 1, run = true }, '
               'done = { fact = "visit" } }', "B"),
        clause('{ is = "duty", do = "check", each = "pupil", done = { fact = "talked" } }', "C")))
    left = made(9, [fact("moved", sep(10), what="其他离校")], until=16, who=gone_on(sep(10)))
    due = Situation(about, calendar(), left, sep(16)).duties
    assert [d.clause.id for d in due if d.clause] == ["A"]


def test_a_child_out_and_back_is_a_case_of_its_own_when_it_is_missed_again() -> None:
    back = pupil(enrolled=(Span(date(2025, 9, 1), sep(10)), Span(sep(14))))
    facts = [fact("visit", sep(9), mode="家访"), fact("moved", sep(11), what="转出"),
             fact("moved", sep(14), what="转入"), fact("visit", sep(17), mode="家访")]
    again = world(pupils=[back], until=sep(18), facts=facts,
                  absent={sep(d): "旷课" for d in (7, 8, 9, 10, 16, 17, 18)})
    first, second = sorted(case_list(RULES, calendar(), again, sep(18)), key=lambda v: v.number)
    assert (first.state, first.number, first.since, first.again) == ("left", 1, sep(7), False)
    assert (second.state, second.number, second.since, second.again) == ("open", 2, sep(16), True)
    assert {h.day for h in second.timeline} == {sep(17)}


def test_an_unconfirmed_transfer_reads_as_a_dropout_when_its_time_has_run_out() -> None:
    text = profile(clause(
        '{ is = "rule", rule = "counts_as_dropout", if = { fact = "moved", what = "转出" }, '
        'after = "?" },\n{ is = "gate", gate = "转出", all = [{ evidence = "接收证明" }] }'))
    ask = book(text)
    left = [fact("moved", sep(8), what="转出")]
    quiet = made(0, left, until=18, who=gone_on(sep(8)))
    assert case_list(ask, calendar(), quiet, sep(18)) == []
    own = [OwnFigure("C1#0.after", "7", sep(1))]
    asleep = made(0, left, until=15, who=gone_on(sep(8)), figures=own)
    assert case_list(ask, calendar(), asleep, sep(15)) == []
    found = one(ask, made(0, left, until=16, who=gone_on(sep(8)), figures=own), sep(16))
    assert (found.state, found.because) == ("dropout", "转出没有确认，视同辍学")
    proved = [*left, fact("attached", sep(15), what="接收证明")]
    assert case_list(ask, calendar(), made(0, proved, until=16, who=gone_on(sep(8)),
                                           figures=own), sep(16)) == []


def test_a_leaver_whom_nobody_received_stays_with_the_school_it_came_from() -> None:
    facts = [fact("opened", sep(3), state="dropout"), fact("moved", sep(8), what="毕业")]
    left = made(0, facts, until=16, who=gone_on(sep(8)), policy="XY24")
    assert one(SHIPPED, left, sep(16)).state == "dropout"
    asked = {d.clause.id for d in Situation(SHIPPED, calendar(), left, sep(16)).duties
             if d.clause and d.pupil}
    assert asked == {"R123", "R168"}
    facts.append(fact("accepted", sep(15)))
    arrived = made(0, facts, until=16, who=gone_on(sep(8)), policy="XY24")
    assert one(SHIPPED, arrived, sep(16)).state == "left"
    assert not [d for d in Situation(SHIPPED, calendar(), arrived, sep(16)).duties if d.pupil]


@pytest.mark.parametrize(("grade", "offered"), [(1, True), (7, False)])
def test_putting_off_school_is_a_way_only_for_those_who_begin_it(grade: int, offered: bool) -> None:
    child = pupil(grade=grade)
    found = one(SHIPPED, made(11, [VISIT], policy="XY24", who=child), sep(11))
    assert ("延缓入学" in [w.way for w in found.ways]) is offered


@pytest.mark.parametrize(("born", "offered"), [(2010, True), (2011, False)])
def test_too_old_is_a_way_only_from_sixteen_on(born: int, offered: bool) -> None:
    child = replace(pupil(), birth=date(born, 9, 11))
    found = one(RULES, made(11, [VISIT], who=child), sep(11))
    assert ("超龄" in [w.way for w in found.ways]) is offered


# 退出A, 退出B ---------------------------------------------------------------------------------

POOR = pupil(tags=["建档立卡"])


def exit_b(visits: int, *, order: bool = True) -> list[Fact]:
    facts = [fact("opened", sep(9), state="dropout")]
    facts += [fact("visit", sep(9 + i), mode="家访", outcome="拒绝", joint=("青石镇政府",))
              for i in range(visits)]
    report, agreed = (16, 17) if order else (17, 16)
    return [*facts, fact("confirmed", sep(14), what="监护人已履行法定义务"),
            fact("confirmed", sep(14), what="学生本人拒不返校"),
            fact("issued", sep(report), paper="县级书面报告"),
            fact("handed", sep(report), paper="县级书面报告", to="县级扶贫开发工作领导小组"),
            fact("approved", sep(agreed), what="退出B", by="县级扶贫开发工作领导小组")]


@pytest.mark.parametrize("policy", ["XC20", "AH20"])
def test_exit_b_counts_three_joint_visits(policy: str) -> None:
    two = one(SHIPPED, made(18, exit_b(2), policy=policy, who=POOR), sep(18))
    lacking = way(two, "退出B")
    assert two.state == "dropout"
    assert [(i.text, i.detail) for i in lacking.missing] == [
        ("联合劝返3次或判决裁定", "已有2次，还差1次")]
    three = one(SHIPPED, made(18, exit_b(3), policy=policy, who=POOR), sep(18))
    assert (three.state, three.way, way(three, "退出B").taken) == ("exempt", "退出B", sep(17))
    assert three.stage == "已批准退出，在籍与否未定"


def test_a_visit_without_other_units_does_not_count_for_an_exit() -> None:
    facts = [*exit_b(2), fact("visit", sep(15), mode="家访", outcome="拒绝", joint=())]
    alone = one(SHIPPED, made(18, facts, policy="XC20", who=POOR), sep(18))
    assert alone.state == "dropout"


def test_an_exit_is_asked_for_only_of_those_whom_the_clause_names() -> None:
    rich = one(SHIPPED, made(18, exit_b(3), policy="XC20"), sep(18))
    assert rich.state == "dropout"
    assert "退出B" not in [w.way for w in rich.ways]
    silent = one(SHIPPED, made(18, exit_b(3), policy="D09", who=POOR), sep(18))
    assert not {"退出A", "退出B", "延缓入学"} & {w.way for w in silent.ways}


def test_an_approval_before_the_report_is_named_and_does_not_count() -> None:
    turned = one(SHIPPED, made(18, exit_b(3, order=False), policy="XC20", who=POOR), sep(18))
    assert turned.state == "dropout"
    assert way(turned, "退出B").step.note == "先后次序和条文不一样"


def test_what_ended_the_case_ends_its_duties_but_not_what_the_exit_itself_asks() -> None:
    facts = exit_b(3)
    before = made(18, [f for f in facts if f.kind != "approved"], policy="GD20", who=POOR)
    after = made(18, facts, policy="GD20", who=POOR)

    def asked(of: World) -> set[str]:
        return {d.clause.id for d in Situation(SHIPPED, calendar(), of, sep(18)).duties
                if d.clause and d.pupil == "p1"}

    assert {"R115", "R116", "R473"} <= asked(before)
    assert not {"R115", "R116", "R473", "R474"} & asked(after)
    assert {"R456", "R458"} & asked(after)


def test_the_school_says_once_whether_the_child_still_counts() -> None:
    told = one(SHIPPED, made(18, exit_b(3), policy="XC20", who=POOR), sep(18))
    name = way(told, "退出B").ask
    assert name.startswith("R304")
    said = one(SHIPPED, made(18, exit_b(3), policy="XC20", who=POOR,
                             figures=[OwnFigure(name, "out", sep(1))]), sep(18))
    assert said.stage == "已批准退出，不再计在籍"


def test_evidence_has_the_day_on_which_it_was_put_on_file() -> None:
    ordered = book(profile(clause(
        '{ is = "gate", gate = "退出A", all = [{ evidence = "专家意见" }, '
        '{ fact = "approved", what = "退出A" }], order = true }')))
    opened = fact("opened", sep(9), state="dropout")
    first = [opened, fact("attached", sep(10), what="专家意见"),
             fact("approved", sep(14), what="退出A")]
    assert one(ordered, made(18, first), sep(18)).state == "exempt"
    late = [opened, fact("attached", sep(15), what="专家意见"),
            fact("approved", sep(14), what="退出A")]
    assert one(ordered, made(18, late), sep(18)).state == "dropout"


# 反复辍学 ------------------------------------------------------------------------------------


def test_two_cases_of_one_pupil_are_numbered_and_both_readable() -> None:
    facts = [VISIT, fact("returned", sep(11)), fact("closed", sep(14), why="复学"),
             fact("visit", sep(23), mode="家访", outcome="拒绝")]
    two = world(absent={sep(d): "旷课" for d in (7, 8, 9, 21, 22, 23)}, until=sep(23), facts=facts)
    (again,) = case_list(RULES, calendar(), two, sep(23))
    (first,) = case_list(RULES, calendar(), two, sep(23), closed=True)
    assert (again.number, again.again, again.since) == (2, True, sep(21))
    assert (first.number, first.stage, first.way) == (1, "已销号（复学）", "复学")
    assert [h.day for h in first.timeline] == [sep(14), sep(11), sep(9)]
    assert next(s for s in first.steps if s.title == "返校").days == (sep(11),)
    assert first.id != again.id


def test_after_an_exit_for_good_absence_alone_opens_no_new_case() -> None:
    closed = fact("closed", sep(11), why="超龄")
    stays = made(18, [VISIT, closed, fact("visit", sep(15), mode="家访")])
    assert case_list(RULES, calendar(), stays, sep(18)) == []
    (gone,) = case_list(RULES, calendar(), stays, sep(18), closed=True)
    assert gone.stage == "已销号（超龄）"


def test_a_mark_corrected_three_weeks_later_takes_its_case_away() -> None:
    absent = {sep(d): "旷课" for d in (7, 8, 9)}
    wrong = world(absent=absent, until=sep(9))
    assert one(RULES, wrong, sep(9)).state == "absent"
    right = world(absent={**absent, sep(8): "出勤"}, until=sep(29), late={sep(8): sep(29)})
    assert case_list(RULES, calendar(), right, sep(29)) == []
    acted = world(absent={**absent, sep(8): "出勤"}, until=sep(29), facts=[VISIT],
                  late={sep(8): sep(29)})
    assert one(RULES, acted, sep(29)).since == sep(9)


# 苗头 ----------------------------------------------------------------------------------------


def signs(policies: PolicyBook, of: World, today: date) -> list[CaseView]:
    return signs_of(Situation(policies, calendar(), of, today))


def test_a_sign_is_a_case_only_where_the_profile_asks_for_something_about_it() -> None:
    facts = [fact("sign", sep(8), what="厌学")]
    assert signs(RULES, made(0, facts, until=9), sep(9)) == []
    (found,) = signs(SHIPPED, made(0, facts, until=9, policy="D07"), sep(9))
    assert (found.state, found.stage, found.since) == ("sign", "有苗头", sep(8))
    assert [s.title for s in found.steps] == ["发现苗头", "家访", "销号"]
    assert found.steps[1].duties
    gone = [*facts, fact("closed", sep(9), why="苗头消除")]
    assert signs(SHIPPED, made(0, gone, until=9, policy="D07"), sep(9)) == []


def test_a_key_pupil_is_one_where_the_profile_visits_them() -> None:
    key = pupil(tags=["重点生"])
    assert signs(SHIPPED, made(0, [], until=9, policy="D09", who=key), sep(9)) == []
    (found,) = signs(SHIPPED, made(0, [], until=9, policy="D08", who=key), sep(9))
    assert found.steps[0].title == "列为重点生"


def test_a_sign_is_the_first_step_of_the_case_that_follows() -> None:
    facts = [fact("sign", sep(3), what="厌学"), VISIT]
    missed = made(11, facts, policy="D07")
    assert signs(SHIPPED, missed, sep(11)) == []
    found = one(SHIPPED, missed, sep(11))
    assert [s.title for s in found.steps[:2]] == ["发现苗头", "发现缺勤"]
    assert found.since == sep(7)


# how far it has come ---------------------------------------------------------------------------

LADDER = [
    ("劝返第1次", VISIT),
    ("《义务教育劝学通知书》已开出", fact("issued", sep(9), paper="劝学通知书")),
    ("《义务教育劝学通知书》已送达", fact("served", sep(10), paper="劝学通知书", to="guardian")),
    ("《义务教育辍学报告书》已交乡镇政府",
     fact("handed", sep(18), paper="辍学报告书", to="township")),
    ("《义务教育辍学报告书》已签收", fact("signed", sep(18), paper="辍学报告书", to="township")),
]


@pytest.mark.parametrize("reached", range(len(LADDER)))
def test_the_stage_is_the_furthest_rung_that_a_fact_reached(reached: int) -> None:
    facts = [f for _, f in LADDER[:reached + 1]]
    today = 18 if reached > 2 else 16
    found = one(SHIPPED, made(today, facts, policy="XY24"), sep(today))
    assert found.stage == LADDER[reached][0]


def test_a_limit_that_has_run_out_is_said() -> None:
    facts = [f for _, f in LADDER[:3]]
    found = one(SHIPPED, made(18, facts, policy="XY24"), sep(18))
    assert found.stage == "《义务教育劝学通知书》限期已满"


@settings(deadline=None, max_examples=40)
@given(st.permutations(LADDER[1:]), st.integers(0, len(LADDER) - 1))
def test_facts_written_in_any_order_make_the_same_case(
    order: list[tuple[str, Fact]], count: int
) -> None:
    chosen = [VISIT, *(f for _, f in order[:count])]
    listed = one(SHIPPED, made(18, chosen, policy="XY24"), sep(18))
    turned = one(SHIPPED, made(18, chosen[::-1], policy="XY24"), sep(18))
    assert (listed.stage, listed.state, listed.steps) == (turned.stage, turned.state, turned.steps)


# the rest of the rules -------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "met"), [("yes", True), ("no", False)])
def test_whether_a_call_counts_as_a_visit_is_the_profile_s_to_say(said: str, met: bool) -> None:
    rule = book(profile(
        clause('{ is = "duty", do = "visit", each = "pupil", on = { absent = 1, run = true }, '
               'done = { fact = "visit", mode = "home" } }', "A"),
        clause(f'{{ is = "rule", rule = "call_counts_as_visit", value = "{said}" }}', "B")))
    called = made(8, [fact("visit", sep(8), mode="电话", outcome="拒绝")])
    due = [d for d in Situation(rule, calendar(), called, sep(8)).duties if d.clause]
    assert (due == []) is met


def test_a_dropout_by_a_notice_that_ran_out() -> None:
    rule = book(profile(clause(
        '{ is = "rule", rule = "is_dropout", on = { fact = "served", paper = "劝学通知书" }, '
        'after = "7 days" }')))
    served = fact("served", sep(8), paper="劝学通知书", to="guardian")
    waiting = made(14, [VISIT, served], until=14)
    assert one(rule, waiting, sep(14)).state == "open"
    over = made(15, [VISIT, served], until=15)
    assert one(rule, over, sep(15)).state == "dropout"
    back = made(10, [VISIT, served], until=18)
    assert one(rule, back, sep(18)).state == "returned"


def test_gates_of_the_profile_name_what_is_missing() -> None:
    nine = pupil(grade=9)
    now = Situation(SHIPPED, calendar(), made(0, [], until=9, policy="XY24", who=nine), sep(9))
    (diploma,) = gates_of(now.judge, now.judge.subject(nine), "毕业证书")
    assert "初三一模" in diploma.warning
    assert diploma.clause.id == "R202"
    assert gates_of(now.judge, now.judge.subject(pupil(grade=7)), "毕业证书") == ()


def test_a_rule_s_word_that_nobody_knows_is_refused() -> None:
    with pytest.raises(KnownError, match="maybe"):
        book(profile(clause(
            '{ is = "rule", rule = "call_counts_as_visit", value = "maybe" }')))


def test_a_holiday_in_the_middle_neither_counts_nor_ends_the_case() -> None:
    off = [sep(9), sep(10), sep(11)]
    made_ = world(absent={sep(d): "旷课" for d in (7, 8, 14)}, until=sep(14), off=off)
    (found,) = case_list(RULES, calendar(off), made_, sep(14))
    assert (found.state, found.since, found.streak) == ("absent", sep(7), 3)


def test_what_the_township_did_is_told_with_its_scan() -> None:
    facts = [fact("opened", sep(9), state="dropout"),
             fact("served", sep(14), paper="辍学生返校通知书", to="guardian", scan=True)]
    found = one(SHIPPED, made(16, facts, policy="D08"), sep(16))
    step = next(s for s in found.steps if s.watch and s.days)
    assert step.items[-1].detail == "9月14日送达《辍学生返校通知书》，有扫描件"
    assert found.stage == "乡镇政府《辍学生返校通知书》已送达"


def test_what_is_waited_for_is_named_each_act_with_the_duty_that_it_ends() -> None:
    facts = [fact("opened", sep(9), state="dropout")]
    found = one(SHIPPED, made(16, facts, policy="D08"), sep(16))
    step = next(s for s in found.steps if s.watch and s.duties)
    waiting = [item for item in step.items if item.binding]
    assert [item.text for item in waiting] == ["乡镇政府：送达《辍学生返校通知书》"]
    assert {item.binding for item in waiting} == {duty.binding for duty in step.duties}
    later = [i for s in found.steps for i in s.items if i.binding and not s.duties]
    assert later
    assert not any(item.ready for item in later)


def test_the_step_of_others_is_the_current_one_only_while_it_is_waited_for() -> None:
    opened = [fact("opened", sep(9), state="dropout")]
    waiting = one(SHIPPED, made(16, opened, policy="D08"), sep(16))
    assert waiting.next == "第2步 辍学生返校通知书：乡镇政府办理"
    unasked = one(SHIPPED, made(16, [fact("opened", sep(9))], policy="D08"), sep(16))
    assert unasked.next == "第3步 报告乡镇政府"


def test_a_case_goes_on_over_the_year_s_end() -> None:
    opened = Fact("o", "opened", date(2026, 12, 21), date(2026, 12, 21), pupil="p1",
                  fields={"state": "dropout"})
    made_ = world(until=date(2027, 1, 5), facts=[opened])
    found = case_view(RULES, calendar(), made_, date(2027, 1, 5), "p1")
    assert found is not None
    assert (found.state, found.since) == ("dropout", date(2026, 12, 21))
