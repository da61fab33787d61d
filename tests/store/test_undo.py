"""Undo and redo put back exactly what was shown, and leave what was written since."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statements import counted

from kongchuo_desktop.domain.journal import EntryId
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.conflicts import conflicts
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PROJECTED, PupilRow, Visit
from kongchuo_desktop.store.undo import Left, next_redo, next_undo, redo, undo
from kongchuo_desktop.store.vocabulary import FIELDS, sql_table
from kongchuo_desktop.store.write import Actor

TEACHER = Actor("王老师", "class")


def add(store: Store, table: Any = PupilRow, **fields: Any) -> str:
    with store.operation("add", TEACHER) as write:
        return write.insert(table, **fields)


def edit(store: Store, row: str, table: Any = PupilRow, **fields: Any) -> EntryId:
    with store.operation("edit", TEACHER) as write:
        write.update(table, row, prior=write.session.get_one(table, row).tips, **fields)
    assert write.changes.op is not None
    return write.changes.op


def get(store: Store, row: str, table: Any = PupilRow) -> Any:
    with store.session() as session:
        return session.get_one(table, row)


def picture(store: Store) -> Any:
    """All that is shown: fields of living rows."""
    with store.reading() as connection:
        return {
            row.row: {name: row._mapping[name] for name in FIELDS[sql_table(model).name]}
            for model in PROJECTED
            for row in connection.execute(sql_table(model).select())
            if not row.gone
        }


def test_undo_and_redo_of_an_edit(store: Store) -> None:
    row = add(store, name="甲", phone="1")
    edit(store, row, name="乙", phone=None)
    report = undo(store, TEACHER)
    assert (get(store, row).name, get(store, row).phone) == ("甲", "1")
    assert report.left == ()
    assert report.undone.kind == "edit"
    assert report.changes.rows == (row,)
    assert redo(store, TEACHER).undone == report.undone
    assert (get(store, row).name, get(store, row).phone) == ("乙", None)


def test_undo_of_new_rows_takes_children_with_their_parent(store: Store) -> None:
    with store.operation("add", TEACHER) as write:
        pupil = write.insert(PupilRow, name="甲")
        visit = write.insert(Visit, pupil=pupil, day="2026-09-01")
    undo(store, TEACHER)
    assert get(store, pupil).gone
    assert get(store, visit, Visit).gone
    redo(store, TEACHER)
    assert not get(store, pupil).gone
    assert not get(store, visit, Visit).gone
    undo(store, TEACHER)
    assert get(store, pupil).gone
    assert check(store).ok


def test_undo_of_a_delete(store: Store) -> None:
    row = add(store, name="甲")
    with store.operation("delete", TEACHER) as write:
        write.delete(PupilRow, row, prior=get(store, row).tips)
    undo(store, TEACHER)
    assert not get(store, row).gone
    redo(store, TEACHER)
    assert get(store, row).gone


def test_undo_of_a_write_that_brought_a_row_back(store: Store) -> None:
    row = add(store, name="甲")
    with store.operation("delete", TEACHER) as write:
        write.delete(PupilRow, row, prior=get(store, row).tips)
    edit(store, row, name="乙")
    undo(store, TEACHER)
    assert get(store, row).gone
    assert get(store, row).name == "甲"
    redo(store, TEACHER)
    assert not get(store, row).gone
    assert get(store, row).name == "乙"


def test_fields_written_since_are_left_and_named(store: Store) -> None:
    row = add(store, name="甲", phone="1")
    op = edit(store, row, name="乙", phone="2")
    edit(store, row, phone="3")
    report = undo(store, TEACHER, op)
    assert report.left == (Left("pupil", row, row, ("phone",)),)
    assert (get(store, row).name, get(store, row).phone) == ("甲", "3")


def test_a_new_row_that_was_worked_on_is_left(store: Store) -> None:
    with store.operation("add", TEACHER) as write:
        row = write.insert(PupilRow, name="甲")
    edit(store, row, phone="3")
    assert write.changes.op is not None
    report = undo(store, TEACHER, write.changes.op)
    assert report.left == (Left("pupil", row, row, ("phone",)),)
    assert get(store, row).name == "甲"


def test_a_new_pupil_with_records_of_other_operations_is_left(store: Store) -> None:
    with store.operation("add", TEACHER) as write:
        pupil = write.insert(PupilRow, name="甲")
    add(store, Visit, pupil=pupil)
    assert write.changes.op is not None
    assert undo(store, TEACHER, write.changes.op).left == (Left("pupil", pupil, pupil, ()),)
    assert not get(store, pupil).gone


def test_ctrl_z_walks_back_and_ctrl_y_forward(store: Store) -> None:
    row = add(store, name="0")
    for name in "123":
        edit(store, row, name=name)
    names = []
    for step in "zzyzzyyyz":
        (undo if step == "z" else redo)(store, TEACHER)
        names.append(get(store, row).name)
    assert names == ["2", "1", "2", "1", "0", "1", "2", "3", "2"]
    assert next_redo(store) is not None
    edit(store, row, phone="1")
    assert next_redo(store) is None


def test_a_redone_row_that_was_worked_on_is_left(store: Store) -> None:
    with store.operation("add", TEACHER) as write:
        row = write.insert(PupilRow, name="甲")
    undo(store, TEACHER)
    redo(store, TEACHER)
    edit(store, row, phone="3")
    assert write.changes.op is not None
    assert undo(store, TEACHER, write.changes.op).left == (Left("pupil", row, row, ("phone",)),)
    assert not get(store, row).gone


def test_when_there_is_nothing(store: Store) -> None:
    assert next_undo(store) is None
    for act in (undo, redo):
        with pytest.raises(KnownError) as caught:
            act(store, TEACHER)
        assert caught.value.code == "nothing_to_undo"
    with pytest.raises(KnownError):
        undo(store, TEACHER, ("0" * 16, 1))


def test_twice_is_refused(store: Store) -> None:
    row = add(store, name="甲")
    op = edit(store, row, name="乙")
    undo(store, TEACHER, op)
    with pytest.raises(KnownError) as caught:
        undo(store, TEACHER, op)
    assert caught.value.code == "already_undone"


def test_what_happened_on_paper_is_not_undone(store: Store) -> None:
    with store.operation("paper.issue", TEACHER, undoable=False) as write:
        write.insert(Visit, note="发文")
    with pytest.raises(KnownError) as caught:
        undo(store, TEACHER, write.changes.op)
    assert caught.value.code == "not_undoable"
    assert caught.value.todo


def test_an_erasure_is_not_undone(store: Store) -> None:
    row = add(store, Visit, note="x")
    with store.operation("tidy", TEACHER) as write:
        write.erase(Visit, row, why="期满")
    with pytest.raises(KnownError) as caught:
        undo(store, TEACHER, write.changes.op)
    assert caught.value.code == "not_undoable"


def test_undo_reaches_over_closing(store: Store) -> None:
    row = add(store, name="甲")
    edit(store, row, name="乙")
    store.close()
    with Store.open(store.folder, password="口令 abc", now=store.now) as again:
        undo(again, TEACHER)
        assert get(again, row).name == "甲"


def test_undo_of_settling_that_a_deleted_pupil_stays(store: Store) -> None:
    row = add(store, name="甲")
    with store.operation("delete", TEACHER) as write:
        write.delete(PupilRow, row, prior=get(store, row).tips)
    add(store, Visit, pupil=row)
    with store.reading() as connection:
        before = [conflict.field for conflict in conflicts(connection)]
    edit(store, row, name="乙")
    undo(store, TEACHER)
    with store.reading() as connection:
        assert [conflict.field for conflict in conflicts(connection)] == before == ["_gone"]
    assert get(store, row).name == "甲"


def statements_of_undo_and_redo(store: Store, pupils: int) -> int:
    with store.operation("import", TEACHER) as write:
        rows = write.insert_many(PupilRow, [{"name": f"生{n}"} for n in range(pupils)])
        write.insert_many(Visit, [{"pupil": row, "day": "2026-09-01"} for row in rows])
    with counted(store.engine) as asked:
        before = picture(store)
        assert undo(store, TEACHER).left == ()
        assert picture(store) == {}
        assert redo(store, TEACHER).left == ()
    assert picture(store) == before
    undo(store, TEACHER)
    return len(asked)


def test_an_import_is_taken_back_all_at_once(store: Store) -> None:
    few = statements_of_undo_and_redo(store, 2)
    assert statements_of_undo_and_redo(store, 200) <= few + 5
    assert check(store).ok


@settings(max_examples=15, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["name", "phone", "delete", "restore", "visit"]), max_size=6),
       st.integers(1, 6))
def test_walking_back_and_forth_shows_every_picture_again(
    store: Store, acts: list[str], back: int
) -> None:
    row = add(store, name="甲")
    pictures = [picture(store)]
    for i, act in enumerate(acts):
        tips = get(store, row).tips
        with store.operation(act, TEACHER) as write:
            if act == "visit":
                write.insert(Visit, pupil=row, day="2026-09-01", mode="电话", note=str(i))
            elif act in ("delete", "restore"):
                getattr(write, act)(PupilRow, row, prior=tips)
            else:
                write.update(PupilRow, row, prior=tips, **{act: str(i)})
        if write.changes.op is not None:
            pictures.append(picture(store))
    back = min(back, len(pictures) - 1)
    for i in range(back):
        undo(store, TEACHER)
        assert picture(store) == pictures[-2 - i]
    for i in reversed(range(back)):
        redo(store, TEACHER)
        assert picture(store) == pictures[-1 - i]
