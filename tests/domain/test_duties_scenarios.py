"""Stories of a school year: holidays, corrections, coming and going, limits, a new profile."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policy_samples import START, book, clause, fact, profile, pupil, sep, weekdays, world

from kongchuo_desktop.domain.calendar import SchoolCalendar, TermDates
from kongchuo_desktop.domain.duties.situation import Duty, Situation
from kongchuo_desktop.domain.facts import Fact, Mark, PolicyUse, Register, Span, World
from kongchuo_desktop.domain.policy.book import PolicyBook

YEAR_2026 = SchoolCalendar()
"""25 to 27 September and 1 to 7 October off; Sunday 20 September is a school day."""
VISIT = ('{ is = "duty", key = "v", do = "visit", on = { absent = 3, unit = "day", run = true }, '
         'within = "2 days", unless = { returned = true }, done = { fact = "visit" } }')
REPORT = ('{ is = "duty", key = "r", do = "paper", each = "case", on = { fact = "served", '
          'paper = "劝学通知书", to = "guardian" }, after = "7 days", '
          'unless = { returned = true }, within = "3 days", paper = "辍学报告书", '
          'done = { fact = "handed", paper = "辍学报告书", to = "township" } }')
START_OF_TERM = ('{ is = "duty", key = "s", do = "check", each = "school", '
                 'on = { calendar = "term_start" }, within = "7 days", '
                 'done = { fact = "checked", what = "返校" } }')


def known(today: date, away: Mapping[date, str], *, facts: Iterable[Fact] = (),
          enrolled: tuple[Span, ...] = (Span(date(2025, 9, 1)),),
          recorded: Mapping[date, date] | None = None,
          calendar: SchoolCalendar = YEAR_2026) -> World:
    """One child whose class filed on every school day since 1 September."""
    late = recorded or {}
    filed = calendar.school_days(START, today)
    return replace(
        world(pupils=[pupil(enrolled=enrolled)], until=START, facts=facts),
        registers=[Register("c1", day, "全天", frozenset({"p1"} if day in away else ()), 1, day)
                   for day in filed],
        marks=[Mark("p1", day, "全天", kind, late.get(day, day)) for day, kind in away.items()])


def on(made: World, today: date, bind: str | PolicyBook = VISIT,
       calendar: SchoolCalendar = YEAR_2026) -> Situation:
    policies = bind if isinstance(bind, PolicyBook) else book(profile(clause(bind)))
    return Situation(policies, calendar, made, today)


def due(found: Situation) -> list[Duty]:
    return [duty for duty in found.duties if duty.clause]


def truant(*days: date) -> dict[date, str]:
    return dict.fromkeys(days, "旷课")


def oct_(day: int) -> date:
    return date(2026, 10, day)


def test_a_holiday_in_the_middle_neither_counts_nor_breaks() -> None:
    away = truant(sep(29), sep(30), oct_(8))
    assert due(on(known(sep(30), truant(sep(29), sep(30))), sep(30))) == []
    (duty,) = due(on(known(oct_(8), away), oct_(8)))
    assert (duty.since, duty.due, duty.reason) == (oct_(8), oct_(10), "连续旷课3天")


def test_a_sunday_made_up_counts() -> None:
    made = known(sep(21), truant(sep(18), sep(20), sep(21)))
    (duty,) = due(on(made, sep(21)))
    assert (duty.since, duty.reason) == (sep(21), "连续旷课3天")


def test_approved_leave_breaks_also_when_it_is_written_down_later() -> None:
    days = (sep(14), sep(15), sep(16))
    assert len(due(on(known(sep(16), truant(*days)), sep(16)))) == 1
    leave = fact("leave", sep(15), until="2026-09-15", recorded=sep(30))
    assert due(on(known(sep(30), truant(*days), facts=[leave]), sep(30))) == []


def test_a_mark_corrected_three_weeks_later_takes_the_duty_away_or_brings_it() -> None:
    days = (sep(7), sep(8), sep(9))
    today = sep(30)
    made = known(today, truant(*days))
    (duty,) = due(on(replace(made, registers=[r for r in made.registers if r.day <= sep(9)]),
                     today))
    assert duty.overdue_days == 19
    sick = {**truant(*days), sep(8): "病假"}
    assert due(on(known(today, sick), today)) == []
    later = known(today, truant(*days), recorded={sep(8): today})
    (late,) = due(on(replace(later, registers=[r for r in later.registers if r.day <= sep(9)]),
                     today))
    assert (late.due, late.overdue_days) == (sep(11), 0)
    assert ("才知道的日子", "9月30日（三），从这天起算迟") in late.trace


CALL = VISIT.replace(", unless = { returned = true }", "")
"""A duty that no return ends."""


def test_what_an_earlier_enrolment_left_undone_is_over_when_the_child_comes_back() -> None:
    away = truant(sep(7), sep(8), sep(9))
    spans = (Span(date(2025, 9, 1), sep(10)), Span(sep(21)))
    assert len(due(on(known(sep(10), away, enrolled=spans), sep(10), CALL))) == 1
    out = known(sep(16), away, enrolled=spans)
    back = known(sep(25), away, enrolled=spans)
    assert (due(on(out, sep(16), CALL)), due(on(back, sep(25), CALL))) == ([], [])
    again = known(oct_(9), away | truant(sep(28), sep(29), sep(30)), enrolled=spans)
    assert [d.since for d in due(on(again, oct_(9), CALL))] == [sep(30)]


WEDNESDAY = SchoolCalendar({}, [TermDates(2026, 1, sep(2), date(2027, 1, 20))], weekdays)


@pytest.mark.parametrize(("today", "late"), [(sep(9), 0), (sep(10), 1), (sep(16), 7)])
def test_a_term_that_starts_on_a_wednesday_and_exactly_at_the_limit(today: date,
                                                                    late: int) -> None:
    made = known(today, {}, calendar=WEDNESDAY)
    (duty,) = due(on(made, today, START_OF_TERM, WEDNESDAY))
    assert (duty.due, duty.overdue_days) == (sep(9), late)
    assert duty.group == ("overdue" if late else "today")


def test_school_days_are_counted_over_a_holiday() -> None:
    served = fact("served", sep(24), paper="劝学通知书")
    bind = REPORT.replace('"7 days"', '"2 school days"').replace('"3 days"', '"2 school days"')
    made = known(oct_(9), truant(*YEAR_2026.school_days(sep(21), oct_(9))), facts=[served])
    assert due(on(made, sep(29), bind)) == []
    (duty,) = due(on(made, sep(30), bind))
    assert (duty.arises, duty.due) == (sep(30), oct_(9))


def test_a_clock_over_the_end_of_the_year_names_both_years() -> None:
    served = fact("served", date(2026, 12, 28), paper="劝学通知书")
    today = date(2027, 1, 5)
    made = known(today, truant(*YEAR_2026.school_days(date(2026, 12, 21), today)), facts=[served])
    (duty,) = due(on(made, today, REPORT))
    assert (duty.due, duty.reason) == (
        date(2027, 1, 8), "2026年12月28日送达《劝学通知书》，满7天未返校")


def test_a_clock_that_runs_stays_with_its_profile_and_a_new_one_goes_to_the_new() -> None:
    other = REPORT.replace("7 days", "2 days")
    books = book(profile(clause(REPORT, "A1"), name="A"), profile(clause(other, "B1"), name="B"))
    served = [fact("served", sep(10), paper="劝学通知书"),
              fact("served", sep(21), paper="劝学通知书")]
    uses = (PolicyUse("A", START), PolicyUse("B", sep(14)))
    today = sep(25)
    made = replace(known(today, truant(*YEAR_2026.school_days(sep(7), today)), facts=served),
                   uses=uses)
    found = on(made, today, books)
    assert [(d.binding, d.since) for d in due(found)] == [("A1/r", sep(10)), ("B1/r", sep(21))]
    assert [(i.binding.name, i.since, i.due) for i in found.instances(Span(START, today))] == [
        ("A1/r", sep(10), sep(21))]
    assert [(i.binding.name, i.since, i.due) for i in found.instances(Span(START, oct_(9)))] == [
        ("A1/r", sep(10), sep(21)), ("B1/r", sep(21), sep(27))]


def test_a_term_that_begins_anew_asks_anew_and_keeps_the_old_one_on_record() -> None:
    terms = [TermDates(2026, 1, START, date(2027, 1, 20)),
             TermDates(2026, 2, date(2027, 3, 1), date(2027, 7, 9))]
    calendar = SchoolCalendar({}, terms, weekdays)
    today = date(2027, 3, 4)
    found = on(known(today, {}, calendar=calendar), today, START_OF_TERM, calendar)
    assert [(d.since, d.due) for d in due(found)] == [(date(2027, 3, 1), date(2027, 3, 8))]
    assert [(i.since, i.state) for i in found.instances(Span(START, date(2027, 8, 31)))] == [
        (START, "missed"), (date(2027, 3, 1), "open")]


def test_a_duty_about_a_case_is_late_from_the_day_the_case_was_written_down() -> None:
    bind = START_OF_TERM.replace('"school"', '"case"')
    opened = fact("opened", date(2026, 12, 1), state="dropout", recorded=date(2026, 12, 3))
    today = date(2026, 12, 8)
    (duty,) = due(on(known(today, {}, facts=[opened]), today, bind))
    assert (duty.due, duty.overdue_days) == (sep(8), 5)


def test_a_duty_about_a_tag_or_a_newcomer_is_late_from_when_it_was_known() -> None:
    bind = START_OF_TERM.replace('"school"', '"pupil"')
    today = oct_(12)
    newcomer = known(today, {}, enrolled=(Span(oct_(9)),))
    assert [d.overdue_days for d in due(on(newcomer, today, bind))] == [3]
    always = known(today, {})
    assert [d.overdue_days for d in due(on(always, today, bind))] == [34]
    said = bind.replace("on =", 'if = { fact = "sign" }, on =')
    sign = known(today, {}, facts=[fact("sign", sep(28), recorded=oct_(10))])
    assert [d.overdue_days for d in due(on(sign, today, said))] == [2]


# what fell due, and what is coming --------------------------------------------------------


def test_an_instance_says_when_it_was_met_how_late_and_by_what() -> None:
    away = truant(sep(7), sep(8), sep(9), sep(10), sep(11), sep(14))
    visit = fact("visit", sep(14), mode="家访")
    found = on(known(sep(25), away, facts=[visit]), sep(25))
    (instance,) = found.instances(Span(START, sep(30)))
    assert (instance.state, instance.since, instance.due, instance.met, instance.late_days) == (
        "met", sep(9), sep(11), sep(14), 3)
    assert (instance.refs, instance.pupil, instance.class_id) == ((visit.id,), "p1", "c1")
    assert found.instances(Span(sep(12), sep(30))) == []


def test_a_return_ends_an_instance_without_the_act() -> None:
    found = on(known(sep(25), truant(sep(7), sep(8), sep(9))), sep(25))
    assert [(i.state, i.ended) for i in found.instances(Span(START, sep(30)))] == [("ended", True)]


def test_two_cases_of_one_child_are_two_instances() -> None:
    facts = [fact("served", sep(8), paper="劝学通知书"),
             fact("handed", sep(17), paper="辍学报告书", to="township"),
             fact("returned", sep(21)), fact("closed", sep(22)),
             fact("served", oct_(20), paper="劝学通知书")]
    away = truant(*YEAR_2026.school_days(sep(3), sep(18)),
                  *YEAR_2026.school_days(oct_(14), oct_(30)))
    found = on(known(oct_(30), away, facts=facts), oct_(30), REPORT)
    assert [(i.since, i.state) for i in found.instances(Span(START, date(2026, 11, 30)))] == [
        (sep(8), "met"), (oct_(20), "open")]


def test_what_became_known_was_met_on_the_day_somebody_wrote_it_down() -> None:
    knows = ('{ is = "duty", key = "k", do = "check", each = "pupil", on = { fact = "sign" }, '
             'within = "7 days", done = { has = ["cause"] } }')
    later = ('{ is = "duty", key = "l", do = "visit", each = "pupil", on = { met = "C1/k" }, '
             'within = "3 days", done = { fact = "visit", mode = "home" } }')
    sign, call = fact("sign", sep(7)), fact("visit", sep(10), mode="电话", cause="厌学")
    found = on(known(sep(28), {}, facts=[sign, call]), sep(28), f"{knows},\n{later}")
    assert [(i.binding.name, i.met, i.late_days, i.due) for i in
            found.instances(Span(START, sep(30)))] == [
        ("C1/k", sep(10), 0, sep(14)), ("C1/l", None, 15, sep(13))]
    assert [(d.since, d.ask) for d in due(found)] == [(sep(10), "应3天内家访")]
    before = on(known(sep(28), {}, facts=[replace(sign, day=sep(14)), call]), sep(28), knows)
    assert [(i.met, i.state) for i in before.instances(Span(START, sep(30)))] == [
        (sep(14), "met")]


def test_a_running_clock_is_coming_with_its_day() -> None:
    served = fact("served", sep(19), paper="劝学通知书")
    made = known(sep(22), truant(*YEAR_2026.school_days(sep(14), sep(22))), facts=[served])
    found = on(made, sep(22), REPORT)
    assert (due(found), found.coming(sep(26))) == ([], [])
    (duty,) = found.coming(sep(27))
    assert (duty.arises, duty.due, duty.reason, duty.ask) == (
        sep(27), sep(30), "9月19日送达《劝学通知书》", "应3天内把《辍学报告书》交到乡镇政府")
    (later,) = due(on(known(sep(28), truant(*YEAR_2026.school_days(sep(14), sep(28))),
                            facts=[served]), sep(28), REPORT))
    assert later.id == duty.id


def test_thresholds_that_nobody_knows_are_not_coming() -> None:
    made = known(sep(8), truant(sep(7), sep(8)))
    assert on(made, sep(8)).coming(oct_(31)) == []


WEEKLY = ('{ is = "duty", key = "w", do = "visit", each = "pupil", every = "week", '
          'done = { fact = "visit" } }')


def test_weeks_to_come_are_coming_unless_the_child_has_left_by_then() -> None:
    stays = on(known(sep(16), {}), sep(16), WEEKLY)
    assert [(d.arises, d.due) for d in stays.coming(sep(30))] == [
        (sep(21), sep(24)), (sep(28), sep(30))]
    assert [d.reason for d in stays.coming(sep(30))] == ["那一周", "那一周"]
    leaves = on(known(sep(16), {}, enrolled=(Span(date(2025, 9, 1), sep(25)),)), sep(16), WEEKLY)
    assert [d.arises for d in leaves.coming(sep(30))] == [sep(21)]


def test_the_start_of_the_next_term_is_coming() -> None:
    today = date(2027, 2, 22)
    found = on(known(today, {}), today, START_OF_TERM)
    assert [d.since for d in found.coming(date(2027, 3, 7))] == [date(2027, 3, 1)]


days = st.integers(0, 40).map(lambda n: sep(1) + timedelta(days=n))


@settings(max_examples=60, deadline=None)
@given(st.sets(days, max_size=25), st.lists(st.tuples(
    st.sampled_from(("visit", "served", "handed", "returned", "opened", "closed", "persuaded")),
    days), max_size=8), days)
def test_what_is_due_are_the_open_instances(missed: set[date], acts: list[tuple[str, date]],
                                            today: date) -> None:
    """One mechanism: the list of today, by id, is among what is open; nothing else is open, but
    a second clock of the same binding and child, which waits behind the first."""
    fields = {"served": {"paper": "劝学通知书"},
              "handed": {"paper": "辍学报告书", "to": "township"}}
    facts = [fact(kind, day, **fields.get(kind, {})) for kind, day in acts if day <= today]
    away = truant(*(d for d in missed if d <= today and YEAR_2026.in_session(d)))
    monthly = ('{ is = "duty", key = "m", do = "persuade", each = "case", every = "month", '
               'done = { fact = "persuaded" } }')
    policies = book(profile(*(clause(bind, f"C{n}") for n, bind in enumerate(
        (VISIT, CALL, REPORT, START_OF_TERM, WEEKLY, monthly)))))
    found = on(known(today, away, facts=facts), today, policies)
    is_open = {i.id for i in found.instances(Span(START, date(2027, 8, 31))) if i.state == "open"}
    listed = {d.id for d in due(found)}
    assert listed <= is_open
    first = {}
    for duty in sorted(is_open):
        first.setdefault(duty.rsplit(":", 1)[0], duty)
    assert set(first.values()) == listed
    assert not listed & {d.id for d in found.coming(date(2027, 8, 31))}
