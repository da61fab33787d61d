"""The month's table that goes with a return, and what is said of it when it is looked at again."""

from datetime import date, datetime
from pathlib import Path

import pytest
from people import OFFICE, TEACHER, Clock

from kongchuo_desktop.operations import moves
from kongchuo_desktop.operations.filed_tables import filed_table
from kongchuo_desktop.operations.joining import join, make_kit
from kongchuo_desktop.operations.month_report import month_report
from kongchuo_desktop.operations.packages import seal_package
from kongchuo_desktop.operations.periods import read_period
from kongchuo_desktop.operations.reports import open_report
from kongchuo_desktop.operations.return_check import period_gaps
from kongchuo_desktop.operations.returns import returns_of_month
from kongchuo_desktop.operations.roster import add_pupil, list_pupils
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Return

PERIOD = "2026-09"
DAY = date(2026, 9, 15)


@pytest.fixture
def joined(school_store: Store, class_store: Store, tmp_path: Path) -> Store:
    """The class, joined to its school: it may file."""
    (room,) = load_world(school_store).classes
    kit = make_kit(school_store, actor=OFFICE, folder=tmp_path, class_id=room)
    join(class_store, actor=TEACHER, data=kit.path.read_bytes())
    return class_store


def test_the_filed_table_stays_and_later_changes_are_told_by_name(joined: Store) -> None:
    first, second = [card.id for card in list_pupils(joined)][:2]
    moves.move_pupil(joined, actor=TEACHER, pupil=first, kind="转出", day=DAY)
    assert open_report(joined, period=PERIOD).changes == ()
    seal_package(joined, actor=TEACHER, period=PERIOD)
    with joined.session() as session:
        (row,) = living(session, Return)
        assert row.figures is not None
        line = row.figures["table"]["7"]
    assert {c: line[c] for c in ("before", "out_transfer", "after", "present")} == {
        "before": 50, "out_transfer": 1, "after": 49, "present": 49}
    assert open_report(joined, period=PERIOD).changes == ()
    moves.move_pupil(joined, actor=TEACHER, pupil=second, kind="休学", day=DAY)
    found = {change.column: change for change in open_report(joined, period=PERIOD).changes}
    assert found.keys() >= {"out_suspended", "after", "present"}
    assert found["out_suspended"].came == found["after"].gone == (second,)
    assert found["after"].sentence == "七年级本月末：报49，现在48"


def test_a_month_that_begins_as_the_last_did_not_end_is_a_gap(joined: Store,
                                                              clock: Clock) -> None:
    clock.at = datetime.fromisoformat("2026-09-30T17:00")
    seal_package(joined, actor=TEACHER, period=PERIOD)
    gone = list_pupils(joined)[0]
    moves.move_pupil(joined, actor=TEACHER, pupil=gone.id, kind="转出", day=DAY)
    clock.at = datetime.fromisoformat("2026-10-20T08:00")
    (check,) = month_report(joined, period="2026-10").checks
    assert check.sentence == "七年级：这个月的上月末49，上个月报的本月末50"
    assert check.pupils == (gone.id,)
    gaps = [gap for gap in period_gaps(joined, read_period(joined, "2026-10"))
            if gap.title == check.sentence]
    assert [gap.detail for gap in gaps] == [gone.name]


def test_what_a_class_filed_stands_beside_what_its_school_knows(school_store: Store) -> None:
    (room,) = load_world(school_store).classes
    pupil = add_pupil(school_store, actor=OFFICE, class_id=room, values={"name": "样甲"})
    with school_store.operation("file_return", OFFICE, undoable=False) as write:
        write.insert(Return, unit=room, kind="月报", period=PERIOD, day="2026-09-17", zero=True,
                     figures={"pupils": 50, "table": {"7": {"after": 50}}})
    (filed,) = returns_of_month(school_store, period=PERIOD)
    assert filed.counts == {"pupils": 50}
    (check,) = month_report(school_store, period=PERIOD).checks
    assert check.sentence == "七年级1班：班里报本月末50，学校的名单1"
    assert check.pupils == (pupil.id,)
    assert filed_table(school_store, period=PERIOD) is None
