"""Identities that a certified liar can reckon or has seen, taken before their owner needs them.

The owner's package is refused by nobody for it: what cannot be true is left out, and what was
planted gives way.
"""

from datetime import date
from typing import Any

import pytest
from liars import RUN, Liar, journal
from people import DESK, OFFICE
from two_schools import County, number

from kongchuo_desktop.domain.journal import erase_entry, read_entry, row_id
from kongchuo_desktop.operations.packages import export_package
from kongchuo_desktop.operations.paper_register import numbers_twice, paper_register
from kongchuo_desktop.operations.returns import returns_of_month
from kongchuo_desktop.operations.roster import add_pupil, list_pupils
from kongchuo_desktop.operations.taking_in import Received, accept_waiting, import_package
from kongchuo_desktop.operations.world import reading_of
from kongchuo_desktop.store.history import operations, row_history, run_names
from kongchuo_desktop.store.merge import merge
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import BY_NAME, Event, Paper, PupilRow, Return, Visit


@pytest.fixture
def liar(liar: Liar) -> Liar:
    """Its honest neighbour has reported once."""
    county = liar.county
    add_pupil(county.b, actor=OFFICE, class_id=county.room_b,
              values={"name": "贺小北", "identity_number": number(7)})
    assert honest(liar).status == "imported"
    return liar


def honest(liar: Liar, period: str = "2026-09") -> Received:
    """What the neighbour sends is taken in whole: every entry that it wrote for the bureau."""
    county = liar.county
    sent = export_package(county.b, actor=OFFICE, period=period, folder=liar.folder)
    received = import_package(county.bureau, actor=DESK, path=sent.path)
    if received.status == "waiting":
        received = accept_waiting(county.bureau, actor=DESK, digest=received.digest,
                                  check_code=received.check_code)
    assert received.status in ("imported", "already"), received
    own = {body for body in journal(county.b) if read_entry(body).home == county.b.home
           and read_entry(body).table not in ("register", "leave", "mark", "correction", "handed")}
    assert own <= journal(county.bureau)
    return received


def _next(store: Store) -> dict[str, Any]:
    """The identity that the store's next entry will have."""
    assert store.last_written is not None
    run, n = store.last_written
    return {"run": run, "n": n + 1, "op": n + 1}


# -- ids of rows ----------------------------------------------------------------------------------


def _keys(county: County) -> dict[str, dict[str, Any]]:
    """Rows that the neighbour will write, and whose ids anybody can reckon."""
    pupil = row_id(county.b.home, "pupil", [number(8), "柳小南"])
    return {
        "return": {"unit": county.b.home, "kind": "月报", "period": "2026-10", "day": "2026-10-30"},
        "calendar_day": {"day": "2026-10-01", "in_session": False},
        "term": {"school_year": 2027, "term": 1, "start": "2027-09-01", "end": "2028-01-15"},
        "register": {"class_id": county.room_b, "day": "2026-10-08", "part": "全天"},
        "class": {"entry_year": 2026, "number": 9, "stage": "junior"},
        "mark": {"pupil": pupil, "day": "2026-10-08", "part": "全天", "kind": "旷课"},
        "enrollment": {"pupil": pupil},
        "tag": {"pupil": pupil, "tag": "留守", "since": "2026-10-08"},
    }


def test_a_row_that_has_not_the_id_of_its_key_is_left_out(liar: Liar) -> None:
    """Under the liar's home, where the key gives another id; or about nobody or another child."""
    county = liar.county
    for table, values in _keys(county).items():
        theirs = row_id(county.b.home, table, _key(table, values))
        assert "占着别处登记的位置" in liar.left_out(
            liar.row(table, values, row=theirs)), table
        own = row_id(liar.home, table, _key(table, values))
        assert "占着别处登记的位置" in liar.left_out(
            liar.row(table, values, row=own, about="9" * 32)), table
    assert "占着别处" in liar.left_out(liar.row(
        "unit", {"name": "丁校", "parent": liar.home}, row=row_id("", "unit", ["9901020099"])))


def _key(table: str, values: dict[str, Any]) -> list[Any]:
    return [values[part] for part in BY_NAME[table].KEY]


