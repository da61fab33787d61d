"""The computer goes dark while a package is being written: nothing half ever has its name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kongchuo_desktop.exchange.stick import PART, find_leftovers, write_verified

NAME = "青石镇中心学校-七1班-2026年9月.kcbx"
OLD = b"the package of last month"
DATA = bytes(range(256)) * 4096

_DYING = """
import os, sys
from pathlib import Path
from kongchuo_desktop import platform
from kongchuo_desktop.exchange import stick
left = {calls}
def dying(real):
    def call(*args):
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        return real(*args)
    return call
platform.flush_file = dying(platform.flush_file)
platform.replace = dying(platform.replace)
stick.write_verified(bytes(range(256)) * 4096, Path(sys.argv[1]), {name!r})
"""
"""A program that dies at one of the calls that reach the disk."""
_STEPS = 16
"""Flushes of ``DATA``; the call after the last of them is the renaming."""


@pytest.mark.parametrize("calls", [0, _STEPS // 2, _STEPS - 1, _STEPS])
def test_killed_at_any_call_the_old_package_is_whole(tmp_path: Path, calls: int) -> None:
    (tmp_path / NAME).write_bytes(OLD)
    program = _DYING.format(calls=calls, name=NAME)
    ended = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], check=False, capture_output=True,
        timeout=60, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert ended.returncode == 9, ended.stderr.decode("utf-8")
    assert (tmp_path / NAME).read_bytes() == OLD
    (left,) = find_leftovers(tmp_path)
    assert left.path.name == NAME + PART
    write_verified(DATA, tmp_path, NAME)
    assert (tmp_path / NAME).read_bytes() == DATA
    assert find_leftovers(tmp_path) == ()
