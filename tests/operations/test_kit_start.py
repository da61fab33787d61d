"""A computer that begins with a kit: nothing is asked that the kit knows, and nothing is half."""

from pathlib import Path

import pytest
from joined_stores import Bench
from people import OFFICE, PASSWORD, SCHOOL

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import joining, kit_start, trust, units
from kongchuo_desktop.operations.kit_start import Begun
from kongchuo_desktop.operations.policies import policy_in_use
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.store import Store

Pair = tuple[Bench, Store]


@pytest.fixture
def office(bench: Bench) -> Pair:
    """A school whose class's package lies with it."""
    group, school = bench.open_school()
    bench.take(school, bench.up(group))
    return bench, school


def _begin(bench: Bench, kit: joining.MadeKit, folder: str, *, code: str | None = None) -> Begun:
    begun = kit_start.begin_by_kit(
        kit_start.read_offer(kit.path), folder=bench.folder / folder, person=" 李老师 ",
        phone="138 0000 0000", password=PASSWORD, code=kit.code if code is None else code,
        now=bench.clock, cost=bench.cost)
    bench.opened.append(begun.store)
    return begun


def test_a_class_begins_with_everything_that_its_kit_knows(office: Pair) -> None:
    bench, school = office
    mine = units.own_unit(school)
    assert mine is not None
    units.edit_unit(school, actor=OFFICE, prior=mine.tips, township="青石镇", county="云岭县")
    kit = bench.kit(school, class_id=bench.class_of(school))
    offer = kit_start.read_offer(kit.path)
    assert (offer.kit.for_whom, offer.role) == (f"{SCHOOL}七年级1班", "class")
    assert not offer.file.locked
    begun = _begin(bench, kit, "新电脑")
    store = begun.store
    assert (store.role, store.home, store.header.name) == ("class", school.home, "李老师")
    assert units.class_title(store) == "七年级1班"
    assert policy_in_use(load_world(store), store.now().date()) == "XY24"
    room = trust.own_class(store)
    assert room is not None
    assert (room.head_teacher, room.phone) == ("李老师", "138 0000 0000")
    there = units.own_unit(store)
    assert there is not None
    assert (there.name, there.township, there.county) == (SCHOOL, "青石镇", "云岭县")
    assert begun.check_code == trust.machine_keys(store).public.check_code
    assert check(store).ok
    # One class and one unit: nothing provisional is left behind.
    assert len(load_world(store).classes) == 1
    assert bench.take(school, bench.up(store)).status == "imported"


def test_a_kit_with_the_roster_brings_the_children(office: Pair) -> None:
    bench, school = office
    kit = bench.kit(school, class_id=bench.class_of(school), with_roster=True)
    begun = _begin(bench, kit, "新电脑")
    assert (begun.joined.pupils, begun.joined.pairs) == (50, 0)
    assert len(list_pupils(begun.store)) == 50


@pytest.mark.parametrize(("code", "said"), [("", "kit_code_needed"),
                                            ("000000000000", "wrong_kit_code")])
def test_a_wrong_code_leaves_no_store(office: Pair, code: str, said: str) -> None:
    bench, school = office
    kit = bench.kit(school, class_id=bench.class_of(school), with_roster=True)
    with pytest.raises(KnownError) as refused:
        _begin(bench, kit, "新电脑", code=code)
    assert refused.value.code == said
    assert not (bench.folder / "新电脑").exists()
    assert _begin(bench, kit, "新电脑").joined.pupils == 50


def test_a_school_and_a_second_computer_of_a_bureau_begin_by_their_kits(office: Pair) -> None:
    bench, _ = office
    bureau = bench.found("局", "bureau", unit_name="云岭县教育局")
    school = _begin(bench, bench.kit(bureau, school="河东小学"), "校").store
    assert (school.role, school.header.unit_name) == ("school", "河东小学")
    assert bench.take(bureau, bench.up(school)).status == "imported"
    second = _begin(bench, bench.kit(bureau, own=True), "局二").store
    assert (second.role, second.home, trust.own_seat(second)) == ("bureau", bureau.home, "副")


def test_what_is_no_kit_is_told(office: Pair, tmp_path: Path) -> None:
    bench, school = office
    package = bench.up(bench.opened[0])
    empty = tmp_path / "空.kckit"
    empty.write_bytes(b"")
    for path in (package, empty, tmp_path / "没有.kckit"):
        with pytest.raises(KnownError) as refused:
            kit_start.read_offer(path)
        assert refused.value.sentence
    kit = bench.kit(school, class_id=bench.class_of(school))
    assert kit.path in kit_start.kits_on([tmp_path, tmp_path / "拔掉的U盘"])
    assert package not in kit_start.kits_on([tmp_path])
