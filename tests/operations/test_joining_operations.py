"""Kits that carry a roster, computers that come and go, and schools below a school."""

import shutil
from datetime import date, timedelta

import pytest
from joined_stores import Bench
from people import DESK, OFFICE, PASSWORD, SCHOOL, TEACHER, Clock

from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import kits
from kongchuo_desktop.exchange.content import Content
from kongchuo_desktop.operations import (
    copies,
    importing,
    joining,
    joins,
    moves,
    new_keys,
    opening,
    papers,
    placing,
    taking_in,
    trust,
)
from kongchuo_desktop.operations.attendance import MarkInput, take_register
from kongchuo_desktop.operations.calendar import set_days
from kongchuo_desktop.operations.demo import settle_doubts
from kongchuo_desktop.operations.disagreements import waiting
from kongchuo_desktop.operations.founding import add_class
from kongchuo_desktop.operations.machines import is_twin, machines_below, own_standing
from kongchuo_desktop.operations.roll_call import class_choices
from kongchuo_desktop.operations.roster import add_pupil, list_pupils
from kongchuo_desktop.operations.world import homes_of, load_calendar, load_world
from kongchuo_desktop.paths import FORMS
from kongchuo_desktop.sheets import sample
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow, Unit

TODAY = date(2026, 9, 17)
HOLIDAY = date(2026, 9, 24)
Pair = tuple[Bench, Store, Store]


@pytest.fixture
def pair(bench: Bench) -> Pair:
    """A class with 50 pupils whose package its school took in, and that school."""
    group, school = bench.open_school()
    bench.take(school, bench.up(group))
    return bench, group, school


def _code(bench: Bench, store: Store, kit: joining.MadeKit, code: str) -> str:
    with pytest.raises(KnownError) as refused:
        joining.join(store, actor=TEACHER, data=kit.path.read_bytes(), code=code)
    assert refused.value.todo
    return refused.value.code


def _numbers(store: Store) -> list[str | None]:
    first = list_pupils(store)[0].id
    return [paper.number for paper in papers.issue_papers(
        store, actor=TEACHER, form_id="劝学通知书", pupils=[first], day=TODAY).papers]


# -- a kit with the roster ------------------------------------------------------------------------


def test_a_new_computer_for_an_old_class_gets_its_rows(pair: Pair) -> None:
    bench, group, school = pair
    set_days(school, actor=OFFICE, days={HOLIDAY: (False, "校运会")})
    (school.folder / "forms").mkdir()
    form = (FORMS / "persuasion_notice.toml").read_text(encoding="utf-8")
    (school.folder / "forms" / "persuasion_notice.toml").write_text(form, encoding="utf-8")
    kit = bench.kit(school, class_id=bench.class_of(school), with_roster=True)
    new = bench.found("新电脑", "class", policy="")
    joined = bench.join(new, kit)
    assert (joined.pupils, joined.pairs, joined.kit.policy) == (50, 0, "XY24")
    assert joined.brought is not None
    assert {"pupil", "calendar_day"} <= joined.brought.tables
    assert [p.name for p in list_pupils(new)] == [p.name for p in list_pupils(group)]
    assert len(load_world(new).classes) == 1
    assert not load_calendar(new).in_session(HOLIDAY)
    assert (new.folder / "forms" / "persuasion_notice.toml").read_text(encoding="utf-8") == form
    assert check(new).ok
    # What it writes next comes back to the school under the same children.
    pupil = list_pupils(new)[0].id
    take_register(new, actor=TEACHER, class_id=bench.class_of(new), day=TODAY,
                  marks={pupil: MarkInput("旷课")})
    assert bench.take(school, bench.up(new)).status == "imported"
    assert len(list_pupils(school)) == 50


