"""Attacks by the plug: the process ends without a word in the middle of its work."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from attack_kit import Attack
from people import PASSWORD

_DYING = """
import os, sys
from kongchuo_desktop.cli import main
from {module} import {owner}
left = {calls}
real = {owner}.{name}
def dying(*args, **named):
    global left
    left -= 1
    if left < 0:
        os._exit(9)
    return real(*args, **named)
{owner}.{name} = dying
sys.exit(main())
"""
"""A program in which one function works ``calls`` times and then the computer goes dark."""


@pytest.fixture
def killed(tmp_path: Path) -> Callable[..., None]:
    """Runs a command in a process of its own that dies at the given place."""

    def run(place: str, calls: int, store: Path, *words: object) -> None:
        module, owner, name = place.rsplit(".", 2)
        program = _DYING.format(module=module, owner=owner, name=name, calls=calls)
        ended = subprocess.run(
            [sys.executable, "-c", program, "--store", str(store), *map(str, words)], check=False,
            capture_output=True, timeout=60,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path),
                 "KONGCHUO_PASSWORD": PASSWORD, "KONGCHUO_HOME": str(tmp_path / "home")})
        assert ended.returncode == 9, ended.stderr.decode("utf-8")

    return run


def test_in_the_middle_of_many_rows(
        attack: Attack, room: Path, killed: Callable[..., None]) -> None:
    before = attack(room, "check").value
    marks = [word for name in ("郭小军", "安文博", "白露") for word in ("--mark", f"{name}=旷课")]
    words = ("attendance", "take", "--date", "2026-09-17", *marks)
    # The marks are in the journal, the register is not: nothing may be left.
    killed("kongchuo_desktop.store.entry_log.EntryLog.keep", 1, room, *words)
    assert attack(room, "check").value == before
    assert attack(room, *words).value["absent"] == 3
    assert attack(room, "check").value["ok"] is True


def test_in_the_middle_of_a_backup(
        attack: Attack, room: Path, tmp_path: Path, killed: Callable[..., None]) -> None:
    folder = tmp_path / "备 份"
    killed("kongchuo_desktop.platform.os.fsync", 0, room, "backup", "--to", folder)
    assert not list(folder.glob("*.kcbak"))
    file = attack(room, "backup", "--to", folder).value["file"]
    attack(None, "restore", file, "--to", tmp_path / "新").went_well()
    assert attack(tmp_path / "新", "check").value["ok"] is True


def test_between_the_header_and_the_first_rows(
        attack: Attack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "新 的"

    def full(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("kongchuo_desktop.store.write.Write.insert", full)
        ended = attack(folder, "init", "--role", "school", "--name", "某校")
    assert ended.refusal == "stopped"
    assert attack(folder, "init", "--role", "school", "--name", "某校").value["role"] == "school"
    assert attack(folder, "check").value["ok"] is True
