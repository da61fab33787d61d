"""Erasing the records of children who left so long ago that keeping them has ended (§9)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from kongchuo_desktop.domain.retention import expired, years_kept
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.comparison_erasing import erase_traces, traces
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.operations.today import situation
from kongchuo_desktop.operations.world import load_world
from kongchuo_desktop.store.bulk import among
from kongchuo_desktop.store.erasure import forget_local
from kongchuo_desktop.store.joins import members
from kongchuo_desktop.store.journal_tables import ENTRY
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.scope import within
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ChildFound
from kongchuo_desktop.store.write import Actor, Changes, Write

ERASING = ("school",)
"""The school keeps its pupils' records, and the school ends keeping them."""


@dataclass(frozen=True, slots=True)
class Due:
    """A record that may be erased: who, last day at school, and until when it had to be kept."""

    pupil: str
    name: str
    class_name: str
    left: date
    until: date


@dataclass(frozen=True, slots=True)
class Retention:
    """``years`` is the school's own figure, None while not set; then nothing is offered."""

    years: int | None
    due: tuple[Due, ...] = ()


def retention(store: Store) -> Retention:
    """Whose time has run out; a child with an open case is never among them."""
    world, today = load_world(store), store.now().date()
    years = years_kept(world.figures, today)
    if years is None:
        return Retention(None)
    found = expired(world.pupils.values(), years, today)
    if not found:
        return Retention(years)
    cards = {card.id: card for card in list_pupils(store, everyone=True)}
    cases = situation(store).judge.cases
    return Retention(years, tuple(
        Due(e.pupil, cards[e.pupil].name, cards[e.pupil].class_name, e.left, e.until)
        for e in found if cases.current(world.pupils[e.pupil]) is None))


def erase_records(store: Store, *, actor: Actor, pupils: Collection[str]) -> Changes:
    """Erase everything about these pupils for ever, here and wherever their entries come.

    Raises:
        KnownError: ``nothing_to_erase``, ``kept_longer`` for one whose time has not run out.
    """
    if not pupils:
        raise KnownError("nothing_to_erase", "没有选要清除的档案。", kept="没有改动。",
                         todo="先从满年限的名单里选。")
    found = retention(store)
    due = {line.pupil for line in found.due}
    if not due.issuperset(pupils):
        raise KnownError("kept_longer", "选中的人里有保存年限还没有满的。", kept="没有改动。",
                         todo="重新列一次，只清除列出来的。")
    with store.reading() as connection:
        compared = traces(store, {
            row for pupil in pupils for row in members(connection, pupil)})
    with store.operation("erase_records", actor, roles=ERASING, undoable=False) as write:
        erase_pupils(write, pupils, why=(why := f"满{found.years}年"))
        erase_traces(write, compared, why=why)
        forget_local(write.connection, compared.numbers)
    return write.changes


def erase_pupils(write: Write, pupils: Collection[str], *, why: str) -> None:
    """Erase all that this unit and those below it wrote of pupils; whether it may be is not asked.

    What a superior wrote, a correction asked or a transfer, is the superior's own to end keeping.
    """
    records = {row for pupil in pupils for row in members(write.connection, pupil)}
    found = write.connection.execute(select(ENTRY.c.row, ENTRY.c.home).where(
        among(ENTRY.c.about, records)).distinct()).all()
    ours = {home: within(write.connection, home, write.home) for home in {e.home for e in found}}
    compared = [found.row for record in records
                for found in living(write.session, ChildFound, record=record)]
    write.erase_many({*records, *compared, *(e.row for e in found if ours[e.home])}, why=why)
    forget_local(write.connection, records)
