"""Rates reckoned twice over random histories: by the program, and slowly from what happened."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from policy_samples import TITLES, calendar, clause, profile

from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import (
    ClassRoom,
    Fact,
    OwnFigure,
    PolicyUse,
    Pupil,
    Register,
    Span,
    World,
)
from kongchuo_desktop.domain.indicators import choices
from kongchuo_desktop.domain.indicators.choices import Chosen
from kongchuo_desktop.domain.indicators.model import Rate
from kongchuo_desktop.domain.indicators.reckoning import Bench, Wanted
from kongchuo_desktop.domain.policy.book import PolicyBook
from kongchuo_desktop.domain.policy.load import load_policy
from kongchuo_desktop.domain.policy.model import SubjectPattern

NOTHING = profile(clause('{ is = "note", why = "principle" }'))
BOOK = PolicyBook([load_policy(NOTHING, "t.toml", titles=TITLES)], TITLES)
CALENDAR = calendar()
YEAR = date(2026, 9, 1)
FIRST, LAST = date(2026, 6, 1), date(2027, 5, 31)

NEXT = {
    "in": ("转出", "休学", "其他离校", "出国", "死亡", "毕业", "辍学"),
    "转出": ("转入",), "其他离校": ("转入",), "休学": ("复学",), "辍学": ("返校", "转出", "死亡"),
    "出国": (), "死亡": (), "毕业": (),
}
"""What may happen next to a child of whom that happened last."""
BACK = {"转入", "复学", "返校", "报到", "始终"}
EVENT = tuple[date, str]


@st.composite
def stories(draw: st.DrawFn) -> list[EVENT]:
    """What happened to one child, oldest first, on days that lie apart."""
    start = draw(st.sampled_from(["始终", "始终", "始终", "报到", "转入"]))
    day = date.min if start == "始终" else draw(st.dates(FIRST, LAST))
    found, at = [(day, start)], "in"
    for _ in range(draw(st.integers(0, 4))):
        if not NEXT[at]:
            break
        after = max(found[-1][0], FIRST) + timedelta(days=2)
        if after >= LAST:
            break
        what = draw(st.sampled_from(NEXT[at]))
        found.append((draw(st.dates(after, LAST)), what))
        at = "in" if what in BACK else what
    return found


schools = st.lists(stories(), min_size=1, max_size=8)


def last_of(story: Sequence[EVENT], day: date) -> str:
    """``in``, or what took the child out of school by a day; ``""`` before it came."""
    happened = [what for when, what in story if when <= day]
    return "" if not happened else "in" if happened[-1] in BACK else happened[-1]


def pupil(name: str, story: Sequence[EVENT], grade: int = 7) -> Pupil:
    spans, since = [], story[0][0]
    here = True
    for day, what in story[1:]:
        if what in ("辍学", "返校"):
            continue
        if what in BACK:
            here, since = True, day
        else:
            spans.append(Span(since, day - timedelta(days=1)))
            here = False
    return Pupil(name, name, "c1", grade, tuple([*spans, Span(since)] if here else spans),
                 birth=date(2013, 5, 5))


def facts(name: str, story: Sequence[EVENT]) -> Iterable[Fact]:
    for day, what in story:
        if what == "始终":
            continue
        if what == "辍学":
            yield Fact(f"{name}{day}o", "opened", day, day, name, fields={"state": "dropout"})
        elif what == "返校":
            yield Fact(f"{name}{day}r", "returned", day, day, name)
            closed = day + timedelta(days=1)
            yield Fact(f"{name}{day}c", "closed", closed, closed, name, fields={"why": "复学"})
        else:
            kind, why = ("其他离校", "随父母出国") if what == "出国" else (what, "")
            yield Fact(f"{name}{day}m", "moved", day, day, name,
                       fields={"what": kind, "why": why})


def bench(school: Sequence[Sequence[EVENT]], day: date, *own: tuple[str, str]) -> Bench:
    people = {f"p{n}": story for n, story in enumerate(school)}
    figures = tuple(OwnFigure(f"school/indicators.{key}", value, YEAR) for key, value in own)
    world = World(
        "样校", {name: pupil(name, story) for name, story in people.items()},
        {"c1": ClassRoom("c1", "七年级1班", 7, entry_year=2026)},
        [Register("c1", date(2020, 9, 1), "全天", frozenset(), 0, date(2020, 9, 1))],
        (), tuple(fact for name, story in people.items() for fact in facts(name, story)),
        (PolicyUse("T", date(2020, 1, 1)),), figures)
    now = Situation(BOOK, CALENDAR, world, day)
    return Bench(now, day, Chosen(figures, now.judge.era.policy, day))


def rate(found: Bench, word: str, **more: str) -> Rate:
    want = Wanted(word, word, word, per=more.get("per", "school_year"), of=SubjectPattern(
        {"stage": ("junior",)}) if "stage" in more else None)
    rates = found.of_unit(want)
    assert rates is not None
    return rates


def ends(since: date, day: date) -> tuple[date, date]:
    """The first and the last school day from one day to another."""
    days = [since + timedelta(days=n) for n in range((day - since).days + 1)]
    open_days = [d for d in days if CALENDAR.in_session(d)]
    return (open_days[0], open_days[-1]) if open_days else (since, day)


def share(above: int, below: int) -> Fraction | None:
    return Fraction(above, below) if below > 0 else None


days = st.dates(date(2026, 9, 1), date(2027, 5, 31))


@given(schools, days, st.sets(st.sampled_from(["休学", "转出", "死亡", "出国"])))
def test_retention(school: list[list[EVENT]], day: date, off: set[str]) -> None:
    first, last = ends(YEAR, day)
    above = below = 0
    for story in school:
        was, is_now = last_of(story, first), last_of(story, last)
        came = any(what == "转入" and first < when <= last for when, what in story)
        if (was == "in" or came) and is_now not in off:
            below += 1
            above += is_now in ("in", "毕业")
    own = [(f"deduct.{way}", choices.OFF if way in off else choices.ON)
           for way in ("休学", "转出", "死亡", "出国")]
    found = rate(bench(school, day, *own), "巩固率")
    assert (found.numerator.count, found.denominator and found.denominator.count) == (above, below)
    assert found.value == share(above, below)


@given(schools, st.dates(date(2027, 3, 1), date(2027, 5, 31)))
def test_a_terms_retention_counts_from_the_term_before(school: list[list[EVENT]],
                                                       day: date) -> None:
    first, last = ends(YEAR, day)
    counted = [last_of(story, last) for story in school if last_of(story, first) == "in" or any(
        what == "转入" and first < when <= last for when, what in story)]
    below = [now for now in counted if now not in ("转出", "死亡", "出国")]
    found = rate(bench(school, day), "巩固率", per="term")
    assert found.value == share(sum(now in ("in", "毕业") for now in below), len(below))


@given(schools, days, st.sampled_from([choices.BY_HEADS, choices.BY_NET, choices.BY_LOSS]),
       st.sampled_from([choices.EVER, choices.STILL]))
def test_dropout_rates(school: list[list[EVENT]], day: date, formula: str, counted: str) -> None:
    first, last = ends(YEAR, day)
    base = sum(last_of(story, first) == "in" or (
        story[0][1] == "报到" and first < story[0][0] <= last) for story in school)
    out = [story for story in school
           if any(what == "辍学" and YEAR <= when <= day for when, what in story)
           and (counted == choices.EVER or last_of(story, day) == "辍学")]

    def happened(*kinds: str) -> int:
        return sum(what in kinds and YEAR <= when <= last for story in school
                   for when, what in story)

    above = len(out)
    if formula == choices.BY_NET:
        above += happened("休学", "转出", "死亡", "其他离校", "出国") - happened("转入", "复学")
    elif formula == choices.BY_LOSS:
        above += happened("休学") + sum(
            any(what == "其他离校" and YEAR <= when <= last for when, what in story)
            for story in school if story not in out)
    found = rate(bench(school, day, ("dropout_rate", formula), ("dropouts", counted)), "辍学率")
    assert found.value == share(above, base)


@given(schools, days, st.booleans())
def test_enrolment_and_heads(school: list[list[EVENT]], day: date, deferred: bool) -> None:
    last = ends(YEAR, day)[1]
    own = [("deduct.休学", choices.OFF if deferred else choices.ON)]
    at = bench(school, day, *own)
    states = [last_of(story, last) for story in school]
    known = [now for now in states if now in ("in", "辍学", "其他离校")
             or (now == "休学" and not deferred)]
    found = rate(at, "入学率", stage="junior")
    assert found.value == share(states.count("in"), len(known))
    ever = [story for story in school if any(
        what == "辍学" and when <= day and (nxt is None or nxt > YEAR)
        for (when, what), nxt in zip(story, [*(w for w, _ in story[1:]), None], strict=True))]
    assert rate(at, "辍学人数").value == len(ever)
    assert rate(at, "学生规模").value == sum(now in ("in", "辍学") for now in states)


@given(schools)
@settings(max_examples=50)
def test_three_years(school: list[list[EVENT]]) -> None:
    """The class that came in 2026 is in its ninth grade in the last days of the stories."""
    at = bench(school, LAST)
    world = at.now.world
    rooms = {"c1": ClassRoom("c1", "九年级1班", 9, entry_year=2024)}
    now = Situation(BOOK, CALENDAR, World(
        world.unit, world.pupils, rooms, world.registers, (), world.facts, world.uses), LAST)
    first, last = date(2024, 9, 1), ends(YEAR, LAST)[1]
    counted = [last_of(story, last) for story in school if last_of(story, first) == "in" or any(
        what == "转入" and first < when <= last for when, what in story)]
    below = [state for state in counted if state not in ("转出", "死亡", "出国")]
    found = Bench(now, LAST, Chosen((), now.judge.era.policy, LAST)).of_unit(
        Wanted("三年保留率", "三年保留率", "三年保留率"))
    assert found is not None
    assert found.value == share(sum(state in ("in", "毕业") for state in below), len(below))
