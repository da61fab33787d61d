"""Duties from facts, calendar and profile: triggers, patience, deadlines, discharge (§3, §6)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from policy_samples import START, book, calendar, clause, fact, profile, pupil, sep, world

from kongchuo_desktop.domain.duties.situation import Duty, Situation, duties, lines
from kongchuo_desktop.domain.facts import Fact, OwnFigure, PolicyUse, Span, World
from kongchuo_desktop.domain.policy.book import PolicyBook

VISIT = ('{ is = "duty", key = "v", do = "visit", on = { absent = 3, unit = "day", run = true }, '
         'within = "0 days", unless = { returned = true }, done = { fact = "visit" } }')
REPORT = ('{ is = "duty", key = "r", do = "paper", each = "case", on = { fact = "served", '
          'paper = "劝学通知书", to = "guardian" }, after = "7 days", '
          'unless = { returned = true }, within = "3 days", paper = "辍学报告书", '
          'done = { fact = "handed", paper = "辍学报告书", to = "township" } }')
GONE = {sep(day): "旷课" for day in (7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 21, 22, 23, 24, 25)}


def due(bind: str | PolicyBook, made: World, today: date, off: Iterable[date] = ()) -> list[Duty]:
    """What a profile of one clause asks for; the program's own lines left out."""
    policies = bind if isinstance(bind, PolicyBook) else book(profile(clause(bind)))
    return [d for d in duties(policies, calendar(off), made, today) if d.clause]


def until(last: date) -> dict[date, str]:
    return {day: kind for day, kind in GONE.items() if day <= last}


def test_a_visit_falls_due_on_the_third_day_and_says_why() -> None:
    (duty,) = due(VISIT, world(absent=until(sep(9)), until=sep(9)), sep(9))
    assert duty.sentence == "连续旷课3天 · 应当天家访"
    assert (duty.due, duty.overdue_days, duty.group) == (sep(9), 0, "today")
    assert duty.clause is not None
    assert (duty.clause.policy, duty.clause.id, duty.clause.quote) == ("T", "C1", "条文")
    assert ("最晚", "9月9日（三）") in duty.trace


def test_the_day_after_it_is_late() -> None:
    (duty,) = due(VISIT, world(absent=until(sep(11)), until=sep(11)), sep(11))
    assert (duty.overdue_days, duty.group) == (2, "overdue")
    assert duty.reason == "连续旷课5天"


def test_what_was_recorded_late_is_late_from_that_day() -> None:
    made = world(absent=until(sep(9)), until=sep(9), late={sep(9): sep(16)})
    (duty,) = due(VISIT, made, sep(17))
    assert (duty.due, duty.overdue_days) == (sep(9), 1)


def test_a_visit_during_the_run_discharges_it() -> None:
    made = world(absent=until(sep(9)), until=sep(9),
                 facts=[fact("visit", sep(8), mode="家访", outcome="拒绝")])
    assert due(VISIT, made, sep(9)) == []


def test_a_visit_before_the_run_does_not() -> None:
    made = world(absent=until(sep(9)), until=sep(9),
                 facts=[fact("visit", sep(4), mode="家访", outcome="同意")])
    assert len(due(VISIT, made, sep(9))) == 1


def test_a_child_that_is_back_ends_the_duty() -> None:
    assert due(VISIT, world(absent=until(sep(9)), until=sep(10)), sep(10)) == []


def test_the_id_does_not_change_from_day_to_day() -> None:
    ids = {due(VISIT, world(absent=until(sep(day)), until=sep(day)), sep(day))[0].id
           for day in (9, 10, 11)}
    assert ids == {"T:C1/v:p1:2026-09-09"}


def test_an_unset_threshold_sleeps_until_the_school_sets_it() -> None:
    bind = VISIT.replace("absent = 3", 'absent = "?"')
    made = world(absent=until(sep(9)), until=sep(9))
    assert due(bind, made, sep(9)) == []
    own = replace(made, figures=(OwnFigure("C1/v.on.absent", "2", sep(9)),))
    (duty,) = due(bind, own, sep(9))
    assert (duty.origin, duty.since) == ("own", sep(8))


