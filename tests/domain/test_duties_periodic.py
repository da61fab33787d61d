"""Periodic duties against a slow and obvious model, and their edges one by one (policy.md §3)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from periodic_model import Asked, Owed, School, due_now, owed
from policy_samples import START, book, clause, fact, profile, pupil, sep, weekdays, world

from kongchuo_desktop.domain.calendar import SchoolCalendar, TermDates
from kongchuo_desktop.domain.duties.situation import Duty, Situation
from kongchuo_desktop.domain.facts import OwnFigure, PolicyUse, Register, Span, World

YEAR = Span(date(2025, 9, 1), date(2027, 8, 31))
OCT = date(2026, 10, 1)


def binding(asked: Asked) -> str:
    done = 'fact = "filed", what = "月报"' if asked.filed else 'fact = "surveyed"' \
        if asked.child else 'fact = "meeting"'
    parts = [f'every = "{asked.every}"', f'each = "{"pupil" if asked.child else "school"}"',
             f'done = {{ {done} }}']
    if asked.times > 1:
        parts.append(f"times = {asked.times}")
    if asked.by:
        parts.append(f'by = "{asked.by}"')
    if asked.after is not None:
        parts.append(f'after = "{asked.after} days"')
    if asked.within is not None:
        parts.append(f'within = "{asked.within} days"')
    if asked.months:
        parts.append(f"months = {[f'{m:02}' for m in asked.months]}")
    return f'{{ is = "duty", key = "p", do = "check", {", ".join(parts)} }}'


def situation(asked: Asked, school: School) -> Situation:
    kind = "filed" if asked.filed else "surveyed" if asked.child else "meeting"
    who = "p1" if asked.child else None
    facts = [replace(fact(kind, day, pupil=who, what="月报", period=named), id=f"f{n}")
             for n, (day, named) in enumerate(school.acts)]
    child = pupil(enrolled=tuple(Span(*span) for span in school.enrolled))
    made = world(pupils=[child], until=START, facts=facts)
    made = replace(made, registers=[Register("c1", school.first, "全天", frozenset(), 1,
                                             school.first)])
    return Situation(book(profile(clause(binding(asked)))), school.calendar, made, school.today)


def asked_of(found: Situation) -> list[Duty]:
    return [duty for duty in found.duties if duty.clause]


days = st.dates(date(2026, 8, 20), date(2027, 9, 20))


@st.composite
def bindings(draw: st.DrawFn) -> Asked:
    every = draw(st.sampled_from(("day", "week", "month", "term", "school_year", "year")))
    time: dict[str, object] = {}
    if every in ("month", "term", "school_year", "year"):
        time = draw(st.sampled_from((
            {}, {"by": "28"}, {"by": "31"}, {"by": "09-30"}, {"by": "02-29"}, {"within": 10})))
    if every == "month" and draw(st.booleans()):
        time = {**time, "months": (3, 9)}
    if every != "day" and draw(st.booleans()):
        time = {**time, "after": draw(st.integers(0, 5))}
    child = draw(st.booleans())
    return Asked(every, draw(st.integers(1, 3)), child=child,
                 filed=not child and draw(st.booleans()), **time)  # type: ignore[arg-type]


@st.composite
def schools(draw: st.DrawFn, filed: bool) -> School:
    start = draw(st.dates(date(2026, 8, 26), date(2026, 9, 9)))
    spring = draw(st.dates(date(2027, 2, 15), date(2027, 3, 8)))
    terms = [TermDates(2026, 1, start, draw(st.dates(date(2027, 1, 5), date(2027, 1, 31)))),
             TermDates(2026, 2, spring, draw(st.dates(date(2027, 6, 25), date(2027, 7, 15))))]
    off = {draw(days) + timedelta(days=n) for n in range(draw(st.integers(0, 9)))}
    extra = draw(st.sets(days, max_size=3)) - off
    said = {**dict.fromkeys(off, (False, "放假")), **dict.fromkeys(extra, (True, "补课"))}
    today = draw(days)
    left = draw(st.lists(st.dates(date(2026, 8, 1), date(2027, 8, 31)), max_size=3, unique=True))
    # In school until the first of these days, away until the second, and so on.
    edges = [date(2025, 9, 1), *sorted(left), date(2029, 1, 1)]
    enrolled = tuple((edges[n], edges[n + 1] - timedelta(days=1))
                     for n in range(0, len(edges) - 1, 2))
    named = st.one_of(st.just(""), days.map(date.isoformat)) if filed else st.just("")
    acts = draw(st.lists(st.tuples(days, named), max_size=8))
    return School(SchoolCalendar(said, terms, weekdays), today, draw(days), enrolled,
                  tuple(acts))


def known() -> st.SearchStrategy[tuple[Asked, School]]:
    """A binding and a school; only returns name the period that they are for."""
    return bindings().flatmap(lambda asked: st.tuples(st.just(asked), schools(asked.filed)))


def shown(found: Situation) -> list[Owed]:
    instances = [i for i in found.instances(YEAR) if i.period]
    return [Owed(i.period.start, i.period.end, i.due, i.done, i.state)
            for i in instances if i.period and i.due]


@settings(max_examples=100, deadline=None)
@given(known())
def test_every_period_is_what_the_model_says(both: tuple[Asked, School]) -> None:
    asked, school = both
    expected = [p for p in owed(asked, school) if YEAR.covers(p.due)]
    assert shown(situation(asked, school)) == expected


@settings(max_examples=100, deadline=None)
@given(known())
def test_what_is_due_today_is_what_the_model_says(both: tuple[Asked, School]) -> None:
    asked, school = both
    found = asked_of(situation(asked, school))
    assert [(d.due, d.missed) for d in found] == [
        due for due in [due_now(asked, school)] if due]


# edges, one by one ------------------------------------------------------------------------

TERMS = (TermDates(2026, 1, date(2026, 9, 2), date(2027, 1, 20)),
         TermDates(2026, 2, date(2027, 3, 1), date(2027, 7, 9)))
HERE = ((date(2025, 9, 1), date(2029, 1, 1)),)


def made(asked: Asked, today: date, *, acts: Iterable[date] = (), off: Iterable[date] = (),
         on: Iterable[date] = (), first: date = START,
         enrolled: tuple[tuple[date, date], ...] = HERE,
         terms: tuple[TermDates, ...] = TERMS) -> list[Duty]:
    said = {**dict.fromkeys(off, (False, "放假")), **dict.fromkeys(on, (True, "补课"))}
    school = School(SchoolCalendar(said, terms, weekdays), today, first, enrolled,
                    tuple((day, "") for day in acts))
    return asked_of(situation(asked, school))


def test_the_first_week_of_a_term_that_starts_on_a_wednesday_is_due_on_its_friday() -> None:
    (duty,) = made(Asked("week"), date(2026, 9, 2))
    assert (duty.due, duty.arises) == (date(2026, 9, 4), date(2026, 8, 31))


@pytest.mark.parametrize("today", [date(2026, 12, 29), date(2027, 1, 2)])
def test_a_week_over_the_end_of_the_year_is_one_week(today: date) -> None:
    (duty,) = made(Asked("week"), today, off=[date(2027, 1, 1)])
    assert duty.due == date(2026, 12, 31)
    assert made(Asked("week"), today, off=[date(2027, 1, 1)], acts=[date(2026, 12, 28)]) == []


def test_a_saturday_made_up_is_the_last_day_in_time() -> None:
    (duty,) = made(Asked("week"), sep(16), on=[sep(19)])
    assert duty.due == sep(19)


def test_nothing_periodic_is_owed_in_summer() -> None:
    for every in ("week", "month"):
        assert made(Asked(every), date(2027, 8, 10)) == []


@pytest.mark.parametrize(("by", "due"), [
    ("28", date(2027, 2, 28)), ("31", date(2027, 2, 28)), ("02-29", date(2027, 2, 28)),
    ("02-15", date(2027, 2, 15))])
def test_a_day_of_the_month_in_february(by: str, due: date) -> None:
    terms = (TERMS[0], TermDates(2026, 2, date(2027, 2, 22), date(2027, 7, 9)))
    (duty,) = made(Asked("month", by=by, child=False), date(2027, 2, 23), terms=terms)
    assert duty.due == due


def test_a_period_whose_date_lay_before_the_first_register_owes_nothing() -> None:
    asked = Asked("month", by="10", child=False)
    assert made(asked, sep(25), first=sep(21)) == []
    assert [d.due for d in made(Asked("month", child=False), sep(25), first=sep(21))] == [sep(30)]


def test_twice_a_term_counts_each_time() -> None:
    once = made(Asked("term", times=2), date(2026, 11, 4), acts=[sep(10)])
    assert [d.reason for d in once] == ["本学期已办1次，还差1次"]
    assert made(Asked("term", times=2), date(2026, 11, 4), acts=[sep(10), date(2026, 11, 3)]) == []


def test_a_calendar_corrected_afterwards_takes_the_missed_week_back() -> None:
    (before,) = made(Asked("week"), sep(23))
    (after,) = made(Asked("week"), sep(23), off=[sep(day) for day in range(14, 19)])
    assert (before.missed, after.missed) == (3, 2)


def test_a_child_transferred_out_and_back_within_a_week_still_owes_it() -> None:
    away = (date(2025, 9, 1), sep(14)), (sep(17), date(2029, 1, 1))
    assert made(Asked("week"), sep(16), enrolled=away) == []
    assert len(made(Asked("week"), sep(17), enrolled=away)) == 1
    back_on_tuesday = (date(2025, 9, 1), sep(11)), (sep(15), date(2029, 1, 1))
    assert made(Asked("week"), sep(17), enrolled=back_on_tuesday) == []


MONTHLY = ('{ is = "duty", key = "m", do = "return", each = "school", every = "month", '
           'done = { fact = "filed", what = "月报" } }')
TERMLY = MONTHLY.replace('"month"', '"term"')


def filed(day: date, **fields: str) -> World:
    return world(until=day, facts=[fact("filed", day, pupil=None, what="月报", **fields)])


def due(bind: str, known: World, today: date, terms: tuple[TermDates, ...] = TERMS) -> list[Duty]:
    found = Situation(book(profile(clause(bind))), SchoolCalendar({}, terms, weekdays), known,
                      today)
    return asked_of(found)


def test_a_return_that_names_its_term_counts_after_the_term_was_moved() -> None:
    known = filed(date(2026, 10, 9), period="2026-09-02")
    assert due(TERMLY, known, date(2026, 10, 9)) == []
    earlier = (TermDates(2026, 1, date(2026, 8, 31), date(2027, 1, 20)),)
    assert due(TERMLY, known, date(2026, 10, 9), earlier) == []


def test_a_monthly_return_is_none_of_a_week_and_one_of_its_term() -> None:
    known = filed(sep(10), period="2026-09")
    assert due(TERMLY, known, sep(10)) == []
    assert len(due(MONTHLY.replace('"month"', '"week"'), known, sep(10))) == 1


def test_a_return_names_an_earlier_month() -> None:
    known = filed(date(2026, 10, 5), period="2026-09")
    (duty,) = due(MONTHLY, known, date(2026, 10, 9))
    assert (duty.due, duty.missed, duty.period) == (date(2026, 10, 30), 0, "2026-10")


def test_two_offices_are_two_returns() -> None:
    bind = MONTHLY.replace("done =", 'to = ["county", "township"], done =')
    one = filed(sep(10), to="教育局")
    (duty,) = due(bind, one, sep(10))
    assert duty.missing == ("报送（乡镇政府）：月报",)
    (late,) = due(bind, one, date(2026, 10, 9))
    assert (late.due, late.missed) == (sep(30), 1)
    both = replace(one, facts=(*one.facts, *filed(sep(11), to="township").facts))
    assert due(bind, both, sep(11)) == []


def test_what_a_class_hands_in_is_not_the_schools_return() -> None:
    of_class = replace(fact("filed", sep(10), pupil=None, what="月报"), class_id="c1")
    known = world(until=sep(10), facts=[of_class])
    assert len(due(MONTHLY, known, sep(10))) == 1
    assert due(MONTHLY.replace('"school"', '"class"'), known, sep(10)) == []


def test_two_kinds_of_acts_together_are_two_times() -> None:
    bind = ('{ is = "duty", key = "f", do = "call", each = "guardian", every = "term", times = 2, '
            'done = { any = [{ fact = "visit" }, { fact = "surveyed" }] } }')
    facts = [fact("visit", sep(8), mode="电话"), fact("surveyed", sep(9))]
    assert len(due(bind, world(until=sep(10), facts=facts[:1]), sep(10))) == 1
    assert due(bind, world(until=sep(10), facts=facts), sep(10)) == []


CASES = ('{ is = "duty", key = "c", do = "persuade", each = "case", every = "month", '
         'done = { fact = "persuaded" } }')


def test_a_case_opened_in_the_middle_of_a_month_owes_from_the_next() -> None:
    known = world(until=sep(25), facts=[fact("opened", sep(10), state="dropout")])
    assert due(CASES, known, sep(25)) == []
    (duty,) = due(CASES, known, date(2026, 10, 9))
    assert (duty.due, duty.missed) == (date(2026, 10, 30), 0)


def test_a_case_closed_in_the_middle_of_a_month_owes_no_more() -> None:
    known = world(until=sep(25), facts=[fact("opened", date(2026, 8, 30), state="dropout"),
                                        fact("closed", sep(22))])
    assert len(due(CASES, known, sep(21))) == 1
    assert due(CASES, known, sep(25)) == []
    found = Situation(book(profile(clause(CASES))), SchoolCalendar({}, TERMS, weekdays), known,
                      date(2026, 10, 9))
    assert [(i.key, i.state) for i in found.instances(YEAR)] == [("2026-09-01", "ended")]


def test_a_second_case_owes_for_itself() -> None:
    facts = [fact("opened", date(2026, 8, 30), state="dropout"), fact("persuaded", sep(7)),
             fact("closed", sep(22)), fact("opened", sep(28), state="dropout")]
    known = world(until=date(2026, 10, 9), facts=facts)
    found = Situation(book(profile(clause(CASES))), SchoolCalendar({}, TERMS, weekdays), known,
                      date(2026, 10, 9))
    instances = found.instances(YEAR)
    assert [(i.key, i.state, i.whom.case and i.whom.case.opened) for i in instances
            if i.key <= "2026-10-01"] == [
        ("2026-09-01", "met", date(2026, 8, 30)), ("2026-10-01", "open", sep(28))]


VISITS = ('{ is = "duty", key = "p", do = "visit", each = "pupil", every = "month", times = "?1", '
          'done = { fact = "visit" } }')


def test_a_month_follows_the_profile_in_force_on_its_last_day() -> None:
    other = VISITS.replace('fact = "visit"', 'fact = "talked"')
    books = book(profile(clause(VISITS, "A1"), name="A"), profile(clause(other, "B1"), name="B"))
    known = replace(world(until=OCT), uses=(PolicyUse("A", START), PolicyUse("B", sep(16))))
    calendar = SchoolCalendar({}, TERMS, weekdays)

    def names(today: date) -> list[str]:
        return [d.binding for d in asked_of(Situation(books, calendar, known, today))]

    assert (names(sep(15)), names(sep(16))) == (["A1/p"], ["B1/p"])
    late = replace(known, uses=(PolicyUse("A", START), PolicyUse("B", date(2026, 11, 16))))
    today = date(2026, 11, 20)
    found = Situation(books, calendar, late, today)
    # What the old document asked of September and October stays on the record, and off the list.
    assert [(d.binding, d.missed) for d in asked_of(found)] == [("B1/p", 0)]
    assert [(i.binding.name, i.key, i.state) for i in found.instances(Span(START, today))] == [
        ("A1/p", "2026-09-01", "missed"), ("A1/p", "2026-10-01", "missed")]


def test_earlier_months_are_counted_with_the_figure_that_was_set_then() -> None:
    own = (OwnFigure("C1/p.times", "1", START), OwnFigure("C1/p.times", "2", date(2026, 11, 1)))
    facts = [fact("visit", sep(8)), fact("visit", date(2026, 11, 3))]
    known = replace(world(until=date(2026, 11, 5), facts=facts), figures=own)
    (duty,) = due(VISITS, known, date(2026, 11, 5))
    assert (duty.reason, duty.missed) == ("本月已办1次，还差1次，以前缺1次", 1)


def test_nothing_was_missed_while_the_school_had_taken_its_figure_back() -> None:
    own = (OwnFigure("C1/p.times", "1", START), OwnFigure("C1/p.times", "?", OCT),
           OwnFigure("C1/p.times", "1", date(2026, 11, 1)))
    known = replace(world(until=date(2026, 11, 5)), figures=own)
    (duty,) = due(VISITS.replace("?1", "?"), known, date(2026, 11, 5))
    assert (duty.reason, duty.missed) == ("本月还没办，以前缺1次", 1)


@pytest.mark.parametrize(("share", "owed"), [("all", True), ("?", False), ("?3", True)])
def test_a_sample_sleeps_until_its_size_is_set(share: str, owed: bool) -> None:
    bind = MONTHLY.replace("done =", f'if = {{ share = "{share}" }}, done =')
    assert bool(due(bind, world(until=sep(10)), sep(10))) is owed


@pytest.mark.parametrize("each", ["class", "pupil"])
def test_a_duty_of_one_kind_of_class(each: str) -> None:
    bind = (f'{{ is = "duty", key = "k", do = "check", each = "{each}", every = "month", '
            'if = { class_kind = "补偿班" }, done = { fact = "surveyed" } }')
    known = world(until=sep(10))
    assert due(bind, known, sep(10)) == []
    rooms = {name: replace(room, kind="补偿班") for name, room in known.classes.items()}
    assert len(due(bind, replace(known, classes=rooms), sep(10))) == 1


def test_a_class_that_nobody_is_in_any_more_owes_nothing() -> None:
    bind = MONTHLY.replace('"school"', '"class"')
    left = replace(pupil(enrolled=(Span(date(2025, 9, 1), date(2026, 7, 9)),)))
    assert due(bind, world(pupils=[left], until=sep(10)), sep(10)) == []
    assert len(due(bind, world(until=sep(10)), sep(10))) == 1
