"""What a month lacks before it is handed over, and that the reader is told."""

from datetime import date, datetime
from pathlib import Path

from people import DESK, NOW, OFFICE, SCHOOL, TEACHER, Clock

from kongchuo_desktop.exchange import package
from kongchuo_desktop.operations.attendance import take_register
from kongchuo_desktop.operations.joining import join, make_kit
from kongchuo_desktop.operations.packages import Sealed, seal_package, write_package
from kongchuo_desktop.operations.papers import deliver_paper, issue_papers
from kongchuo_desktop.operations.periods import periods_offered, read_period
from kongchuo_desktop.operations.return_check import Gap, period_gaps
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.operations.trust import machine_keys, trust_of
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PolicyUseRow

PERIOD = "2026-09"


def gaps(store: Store, kind: str) -> list[Gap]:
    return [gap for gap in period_gaps(store, read_period(store, PERIOD)) if gap.kind == kind]


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


def test_a_term_lacks_the_months_and_the_schools_below_that_did_not_report(
    school_store: Store, bureau_store: Store, tmp_path: Path, clock: Clock
) -> None:
    kit = make_kit(bureau_store, actor=DESK, folder=tmp_path, school=SCHOOL,
                   school_code="9901020001")
    join(school_store, actor=OFFICE, data=kit.path.read_bytes())
    make_kit(school_store, actor=OFFICE, folder=tmp_path, school="白水村小学",
             school_code="9901020011")

    def titles(period: str) -> list[str]:
        return [gap.title for gap in period_gaps(school_store, read_period(school_store, period))
                if gap.kind in ("class", "month")]

    seal_package(school_store, actor=OFFICE, period="2026-09")
    clock.at = datetime.fromisoformat("2026-12-05T08:00")
    assert titles("2026-2027-1") == ["1所学校的学期报还没有收到", "2个月的月报没有报过"]
    for month in ("2026-10", "2026-11"):
        seal_package(school_store, actor=OFFICE, period=month)
    assert titles("2026-2027") == ["1所学校的学年报还没有收到"]
    assert period_gaps(school_store, periods_offered(school_store)["随时"][0]) == []


def test_terms_and_years_are_offered_once_they_have_begun(
    school_store: Store, class_store: Store
) -> None:
    offered = {kind: [one.text for one in found]
               for kind, found in periods_offered(school_store).items()}
    assert offered == {
        "月报": ["2026-08", "2026-09"],
        "开学报": ["2025-2026-2-start", "2026-2027-1-start"],
        "学期报": ["2025-2026-2", "2026-2027-1"],
        "学年报": ["2025-2026", "2026-2027"], "随时": [""]}
    assert set(periods_offered(class_store)) == {"月报", "随时"}
