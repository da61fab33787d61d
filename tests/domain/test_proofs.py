"""What must prove that a child left, was put off or struck off: there, lacking, or only filed."""

from datetime import date

from policy_samples import book, calendar, clause, fact, profile, pupil, sep, world

from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.facts import Fact, Span
from kongchuo_desktop.domain.inspection.proofs import Passage, Passages

TODAY = sep(24)
GATES = """{ is = "gate", gate = "转出", all = [{ evidence = "接收证明" }] },
{ is = "gate", gate = "延缓入学", all = [{ fact = "applied", what = "延缓入学" },
  { fact = "approved", what = "延缓入学" }] },
{ is = "gate", gate = "休学", if = { tag = "残疾" }, all = [{ evidence = "诊断证明" }] }"""


def steps(*facts: Fact) -> list[Passage]:
    one = pupil(enrolled=(Span(date(2025, 9, 1)),))
    now = Situation(book(profile(clause(GATES.replace("\n", "")))), calendar(),
                    world(pupils=[one], until=TODAY, facts=facts), TODAY)
    return Passages(now).of(one)


def said(passage: Passage) -> list[tuple[str, str, date | None]]:
    return [(proof.what, proof.state, proof.day) for proof in passage.proofs]


GONE = fact("moved", sep(10), what="转出")


def test_what_the_gate_asks_for_is_lacking_until_it_is_on_file() -> None:
    (step,) = steps(GONE)
    assert (step.gate, step.called, said(step)) == (
        "转出", "转出", [("没有接收证明", "lacking", None)])
    (step,) = steps(GONE, fact("attached", sep(15), what="接收证明"))
    assert said(step) == [("接收证明", "there", sep(15))]


def test_what_was_filed_belongs_to_the_step_before_it() -> None:
    papers = [fact("attached", day, what="材料") for day in (sep(3), sep(12), sep(18))]
    first, second = steps(fact("moved", sep(10), what="休学"),
                          fact("moved", sep(15), what="转入"), *papers)
    assert (first.proofs, second.proofs) == ((), ())
    assert [each.day for each in first.filed] == [sep(3), sep(12)]
    assert [each.day for each in second.filed] == [sep(18)]


def test_an_application_and_its_approval_are_one_step() -> None:
    asked = fact("applied", sep(3), what="延缓入学")
    (step,) = steps(asked)
    assert [state for _, state, _ in said(step)] == ["there", "lacking"]
    (step,) = steps(asked, fact("approved", sep(9), what="延缓入学"))
    assert [state for _, state, _ in said(step)] == ["there", "there"]


def test_a_closing_says_by_which_way_and_steps_stand_in_the_order_of_their_days() -> None:
    found = steps(fact("closed", sep(20), why="转学"), GONE,
                  fact("moved", sep(12), what="调班"), fact("approved", sep(15), what="减免"))
    assert [(step.called, step.fact.day) for step in found] == [
        ("转出", sep(10)), ("销号（转学）", sep(20))]
