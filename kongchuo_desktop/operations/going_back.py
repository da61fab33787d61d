"""The copy taken before an import: named, and put back while nothing was written since (§7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations import memory, world
from kongchuo_desktop.operations.copies import BEFORE
from kongchuo_desktop.store.header import PROGRAM
from kongchuo_desktop.store.putting_back import put_back
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import BY_NAME
from kongchuo_desktop.store.write import Changes

_KIND, _LAST = "before_import", "last"
REPORT = "import_report"
"""Kind of the local log of what each package brought."""


@dataclass(frozen=True, slots=True)
class WayBack:
    """The last packages that were taken in together, and the copy from before them."""

    copy: Path
    at: datetime
    packages: tuple[str, ...]
    """Digests."""


def note_import(store: Store, *, copy: Path, packages: Sequence[str]) -> None:
    """Packages were taken in after this copy; whatever is written from now on closes the way."""
    store.local(_KIND).set(_LAST, {
        "copy": copy.name, "packages": list(packages), "place": list(store.version()),
        "program": PROGRAM, "at": store.now().isoformat(timespec="seconds")})


def way_back(store: Store) -> WayBack | None:
    """How the last import can be taken back; None once anything was written after it."""
    kept = store.local(_KIND).get(_LAST)
    if kept is None or kept["place"] != list(store.version()) or kept["program"] != PROGRAM:
        return None
    copy = store.folder / BEFORE / str(kept["copy"])
    if not copy.is_file():
        return None
    return WayBack(copy, datetime.fromisoformat(kept["at"]), tuple(kept["packages"]))


def go_back(store: Store) -> Changes:
    """Put the copy back: the packages count as not taken in, and can be taken in again.

    Keys, certificates and settings of this computer stay as they are.

    Raises:
        KnownError: ``written_since``, and what ``put_back`` raises; nothing is changed.
    """
    with store.alone():
        way = way_back(store)
        if way is None:
            raise KnownError(
                "written_since", "收包以后又登记过东西，退回去会把它们也退掉，所以没有退回。",
                kept="没有改动。",
                todo="收错的地方请一处一处更正；两边不一样的，到“两边不一样”里选。")
        put_back(store, way.copy)
        with store.transaction():
            for digest in way.packages:
                store.local("package_in").delete(digest)
                store.local(REPORT).delete(digest)
            store.local(_KIND).delete(_LAST)
    memory.forget_all(store)
    world.forget(store)
    return Changes(op=None, kind="go_back", tables=frozenset(BY_NAME), rows=(),
                   pupils=frozenset(), final=True)