def test_a_wrong_code_is_told_and_changes_nothing(pair: Pair) -> None:
    bench, _, school = pair
    kit = bench.kit(school, class_id=bench.class_of(school), with_roster=True)
    new = bench.found("新电脑", "class")
    before = new.version()
    other = kit.code[:-1] + ("1" if kit.code[-1] == "0" else "0")
    assert [_code(bench, new, kit, code) for code in ("", other, "1234")] == [
        "kit_code_needed", "wrong_kit_code", "wrong_kit_code"]
    assert (new.version(), trust.superior_of(new)) == (before, None)
    assert joining.join(new, actor=TEACHER, data=kit.path.read_bytes(),
                        code=kit.code.replace(" ", "-")).pupils == 50


def test_a_roster_that_is_no_journal_joins_nobody(pair: Pair) -> None:
    bench, _, school = pair
    (room,) = load_world(school).classes
    whole = kits.read_kit(bench.kit(school, class_id=room, with_roster=True).path.read_bytes()).kit
    new = bench.found("新电脑", "class")
    before = new.version()
    for entries in ((b"{}",), (b'{"n":1}',), (b"no json",)):
        data, code = kits.make_kit(whole, trust.machine_keys(school), Content(entries))
        with pytest.raises(KnownError):
            joining.join(new, actor=TEACHER, data=data, code=code or "")
    assert (new.version(), trust.superior_of(new)) == (before, None)


def test_a_kit_without_a_roster_has_no_code(pair: Pair) -> None:
    bench, _, school = pair
    kit = bench.kit(school, class_id=bench.class_of(school))
    assert (kit.code, kit.pupils, kits.read_kit(kit.path.read_bytes()).locked) == ("", 0, False)
    new = bench.found("新电脑", "class")
    assert bench.join(new, kit).brought is None
    assert not list_pupils(new)


def test_a_class_that_started_alone_loses_and_doubles_nothing(
    bench: Bench, class_store: Store, school_store: Store
) -> None:
    """The school typed the class's children itself; the class has a week of its own."""
    alone, school = class_store, school_store
    label = ClassLabel(7, 1)
    data = sample.write_sample(school=SCHOOL, label=label, on=TODAY)
    first = importing.plan_roster(school, data=data, name="七1班.xlsx")
    decided = importing.plan_roster(school, data=data, name="七1班.xlsx",
                                    decisions=settle_doubts(first.plan, label, on=TODAY))
    importing.commit_roster(school, actor=OFFICE, plan=decided.plan)
    names = sorted(p.name for p in list_pupils(alone))
    take_register(alone, actor=TEACHER, class_id=bench.class_of(alone), day=TODAY,
                  marks={list_pupils(alone)[0].id: MarkInput("旷课")})
    joined = bench.join(alone, bench.kit(school, class_id=bench.class_of(school),
                                         with_roster=True))
    assert joined.pupils == 50
    assert joined.pairs >= len(joins.certain_pairs(alone)) >= 45
    for found in joins.alike(alone):
        joins.join(alone, actor=TEACHER, take=(),
                   pair=joins.pair(alone, one=found.one, other=found.other))
    assert sorted(p.name for p in list_pupils(alone)) == names
    (mark,) = load_world(alone).marks
    assert mark.kind == "旷课"
    assert len(load_world(alone).classes) == 1
    assert bench.take(school, bench.up(alone)).status == "imported"
    assert sorted(p.name for p in list_pupils(school)) == names
    assert check(alone).ok
    assert check(school).ok


# -- computers that come and go -------------------------------------------------------------------


def test_papers_of_two_computers_never_share_a_number(pair: Pair) -> None:
    bench, group, school = pair
    new = bench.found("第二台", "class")
    bench.join(new, bench.kit(school, class_id=bench.class_of(school), with_roster=True))
    (first,), (second,) = _numbers(group), _numbers(new)
    assert first is not None
    assert second is not None
    assert second == first.replace("七1", "七1副")


