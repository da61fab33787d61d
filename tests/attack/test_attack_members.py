"""The enemy within: a computer that was certified in order and lies in its own name.

What it says of its own pupils is believed and shown with its name. What would reach beyond them is
refused with nothing changed, or means nothing to anybody.
"""

from collections.abc import Callable
from datetime import date
from hashlib import sha256

import pytest
from attack_kit import refusal
from liars import Liar
from people import DESK, OFFICE
from two_schools import County, number

from kongchuo_desktop.exchange import certificates
from kongchuo_desktop.exchange.certificates import Chain
from kongchuo_desktop.exchange.keys import MachineKeys
from kongchuo_desktop.operations import (
    corrections,
    handed,
    joining,
    transfers,
    trust,
    waiting_room,
)
from kongchuo_desktop.operations.corrections import ask, requests
from kongchuo_desktop.operations.held_there import held_there, note_went
from kongchuo_desktop.operations.machines import machines_below
from kongchuo_desktop.operations.moves import move_pupil
from kongchuo_desktop.operations.returns import returns_of_month
from kongchuo_desktop.operations.roster import add_pupil, list_pupils
from kongchuo_desktop.operations.taking_in import (
    accept_waiting,
    reject_waiting,
    waiting_packages,
)
from kongchuo_desktop.operations.today import duties_of
from kongchuo_desktop.operations.transfer_lines import passages
from kongchuo_desktop.operations.visibility import down_rows
from kongchuo_desktop.operations.world import reading_of
from kongchuo_desktop.store.history import row_history
from kongchuo_desktop.store.merge import export_rows
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow, Unit

NOBODY = "e" * 32
"""A unit or child that nobody knows."""


def _tips(store: Store, unit: str) -> tuple[str, ...]:
    with store.session() as session:
        return tuple(session.get_one(Unit, unit).tips.split())


def _pupil(county: County, serial: int = 7) -> str:
    """A child of the neighbour, whom the bureau knows."""
    card = add_pupil(county.b, actor=OFFICE, class_id=county.room_b,
                     values={"name": "贺小北", "identity_number": number(serial)})
    county.up(county.b)
    return card.id


def _left(county: County) -> str:
    """A child of the liar's that left and was found nowhere."""
    card = add_pupil(county.a, actor=OFFICE, class_id=county.room_a,
                     values={"name": "柳小南", "identity_number": number(8)})
    move_pupil(county.a, actor=OFFICE, pupil=card.id, kind="转出", day=county.clock.at.date())
    county.up(county.a)
    return card.id


# -- who is who -----------------------------------------------------------------------------------

UNITS: dict[str, Callable[[Liar], list[dict[str, object]]]] = {
    "is the bureau": lambda liar: [{"same_as": liar.county.bureau.home}],
    "is its neighbour": lambda liar: [{"same_as": liar.county.b.home}],
    "is whoever comes later": lambda liar: [{"same_as": NOBODY}],
    "is deleted": lambda liar: [{"_gone": True}],
    "stands under its neighbour": lambda liar: [{"parent": liar.county.b.home}],
    "stands under nobody": lambda liar: [{"parent": NOBODY}],
    "stands alone": lambda liar: [{"parent": None}],
    "stands under itself": lambda liar: [{"parent": liar.home}],
}


@pytest.mark.parametrize("lie", UNITS)
def test_a_unit_is_nobody_else_and_stands_where_it_stood(liar: Liar, lie: str) -> None:
    prior = _tips(liar.county.bureau, liar.home)
    for said in UNITS[lie](liar):
        assert liar.refused(liar.row("unit", said, row=liar.home, prior=prior)) == "foreign_home"


def test_a_unit_of_its_own_making_is_no_way_round(liar: Liar) -> None:
    """One that nobody knows is claimed, and then is the bureau, the neighbour, or above them."""
    bureau, neighbour = liar.county.bureau.home, liar.county.b.home
    prior = _tips(liar.county.bureau, liar.home)

    def made(**said: object) -> bytes:
        return liar.row("unit", {"name": "丁校", **said}, row=NOBODY, home=NOBODY)

    assert liar.refused(made(parent=liar.home, same_as=bureau)) == "foreign_home"
    assert liar.refused(made(parent=liar.home, same_as=neighbour)) == "foreign_home"
    assert liar.refused(made(same_as=liar.home), made(parent=neighbour)) == "foreign_home"
    assert liar.refused(made(parent=liar.home), liar.row(
        "unit", {"parent": NOBODY}, row=liar.home, prior=prior)) == "foreign_home"
    # A school that it took in below itself is no lie.
    assert liar.lie(made(parent=liar.home)).added == 1


