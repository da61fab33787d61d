"""Whose notice starts which clock: two counties in which the township writes to the parents."""

from datetime import date

from test_profiles import act, child_away, names

from kongchuo_desktop.domain.facts import Fact


def test_lean_waits_for_township_and_court_as_the_papers_say() -> None:
    visit = act("visit", date(2026, 9, 16), mode="家访", outcome="拒绝")
    told = act("handed", date(2026, 9, 18), paper="提请批评教育建议书", to="township")
    first = act("served", date(2026, 9, 20), paper="入学（复学）通知书", to="guardian")
    second = [act("issued", date(2026, 9, 28), paper="限期复学通知书", limit="2026-10-08"),
              act("served", date(2026, 9, 29), paper="限期复学通知书", to="guardian")]
    steps = {"R481/letter", "R107/notice", "R108/notice", "R482/justice"}

    def asked(today: date, *facts: Fact) -> set[str]:
        return names(child_away("D10", today, facts, {"R108/notice.after": "7"})) & steps

    assert asked(date(2026, 9, 16), visit) == {"R481/letter"}
    assert asked(date(2026, 9, 18), visit, told) == {"R107/notice"}
    assert asked(date(2026, 9, 27), visit, told, first) == set()
    assert asked(date(2026, 9, 28), visit, told, first) == {"R108/notice"}
    assert asked(date(2026, 10, 8), visit, told, first, *second) == set()
    assert asked(date(2026, 10, 9), visit, told, first, *second) == {"R482/justice"}


def test_the_township_of_the_speech_acts_a_week_after_its_own_notice() -> None:
    visit = act("visit", date(2026, 9, 16), mode="家访", outcome="拒绝")
    schools = act("served", date(2026, 9, 18), paper="劝学通知书", to="guardian")
    own = act("served", date(2026, 9, 20), paper="限期复学通知书", to="guardian")

    def asked(today: date, *facts: Fact) -> bool:
        return "R484/penalty" in names(child_away("D12", today, facts))

    assert not asked(date(2026, 9, 28), visit, schools)
    assert not asked(date(2026, 9, 27), visit, own)
    assert asked(date(2026, 9, 28), visit, own)
