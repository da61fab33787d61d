"""Running one history, many of them, and cutting down the one that failed."""

import random
import shutil
import traceback
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from chaos_check import finish
from chaos_county import PLACE_NAMES, County
from chaos_founding import Template
from chaos_histories import History, Step, live

from kongchuo_desktop.domain import journal

LENGTH = 60
"""Steps of one history."""


@contextmanager
def drawn_from(seed: int) -> Iterator[None]:
    """Within, the journal draws what is random in it from the seed: histories can be repeated."""
    rng = random.Random(seed)
    kept = journal.random_run, journal.random_row_id
    journal.random_run = lambda: f"{rng.getrandbits(64):016x}"
    journal.random_row_id = lambda: f"{rng.getrandbits(128):032x}"
    try:
        yield
    finally:
        journal.random_run, journal.random_row_id = kept


@contextmanager
def county_in(folder: Path, template: Template, seed: int = 0,
              only: Collection[str] = PLACE_NAMES) -> Iterator[County]:
    """A county at its beginning; its folder is gone afterwards."""
    with drawn_from(seed):
        county = County(folder, template, only)
        try:
            yield county
        finally:
            county.close()
            shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Outcome:
    """How a history ended: what is wrong in a line, empty where nothing is; and how much it was."""

    fault: str
    entries: int = 0
    packages: int = 0


def run(folder: Path, template: Template, seed: int, history: History) -> Outcome:
    """Lives through a history; whatever is wrong in the end raises AssertionError."""
    with county_in(folder, template, seed, history.cast) as county:
        live(county, history.steps)
        finish(county)
        return Outcome("", len(county.truth.entries), county.packages)


def try_out(folder: Path, template: Template, seed: int, history: History) -> Outcome:
    """``run``, with whatever is wrong told in a line."""
    try:
        return run(folder, template, seed, history)
    except Exception as error:  # noqa: BLE001 -- any of them is a fault to be shown and cut down
        traceback.print_exc(limit=-3)
        return Outcome(f"{type(error).__name__}: {error}")


def shrink_history(folder: Path, template: Template, seed: int, history: History,
                   like: Callable[[str], bool]) -> History:
    """The steps without which it does not fail in a way that is ``like`` the first one."""
    return replace(history, steps=tuple(shrink(history.steps, lambda steps: like(try_out(
        folder, template, seed, replace(history, steps=tuple(steps))).fault))))


def shrink(steps: Sequence[Step], fails: Callable[[Sequence[Step]], bool]) -> list[Step]:
    """The steps without which it does not fail, found by leaving out ever smaller portions."""
    kept, size = list(steps), max(1, len(steps) // 2)
    while True:
        at, cut = 0, False
        while at < len(kept):
            tried = kept[:at] + kept[at + size:]
            if fails(tried):
                kept, cut = tried, True
            else:
                at += size
        if size == 1 and not cut:
            return kept
        size = max(1, size // 2)
