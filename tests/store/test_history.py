"""History as people read it: operations, rows, conflicts and those about one pupil."""

from typing import Any

from store_kit import TickingClock

from kongchuo_desktop.store.conflicts import conflicts, conflicts_about
from kongchuo_desktop.store.history import operations, row_history
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow, Visit
from kongchuo_desktop.store.write import Actor

TEACHER = Actor("王老师", "class")


def add(store: Store, table: Any = PupilRow, kind: str = "add", **fields: Any) -> str:
    with store.operation(kind, TEACHER) as write:
        return write.insert(table, **fields)


def edit(store: Store, row: str, prior: str | None = None, **fields: Any) -> None:
    with store.operation("edit", TEACHER) as write:
        tips = write.session.get_one(PupilRow, row).tips
        write.update(PupilRow, row, prior=prior or tips, **fields)


def test_operations_newest_first_with_who_and_whom(store: Store) -> None:
    pupil = add(store, name="甲")
    add(store, Visit, "visit.record", pupil=pupil, day="2026-09-01")
    with store.operation("nothing", TEACHER):
        pass
    with store.reading() as connection:
        found = operations(connection)
        assert [info.record.kind for info in found] == ["visit.record", "add"]
        newest = found[0]
        assert (newest.record.actor, newest.record.role) == ("王老师", "class")
        assert (newest.record.date, newest.rows) == ("2026-09-01", 1)
        assert newest.tables == {"visit"}
        assert newest.pupils == {pupil}
        assert operations(connection, limit=1) == found[:1]
        assert operations(connection, before=newest.at) == found[1:]


def test_the_record_of_an_operation_names_no_pupil(store: Store) -> None:
    add(store, name="查无此人")
    with store.reading() as connection:
        for (body,) in connection.exec_driver_sql("SELECT body FROM operation"):
            assert "查无此人" not in body.decode()


def test_the_history_of_a_row_tells_what_still_shows(store: Store) -> None:
    row = add(store, name="甲", phone="1")
    edit(store, row, phone="2")
    with store.reading() as connection:
        newest, oldest = row_history(connection, [row])
    assert newest.current == {"phone"}
    assert oldest.current == {"name"}
    assert newest.operation is not None
    assert newest.operation.kind == "edit"


def test_conflicts_about_a_pupil_are_those_of_its_records_and_what_is_about_them(
    store: Store,
) -> None:
    one, two, other = add(store, name="甲"), add(store, name="甲"), add(store, name="乙")
    visit = add(store, Visit, pupil=two, day="2026-09-01", note="去过")
    for row, table, field in ((two, PupilRow, "phone"), (other, PupilRow, "phone"),
                              (visit, Visit, "note")):
        with store.session() as session:
            prior = session.get_one(table, row).tips
        for said in ("a", "b"):
            with store.operation("edit", TEACHER) as write:
                write.update(table, row, prior=prior, **{field: said})
    edit(store, two, same_as=one)
    with store.reading() as connection:
        assert {c.row for c in conflicts_about(connection, one)} == {two, visit}
        assert {c.row for c in conflicts_about(connection, other)} == {other}


def test_quiet_fields_are_kept_and_not_asked(store: Store) -> None:
    row = add(store, name="甲", address="a")
    with store.session() as session:
        prior = session.get_one(PupilRow, row).tips
    edit(store, row, prior, address="b")
    edit(store, row, prior, address="c", phone="5")
    edit(store, row, prior, phone="6")
    with store.reading() as connection:
        found = {c.field: c for c in conflicts(connection)}
        assert conflicts(connection, ["0" * 32]) == []
    assert (found["address"].quiet, found["phone"].quiet) == (True, False)
    # The newest first, as they are offered.
    assert [choice.value for choice in found["address"].choices] == ["c", "b"]
    assert found["phone"].about == row


def test_recorded_is_the_local_day_of_the_first_entry(
    store: Store, ticking: TickingClock
) -> None:
    row = add(store, name="甲")
    ticking.time = ticking.time.replace(month=10)
    edit(store, row, name="乙")
    with store.session() as session:
        assert session.get_one(PupilRow, row).recorded.isoformat() == "2026-09-01"
