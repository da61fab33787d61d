"""Charts counted twice: by the program, and slowly from the registers and cases themselves."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from policy_samples import TITLES, calendar, clause, profile

from kongchuo_desktop.domain.charts.attendance import (
    NO_RECORD,
    Seen,
    classes_chart,
    months_chart,
    pupils_chart,
    seen,
    slots,
    weekdays_chart,
)
from kongchuo_desktop.domain.charts.cases import (
    NOT_KNOWN,
    causes_chart,
    found_in,
    places_chart,
    states_chart,
)
from kongchuo_desktop.domain.charts.model import Bars, Chart, Grid
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import (
    ClassRoom,
    Fact,
    Mark,
    PolicyUse,
    Pupil,
    Register,
    Span,
    World,
)
from kongchuo_desktop.domain.indicators.choices import Chosen
from kongchuo_desktop.domain.indicators.reckoning import Bench, Wanted
from kongchuo_desktop.domain.policy.book import PolicyBook
from kongchuo_desktop.domain.policy.load import load_policy

NOTHING = profile(clause('{ is = "note", why = "principle" }'))
BOOK = PolicyBook([load_policy(NOTHING, "t.toml", titles=TITLES)], TITLES)
CALENDAR = calendar()
FIRST, LAST = date(2026, 9, 1), date(2026, 11, 20)
DAYS = CALENDAR.school_days(FIRST, LAST)
ROOMS = {"c1": "七年级1班", "c2": "七年级2班"}
PEOPLE = {f"p{n}": "c1" if n < 4 else "c2" for n in range(7)}

marked = st.dictionaries(
    st.tuples(st.sampled_from(sorted(PEOPLE)), st.sampled_from(DAYS)),
    st.sampled_from(["旷课", "病假", "事假", "未到待查", "迟到", "早退"]), max_size=40)
untaken = st.sets(st.tuples(st.sampled_from(sorted(ROOMS)), st.sampled_from(DAYS)), max_size=30)
leaves = st.dictionaries(
    st.sampled_from(sorted(PEOPLE)),
    st.tuples(st.sampled_from(DAYS), st.integers(0, 5), st.sampled_from(["病假", "事假"])),
    max_size=2)
joined = st.dictionaries(st.sampled_from(sorted(PEOPLE)), st.sampled_from(DAYS), max_size=3)

Marks = dict[tuple[str, date], str]
Leaves = dict[str, tuple[date, int, str]]


def situation(marks: Marks, holes: set[tuple[str, date]], away: Leaves,
              came: dict[str, date], *facts: Fact, day: date = LAST) -> Situation:
    registers = [Register(room, held, "全天", frozenset(
        p for p, where in PEOPLE.items()
        if where == room and marks.get((p, held)) in {"旷课", "病假", "事假", "未到待查"}), 4, held)
        for room in ROOMS for held in DAYS if (room, held) not in holes]
    pupils = {p: Pupil(p, p, room, 7, (Span(came.get(p, date.min)),)) for p, room in PEOPLE.items()}
    leave = [Fact(f"l{p}", "leave", since, date(2026, 8, 1), p, fields={
        "what": kind, "until": (since + timedelta(n)).isoformat()})
        for p, (since, n, kind) in away.items()]
    world = World("样校", pupils, {r: ClassRoom(r, name, 7, entry_year=2026)
                                 for r, name in ROOMS.items()},
                  registers, [Mark(p, d, "全天", kind, d) for (p, d), kind in marks.items()],
                  (*leave, *facts), (PolicyUse("T", date(2020, 1, 1)),))
    return Situation(BOOK, CALENDAR, world, day)


def slowly(marks: Marks, holes: set[tuple[str, date]], away: Leaves,
           came: dict[str, date]) -> tuple[int, Counter[tuple[str, date, str]]]:
    """How many were asked after, and who missed which day for what."""
    asked, missed = 0, Counter[tuple[str, date, str]]()
    for pupil, room in PEOPLE.items():
        for day in DAYS:
            if (room, day) in holes or day < came.get(pupil, date.min):
                continue
            asked += 1
            kind = marks.get((pupil, day), "出勤")
            if kind in ("出勤", "迟到", "早退"):
                continue
            since, more, what = away.get(pupil, (date.max, 0, ""))
            on_leave = since <= day and (day - since).days <= more
            missed[pupil, day, what if on_leave else "旷课" if kind == "未到待查" else kind] += 1
    return asked, missed


def drawn(chart: Chart) -> Counter[str]:
    """Pupils behind all the pieces of a chart."""
    return Counter(pupil for piece in chart.pieces() for pupil in piece.who)


@given(marked, untaken, leaves, joined)
def test_attendance_is_counted_as_its_rate_is(marks: Marks, holes: set[tuple[str, date]],
                                              away: Leaves, came: dict[str, date]) -> None:
    now = situation(marks, holes, away, came)
    found, (asked, missed) = seen(now, FIRST, LAST), slowly(marks, holes, away, came)
    assert Counter((m.pupil, m.day, m.kind) for m in found.missed) == missed
    assert found.asked == asked
    rate = Bench(now, LAST, Chosen((), now.judge.era.policy, LAST)).of_unit(
        Wanted("出勤率", "出勤率", "出勤率"))
    assert rate is not None
    assert rate.denominator is not None
    assert (rate.numerator.count, rate.denominator.count) == (
        asked - missed.total(), asked)


@given(marked, untaken, leaves, joined)
def test_every_chart_of_attendance_has_each_missed_day_once(
    marks: Marks, holes: set[tuple[str, date]], away: Leaves, came: dict[str, date]
) -> None:
    now = situation(marks, holes, away, came)
    found, missed = seen(now, FIRST, LAST), slowly(marks, holes, away, came)[1]
    by_pupil = Counter(pupil for pupil, _, _ in missed.elements())
    columns = slots(CALENDAR, FIRST, LAST)
    for chart in (weekdays_chart(found), months_chart(found),
                  classes_chart(found, sorted(ROOMS.items()), columns)):
        assert drawn(chart) == by_pupil
    for room, name in ROOMS.items():
        people = [p for p in now.world.pupils.values() if p.class_id == room]
        chart = pupils_chart(seen(now, FIRST, LAST, room), room, people, name, columns)
        assert drawn(chart) == Counter({p: n for p, n in by_pupil.items() if PEOPLE[p] == room})
    parts: Sequence[tuple[Chart, Callable[[date], str]]] = (
        (weekdays_chart(found), lambda d: f"w{d.weekday()}"),
        (months_chart(found), lambda d: f"{d:%Y-%m}"))
    for chart, part in parts:
        for piece in chart.pieces():
            key, _, kind = piece.key.partition(".")
            of_piece = [p for p, d, k in missed.elements() if part(d) == key and k == kind]
            assert piece.shown == str(len(of_piece))
            assert sorted(piece.who) == sorted(of_piece)


def heat(marks: Marks, first: date, last: date, holes: set[tuple[str, date]] | None = None,
         came: dict[str, date] | None = None) -> Grid:
    now = situation(marks, holes or set(), {}, came or {})
    people = [p for p in now.world.pupils.values() if p.class_id == "c1"]
    chart = pupils_chart(seen(now, first, last, "c1"), "c1", people, "七年级1班",
                         slots(CALENDAR, first, last))
    assert isinstance(chart.body, Grid)
    return chart.body


def test_a_month_is_shown_day_by_day_with_a_sign_of_each_kind() -> None:
    week = [date(2026, 9, n) for n in (14, 15, 16, 17, 18)]
    marks: Marks = dict(zip([("p0", day) for day in week],
                            ["旷课", "病假", "事假", "未到待查", "迟到"], strict=True))
    body = heat(marks, date(2026, 9, 14), date(2026, 9, 30), {("c1", date(2026, 9, 21))},
                {"p0": date(2026, 9, 10)})
    (row,) = body.rows
    assert [cell.shown for cell in row.cells[:5] if cell] == ["×", "○", "△", "×", ""]
    assert [cell.role for cell in row.cells[4:7] if cell] == ["pale", "missing", "pale"]
    assert [column.apart for column in body.columns[:6]] == [False] * 5 + [True]
    assert row.end == "旷课2、病假1、事假1"


def test_days_before_a_child_came_are_no_cells() -> None:
    body = heat({("p0", date(2026, 9, 16)): "旷课"}, date(2026, 9, 14), date(2026, 9, 18),
                came={"p0": date(2026, 9, 16)})
    assert [cell is None for cell in body.rows[0].cells] == [True, True, False, False, False]


def test_a_term_is_shown_by_weeks_and_a_year_by_months_in_levels() -> None:
    days = CALENDAR.school_days(date(2026, 9, 14), date(2026, 9, 18))
    marks: Marks = {("p0", day): "旷课" for day in days} | {("p1", days[0]): "病假"}
    body = heat(marks, FIRST, LAST)
    assert [(cell.shown, cell.role) for row in body.rows for cell in row.cells
            if cell and cell.who] == [("5", "bad"), ("1", "plain")]
    year = slots(CALENDAR, FIRST, date(2027, 6, 30))
    assert [slot.head.word for slot in year][:3] == ["9月", "10月", "11月"]


def test_without_a_register_the_words_say_so_and_nothing_is_drawn() -> None:
    found = Seen({}, ())
    for chart in (weekdays_chart(found), months_chart(found)):
        assert (chart.said, chart.empty) == (NO_RECORD, True)


def opened(pupil: str, state: str, cause: str = "") -> list[Fact]:
    day = date(2026, 9, 10)
    return [Fact(f"o{pupil}", "opened", day, day, pupil, fields={"state": state, "cause": cause})]


def visited(pupil: str, day: date, cause: str) -> Fact:
    return Fact(f"v{pupil}{day}", "visit", day, day, pupil,
                fields={"mode": "家访", "outcome": "拒绝", "cause": cause})


def lines(chart: Chart) -> dict[str, Sequence[str]]:
    assert isinstance(chart.body, Bars)
    return {bar.word: [pupil for piece in bar.pieces for pupil in piece.who]
            for bar in chart.body.bars}


def test_cases_stand_in_one_state_and_one_cause_with_zero_shown() -> None:
    facts = [*opened("p0", "dropout", "厌学"), *opened("p1", "suspected"), *opened("p5", "open"),
             visited("p0", date(2026, 9, 12), "外出打工"), visited("p5", date(2026, 9, 12), "厌学")]
    now = situation({}, set(), {}, {}, *facts)
    cases = found_in(now, FIRST)
    states = states_chart(cases)
    assert lines(states) == {"辍学": ["p0"], "疑似辍学": ["p1"], "在办": ["p5"], "复学回访": [],
                             "已销号": []}
    assert [piece.shown for piece in states.pieces()][-1] == "0"
    assert lines(causes_chart(cases)) == {"厌学": ["p5"], "外出打工": ["p0"], NOT_KNOWN: ["p1"]}
    rooms = places_chart(cases, list(ROOMS.values()), lambda one: ROOMS[one.room], "班")
    assert lines(rooms) == {"七年级1班": ["p0", "p1"], "七年级2班": ["p5"]}


def test_a_case_struck_off_counts_in_the_span_in_which_it_was() -> None:
    closed = date(2026, 9, 20)
    facts = [*opened("p0", "open"), Fact("r", "returned", date(2026, 9, 15), closed, "p0"),
             Fact("c", "closed", closed, closed, "p0", fields={"why": "复学"})]
    now = situation({}, set(), {}, {}, *facts)
    assert lines(states_chart(found_in(now, closed)))["已销号"] == ["p0"]
    assert lines(states_chart(found_in(now, closed + timedelta(1))))["已销号"] == []
    assert lines(causes_chart(found_in(now, FIRST))) == {}