def test_both_copies_of_a_folder_go_on_and_both_their_packages_merge(pair: Pair) -> None:
    bench, group, school = pair
    group.close()
    shutil.copytree(group.folder, bench.folder / "拷贝")
    again, copy = (Store.open(folder, password=PASSWORD, now=bench.clock)
                   for folder in (group.folder, bench.folder / "拷贝"))
    bench.opened += [again, copy]
    assert (again.letter, copy.letter) == ("", "乙")
    assert (own_standing(copy).seat, own_standing(copy).moved) == ("七1乙", True)
    numbers = _numbers(again) + _numbers(copy)
    assert len(set(numbers)) == 2
    first, second = (p.id for p in list_pupils(again)[:2])
    for store, pupil, day in ((again, first, 15), (copy, second, 16)):
        take_register(store, actor=TEACHER, class_id=bench.class_of(store),
                      day=date(2026, 9, day), marks={pupil: MarkInput("旷课")})
    for store in (again, copy):
        assert bench.take(school, bench.up(store)).status == "imported"
    assert {mark.pupil for mark in load_world(school).marks} == {first, second}
    assert check(school).ok


def test_a_restored_backup_goes_on_under_a_letter_of_its_own(pair: Pair, clock: Clock) -> None:
    """The computer died; its backup is laid out on another one and reports as before."""
    bench, group, school = pair
    saved = copies.back_up_to(group, folder=bench.folder)
    (lost,) = _numbers(group)
    restored = bench.folder / "恢复"
    opening.restore_backup(saved, restored, now=clock)
    again = Store.open(restored, password=PASSWORD, now=clock)
    bench.opened.append(again)
    assert own_standing(again).seat == "七1乙"
    (number,) = _numbers(again)
    assert number != lost
    assert bench.take(school, bench.up(again)).status == "imported"
    assert bench.take(school, bench.up(group)).status == "imported"
    assert check(school).ok


def test_new_keys_outlive_the_lost_computer(pair: Pair, clock: Clock) -> None:
    """The old computer is taken back; the one that was restored from its backup is not."""
    bench, group, school = pair
    saved = copies.back_up_to(group, folder=bench.folder)
    lost = trust.machine_keys(group).public
    stolen = bench.up(group)
    restored = bench.folder / "恢复"
    opening.restore_backup(saved, restored, now=clock)
    again = Store.open(restored, password=PASSWORD, now=clock)
    bench.opened.append(again)
    # On its way down while the school knows nothing yet: it can still be read.
    (down,) = bench.down(school)
    assert (own_standing(group).shared, own_standing(again).shared) == (False, True)
    new_keys.renew_keys(again, actor=TEACHER)
    standing = own_standing(again)
    assert (standing.shared, standing.state) == (False, "waiting")
    assert standing.code != lost.check_code
    assert bench.take(again, down).status in ("imported", "already")
    assert own_standing(again).state == "waiting"
    waiting = taking_in.import_package(school, actor=OFFICE, path=bench.up(again))
    assert (waiting.status, waiting.check_code) == ("waiting", standing.code)
    taking_in.accept_waiting(school, actor=OFFICE, digest=waiting.digest,
                             check_code=standing.code)
    trust.revoke(school, actor=OFFICE, sign=lost.sign, why="电脑被偷了")
    refused = taking_in.import_package(school, actor=OFFICE, path=stolen)
    assert refused.error is not None
    assert refused.error.code == "certificate_revoked"
    assert bench.take(school, bench.up(again)).status in ("imported", "already")
    assert bench.take(again, bench.down(school)[0]).status in ("imported", "already")
    assert own_standing(again).state == "certified"


def test_a_superior_with_new_keys_still_knows_those_below(pair: Pair) -> None:
    bench, group, school = pair
    on_its_way = bench.up(group)
    new_keys.renew_keys(school, actor=OFFICE)
    # Sealed to the old keys, by a computer that the old keys vouched for.
    assert bench.take(school, on_its_way).status in ("imported", "already")
    assert taking_in.waiting_packages(school) == {}
    bench.join(group, bench.kit(school, class_id=bench.class_of(school)))
    assert bench.take(group, bench.down(school)[0]).status == "imported"
    assert own_standing(group).state == "certified"


