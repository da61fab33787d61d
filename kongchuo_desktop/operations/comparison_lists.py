"""The lists of 四查: taken in from any Excel and kept as they were, or read off the roster."""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from hashlib import sha256
from itertools import count
from operator import attrgetter
from typing import Any, Final

from kongchuo_desktop.domain.comparison.lists import KEPT
from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.domain.facts import Pupil, World
from kongchuo_desktop.domain.journal import row_id
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.attachments import stored_bytes
from kongchuo_desktop.operations.cases import list_cases
from kongchuo_desktop.operations.checks import check_not_future
from kongchuo_desktop.operations.memory import remembered
from kongchuo_desktop.operations.results import Added
from kongchuo_desktop.operations.world import homes_of, iso, known, rows_of, whole_world
from kongchuo_desktop.store.erasure import erased_among
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ChildList, PupilRow
from kongchuo_desktop.store.write import Actor, Changes, Write

OWN: Final = "roster"
"""In the place of a list's id: the pupils of this store, as they are on the day."""
OWN_KINDS: Final = frozenset({"in_school", "enrolment"})
"""Kinds that the roster can stand for."""
_AWAY: Final = frozenset({"dropout", "never_enrolled"})
"""States of a case in which a pupil on the roster is not in school."""
_STILL_REGISTERED: Final = frozenset({"休学", "其他离校"})
"""Ways to leave by which the 学籍 stays with the school."""
_MOST: Final = 64 << 20
"""Bytes of the lines of one list, unpacked."""
_KEPT_FOR: Final = timedelta(days=365)
_FIELDS: Final = tuple(field.name for field in fields(Person))
_SEVERAL: Final = frozenset(map(_FIELDS.index, ("guardians", "rest")))
"""Fields of a line that hold several texts."""


@dataclass(frozen=True, slots=True)
class KeptList:
    """A list that was taken in.

    Attributes:
        day: on which it stood so.
        source, giver: name of its file, and who gave it.
        home: where it was taken in.
        recorded, by: when and by whom it was taken in.
    """

    id: str
    kind: str
    day: date
    source: str
    giver: str
    count: int
    recorded: date
    by: str
    digest: str
    tips: str
    home: str

    @property
    def called(self) -> str:
        """``户籍：适龄儿童.xlsx（派出所，9月1日，1203人）``."""
        who = f"{self.giver}，" if self.giver else ""
        return f"{KEPT[self.kind]}：{self.source}（{who}{self.day.month}月{self.day.day}日，" \
               f"{self.count}人）"


def take_in_list(store: Store, *, actor: Actor, kind: str, people: Sequence[Person], source: str,
                 giver: str = "", day: date | None = None) -> Added:
    """Keep a list as it is; the same list of the same kind again is the one that is here.

    Args:
        kind: one of ``KEPT``.
        day: on which it stood so; today by default.

    Raises:
        KnownError: ``unknown_list_kind``, ``future_date``, ``attachment_too_large``.
    """
    check_kind(kind)
    when = day or store.now().date()
    check_not_future(store, when)
    with store.operation("take_in_list", actor) as write:
        row = keep_lines(write, write.home, kind, people, known({
            "day": when.isoformat(), "source": source, "giver": giver.strip()}))
    return Added(row, write.changes)


def keep_lines(write: Write, home: str, kind: str, people: Sequence[Person],
               about: Mapping[str, str]) -> str:
    """The row of a list, the same for the same lines; its own where that one was erased, as what
    is erased takes nothing more."""
    for again in count():
        data = packed(people, again)
        row = row_id(home, str(ChildList.__tablename__), (kind, sha256(data).hexdigest()))
        if not erased_among(write.connection, [(row, home)]):
            break
    return write.insert(ChildList, home=home, kind=kind, digest=write.attach(data),
                        count=len(people), **about)


def check_kind(kind: str) -> None:
    """Raises: KnownError ``unknown_list_kind``."""
    if kind not in KEPT:
        raise KnownError("unknown_list_kind", f"没有“{kind}”这种名单。", kept="没有改动。",
                         todo=f"可以用：{'、'.join(f'{k}（{v}）' for k, v in KEPT.items())}。")


def child_lists(store: Store) -> list[KeptList]:
    """The lists that were taken in here or below, the newest first."""
    homes = homes_of(store)
    with store.session() as session:
        rows = [row for row in rows_of(session, ChildList) if homes.of(row["home"])]
    found = [KeptList(
        row["row"], row["kind"], iso(row["day"]) or row["recorded"], row["source"] or "",
        row["giver"] or "", row["count"] or 0, row["recorded"], row["author"], row["digest"],
        row["tips"], row["home"]) for row in rows]
    return sorted(found, key=lambda one: (one.day, one.recorded, one.id), reverse=True)


def old_lists(store: Store) -> list[KeptList]:
    """Lists that nothing needs any more: older than a year, or a newer one of the kind is here."""
    before = store.now().date() - _KEPT_FOR
    newest: set[str] = set()
    found = []
    for one in child_lists(store):
        if one.kind in newest or one.day < before:
            found.append(one)
        newest.add(one.kind)
    return found