def test_a_reading_works_and_is_marked() -> None:
    (duty,) = due(VISIT.replace("absent = 3", 'absent = "?3"'),
                  world(absent=until(sep(9)), until=sep(9)), sep(9))
    assert duty.origin == "reading"


def test_the_clock_runs_from_the_receipt_not_from_the_issue() -> None:
    issued = fact("issued", sep(7), paper="劝学通知书")
    served = fact("served", sep(10), paper="义务教育劝学通知书", to="王某")
    absent = until(sep(25))
    made = world(absent=absent, until=sep(25), facts=[issued])
    assert due(REPORT, made, sep(25)) == []
    made = world(absent=absent, until=sep(25), facts=[issued, served])
    assert due(REPORT, made, sep(17)) == []
    (duty,) = due(REPORT, made, sep(18))
    assert (duty.since, duty.due, duty.overdue_days) == (sep(10), sep(21), 0)
    assert duty.reason == "9月10日送达《劝学通知书》，满7天未返校"
    (late,) = due(REPORT, made, sep(23))
    assert late.overdue_days == 2


def test_a_return_stops_the_clock() -> None:
    served, back = fact("served", sep(10), paper="劝学通知书"), fact("returned", sep(15))
    made = world(absent=until(sep(11)), until=sep(11), facts=[served])
    assert len(due(REPORT, made, sep(23))) == 1
    assert due(REPORT, replace(made, facts=(served, back)), sep(23)) == []


def test_a_return_that_the_registers_contradict_does_not() -> None:
    served, back = fact("served", sep(10), paper="劝学通知书"), fact("returned", sep(15))
    made = world(absent=until(sep(25)), until=sep(25), facts=[served, back])
    assert len(due(REPORT, made, sep(23))) == 1


def test_being_seen_in_class_holds_the_clock_only_as_long_as_it_lasts() -> None:
    served = fact("served", sep(10), paper="劝学通知书")
    absent = {**until(sep(11)), sep(17): "旷课", sep(18): "旷课"}
    made = world(absent=absent, until=sep(18), facts=[served])
    assert due(REPORT, replace(made, registers=[r for r in made.registers if r.day < sep(17)]),
               sep(18)) == []
    assert len(due(REPORT, made, sep(18))) == 1


def test_a_child_that_was_never_away_cannot_have_returned() -> None:
    bind = ('{ is = "duty", key = "s", do = "visit", on = { fact = "sign" }, '
            'unless = { returned = true }, done = { fact = "visit" } }')
    assert len(due(bind, world(until=sep(18), facts=[fact("sign", sep(8))]), sep(18))) == 1


def test_two_addressees_are_two_facts() -> None:
    bind = REPORT.replace('done = { fact = "handed", paper = "辍学报告书", to = "township" }',
                          'to = ["township", "county"], done = { fact = "handed", '
                          'paper = "辍学报告书" }')
    served = fact("served", sep(10), paper="劝学通知书")
    one = fact("handed", sep(18), paper="辍学报告书", to="township")
    two = fact("handed", sep(19), paper="辍学报告书", to="教育局")
    absent = until(sep(25))
    (duty,) = due(bind, world(absent=absent, until=sep(25), facts=[served, one]), sep(21))
    assert duty.missing == ("交到《辍学报告书》（县教育局）",)
    assert due(bind, world(absent=absent, until=sep(25), facts=[served, one, two]), sep(21)) == []


def test_a_need_that_is_missing_is_named_and_the_duty_stands() -> None:
    bind = VISIT.replace('do = "visit"', 'do = "paper", paper = "劝学通知书", needs = '
                         '{ fact = "visit", mode = "home", times = ">= 2" }').replace(
        'done = { fact = "visit" }', 'done = { fact = "issued", paper = "劝学通知书" }')
    one = fact("visit", sep(8), mode="家访", outcome="拒绝")
    (duty,) = due(bind, world(absent=until(sep(9)), until=sep(9), facts=[one]), sep(9))
    assert duty.missing == ("家访2次",)
    two = fact("visit", sep(9), mode="home", outcome="不在家")
    (duty,) = due(bind, world(absent=until(sep(9)), until=sep(9), facts=[one, two]), sep(9))
    assert duty.missing == ()


