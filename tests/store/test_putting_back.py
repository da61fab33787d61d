"""An open store put back to a copy of itself, while it stays open."""

from pathlib import Path

import pytest

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store.backup import backup_to
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.history import operations
from kongchuo_desktop.store.putting_back import put_back
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow
from kongchuo_desktop.store.write import Actor

TEACHER = Actor("王老师", "class")


def add(store: Store, name: str) -> str:
    with store.operation("add", TEACHER) as write:
        return write.insert(PupilRow, name=name)


def names(store: Store) -> list[str | None]:
    with store.session() as session:
        return sorted(str(row.name) for row in living(session, PupilRow))


def test_what_travels_goes_back_and_what_is_local_stays(store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "前.kcbak"
    add(store, "甲")
    with store.reading() as connection:
        before = operations(connection)
    backup_to(store, copy)
    add(store, "乙")
    store.settings.set("after", 1)
    put_back(store, copy)
    assert names(store) == ["甲"]
    assert store.settings.get("after") == 1
    with store.reading() as connection:
        assert operations(connection) == before
    assert check(store).ok


def test_the_next_write_is_of_a_new_run(store: Store, tmp_path: Path) -> None:
    """What was written after the copy may have gone out: its numbers are never given again."""
    copy = tmp_path / "前.kcbak"
    add(store, "甲")
    backup_to(store, copy)
    add(store, "乙")
    with store.reading() as connection:
        lost = {info.op for info in operations(connection)}
    put_back(store, copy)
    add(store, "丙")
    with store.reading() as connection:
        assert operations(connection)[0].op not in lost
    assert names(store) == ["丙", "甲"]
    assert check(store).ok


@pytest.mark.parametrize("damage", ["short", "other"])
def test_a_copy_that_is_none_changes_nothing(
    store: Store, tmp_path: Path, damage: str
) -> None:
    copy = tmp_path / "前.kcbak"
    add(store, "甲")
    backup_to(store, copy)
    if damage == "short":
        copy.write_bytes(copy.read_bytes()[:-3000])
    else:
        with store.transaction() as connection:
            connection.exec_driver_sql("CREATE TABLE newer (row TEXT)")
    with pytest.raises(KnownError) as refused:
        put_back(store, copy)
    assert refused.value.code == {"short": "backup_broken", "other": "other_copy"}[damage]
    assert names(store) == ["甲"]
    add(store, "乙")
