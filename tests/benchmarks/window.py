"""From the start of the process to the first list painted, against a bare window of Qt."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from timing import Figure, compare, plain

from kongchuo_desktop.operations.demo import PASSWORD, live_month

PROBE = Path(__file__).with_name("window_probe.py")
PATIENCE = 60
"""Seconds after which a window that does not come is given up."""


def figures(work: Path) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(dir=work) as folder:
        demo = live_month(Path(folder) / "demo")
        home = Path(folder) / "home"
        bare = plain(lambda: _probe(home, "bare"))
        # The first opening also puts the store on the list of the start screen.
        yield compare("window usable: 今日 of a class",
                      plain(lambda: _probe(home, str(demo.stores["class"]), PASSWORD)),
                      "bare window of PySide6", bare)
        yield compare("window usable: start screen", plain(lambda: _probe(home, "start")),
                      "bare window of PySide6", bare)


def _probe(home: Path, *words: str) -> None:
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "KONGCHUO_HOME": str(home)}
    subprocess.run([sys.executable, str(PROBE), *words], env=environment, check=True,
                   timeout=PATIENCE)