def test_what_others_must_do_is_awaited_and_never_late() -> None:
    bind = REPORT.replace('is = "duty"', 'is = "watch", who = "township"')
    served = fact("served", sep(10), paper="劝学通知书")
    made = world(absent=until(sep(25)), until=sep(25), facts=[served])
    (duty,) = due(bind, made, sep(25))
    assert (duty.watch, duty.overdue_days, duty.group) == (True, 0, "undated")
    assert duty.ask.startswith("等乡镇政府办理")


def test_repeated_failures_start_a_duty_on_the_last_of_them() -> None:
    bind = ('{ is = "duty", key = "n", do = "paper", each = "case", paper = "劝学通知书", '
            'on = { fact = "visit", result = ["failed", "unreachable"], times = ">= 2", '
            'since = "case" }, within = "2 days", done = { fact = "issued", '
            'paper = "劝学通知书" } }')
    failed = [fact("visit", sep(8), mode="家访", outcome="拒绝"),
              fact("visit", sep(9), mode="家访", outcome="同意"),
              fact("visit", sep(10), mode="电话", outcome="联系不上")]
    made = world(absent=until(sep(11)), until=sep(11), facts=failed[:2])
    assert due(bind, made, sep(11)) == []
    (duty,) = due(bind, world(absent=until(sep(11)), until=sep(11), facts=failed), sep(11))
    assert (duty.since, duty.due) == (sep(10), sep(12))


def test_met_waits_for_the_day_another_binding_was_met() -> None:
    both = VISIT + ",\n" + (
        '{ is = "duty", key = "w", do = "tell", each = "pupil", on = { met = "C1/v" }, '
        'within = "1 days", done = { fact = "told", to = "school" } }')
    absent = until(sep(11))
    assert [d.binding for d in due(both, world(absent=absent, until=sep(11)), sep(11))] == ["C1/v"]
    visited = world(absent=absent, until=sep(11), facts=[fact("visit", sep(10), mode="家访")])
    (duty,) = due(both, visited, sep(11))
    assert (duty.binding, duty.since, duty.due) == ("C1/w", sep(10), sep(11))
    told = fact("told", sep(11), to="principal")
    assert due(both, replace(visited, facts=(*visited.facts, told)), sep(11)) == []


def test_the_limit_of_a_paper_is_the_patience() -> None:
    bind = REPORT.replace('after = "7 days"', 'after = "limit"')
    served = fact("served", sep(8), paper="劝学通知书")
    issued = fact("issued", sep(7), paper="劝学通知书", limit="2026-09-16")
    absent = until(sep(25))
    assert due(bind, world(absent=absent, until=sep(25), facts=[served]), sep(25)) == []
    made = world(absent=absent, until=sep(25), facts=[issued, served])
    assert due(bind, made, sep(16)) == []
    assert len(due(bind, made, sep(17))) == 1


WEEKLY = ('{ is = "duty", key = "s", do = "session", each = "pupil", every = "week", '
          'if = { placement = "送教上门" }, done = { fact = "session" } }')


def home(enrolled: tuple[Span, ...] = ()) -> World:
    return world(pupils=[pupil(placement="送教上门", enrolled=enrolled)], until=sep(30))


def test_a_weekly_duty_is_due_on_the_last_school_day_of_the_week() -> None:
    (duty,) = due(WEEKLY, home(), sep(16))
    assert (duty.due, duty.group) == (sep(18), "week")
    assert duty.sentence == "送教上门学生，本周还没办，以前缺2次 · 应每周送教1次"
    (friday_off,) = due(WEEKLY, home(), sep(16), off=[sep(18)])
    assert friday_off.due == sep(17)


