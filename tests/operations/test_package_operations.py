"""Class → school → bureau through kits, check codes and sealed packages."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from joined_stores import Bench
from people import DESK, NOW, OFFICE, SCHOOL, TEACHER
from photos import picture

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import (
    attachments,
    joining,
    joins,
    leaves,
    packages,
    returns,
    taking_in,
    trust,
    visits,
)
from kongchuo_desktop.operations.attendance import MarkInput, take_register
from kongchuo_desktop.operations.copies import copy_before
from kongchuo_desktop.operations.overview import overview
from kongchuo_desktop.operations.roster import add_pupil, list_pupils
from kongchuo_desktop.operations.sent import sent_packages
from kongchuo_desktop.operations.world import load_world, whole_world
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import BY_NAME, MarkRow, Visit

TODAY = NOW.date()
MONTH = "2026-09"


@dataclass
class Three:
    """A class, its school and its bureau, joined by kits."""

    group: Store
    school: Store
    bureau: Store
    folder: Path


@pytest.fixture
def three(bench: Bench) -> Three:
    return Three(*bench.open_line(), bench.folder)


def _live(three: Three) -> tuple[str, str]:
    """One day at the class: two absent, one of them visited; returns (visited, only absent)."""
    world = load_world(three.group)
    visited, absent = sorted(world.pupils)[:2]
    take_register(three.group, actor=TEACHER, class_id=next(iter(world.classes)), day=TODAY,
                  marks={visited: MarkInput("旷课"), absent: MarkInput("旷课")})
    visits.add_visit(three.group, actor=TEACHER, visit=visits.VisitInput(
        pupil=visited, day=TODAY, mode="家访", outcome="不在家"))
    return visited, absent


def _send(three: Three, store: Store) -> Path:
    actor = TEACHER if store is three.group else OFFICE
    return packages.export_package(store, actor=actor, period=MONTH, folder=three.folder).path


def _certified(three: Three, reader: Store, path: Path) -> taking_in.Received:
    actor = OFFICE if reader is three.school else DESK
    waiting = taking_in.import_package(reader, actor=actor, path=path)
    assert waiting.status == "waiting"
    return taking_in.accept_waiting(reader, actor=actor, digest=waiting.digest,
                                   check_code=waiting.check_code)


def _rows(store: Store, table: str) -> int:
    with store.session() as session:
        return len(living(session, BY_NAME[table]))


def _empty(store: Store) -> tuple[int, ...]:
    return tuple(_rows(store, table) for table in ("pupil", "visit", "mark", "return"))


def test_the_month_goes_all_the_way_up_and_daily_marks_stay(three: Three) -> None:
    visited, _ = _live(three)
    assert _certified(three, three.school, _send(three, three.group)).status == "imported"
    assert (_rows(three.school, "pupil"), _rows(three.school, "mark")) == (50, 2)
    up = _certified(three, three.bureau, _send(three, three.school))
    assert up.status == "imported"
    assert (_rows(three.bureau, "pupil"), _rows(three.bureau, "visit")) == (50, 1)
    marks = whole_world(three.bureau).marks
    assert {m.pupil for m in marks} == {visited}
    assert _rows(three.bureau, "register") == 0
    # A bureau reads many classes of one name; a school reads its own.
    assert {c.class_name for c in list_pupils(three.school)} == {"七年级1班"}
    assert {c.class_name for c in list_pupils(three.bureau)} == {f"{SCHOOL} 七年级1班"}
    assert all(check(store).ok for store in (three.group, three.school, three.bureau))


def test_a_stranger_waits_and_nothing_is_merged_until_the_code_matches(three: Three) -> None:
    _live(three)
    path = _send(three, three.group)
    waiting = taking_in.import_package(three.school, actor=OFFICE, path=path)
    assert (waiting.status, _empty(three.school)) == ("waiting", (0, 0, 0, 0))
    with pytest.raises(KnownError) as refused:
        taking_in.accept_waiting(three.school, actor=OFFICE, digest=waiting.digest,
                                check_code="0000 0000")
    assert refused.value.code == "wrong_check_code"
    assert _empty(three.school) == (0, 0, 0, 0)
    assert waiting.check_code == trust.machine_keys(three.group).public.check_code


def test_the_same_package_again_changes_nothing(three: Three) -> None:
    _live(three)
    path = _send(three, three.group)
    _certified(three, three.school, path)
    again = taking_in.import_package(three.school, actor=OFFICE, path=path)
    assert (again.status, again.added) == ("already", 0)


def test_a_package_for_somebody_else_is_refused_by_name(three: Three) -> None:
    path = _send(three, three.group)
    refused = taking_in.import_package(three.bureau, actor=DESK, path=path)
    assert refused.status == "refused"
    assert refused.error is not None
    assert refused.error.code == "wrong_recipient"
    assert SCHOOL in refused.sentence


@pytest.mark.parametrize("spoil", [
    lambda data: data[:-1], lambda data: data[: len(data) // 2], lambda _: b"",
    lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:],
])
def test_a_spoilt_package_leaves_the_store_as_it_was(
    three: Three, spoil: Callable[[bytes], bytes]
) -> None:
    path = _send(three, three.group)
    path.write_bytes(spoil(path.read_bytes()))
    received = taking_in.import_package(three.school, actor=OFFICE, path=path)
    assert received.status == "refused"
    assert _empty(three.school) == (0, 0, 0, 0)
    assert taking_in.waiting_packages(three.school) == {}


def test_zero_is_filed_and_not_the_same_as_not_filed(three: Three) -> None:
    before = returns.returns_of_month(three.school, period=MONTH)
    assert [r.status for r in before] == ["not_filed"]
    sent = packages.export_package(three.group, actor=TEACHER, period=MONTH, folder=three.folder)
    assert sent.zero
    waiting = taking_in.import_package(three.school, actor=OFFICE, path=sent.path)
    (seen,) = returns.returns_of_month(three.school, period=MONTH)
    assert (seen.status, seen.verified, seen.waiting) == ("filed_zero", False, waiting.digest)
    taking_in.accept_waiting(three.school, actor=OFFICE, digest=waiting.digest,
                            check_code=waiting.check_code)
    (seen,) = returns.returns_of_month(three.school, period=MONTH)
    assert (seen.status, seen.verified, seen.late) == ("filed_zero", True, False)
    assert overview(three.group).month.sent
    assert not overview(three.school).month.sent


def test_a_class_that_stood_alone_keeps_its_pupils_when_it_joins(three: Three) -> None:
    world = load_world(three.group)
    assert len(world.pupils) == 50
    assert {p.class_id for p in world.pupils.values()} <= set(world.classes)
    assert len(world.classes) == 1


def test_without_a_superior_nothing_is_written(class_store: Store, tmp_path: Path) -> None:
    with pytest.raises(KnownError) as refused:
        packages.export_package(class_store, actor=TEACHER, period=MONTH, folder=tmp_path)
    assert refused.value.code == "not_joined"
    assert _rows(class_store, "return") == 0


@pytest.mark.parametrize(("period", "code"), [("2026-10", "future_month"), ("9月", "bad_month")])
def test_months_that_cannot_be_filed(three: Three, period: str, code: str) -> None:
    with pytest.raises(KnownError) as refused:
        packages.export_package(three.group, actor=TEACHER, period=period, folder=three.folder)
    assert refused.value.code == code


def test_a_class_kit_is_no_use_to_a_bureau(three: Three) -> None:
    room = next(iter(load_world(three.school).classes))
    kit = joining.make_kit(three.school, actor=OFFICE, folder=three.folder, class_id=room)
    with pytest.raises(KnownError) as refused:
        joining.join(three.bureau, actor=DESK, data=kit.path.read_bytes())
    assert refused.value.code == "wrong_kit"


def test_a_class_cannot_make_kits(three: Three) -> None:
    with pytest.raises(KnownError) as refused:
        joining.make_kit(three.group, actor=TEACHER, folder=three.folder, school="别的学校")
    assert refused.value.code == "role_not_allowed"


def test_a_join_never_widens_what_leaves_the_school(three: Three) -> None:
    visited, absent = _live(three)
    pair = joins.pair(three.group, one=visited, other=absent)
    joins.join(three.group, actor=TEACHER, pair=pair, take=())
    assert len(load_world(three.group).pupils) == 49
    assert _certified(three, three.school, _send(three, three.group)).status == "imported"
    assert len(load_world(three.school).marks) == 1
    assert _certified(three, three.bureau, _send(three, three.school)).status == "imported"
    with three.bureau.session() as session:
        # The day of the one who has no case stays in the school, joined or not.
        assert [mark.about for mark in living(session, MarkRow)] == [visited]


def test_many_packages_need_one_copy_of_the_store(
    three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _send(three, three.group)
    _certified(three, three.school, path)
    copied: list[Store] = []

    def copy(store: Store, what: str) -> Path:
        copied.append(store)
        return copy_before(store, what)

    monkeypatch.setattr(taking_in, "copy_before", copy)
    intake = taking_in.Intake(three.school, actor=OFFICE)
    assert [intake.take(path).status for _ in range(3)] == ["already"] * 3
    assert copied == [three.school]


def test_what_came_in_is_remembered_with_when_by_whom_and_which_file(three: Three) -> None:
    _live(three)
    path = _send(three, three.group)
    received = _certified(three, three.school, path)
    (about,) = taking_in.taken_packages(three.school)
    assert about["file"] == path.name
    assert about["by"] == OFFICE.name
    assert about["at"] == NOW.isoformat(timespec="seconds")
    assert about["bytes"] == path.stat().st_size
    assert about["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert about["added"] == received.added > 0


def test_everything_that_went_out_is_remembered_in_order(three: Three, tmp_path: Path) -> None:
    """The same month twice, to two places: two lines, and each says where."""
    first = packages.export_package(three.group, actor=TEACHER, period=MONTH, folder=three.folder)
    (tmp_path / "另一个").mkdir()
    second = packages.export_package(three.group, actor=TEACHER, period=MONTH,
                                     folder=tmp_path / "另一个")
    assert sent_packages(three.group) == [second, first]
    assert second.reader == SCHOOL
    assert second.place == str(tmp_path / "另一个")


def test_photos_go_up_with_their_records_and_scans_of_leave_slips_stay(three: Three) -> None:
    _, absent = _live(three)
    leave = leaves.add_leave(three.group, actor=TEACHER, pupil=absent, since=TODAY, until=TODAY,
                             kind="病假").id
    with three.group.session() as session:
        visit, = living(session, Visit)
    shown, slip = picture("院子.jpg"), picture("诊断证明.jpg", colour="red")
    for target, kept in ((visit.row, shown), (leave, slip)):
        attachments.add_pictures(three.group, actor=TEACHER, target=target, pictures=[kept])
    _certified(three, three.school, _send(three, three.group))
    assert _rows(three.school, "attached") == 2
    _certified(three, three.bureau, _send(three, three.school))
    photo, = attachments.photos_of(three.bureau, visit.row)
    assert attachments.stored_bytes(three.bureau, photo.digest, called="") == shown.data
    assert _rows(three.bureau, "attached") == 1
    assert three.bureau.attachment(hashlib.sha256(slip.data).hexdigest()) is None


def test_a_class_joins_a_school_that_wrote_it_down_before_it_joined_the_bureau(
        class_store: Store, school_store: Store, bureau_store: Store, tmp_path: Path) -> None:
    kit = joining.make_kit(bureau_store, actor=DESK, folder=tmp_path, school=SCHOOL)
    joining.join(school_store, actor=OFFICE, data=kit.path.read_bytes())
    (room,) = load_world(school_store).classes
    kit = joining.make_kit(school_store, actor=OFFICE, folder=tmp_path, class_id=room)
    joining.join(class_store, actor=TEACHER, data=kit.path.read_bytes())
    three = Three(class_store, school_store, bureau_store, tmp_path)
    visited, _ = _live(three)
    assert _certified(three, school_store, _send(three, class_store)).status == "imported"
    assert len(load_world(school_store).classes) == 1
    assert _certified(three, bureau_store, _send(three, school_store)).status == "imported"
    assert {mark.pupil for mark in whole_world(bureau_store).marks} == {visited}
    assert all(check(store).ok for store in (class_store, school_store, bureau_store))


def test_what_an_older_program_took_in_is_still_listed(three: Three) -> None:
    three.school.local("package_in").set("3fa2c119" * 8, {
        "file": "九月.kcbx", "unit": "", "from": "七年级1班", "period": "2026-09",
        "verified": True, "received": "2026-09-30", "counts": {}})
    _live(three)
    _certified(three, three.school, _send(three, three.group))
    listed = taking_in.taken_packages(three.school)
    assert listed[0]["sha256"].startswith("3fa2c119")
    assert ["at" in about for about in listed] == [False, True]


def test_a_child_that_the_office_had_entered_too_is_named_when_the_class_comes_in(
        three: Three) -> None:
    card = next(card for card in list_pupils(three.group) if card.values.get("birth_date"))
    (room,) = load_world(three.school).classes
    add_pupil(three.school, actor=OFFICE, class_id=room, values={
        "name": card.values["name"], "birth_date": card.values["birth_date"]})
    received = _certified(three, three.school, _send(three, three.group))
    assert "有1对学生可能是同一人" in received.sentence
    again = taking_in.import_package(three.school, actor=OFFICE, path=_send(three, three.group))
    assert "同一人" not in again.sentence
