"""What lies on a stick: told from outside, nothing taken in, nothing else opened."""

import os
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from joined_stores import Bench
from people import OFFICE, TEACHER

from kongchuo_desktop.exchange.stick import PART
from kongchuo_desktop.operations import packages, taking_in, trust
from kongchuo_desktop.operations.going_down import down_packages
from kongchuo_desktop.operations.stick_contents import (
    Lying,
    Old,
    find_files,
    look_over,
    old_files,
    remove_old,
)
from kongchuo_desktop.store.check import check
from kongchuo_desktop.store.store import Store

Three = tuple[Bench, Store, Store, Store]
_OPENED: list[str] = []
_WATCHED: list[str] = []


def _watch(event: str, args: tuple[object, ...]) -> None:
    if event == "open" and _WATCHED and str(args[0]).startswith(_WATCHED[0]):
        _OPENED.append(Path(str(args[0])).name)


sys.addaudithook(_watch)


@pytest.fixture
def three(bench: Bench) -> Three:
    """Class, school and bureau, joined; ``Bench.folder`` is the stick."""
    made = bench.open_line()
    for kit in bench.folder.glob("*.kckit"):
        kit.unlink()
    return bench, *made


def _look(store: Store, usb: Path) -> dict[str, Lying]:
    return {one.state: one for one in look_over(store, find_files([usb]))}


def _old(store: Store, usb: Path) -> list[Old]:
    return old_files(store, folders=[usb], lying=look_over(store, find_files([usb])))


def _write(store: Store, bench: Bench) -> Path:
    """What can go up at any time: no return is filed, so it may be done again at once."""
    actor = {"class": TEACHER, "school": OFFICE}[store.role]
    sealed = packages.seal_now(store, actor=actor)
    return packages.write_package(store, sealed=sealed, folder=bench.folder).path


def test_each_file_is_told_by_whom_it_is_read(three: Three) -> None:
    bench, group, school, bureau = three
    path = bench.up(group)
    entries = check(school).entries
    new = _look(school, bench.folder)["new"]
    assert new.seen is not None
    assert (new.seen.verified, new.seen.heading.kind) == (False, "月报")
    assert (check(school).entries, taking_in.waiting_packages(school)) == (entries, {})
    assert set(_look(group, bench.folder)) == {"own"}
    assert set(_look(bureau, bench.folder)) == {"other"}
    taking_in.import_package(school, actor=OFFICE, path=path)
    assert set(_look(school, bench.folder)) == {"waiting"}
    bench.take(school, path)
    taken = _look(school, bench.folder)["taken"]
    assert taken.taken == bench.clock.at.date()
    assert taken.seen is not None
    assert taken.seen.verified


def test_one_that_was_taken_back_is_refused_before_it_is_taken_in(three: Three) -> None:
    bench, group, school, _ = three
    bench.take(school, bench.up(group))
    trust.revoke(school, actor=OFFICE, sign=trust.machine_keys(group).public.sign, why="丢了")
    bench.clock.at += timedelta(days=1)
    _write(group, bench)
    refused = _look(school, bench.folder)["refused"]
    assert refused.error is not None
    assert refused.error.code == "certificate_revoked"


def test_kits_and_broken_files_lie_there_too(three: Three) -> None:
    bench, _, school, _ = three
    bench.kit(school, class_id=bench.class_of(school))
    (bench.folder / "坏.kcbx").write_bytes(b"no package")
    (bench.folder / "空.kckit").write_bytes(b"")
    found = look_over(school, find_files([bench.folder]))
    assert sorted((one.state, one.error.code if one.error else "") for one in found) == [
        ("kit", ""), ("refused", "cut_short"), ("refused", "not_ours")]


