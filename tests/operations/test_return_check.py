"""What a month lacks before it is handed over, and that the reader is told."""

from datetime import date, datetime
from pathlib import Path

from people import NOW, OFFICE, TEACHER, Clock

from kongchuo_desktop.exchange import package
from kongchuo_desktop.operations.attendance import take_register
from kongchuo_desktop.operations.joining import join, machine_keys, make_kit, trust_of
from kongchuo_desktop.operations.packages import Sealed, seal_package, write_package
from kongchuo_desktop.operations.papers import deliver_paper, issue_papers
from kongchuo_desktop.operations.return_check import Gap, month_gaps
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PolicyUseRow

PERIOD = "2026-09"


def gaps(store: Store, kind: str) -> list[Gap]:
    return [gap for gap in month_gaps(store, period=PERIOD) if gap.kind == kind]


def sealed_for(school: Store, store: Store, folder: Path) -> Sealed:
    (room,) = load_world(school).classes
    kit = make_kit(school, actor=OFFICE, folder=folder, class_id=room)
    join(store, actor=TEACHER, data=kit.path.read_bytes())
    return seal_package(store, actor=TEACHER, period=PERIOD, gaps=["考勤缺2天"])


def test_days_before_the_first_register_are_no_gap(class_store: Store, clock: Clock) -> None:
    (room,) = load_world(class_store).classes
    clock.at = datetime.fromisoformat("2026-09-15T08:00")
    take_register(class_store, actor=TEACHER, class_id=room, day=date(2026, 9, 15), marks={})
    clock.at = NOW
    (gap,) = gaps(class_store, "register")
    assert (gap.title, gap.detail) == ("七年级1班考勤缺2天", "9月16日、9月17日")
    for day in (16, 17):
        take_register(class_store, actor=TEACHER, class_id=room, day=date(2026, 9, day), marks={})
    assert not gaps(class_store, "register")


def test_a_paper_is_a_gap_until_it_was_served(class_store: Store) -> None:
    pupil = list_pupils(class_store)[0].id
    (paper,) = issue_papers(class_store, actor=TEACHER, form_id="劝学通知书", pupils=[pupil],
                            day=NOW.date()).papers
    (gap,) = gaps(class_store, "paper")
    assert paper.number in gap.detail
    deliver_paper(class_store, actor=TEACHER, paper=paper.id, day=NOW.date(), how="直接", to="某某")
    assert not gaps(class_store, "paper")


def test_without_the_file_of_its_profile_no_month_counts_as_complete(class_store: Store) -> None:
    assert not gaps(class_store, "policy")
    with class_store.operation("use_policy", TEACHER) as write:
        (use,) = living(write.session, PolicyUseRow)
        write.update(PolicyUseRow, use.row, prior=use.tips, policy="YJ26")
    (gap,) = gaps(class_store, "policy")
    assert "“YJ26”不在这台电脑上" in gap.title
    assert "YJ26.toml" in gap.detail


def test_the_reader_finds_the_gaps_named_inside(
    class_store: Store, school_store: Store, tmp_path: Path
) -> None:
    sealed = sealed_for(school_store, class_store, tmp_path)
    opened = package.open_package(sealed.data, machine_keys(school_store),
                                  trust_of(school_store, today=NOW.date()))
    assert opened.content.meta["gaps"] == ["考勤缺2天"]


def test_a_sealed_package_is_the_same_wherever_it_is_written(
    class_store: Store, school_store: Store, tmp_path: Path
) -> None:
    sealed = sealed_for(school_store, class_store, tmp_path)
    written = []
    for name in ("甲", "乙"):
        (tmp_path / name).mkdir()
        written.append(write_package(class_store, sealed=sealed, folder=tmp_path / name))
    assert {sent.path.read_bytes() for sent in written} == {sealed.data}
    assert written[0].sha256 == written[1].sha256