def test_a_weekly_duty_is_done_once_a_week_and_missed_weeks_are_counted() -> None:
    made = home()
    done = replace(made, facts=(fact("session", sep(8)), fact("session", sep(15))))
    assert due(WEEKLY, done, sep(16)) == []
    (next_week,) = due(WEEKLY, done, sep(21))
    assert next_week.missed == 1


def test_a_week_without_school_days_owes_nothing() -> None:
    off = [sep(day) for day in range(14, 19)]
    assert due(WEEKLY, home(), sep(16), off=off) == []


@pytest.mark.parametrize(("joined", "owed"), [(sep(14), True), (sep(15), False)])
def test_a_pupil_owes_for_a_period_only_if_there_on_its_first_school_day(joined: date,
                                                                         owed: bool) -> None:
    assert bool(due(WEEKLY, home((Span(joined),)), sep(16))) is owed


def test_a_pupil_that_has_left_owes_nothing() -> None:
    assert due(WEEKLY, home((Span(START, sep(15)),)), sep(16)) == []


RETURN = ('{ is = "duty", key = "m", do = "return", each = "school", every = "month", '
          'done = { fact = "filed", what = "月报", to = "county" }, paper = "月报" }')


def test_a_monthly_return_can_be_filed_after_its_month() -> None:
    made = world(until=date(2026, 10, 9))
    (duty,) = due(RETURN, made, date(2026, 10, 9))
    assert (duty.due, duty.overdue_days, duty.missed) == (sep(30), 9, 1)
    assert duty.sentence == "9月没办 · 应补上：向县教育局报送月报"
    filed = fact("filed", date(2026, 10, 8), pupil=None, what="月报", to="county",
                 period="2026-09")
    (october,) = due(RETURN, replace(made, facts=(filed,)), date(2026, 10, 9))
    assert (october.due, october.missed) == (date(2026, 10, 30), 0)


def test_only_the_named_months_owe() -> None:
    bind = ('{ is = "duty", key = "c", do = "campaign", each = "school", every = "month", '
            'months = ["03", "09"], done = { fact = "campaign" } }')
    assert len(due(bind, world(until=sep(16)), sep(16))) == 1
    assert due(bind, world(until=date(2026, 10, 9)), date(2026, 10, 9)) == []


def test_by_is_a_date_of_every_year() -> None:
    bind = ('{ is = "duty", key = "y", do = "return", each = "school", every = "school_year", '
            'by = "09-30", done = { fact = "filed", what = "台账资料" } }')
    (duty,) = due(bind, world(until=sep(16)), sep(16))
    assert duty.due == sep(30)
    (late,) = due(bind, world(until=date(2026, 10, 9)), date(2026, 10, 9))
    assert late.overdue_days == 9


def test_nothing_is_due_for_days_before_the_first_register() -> None:
    bind = ('{ is = "duty", key = "o", do = "check", each = "school", '
            'on = { calendar = "term_start" }, within = "7 days", done = { fact = "checked" } }')
    assert len(due(bind, world(until=sep(25)), sep(25))) == 1
    assert due(bind, world(since=sep(21), until=sep(25)), sep(25)) == []
    assert due(RETURN, world(since=date(2026, 10, 1), until=date(2026, 10, 9)),
               date(2026, 10, 9))[0].missed == 0


def test_a_month_with_a_dropout_owes_the_report_of_any_of_its_days() -> None:
    bind = RETURN.replace('every = "month"', 'every = "month", if = { any_case = "dropout" }')
    assert due(bind, world(until=sep(25)), sep(25)) == []
    found = fact("confirmed", sep(10), what="辍学")
    assert len(due(bind, world(until=sep(25), facts=[found]), sep(25))) == 1
    closed = [found, fact("closed", sep(22))]
    assert len(due(bind, world(until=sep(25), facts=closed), sep(25))) == 1


