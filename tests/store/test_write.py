"""Writing rows: natural keys, what was on screen, equal values, deleted rows, homes and roles."""

from typing import Any

import pytest
from sqlmodel import select
from store_kit import MakeStore

from kongchuo_desktop.domain.journal import row_id
from kongchuo_desktop.errors import BugError, KnownError
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.conflicts import conflicts
from kongchuo_desktop.store.history import row_history
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import MarkRow, Paper, PupilRow, Tag, Unit, Visit
from kongchuo_desktop.store.write import Actor

TEACHER = Actor("王老师", "class")


def add(store: Store, table: Any = PupilRow, **fields: Any) -> str:
    with store.operation("add", TEACHER) as write:
        return write.insert(table, **fields)


def get(store: Store, row: str, table: Any = PupilRow) -> Any:
    with store.session() as session:
        return session.get_one(table, row)


def edit(store: Store, row: str, prior: str, table: Any = PupilRow, **fields: Any) -> bool:
    with store.operation("edit", TEACHER) as write:
        return write.update(table, row, prior=prior, **fields)


def in_conflict(store: Store) -> dict[str, set[Any]]:
    with store.reading() as connection:
        return {c.field: {choice.value for choice in c.choices} for c in conflicts(connection)}


def test_a_natural_key_makes_one_row_of_two_inserts(store: Store) -> None:
    pupil = add(store, name="甲", identity_number="990102201301010018")
    first = add(store, MarkRow, pupil=pupil, day="2026-09-01", part="全天", kind="旷课")
    second = add(store, MarkRow, pupil=pupil, day="2026-09-01", part="全天", kind="事假")
    assert first == second == row_id(store.home, "mark", [pupil, "2026-09-01", "全天"])
    assert get(store, first, MarkRow).kind == "事假"
    assert in_conflict(store) == {}
    assert pupil == row_id(store.home, "pupil", ["990102201301010018", "甲"])


def test_without_a_whole_key_ids_are_random(store: Store) -> None:
    assert add(store, name="甲") != add(store, name="甲")
    one = add(store, name="甲", identity_number="1", key=())
    assert one != row_id(store.home, "pupil", ["1", "甲"])


def test_an_insert_that_had_not_seen_the_row_is_a_conflict(store: Store) -> None:
    pupil = add(store, name="甲")
    key = {"pupil": pupil, "day": "2026-09-01", "part": "全天"}
    add(store, MarkRow, **key, kind="旷课")
    add(store, MarkRow, **key, kind="事假", prior="")
    assert in_conflict(store) == {"kind": {"旷课", "事假"}}


def test_an_import_behind_an_open_form_is_not_swallowed(store: Store) -> None:
    row = add(store, name="甲", phone="1")
    form = get(store, row)
    edit(store, row, form.tips, phone="2")
    edit(store, row, form.tips, phone="3")
    assert in_conflict(store) == {"phone": {"2", "3"}}


def test_what_the_form_did_not_change_is_not_written_over_the_newer(store: Store) -> None:
    row = add(store, name="甲", phone="1")
    form = get(store, row)
    edit(store, row, form.tips, phone="2")
    # The form hands back all its fields; only the name differs from what it showed.
    edit(store, row, form.tips, phone="1", name="乙")
    assert (get(store, row).phone, get(store, row).name) == ("2", "乙")
    assert in_conflict(store) == {}


def test_equal_values_are_not_written(store: Store) -> None:
    row = add(store, name="甲", phone="1")
    tips = get(store, row).tips
    assert not edit(store, row, tips, name="甲", phone="1", address=None)
    assert get(store, row).tips == tips
    with store.operation("edit", TEACHER) as write:
        write.update(PupilRow, row, prior=tips, name="甲")
    assert write.changes.op is None
    with store.reading() as connection:
        assert len(row_history(connection, [row])) == 1