def test_nothing_else_on_the_stick_is_ever_opened(three: Three) -> None:
    bench, group, school, _ = three
    ours = bench.up(group)
    half = bench.folder / f"断了{PART}"
    others = ["照片.jpg", "成绩.xlsx", "口令.txt", "a.kcbx.exe", "autorun.inf", "私人/日记.docx",
              half.name, ".隐藏.kcbx"]
    (bench.folder / "私人").mkdir()
    for name in others:
        (bench.folder / name).write_bytes(ours.read_bytes())
    _OPENED.clear()
    _WATCHED.append(str(bench.folder))
    try:
        lying = look_over(school, find_files([bench.folder]))
        remove_old(old_files(school, folders=[bench.folder], lying=lying))
        taking_in.import_package(school, actor=OFFICE, path=ours)
    finally:
        _WATCHED.clear()
    assert set(_OPENED) == {ours.name}
    assert all((bench.folder / name).exists() for name in others)


def test_half_files_and_long_taken_ones_may_go_and_nothing_else(three: Three) -> None:
    bench, group, school, _ = three
    path = bench.up(group)
    half = bench.folder / f"青石镇.kcbx{PART}"
    half.write_bytes(b"123")
    photo = bench.folder / f"照片.jpg{PART}"
    photo.write_bytes(b"123")
    assert [(old.path, old.size) for old in _old(school, bench.folder)] == [(half, 3)]
    bench.take(school, path)
    assert [old.path for old in _old(school, bench.folder)] == [half]
    bench.clock.at += timedelta(days=30)
    old = _old(school, bench.folder)
    assert {one.path for one in old} == {half, path}
    assert "9月17日已经收过" in {one.why for one in old}
    assert set(remove_old(old)) == {half, path}
    assert [file.name for file in bench.folder.iterdir()] == [photo.name]


def test_our_own_newest_stays_until_its_receipt_came(three: Three) -> None:
    bench, group, school, _ = three
    bench.take(school, bench.up(group))
    bench.clock.at += timedelta(days=1)
    newer = _write(group, bench)
    (why,) = [old.why for old in _old(group, bench.folder)]
    assert "后来又写过新的" in why
    bench.take(school, newer)
    (down,) = down_packages(school, actor=OFFICE, folder=bench.folder)
    taking_in.import_package(group, actor=TEACHER, path=down.path)
    assert all("已经收到" in old.why for old in _old(group, bench.folder))
    assert newer in {old.path for old in _old(group, bench.folder)}


def test_what_changed_since_it_was_looked_at_is_not_deleted(three: Three) -> None:
    bench, group, school, _ = three
    path = bench.up(group)
    bench.take(school, path)
    bench.clock.at += timedelta(days=40)
    old = _old(school, bench.folder)
    path.write_bytes(b"something else by now")
    assert remove_old(old) == []
    assert path.exists()


def test_what_another_computer_wrote_is_not_written_over(three: Three) -> None:
    """Two computers of one class and one stick: their packages have one name."""
    bench, group, school, _ = three
    first = bench.up(group)
    data = first.read_bytes()
    second = bench.found("第二台", "class")
    bench.join(second, bench.kit(school, class_id=bench.class_of(school)))
    beside = bench.up(second)
    assert (beside.name, first.read_bytes()) == (f"{first.stem}（2）.kcbx", data)
    assert bench.up(group) == first
    assert first.read_bytes() != data
    assert bench.up(second) == beside


def test_a_stick_of_many_files_is_looked_at_until_it_is_stopped(three: Three) -> None:
    bench, group, school, _ = three
    data = bench.up(group).read_bytes()
    for at in range(5):
        (bench.folder / f"{at}.kcbx").write_bytes(data)
    said: list[tuple[int, int, str]] = []
    found = look_over(school, find_files([bench.folder]), progress=lambda *at: said.append(at),
                      cancelled=lambda: len(said) == 3)
    assert len(found) == 3
    assert [at[:2] for at in said] == [(1, 6), (2, 6), (3, 6)]


def test_a_pipe_under_our_name_is_passed_over(three: Three) -> None:
    bench, _, school, _ = three
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no pipes with names")
    os.mkfifo(bench.folder / "管.kcbx")
    (bench.folder / "夹.kcbx").mkdir()
    assert find_files([bench.folder]) == []
    for name in ("管.kcbx", "夹.kcbx"):
        (lying,) = look_over(school, [bench.folder / name])
        assert lying.error is not None
        assert lying.error.code == "not_ours"