def test_it_may_call_itself_what_it_likes_and_takes_nobodys_kit(liar: Liar) -> None:
    """A name is no row: the bureau's next kit for the neighbour goes to no double of it."""
    bureau, prior = liar.county.bureau, _tips(liar.county.bureau, liar.home)
    liar.lie(liar.row("unit", {"name": "乙学校"}, row=liar.home, prior=prior))
    assert refusal(lambda: joining.make_kit(
        bureau, actor=DESK, folder=liar.folder, school="乙学校")) == "two_units"
    made = joining.make_kit(bureau, actor=DESK, folder=liar.folder, school="乙学校",
                            school_code="9901020002")
    assert made.unit == liar.county.b.home


def test_a_child_of_another_school_is_not_claimed(liar: Liar) -> None:
    county, theirs = liar.county, _pupil(liar.county)
    own = f"{9:032x}"
    lies = {
        "joined": liar.row("pupil", {"name": "贺小北", "same_as": theirs}, row=own, about=own),
        "about it": liar.row("pupil", {"name": "贺小北"}, row=own, about=theirs),
        "class": liar.row("class", {"entry_year": 2026, "number": 9, "stage": "junior",
                                    "same_as": county.room_b}),
        "it left": liar.row("movement", {"pupil": theirs, "kind": "转出", "day": "2026-09-10"},
                            about=theirs),
        "left, about nobody": liar.row("movement", {"pupil": theirs, "kind": "转出",
                                                    "day": "2026-09-10"}, about=None),
        "dead": liar.row("event", {"kind": "told", "day": "2026-09-10"}, about=theirs),
        "visited": liar.row("visit", {"pupil": theirs, "day": "2026-09-10"}, about=theirs),
        "absent": liar.row("mark", {"pupil": theirs, "day": "2026-09-10", "part": "全天",
                                    "kind": "旷课"}, about=theirs),
        "on its way": liar.row("transfer", {"pupil": theirs, "kind": "转学", "day": "2026-09-10",
                                            "from_unit": county.b.home, "ended": "外县"},
                               about=theirs),
        "read by it": liar.row("grant", {"pupil": theirs, "unit": liar.home, "day": "2026-09-10",
                                         "scope": "file"}, about=theirs),
    }
    for name, lie in lies.items():
        assert "说的是别的学校的学生或班级，没有收" in liar.left_out(lie), name
    worlds = reading_of(county.bureau).worlds
    assert set(worlds[county.b.home].pupils) == {theirs}


def test_nobody_files_for_another(liar: Liar) -> None:
    lie = liar.row("return", {"unit": liar.county.b.home, "kind": "月报", "period": "2026-08",
                              "day": "2026-09-01", "zero": True, "figures": {"cases": 0}})
    assert "别的学校的学生或班级" in liar.left_out(lie)
    own = liar.row("return", {"unit": liar.home, "kind": "月报", "period": "2026-08",
                              "day": "2026-09-01", "zero": True, "figures": {"cases": 0}})
    liar.lie(own)
    filed = {one.unit: one.status
             for one in returns_of_month(liar.county.bureau, period="2026-08")}
    assert filed == {liar.home: "filed_zero", liar.county.b.home: "not_filed"}


# -- rows of its own, said to others --------------------------------------------------------------


def test_what_it_tells_others_reaches_nobody(liar: Liar) -> None:
    county, bureau = liar.county, liar.county.bureau
    digest = sha256(b"MZ").hexdigest()
    told = [
        ("receipt", {"digest": "a" * 64, "unit": county.b.home, "day": "2026-09-10"}),
        ("correction", {"unit": county.b.home, "target": county.room_b, "target_table": "class",
                        "sentence": "改成我说的", "day": "2026-09-10"}),
        ("correction", {"unit": bureau.home, "target": bureau.home, "target_table": "unit",
                        "sentence": "改成我说的", "day": "2026-09-10"}),
        ("handed", {"kind": "policy", "name": "own.toml", "title": "办法", "digest": digest,
                    "day": "2026-09-10"}),
        ("handed", {"kind": "list", "name": "名单.exe", "title": "名单", "digest": digest,
                    "day": "2026-09-10", "unit": county.b.home}),
        ("policy_use", {"policy": "ZZ99", "since": "2020-01-01"}),
        ("own_figure", {"binding": "absence_days", "value": "99", "since": "2020-01-01"}),
        ("calendar_day", {"day": "2026-09-17", "in_session": False}),
        ("grant", {"pupil": NOBODY, "unit": liar.home, "day": "2026-09-10", "scope": "file"}),
        ("transfer", {"pupil": NOBODY, "kind": "转学", "day": "2026-09-10",
                      "from_unit": county.b.home, "to_unit": liar.home}),
    ]
    before = (requests(bureau), duties_of(bureau), passages(bureau).lines,
              handed.handed_files(bureau), reading_of(bureau).homes.use_rows(bureau.home),
              reading_of(bureau).homes.use_rows(county.b.home),
              export_rows(bureau, down_rows(bureau, unit=county.b.home)).entries)
    liar.lie(*(liar.row(table, said) for table, said in told), attachments={digest: b"MZ"})
    assert before == (
        requests(bureau), duties_of(bureau), passages(bureau).lines,
        handed.handed_files(bureau), reading_of(bureau).homes.use_rows(bureau.home),
        reading_of(bureau).homes.use_rows(county.b.home),
        export_rows(bureau, down_rows(bureau, unit=county.b.home)).entries)
    assert not list(bureau.folder.rglob("*.toml"))