def test_settling_by_the_value_that_is_shown_is_written(store: Store) -> None:
    row = add(store, name="甲", phone="1")
    old = get(store, row).tips
    edit(store, row, old, phone="2")
    edit(store, row, old, phone="3")
    now = get(store, row)
    assert edit(store, row, now.tips, phone=now.phone)
    assert in_conflict(store) == {}
    assert get(store, row).phone == now.phone


def test_other_fields_do_not_settle(store: Store) -> None:
    row = add(store, name="甲", phone="1")
    old = get(store, row).tips
    edit(store, row, old, phone="2")
    edit(store, row, old, phone="3")
    edit(store, row, get(store, row).tips, seat=4)
    assert in_conflict(store) == {"phone": {"2", "3"}}


def test_none_empties_and_a_new_row_sets_no_empty_fields(store: Store) -> None:
    row = add(store, name="甲", phone="1", address=None)
    edit(store, row, get(store, row).tips, phone=None)
    assert get(store, row).phone is None
    with store.reading() as connection:
        newest, first = row_history(connection, [row])
    assert dict(first.entry.set) == {"name": "甲", "phone": "1"}
    assert dict(newest.entry.set) == {"phone": None}


def test_one_operation_may_write_a_row_again_with_the_same_prior(store: Store) -> None:
    row = add(store, name="甲")
    tips = get(store, row).tips
    with store.operation("edit", TEACHER) as write:
        write.update(PupilRow, row, prior=tips, name="乙")
        write.update(PupilRow, row, prior=tips, name="丙")
        other = write.insert(PupilRow, name="丁")
        write.update(PupilRow, other, prior=write.session.get_one(PupilRow, other).tips, seat=1)
    assert get(store, row).name == "丙"
    assert in_conflict(store) == {}


def test_a_deleted_row_comes_back_when_it_is_written_to(store: Store) -> None:
    row = add(store, Visit, pupil=add(store, name="甲"), day="2026-09-01")
    with store.operation("delete", TEACHER) as write:
        assert write.delete(Visit, row, prior=get(store, row, Visit).tips)
    assert get(store, row, Visit).gone
    with store.operation("delete", TEACHER) as write:
        assert not write.delete(Visit, row, prior=get(store, row, Visit).tips)
    edit(store, row, get(store, row, Visit).tips, Visit, outcome="返校")
    assert not get(store, row, Visit).gone
    assert in_conflict(store) == {}


def test_a_mark_taken_away_and_made_again(store: Store) -> None:
    pupil = add(store, name="甲")
    key = {"pupil": pupil, "day": "2026-09-01", "part": "全天"}
    row = add(store, MarkRow, **key, kind="旷课")
    with store.operation("delete", TEACHER) as write:
        write.delete(MarkRow, row, prior=get(store, row, MarkRow).tips)
    assert add(store, MarkRow, **key, kind="旷课") == row
    assert not get(store, row, MarkRow).gone


def test_a_delete_that_did_not_see_an_edit_is_a_conflict_and_can_be_settled(store: Store) -> None:
    row = add(store, name="甲")
    old = get(store, row).tips
    edit(store, row, old, seat=1)
    with store.operation("delete", TEACHER) as write:
        write.delete(PupilRow, row, prior=old)
    assert not get(store, row).gone
    assert in_conflict(store) == {"_gone": {True, False}}
    with store.operation("settle", TEACHER) as write:
        assert write.restore(PupilRow, row, prior=get(store, row).tips)
    assert in_conflict(store) == {}
    assert not get(store, row).gone


def test_a_child_that_arrives_brings_its_parent_back(store: Store) -> None:
    pupil = add(store, name="甲")
    with store.operation("delete", TEACHER) as write:
        write.delete(PupilRow, pupil, prior=get(store, pupil).tips)
    visit = add(store, Visit, pupil=pupil, day="2026-09-01")
    assert not get(store, pupil).gone
    assert in_conflict(store) == {"_gone": {True, False}}
    with store.operation("delete", TEACHER) as write:
        write.delete(Visit, visit, prior=get(store, visit, Visit).tips)
    assert get(store, pupil).gone
    assert in_conflict(store) == {}
    assert check(store).ok