def test_a_started_clock_runs_to_its_end_under_the_old_profile() -> None:
    old, new = profile(clause(VISIT, "A1"), name="A"), profile(clause(VISIT, "B1"), name="B")
    uses = (PolicyUse("A", START), PolicyUse("B", sep(14)))
    made = replace(world(absent=until(sep(16)), until=sep(16)), uses=uses)
    assert [d.binding for d in due(book(old, new), made, sep(16))] == ["A1/v"]
    later = {day: kind for day, kind in GONE.items() if day >= sep(14)}
    made = replace(world(absent=later, until=sep(25)), uses=uses)
    assert [d.binding for d in due(book(old, new), made, sep(25))] == ["B1/v"]


def test_two_windows_of_a_composite_both_run() -> None:
    one, two = (profile(clause(
        f'{{ is = "duty", key = "o", do = "check", each = "school", on = {{ calendar = '
        f'"term_start" }}, within = "{n} weeks", done = {{ fact = "checked", what = "{n}" }} }}',
        f"{name}1"), name=name) for n, name in ((1, "A"), (2, "B")))
    made = book(one, two, profile(top='extends = ["A", "B"]'))
    assert [d.due for d in due(made, world(until=sep(4)), sep(4))] == [sep(8), sep(15)]


def test_a_register_that_is_not_taken_is_the_programs_own_line() -> None:
    made = world(until=sep(16), unfiled=[sep(16), sep(14)])
    found = [d for d in duties(book(profile()), calendar(), made, sep(16)) if not d.clause]
    assert [(d.group, d.reason) for d in found] == [
        ("overdue", "9月14日没有点名"), ("today", "考勤还没有提交")]
    assert duties(book(profile()), calendar(), made, sep(19))[0].due == sep(14)


def test_a_slip_is_owed_after_leave_by_telephone_once_the_child_is_back() -> None:
    leave = fact("leave", sep(8), until="2026-09-09", by_phone=True)
    policies = book(profile())

    def slips(facts: list[Fact], today: date) -> list[Duty]:
        made = world(absent={sep(8): "病假", sep(9): "病假"}, until=today, facts=facts)
        return [d for d in duties(policies, calendar(), made, today) if d.do == "slip"]

    assert slips([leave], sep(8)) == []
    assert [d.reason for d in slips([leave], sep(10))] == ["9月8日电话请假"]
    assert slips([leave, fact("slip", sep(10))], sep(10)) == []


def test_duties_of_one_pupil_with_the_same_button_are_one_line() -> None:
    two = book(profile(clause(VISIT, "C1"), clause(VISIT.replace("0 days", "2 days"), "C2")))
    found = [d for d in duties(two, calendar(), world(absent=until(sep(9)), until=sep(9)), sep(9))
             if d.clause]
    (line,) = lines(found)
    assert line.first.binding == "C1/v"
    assert [d.binding for d in line.others] == ["C2/v"]


def test_the_order_does_not_depend_on_the_order_of_facts() -> None:
    people = [pupil(f"p{n}") for n in range(1, 5)]
    made = world(pupils=people, until=sep(18))
    marks = [replace(m, pupil=p.id) for p in people
             for m in world(absent=until(sep(9)), until=sep(9)).marks]
    registers = [replace(r, absent=frozenset(p.id for p in people) if r.day in until(sep(9))
                         else frozenset()) for r in made.registers if r.day <= sep(9)]
    one = replace(made, marks=marks, registers=registers)
    other = replace(made, marks=marks[::-1], registers=registers[::-1])
    policies = book(profile(clause(VISIT)))
    assert duties(policies, calendar(), one, sep(11)) == duties(policies, calendar(), other,
                                                                sep(11))


