"""The records of visits and persuasion: found by each profile, filled from what was written down,
one sheet for the pen, and silent about what others must not read."""

from datetime import date, datetime

import pytest
from people import NOW, TEACHER, Clock

from kongchuo_desktop.operations import papers, visits
from kongchuo_desktop.operations.attendance import MarkInput, take_register
from kongchuo_desktop.operations.forms import form_by_id
from kongchuo_desktop.operations.paper_choices import visits_to_choose
from kongchuo_desktop.operations.paper_facts.look import Whom
from kongchuo_desktop.operations.paper_facts.specimen import Kind
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.papers.render import Rendered
from kongchuo_desktop.store.store import Store

TODAY = NOW.date()
FAMILY = ("visit_record", "dropout_visit_sheet", "persuasion_record", "followup_record",
          "mobilisation_record", "family_contact_card", "leave_slip", "case_plan",
          "dropout_registration", "persuasion_plan", "visit_reply", "pupil_basic_form",
          "case_timeline")
SEEN_BY_OTHERS = ("visit_record", "dropout_visit_sheet", "mobilisation_record", "visit_reply",
                  "family_contact_card", "leave_slip", "followup_record")
"""What a guardian signs or takes home, or what hangs at the gate."""
PRIVATE = {"pupil.tags", "pupil.tag_rows", "pupil.disability", "pupil.health",
           "pupil.left_behind", "pupil.care_rows"}
HOME = ("2026-09-15", "2026-09-16")


def specimen(form_id: str, kind: Kind = "ordinary") -> Rendered:
    return papers.specimen(form_id, day=TODAY, kind=kind)


@pytest.fixture
def missed(class_store: Store, clock: Clock) -> str:
    """A child who is away since 9月14日 and was visited twice."""
    pupil = list_pupils(class_store)[3].id
    (room,) = load_world(class_store).classes
    for day in ("2026-09-14", *HOME):
        clock.at = datetime.fromisoformat(f"{day}T17:00")
        take_register(class_store, actor=TEACHER, class_id=room, day=clock.at.date(),
                      marks={pupil: MarkInput("旷课")})
    for day, outcome in zip(HOME, ("不在家", "同意"), strict=True):
        visits.add_visit(class_store, actor=TEACHER, visit=visits.VisitInput(
            pupil=pupil, day=date.fromisoformat(day), mode="家访", outcome=outcome, by=("周老师",),
            joint=("村委会",), met="某某（父亲）", cause="厌学", note=f"{outcome}的经过"))
    clock.at = NOW
    return pupil


@pytest.mark.parametrize("form_id", FAMILY)
@pytest.mark.parametrize("kind", ["ordinary", "empty", "rare"])
def test_a_record_is_one_sheet(form_id: str, kind: Kind) -> None:
    photos_apart = form_id == "visit_record" and kind != "empty"
    assert specimen(form_id, kind).pages == 1 + photos_apart


@pytest.mark.parametrize("form_id", sorted(set(FAMILY) - {"leave_slip"}))
def test_what_is_known_is_not_left_to_the_pen(form_id: str) -> None:
    form = form_by_id(None, form_id)
    sourced = {field.label for field in form.fields.values() if field.source}
    assert not sourced & set(specimen(form_id).copies[0].blanks)
    assert sum(field.asked for field in form.fields.values()) <= 6


@pytest.mark.parametrize("form_id", SEEN_BY_OTHERS)
def test_what_others_see_tells_no_disability_and_no_poverty(form_id: str) -> None:
    asked = {field.source for field in form_by_id(None, form_id).fields.values()}
    assert not asked & PRIVATE


@pytest.mark.parametrize("form_id", ["visit_record", "dropout_visit_sheet", "followup_record",
                                     "mobilisation_record"])
def test_a_record_is_of_the_visit_that_is_meant(
    class_store: Store, missed: str, form_id: str
) -> None:
    form = form_by_id(class_store, form_id)
    last, first = visits_to_choose(class_store, form=form, pupil=missed, day=TODAY)
    drafts = papers.draft_papers(
        class_store, form_id=form_id, day=TODAY, user="周老师",
        whom=[Whom(pupil=missed), Whom(pupil=missed, visit=first.id)])
    assert [str(draft.values["day"]) for draft in drafts] == [str(last.day), str(first.day)]
    assert [draft.pages for draft in drafts] == [1, 1]


def test_the_running_records_hold_every_visit(class_store: Store, missed: str) -> None:
    def rows(form_id: str, field: str) -> list[str]:
        (draft,) = papers.draft_papers(class_store, form_id=form_id, day=TODAY, pupils=[missed],
                                       user="周老师")
        return [str(row["day"]) for row in draft.values[field]]

    assert rows("persuasion_record", "visits") == list(HOME)
    assert rows("case_plan", "work") == list(HOME)
    assert rows("dropout_registration", "work") == list(HOME)
    assert [day for day in rows("case_timeline", "timeline") if day in HOME] == list(HOME)


def test_contact_cards_of_a_class_are_printed_at_once(class_store: Store) -> None:
    (room,) = load_world(class_store).classes
    batch = papers.class_batch(class_store, class_id=room, day=TODAY)
    drafts = papers.draft_papers(class_store, form_id="family_contact_card", day=TODAY,
                                 user="周老师", whom=batch)
    assert len(drafts) == len(list_pupils(class_store))
    assert {draft.pages for draft in drafts} == {1}
    assert {draft.number for draft in drafts} == {None}
