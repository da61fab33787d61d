"""Numbers, bytes and clocks of issued papers through the operations."""

from datetime import date, timedelta

import pytest
from people import NOW, TEACHER, Clock

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import history, papers, roster
from kongchuo_desktop.operations.paper_register import IssuedPaper, find_paper, paper_register
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store

TODAY = NOW.date()
FORM = "persuasion_notice"


def _two(store: Store) -> list[str]:
    return sorted(load_world(store).pupils)[:2]


def _issue(store: Store, pupils: list[str], day: date = TODAY) -> list[IssuedPaper]:
    return papers.issue_papers(store, actor=TEACHER, form_id=FORM, pupils=pupils, day=day).papers


def test_numbers_follow_each_other_and_carry_the_seat(class_store: Store) -> None:
    first, second = _issue(class_store, _two(class_store))
    (third,) = _issue(class_store, _two(class_store)[:1])
    assert [p.number for p in (first, second, third)] == [
        f"义劝通字〔2026〕第七1-{n}号" for n in (1, 2, 3)]


def test_what_was_previewed_is_what_was_issued_and_reprinted(class_store: Store,
                                                             clock: Clock) -> None:
    (pupil, _) = _two(class_store)
    (draft,) = papers.draft_papers(class_store, form_id=FORM, pupils=[pupil], day=TODAY,
                                   user=TEACHER.name)
    (issued,) = _issue(class_store, [pupil])
    clock.at = NOW + timedelta(days=40)
    assert papers.reprint(class_store, paper=issued.number) == draft.pdf
    assert papers.reprint(class_store, paper=issued.id) == draft.pdf


def test_a_voided_number_stays_in_the_register_and_is_not_used_again(class_store: Store) -> None:
    (first,) = _issue(class_store, _two(class_store)[:1])
    papers.void_paper(class_store, actor=TEACHER, paper=first.number, why="姓名写错")
    (second,) = _issue(class_store, _two(class_store)[:1])
    register = {p.number: p.voided for p in paper_register(class_store)}
    assert register == {first.number: "姓名写错", second.number: None}
    with pytest.raises(KnownError) as refused:
        papers.deliver_paper(class_store, actor=TEACHER, paper=first.number, day=TODAY,
                             how="直接", to="某某")
    assert refused.value.code == "paper_voided"
    facts = [f.kind for f in load_world(class_store).facts]
    assert facts.count("issued") == 1


def test_issuing_is_not_undone_but_voided(class_store: Store) -> None:
    (paper,) = _issue(class_store, _two(class_store)[:1])
    with pytest.raises(KnownError):
        history.undo(class_store, actor=TEACHER)
    assert find_paper(class_store, paper.number).voided is None


def test_a_character_without_a_glyph_blocks_and_uses_no_number(class_store: Store) -> None:
    unprintable = chr(0x10FFFD)
    pupil = roster.add_pupil(class_store, actor=TEACHER,
                             class_id=next(iter(load_world(class_store).classes)),
                             values={"name": f"张{unprintable}"}).id
    with pytest.raises(KnownError) as refused:
        _issue(class_store, [pupil])
    assert refused.value.code == "missing_glyph"
    assert unprintable in refused.value.sentence
    assert paper_register(class_store) == []


def test_unknown_values_are_named_and_the_paper_still_issues(class_store: Store) -> None:
    pupil = roster.add_pupil(class_store, actor=TEACHER,
                             class_id=next(iter(load_world(class_store).classes)),
                             values={"name": "吕某某"}).id
    (draft,) = papers.draft_papers(class_store, form_id=FORM, pupils=[pupil], day=TODAY)
    assert "监护人姓名" in draft.blanks
    assert len(_issue(class_store, [pupil])) == 1


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
def test_service_lies_between_issue_and_today(class_store: Store, day: date) -> None:
    (paper,) = _issue(class_store, _two(class_store)[:1])
    with pytest.raises(KnownError) as refused:
        papers.deliver_paper(class_store, actor=TEACHER, paper=paper.number, day=day,
                             how="直接", to="某某")
    assert refused.value.code == "bad_date"


def test_an_unknown_number_is_refused(class_store: Store) -> None:
    (paper,) = _issue(class_store, _two(class_store)[:1])
    with pytest.raises(KnownError) as refused:
        find_paper(class_store, paper.number + "x")
    assert refused.value.code == "unknown_paper"


def test_a_specimen_uses_no_number(class_store: Store) -> None:
    shown = papers.specimen(FORM, day=TODAY, store=class_store)
    assert shown.pages == 1
    assert paper_register(class_store) == []
