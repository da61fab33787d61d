"""Papers of the school's own: noted, handed, discharging, and never taken for the program's."""

from datetime import timedelta
from typing import Any

import pytest
from people import NOW, TEACHER
from photos import picture

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import history, own_papers, papers
from kongchuo_desktop.operations.paper_register import (
    IssuedPaper,
    find_paper,
    numbers_twice,
    paper_register,
)
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.store import Store

TODAY = NOW.date()
FORM = "persuasion_notice"


def _pupil(store: Store) -> str:
    return min(load_world(store).pupils)


def _note(store: Store, **more: Any) -> IssuedPaper:
    wanted: dict[str, Any] = {"paper": "辍学报告书", "pupil": _pupil(store), "day": TODAY, **more}
    row = own_papers.note_own_paper(store, actor=TEACHER, **wanted).id
    return find_paper(store, row)


def test_another_name_of_the_paper_is_noted_under_the_word(class_store: Store) -> None:
    found = _note(class_store, paper="学生辍学报告书", number=" 校报〔2026〕1号 ")
    assert (found.title, found.number, found.own) == ("辍学报告书", "校报〔2026〕1号", True)
    assert found.numbered == "本校自编 校报〔2026〕1号"
    assert found.digest == ""
    facts = [f for f in load_world(class_store).facts if f.kind == "issued"]
    assert [(f.pupil, f.day, f.fields["paper"]) for f in facts] == [
        (_pupil(class_store), TODAY, "辍学报告书")]


def test_it_may_be_handed_on_the_day_or_later(class_store: Store) -> None:
    found = _note(class_store, to=["county"])
    papers.hand_paper(class_store, actor=TEACHER, paper=found.id, day=TODAY, to="township")
    handed = {f.fields["to"] for f in load_world(class_store).facts if f.kind == "handed"}
    assert handed == {"county", "township"}
    assert set(find_paper(class_store, found.id).handed) == handed


def test_the_numbers_of_the_program_are_untouched(class_store: Store) -> None:
    (pupil, number) = _pupil(class_store), "义劝通字〔2026〕第七1-1号"
    own = _note(class_store, paper="劝学通知书", number=number)
    (issued,) = papers.issue_papers(class_store, actor=TEACHER, form_id=FORM, pupils=[pupil],
                                    day=TODAY).papers
    assert issued.number == number
    assert numbers_twice(paper_register(class_store)) == frozenset()
    assert own.to == "guardian"


def test_there_is_nothing_to_print_again_and_the_reason_is_said(class_store: Store) -> None:
    seen = picture("报告书.jpg")
    found = _note(class_store, scans=[seen])
    assert [photo.name for photo in found.photos] == ["报告书.jpg"]
    assert class_store.attachment(found.photos[0].digest) == seen.data
    with pytest.raises(KnownError) as refused:
        papers.reprint(class_store, paper=found.id)
    assert refused.value.code == "own_paper"
    assert "本校自己的纸" in refused.value.sentence


def test_it_is_voided_not_undone(class_store: Store) -> None:
    found = _note(class_store, to=["township"])
    with pytest.raises(KnownError):
        history.undo(class_store, actor=TEACHER)
    papers.void_paper(class_store, actor=TEACHER, paper=found.id, why="写错了")
    assert {f.kind for f in load_world(class_store).facts} & {"issued", "handed"} == set()


@pytest.mark.parametrize(("more", "code"), [
    ({"day": TODAY + timedelta(days=1)}, "future_date"), ({"pupil": "0" * 32}, "unknown_pupil"),
    ({"paper": "没有这种"}, "unknown_form"), ({"pupil": None}, "no_pupil"),
    ({"pupil": None, "class_id": "0" * 32}, "unknown_class"), ({"to": ["邻村"]}, "unknown_office"),
])
def test_what_cannot_be_is_refused_and_nothing_is_written(
    class_store: Store, more: dict[str, Any], code: str
) -> None:
    with pytest.raises(KnownError) as refused:
        _note(class_store, **more)
    assert refused.value.code == code
    assert paper_register(class_store) == []
