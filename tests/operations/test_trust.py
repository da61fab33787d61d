"""Certificates that travel down, lost computers, second computers, and what strangers try."""

from datetime import timedelta
from typing import Any

import pytest
from joined_stores import Bench, carry_down, sent_down
from people import DESK, NOW, OFFICE, TEACHER

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import certificates
from kongchuo_desktop.exchange.keys import MachineKeys
from kongchuo_desktop.operations import taking_in, trust, trust_carried
from kongchuo_desktop.operations.founding import add_class
from kongchuo_desktop.operations.machines import find_machine, machines_below, own_standing
from kongchuo_desktop.operations.revocations import revoked_pairs
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Event

Three = tuple[Bench, Store, Store, Store]


@pytest.fixture
def three(bench: Bench) -> Three:
    """A class with 50 pupils in its school in its bureau, joined, none certified yet."""
    return bench, *bench.open_line()


def _sign(store: Store) -> str:
    return trust.machine_keys(store).public.sign


def _revoke(store: Store, machine: Store, why: str = "U盘和电脑一起丢了") -> None:
    actor = DESK if store.role == "bureau" else OFFICE
    trust.revoke(store, actor=actor, sign=_sign(machine), why=why)


def test_a_certificate_comes_with_the_next_package_down(three: Three) -> None:
    bench, _, school, bureau = three
    assert own_standing(school).state == "waiting"
    bench.take(bureau, bench.up(school))
    carry_down(bureau, school)
    mine = own_standing(school)
    assert (mine.state, mine.by, mine.since) == ("certified", bureau.header.unit_name, NOW.date())
    assert mine.until == NOW.date() + certificates.VALID
    (chain,) = trust_carried.carried_down(bureau, unit=school.home)["certificates"]
    assert trust.own_chain(school) == certificates.parse_chain(chain)


def test_a_class_is_certified_by_a_certified_school(three: Three) -> None:
    bench, group, school, bureau = three
    bench.take(bureau, bench.up(school))
    bench.take(school, bench.up(group))
    carry_down(bureau, school)
    carry_down(school, group)
    assert [held.issuer for held in trust.own_chain(group)] == [_sign(school), _sign(bureau)]
    # Its chain now goes on above the school, whose own keys end it.
    assert bench.take(school, bench.up(group)).status in ("imported", "already")
    assert own_standing(group).state == "certified"


def test_a_certificate_near_its_end_is_renewed_on_the_way_down(three: Three) -> None:
    bench, _, school, bureau = three
    bench.take(bureau, bench.up(school))
    carry_down(bureau, school)
    first = trust.own_chain(school)[0]
    bench.clock.at = NOW + certificates.VALID - timedelta(days=401)
    carry_down(bureau, school)
    assert trust.own_chain(school)[0] == first
    bench.clock.at += timedelta(days=2)
    carry_down(bureau, school)
    assert trust.own_chain(school)[0].valid_to == bench.clock.at.date() + certificates.VALID
    # Taking the machine back takes all that it ever had.
    _revoke(bureau, school)
    assert (_sign(bureau), first.serial) in revoked_pairs(bureau)


def test_a_lost_computer_is_refused_and_certified_anew_when_it_turns_up(three: Three) -> None:
    bench, group, school, _ = three
    bench.take(school, bench.up(group))
    _revoke(school, group)
    path = bench.up(group)
    refused = taking_in.import_package(school, actor=OFFICE, path=path)
    assert refused.status == "refused"
    assert refused.error is not None
    assert (refused.error.code, "重新核对" in refused.error.todo) == ("certificate_revoked", True)
    with school.session() as session:
        (event,) = living(session, Event, kind="machine_revoked")
    assert (event.note, event.by) == ("U盘和电脑一起丢了", OFFICE.name)
    (machine,) = machines_below(school)
    assert machine.state == "revoked"
    with pytest.raises(KnownError) as wrong:
        trust.certify_again(school, actor=OFFICE, sign=machine.sign, check_code="0000 0000")
    assert wrong.value.code == "wrong_check_code"
    trust.certify_again(school, actor=OFFICE, sign=machine.sign, check_code=machine.code)
    assert taking_in.import_package(school, actor=OFFICE, path=path).verified
    (machine,) = machines_below(school)
    assert (machine.state, machine.last, machine.period) == ("certified", NOW.date(), "2026-09")


def test_a_package_that_came_before_the_loss_is_refused_too(three: Three) -> None:
    bench, group, school, _ = three
    older = bench.up(group)
    bench.take(school, bench.up(group))
    _revoke(school, group)
    assert taking_in.import_package(school, actor=OFFICE, path=older).status == "refused"