# -- schools below a school -----------------------------------------------------------------------


def test_a_central_school_stands_between_its_village_schools_and_the_bureau(pair: Pair) -> None:
    bench, _, school = pair
    bureau = bench.open("bureau")
    bench.join(school, bench.kit(bureau, school=SCHOOL, school_code="9901020001"))
    kit = bench.kit(school, school="柳湾教学点")
    with school.session() as session:
        (village_row,) = living(session, Unit, name="柳湾教学点")
        mine = session.get(Unit, school.home)
    assert mine is not None
    assert (mine.kind, village_row.parent) == ("center", school.home)
    village = bench.found("教学点", "school", unit_name="柳湾教学点")
    bench.join(village, kit)
    assert village.home == village_row.row
    room = add_class(village, actor=OFFICE, label="一年级1班").id
    group = bench.found("一1", "class", unit_name="柳湾教学点", class_label="一年级1班")
    bench.join(group, bench.kit(village, class_id=room))
    for store, above in ((group, village), (village, school), (school, bureau)):
        assert bench.take(above, bench.up(store)).status == "imported"
    with bureau.session() as session:
        found = session.get(Unit, village.home)
    assert found is not None
    assert (found.parent, waiting(bureau)) == (school.home, 0)
    # A second time the bureau knows the village school and where it stands.
    add_class(village, actor=OFFICE, label="二年级1班")
    for store, above in ((village, school), (school, bureau)):
        assert bench.take(above, bench.up(store)).status == "imported"


def test_a_kit_fits_only_the_kind_of_computer_it_is_for(pair: Pair) -> None:
    bench, group, school = pair
    for store, kit in ((group, bench.kit(school, own=True)),
                       (school, bench.kit(school, class_id=bench.class_of(school)))):
        with pytest.raises(KnownError) as refused:
            joining.join(store, actor=OFFICE, data=kit.path.read_bytes(), code=kit.code)
        assert refused.value.code == "wrong_kit"


def test_a_kit_of_another_class_is_refused(pair: Pair) -> None:
    """Nine kits lie on one stick; joined by the wrong one, two classes would be one."""
    bench, group, school = pair
    other = add_class(school, actor=OFFICE, label="七年级2班").id
    kit = bench.kit(school, class_id=other)
    assert _code(bench, group, kit, "") == "wrong_class"
    assert len(load_world(group).classes) == 1


def test_a_kit_of_another_school_is_refused(bench: Bench) -> None:
    """Joined by it, two schools would be one for ever."""
    bureau = bench.found("局", "bureau", unit_name="云岭县教育局")
    school = bench.found("甲", "school", unit_name="甲小学")
    bench.join(school, bench.kit(bureau, school="甲小学"))
    home = school.home
    other = bench.kit(bureau, school="乙小学")
    with pytest.raises(KnownError) as refused:
        joining.join(school, actor=OFFICE, data=other.path.read_bytes())
    assert refused.value.code == "wrong_unit"
    assert school.home == home
    # Its own may be read again.
    bench.join(school, bench.kit(bureau, school="甲小学"))


def test_another_office_computer_of_the_school_has_the_schools_rows(pair: Pair) -> None:
    bench, _, school = pair
    second = bench.found("教导处二", "school")
    joined = bench.join(second, bench.kit(school, own=True, with_roster=True))
    assert joined.pupils == 50
    assert second.home == school.home
    assert trust.own_seat(second) == "副"
    with second.session() as session:
        assert len(living(session, PupilRow)) == 50
    add_class(second, actor=OFFICE, label="八年级1班")
    assert bench.take(school, bench.up(second)).status == "imported"
    add_class(school, actor=OFFICE, label="九年级1班")
    for path in bench.down(school):
        found = taking_in.import_package(second, actor=OFFICE, path=path)
        assert found.status in ("imported", "refused")
    assert {room.name for room in load_world(second).classes.values()} == {
        room.name for room in load_world(school).classes.values()}
    assert own_standing(second).state == "certified"


