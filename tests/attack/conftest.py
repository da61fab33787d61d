"""The command line as its enemy calls it: on copies of the shared stores, on a clock of its own."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from attack_kit import Attack, Ending
from liars import Liar
from people import OFFICE, PASSWORD, Clock
from two_schools import County

from kongchuo_desktop.cli import main
from kongchuo_desktop.operations.packages import export_package
from kongchuo_desktop.store.check import check


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of the tester's own computer counts."""
    monkeypatch.delenv("KONGCHUO_STORE", raising=False)
    monkeypatch.setenv("KONGCHUO_PASSWORD", PASSWORD)
    monkeypatch.setenv("KONGCHUO_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def attack(capsys: pytest.CaptureFixture[str], clock: Clock) -> Attack:
    """One call with ``--json`` on a store folder (None: on none); how it ended."""

    def run(store: Path | None, *words: object) -> Ending:
        capsys.readouterr()
        clock.at += timedelta(seconds=1)
        where = [] if store is None else ["--store", str(store)]
        code = main(["--json", *where, *(str(word) for word in words)], now=clock)
        said = capsys.readouterr()
        return Ending(code, said.out, said.err)

    return run


@pytest.fixture
def room(store_folder: Callable[[str], Path]) -> Path:
    """The closed store of 七年级1班 with its fifty pupils."""
    return store_folder("class")


@pytest.fixture
def liar(county: County, tmp_path: Path) -> Iterator[Liar]:
    """The first school of a county, which the bureau knows since its first package."""
    stick = tmp_path / "U盘"
    stick.mkdir()
    made = Liar(county, stick)
    sent = export_package(county.a, actor=OFFICE, period="2026-09", folder=stick)
    assert made.vouched(sent.path.read_bytes()).status == "imported"
    yield made
    assert check(county.bureau).ok
