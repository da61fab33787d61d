"""The program as a process of its own: exit codes, encodings, no traceback."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from people import PASSWORD


def _run(*words: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KONGCHUO", "LC_", "LANG"))}
    program = "import sys; from kongchuo_desktop.cli import main; sys.exit(main())"
    return subprocess.run([sys.executable, "-c", program, *map(str, words)], check=False,
                          capture_output=True, timeout=60,
                          env={**kept, "PYTHONPATH": os.pathsep.join(sys.path), **environment})


@pytest.mark.parametrize("environment", [{"PYTHONIOENCODING": "gbk"}, {"LC_ALL": "C"}])
def test_json_is_utf8_whatever_the_locale(store_folder: Callable[[str], Path],
                                          environment: dict[str, str], tmp_path: Path) -> None:
    ended = _run("--json", "--store", store_folder("class"), "roster", "find", "mmt",
                 KONGCHUO_PASSWORD=PASSWORD, KONGCHUO_HOME=str(tmp_path), **environment)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert json.loads(ended.stdout.decode("utf-8"))[0]["name"] == "买买提·阿卜杜拉"


def test_a_refusal_ends_with_3_and_a_sentence_on_both_streams(
        store_folder: Callable[[str], Path], tmp_path: Path) -> None:
    ended = _run("--json", "--store", store_folder("class"), "today",
                 KONGCHUO_PASSWORD="错的口令", KONGCHUO_HOME=str(tmp_path))
    assert ended.returncode == 3
    error = json.loads(ended.stdout)["error"]
    assert error["code"] == "wrong_password"
    assert ended.stderr.decode("utf-8").strip() == error["sentence"]


def test_wrong_words_end_with_2_and_nothing_on_standard_output() -> None:
    ended = _run("today", "--date", "x", LC_ALL="C")
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert "不是日期" in ended.stderr.decode("utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="Windows and macOS always have a screen")
def test_without_words_and_without_a_screen_it_says_so() -> None:
    ended = _run(DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert (ended.returncode, ended.stdout) == (3, b"")
    assert "没有屏幕" in ended.stderr.decode("utf-8")


def test_commands_load_no_qt() -> None:
    program = ("import sys; from kongchuo_desktop.cli import main; main(['policy', 'list']);"
               "sys.exit('PySide6' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", program], check=False, capture_output=True,
                          timeout=60).returncode == 0
