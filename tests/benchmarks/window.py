"""From the start of the process to a window that can be used, against a bare window of Qt."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from timing import Figure

from kongchuo_desktop.operations.demo import PASSWORD, live_month

PROBE = Path(__file__).with_name("window_probe.py")
PATIENCE = 60
"""Seconds after which a window that does not come is given up."""
RUNS = 7
BARE = "bare window of PySide6"


def figures(work: Path) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(dir=work) as folder:
        demo = live_month(Path(folder) / "demo")
        used, fresh = Path(folder) / "used", Path(folder) / "fresh"
        probes = {
            # Opened at once, the store also joins the list of the start screen.
            "今日 of a class": (used, "open", str(demo.stores["class"]), PASSWORD),
            "start screen": (used, "start"),
            "first question": (fresh, "start"),
            "今日 after Enter": (used, "enter", PASSWORD),
            BARE: (used, "bare"),
        }
        # As on a computer where the program ran before, whatever this one keeps of its modules.
        environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ,
                       "PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        rounds = [{name: _probe(environment, *words) for name, words in probes.items()}
                  for _ in range(RUNS + 1)]
    for at, unit in enumerate(("", ", CPU")):
        taken = {name: median(one[name][at] for one in rounds[1:]) for name in probes}
        for name in list(probes)[:-1]:
            yield Figure(f"{name}{unit}", taken[name], f"{BARE}{unit}", taken[BARE])


def _probe(environment: Mapping[str, str], home: Path, *words: str) -> tuple[float, float]:
    """Seconds and CPU seconds until the window was painted."""
    ended = subprocess.run([sys.executable, str(PROBE), str(time.time()), *words],
                           env={**environment, "KONGCHUO_HOME": str(home)}, check=True,
                           timeout=PATIENCE, capture_output=True, text=True)
    wall, cpu = ended.stdout.split()
    return float(wall), float(cpu)
