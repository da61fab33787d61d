"""Packages down: one sealed file for each unit or class below, and what is new for each."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, literal_column, select

from kongchuo_desktop.domain.unit_tree import UnitTree
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange import stick
from kongchuo_desktop.exchange.names import PACKAGE, file_name
from kongchuo_desktop.operations.access import SUPERIOR
from kongchuo_desktop.operations.drives import place_name
from kongchuo_desktop.operations.held_there import Missing, held_there, note_went
from kongchuo_desktop.operations.homes import canonical_ids, unit_tree
from kongchuo_desktop.operations.readers import readers_below
from kongchuo_desktop.operations.sealing import Addressee, Letter, seal
from kongchuo_desktop.operations.stick_contents import name_beside
from kongchuo_desktop.operations.trust_carried import carried_down
from kongchuo_desktop.operations.visibility import Choose, Downward
from kongchuo_desktop.operations.words import full_day
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.feed import place
from kongchuo_desktop.store.journal_tables import ENTRY
from kongchuo_desktop.store.merge import RowInfo, row_infos
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Actor

DOWN = "下发"
Progress = Callable[[int, int, str], None]
_BOX = "sent_down"
NEWS: Mapping[str, str] = {
    "receipt": "回执", "correction": "更正", "transfer": "名单", "handed": "文件",
    "calendar_day": "校历", "term": "校历", "policy_use": "办法"}
"""Table of what a superior tells → what it is called in a count."""


@dataclass(frozen=True, slots=True)
class SentDown:
    """A package as it was written for a unit or class below.

    ``place`` is where it lies in words, ``size`` bytes, ``at`` local time, ``by`` who wrote it;
    ``news`` is what was new in it: word (回执, 更正 …) → how many.
    """

    unit: str
    class_id: str | None
    name: str
    path: Path
    place: str
    sha256: str
    size: int
    at: datetime
    by: str
    news: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"unit": self.unit, "class": self.class_id, "to": self.name,
                "file": str(self.path), "place": self.place, "sha256": self.sha256,
                "bytes": self.size, "at": self.at.isoformat(timespec="seconds"), "by": self.by,
                "news": dict(self.news)}

    @classmethod
    def parse(cls, kept: Mapping[str, Any]) -> "SentDown":
        """From ``as_json()``."""
        return cls(kept["unit"], kept["class"], kept["to"], Path(kept["file"]), kept["place"],
                   kept["sha256"], kept["bytes"], datetime.fromisoformat(kept["at"]), kept["by"],
                   kept.get("news", {}))


@dataclass(frozen=True, slots=True)
class Below:
    """A unit or class that packages go down to.

    Attributes:
        last: the package written for it last.
        came: day, period and sender's name of the package that was taken in from it last.
        news: what was told since the last one: word (回执, 更正 …) → how many.
        new_computers: computers that were not among the readers of the last one.
    """

    reader: Addressee
    last: SentDown | None = None
    came: Mapping[str, Any] = field(default_factory=dict)
    news: Mapping[str, int] = field(default_factory=dict)
    new_computers: int = 0

    @property
    def name(self) -> str:
        return self.reader.name


def units_below(store: Store) -> list[Below]:
    """Everybody below whom a package can be sealed for, with what is new for each."""
    downward, told, came = Downward(store), _told(store), _came(store)
    with store.session() as session:
        tree = unit_tree(session)
    return [_below(store, reader, downward, told, came, tree) for reader in readers_below(store)]


def _below(store: Store, reader: Addressee, downward: Downward,
           told: Sequence[tuple[RowInfo, int]], came: Mapping[str, Mapping[str, Any]],
           tree: UnitTree) -> Below:
    kept = store.local(_BOX).get(_kept_as(reader))
    visible = downward.rows(unit=reader.unit, class_id=reader.class_id)
    known = set(kept["machines"]) if kept else set()
    return Below(reader, SentDown.parse(kept["sent"]) if kept else None,
                 came.get(reader.class_id or reader.unit, {}),
                 _news(reader, told, visible, tree, far=kept["far"] if kept else 0),
                 sum(keys.sign not in known for keys in reader.keys))


def _news(reader: Addressee, told: Iterable[tuple[RowInfo, int]], visible: Choose,
          tree: UnitTree, *, far: int) -> dict[str, int]:
    """What was told since the package that went ``far``: word → how many."""
    # What a unit wrote itself is no news to it; a class writes under its school's home.
    own = tree.below(reader.unit) if reader.class_id is None else frozenset()
    news = Counter(NEWS[info.table] for info, at in told
                   if at > far and tree.read(info.home) not in own and visible(info))
    # Always in the same order, whatever order they were told in.
    return {word: news[word] for word in NEWS.values() if news[word]}


def down_packages(store: Store, *, actor: Actor, folder: Path,
                  units: Collection[str] | None = None, progress: Progress | None = None,
                  cancelled: Callable[[], bool] = lambda: False) -> list[SentDown]:
    """Write one package for each unit or class below, or for those named; read each back.

    ``units`` are rows of units or classes. What was written before it was stopped stays.

    Raises:
        KnownError: ``role_not_allowed``, ``nobody_below``, and what the stick says.
    """
    if actor.role not in SUPERIOR:
        raise KnownError("role_not_allowed", "只有学校或教育局能往下发。", kept="没有写任何文件。",
                         todo="请学校办公室或教育局来做。")
    wanted = [reader for reader in readers_below(store)
              if units is None or (reader.class_id or reader.unit) in units]
    if not wanted:
        raise KnownError("nobody_below", "还没有核对过的下级电脑，没有可以发给的单位。",
                         kept="没有写任何文件。",
                         todo="先发加入文件，收下对方的第一个包并核对。")
    post = _Post(store, actor, folder)
    written = []
    for at, reader in enumerate(wanted, start=1):
        if cancelled():
            break
        if progress is not None:
            progress(at, len(wanted), reader.name)
        written.append(post.send(reader))
    return written


class _Post:
    """Writes packages to one place, one after another; what all of them need is read once."""

    def __init__(self, store: Store, actor: Actor, folder: Path) -> None:
        self._store, self._actor, self._folder = store, actor, folder
        self._place = place_name(folder)
        self._downward, self._missing = Downward(store), Missing(store)
        self._told = _told(store)
        with store.session() as session:
            self._tree = unit_tree(session)
            # Looked up once: for a county's hundred schools it would be most of the work.
            self._infos = list(row_infos(session.connection()))

    def send(self, reader: Addressee) -> SentDown:
        store = self._store
        box = store.local(_BOX)
        kept = box.get(_kept_as(reader))
        machines = {keys.sign for keys in reader.keys}
        known = kept is not None and machines <= set(kept["machines"])
        carried = carried_down(store, unit=reader.unit, class_id=reader.class_id)
        chosen = self._downward.rows(unit=reader.unit, class_id=reader.class_id)
        letter = Letter(
            kind=DOWN, period="",
            rows={info.row for info in self._infos if chosen(info)},
            # A computer that never had one gets everything that its unit wrote.
            without=held_there(store, unit=reader.unit, class_id=reader.class_id) if known else (),
            carried=carried,
            wanted=self._missing.of(self._homes(reader)))
        far = _far(store)
        envelope = seal(store, letter, reader)
        name = file_name(reader.name, DOWN, full_day(store.now().date()), extension=PACKAGE)
        name = name_beside(envelope.data, folder=self._folder, name=name)
        written = stick.write_verified(envelope.data, self._folder, name)
        sent = SentDown(reader.unit, reader.class_id, reader.name, written.path, self._place,
                        written.sha256, written.size, store.now().replace(microsecond=0),
                        self._actor.name,
                        _news(reader, self._told, chosen, self._tree,
                              far=kept["far"] if kept else 0))
        with store.transaction():
            box.set(_kept_as(reader), {
                "sent": sent.as_json(), "far": far,
                "machines": sorted(machines | set(kept["machines"] if kept else ()))})
            note_went(store, digest=written.sha256, unit=reader.unit,
                      class_id=reader.class_id, attachments=envelope.attachments)
        return sent

    def _homes(self, reader: Addressee) -> frozenset[str]:
        below = self._tree.below(reader.unit)
        return frozenset(home for home in self._missing.homes if self._tree.read(home) in below)


def _kept_as(reader: Addressee) -> str:
    return f"{reader.unit}:{reader.class_id or ''}"


def _far(store: Store) -> int:
    """How far the journal has come, as ``_told`` counts."""
    with store.reading() as connection:
        return place(connection).entries


def _told(store: Store) -> list[tuple[RowInfo, int]]:
    """Rows by which one unit tells another something, and when each was last written or came."""
    query = select(ENTRY.c.tbl, ENTRY.c.row, ENTRY.c.home, ENTRY.c.about,
                   func.max(literal_column("entry.rowid"))).where(
        among(ENTRY.c.tbl, NEWS)).group_by(ENTRY.c.row)
    with store.reading() as connection:
        return [(RowInfo(*info), at) for *info, at in connection.execute(query)]


def _came(store: Store) -> dict[str, Mapping[str, Any]]:
    """Unit or class → what is kept of the package that was taken in from it last."""
    found: dict[str, Mapping[str, Any]] = {}
    with store.session() as session:
        same = canonical_ids(session)
    for _, about in store.local("package_in").items():
        unit = same.get(about["unit"], about["unit"])
        before = found.get(unit)
        if before is None or _when(about) >= _when(before):
            found[unit] = about
    return found


def _when(about: Mapping[str, Any]) -> str:
    return str(about.get("at", about["received"]))