def test_writing_to_a_pupil_whom_a_child_brought_back_keeps_it(store: Store) -> None:
    pupil = add(store, name="甲")
    with store.operation("delete", TEACHER) as write:
        write.delete(PupilRow, pupil, prior=get(store, pupil).tips)
    visit = add(store, Visit, pupil=pupil, day="2026-09-01")
    edit(store, pupil, get(store, pupil).tips, seat=3)
    with store.operation("delete", TEACHER) as write:
        write.delete(Visit, visit, prior=get(store, visit, Visit).tips)
    assert not get(store, pupil).gone


def test_many_at_once_are_as_one_by_one(store: Store, make_store: MakeStore) -> None:
    rows: list[dict[str, Any]] = [
        {"name": "甲", "identity_number": "990102201301010018", "seat": 1},
        {"name": "乙"},
        {"name": "甲", "identity_number": "990102201301010018", "phone": "5"},
    ]
    with store.operation("import", TEACHER) as write:
        ids = write.insert_many(PupilRow, rows)
    assert ids[0] == ids[2] != ids[1]
    both = get(store, ids[0])
    assert (both.seat, both.phone, both.name) == (1, "5", "甲")
    with store.operation("import", TEACHER) as write:
        again = write.insert_many(PupilRow, rows[:1])
    assert (again, write.changes.op) == (ids[:1], None)
    assert check(store).ok


def test_update_many_counts_what_changed(store: Store) -> None:
    one, other = add(store, name="甲"), add(store, name="乙")
    with store.operation("seats", TEACHER) as write:
        changed = write.update_many(
            PupilRow,
            [
                {"row": one, "prior": get(store, one).tips, "seat": 1},
                {"row": other, "prior": get(store, other).tips, "name": "乙"},
            ],
        )
    assert changed == 1
    assert write.changes.rows == (one,)


def test_changes_tell_tables_rows_and_pupils(store: Store) -> None:
    pupil = add(store, name="甲")
    with store.operation("visit.record", TEACHER) as write:
        visit = write.insert(Visit, pupil=pupil, day="2026-09-01")
        assert write.session.exec(select(Visit)).one().row == visit
    changes = write.changes
    assert changes.kind == "visit.record"
    assert changes.tables == {"visit"}
    assert changes.rows == (visit,)
    assert changes.pupils == {pupil}


def test_an_exception_leaves_nothing_behind(store: Store) -> None:
    first = add(store, name="甲")

    def stop() -> None:
        with store.operation("add", TEACHER) as write:
            write.insert(PupilRow, name="乙")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        stop()
    second = add(store, name="丙")
    with store.session() as session:
        assert {pupil.row for pupil in session.exec(select(PupilRow))} == {first, second}
    # Numbers of the run have no gap: what was rolled back was never written.
    run, n = get(store, first).tips.split(":")
    assert get(store, second).tips == f"{run}:{int(n) + 1}"


@pytest.mark.parametrize(
    "fields", [{"nonsense": 1}, {"seat": "1"}, {"seat": True}, {"name": 1}, {"boarding": 1}]
)
def test_a_field_or_type_that_the_table_does_not_have_is_a_bug(
    store: Store, fields: dict[str, Any]
) -> None:
    with pytest.raises(BugError):
        add(store, **fields)
    row = add(store, name="甲")
    with pytest.raises(BugError):
        edit(store, row, get(store, row).tips, **fields)


def test_lists_and_maps_are_fields_too(store: Store) -> None:
    pupil = add(store, name="甲")
    paper = add(store, Paper, pupil=pupil, values={"日期": "9月1日"}, serial=3)
    visit = add(store, Visit, pupil=pupil, by=["王老师", "李老师"])
    assert get(store, paper, Paper).values == {"日期": "9月1日"}
    assert get(store, visit, Visit).by == ["王老师", "李老师"]
    with pytest.raises(BugError):
        add(store, Visit, pupil=pupil, by=[1])


