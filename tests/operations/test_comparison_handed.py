"""What a bureau's comparison found goes down to school and class; what came of it goes up."""

from dataclasses import replace

import pytest
from comparison_county import children
from joined_stores import Bench
from people import DESK, OFFICE, TEACHER
from photos import picture

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import cases, events
from kongchuo_desktop.operations.attachments import photos_of, stored_bytes
from kongchuo_desktop.operations.comparison import Compared, compare
from kongchuo_desktop.operations.comparison_handed import hand_hits, hits_to_check
from kongchuo_desktop.operations.comparison_lists import take_in_list
from kongchuo_desktop.operations.comparison_outcomes import (
    CASE,
    open_found,
    outcomes,
    settle_child,
)
from kongchuo_desktop.store.store import Store

CHILDREN = [replace(child, key=f"第{at}行", place="青石镇 磨盘村", room="五年级1班")
            for at, child in enumerate(children(4, 61), start=3)]
# A child without a number is known by all the rest that stands in its line.
CHILDREN[1] = replace(CHILDREN[1], number="", guardians=("王大", "刘芳"))


def of_the_bureau(bureau: Store) -> Compared:
    """Three of four children of the household list have no 学籍."""
    lists = {kind: take_in_list(bureau, actor=DESK, kind=kind, people=people,
                                source=f"{kind}.xlsx").id
             for kind, people in (("household", CHILDREN), ("enrolment", CHILDREN[3:]))}
    return compare(bureau, lists=lists)


def test_children_to_look_for_go_down_to_school_and_class_and_the_answer_comes_up(
        bench: Bench) -> None:
    group, school, bureau = bench.open_line()
    bench.take(bureau, bench.up(school))
    bench.take(school, bench.up(group))
    found = of_the_bureau(bureau).of("never_enrolled")
    hand_hits(bureau, actor=DESK, hits=found, unit=school.home)
    for path in bench.down(bureau):
        bench.take(school, path)
    sent = hits_to_check(school)
    assert [hit.person.trait for hit in sent] == [child.trait for child in CHILDREN[:3]]
    assert {hit.result for hit in sent} == {"never_enrolled"}
    assert hits_to_check(bureau) == (), "who sends does not look for them itself"
    # The school finds one elsewhere, with a scan, and makes one a case of its class.
    settle_child(school, actor=OFFICE, person=sent[1].person, found="在外地就读",
                 scans=[picture("在读证明.jpg")])
    room = bench.class_of(school)
    pupil = open_found(school, actor=OFFICE, person=sent[0].person, class_id=room).id
    states = [hit.outcome.found if hit.outcome else "" for hit in hits_to_check(school)]
    assert states == [CASE, "在外地就读", ""]
    assert hits_to_check(school)[0].record == pupil
    for path in bench.down(school):
        bench.take(group, path)
    assert pupil in {case.pupil for case in cases.list_cases(group)}, "the class goes to the home"
    events.add_event(group, actor=TEACHER, kind="returned", day=group.now().date(), pupil=pupil)
    bench.take(school, bench.up(group))
    bench.take(bureau, bench.up(school))
    known = {hit.person.trait: hit.outcome for hit in of_the_bureau(bureau).of("never_enrolled")}
    told = [known[child.trait] for child in CHILDREN[:3]]
    assert [one.found if one else "" for one in told] == [CASE, "在外地就读", ""]
    answered = outcomes(bureau)[CHILDREN[1].trait]
    assert (answered.scans, answered.lacks) == (1, "")
    (scan,) = photos_of(bureau, answered.id)
    assert stored_bytes(bureau, scan.digest, called="佐证")


def test_a_file_that_is_no_list_is_only_shown(bench: Bench) -> None:
    _, school, bureau = bench.open_line()
    bench.take(bureau, bench.up(school))
    text = bench.folder / "说明.txt"
    text.write_text("怎样核对", encoding="utf-8")
    from kongchuo_desktop.operations.handed import hand

    hand(bureau, actor=DESK, file=text, kind="comparison")
    for path in bench.down(bureau):
        bench.take(school, path)
    assert hits_to_check(school) == ()


def test_nobody_is_not_sent(bureau_store: Store) -> None:
    with pytest.raises(KnownError) as refused:
        hand_hits(bureau_store, actor=DESK, hits=[])
    assert refused.value.code == "nobody_to_check"