def test_no_school_says_of_itself_that_its_child_arrived(liar: Liar) -> None:
    county, pupil = liar.county, _left(liar.county)
    (before,) = passages(county.bureau).lines
    for end in ({"arrival": NOBODY, "arrived": "2026-09-17", "to_unit": county.b.home},
                {"ended": "外县", "proof": "接收证明", "arrived": "2026-09-17"}):
        liar.lie(liar.row("transfer", {"pupil": pupil, "kind": "转学", "day": "2026-09-17",
                                       "from_unit": liar.home, **end}, about=pupil))
    (after,) = passages(county.bureau).lines
    assert (after, after.open) == (before, True)
    facts = reading_of(county.bureau).worlds[liar.home].facts
    assert not [fact for fact in facts if fact.kind in ("attached", "confirmed", "accepted")]


def test_leave_that_it_gives_itself_does_not_stop_the_bureaus(liar: Liar) -> None:
    county, pupil = liar.county, _left(liar.county)
    liar.lie(liar.row("grant", {"pupil": pupil, "unit": county.b.home, "day": "2026-09-17",
                                "scope": "file"}, about=pupil))
    assert not [row for row in export_rows(
        county.bureau, down_rows(county.bureau, unit=county.b.home)).entries
        if pupil.encode() in row]
    transfers.assign(county.bureau, actor=DESK, lines=passages(county.bureau).lines,
                     unit=county.b.home)
    assert [row for row in export_rows(
        county.bureau, down_rows(county.bureau, unit=county.b.home)).entries
        if b'"table":"pupil"' in row and pupil.encode() in row]


def test_it_answers_for_nobody_and_receives_for_nobody(liar: Liar) -> None:
    county, theirs = liar.county, _pupil(liar.county)
    bureau = county.bureau
    asked = ask(bureau, actor=DESK, target=theirs, field="name", sentence="名字对吗")
    note_went(bureau, digest="a" * 64, unit=county.b.home, class_id=None, attachments=["b" * 64])
    liar.lie(
        liar.row("correction_answer", {"correction": asked.id, "sentence": "对",
                                       "day": "2026-09-17"}),
        liar.row("receipt", {"digest": "a" * 64, "unit": bureau.home, "day": "2026-09-17"}))
    assert corrections.find(bureau, correction=asked.id).state == "open"
    assert held_there(bureau, unit=county.b.home, class_id=None) == frozenset()


# -- for whom it is vouched -----------------------------------------------------------------------


def test_a_stranger_is_asked_for_by_the_name_of_the_unit_that_it_claims(liar: Liar) -> None:
    """Else a clerk would ring up the liar's own school and vouch for it as the bureau."""
    bureau, stranger = liar.county.bureau, MachineKeys.generate()
    for unit, name in ((bureau.home, "云岭县教育局"), (liar.county.b.home, "乙学校")):
        data = liar.seal(signer=stranger, chain=(), unit=unit, unit_name="甲小学", kind="bureau")
        waiting = liar.give(data)
        called = f"{name}（对方自称“甲小学”）"
        assert waiting.sentence.startswith(called)
        assert waiting_packages(bureau)[waiting.digest]["from"] == called
        assert called in {machine.name for machine in machines_below(bureau)}
    # Whoever vouches for it all the same finds it under its true name, and no bureau.
    assert liar.vouched(data).status == "already"
    held = certificates.parse_chain(bureau.local("certificate").get(stranger.public.sign))[0]
    assert (held.unit_name, held.kind) == ("乙学校", "school")


