"""The shipped profiles: complete, word for word, and silent where the documents are silent."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from kongchuo_desktop.domain.calendar import SchoolCalendar
from kongchuo_desktop.domain.duties.situation import Duty
from kongchuo_desktop.domain.duties.situation import duties as due_on
from kongchuo_desktop.domain.facts import (
    ClassRoom,
    Fact,
    Mark,
    OwnFigure,
    PolicyUse,
    Pupil,
    Register,
    Span,
    World,
)
from kongchuo_desktop.domain.policy.figures import Figure
from kongchuo_desktop.domain.policy.model import (
    AbsencePattern,
    AllOf,
    AnyOf,
    Clause,
    DutyBinding,
    FactPattern,
    GateBinding,
    IndicatorBinding,
    ListBinding,
    NoteBinding,
    Pattern,
    Policy,
)
from kongchuo_desktop.paths import POLICIES
from kongchuo_desktop.store.policies import load_book

SHARED = Path(__file__).parents[3] / "shared"
SEEDS = {"XY24": "000", "LX16": "001", "SN22": "004",
         **dict.fromkeys(("GD20", "XC20", "AH20", "GD18"), "002"),
         **{f"D{number:02}": "003" for number in range(1, 14)}}
"""Profile → the number of the document that it quotes."""
ROWS = {"XY24": 97, "LX16": 47, "GD20": 1, "XC20": 17, "AH20": 19, "GD18": 62, "SN22": 26,
        "D01": 12, "D02": 6, "D03": 9, "D04": 25, "D05": 36, "D06": 27, "D07": 12, "D08": 28,
        "D09": 21, "D10": 30, "D11": 16, "D12": 46, "D13": 2}
SHIPPED = sorted(load_book([POLICIES]).policies.keys() & SEEDS.keys())
SEATED = frozenset({"head_teacher", "subject_teacher", "teacher", "staff", "leader", "principal",
                    "school", "registrar", "office", "grade_leader", "class", "grade", "any"})
"""Who sits at the program; what anybody else must do is only waited for."""

matrix_at_hand = pytest.mark.skipif(
    not SHARED.exists(), reason="the documents and the matrix are not at hand")


@pytest.fixture(scope="module")
def profiles() -> dict[str, Policy]:
    return dict(load_book([POLICIES]).policies)


def clause(policy: Policy, name: str) -> Clause:
    return next(clause for clause in policy.clauses if clause.id == name)


def duties(policy: Policy) -> dict[str, DutyBinding]:
    return {binding.name: binding for clause in policy.clauses for binding in clause.bindings
            if isinstance(binding, DutyBinding)}


def patterns(pattern: Pattern | None) -> Iterator[Pattern]:
    if pattern is None:
        return
    yield pattern
    if isinstance(pattern, AllOf | AnyOf):
        for part in pattern.parts:
            yield from patterns(part)


def matrix(profile: str) -> dict[str, tuple[str, str]]:
    """Row → (quote, place) of one profile in the traceability matrix."""
    text = (SHARED / "spec" / "requirements.md").read_text(encoding="utf-8")
    row = re.compile(
        rf"^\| (R\d+) \|[^|]*\| 「(.*)」 \| \d+ {profile} \| ([^|]+?) \|", re.MULTILINE)
    return {found[1]: (found[2], found[3]) for found in row.finditer(text)}


@pytest.mark.parametrize("profile", SHIPPED)
def test_every_clause_is_there_with_its_place_and_its_bindings(
    profiles: dict[str, Policy], profile: str
) -> None:
    policy = profiles[profile]
    assert len(policy.clauses) == ROWS[profile]
    assert all(clause.quote and clause.where and clause.bindings for clause in policy.clauses)


@matrix_at_hand
@pytest.mark.parametrize("profile", SHIPPED)
def test_rows_quotes_and_places_equal_the_matrix(
    profiles: dict[str, Policy], profile: str
) -> None:
    shipped = {c.id: (c.quote, c.where) for c in profiles[profile].clauses}
    assert shipped == matrix(profile)


@matrix_at_hand
def test_every_quote_stands_in_its_document() -> None:
    seeds = {profile: next((SHARED / "seeds").glob(f"{number}_*")).read_text(encoding="utf-8")
             for profile, number in SEEDS.items()}
    assert set(SHIPPED) <= load_book([POLICIES], seeds=seeds).policies.keys()


def test_xiuyan_states_no_absence_threshold(profiles: dict[str, Policy]) -> None:
    thresholds = [p.absent for duty in duties(profiles["XY24"]).values()
                  for p in patterns(duty.on) if isinstance(p, AbsencePattern)]
    assert thresholds
    assert all(figure.open and figure.value is None for figure in thresholds)


def test_the_contract_states_three_days(profiles: dict[str, Policy]) -> None:
    starts = [duty.on for duty in duties(profiles["D09"]).values()
              if isinstance(duty.on, AbsencePattern)]
    assert {(on.absent.value, on.absent.origin, on.unit, on.period) for on in starts} == {
        (3, "document", "day", None)}
    assert {duty.name for duty in duties(profiles["D09"]).values()
            if isinstance(duty.on, AbsencePattern)} == {
        "R040/told", "R040/persuade", "R040/notice"}


@pytest.mark.parametrize(
    ("profile", "name"), [("XY24", "R095/notice"), ("D09", "R120/report")])
def test_many_times_is_nobodys_figure(
    profiles: dict[str, Policy], profile: str, name: str
) -> None:
    on = duties(profiles[profile])[name].on
    assert isinstance(on, FactPattern)
    assert on.times is not None
    assert (on.times.value, on.times.origin, on.times.open) == (None, "unset", True)


def test_xiuyan_report_follows_the_receipt_by_one_week(profiles: dict[str, Policy]) -> None:
    report = duties(profiles["XY24"])["R110/report"]
    assert isinstance(report.on, FactPattern)
    assert (report.on.fact, report.on.fields["to"]) == ("served", ("guardian",))
    assert report.after is not None
    assert (report.after.value, report.after.unit, report.after.origin) == (7, "days", "document")


def test_written_report_has_two_addressees_and_two_receipts(
    profiles: dict[str, Policy]
) -> None:
    done = duties(profiles["XY24"])["R111/report"].done
    assert isinstance(done, AllOf)
    assert [part.fields["to"] for part in done.parts if isinstance(part, FactPattern)] == [
        ("county",), ("township",)]


def test_center_school_or_township_is_one_receipt(profiles: dict[str, Policy]) -> None:
    done = duties(profiles["D09"])["R120/report"].done
    assert isinstance(done, FactPattern)
    assert done.fields["to"] == ("center_school", "township")


@pytest.mark.parametrize("profile", SHIPPED)
def test_what_other_bodies_must_do_is_only_waited_for(
    profiles: dict[str, Policy], profile: str
) -> None:
    for duty in duties(profiles[profile]).values():
        assert duty.watch == (duty.who not in SEATED), duty.name


@pytest.mark.parametrize("profile", SHIPPED)
def test_a_figure_that_is_read_or_open_says_how_it_is_read(
    profiles: dict[str, Policy], profile: str
) -> None:
    for duty in duties(profiles[profile]).values():
        figures = [duty.after, duty.within, duty.times]
        figures += [p.absent for p in patterns(duty.on) if isinstance(p, AbsencePattern)]
        figures += [p.times for p in patterns(duty.on) if isinstance(p, FactPattern)]
        if any(isinstance(figure, Figure) and figure.open for figure in figures):
            assert duty.reading, duty.name


def test_only_what_nobody_can_do_is_a_note(profiles: dict[str, Policy]) -> None:
    notes = {c.id for profile in ("XY24", "D09") for c in profiles[profile].clauses
             if all(isinstance(binding, NoteBinding) for binding in c.bindings)}
    assert notes == {"R001", "R394", "R491"}


def test_targets_are_the_documents_own(profiles: dict[str, Policy]) -> None:
    targets = {
        (profile, binding.title): (binding.target.op, binding.target.value)
        for profile in ("XY24", "D09") for c in profiles[profile].clauses for binding in c.bindings
        if isinstance(binding, IndicatorBinding) and binding.target and not binding.target.open
    }
    assert targets == {
        ("XY24", "适龄儿童入学率"): (">=", 100),
        ("XY24", "残疾儿童少年入学率"): (">=", 95),
        ("XY24", "留守儿童入学率"): (">=", 100),
        ("XY24", "困难家庭子女入学率"): (">=", 100),
        ("XY24", "九年义务教育巩固率"): (">=", 98),
        ("XY24", "去向掌握率"): (">=", 100),
        ("XY24", "建档立卡辍学人数"): ("<=", 0),
        ("D09", "小学适龄儿童入学率"): (">=", 100),
        ("D09", "初中适龄儿童、少年入学率"): (">=", 99),
        ("D09", "三类残疾适龄儿童、少年入学率"): (">=", 90),
    }


def test_deferral_needs_application_then_approval_then_filing(
    profiles: dict[str, Policy]
) -> None:
    gate = next(b for b in clause(profiles["XY24"], "R302").bindings
                if isinstance(b, GateBinding))
    assert isinstance(gate.asks, AllOf)
    assert gate.asks.order
    assert [part.fact for part in gate.asks.parts if isinstance(part, FactPattern)] == [
        "applied", "approved", "filed"]


@pytest.mark.parametrize("profile", SHIPPED)
def test_there_is_no_expulsion_to_choose(profiles: dict[str, Policy], profile: str) -> None:
    movements = {item for c in profiles[profile].clauses for binding in c.bindings
                 if isinstance(binding, ListBinding) and binding.list == "movements"
                 for item in binding.items}
    assert not movements & {"开除", "劝退", "退学", "免学"}


@pytest.mark.parametrize("profile", SHIPPED)
def test_the_first_day_asks_five_questions_at_most(profile: str) -> None:
    asked = [figure for figure in load_book().open_figures(profile) if figure.first]
    assert len(asked) <= 5


# What the profiles ask for when a child stays away from Monday 14 September 2026 on.

CALENDAR = SchoolCalendar()
SINCE = date(2026, 9, 14)
SET_BY_SCHOOL = {"R050/absent.on.absent": "3", "R095/notice.on.times": "2"}


def child_away(
    profile: str, today: date, facts: Sequence[Fact] = (), figures: dict[str, str] | None = None
) -> list[Duty]:
    """The duties about one child who has been truant every school day since ``SINCE``."""
    start = date(2026, 9, 1)
    days = CALENDAR.school_days(start, today)
    away = [day for day in days if day >= SINCE]
    world = World(
        unit="试验学校",
        pupils={"p": Pupil("p", "试验甲", "c", 7, (Span(start),))},
        classes={"c": ClassRoom("c", "七年级1班", 7)},
        registers=[Register("c", day, "全天", frozenset({"p"} if day in away else ()), 1, day)
                   for day in days],
        marks=[Mark("p", day, "全天", "旷课", day) for day in away],
        facts=facts,
        uses=(PolicyUse(profile, start),),
        figures=[OwnFigure(name, value, start) for name, value in (figures or {}).items()],
    )
    return [duty for duty in due_on(load_book(), CALENDAR, world, today) if duty.pupil == "p"]


def act(kind: str, day: date, **fields: str) -> Fact:
    return Fact(f"{kind}-{day}-{fields}", kind, day, day, pupil="p", fields=fields)


def names(found: Sequence[Duty]) -> set[str]:
    return {duty.binding for duty in found}


def test_the_contract_acts_on_the_third_day_not_before() -> None:
    second, third = (CALENDAR.add_school_days(SINCE, n) for n in (1, 2))
    assert child_away("D09", second) == []
    found = {duty.binding: duty for duty in child_away("D09", third)}
    assert {"R040/told", "R040/persuade", "R040/notice"} <= found.keys()
    notice = found["R040/notice"]
    assert (notice.due, notice.paper_title, notice.group) == (third, "劝学书", "today")


def test_xiuyan_asks_nothing_of_an_absence_until_the_school_sets_a_figure() -> None:
    today = CALENDAR.add_school_days(SINCE, 9)
    assert child_away("XY24", today) == []
    assert "R050/absent" in names(child_away("XY24", today, figures=SET_BY_SCHOOL))


def test_xiuyan_ladder_from_two_vain_visits_to_the_report() -> None:
    visits = [act("visit", date(2026, 9, 16), mode="家访", outcome="拒绝"),
              act("visit", date(2026, 9, 18), mode="电话", outcome="联系不上")]
    served_on = date(2026, 9, 20)
    notice = [act("issued", served_on, paper="劝学通知书"),
              act("served", served_on, paper="劝学通知书", to="guardian")]
    handed = act("handed", date(2026, 9, 28), paper="辍学报告书", to="township")

    def asked(today: date, facts: Sequence[Fact]) -> set[str]:
        return names(child_away("XY24", today, facts, SET_BY_SCHOOL))

    assert "R095/notice" not in asked(date(2026, 9, 17), visits[:1])
    assert "R095/notice" in asked(date(2026, 9, 18), visits)
    assert "R095/serve" in asked(served_on, [*visits, notice[0]])
    in_time = asked(served_on + timedelta(days=7), [*visits, *notice])
    assert not in_time & {"R095/notice", "R095/serve", "R110/report", "R111/report"}
    after_a_week = asked(served_on + timedelta(days=8), [*visits, *notice])
    assert {"R110/report", "R111/report"} <= after_a_week
    at_the_township = asked(date(2026, 9, 28), [*visits, *notice, handed])
    assert "R110/report" not in at_the_township
    assert {"R111/report", "R466/measure", "R073/joint"} <= at_the_township