def test_certificates_and_rows_come_down_to_each_computer_of_a_class(pair: Pair) -> None:
    bench, group, school = pair
    second = bench.found("第二台", "class")
    bench.join(second, bench.kit(school, class_id=bench.class_of(school)))
    bench.take(school, bench.up(second))
    (path,) = bench.down(school)
    for store in (group, second):
        assert taking_in.import_package(store, actor=TEACHER, path=path).verified
        assert own_standing(store).state == "certified"
        assert len(list_pupils(store)) == 50
    # The one that was lost is no reader any more.
    trust.revoke(school, actor=OFFICE, sign=trust.machine_keys(second).public.sign, why="丢了")
    (path,) = bench.down(school)
    assert taking_in.import_package(second, actor=TEACHER, path=path).status == "refused"
    assert taking_in.import_package(group, actor=TEACHER, path=path).verified


def test_only_a_superior_makes_kits(pair: Pair, bureau_store: Store) -> None:
    bench, group, school = pair
    with pytest.raises(KnownError) as refused:
        joining.make_kit(group, actor=TEACHER, folder=bench.folder, school="某校")
    assert refused.value.code == "role_not_allowed"
    with pytest.raises(KnownError) as unnamed:
        joining.make_kit(bureau_store, actor=DESK, folder=bench.folder, school=" ")
    assert unnamed.value.code == "no_name"
    with school.session() as session:
        assert session.get(Unit, school.home) is not None


def test_a_school_of_the_bureau_is_placed_under_a_central_school(pair: Pair) -> None:
    """Its packages are taken in before and after, and it stays one school all the time."""
    bench, _, center = pair
    bureau = bench.open("bureau")
    bench.join(center, bench.kit(bureau, school=SCHOOL))
    bench.take(bureau, bench.up(center))
    village = bench.found("村小", "school", unit_name="柳湾小学")
    room = add_class(village, actor=OFFICE, label="三年级1班").id
    add_pupil(village, actor=OFFICE, class_id=room, values={"name": "王小明"})
    bench.join(village, bench.kit(bureau, school="柳湾小学"))
    assert bench.take(bureau, bench.up(village)).status == "imported"

    with pytest.raises(KnownError):
        placing.place_schools(bureau, actor=DESK, units=[center.home], under=center.home)
    assert village.home not in placing.centers_for(bureau, units=[village.home])
    placing.place_schools(bureau, actor=DESK, units=[village.home], under=center.home)
    with pytest.raises(KnownError) as circle:
        placing.place_schools(bureau, actor=DESK, units=[center.home], under=village.home)
    assert circle.value.code == "unit_circle"

    # Before anybody below has heard of it, the school still reports to the bureau.
    add_pupil(village, actor=OFFICE, class_id=room, values={"name": "李小红"})
    assert bench.take(bureau, bench.up(village)).status == "imported"
    for path in bench.down(bureau):
        for reader in (center, village):
            taking_in.import_package(reader, actor=OFFICE, path=path)
    assert homes_of(center).tree.within(village.home, center.home)

    bench.join(village, bench.kit(center, school="柳湾小学"))
    above = trust.superior_of(village)
    assert above is not None
    assert above.unit == center.home
    add_pupil(village, actor=OFFICE, class_id=room, values={"name": "赵小军"})
    received = bench.take(center, bench.up(village))
    assert received.status == "imported", received.sentence
    assert {p.name for p in list_pupils(center)} >= {"王小明", "李小红", "赵小军"}
    assert bench.take(bureau, bench.up(center)).status == "imported"
    homes = homes_of(bureau)
    assert sorted(homes.names[unit] for unit in homes.within - {homes.own}) == [
        "柳湾小学", SCHOOL]
    with bureau.session() as session:
        top = session.get(Unit, homes.tree.read(center.home))
        assert top is not None
        assert top.kind == "center"
    for store in (bureau, center, village):
        assert check(store).ok
    placing.place_schools(bureau, actor=DESK, units=[village.home], under=bureau.home)
    assert not homes_of(bureau).tree.within(village.home, center.home)


