"""Union of journals: nothing hostile gets in, nothing unknown gets lost, all or nothing."""

import json
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pytest
from store_kit import MakeStore

from kongchuo_desktop.domain.journal import Entry, read_entry, write_entry
from kongchuo_desktop.domain.journal.canonical_json import dump
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.conflicts import conflicts, twins
from kongchuo_desktop.store.joins import canonical, members
from kongchuo_desktop.store.merge import Export, export_rows, merge
from kongchuo_desktop.store.merge_report import MergeReport
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import MarkRow, Paper, PupilRow, RegisterRow, Visit
from kongchuo_desktop.store.undo import next_undo
from kongchuo_desktop.store.write import Actor

TEACHER = Actor("王老师", "class")
RUN = "ab" * 8


@pytest.fixture
def other(make_store: MakeStore) -> Store:
    """Another machine of the same school."""
    return make_store("office", role="school")


def everything(store: Store) -> Export:
    return export_rows(store, lambda _: True)


def take(
    store: Store, export: Export, allowed: Callable[[str], bool] = lambda _: True
) -> MergeReport:
    return merge(store, export.entries, export.operations, export.runs, export.attachments,
                 allowed_home=allowed)


def take_bytes(store: Store, *bodies: bytes) -> MergeReport:
    return merge(store, bodies, allowed_home=lambda _: True)


def make(owner: str, n: int, prior: Iterable[tuple[str, int]] = (), **changes: Any) -> Entry:
    fields: dict[str, Any] = {
        "run": RUN, "n": n, "op": 1, "table": "visit", "row": "1" * 32, "home": owner,
        "about": None, "prior": list(prior), "values": {"note": str(n)}, "at": n, "schema": 1,
    }
    return write_entry(**{**fields, **changes})


def add(store: Store, table: Any = PupilRow, **fields: Any) -> str:
    with store.operation("add", TEACHER) as write:
        return write.insert(table, **fields)


def rows_of(store: Store) -> Any:
    with store.reading() as connection:
        return (
            connection.exec_driver_sql("SELECT run, n, body FROM entry ORDER BY 1, 2").all(),
            connection.exec_driver_sql("SELECT * FROM operation ORDER BY 1, 2").all(),
            connection.exec_driver_sql("SELECT * FROM visit ORDER BY row").all(),
            connection.exec_driver_sql("SELECT * FROM pupil ORDER BY row").all(),
        )


def refused(store: Store, code: str, act: Callable[[], object]) -> None:
    before = rows_of(store)
    with pytest.raises(KnownError) as caught:
        act()
    assert caught.value.code == code
    assert caught.value.kept
    assert rows_of(store) == before


def test_the_very_bytes_arrive_with_operations_runs_and_attachments(
    store: Store, other: Store
) -> None:
    with store.operation("paper.issue", TEACHER) as write:
        pupil = write.insert(PupilRow, name="甲")
        paper = write.insert(Paper, pupil=pupil, digest=write.attach(b"%PDF"))
    export = everything(store)
    report = take(other, export)
    assert report.added == 2
    assert {change.row for change in report.rows if change.new} == {pupil, paper}
    assert report.pupils == {pupil}
    assert everything(other) == export
    with other.session() as session:
        shown = session.get_one(PupilRow, pupil)
    assert (shown.author, shown.name) == ("王老师", "甲")
    assert other.attachment(str(next(iter(export.attachments)))) == b"%PDF"


def test_a_second_time_changes_nothing(store: Store, other: Store) -> None:
    add(store, name="甲")
    export = everything(store)
    take(other, export)
    before = rows_of(other)
    report = take(other, export)
    assert (report.added, report.rows, report.conflicts) == (0, (), ())
    assert rows_of(other) == before