def test_a_stranger_of_an_unknown_unit_is_not_vouched_for(liar: Liar) -> None:
    stranger = MachineKeys.generate()
    data = liar.seal(signer=stranger, chain=(), unit=NOBODY, unit_name="丁校")
    assert refusal(lambda: liar.vouched(data)) == "certificate_scope"
    assert liar.county.bureau.local("certificate").get(stranger.public.sign) is None
    assert len(waiting_packages(liar.county.bureau)) == 1


@pytest.mark.parametrize("most", ["MOST", "MOST_BYTES"])
def test_strangers_fill_no_store(liar: Liar, monkeypatch: pytest.MonkeyPatch, most: str) -> None:
    """As many as it takes a person a day to call; what waits stays, and what came stays outside."""
    bureau = liar.county.bureau
    sealed = [liar.seal(signer=MachineKeys.generate(), chain=()) for _ in range(9)]
    monkeypatch.setattr(waiting_room, most, 2 if most == "MOST" else 3 * len(sealed[0]))
    seen = [liar.give(sealed[0])]
    while seen[-1].status == "waiting" and len(seen) < len(sealed):
        seen.append(liar.give(sealed[len(seen)]))
    assert len(seen) in (3, 4)
    error = seen[-1].error
    assert error is not None
    assert (seen[-1].status, error.code) == ("refused", "waiting_full")
    assert len(waiting_packages(bureau)) == len(seen) - 1
    # The same once more is no second one, and a computer that is known never waits.
    assert liar.give(sealed[0]).status == "waiting"
    assert liar.lie(liar.row("event", {"kind": "told", "day": "2026-09-10"})).added == 1
    reject_waiting(bureau, digest=seen[1].digest)
    assert liar.give(sealed[1]).status == "waiting"


def _given(liar: Liar, issuer: MachineKeys, keys: MachineKeys, *, kind: certificates.Kind,
           unit: str = "", class_id: str | None = None,
           since: date = date(2026, 9, 1)) -> certificates.Certificate:
    return certificates.issue(issuer, keys.public, unit=unit or liar.home, unit_name="甲小学",
                              kind=kind, valid_from=since, class_id=class_id,
                              class_name="一班" if class_id else "")


def _chain(liar: Liar) -> Chain:
    return certificates.parse_chain(
        liar.county.bureau.local("certificate").get(liar.keys.public.sign))


def test_what_a_class_was_given_is_no_word_of_its_school(liar: Liar) -> None:
    county, room, friend = liar.county, MachineKeys.generate(), MachineKeys.generate()
    of_class = _given(liar, liar.keys, room, kind="class", class_id=county.room_a)
    # In its own name to the bureau, which has nothing to do with classes of schools: for itself.
    rows = liar.row("event", {"kind": "told", "day": "2026-09-10"})
    assert liar.refused(rows, signer=room, chain=(of_class, *_chain(liar))) == "certificate_scope"
    # It gives a friend what it has not: its class, its school.
    for kind, class_id in (("class", county.room_a), ("school", None)):
        given = _given(liar, room, friend, kind=kind, class_id=class_id)  # type: ignore[arg-type]
        chain = (given, of_class, *_chain(liar))
        assert liar.refused(rows, signer=friend, chain=chain,
                            class_id=class_id) == "certificate_scope"


def test_chains_that_bite_their_tail_or_skip_a_link_are_refused(liar: Liar) -> None:
    one, other = MachineKeys.generate(), MachineKeys.generate()
    there = _given(liar, one, other, kind="school")
    back = _given(liar, other, one, kind="school")
    before = len(waiting_packages(liar.county.bureau))
    assert liar.give(liar.seal(signer=other, chain=(there, back, there, back))).status == "waiting"
    assert len(waiting_packages(liar.county.bureau)) == before + 1
    assert liar.refused(signer=other, chain=(there, *_chain(liar))) == "certificate_wrong"
    higher = _given(liar, liar.keys, one, kind="bureau")
    assert liar.refused(signer=one, chain=(higher, *_chain(liar))) == "certificate_scope"


def test_what_was_taken_back_in_the_middle_takes_the_end_along(liar: Liar) -> None:
    """And what the honest pass on of its rows comes in all the same: they are the school's."""
    county, second = liar.county, MachineKeys.generate()
    given = _given(liar, liar.keys, second, kind="school")
    chain = (given, *_chain(liar))
    first = liar.row("event", {"kind": "told", "day": "2026-09-10"})
    assert liar.give(liar.seal(first, signer=second, chain=chain)).status == "imported"
    trust.revoke(county.bureau, actor=DESK, sign=liar.keys.public.sign, why="丢了")
    late = liar.row("event", {"kind": "told", "day": "2026-09-11"})
    assert liar.refused(late, signer=second, chain=chain) == "certificate_revoked"
    honest = MachineKeys.generate()
    assert liar.vouched(liar.seal(first, late, signer=honest, chain=())).added == 1