def test_a_revoked_machine_gets_no_certificate_and_sees_that_it_is_revoked(three: Three) -> None:
    bench, group, school, _ = three
    bench.take(school, bench.up(group))
    carry_down(school, group)
    _revoke(school, group)
    assert trust_carried.carried_down(school, unit=school.home,
                              class_id=bench.class_of(school))["certificates"] == []
    carry_down(school, group)
    assert own_standing(group).state == "revoked"


def test_a_restored_superior_gets_its_own_list_back(three: Three) -> None:
    bench, group, school, _ = three
    bench.take(school, bench.up(group))
    _revoke(school, group)
    carry_down(school, group)
    held = revoked_pairs(school)
    school.local("revocation").delete(_sign(school))
    assert not revoked_pairs(school)
    (machine,) = machines_below(school)
    trust.certify_again(school, actor=OFFICE, sign=machine.sign, check_code=machine.code)
    trust_carried.take_over(school, sent_down(group, school, trust_carried.carried_up(group)))
    assert revoked_pairs(school) == held


def test_only_a_superior_takes_back_and_only_with_a_reason(three: Three) -> None:
    bench, group, school, _ = three
    bench.take(school, bench.up(group))
    codes = []
    for actor, why, sign in ((TEACHER, "丢了", _sign(group)), (OFFICE, " ", _sign(group)),
                             (OFFICE, "丢了", "0" * 64)):
        with pytest.raises(KnownError) as refused:
            trust.revoke(school, actor=actor, sign=sign, why=why)
        codes.append(refused.value.code)
    assert codes == ["role_not_allowed", "no_reason", "unknown_machine"]
    assert not revoked_pairs(school)


def test_machines_below_tell_who_waits_first(three: Three) -> None:
    bench, group, school, _ = three
    waiting = taking_in.import_package(school, actor=OFFICE, path=bench.up(group))
    (machine,) = machines_below(school)
    assert (machine.state, machine.waiting, machine.code, machine.until) == (
        "waiting", waiting.digest, waiting.check_code, None)
    second = bench.found("第二台", "class")
    bench.join(second, bench.kit(school, class_id=bench.class_of(school)))
    bench.take(school, bench.up(second))
    assert [m.state for m in machines_below(school)] == ["waiting", "certified"]
    assert find_machine(school, code=machine.code.replace(" ", "")) == machine
    with pytest.raises(KnownError) as unknown:
        find_machine(school, code="0000 0000")
    assert unknown.value.code == "unknown_machine"


# -- another computer of a unit -------------------------------------------------------------------


def test_two_computers_of_one_class_both_count_and_their_numbers_differ(three: Three) -> None:
    bench, group, school, _ = three
    second = bench.found("第二台", "class")
    bench.take(school, bench.up(group))
    kit = bench.kit(school, class_id=bench.class_of(school), with_roster=True)
    assert (kit.pupils, len(kit.code)) == (50, len("4821 7390 5526"))
    joined = bench.join(second, kit)
    assert (joined.pupils, joined.pairs) == (50, 0)
    assert {p.name for p in list_pupils(second)} == {p.name for p in list_pupils(group)}
    assert (trust.own_seat(group), trust.own_seat(second)) == ("七1", "七1副")
    assert bench.take(school, bench.up(second)).status == "imported"
    assert bench.take(school, bench.up(group)).status in ("imported", "already")
    assert len(list_pupils(school)) == 50
    meta = trust_carried.carried_down(school, unit=school.home, class_id=bench.class_of(school))
    assert len(meta["certificates"]) == 2
    third = bench.kit(school, class_id=bench.class_of(school))
    again = bench.join(second, third)
    assert again.kit.seat == "七1副2"
    assert trust.own_seat(second) == "七1副"


def test_another_computer_of_the_bureau_is_a_superior_too(three: Three) -> None:
    bench, _, school, bureau = three
    second = bench.found("教育局二", "bureau", unit_name=bureau.header.unit_name,
                         unit_code="9901020000")
    bench.join(second, bench.kit(bureau, own=True))
    bench.take(bureau, bench.up(school))
    bench.take(bureau, bench.up(second))
    carry_down(bureau, school)
    meta = trust_carried.carried_down(bureau, unit=bureau.home)
    trust_carried.take_over(second, sent_down(bureau, second, meta))
    assert own_standing(second).state == "certified"
    opened = sent_down(second, school, {})
    assert opened.standing is not None
    assert (opened.standing.superior, opened.standing.unit) == (True, bureau.home)
    trust_carried.take_over(school, opened)
    assert trust.superior_keys(school) == (trust.machine_keys(bureau).public,
                                           trust.machine_keys(second).public)
    stranger = sent_down(second, school, {}, chain=False)
    assert stranger.standing is not None  # known from its first package on


# -- what strangers and broken programs send ------------------------------------------------------


