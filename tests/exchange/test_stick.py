"""Sticks that fill up, refuse, vanish or lie: the file is whole or it is not there."""

import errno
import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kongchuo_desktop import platform
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import container, stick
from kongchuo_desktop.exchange.stick import (
    PART,
    find_leftovers,
    find_packages,
    read_file,
    remove_files,
    write_verified,
)
from kongchuo_desktop.platform import Drive, PlaceKind

NAME = "青石镇中心学校-七1班-2026年9月.kcbx"
FOLDER = Path("U盘")
DATA = bytes(range(256)) * 20
OLD = b"the package of last month"


@pytest.fixture(autouse=True)
def a_stick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of these tests is a removable drive."""
    monkeypatch.setattr(platform, "removable_drives", lambda: [Drive(FOLDER, "优盘")])


class _File(io.RawIOBase):
    """A file on a ``_Stick``: its bytes are the stick's own."""

    def __init__(self, stick: "_Stick", path: Path, mode: str) -> None:
        self._stick, self._path, self._mode, self._at = stick, path, mode, 0
        if mode == "wb":
            stick.files[path] = b""

    def write(self, data: object, /) -> int:
        assert isinstance(data, memoryview)
        taken = bytes(data[: self._stick.chunk])
        self._stick.touch(len(taken))
        self._stick.files[self._path] += taken
        return len(taken)

    def read(self, size: int = -1, /) -> bytes:
        chunk = self._stick.files[self._path][self._at : self._at + size]
        self._stick.touch(len(chunk))
        self._at += len(chunk)
        return self._stick.lie(chunk)


class _Stick:
    """A stick in memory that breaks with ``number`` once ``after`` bytes have passed."""

    def __init__(self, after: int = 1 << 40, number: int = errno.EIO, chunk: int = 1000) -> None:
        self.files: dict[Path, bytes] = {FOLDER / NAME: OLD}
        self.after, self.number, self.chunk = after, number, chunk
        self.passed = 0
        self.space = 1 << 40
        self.gone = False
        self.lie: Callable[[bytes], bytes] = lambda chunk: chunk
        self.flushed = False

    def touch(self, octets: int) -> None:
        self.passed += octets
        if self.passed > self.after:
            self.gone = self.number in (errno.EIO, errno.ENODEV)
            raise OSError(self.number, "broken")

    def free(self, folder: Path) -> int:
        self.touch(0)
        return self.space

    def open(self, path: Path, mode: str) -> IO[bytes]:
        self.touch(0)
        return _File(self, path, mode)  # type: ignore[return-value]

    def flush(self, file: IO[bytes]) -> None:
        self.touch(0)
        self.flushed = True

    def replace(self, source: Path, target: Path) -> None:
        assert self.flushed
        self.touch(0)
        self.files[target] = self.files.pop(source)

    def remove(self, path: Path) -> None:
        if self.gone:
            raise OSError(errno.ENODEV, "gone")
        self.files.pop(path, None)


def _failure(disk: _Stick) -> str:
    with pytest.raises(KnownError) as caught:
        write_verified(DATA, FOLDER, NAME, disk=disk)
    assert caught.value.kept
    return caught.value.code


def test_what_is_written_is_there_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "可移动 磁盘"
    folder.mkdir()
    (folder / NAME).write_bytes(OLD)
    (folder / (NAME + PART)).write_bytes(b"left over from a stick that was pulled out")
    written = write_verified(DATA, folder, NAME)
    assert (written.path, written.size) == (folder / NAME, len(DATA))
    assert written.sha256 == hashlib.sha256(DATA).hexdigest()
    assert [p.name for p in folder.iterdir()] == [NAME]
    assert read_file(written.path) == DATA


def test_an_empty_file_and_a_short_writing_stick_are_fine() -> None:
    disk = _Stick(chunk=7)
    assert write_verified(b"", FOLDER, "a.kcbx", disk=disk).size == 0
    write_verified(DATA, FOLDER, NAME, disk=disk)
    assert disk.files[FOLDER / NAME] == DATA


@settings(max_examples=60)
@given(
    st.integers(0, 2 * len(DATA) - 1),
    st.sampled_from(
        [
            (errno.ENOSPC, "stick_full"),
            (errno.EROFS, "stick_read_only"),
            (errno.EIO, "stick_gone"),
            (errno.ENODEV, "stick_gone"),
            (errno.EINVAL, "stick_name"),
            (errno.EBUSY, "stick_busy"),
            (errno.ENOMEM, "stick_failed"),
        ]
    ),
)
def test_broken_at_any_byte_the_old_file_stays(after: int, broken: tuple[int, str]) -> None:
    number, code = broken
    disk = _Stick(after, number)
    assert _failure(disk) == code
    assert disk.files[FOLDER / NAME] == OLD
    assert disk.gone or set(disk.files) == {FOLDER / NAME}


def test_a_stick_that_takes_nothing_is_not_waited_for() -> None:
    disk = _Stick(chunk=0)
    assert _failure(disk) == "stick_gone"