def test_rows_are_chosen_whole(store: Store) -> None:
    row = add(store, name="甲")
    with store.session() as session:
        tips = session.get_one(PupilRow, row).tips
    with store.operation("edit", TEACHER) as write:
        write.update(PupilRow, row, prior=tips, name="乙")
    add(store, name="丙")
    chosen = [read_entry(body) for body in export_rows(store, {row}).entries]
    assert [entry.row for entry in chosen] == [row, row]
    by_predicate = export_rows(store, lambda info: (info.table, info.row) == ("pupil", row))
    assert by_predicate == export_rows(store, [row])
    assert export_rows(store, set()) == Export([], [], [], {})


def test_new_conflicts_are_named(store: Store, other: Store) -> None:
    row = add(store, name="甲", phone="1")
    take(other, everything(store))
    for machine, phone in ((store, "2"), (other, "3")):
        with machine.operation("edit", TEACHER) as write:
            tips = write.session.get_one(PupilRow, row).tips
            write.update(PupilRow, row, prior=tips, phone=phone)
    report = take(other, everything(store))
    assert report.conflicts == ((row, "phone"),)
    assert [change.new for change in report.rows] == [False]
    with other.reading() as connection:
        (conflict,) = conflicts(connection)
    assert conflict.name == f"{row}:phone"
    assert {c.value for c in conflict.choices} == {"2", "3"}
    assert all(c.operation and c.operation.actor == "王老师" for c in conflict.choices)
    assert not conflict.quiet


def test_registers_filed_differently_are_a_conflict(store: Store, other: Store) -> None:
    key = {"class_id": "c" * 32, "day": "2026-09-01", "part": "全天"}
    add(store, RegisterRow, **key, absent=["1" * 32], expected=50)
    row = add(other, RegisterRow, **key, absent=[], expected=50)
    assert take(other, everything(store)).conflicts == ((row, "absent"),)


def test_same_identity_with_other_content_is_tampering(store: Store) -> None:
    entry = make(store.home, 1)
    take_bytes(store, entry.body)
    changed = make(store.home, 1, values={"note": "x"})
    fresh = make(store.home, 2, prior=[entry.id])
    refused(store, "tampering", lambda: take_bytes(store, fresh.body, changed.body))
    refused(store, "tampering", lambda: take_bytes(
        store, make(store.home, 9).body, make(store.home, 9, values={}).body))


@pytest.mark.parametrize(
    "contradiction", [{"table": "event"}, {"home": "f" * 32}, {"about": "f" * 32}]
)
def test_an_entry_that_contradicts_its_row_is_refused(
    store: Store, contradiction: dict[str, Any]
) -> None:
    first = make(store.home, 1)
    second = make(store.home, 2, **contradiction)
    refused(store, "tampering", lambda: take_bytes(store, first.body, second.body))
    take_bytes(store, first.body)
    refused(store, "tampering", lambda: take_bytes(store, second.body))


def test_a_foreign_home_is_refused_unless_all_of_it_is_known(store: Store) -> None:
    entry = make("f" * 32, 1)
    own = make(store.home, 2, row="2" * 32)
    export = Export([own.body, entry.body], [], [], {})
    refused(store, "foreign_home", lambda: take(store, export, lambda h: h == store.home))
    take(store, export)
    assert take(store, export, lambda h: h == store.home).added == 0


def test_a_circle_of_references_is_refused_whole(store: Store) -> None:
    one = make(store.home, 1, prior=[(RUN, 2)])
    other = make(store.home, 2, prior=[(RUN, 1)])
    refused(store, "journal_broken", lambda: take_bytes(store, one.body, other.body))


def test_a_broken_entry_refuses_the_whole(store: Store) -> None:
    good = make(store.home, 1)
    refused(store, "journal_broken", lambda: take_bytes(store, good.body, b'{"a":1}'))


def test_records_under_one_identity_with_other_content_are_tampering(
    store: Store, other: Store
) -> None:
    add(store, name="甲")
    export = everything(store)
    take(other, export)
    for index in range(2):
        bodies = [list(export.operations), list(export.runs)]
        raw = json.loads(bodies[index][0])
        bodies[index] = [dump({**raw, ("actor", "name")[index]: "某人"})]
        changed = Export(export.entries, bodies[0], bodies[1], {})
        refused(other, "tampering", partial(take, other, changed))


