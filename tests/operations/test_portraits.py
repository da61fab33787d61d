"""Portraits: the newest stands on the card and on papers; other pictures never do."""

import pytest
from people import NOW, TEACHER
from photos import picture, scan
from registers import seat

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import events, history
from kongchuo_desktop.operations.dossier import dossier
from kongchuo_desktop.operations.paper_facts.facts import PaperFacts
from kongchuo_desktop.operations.paper_facts.look import Whom
from kongchuo_desktop.operations.papers import draft_papers
from kongchuo_desktop.operations.portraits import set_portrait
from kongchuo_desktop.papers.form_file import load_form
from kongchuo_desktop.paths import FORMS
from kongchuo_desktop.store.store import Store

TODAY = NOW.date()
WITH_PLACE = ("pupil_basic_form", "left_behind_card", "home_teaching_pupil")


def printed(store: Store, pupil: str) -> bytes | None:
    form, whom = load_form(FORMS / "pupil_basic_form.toml"), Whom(pupil=pupil)
    found = PaperFacts(store, day=TODAY, user="周老师", form=form, whom=[whom]).sources(whom)
    return found.get("pupil.photo")


def test_the_newest_is_on_the_card_and_in_print(class_store: Store) -> None:
    pupil, other = seat(class_store, 1), seat(class_store, 2)
    assert (dossier(class_store, pupil=pupil).portrait, printed(class_store, pupil)) == (
        None, None)
    first, second = picture("旧.jpg", colour="red"), picture("新.jpg", colour="blue")
    for one in (first, second):
        set_portrait(class_store, actor=TEACHER, pupil=pupil, picture=one)
    assert dossier(class_store, pupil=pupil).portrait == second.digest
    assert printed(class_store, pupil) == second.data
    assert printed(class_store, other) is None
    history.undo(class_store, actor=TEACHER)
    assert dossier(class_store, pupil=pupil).portrait == first.digest
    assert printed(class_store, pupil) == first.data


def test_a_picture_of_something_else_is_no_portrait(class_store: Store) -> None:
    pupil = seat(class_store, 1)
    events.add_event(class_store, actor=TEACHER, kind="attached", day=TODAY, pupil=pupil,
                     fields={"what": "图片"}, scans=[picture("上课.jpg")])
    assert printed(class_store, pupil) is None


def test_a_pdf_is_refused(class_store: Store) -> None:
    with pytest.raises(KnownError) as refused:
        set_portrait(class_store, actor=TEACHER, pupil=seat(class_store, 1), picture=scan())
    assert refused.value.code == "not_a_photo"


@pytest.mark.parametrize("form", WITH_PLACE)
def test_forms_with_a_photo_place_print_it(class_store: Store, form: str) -> None:
    pupil = seat(class_store, 1)

    def pictures() -> int:
        (draft,) = draft_papers(class_store, form_id=form, pupils=[pupil], day=TODAY,
                                coded=False)
        return draft.pdf.count(b"/Subtype /Image")

    without = pictures()
    set_portrait(class_store, actor=TEACHER, pupil=pupil, picture=picture())
    assert pictures() == without + 1