def test_a_full_stick_is_noticed_before_writing_and_says_how_much_is_missing() -> None:
    disk = _Stick()
    disk.space = 100
    with pytest.raises(KnownError, match=r"还差1\.0 MB") as caught:
        write_verified(DATA, FOLDER, NAME, disk=disk)
    assert caught.value.code == "stick_full"
    assert disk.passed == 0


@pytest.mark.parametrize(
    "lie",
    [
        lambda chunk: chunk[:-1] + bytes([chunk[-1] ^ 1]) if chunk else chunk,
        lambda chunk: bytes(len(chunk)),
        lambda chunk: chunk[:-1],
        lambda chunk: b"",
    ],
)
def test_a_stick_that_gives_back_other_bytes_is_found_out(lie: Callable[[bytes], bytes]) -> None:
    disk = _Stick()
    disk.lie = lie
    assert _failure(disk) == "stick_wrong_copy"
    assert disk.files == {FOLDER / NAME: OLD}


def test_a_stick_that_gives_back_more_than_was_written_is_found_out() -> None:
    disk = _Stick()
    more = iter([DATA, b"more"])
    disk.lie = lambda chunk: next(more, b"")
    assert _failure(disk) == "stick_wrong_copy"


def test_an_old_file_that_is_open_elsewhere_is_told() -> None:
    class Held(_Stick):
        def replace(self, source: Path, target: Path) -> None:
            raise PermissionError(errno.EACCES, "held")

    disk = Held()
    assert _failure(disk) == "stick_busy"
    assert disk.files == {FOLDER / NAME: OLD}


@pytest.mark.parametrize(
    ("winerror", "code"),
    [
        (19, "stick_read_only"),
        (21, "stick_gone"),
        (39, "stick_full"),
        (112, "stick_full"),
        (123, "stick_name"),
        (206, "stick_path"),
        (1117, "stick_gone"),
        (1167, "stick_gone"),
    ],
)
def test_windows_own_numbers_are_understood(winerror: int, code: str) -> None:
    class Windows(_Stick):
        def flush(self, file: IO[bytes]) -> None:
            error = OSError(errno.EINVAL, "as Python maps what it does not know")
            error.winerror = winerror  # type: ignore[attr-defined,unused-ignore]
            raise error

    assert _failure(Windows()) == code


@pytest.mark.parametrize(("place", "word"), [
    ("stick", "U盘写到一半时断开了"),
    ("network", "网上的文件夹连不上"),
    ("folder", "找不到这个文件夹"),
])
@pytest.mark.parametrize("broken", [
    OSError(errno.EHOSTUNREACH, "no route"), OSError(errno.ESTALE, "stale"),
])
def test_what_is_gone_is_called_by_its_name(
    monkeypatch: pytest.MonkeyPatch, place: PlaceKind, word: str, broken: OSError
) -> None:
    class Gone(_Stick):
        def flush(self, file: IO[bytes]) -> None:
            raise broken

    monkeypatch.setattr(platform, "place_kind", lambda folder: place)
    with pytest.raises(KnownError, match=word) as caught:
        write_verified(DATA, FOLDER, NAME, disk=Gone())
    assert caught.value.code == "stick_gone"
    assert ("U盘" in caught.value.sentence) == (place == "stick")


def test_a_path_that_windows_cannot_open_is_refused_before_anything_is_written(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "LONGEST_PATH", len(str(FOLDER / (NAME + PART))) - 1)
    disk = _Stick()
    assert _failure(disk) == "stick_path"
    assert disk.passed == 0


def test_a_package_stays_far_below_what_fat32_can_hold() -> None:
    assert container.MAX_FILE < (4 << 30) - 1


def test_a_slow_stick_takes_the_file_in_steps_that_can_be_stopped() -> None:
    flushed: list[int] = []

    class Slow(_Stick):
        def flush(self, file: IO[bytes]) -> None:
            super().flush(file)
            flushed.append(self.passed)

    disk = Slow(chunk=1 << 30)
    data = bytes(3 << 20)
    write_verified(data, FOLDER, NAME, disk=disk)
    steps = [after - before for before, after in zip([0, *flushed], flushed, strict=False)]
    assert len(steps) >= 40
    assert max(steps) <= 128 << 10


@pytest.mark.parametrize("stage", ["open", "flush", "replace"])
def test_pulled_out_before_the_last_word(stage: str) -> None:
    """While the part is begun, while it is flushed, and while it gets its name."""

    class Pulled(_Stick):
        def touch(self, octets: int) -> None:
            if self.gone:
                raise OSError(errno.ENODEV, "gone")

    def pull(*args: object) -> None:
        disk.gone = True
        disk.touch(0)

    disk = Pulled()
    setattr(disk, stage, pull)
    assert _failure(disk) == "stick_gone"
    assert disk.files[FOLDER / NAME] == OLD


def test_stopping_leaves_the_folder_as_it_was() -> None:
    disk = _Stick()
    seen: list[int] = []
    with pytest.raises(KnownError) as caught:
        write_verified(
            DATA, FOLDER, NAME, disk=disk,
            progress=lambda done, total: seen.append(done), cancelled=lambda: len(seen) == 3,
        )  # fmt: skip
    assert caught.value.code == "cancelled"
    assert "没有动" in caught.value.kept
    assert disk.files == {FOLDER / NAME: OLD}


