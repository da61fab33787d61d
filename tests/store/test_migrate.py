"""Revisions and models agree, an older store is brought up, and the check sees what differs."""

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, create_engine

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store import migrate, projection
from kongchuo_desktop.store.check import check, rebuild
from kongchuo_desktop.store.header import FORMAT
from kongchuo_desktop.store.journal_tables import JOURNAL
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow, Visit
from kongchuo_desktop.store.write import Actor

TEACHER = Actor("王老师", "class")
PASSWORD = "口令 abc"


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", migrate.SCRIPTS.as_posix())
    return ScriptDirectory.from_config(config)


def test_the_revisions_are_those_that_the_program_knows() -> None:
    found = [script.revision for script in _scripts().walk_revisions()]
    assert list(reversed(found)) == list(migrate.REVISIONS)
    assert len(found) == FORMAT


def test_joins_are_found_without_reading_through_the_tables() -> None:
    """A county's package would else take the longer, the more pupils came before it."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        migrate.create_projection(connection)
        plans = [str(step) for table in projection.JOINED for step in connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {projection.joins_of(table)}").all()]
    engine.dispose()
    assert plans
    assert all("USING INDEX" in plan for plan in plans)


def test_the_revisions_make_the_tables_of_the_models() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        migrate.migrate_journal(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, JOURNAL) == []
        migrated = _shape(connection)
    engine.dispose()
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        JOURNAL.create_all(connection)
        assert _shape(connection) == {k: v for k, v in migrated.items() if k != "alembic_version"}
    engine.dispose()


def _shape(connection: Any) -> dict[str, Any]:
    found = MetaData()
    found.reflect(connection)
    return {
        name: (
            [(c.name, str(c.type), c.nullable, c.primary_key) for c in table.columns],
            sorted((str(i.name), [c.name for c in i.columns]) for i in table.indexes),
        )
        for name, table in found.tables.items()
    }


def _pupil(store: Store) -> str:
    with store.operation("add", TEACHER) as write:
        return write.insert(PupilRow, name="甲", phone="1")


def test_a_store_with_other_tables_is_projected_anew(store: Store) -> None:
    row = _pupil(store)
    with store.transaction() as connection:
        connection.exec_driver_sql("ALTER TABLE pupil DROP COLUMN phone")
        connection.exec_driver_sql("UPDATE local SET value = '\"old\"' WHERE name = 'projection'")
    store.close()
    with Store.open(store.folder, password=PASSWORD) as again:
        with again.session() as session:
            assert session.get_one(PupilRow, row).phone == "1"
        assert check(again).ok
        assert not again.moved
    assert sorted(path.name for path in store.folder.iterdir()) == [
        "store.db", "store.json", "store.lock"]


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pupil(store)
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE local SET value = '\"old\"' WHERE name = 'projection'")
    store.close()
    before = (store.folder / "store.db").read_bytes()

    def fail(*_: Any) -> None:
        raise KnownError("disk_full", "满了。")

    with monkeypatch.context() as patch:
        patch.setattr(migrate, "rebuild_projection", fail)
        with pytest.raises(KnownError):
            Store.open(store.folder, password=PASSWORD)
    assert (store.folder / "store.db").read_bytes() == before
    assert not list(store.folder.glob("*.new*"))
    Store.open(store.folder, password=PASSWORD).close()


def test_an_upgrade_takes_along_what_a_killed_program_left_in_its_log(
    store: Store, tmp_path: Path
) -> None:
    rows = [_pupil(store) for _ in range(3)]
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE local SET value = '\"old\"' WHERE name = 'projection'")
    killed = tmp_path / "killed"
    killed.mkdir()
    # While it is open, most of it lies in the log only: as after a power cut.
    for name in ("store.json", "store.db", "store.db-wal"):
        (killed / name).write_bytes((store.folder / name).read_bytes())
    # An upgrade that was killed too.
    (killed / "store.db.new").write_bytes(b"half")
    (killed / "store.db.new-wal").write_bytes((store.folder / "store.db-wal").read_bytes())
    with Store.open(killed, password=PASSWORD) as again:
        with again.session() as session:
            assert all(session.get(PupilRow, row) for row in rows)
        assert check(again).ok
    assert not list(killed.glob("*.new*"))


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE pupil SET phone = '2'",
        "UPDATE pupil SET gone = 1",
        "UPDATE pupil SET tips = ''",
        "DELETE FROM pupil",
        "DELETE FROM conflict",
        "UPDATE conflict SET value = '\"x\"'",
        "UPDATE entry SET digest = 'x'",
        "UPDATE entry SET erased = 1",
        "INSERT INTO alias VALUES ('a', 'b')",
        "INSERT INTO attachment VALUES ('a', x'00')",
        "INSERT INTO visit (row, home, tips, gone, recorded, author)"
        " VALUES ('a', 'b', '', 0, '2026-09-01', '')",
    ],
)
def test_the_check_sees_every_difference(store: Store, damage: str) -> None:
    row = _pupil(store)
    for phone in ("2", "3"):
        with store.operation("edit", TEACHER) as write:
            write.update(PupilRow, row, prior=_first_tip(store, row), phone=phone)
    seen: list[tuple[int, int]] = []
    assert check(store, lambda done, of: seen.append((done, of))).problems == ()
    assert seen == [(1, 1)]
    with store.transaction() as connection:
        connection.exec_driver_sql(damage)
    report = check(store)
    assert not report.ok
    assert report.problems


def _first_tip(store: Store, row: str) -> str:
    with store.reading() as connection:
        run, n = connection.exec_driver_sql("SELECT run, n FROM entry WHERE n = 1").one()
    return f"{run}:{n}"


def test_a_rebuild_mends_the_tables_from_the_journal(store: Store) -> None:
    row = _pupil(store)
    with store.operation("delete", TEACHER) as write:
        tips = write.session.get_one(PupilRow, row).tips
        write.delete(PupilRow, row, prior=tips)
    with store.operation("visit", TEACHER) as write:
        write.insert(Visit, pupil=row, day="2026-09-01", mode="电话", note="后来")
        write.insert(PupilRow, name="乙", same_as=row)
    before = _pictures(store)
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE pupil SET name = 'x'")
        connection.exec_driver_sql("DELETE FROM conflict")
        connection.exec_driver_sql("DELETE FROM alias")
        connection.exec_driver_sql("DROP TABLE visit")
    rebuild(store)
    assert _pictures(store) == before
    assert check(store).ok


def _pictures(store: Store) -> list[Any]:
    with store.reading() as connection:
        return [
            connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY 1, 2").all()
            for name in ("pupil", "visit", "conflict", "alias")
        ]


def test_the_scripts_are_packed_with_the_program() -> None:
    assert (migrate.SCRIPTS / "env.py").is_file()
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert "store/migrations" in text