def drop_lists(store: Store, *, actor: Actor, lists: Iterable[str]) -> Changes:
    """Erase lists for ever with all their lines, here and wherever they come again.

    What was decided of their children stays.
    """
    with store.operation("drop_list", actor, undoable=False) as write:
        write.erase_many(set(lists), why="名单用完了")
    return write.changes


def people_of(store: Store, *, kind: str, list_id: str,
              day: date | None = None) -> tuple[Person, ...]:
    """The lines of a list that was kept, or of the roster (``OWN``) as of a day.

    Raises:
        KnownError: ``unknown_list``, ``bytes_missing``, ``bytes_changed``, ``list_damaged``.
    """
    if list_id == OWN and kind in OWN_KINDS:
        when = day or store.now().date()
        return remembered(store, f"people {kind} {when}", lambda: _roster(store, kind, when))
    kept = next((one for one in child_lists(store) if one.id == list_id), None)
    if kept is None:
        raise KnownError("unknown_list", "没有找到这份名单。", kept="没有改动。",
                         todo="可能已经清除，重新选文件收一次。")
    return remembered(store, f"people {kept.digest}", lambda: unpacked(
        stored_bytes(store, kept.digest, called=f"《{kept.source}》")))


# the roster as a list ------------------------------------------------------------------------


def roster_people(store: Store) -> tuple[Person, ...]:
    """Every child of the roster, also those who left."""
    return remembered(store, "people", lambda: _people(store))


def _people(store: Store) -> tuple[Person, ...]:
    world = whole_world(store)
    with store.session() as session:
        rows = [row for row in rows_of(session, PupilRow) if row["row"] in world.pupils]
    return tuple(_person(world, row) for row in rows)


def _person(world: World, row: Any) -> Person:
    room = world.classes.get(world.pupils[row["row"]].class_id)
    guardians = tuple(filter(None, (row["guardian1_name"], row["guardian2_name"])))
    return Person(
        row["row"], row["name"] or "", row["identity_number"] or "", row["birth_date"] or "",
        guardians, row["gender"] or "", row["student_number"] or "",
        row["household_address"] or row["address"] or "",
        row["guardian1_phone"] or row["phone"] or "", room.title if room else "")


def _roster(store: Store, kind: str, day: date) -> tuple[Person, ...]:
    world = whole_world(store)
    chosen = _in_school(store, world, day) if kind == "in_school" else _registered(world, day)
    return tuple(p for p in roster_people(store) if p.key in chosen
                 and (kind == "in_school" or p.student_number))


def _in_school(store: Store, world: World, day: date) -> set[str]:
    """Those enrolled on a day of whom nobody has found that they dropped out."""
    away = {case.pupil for case in list_cases(store, day=day) if case.state in _AWAY}
    return {name for name, pupil in world.pupils.items() if pupil.enrolled_on(day)} - away


def _registered(world: World, day: date) -> set[str]:
    """Those whose 学籍 is with the school: enrolled, or away without taking it along."""
    last: dict[str, str] = {}
    for fact in world.facts:
        if fact.kind == "moved" and fact.pupil and fact.day <= day:
            last[fact.pupil] = str(fact.fields.get("what"))

    def stays(pupil: Pupil) -> bool:
        return pupil.enrolled_on(day) or last.get(pupil.id) in _STILL_REGISTERED

    return {name for name, pupil in world.pupils.items() if stays(pupil)}


# the lines as they are kept ------------------------------------------------------------------


def packed(people: Iterable[Person], again: int = 0) -> bytes:
    """The lines compressed, each a JSON list of its fields in order: read as one, a long list
    would hold the interpreter, and with it the window. The same lines are other bytes for each
    ``again``."""
    fields = attrgetter(*_FIELDS)
    text = "\n".join(json.dumps(fields(person), ensure_ascii=False, separators=(",", ":"))
                     for person in people) + " " * again
    return zlib.compress(text.encode("utf-8", "replace"), 6)


def unpacked(data: bytes) -> tuple[Person, ...]:
    """The lines again. Raises: KnownError ``list_damaged``."""
    try:
        reader = zlib.decompressobj()
        text = reader.decompress(data, _MOST)
        if reader.unconsumed_tail:
            raise ValueError("too long")
        return tuple(_line(json.loads(line)) for line in text.split(b"\n"))
    except (ValueError, TypeError, zlib.error, RecursionError) as error:
        raise KnownError("list_damaged", "这份名单的内容读不出来。", kept="别的资料都在。",
                         todo="用原来的文件再收一次。") from error


def _line(line: list[Any]) -> Person:
    values: list[Any] = [
        tuple(value) if at in _SEVERAL else value for at, value in enumerate(line)]
    if len(values) != len(_FIELDS) or not all(
            isinstance(text, str) for value in values
            for text in (value if isinstance(value, tuple) else (value,))):
        raise ValueError(line)
    return Person(*values)
