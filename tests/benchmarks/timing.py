"""How a figure is taken: medians of interleaved runs, as time and as ratio to a baseline."""

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from statistics import median

Work = Callable[[], object]
Run = Callable[[], AbstractContextManager[Work]]
"""Gets everything ready, untimed, gives the work to be timed, and clears up, untimed."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; times are medians in seconds."""

    what: str
    ours: float
    against: str
    baseline: float

    def __str__(self) -> str:
        return (f"{self.what:<44}{_shown(self.ours)}   {self.ours / self.baseline:8.2f} ×"
                f"{_shown(self.baseline)}   {self.against}")


def plain(work: Work) -> Run:
    """A run that needs nothing made ready."""
    return lambda: nullcontext(work)


def compare(what: str, ours: Run, against: str, baseline: Run, *, runs: int = 5) -> Figure:
    """Time both in turn, so that whatever else the machine does falls on both alike."""
    for run in (ours, baseline):
        _timed(run)
    pairs = [(_timed(ours), _timed(baseline)) for _ in range(runs)]
    return Figure(what, median(mine for mine, _ in pairs), against,
                  median(other for _, other in pairs))


def memory_of(script: str, *args: Path) -> str:
    """What a script prints by ``print_growth``: in a process of its own, that has nothing of the
    making ready in memory."""
    ended = subprocess.run([sys.executable, script, *map(str, args)], check=True,
                           capture_output=True, encoding="utf-8")
    return ended.stdout.strip()


def print_growth(work: Work) -> None:
    """Do the work and print how much memory this process took at its height, and before."""
    start = _most_memory()
    work()
    height = _most_memory()
    print(f"{height / (1 << 20):.0f} MiB, {(height - start) / (1 << 20):.0f} more than before")


def _most_memory() -> int:
    """Bytes of this process in RAM at its height; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text(encoding="ascii").splitlines()
                   if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return 0


def _timed(run: Run) -> float:
    with run() as work:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start


def _shown(seconds: float) -> str:
    return f"{seconds * 1000:12,.2f} ms"