def test_the_owner_of_an_id_wins_over_whoever_took_it(liar: Liar) -> None:
    """Where ids are random no wrong one can be told; the owner proves its own by the key."""
    county = liar.county
    taken = row_id(county.b.home, "return", [county.b.home, "月报", "2026-10"])
    pupil = row_id(county.b.home, "pupil", [number(8), "柳小南"])
    liar.lie(liar.row("event", {"kind": "told", "day": "2026-09-10"}, row=taken),
             liar.row("visit", {"day": "2026-09-10"}, row=pupil))
    child = add_pupil(county.b, actor=OFFICE, class_id=county.room_b,
                      values={"name": "柳小南", "identity_number": number(8)})
    assert child.id == pupil
    county.later(30)
    received = honest(liar, "2026-10")
    assert "以前收下的2条是冒充的，换成了真的" in received.sentence
    with county.bureau.session() as session:
        assert session.get(Event, taken) is None
        assert session.get(Visit, pupil) is None
        assert session.get_one(Return, taken).unit == county.b.home
        assert session.get_one(PupilRow, pupil).name == "柳小南"
    filed = {one.unit: one.status for one in returns_of_month(county.bureau, period="2026-10")}
    assert filed[county.b.home] != "not_filed"
    # It goes on telling it, and nothing comes of it; the neighbour's next package is welcome too.
    again = liar.row("event", {"kind": "told", "day": "2026-09-10"}, row=taken)
    assert "占着别处登记的位置" in liar.left_out(again)
    assert honest(liar, "2026-10").status == "already"


# -- ids of entries -------------------------------------------------------------------------------


def test_the_next_entries_of_a_run_that_was_seen(liar: Liar) -> None:
    """With their operations told falsely, before the neighbour wrote them."""
    county = liar.county
    at = _next(county.b)
    run, start = at["run"], at["n"]
    told = [liar.row("event", {"kind": "told", "day": "2026-09-10"}, run=run, n=n, op=n)
            for n in range(start, start + 40)]
    records = tuple(liar.operation(run, n) for n in (start, start + 1))
    data = liar.seal(*told, operations=records)
    assert liar.give(data).status == "imported"
    child = add_pupil(county.b, actor=OFFICE, class_id=county.room_b,
                      values={"name": "柳小南", "identity_number": number(8)}, tags=["留守"])
    received = honest(liar)
    assert "是冒充的，换成了真的" in received.sentence
    with county.bureau.reading() as connection:
        (first, *_) = row_history(connection, [child.id])
    assert first.operation is not None
    assert (first.operation.actor, first.operation.date) == (OFFICE.name, "2026-09-17")
    assert "占着别处登记的位置" in liar.left_out(told[0])
    assert honest(liar).status == "already"
    # Nor does its second entry show as an act of its own, done by whom the lie named.
    with county.bureau.reading() as connection:
        assert "冒名" not in {done.record.actor for done in operations(connection)}


def test_a_run_of_which_nothing_but_a_lie_was_known(liar: Liar) -> None:
    """What was told of the run itself goes with the lie."""
    county = liar.county
    county.b.end_run()
    add_pupil(county.b, actor=OFFICE, class_id=county.room_b,
              values={"name": "柳小南", "identity_number": number(8)})
    run = _next(county.b)["run"]
    taken = row_id(county.b.home, "return", [county.b.home, "月报", "2026-10"])
    told = liar.row("event", {"kind": "told", "day": "2026-09-10"}, row=taken,
                    run=run, n=999, op=999)
    liar.lie(told, runs=(liar.run(run),))
    county.later(30)
    assert "是冒充的，换成了真的" in honest(liar, "2026-10").sentence
    with county.bureau.reading() as connection:
        assert run_names(connection)[run] == county.b.header.name


def test_what_it_tells_of_anothers_act_and_run(liar: Liar) -> None:
    """Beforehand, through an entry that the neighbour never writes, and once more afterwards."""
    county, told = liar.county, {"kind": "told", "day": "2026-09-10"}
    at = _next(county.b)
    run, start = at["run"], at["n"]
    lies = [liar.row("event", told, run=run, n=start + more, op=start) for more in (998, 999)]
    records = (liar.operation(run, start),)
    liar.lie(lies[0], operations=records)
    child = add_pupil(county.b, actor=OFFICE, class_id=county.room_b,
                      values={"name": "柳小南", "identity_number": number(8)})
    honest(liar)
    liar.lie(lies[1], operations=records, runs=(liar.run(run),))
    with county.bureau.reading() as connection:
        (shown, *_) = row_history(connection, [child.id])
        assert run_names(connection)[run] == county.b.header.name
    assert shown.operation is not None
    assert shown.operation.actor == OFFICE.name
    assert honest(liar).status == "already"


def test_what_comes_back_of_the_readers_own_is_told_once(liar: Liar) -> None:
    """After an older copy was put back: nobody was lied to about what the reader itself wrote."""
    told = {"kind": "told", "day": "2026-09-10"}
    first = liar.row("event", told)
    liar.lie(first, runs=(liar.run(RUN, store=liar.county.bureau.header.store),))
    n = read_entry(first).n
    other = liar.row("event", told, n=n, op=n, row="7" * 32)
    assert "占着别处登记的位置" in liar.left_out(
        other, meta={"retold": [[RUN, n, n]]})


