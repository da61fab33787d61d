"""A store is made, opened, refused in words, moved, and survives a killed writer."""

import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from store_kit import MakeStore, TickingClock

from kongchuo_desktop import platform
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.kdf_cost import KdfCost
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow
from kongchuo_desktop.store.write import Actor

PASSWORD = "口令 abc"
CHEAP = KdfCost(1, 64, 1)


def code_of(folder: Path, password: str = PASSWORD) -> KnownError:
    with pytest.raises(KnownError) as caught:
        Store.open(folder, password=password)
    return caught.value


def test_what_was_written_is_there_after_reopening(store: Store, actor: Actor) -> None:
    with store.operation("roster.add", actor) as write:
        row = write.insert(PupilRow, name="阿依古丽·买买提")
    store.close()
    with Store.open(store.folder, password=PASSWORD) as again, again.session() as session:
        pupil = session.get(PupilRow, row)
    assert pupil is not None
    assert (pupil.name, pupil.author, pupil.about) == ("阿依古丽·买买提", "王老师", row)


def test_nothing_readable_lies_on_the_disk(store: Store, actor: Actor) -> None:
    with store.operation("roster.add", actor) as write:
        write.insert(PupilRow, name="查无此人", identity_number="990102201301010018")
    for path in store.folder.iterdir():
        data = path.read_bytes()
        assert "查无此人".encode() not in data
        assert b"990102201301010018" not in data


def test_wrong_password(store: Store) -> None:
    store.close()
    error = code_of(store.folder, "口令 abd")
    assert error.code == "wrong_password"
    assert error.todo


def test_a_new_password_that_cannot_be_written_leaves_the_store_closed_and_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, recovery = Store.create(tmp_path / "a", password=PASSWORD, role="class", name="a",
                                   unit_name="b", cost=CHEAP)
    store.close()

    def full(path: Path, data: bytes) -> None:
        raise OSError("full")

    with monkeypatch.context() as broken:
        broken.setattr(platform, "write_atomically", full)
        with pytest.raises(OSError, match="full"):
            Store.open_with_recovery(store.folder, recovery=recovery, new_password="x", cost=CHEAP)
    assert code_of(store.folder, "x").code == "wrong_password"
    Store.open(store.folder, password=PASSWORD).close()


