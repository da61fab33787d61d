"""How the tests of the command line call it: in process, on copies of the shared stores."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from people import PASSWORD, Clock

from kongchuo_desktop.cli import main


@dataclass(frozen=True)
class Answer:
    """How a call ended."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """The one JSON value on standard output."""
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of the tester's own computer counts, and its lists stay as they are."""
    monkeypatch.delenv("KONGCHUO_STORE", raising=False)
    monkeypatch.setenv("KONGCHUO_PASSWORD", PASSWORD)
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], clock: Clock) -> Run:
    """``call("roster", "list")``: what it said and how it ended."""

    def run(*words: object) -> Answer:
        capsys.readouterr()
        code = main([str(word) for word in words], now=clock)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture
def in_class(call: Run, store_folder: Callable[[str], Path],
             monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Calls on the store of 七年级1班 with its fifty pupils, answers as JSON."""
    monkeypatch.setenv("KONGCHUO_STORE", str(store_folder("class")))
    yield lambda *words: call("--json", *words)