def _chain_of(issuer: MachineKeys, store: Store, **said: Any) -> list[dict[str, str]]:
    given = certificates.issue(issuer, trust.machine_keys(store).public, **{
        "unit": store.home, "unit_name": "某校", "kind": "school", "valid_from": NOW.date(),
        **said})
    return certificates.chain_as_json((given,))


def test_what_is_no_certificate_is_passed_over(three: Three) -> None:
    bench, _, school, bureau = three
    bench.take(bureau, bench.up(school))
    stranger, keys = MachineKeys.generate(), trust.machine_keys(bureau)
    strange: list[object] = [
        7, [], "x", {}, [7], [{}], [{"body": "{}", "signature": "0" * 128}],
        _chain_of(stranger, school), _chain_of(keys, bureau),
        _chain_of(keys, school, unit=bureau.home),
        _chain_of(keys, school, kind="class", class_id="7" * 32),
        [{"body": 1}]]
    for meta in ({"certificates": strange}, {"certificates": {"a": 1}},
                 {"revocations": [7, {}, {"body": "{}", "signature": "0" * 128}]},
                 {"revocations": "x"}):
        trust_carried.take_over(school, sent_down(bureau, school, meta))
    assert trust.own_chain(school) == ()
    assert not revoked_pairs(school)
    good = trust_carried.carried_down(bureau, unit=school.home)["certificates"]
    trust_carried.take_over(school, sent_down(bureau, school, {"certificates": [*strange, *good]}))
    assert own_standing(school).state == "certified"


def test_a_subordinate_certifies_nobody_upwards_and_takes_back_only_its_own(three: Three) -> None:
    bench, group, school, bureau = three
    bench.take(bureau, bench.up(school))
    carry_down(bureau, school)
    bench.take(school, bench.up(group))
    before = trust.own_chain(school)
    keys, stranger = trust.machine_keys(group), MachineKeys.generate()
    serials = [before[0].serial]
    trust_carried.take_over(school, sent_down(group, school, {
        "certificates": [_chain_of(keys, school)],
        "revocations": [certificates.revoke(keys, serials, made=NOW.date()),
                        certificates.revoke(stranger, serials, made=NOW.date())]}))
    assert trust.own_chain(school) == before
    assert own_standing(school).state == "certified"
    assert {issuer for issuer, _ in revoked_pairs(school)} == {keys.public.sign}


def test_a_package_that_nobody_vouched_for_brings_no_lists(three: Three) -> None:
    _, group, school, _ = three
    keys = trust.machine_keys(group)
    listed = certificates.revoke(keys, ["0" * 32], made=NOW.date())
    opened = sent_down(group, school, {"revocations": [listed]})
    assert opened.standing is None
    trust_carried.take_over(school, opened)
    assert not revoked_pairs(school)


def test_lists_only_add_up(three: Three) -> None:
    _, _, school, bureau = three
    keys = trust.machine_keys(bureau)

    def told(*serials: str) -> None:
        listed = certificates.revoke(keys, serials, made=NOW.date())
        trust_carried.take_over(school, sent_down(bureau, school, {"revocations": [listed]}))

    one, two, three_ = ("1" * 32, "2" * 32, "3" * 32)
    told(one, two)
    told(one)
    assert len(trust_carried.carried_up(school)["revocations"]) == 1
    told(one, three_)
    assert {serial for _, serial in revoked_pairs(school)} == {one, two, three_}
    assert len(trust_carried.carried_up(school)["revocations"]) == 2
    told(one, two, three_)
    assert len(trust_carried.carried_up(school)["revocations"]) == 1


def test_a_class_of_the_school_is_read_after_the_school_joined_another_name(
    three: Three
) -> None:
    """A school without its code joins: its home is another one, its classes are certified."""
    bench, _, _, bureau = three
    alone = bench.found("新学校", "school", unit_name="柳湾小学")
    room = add_class(alone, actor=OFFICE, label="三年级1班").id
    group = bench.found("三1", "class", unit_name="柳湾小学", class_label="三年级1班")
    bench.join(group, bench.kit(alone, class_id=room))
    bench.take(alone, bench.up(group))
    home = alone.home
    bench.join(alone, bench.kit(bureau, school="柳湾小学", school_code="9901020077"))
    assert alone.home != home
    assert bench.take(alone, bench.up(group)).status in ("imported", "already")
    assert len(load_world(alone).classes) == 1


@pytest.mark.parametrize("said", [None, 3, "七1", {}, {"code": 3}, {"code": "七" * 41}])
def test_a_seat_that_is_none_is_not_known(said: object) -> None:
    assert trust_carried.seat_told({"seat": said}) is None
    assert trust_carried.seat_told({"seat": {"code": "七1乙"}}) == "七1乙"
