"""Attacks by the plug at any moment: processes killed by the system while they write."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from attack_kit import Attack
from people import NOW, PASSWORD

from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.sheets import sample

KILLS = int(os.environ.get("KONGCHUO_KILLS", "1"))
"""Moments at which each kind of work is cut short; more before a release: KONGCHUO_KILLS=40."""
_WORK = """
import sys
from kongchuo_desktop.cli import commands, main
from kongchuo_desktop.store import engine, store
print("ready", flush=True)
sys.exit(main())
"""
_LONGEST = 1.2
"""Seconds after which any of these works is done on most computers."""

Kill = Callable[..., None]


@pytest.fixture
def kill(tmp_path: Path) -> Kill:
    """Starts a command, and after so many seconds the system ends it without a word."""

    def run(after: float, *words: object) -> None:
        with subprocess.Popen(
                [sys.executable, "-c", _WORK, *map(str, words)], stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path),
                     "KONGCHUO_PASSWORD": PASSWORD,
                     "KONGCHUO_HOME": str(tmp_path / "home")}) as work:
            assert work.stdout is not None
            assert work.stdout.readline().strip() == b"ready"
            try:
                work.wait(after)
            except subprocess.TimeoutExpired:
                work.kill()

    return run


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    file = tmp_path / "花名册.xlsx"
    file.write_bytes(sample.write_sample(school="某校", label=ClassLabel(7, 1), on=NOW.date()))
    return file


def moments(kind: str) -> Iterator[float]:
    chance = Random(kind)
    return (chance.uniform(0.01, _LONGEST) for _ in range(KILLS))


@pytest.mark.parametrize("words", [
    ("attendance", "take", "--date", "2026-09-17", "--mark", "郭小军=旷课", "--mark", "白露=病假"),
    ("visit", "add", "--pupil", "郭小军", "--date", "2026-09-16", "--kind", "电话", "--outcome",
     "同意"),
    ("paper", "issue", "劝学通知书", "--pupil", "郭小军"),
], ids=lambda words: str(words[0]))
def test_what_is_written_is_all_there_or_not_at_all(
        attack: Attack, room: Path, tmp_path: Path, kill: Kill, words: tuple[str, ...]) -> None:
    before = attack(room, "check").value["entries"]
    done = tmp_path / "做完的"
    shutil.copytree(room, done)
    attack(done, *words).went_well()
    after = attack(done, "check").value["entries"]
    for number, moment in enumerate(moments(words[0])):
        copy = tmp_path / f"第{number}次"
        shutil.copytree(room, copy)
        kill(moment, "--store", copy, *words)
        found = attack(copy, "check").value
        assert found["ok"] is True
        assert found["entries"] in (before, after)
        if found["entries"] == before:
            attack(copy, *words).went_well()
        assert attack(copy, "check").value["entries"] == after


def test_a_roster_comes_in_whole_or_not_at_all(
        attack: Attack, tmp_path: Path, kill: Kill, roster: Path) -> None:
    for number, moment in enumerate(moments("roster")):
        store = tmp_path / f"第{number}次"
        attack(store, "init", "--role", "class", "--name", "某校", "--class",
               "七年级1班").went_well()
        kill(moment, "--store", store, "roster", "import", roster)
        pupils = len(attack(store, "roster", "list").value)
        assert attack(store, "check").value["ok"] is True
        attack(store, "roster", "import", roster)
        assert pupils in (0, len(attack(store, "roster", "list").value))


def test_a_backup_has_its_name_only_when_it_is_whole(
        attack: Attack, room: Path, tmp_path: Path, kill: Kill) -> None:
    for number, moment in enumerate(moments("backup")):
        folder = tmp_path / f"备份{number}"
        kill(moment, "--store", room, "backup", "--to", folder)
        for file in folder.glob("*.kcbak"):
            attack(None, "restore", file, "--to", tmp_path / f"恢复{number}").went_well()
            assert attack(tmp_path / f"恢复{number}", "check").value["ok"] is True
        assert attack(room, "check").value["ok"] is True
        assert not list(room.glob("backup-*")), "no half copy is left to fill the disk"


def test_restoring_can_be_done_again(
        attack: Attack, room: Path, tmp_path: Path, kill: Kill) -> None:
    backup = attack(room, "backup", "--to", tmp_path / "备 份").value["file"]
    for number, moment in enumerate(moments("restore")):
        folder = tmp_path / f"恢复{number}"
        kill(moment / 2, "restore", backup, "--to", folder)
        if not (folder / "store.json").exists():
            attack(None, "restore", backup, "--to", folder).went_well()
        assert attack(folder, "check").value["ok"] is True
