"""The shipped profiles: complete, word for word, and silent where the documents are silent."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

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
SEEDS = {"XY24": "000", "D09": "003"}
OTHER_BODIES = {"township", "bureau", "court"}

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


@pytest.mark.parametrize(("profile", "clauses"), [("XY24", 97), ("D09", 21)])
def test_every_clause_is_there_with_its_place_and_its_bindings(
    profiles: dict[str, Policy], profile: str, clauses: int
) -> None:
    policy = profiles[profile]
    assert len(policy.clauses) == clauses
    assert all(clause.quote and clause.where and clause.bindings for clause in policy.clauses)


@matrix_at_hand
@pytest.mark.parametrize("profile", SEEDS)
def test_rows_quotes_and_places_equal_the_matrix(
    profiles: dict[str, Policy], profile: str
) -> None:
    shipped = {c.id: (c.quote, c.where) for c in profiles[profile].clauses}
    assert shipped == matrix(profile)


@matrix_at_hand
def test_every_quote_stands_in_its_document() -> None:
    seeds = {profile: next((SHARED / "seeds").glob(f"{number}_*")).read_text(encoding="utf-8")
             for profile, number in SEEDS.items()}
    assert SEEDS.keys() <= load_book([POLICIES], seeds=seeds).policies.keys()


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


@pytest.mark.parametrize("profile", SEEDS)
def test_what_other_bodies_must_do_is_only_waited_for(
    profiles: dict[str, Policy], profile: str
) -> None:
    for duty in duties(profiles[profile]).values():
        assert duty.watch == (duty.who in OTHER_BODIES), duty.name


@pytest.mark.parametrize("profile", SEEDS)
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
    notes = {c.id for profile in SEEDS for c in profiles[profile].clauses
             if all(isinstance(binding, NoteBinding) for binding in c.bindings)}
    assert notes == {"R001", "R394", "R491"}


def test_targets_are_the_documents_own(profiles: dict[str, Policy]) -> None:
    targets = {
        (profile, binding.title): (binding.target.op, binding.target.value)
        for profile in SEEDS for c in profiles[profile].clauses for binding in c.bindings
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


@pytest.mark.parametrize("profile", SEEDS)
def test_there_is_no_expulsion_to_choose(profiles: dict[str, Policy], profile: str) -> None:
    movements = {item for c in profiles[profile].clauses for binding in c.bindings
                 if isinstance(binding, ListBinding) and binding.list == "movements"
                 for item in binding.items}
    assert movements
    assert not movements & {"开除", "劝退", "退学", "免学"}


@pytest.mark.parametrize("profile", SEEDS)
def test_the_first_day_asks_five_questions_at_most(profile: str) -> None:
    asked = [figure for figure in load_book().open_figures(profile) if figure.first]
    assert 1 <= len(asked) <= 5
