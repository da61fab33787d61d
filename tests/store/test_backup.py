"""Backups: whole, readable by the same password, rotated, and refused when broken."""

import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from store_kit import MakeStore, TickingClock

from kongchuo_desktop import platform
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.store.backup import back_up, backup_to, read_backup, restore
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import PupilRow
from kongchuo_desktop.store.write import Actor

TEACHER = Actor("王老师", "class")
PASSWORD = "口令 abc"
NOW = datetime.fromisoformat("2026-09-03T07:00")


def add(store: Store, name: str) -> None:
    with store.operation("add", TEACHER) as write:
        write.insert(PupilRow, name=name)


def names(store: Store) -> set[str | None]:
    with store.session() as session:
        return {pupil.name for pupil in session.exec(select(PupilRow))}


def test_a_backup_is_one_file_that_the_password_opens(store: Store, tmp_path: Path) -> None:
    name = "甲乙丙丁戊己庚辛"  # long enough not to stand in sealed bytes by chance
    add(store, name)
    file = tmp_path / "U 盘" / "备份.kcbak"
    backup_to(store, file)
    add(store, "乙")
    assert name.encode() not in file.read_bytes()
    assert read_backup(file) == store.header
    restore(file, tmp_path / "新", now=NOW)
    with Store.open(tmp_path / "新", password=PASSWORD) as again:
        assert names(again) == {name}
        assert check(again).ok
        assert (again.moved, again.letter) == (True, "乙")
    assert [path.name for path in file.parent.iterdir()] == ["备份.kcbak"]


def test_a_backup_restored_in_its_old_place_takes_the_next_letter(
    store: Store, tmp_path: Path
) -> None:
    backup_to(store, tmp_path / "a.kcbak")
    store.close()
    store.folder.rename(tmp_path / "broken")
    restore(tmp_path / "a.kcbak", store.folder, now=NOW)
    for moved in (True, False):
        with Store.open(store.folder, password=PASSWORD) as again:
            assert (again.moved, again.letter) == (moved, "乙")


def test_two_that_went_on_from_one_backup_never_use_an_identity_twice(
    store: Store, tmp_path: Path
) -> None:
    add(store, "甲")
    backup_to(store, tmp_path / "a.kcbak")
    restore(tmp_path / "a.kcbak", tmp_path / "new", now=NOW)
    with Store.open(tmp_path / "new", password=PASSWORD) as again:
        add(again, "丙")
        runs = [_runs(again)]
    add(store, "乙")
    runs.append(_runs(store))
    assert len(runs[0] & runs[1]) == 1


def _runs(store: Store) -> set[str]:
    with store.reading() as connection:
        return set(connection.exec_driver_sql("SELECT run FROM entry").scalars())


@pytest.mark.parametrize("keep", [0, 10, 5000, -1])
def test_a_backup_cut_short_is_refused(store: Store, tmp_path: Path, keep: int) -> None:
    file = tmp_path / "a.kcbak"
    backup_to(store, file)
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(KnownError) as caught:
        read_backup(file)
    assert caught.value.code == "backup_broken"
    with pytest.raises(KnownError) as caught:
        restore(file, tmp_path / "new", now=NOW)
    assert caught.value.code == "backup_broken"
    assert not (tmp_path / "new" / "store.json").exists()


def test_a_changed_byte_is_found_before_anything_is_a_store(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "a.kcbak"
    backup_to(store, file)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(KnownError) as caught:
        restore(file, tmp_path / "new", now=NOW)
    assert caught.value.code == "backup_broken"
    assert list((tmp_path / "new").iterdir()) == []


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo.kcbak").write_bytes(b"JPEG")
    with zipfile.ZipFile(tmp_path / "zip.kcbak", "w") as archive:
        archive.writestr("letter.txt", "x")
    for name in ("photo.kcbak", "zip.kcbak", "none.kcbak"):
        with pytest.raises(KnownError) as caught:
            read_backup(tmp_path / name)
        assert caught.value.code == "backup_broken"


def test_a_compressed_one_is_not_ours(store: Store, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.kcbak", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(store.folder / "store.json", "store.json")
        archive.writestr("store.db", bytes(1 << 20))
    with pytest.raises(KnownError) as caught:
        restore(tmp_path / "bomb.kcbak", tmp_path / "new", now=NOW)
    assert caught.value.code == "backup_broken"


def test_a_place_that_cannot_be_written_is_no_broken_backup(store: Store, tmp_path: Path) -> None:
    backup_to(store, tmp_path / "a.kcbak")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(KnownError) as caught:
        restore(tmp_path / "a.kcbak", tmp_path / "file" / "new", now=NOW)
    assert caught.value.code == "restore_failed"


def test_nothing_is_restored_over_other_files(store: Store, tmp_path: Path) -> None:
    backup_to(store, tmp_path / "a.kcbak")
    with pytest.raises(KnownError) as caught:
        restore(tmp_path / "a.kcbak", tmp_path, now=NOW)
    assert caught.value.code == "folder_not_empty"


def test_a_folder_that_cannot_be_written_is_told_and_the_others_go_on(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    bad, good = back_up(store, [tmp_path / "file" / "x", tmp_path / "good"])
    assert bad.error is not None
    assert bad.error.code == "backup_failed"
    assert good.file is not None


def test_an_old_backup_survives_a_failed_one(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.kcbak"
    backup_to(store, file)
    before = file.read_bytes()

    def pulled_out(*_: Any) -> None:
        raise OSError("pulled out")

    monkeypatch.setattr(platform, "flush_file", pulled_out)
    with pytest.raises(KnownError):
        backup_to(store, file)
    assert file.read_bytes() == before
    assert not list(tmp_path.glob("*.tmp"))
    assert not list(store.folder.glob("backup-*"))


def test_only_when_something_changed(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "stick"

    def made() -> bool:
        (result,) = back_up(store, [folder])
        assert result.error is None
        return result.file is not None

    add(store, "甲")
    assert made()
    assert not made()
    add(store, "乙")
    assert made()
    store.settings.set("key", "x")
    assert made()
    for file in folder.iterdir():
        file.unlink()
    assert made()


def test_rotation_keeps_days_and_weeks(
    store: Store, tmp_path: Path, ticking: TickingClock, make_store: MakeStore
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "信.kcbak").write_bytes(b"a letter of somebody")
    back_up(make_store("other"), [folder])
    start = datetime.fromisoformat("2026-09-07T08:00")
    for day in range(40):
        for hour in (0, 9):
            ticking.time = start + timedelta(days=day, hours=hour)
            store.settings.set("day", [day, hour])
            back_up(store, [folder], daily=3, weekly=4)
    ours = sorted(p.name for p in folder.iterdir() if store.header.store[:6] in p.name)
    days = [datetime.strptime(name[-21:-6], "%Y%m%d-%H%M%S") for name in ours]  # noqa: DTZ007
    last = start + timedelta(days=39)
    # The last three days and the ends of the last four weeks, each the evening's.
    assert [day.date() for day in days] == [
        date(2026, 9, 27), date(2026, 10, 4), date(2026, 10, 11),
        *((last - timedelta(days=back)).date() for back in (2, 1, 0)),
    ]
    assert all(day.hour == 17 for day in days)
    assert len(list(folder.iterdir())) == len(ours) + 2
