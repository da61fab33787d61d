"""How the tests of the command line call it: in process, on copies of the shared stores."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cli_kit import Answer, Run
from people import PASSWORD, Clock

from kongchuo_desktop.cli import main


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of the tester's own computer counts, and its lists stay as they are."""
    monkeypatch.delenv("KONGCHUO_STORE", raising=False)
    monkeypatch.setenv("KONGCHUO_PASSWORD", PASSWORD)
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], clock: Clock) -> Run:
    """``call("roster", "list")``: what it said and how it ended; a second passes each time."""

    def run(*words: object) -> Answer:
        capsys.readouterr()
        clock.at += timedelta(seconds=1)
        code = main([str(word) for word in words], now=clock)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture
def in_class(call: Run, store_folder: Callable[[str], Path],
             monkeypatch: pytest.MonkeyPatch) -> Run:
    """Calls on the store of 七年级1班 with its fifty pupils, answers as JSON."""
    monkeypatch.setenv("KONGCHUO_STORE", str(store_folder("class")))
    return lambda *words: call("--json", *words)