# -- one kit on two computers ---------------------------------------------------------------------


def test_one_kit_on_two_computers_is_told_and_mended(pair: Pair) -> None:
    bench, _, school = pair
    room = bench.class_of(school)
    kit = bench.kit(school, class_id=room)
    # The kit by which the first one joined was 七1; this one is 七1副, twice.
    second, third = (bench.found(name, "class") for name in ("二", "三"))
    for store in (second, third):
        bench.join(store, kit)
    bench.take(school, bench.up(second))
    assert not any(one.twin for one in machines_below(school))
    waiting = taking_in.import_package(school, actor=OFFICE, path=bench.up(third))
    assert is_twin(school, digest=waiting.digest)
    taking_in.accept_waiting(school, actor=OFFICE, digest=waiting.digest,
                             check_code=waiting.check_code)
    twins = {one.code for one in machines_below(school) if one.twin}
    assert twins == {trust.machine_keys(store).public.check_code for store in (second, third)}
    # Any other kit leaves a computer the seat it has; one that is made for this changes it.
    bench.join(third, bench.kit(school, class_id=room))
    assert trust.own_seat(third) == "七1副"
    bench.join(third, bench.kit(school, class_id=room, apart=True))
    assert trust.own_seat(third) == "七1副3"
    bench.clock.at += timedelta(minutes=5)
    bench.take(school, bench.up(third))
    assert not any(one.twin for one in machines_below(school))
    bench.join(third, kit)
    assert trust.own_seat(third) == "七1副3"


def test_a_twin_that_is_taken_back_is_none(pair: Pair) -> None:
    bench, _, school = pair
    kit = bench.kit(school, class_id=bench.class_of(school))
    stores = [bench.found(name, "class") for name in ("二", "三")]
    for store in stores:
        bench.join(store, kit)
        bench.take(school, bench.up(store))
    assert sum(one.twin for one in machines_below(school)) == 2
    trust.revoke(school, actor=OFFICE, sign=trust.machine_keys(stores[0]).public.sign,
                 why="坏了")
    assert not any(one.twin for one in machines_below(school))


def test_schools_that_began_with_one_kit_are_told_too(pair: Pair) -> None:
    bench, _, _ = pair
    bureau = bench.open("bureau")
    kit = bench.kit(bureau, school="柳湾小学")
    for name in ("一", "二"):
        school = bench.found(name, "school", unit_name="柳湾小学")
        bench.join(school, kit)
        bench.take(bureau, bench.up(school))
    assert [one.twin for one in machines_below(bureau)] == [True, True]


def test_the_computer_of_a_class_keeps_no_other_class(pair: Pair) -> None:
    # A child came from 七年级2班: the school's package brings that class's row along.
    bench, group, school = pair
    other = add_class(school, actor=OFFICE, label="七年级2班").id
    own = next(room for room in load_world(school).classes if room != other)
    child = add_pupil(school, actor=OFFICE, class_id=other, values={"name": "转班样例"}).id
    moves.change_class(school, actor=OFFICE, pupils=[child], class_id=own, day=TODAY)
    for path in bench.down(school):
        bench.take(group, path)
    assert other in load_world(group).classes
    assert [room for room, _ in class_choices(group)] == [own]
    assert {room for room, _ in class_choices(school)} == {own, other}
    for write in (
        lambda: take_register(group, actor=TEACHER, class_id=other, day=TODAY, marks={}),
        lambda: add_pupil(group, actor=TEACHER, class_id=other, values={"name": "别班样例"}),
    ):
        with pytest.raises(KnownError) as refused:
            write()
        assert refused.value.code == "other_class"
