"""What the program asks of the system: locks, whole files, folders."""

from pathlib import Path

import pytest

from kongchuo_desktop import platform


def test_a_lock_is_held_once_and_lifted(tmp_path: Path) -> None:
    first = platform.FileLock(tmp_path / "锁")
    with pytest.raises(platform.LockedError):
        platform.FileLock(tmp_path / "锁")
    first.release()
    first.release()
    platform.FileLock(tmp_path / "锁").release()


def test_a_file_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "文件"
    platform.write_atomically(path, b"old")

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(platform, "flush_file", power_cut)
    with pytest.raises(KeyboardInterrupt):
        platform.write_atomically(path, b"new")
    assert path.read_bytes() == b"old"


def test_the_person_s_folder_can_be_put_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path))
    assert platform.data_folder() == tmp_path
    monkeypatch.delenv("KONGCHUO_HOME")
    assert platform.data_folder().name == "kongchuo"


def test_the_mark_of_the_computer_stays() -> None:
    assert platform.machine_mark() == platform.machine_mark()
    assert len(platform.machine_mark()) == 16


def test_fonts_and_drives_are_folders() -> None:
    assert all(folder.is_dir() for folder in platform.font_folders())
    assert all(drive.root.is_dir() for drive in platform.removable_drives())
    assert platform.default_store_parent().name == "控辍保学"


def test_a_place_is_a_stick_where_it_lies_on_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert platform.place_kind(tmp_path) == "folder"
    monkeypatch.setattr(platform, "removable_drives", lambda: [platform.Drive(tmp_path, "优盘")])
    assert platform.place_kind(tmp_path / "三年") == "stick"
    # One that was pulled out is listed no more: its path alone must tell.
    monkeypatch.setattr(platform, "removable_drives", list)
    monkeypatch.setattr(platform, "WINDOWS", False)
    assert platform.place_kind(Path("/media/zhou/KINGSTON/三年")) == "stick"