def test_who_may(store: Store) -> None:
    def by(role: Any, *roles: str) -> str:
        try:
            with store.operation("x", Actor("某", role), roles=roles):
                return "yes"
        except KnownError as error:
            return error.code

    assert by("class", "class") == "yes"
    # In a village school one person is both.
    assert by("school", "class") == "yes"
    assert by("class", "school") == "role_not_allowed"
    assert by("bureau", "class", "school") == "role_not_allowed"
    assert by("school", "bureau") == "role_not_allowed"


def test_an_operation_within_another_is_a_bug(store: Store) -> None:
    with store.operation("a", TEACHER), pytest.raises(BugError), store.operation("b", TEACHER):
        pass


def test_rows_of_another_school_are_read_only(store: Store) -> None:
    for home in ("c" * 32, "d" * 32):
        with pytest.raises(KnownError) as caught:
            add(store, Tag, pupil="e" * 32, tag="留守", since="2026-09-01", home=home)
        assert caught.value.code == "other_home"


def test_a_superior_writes_rows_of_the_units_below(make_store: MakeStore) -> None:
    bureau = make_store("bureau", role="bureau", unit_code="99")
    desk = Actor("张干事", "bureau")
    with bureau.operation("found", desk) as write:
        write.insert(Unit, row=bureau.home, name="局", code="99")
        center = write.insert(Unit, name="中心校", code="991", parent=bureau.home)
        school = write.insert(Unit, name="村小", code="9911", parent=center)
        assert school == row_id("", "unit", ["9911"])
        pupil = write.insert(PupilRow, name="甲", home=school)
    assert get(bureau, school, Unit).home == school
    assert get(bureau, pupil).home == school


def test_units_that_stand_in_a_circle_are_under_nobody(make_store: MakeStore) -> None:
    bureau = make_store("bureau", role="bureau", unit_code="99")
    desk = Actor("张干事", "bureau")
    with bureau.operation("found", desk) as write:
        write.insert(Unit, row=bureau.home, name="局", code="99")
        one = write.insert(Unit, code="1", parent=bureau.home)
        other = write.insert(Unit, code="2", parent=one)
    with bureau.operation("turn", desk) as write:
        tips = write.session.get_one(Unit, one).tips
        write.update(Unit, one, prior=tips, parent=other)
    with pytest.raises(KnownError), bureau.operation("x", desk) as write:
        write.insert(PupilRow, name="甲", home=other)


def test_attachments_are_kept_by_digest(store: Store) -> None:
    with store.operation("issue", TEACHER) as write:
        digest = write.attach(b"%PDF")
        assert write.attach(b"%PDF") == digest
        write.insert(Paper, digest=digest)
    assert store.attachment(digest) == b"%PDF"
    assert store.attachment("0" * 64) is None


def test_erasing_takes_values_everywhere_and_for_ever(store: Store) -> None:
    with store.operation("issue", TEACHER) as write:
        digest = write.attach(b"secret pdf")
        paper = write.insert(Paper, digest=digest, to="张三家长")
    with store.operation("erase", TEACHER) as write:
        write.erase(Paper, paper, why="期满")
    assert get(store, paper, Paper).gone
    assert get(store, paper, Paper).to is None
    assert store.attachment(digest) is None
    with store.reading() as connection:
        assert all("张三家长".encode() not in body for (body,) in connection.exec_driver_sql(
            "SELECT body FROM entry"))
    for act in ("update", "restore"):
        with pytest.raises(KnownError) as caught, store.operation("edit", TEACHER) as write:
            getattr(write, act)(Paper, paper, prior=get(store, paper, Paper).tips,
                                **({"to": "x"} if act == "update" else {}))
        assert caught.value.code == "row_erased"
    assert check(store).ok


def test_a_full_disk_is_told_in_words(store: Store) -> None:
    with store.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()

    def fill() -> None:
        with store.operation("add", TEACHER) as write:
            write.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            write.insert_many(PupilRow, [{"name": f"生{i}"} for i in range(500)])

    with pytest.raises(KnownError) as caught:
        fill()
    assert caught.value.code == "disk_full"
    assert caught.value.kept
