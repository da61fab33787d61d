"""Running one history, many of them, and cutting down the one that failed."""

import random
import shutil
import traceback
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from chaos_check import finish
from chaos_county import PLACE_NAMES, County
from chaos_founding import Template
from chaos_people import Step, history_of, live

from kongchuo_desktop.domain import journal

LENGTH = 150
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


def run(folder: Path, template: Template, seed: int, steps: Sequence[Step]) -> County:
    """Lives through a history; whatever is wrong in the end raises AssertionError."""
    with county_in(folder, template, seed) as county:
        live(county, steps)
        finish(county)
    return county


def fault_of(folder: Path, template: Template, seed: int, steps: Sequence[Step]) -> str:
    """What is wrong with a history, in a line; empty where nothing is."""
    try:
        run(folder, template, seed, steps)
    except Exception as error:  # noqa: BLE001 -- any of them is a fault to be shown and cut down
        traceback.print_exc(limit=-3)
        return f"{type(error).__name__}: {error}"
    return ""


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


__all__ = ["LENGTH", "county_in", "fault_of", "history_of", "run", "shrink"]
