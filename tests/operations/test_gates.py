"""Gates in a store: what a change lacks, noting what it asks for, saying what an exit means."""

from datetime import date

import pytest
from people import TEACHER

from kongchuo_desktop.domain.policy.model import FactPattern
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.cases import case_of_pupil, close_case, list_cases, open_case
from kongchuo_desktop.operations.gates import gate_lacks, gate_words, note_fact, settle_effect
from kongchuo_desktop.operations.leaves import add_leave
from kongchuo_desktop.operations.moves import move_pupil
from kongchuo_desktop.operations.policies import use_policy
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.store.store import Store

PROOF = FactPattern("attached", {"what": ("接收证明",)})


@pytest.fixture
def pupil(class_store: Store) -> str:
    """A child of the class, in the county of D11, where leaving needs a proof."""
    use_policy(class_store, actor=TEACHER, policy="D11")
    return list_pupils(class_store)[0].id


def test_what_a_change_lacks_is_there_once_it_is_put_on_file(
    class_store: Store, pupil: str
) -> None:
    today = class_store.now().date()
    assert gate_lacks(class_store, pupil=pupil, gate="转出").startswith("还缺：接收证明")
    assert gate_lacks(class_store, pupil=pupil, gate="退出B") == ""
    note_fact(class_store, actor=TEACHER, wanted=PROOF, pupil=pupil, day=today)
    assert gate_lacks(class_store, pupil=pupil, gate="转出") == ""


def test_what_the_document_says_of_leave_is_said_each_time(class_store: Store) -> None:
    pupil = list_pupils(class_store)[0].id
    assert gate_words(class_store, pupil=pupil, gate="请假") == ""
    use_policy(class_store, actor=TEACHER, policy="D05")
    said = gate_words(class_store, pupil=pupil, gate="请假")
    assert said.startswith("“学生请假一般由本人或监护人亲自履行")
    assert said.endswith("（制度 一）")
    add_leave(class_store, actor=TEACHER, pupil=pupil, since=class_store.now().date(),
              until=class_store.now().date(), kind="病假", asked_by="本人")
    assert gate_words(class_store, pupil=pupil, gate="请假") == said


def test_a_confirmed_transfer_leads_the_case_out_and_it_is_closed_by_that_way(
    class_store: Store, pupil: str
) -> None:
    today = class_store.now().date()
    open_case(class_store, actor=TEACHER, pupil=pupil, day=today, note="联系不上")
    move_pupil(class_store, actor=TEACHER, pupil=pupil, kind="转出", day=today)
    waiting = case_of_pupil(class_store, pupil=pupil)
    assert waiting is not None
    assert waiting.state == "open"
    note_fact(class_store, actor=TEACHER, wanted=PROOF, pupil=pupil, day=today)
    out = case_of_pupil(class_store, pupil=pupil)
    assert out is not None
    assert (out.state, out.way) == ("left", "转学")
    close_case(class_store, actor=TEACHER, pupil=pupil, day=today, why="转学", note="证明齐全")
    assert list_cases(class_store) == []
    (closed,) = list_cases(class_store, closed=True)
    assert closed.stage == "已销号（转学）"


@pytest.mark.parametrize("fact", ["visit", "handed", "moved"])
def test_what_has_a_form_of_its_own_is_not_noted_in_a_word(
    class_store: Store, pupil: str, fact: str
) -> None:
    with pytest.raises(KnownError) as refused:
        note_fact(class_store, actor=TEACHER, wanted=FactPattern(fact), pupil=pupil,
                  day=date(2026, 9, 1))
    assert refused.value.code == "own_form"


def test_a_case_is_closed_by_a_known_way_and_an_effect_has_a_ground(
    class_store: Store, pupil: str
) -> None:
    with pytest.raises(KnownError) as refused:
        close_case(class_store, actor=TEACHER, pupil=pupil, day=date(2026, 9, 1), why="开除")
    assert refused.value.code == "unknown_way"
    with pytest.raises(KnownError) as groundless:
        settle_effect(class_store, actor=TEACHER, ask="R304#0.effect", effect="in", why=" ")
    assert groundless.value.code == "no_reason"
