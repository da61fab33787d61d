"""Writing down what a diploma hangs on: who sat an examination, and what a person decides."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from kongchuo_desktop.domain import journal
from kongchuo_desktop.domain.cases.gates import DIPLOMA, GRANTED, HELD, REFUSED
from kongchuo_desktop.domain.facts import Pupil
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.checks import check_not_future
from kongchuo_desktop.operations.diplomas import EXAM, MISSED, diplomas
from kongchuo_desktop.operations.world import known, load_world
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import Event
from kongchuo_desktop.store.write import Actor, Changes, Write

WHYS: Final = ("因病", "送教上门", "家里有事", "没有来")
"""Usual reasons for not sitting an examination; another one is written in words."""


def note_exam(store: Store, *, actor: Actor, class_id: str, what: str, day: date,
              absent: Mapping[str, str]) -> Changes:
    """Write down who of a class sat an examination: all but ``absent`` (pupil → why), as one step.

    Told again, the later word takes the place of the earlier one.

    Raises:
        KnownError: ``unknown_class``, ``future_date``, ``unknown_pupil``, ``no_exam``.
    """
    check_not_future(store, day)
    named = what.strip()
    if not named:
        raise KnownError("no_exam", "没有写是哪一次考试。", kept="没有改动。",
                         todo="写上考试的名称，例如初三一模。")
    people = sitters(store, class_id=class_id, day=day)
    if absent.keys() - {pupil.id for pupil in people}:
        raise KnownError("unknown_pupil", "没有参加的人里，有人那天不在这个班。",
                         kept="没有改动。", todo="核对考试日期和名单。")
    with store.operation("note_exam", actor, roles=TEACHING) as write:
        for pupil in people:
            missed = pupil.id in absent
            why = {"ledger": MISSED, "why": absent.get(pupil.id, "").strip()}
            _put(write, EXAM, pupil.id, named, day, actor, wanted=not missed, fields={})
            _put(write, "recorded", pupil.id, named, day, actor, wanted=missed, fields=why)
    return write.changes


def sitters(store: Store, *, class_id: str, day: date) -> list[Pupil]:
    """The pupils of a class on a day, by seat. Raises: KnownError ``unknown_class``."""
    world = load_world(store)
    if class_id not in world.classes:
        raise KnownError("unknown_class", "没有这个班。", kept="没有改动。",
                         todo="回到名单重新选。")
    people = [pupil for pupil in world.pupils.values()
              if pupil.class_on(day) == class_id and pupil.enrolled_on(day)]
    return sorted(people, key=lambda p: (p.seat is None, p.seat or 0, p.name, p.id))


def decide_diplomas(store: Store, *, actor: Actor, pupils: Iterable[str], give: bool,
                    why: str, day: date | None = None) -> Changes:
    """Say of pupils who lack something whether they get a diploma all the same (G-48).

    Raises:
        KnownError: ``no_reason``, ``future_date``, ``unknown_pupil``.
    """
    when = day or store.now().date()
    check_not_future(store, when)
    if not why.strip():
        raise KnownError("no_reason", "没有写为什么。", kept="没有改动。",
                         todo="写一句原因，例如因病住院，有医院证明。")
    wanted = set(pupils)
    if wanted - {row.pupil for row in diplomas(store).rows}:
        raise KnownError("unknown_pupil", "名单里有人今年不毕业。", kept="没有改动。",
                         todo="回到名单重新选。")
    with store.operation("decide_diplomas", actor, roles=("school",)) as write:
        for pupil in sorted(wanted):
            for kind, what, said in ((GRANTED, DIPLOMA, give), (HELD, REFUSED, not give)):
                _put(write, kind, pupil, what, when, actor, wanted=said,
                     fields={"why": why.strip()})
    return write.changes


def _put(write: Write, kind: str, pupil: str, what: str, day: date, actor: Actor, *,
         wanted: bool, fields: Mapping[str, str]) -> None:
    """The one fact of a kind that a pupil has of a matter: written, or taken back.

    Its id follows from what it is about, so that two computers that write it write one row.
    """
    key = (pupil, kind, what)
    row = journal.row_id(write.home, str(Event.__tablename__), key)
    there = write.session.get(Event, row)
    if wanted:
        write.insert(Event, key=key, kind=kind, pupil=pupil, day=day.isoformat(), by=actor.name,
                     fields=known({"what": what, **fields}))
    elif there is not None and not there.gone:
        write.delete(Event, row, prior=there.tips)