def test_an_attachment_that_is_not_its_digest_is_tampering(store: Store) -> None:
    export = Export([], [], [], {"0" * 64: b"x"})
    refused(store, "tampering", lambda: take(store, export))


def test_an_attachment_that_nothing_names_is_not_kept(store: Store, other: Store) -> None:
    with store.operation("x", TEACHER) as write:
        digest = write.attach(b"x")
        write.insert(Paper, digest=digest)
    export = everything(store)
    merge(other, [], attachments=export.attachments, allowed_home=lambda _: True)
    assert other.attachment(digest) is None
    assert check(other).ok


def test_entries_of_newer_tables_and_fields_are_kept_relayed_and_not_shown(
    store: Store, other: Store
) -> None:
    newer = make(store.home, 1, table="hologram", schema=99, row="3" * 32)
    field = make(store.home, 2, row="4" * 32, values={"note": "a", "aura": [1]}, schema=99)
    wrong = make(store.home, 3, row="5" * 32, values={"note": 5}, schema=99)
    report = take_bytes(store, newer.body, field.body, wrong.body)
    assert report.added == 3
    with store.session() as session:
        assert session.get_one(Visit, "4" * 32).note == "a"
        assert session.get_one(Visit, "5" * 32).note is None
    assert take(other, everything(store)).added == 3
    assert everything(other) == everything(store)
    assert check(store).ok
    # A plain write beside the unknown field leaves it in the journal.
    with store.operation("edit", TEACHER) as write:
        tips = write.session.get_one(Visit, "4" * 32).tips
        write.update(Visit, "4" * 32, prior=tips, note="b")
    assert field.body in everything(store).entries
    assert check(store).ok


def test_entries_in_any_order_one_by_one(store: Store) -> None:
    first = make(store.home, 1)
    second = make(store.home, 2, prior=[first.id])
    third = make(store.home, 3, prior=[second.id], values={"note": "c"})
    for body in (third.body, first.body):
        take_bytes(store, body)
    with store.reading() as connection:
        assert len(conflicts(connection)) == 1
    take_bytes(store, second.body)
    with store.reading() as connection:
        assert conflicts(connection) == []
    with store.session() as session:
        assert session.get_one(Visit, "1" * 32).note == "c"


def test_an_operation_that_comes_after_its_entries_gives_them_their_author(
    store: Store, other: Store
) -> None:
    row = add(store, name="甲")
    export = everything(store)
    merge(other, export.entries, allowed_home=lambda _: True)
    with other.session() as session:
        assert session.get_one(PupilRow, row).author == ""
    merge(other, [], export.operations, allowed_home=lambda _: True)
    with other.session() as session:
        assert session.get_one(PupilRow, row).author == "王老师"
    assert check(other).ok


def test_the_erased_form_wins_wherever_it_meets_the_full_one(store: Store, other: Store) -> None:
    pupil = add(store, name="甲")
    visit = add(store, Visit, pupil=pupil, note="秘密")
    full = everything(store)
    take(other, full)
    with other.operation("edit", TEACHER) as write:
        write.update(Visit, visit, prior=write.session.get_one(Visit, visit).tips, note="后来")
    with store.operation("erase", TEACHER) as write:
        write.erase(Visit, visit, why="期满")
    erased = everything(store)
    # The other machine learns it, and its own later entry is erased with the rest.
    take(other, erased)
    # The first machine gets the later entry in full and erases it; old packages bring nothing back.
    take(store, full)
    take(store, everything(other))
    take(other, full)
    for machine in (store, other):
        bodies = b"".join(everything(machine).entries)
        assert "秘密".encode() not in bodies
        assert "后来".encode() not in bodies
        with machine.session() as session:
            assert session.get_one(Visit, visit).gone
        assert check(machine).ok
    assert everything(store).entries == everything(other).entries