@pytest.mark.parametrize(("asked", "owed"), [
    ('{ tag = "留守" }', True), ('{ tag = "残疾" }', False), ('{ group = "focus" }', True),
    ('{ grade = 7 }', True), ('{ grade = 8 }', False), ('{ grade = [7, 8] }', True),
    ('{ stage = "junior" }', True), ('{ age = ">= 13" }', True), ('{ age = ">= 14" }', False),
    ('{ all = [{ age = ">= 6" }, { age = "<= 15" }] }', True),
    ('{ any = [{ tag = "残疾" }, { tag = "留守" }] }', True),
    ('{ not = { tag = "留守" } }', False), ('{ placement = "特校" }', False),
    ('{ has = ["cause"] }', True), ('{ cause = "外出打工" }', True), ('{ cause = "厌学" }', False),
    ('{ state = "open" }', True), ('{ state = ["dropout", "suspected"] }', False),
    ('{ evidence = "诊断证明" }', True), ('{ evidence = "残疾证" }', False),
    ('{ each = "case", has = ["cause", "whereabouts"] }', False),
    ('{ boarding = true }', False), ('{ tag = "留守", age = ">= ?" }', False),
])
def test_whom_a_duty_concerns(asked: str, owed: bool) -> None:
    group = '{ is = "group", group = "focus", tags = ["留守"] },'
    bind = VISIT.replace('do = "visit"', f'do = "visit", if = {asked}').replace(
        "{ fact = \"visit\" }", "{ fact = \"visit\", mode = \"home\", joint = true }")
    facts = [fact("visit", sep(8), mode="家访", cause="务工"),
             fact("attached", sep(8), what="医学诊断证明")]
    made = world(pupils=[pupil(tags=["留守"])], absent=until(sep(9)), until=sep(9), facts=facts)
    assert bool(due(f"{group}\n{bind}", made, sep(9))) is owed


@pytest.mark.parametrize(("asked", "joint", "done"), [
    ("true", ("村委会",), True), ("true", (), False), ('"township"', ("乡镇政府",), True),
    ('["township", "village"]', ("村委会",), True), ('"township"', ("村委会",), False),
])
def test_a_joint_visit_is_one_with_the_units_asked_for(asked: str, joint: tuple[str, ...],
                                                       done: bool) -> None:
    bind = VISIT.replace('{ fact = "visit" }', f'{{ fact = "visit", joint = {asked} }}')
    visit = fact("visit", sep(9), mode="家访", joint=joint)
    made = world(absent=until(sep(9)), until=sep(9), facts=[visit])
    assert (due(bind, made, sep(9)) == []) is done


def test_a_return_must_carry_all_that_is_asked_for() -> None:
    bind = RETURN.replace('to = "county"', 'to = "county", with = ["seal", "head_signature"]')

    def open_with(*papers: str) -> bool:
        filed = replace(fact("filed", sep(20), pupil=None), fields={
            "what": "月报", "to": "普教科", "with": papers})
        return bool(due(bind, world(until=sep(25), facts=[filed]), sep(25)))

    assert open_with("seal")
    assert not open_with("seal", "head_signature")


@given(st.sets(st.sampled_from(sorted(GONE))), st.sampled_from(sorted(GONE)))
def test_being_seen_last_never_creates_a_duty(missed: set[date], today: date) -> None:
    """The register of the day says present instead of absent: nothing new may fall due."""
    absent = {day: "旷课" for day in missed | {today} if day <= today}
    seen = {day: kind for day, kind in absent.items() if day != today}
    policies = book(profile(clause(VISIT), clause(REPORT, "C2")))
    before = {d.id for d in due(policies, world(absent=absent, until=today), today)}
    after = {d.id for d in due(policies, world(absent=seen, until=today), today)}
    assert after <= before


@given(st.integers(0, 20), st.integers(0, 20))
def test_lateness_counts_from_the_later_of_due_and_recorded(delay: int, wait: int) -> None:
    served = fact("served", sep(1), paper="劝学通知书", recorded=sep(1) + timedelta(days=delay))
    today = date(2026, 10, 9)
    made = world(absent=until(sep(25)), until=sep(25), facts=[served])
    bind = REPORT.replace("3 days", f"{wait} days")
    arises = sep(9)
    deadline = arises + timedelta(days=wait)
    (duty,) = due(bind, made, today)
    assert duty.due == deadline
    late = (today - max(deadline, served.recorded)).days
    assert duty.overdue_days == max(0, late)


def test_the_streak_of_a_pupil_is_at_hand() -> None:
    made = world(absent=until(sep(10)), until=sep(10))
    run = Situation(book(profile()), calendar(), made, sep(10)).streak("p1")
    assert run is not None
    assert len(run.days) == 4
