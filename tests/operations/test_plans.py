"""A plan is drawn up when its paper is issued; what has to be signed is printed first."""

from dataclasses import replace
from datetime import timedelta

import pytest
from people import NOW, TEACHER
from registers import seat

from kongchuo_desktop.domain.duties.facts import Facts
from kongchuo_desktop.domain.duties.model import ClauseRef, Duty, DutyLine
from kongchuo_desktop.domain.facts import Fact
from kongchuo_desktop.domain.policy.model import facts_in
from kongchuo_desktop.domain.policy.titles import parse_titles
from kongchuo_desktop.errors import BugError
from kongchuo_desktop.operations import own_papers, papers
from kongchuo_desktop.operations.discharge import way_of
from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.operations.policies import shipped_book
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.papers.form_file import load_forms
from kongchuo_desktop.paths import FORMS, POLICIES
from kongchuo_desktop.store.store import Store

BOOK = shipped_book()
TODAY = NOW.date()


def planned(store: Store) -> list[Fact]:
    facts = Facts(load_world(store), BOOK.titles, TODAY)
    return list(facts.about("planned", pupil=seat(store, 1)))


@pytest.mark.parametrize("form", ["case_plan", "persuasion_plan", "home_teaching_plan"])
def test_a_plan_that_is_issued_is_drawn_up_and_a_voided_one_is_not(
    class_store: Store, form: str
) -> None:
    (paper,) = papers.issue_papers(class_store, actor=TEACHER, form_id=form, day=TODAY,
                                   pupils=[seat(class_store, 1)]).papers
    assert [(f.fields["what"], f.day) for f in planned(class_store)] == [(paper.title, TODAY)]
    papers.void_paper(class_store, actor=TEACHER, paper=paper.id, why="写错了")
    assert planned(class_store) == []


def test_a_plan_on_the_schools_own_paper_counts_as_well(class_store: Store) -> None:
    own_papers.note_own_paper(class_store, actor=TEACHER, paper="帮扶计划", day=TODAY,
                              pupil=seat(class_store, 1))
    assert [f.fields["what"] for f in planned(class_store)] == ["帮教计划"]


def test_a_notice_is_no_plan(class_store: Store) -> None:
    papers.issue_papers(class_store, actor=TEACHER, form_id="persuasion_notice", day=TODAY,
                        pupils=[seat(class_store, 1)])
    assert planned(class_store) == []


@pytest.mark.parametrize("policy", sorted(BOOK.policies))
def test_every_plan_that_a_duty_wants_on_paper_is_met_by_its_paper(policy: str) -> None:
    """What it is to set out has its place on the sheet."""
    for _, binding in BOOK.effective(policy).duties:
        for wanted in facts_in(binding.act):
            if binding.do == "paper" and wanted.fact == "planned":
                assert binding.paper in wanted.fields["what"]
                assert set(wanted.fields.get("with", ())) <= set(BOOK.titles.plans[
                    binding.paper or ""])


@pytest.mark.parametrize("form", [form for form in load_forms(FORMS).values()
                                  if BOOK.titles.plans.get(form.paper)], ids=lambda form: form.id)
def test_a_form_has_a_place_for_all_that_its_plan_sets_out(form: object) -> None:
    text = (FORMS / f"{form.id}.toml").read_text(encoding="utf-8")  # type: ignore[attr-defined]
    for place in BOOK.titles.plans[form.paper]:  # type: ignore[attr-defined]
        assert place in text


def test_a_plan_must_be_a_paper() -> None:
    text = (POLICIES / "vocabulary.toml").read_text(encoding="utf-8")
    with pytest.raises(BugError, match="没有这种"):
        parse_titles(text.replace("[plans]", '[plans]\n"没有这种" = []'))


def yearly(policy: str, paper: str, *, room: str | None = None) -> DutyLine:
    """A paper that is to be signed once a school year."""
    binding = next(b for _, b in BOOK.effective(policy).duties if b.paper == paper)
    clause = ClauseRef(policy, binding.name, "", "", "", "")
    return DutyLine(Duty(binding.name, binding.name, binding.do, binding.each, room or "", "某某",
                         "因为", "应当", "today", paper=paper, clause=clause, class_id=room,
                         period="2026-09-01"))


def issued(paper: str, pupil: str | None = None) -> IssuedPaper:
    return IssuedPaper("id", "", "form", paper, pupil, TODAY, None, "", 1, None, None)


def test_what_is_to_be_signed_is_printed_and_then_noted() -> None:
    """Every teacher signs the pledge of D01."""
    line, forms, paper = yearly("D01", "责任状"), {"责任状"}, issued("责任状")
    last_year = replace(paper, day=TODAY - timedelta(days=365))
    voided = replace(paper, voided="写错了")
    assert way_of(BOOK, line, [], forms).kind == "issue"
    assert way_of(BOOK, line, [last_year, voided], forms).kind == "issue"
    assert way_of(BOOK, line, [paper], forms).kind == "event"


def test_what_a_class_signs_may_be_a_paper_for_each_child() -> None:
    """The contracts with parents of D05."""
    line, forms = yearly("D05", "家长责任书", room="here"), {"家长责任书"}
    rooms = {"one": "here", "other": "there"}
    for pupil, kind in (("other", "issue"), ("one", "event")):
        papers_ = [issued("家长责任书", pupil)]
        assert way_of(BOOK, line, papers_, forms, rooms=rooms).kind == kind