def test_a_row_erased_before_it_came(store: Store, other: Store) -> None:
    visit = add(store, Visit, note="秘密")
    full = everything(store)
    with store.operation("erase", TEACHER) as write:
        write.erase(Visit, visit, why="期满")
    erasure = export_rows(store, lambda info: info.table == "erase")
    take(other, erasure)
    take(other, full)
    assert "秘密".encode() not in b"".join(everything(other).entries)
    with pytest.raises(KnownError), other.operation("x", TEACHER) as write:
        write.insert(Visit, row=visit, note="x")


def test_a_stranger_cannot_erase_rows_of_another_home(store: Store) -> None:
    visit = add(store, Visit, note="留着")
    foreign = make("f" * 32, 1, table="erase", row="6" * 32, values={"target": visit})
    take_bytes(store, foreign.body)
    with store.session() as session:
        assert session.get_one(Visit, visit).note == "留着"
    (entry,) = export_rows(store, {visit}).entries
    raw = json.loads(entry)
    raw["erased"], raw["set"] = read_entry(entry).digest, {"note": None}
    forged = Export([dump(raw)], [], [], {})
    refused(store, "foreign_home", lambda: take(store, forged, lambda _: False))


def test_a_forged_erased_form_is_tampering(store: Store) -> None:
    entry = make(store.home, 1)
    take_bytes(store, entry.body)
    raw = {**json.loads(entry.body), "erased": entry.digest, "set": {"note": None}, "at": 99}
    refused(store, "tampering", lambda: take_bytes(store, dump(raw)))
    raw = {**json.loads(entry.body), "erased": "0" * 64, "set": {"note": None}}
    refused(store, "tampering", lambda: take_bytes(store, dump(raw)))


def test_joined_pupils_are_read_through_the_least_id(store: Store, other: Store) -> None:
    one, two = sorted([add(store, name="甲"), add(store, name="甲")])
    take(other, everything(store))
    # Two offices join the same pair in opposite directions.
    for machine, row, target in ((store, one, two), (other, two, one)):
        with machine.operation("join", TEACHER) as write:
            tips = write.session.get_one(PupilRow, row).tips
            write.update(PupilRow, row, prior=tips, same_as=target)
    take(store, everything(other))
    add(store, MarkRow, pupil=one, day="2026-09-01", part="全天", kind="旷课")
    add(store, MarkRow, pupil=two, day="2026-09-01", part="全天", kind="事假")
    add(store, MarkRow, pupil=two, day="2026-09-02", part="全天", kind="事假")
    with store.reading() as connection:
        assert [canonical(connection, row) for row in (one, two, "9" * 32)] == [one, one, "9" * 32]
        assert members(connection, two) == [one, two]
        assert members(connection, "9" * 32) == ["9" * 32]
        (pair,) = twins(connection)
    assert (pair.table, pair.fields) == ("mark", ("kind",))
    for row in (one, two):
        with store.operation("unjoin", TEACHER) as write:
            tips = write.session.get_one(PupilRow, row).tips
            write.update(PupilRow, row, prior=tips, same_as=None)
    with store.reading() as connection:
        assert members(connection, two) == [two]
        assert twins(connection) == []


def test_a_contested_join_joins_nothing(store: Store) -> None:
    one, two, three = (add(store, name=name) for name in "甲乙丙")
    with store.session() as session:
        tips = session.get_one(PupilRow, one).tips
    for target in (two, three):
        with store.operation("join", TEACHER) as write:
            write.update(PupilRow, one, prior=tips, same_as=target)
    with store.reading() as connection:
        assert members(connection, one) == [one]


def test_who_wrote_none_of_its_rows_has_undone_nothing(store: Store, other: Store) -> None:
    add(store, name="甲")
    mine = next_undo(store)
    assert mine is not None
    with other.operation("undo", TEACHER, undoes=mine.id) as write:
        write.insert(PupilRow, name="乙")
    take(store, everything(other))
    assert next_undo(store) == mine