def test_new_password_and_recovery(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    store, recovery = Store.create(
        folder, password="old", role="class", name="七1", unit_name="校", cost=CHEAP)
    with pytest.raises(KnownError):
        store.change_password("wrong", "new", cost=CHEAP)
    store.change_password("old", "new", cost=CHEAP)
    store.close()
    assert code_of(folder, "old").code == "wrong_password"
    Store.open_with_recovery(folder, recovery=recovery, new_password="third", cost=CHEAP).close()
    assert code_of(folder, "new").code == "wrong_password"
    Store.open(folder, password="third").close()
    # The recovery page stays good.
    Store.open_with_recovery(folder, recovery=recovery, new_password="x", cost=CHEAP).close()


def test_a_recovery_page_of_another_store(store: Store, tmp_path: Path) -> None:
    other, recovery = Store.create(
        tmp_path / "o", password="p", role="class", name="n", unit_name="u", cost=CHEAP)
    other.close()
    store.close()
    with pytest.raises(KnownError) as caught:
        Store.open_with_recovery(store.folder, recovery=recovery, new_password="x", cost=CHEAP)
    assert caught.value.code == "recovery_wrong"


def test_a_second_window_is_refused(store: Store) -> None:
    assert code_of(store.folder).code == "store_open"
    store.close()
    Store.open(store.folder, password=PASSWORD).close()


def test_a_folder_that_is_no_store(tmp_path: Path) -> None:
    assert code_of(tmp_path).code == "store_missing"
    assert code_of(tmp_path / "not there").code == "store_missing"


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format":1}', "\udcff"])
def test_a_broken_header(store: Store, text: str) -> None:
    store.close()
    (store.folder / "store.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert code_of(store.folder).code == "store_damaged"


@pytest.mark.parametrize("field", ["salt", "box", "nonce", "passes"])
def test_a_header_with_a_broken_slot(store: Store, field: str) -> None:
    store.close()
    path = store.folder / "store.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    raw["slots"][0][field] = None
    path.write_text(json.dumps(raw), encoding="utf-8")
    assert code_of(store.folder).code == "store_damaged"


def test_a_newer_store_names_both_versions(store: Store) -> None:
    store.close()
    path = store.folder / "store.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**raw, "format": 99, "program": "7.5.0", "new": 1}))
    error = code_of(store.folder)
    assert error.code == "store_newer"
    assert "7.5.0" in error.sentence
    assert "0.1.0" in error.sentence


def test_a_newer_database_names_both_versions(store: Store) -> None:
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0099'")
    store.close()
    assert code_of(store.folder).code == "store_newer"


@pytest.mark.parametrize("keep", [0, 1000, 4096, 50_000])
def test_a_database_that_was_cut_short(store: Store, keep: int) -> None:
    store.close()
    path = store.folder / "store.db"
    path.write_bytes(path.read_bytes()[:keep])
    assert code_of(store.folder).code == "store_damaged"


def test_a_database_with_a_changed_byte_is_found_by_the_check(store: Store, actor: Actor) -> None:
    with store.operation("roster.add", actor) as write:
        write.insert_many(PupilRow, [{"name": f"生{i}"} for i in range(200)])
    store.close()
    path = store.folder / "store.db"
    data = bytearray(path.read_bytes())
    data[-2000] ^= 1
    path.write_bytes(data)
    with Store.open(store.folder, password=PASSWORD) as again:
        report = check(again)
    assert not report.ok
    assert report.problems


def test_a_database_that_is_missing_or_of_another_store(
    store: Store, make_store: MakeStore
) -> None:
    other = make_store("other")
    store.close()
    other.close()
    shutil.copy(other.folder / "store.db", store.folder / "store.db")
    assert code_of(store.folder).code == "store_damaged"
    (store.folder / "store.db").unlink()
    assert code_of(store.folder).code == "store_damaged"


def test_a_store_is_not_made_over_other_things(tmp_path: Path, store: Store) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("x", encoding="utf-8")
    for folder in (tmp_path / "letters", store.folder):
        with pytest.raises(KnownError) as caught:
            Store.create(folder, password="p", role="class", name="n", unit_name="u", cost=CHEAP)
        assert caught.value.code in {"folder_not_empty", "store_open"}
    assert [path.name for path in (tmp_path / "letters").iterdir() if path.suffix] != []


def test_a_creation_that_did_not_end_can_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def create() -> Store:
        return Store.create(
            tmp_path / "a", password="p", role="class", name="n", unit_name="u", cost=CHEAP)[0]

    with monkeypatch.context() as patch:
        patch.setattr(platform, "write_atomically", _power_cut)
        with pytest.raises(KeyboardInterrupt):
            create()
    create().close()


def _power_cut(*_: Any) -> None:
    raise KeyboardInterrupt


def test_a_copied_folder_knows_it_and_takes_the_next_letter(store: Store, tmp_path: Path) -> None:
    assert (store.moved, store.letter) == (False, "")
    store.close()
    copy = tmp_path / "copy"
    shutil.copytree(store.folder, copy)
    with Store.open(copy, password=PASSWORD) as moved:
        assert (moved.moved, moved.letter) == (True, "乙")
    with Store.open(copy, password=PASSWORD) as settled:
        assert (settled.moved, settled.letter) == (False, "乙")
    with Store.open(store.folder, password=PASSWORD) as original:
        assert (original.moved, original.letter) == (False, "")


def test_another_computer_takes_the_next_letter(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    for mark, letter in (("f" * 16, "乙"), ("e" * 16, "丙")):
        monkeypatch.setattr(platform, "machine_mark", lambda mark=mark: mark)
        with Store.open(store.folder, password=PASSWORD) as moved:
            assert (moved.moved, moved.letter) == (True, letter)


def test_reading_goes_on_beside_a_writer(store: Store, actor: Actor) -> None:
    seen: list[int] = []

    def read() -> None:
        with store.session() as session:
            seen.append(len(session.exec(select(PupilRow)).all()))
        store.settings.get("x")

    with store.operation("roster.add", actor) as write:
        write.insert(PupilRow, name="甲")
        reader = threading.Thread(target=read)
        reader.start()
        reader.join(timeout=20)
        assert not reader.is_alive()
    read()
    assert seen == [0, 1]


def test_writers_wait_for_each_other(store: Store, actor: Actor) -> None:
    def add(name: str) -> None:
        with store.operation("roster.add", actor) as write:
            write.insert(PupilRow, name=name)

    threads = [threading.Thread(target=add, args=(f"生{i}",)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    with store.session() as session:
        assert len(session.exec(select(PupilRow)).all()) == 6
    assert check(store).ok


def test_local_things_stay_and_join_the_operation(store: Store, actor: Actor) -> None:
    drafts = store.local("draft")
    drafts.set("visit", {"day": "2026-09-01"}, b"photo")

    def stop() -> None:
        with store.operation("x", actor):
            drafts.set("other", 1)
            assert drafts.get("other") == 1
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        stop()
    assert drafts.get("other", "none") == "none"
    assert list(drafts.items()) == [("visit", {"day": "2026-09-01"})]
    assert drafts.blob("visit") == b"photo"
    drafts.delete("visit")
    assert list(drafts.items()) == []


def test_rename_makes_rows_of_the_new_home(store: Store, actor: Actor) -> None:
    store.rename(name="七2", home="b" * 32, unit_name="新校", unit_code="1")
    store.close()
    with Store.open(store.folder, password=PASSWORD) as again:
        with again.operation("x", actor) as write:
            row = write.insert(PupilRow, name="甲")
        with again.session() as session:
            assert session.get_one(PupilRow, row).home == "b" * 32
        assert again.header.unit_name == "新校"


_WRITER = """
import sys
from pathlib import Path
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow
from kongchuo_desktop.store.write import Actor
store = Store.open(Path(sys.argv[1]), password=sys.argv[2])
i = 0
while True:
    with store.operation("roster.add", Actor("王老师", "class")) as write:
        write.insert_many(PupilRow, [{"name": f"生{i}-{j}"} for j in range(10)])
    i += 1
    print(i, flush=True)
"""


def test_a_killed_writer_loses_nothing_that_it_had_saved(store: Store) -> None:
    store.close()
    child = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(store.folder), PASSWORD], stdout=subprocess.PIPE)
    assert child.stdout is not None
    saved = 0
    for _ in range(5):
        saved = int(child.stdout.readline())
    child.kill()
    # What the writer still got done before it died counts as saved too.
    saved = max([saved, *(int(line) for line in child.stdout.read().split())])
    child.stdout.close()
    child.wait()
    with Store.open(store.folder, password=PASSWORD) as again:
        with again.session() as session:
            names = [pupil.name for pupil in session.exec(select(PupilRow))]
        report = check(again)
    assert report.ok, report.problems
    assert len(names) % 10 == 0
    assert len(names) >= saved * 10


def test_the_clock_of_a_run_never_stands_still(
    store: Store, actor: Actor, ticking: TickingClock
) -> None:
    ats: list[int] = []
    for year in (2046, 2009, 2026):
        ticking.time = ticking.time.replace(year=year)
        with store.operation("x", actor) as write:
            write.insert(PupilRow, name=str(year))
    with store.reading() as connection:
        found = connection.exec_driver_sql("SELECT at FROM entry ORDER BY n")
        ats = [at for (at,) in found]
    assert ats == sorted(set(ats))
    assert len(ats) == 3
