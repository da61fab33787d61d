"""A school to try out, made from the start screen and thrown away from it."""

from pathlib import Path

from kongchuo_desktop.clock import Now, local_now
from kongchuo_desktop.operations.demo import live_month
from kongchuo_desktop.operations.known_stores import offered_folder
from kongchuo_desktop.store import known_stores
from kongchuo_desktop.store.header import read_header
from kongchuo_desktop.store.kdf_cost import STANDARD_COST, KdfCost

_FOLDER = "练习用的学校"
_LISTED = ("bureau", "school", "class")
"""The order in which the three stores join the list: the class comes to its head."""


def make_practice(*, parent: Path | None = None, now: Now = local_now,
                  cost: KdfCost = STANDARD_COST) -> Path:
    """Make an invented bureau, school and class that lived a month; returns the class's folder.

    Raises:
        KnownError: ``store_read_only``, ``disk_full`` and what writing says.
    """
    made = live_month(offered_folder(_FOLDER, "", parent=parent), now=now, cost=cost)
    for role in _LISTED:
        folder = made.stores[role]
        known_stores.remember(folder, read_header(folder), now=now())
    return made.stores["class"]