def test_the_next_entries_of_the_readers_own_run(liar: Liar) -> None:
    """Its next write would find them in its place."""
    bureau = liar.county.bureau
    add = {"kind": "told", "day": "2026-09-10"}
    with bureau.operation("x", DESK) as write:
        write.insert(Event, **add)
    at = _next(bureau)
    told = [liar.row("event", add, **{**at, "n": at["n"] + more}) for more in range(3)]
    # The receipt of the package is the next entry itself.
    received = liar.give(liar.seal(*told))
    assert (received.status, received.added) == ("already", 0)
    with bureau.operation("x", DESK) as write:
        write.insert(Event, **add)


def test_a_record_of_an_operation_of_no_entry_is_not_kept(liar: Liar) -> None:
    county = liar.county
    at = _next(county.b)
    operation = liar.operation(at["run"], at["n"])
    liar.give(liar.seal(operations=(operation,)))
    add_pupil(county.b, actor=OFFICE, class_id=county.room_b,
              values={"name": "柳小南", "identity_number": number(8)})
    honest(liar)
    with county.bureau.session() as session:
        (found,) = living(session, PupilRow, name="柳小南")
    assert (found.recorded, found.author) == (date(2026, 9, 17), OFFICE.name)


# -- homes ----------------------------------------------------------------------------------------


def test_nothing_is_erased_in_a_home_that_it_takes_for_its_own(liar: Liar) -> None:
    """The neighbour's rows are known here, and erased forms of them come beside the claim."""
    home = liar.county.b.home
    claim = liar.row("unit", {"name": "乙学校", "parent": liar.home}, row=home, home=home)
    theirs = [entry for entry in map(read_entry, journal(liar.county.bureau))
              if entry.home == home and entry.table == "pupil"]
    assert theirs
    assert "说的是别的学校的学生或班级，没有收。" in liar.left_out(
        claim, *(erase_entry(entry).body for entry in theirs))


# -- children of whom nothing came yet ------------------------------------------------------------


def test_of_a_child_before_its_first_package_nothing_is_told(liar: Liar) -> None:
    county = liar.county
    pupil = row_id(county.b.home, "pupil", [number(8), "柳小南"])
    lies = [
        liar.row("movement", {"pupil": pupil, "kind": "转出", "day": "2026-09-10"}),
        liar.row("visit", {"pupil": pupil, "day": "2026-09-10"}),
        liar.row("event", {"kind": "told", "day": "2026-09-10"}, about=pupil),
        liar.row("tag", {"pupil": pupil, "tag": "留守", "since": "2026-09-10"}),
        liar.row("mark", {"pupil": pupil, "day": "2026-09-10", "part": "全天", "kind": "旷课"}),
        liar.row("pupil", {"name": "假", "same_as": pupil}, row="7" * 32, about="7" * 32),
    ]
    for lie in lies:
        assert "有1条说的学生还没有资料，没有收。" in liar.left_out(lie)
    # A store of an older program has them.
    merge(county.bureau, lies, allowed_home=lambda _: True)
    add_pupil(county.b, actor=OFFICE, class_id=county.room_b,
              values={"name": "柳小南", "identity_number": number(8)})
    assert "以前收下的6条是冒充的" in honest(liar).sentence
    facts = reading_of(county.bureau).worlds[county.b.home].facts
    assert not [fact for fact in facts if fact.pupil == pupil]
    assert [card.name for card in list_pupils(county.bureau)].count("柳小南") == 1
    for lie in lies:
        assert "没有收。" in liar.left_out(lie)


# -- numbers of papers ----------------------------------------------------------------------------


def test_a_number_given_twice_by_liars_is_told_and_nothing_of_it_lost(liar: Liar) -> None:
    """Each unit counts for itself: the neighbour's paper is no double of theirs."""
    county = liar.county
    said = {"number": "云控字〔2026〕第1号", "form": "written_urging", "title": "劝返书",
            "day": "2026-09-10", "year": 2026, "serial": 1, "word": "云控字"}
    with county.b.operation("x", OFFICE) as write:
        honest_paper = write.insert(Paper, **said)
    honest(liar)
    first = liar.lie(liar.row("paper", said))
    assert "开过两份" not in first.sentence
    again = liar.lie(liar.row("paper", {**said, "serial": 1 << 40}))
    assert "文号云控字〔2026〕第1号开过两份" in again.sentence
    register = paper_register(county.bureau)
    assert numbers_twice(register) == {said["number"]}
    assert sorted(paper.unit for paper in register) == sorted(
        [county.a.home, county.a.home, county.b.home])
    # Theirs says that the neighbour's is void.
    assert "没有收。" in liar.left_out(liar.row(
        "paper_event", {"paper": honest_paper, "kind": "voided", "day": "2026-09-10"}))
    (standing,) = [paper for paper in paper_register(county.bureau) if paper.unit == county.b.home]
    assert standing.voided is None
    assert honest(liar).status == "already"