def test_progress_runs_from_nothing_to_all() -> None:
    seen: list[tuple[int, int]] = []
    write_verified(
        DATA, FOLDER, NAME, disk=_Stick(), progress=lambda done, total: seen.append((done, total))
    )
    assert seen == sorted(seen)
    assert seen[-1] == (2 * len(DATA), 2 * len(DATA))


def test_a_folder_that_is_not_there_is_a_stick_that_is_gone(tmp_path: Path) -> None:
    for act in (
        lambda: write_verified(DATA, tmp_path / "none", NAME),
        lambda: find_packages(tmp_path / "none"),
        lambda: read_file(tmp_path / "none" / NAME),
    ):
        with pytest.raises(KnownError) as caught:
            act()
        assert caught.value.code == "stick_gone"


def test_a_file_that_is_not_there_is_not_a_stick_pulled_out(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match=r"没有找到“a\.kcbx”") as caught:
        read_file(tmp_path / "a.kcbx")
    assert caught.value.code == "file_missing"
    assert "断开" not in caught.value.message


def test_what_a_pulled_stick_left_behind_can_be_removed(tmp_path: Path) -> None:
    keep = ("a.kcbx", "photo.jpg.part", "B.kcbx.part.txt")
    below = tmp_path / "三年级"
    below.mkdir()
    for name in (*keep, NAME + PART, "b.kckit.part", "三年级/c.kcbx.part"):
        (tmp_path / name).write_bytes(b"half")
    left = find_leftovers(tmp_path)
    assert {(file.path.name, file.size) for file in left} == {(NAME + PART, 4), ("b.kckit.part", 4)}
    remove_files(file.path for file in left)
    assert {file.name for file in tmp_path.iterdir() if file.is_file()} == set(keep)
    assert find_leftovers(tmp_path) == ()
    (deep,) = find_leftovers(tmp_path, deep=True)
    assert deep.path.parent == below


def test_only_our_own_files_are_found(tmp_path: Path) -> None:
    for name in (
        "a.kcbx", "B.KCKIT", "三年/二班/c.kcbx", "1/2/3/d.kcbx", "1/2/3/4/too-deep.kcbx",
        "photo.jpg", "a.kcbx.part", "a.kcbx.exe", ".hidden.kcbx", "._a.kcbx",
        "$RECYCLE.BIN/e.kcbx", ".Trash-1000/f.kcbx", "kcbx",
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"12345")
    (tmp_path / "folder.kcbx").mkdir()
    found = find_packages(tmp_path)
    assert {f.path.relative_to(tmp_path).as_posix() for f in found} == {
        "a.kcbx", "B.KCKIT", "三年/二班/c.kcbx", "1/2/3/d.kcbx",
    }  # fmt: skip
    assert {f.size for f in found} == {5}


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    """A folder, or a pipe that nobody ever writes to: reading it would wait for ever."""
    places = [tmp_path / "folder.kcbx"]
    places[0].mkdir()
    if hasattr(os, "mkfifo"):
        places.append(tmp_path / "pipe.kcbx")
        os.mkfifo(places[1])
    for place in places:
        with pytest.raises(KnownError) as caught:
            read_file(place)
        assert caught.value.code == "not_ours"
    assert find_packages(tmp_path) == ()


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.kcbx").write_bytes(b"")
    inside = tmp_path / "stick"
    inside.mkdir()
    try:
        (inside / "loop").symlink_to(inside, target_is_directory=True)
        (inside / "out").symlink_to(outside, target_is_directory=True)
        (inside / "file.kcbx").symlink_to(outside / "a.kcbx")
    except OSError:
        pytest.skip("this system makes no links")
    assert find_packages(inside) == ()


def test_the_newest_comes_first_whatever_its_clock(tmp_path: Path) -> None:
    for name, seconds in (("old", -5e9), ("now", 1.8e9), ("far", 9e9)):
        path = tmp_path / f"{name}.kcbx"
        path.write_bytes(b"")
        os.utime(path, (0, seconds))
    assert [f.path.stem for f in find_packages(tmp_path)] == ["far", "now", "old"]


def test_a_crowded_stick_is_not_searched_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stick, "_MAX_SEEN", 10)
    for number in range(20):
        (tmp_path / f"{number}.kcbx").write_bytes(b"")
    assert len(find_packages(tmp_path)) == 10


def test_a_file_larger_than_any_package_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / NAME
    path.write_bytes(DATA)
    monkeypatch.setattr(container, "MAX_FILE", len(DATA) - 1)
    with pytest.raises(KnownError) as caught:
        read_file(path)
    assert caught.value.code == "too_large"


def test_a_stick_pulled_while_reading() -> None:
    disk = _Stick(after=len(DATA) - 1)
    disk.files[FOLDER / NAME] = DATA
    with pytest.raises(KnownError, match="读到一半") as caught:
        read_file(FOLDER / NAME, disk=disk)
    assert caught.value.code == "stick_gone"