def test_two_packages_that_wait_and_a_revocation_between_them(liar: Liar) -> None:
    bureau, stranger = liar.county.bureau, MachineKeys.generate()
    sealed = [liar.seal(liar.row("event", {"kind": "told", "day": "2026-09-10"}),
                        signer=stranger, chain=()) for _ in range(2)]
    first, second = (liar.give(data) for data in sealed)

    def accept(waiting: str) -> str:
        return accept_waiting(bureau, actor=DESK, digest=waiting,
                              check_code=stranger.public.check_code).status

    assert accept(first.digest) == "imported"
    trust.revoke(bureau, actor=DESK, sign=stranger.public.sign, why="丢了")
    assert refusal(lambda: accept(second.digest)) == "certificate_revoked"
    trust.certify_again(bureau, actor=DESK, sign=stranger.public.sign,
                        check_code=stranger.public.check_code)
    assert accept(second.digest) == "imported"


# -- what is too much -----------------------------------------------------------------------------


def test_clocks_of_the_future_and_gaps_decide_nothing(liar: Liar) -> None:
    """A later edit that saw the value wins over one that says it was written in 2100."""
    own = f"{9:032x}"
    far = 4_102_444_800_000
    liar.lie(liar.row("pupil", {"name": "齐一"}, row=own, about=own, at=far, n=900_000, op=7))
    assert [card.name for card in list_pupils(liar.county.bureau)] == ["齐一"]
    with liar.county.bureau.operation("edit_pupil", DESK) as write:
        tips = write.tips(PupilRow, [own])[own]
        write.update(PupilRow, own, prior=tips, name="齐二")
    assert [card.name for card in list_pupils(liar.county.bureau)] == ["齐二"]


def test_ten_thousand_rows_of_everything_leave_the_store_usable(liar: Liar) -> None:
    giant = "长" * 20_000
    rows = [liar.row("event", {"kind": "told", "day": "2026-09-10", "note": giant})]
    for at in range(2_500):
        rows += [
            liar.row("correction", {"unit": NOBODY, "target": NOBODY, "sentence": "改",
                                    "day": "2026-09-10"}),
            liar.row("grant", {"pupil": NOBODY, "unit": NOBODY, "day": "2026-09-10"}),
            liar.row("calendar_day", {"day": f"2026-09-{at % 28 + 1:02}", "in_session": False}),
            liar.row("receipt", {"digest": f"{at:064x}", "unit": NOBODY, "day": "2026-09-10"})]
    received = liar.lie(*rows)
    assert received.added == 10_001 - 2_500
    assert "有2500条说的学生还没有资料，没有收。" in received.sentence
    bureau = liar.county.bureau
    assert requests(bureau) == []
    assert duties_of(bureau) == []
    assert len(export_rows(bureau, down_rows(bureau, unit=liar.county.b.home)).entries) < 100


# -- from above -----------------------------------------------------------------------------------


def test_a_file_from_above_that_a_computer_would_run_is_not_saved(liar: Liar) -> None:
    county, digest = liar.county, sha256(b"MZ").hexdigest()
    lie = liar.row("handed", {"kind": "list", "name": "名单.exe", "title": "名单",
                              "digest": digest, "day": "2026-09-10"}, home=county.bureau.home)
    received = liar.give(liar.seal(lie, reader=county.a, writer=county.bureau, kind="bureau",
                                   attachments={digest: b"MZ"}), reader=county.a)
    assert received.status == "imported"
    with county.a.session() as session:
        assert session.get(Unit, county.bureau.home) is None
    county.down(county.a)
    (file,) = handed.handed_files(county.a)
    assert refusal(lambda: handed.save_copy(county.a, handed=file,
                                            folder=liar.folder)) == "handed_kind"
    assert not list(liar.folder.glob("名单*"))


def test_what_a_superior_writes_into_a_schools_rows_bears_its_name(liar: Liar) -> None:
    """It may (journal.md §7): nothing is lost, and the school sees who did it."""
    county, pupil = liar.county, _left(liar.county)
    with county.bureau.operation("edit_pupil", DESK) as write:
        write.update(PupilRow, pupil, prior=write.tips(PupilRow, [pupil])[pupil], name="改了")
    county.down(county.a)
    with county.a.reading() as connection:
        told = row_history(connection, [pupil])
    assert {(item.entry.set["name"], item.operation and item.operation.actor)
            for item in told if "name" in item.entry.set} == {
        ("改了", DESK.name), ("柳小南", OFFICE.name)}
