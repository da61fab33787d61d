"""What a kit is made of: whom it is for, the seat code, and the rows that go along."""

from kongchuo_desktop.domain.journal import read_entry
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.exchange.content import Content
from kongchuo_desktop.exchange.kits import ClassFacts, UnitFacts
from kongchuo_desktop.operations import form_packs
from kongchuo_desktop.operations.trust import unit_kind
from kongchuo_desktop.operations.visibility import down_rows
from kongchuo_desktop.operations.world import class_title, known
from kongchuo_desktop.store.joins import members
from kongchuo_desktop.store.merge import export_rows
from kongchuo_desktop.store.rows import living
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.tables import ClassGroup, Unit
from kongchuo_desktop.store.write import Write

_FURTHER = "副"
"""Follows the seat code of a second computer; letters are those of moved stores (journal.md §6)."""


def roster_of(store: Store, unit: str, class_id: str | None) -> Content:
    """What the new machine starts with: its rows, the calendar and what is handed down, the forms.

    Scans and papers come with the first package down, which may be larger than a kit.
    """
    chosen = export_rows(store, down_rows(store, unit=unit, class_id=class_id))
    pupils = {entry.row for entry in map(read_entry, chosen.entries) if entry.table == "pupil"}
    return Content(tuple(chosen.entries), tuple(chosen.operations), tuple(chosen.runs), {},
                   {"pupils": len(pupils)}, {"forms": form_packs.carried(store)})


def next_seat(store: Store, whom: str, seat: str, *, own: bool = False) -> str:
    """The seat code of one more computer of a class or unit, of which no other has the like.

    Whoever makes the kit has the plain one itself where it is for its ``own`` unit.
    """
    box = store.local("kit")
    with store.reading() as connection:
        made = own + sum(int(box.get(name, 0)) for name in members(connection, whom))
    return seat + (_FURTHER + (str(made) if made > 1 else "") if made else "")


def note_kit(store: Store, whom: str) -> None:
    """One more kit was written for a class or unit: the next one gets the next seat code."""
    box = store.local("kit")
    with store.transaction():
        box.set(whom, int(box.get(whom, 0)) + 1)


def own_facts(store: Store) -> UnitFacts:
    """This store's own unit."""
    header = store.header
    with store.session() as session:
        row = session.get(Unit, store.home)
    return UnitFacts(store.home, header.unit_name, header.unit_code, unit_kind(store),
                     row.township if row else None, row.county if row else None)


def unit_below(write: Write, store: Store, name: str, code: str) -> UnitFacts:
    """The unit of this name below the own one, written down where there is none yet.

    Raises:
        KnownError: ``no_name``, ``two_units``.
    """
    name, code = name.strip(), code.strip()
    if not name:
        raise KnownError("no_name", "没有写给哪所学校。", todo="写上学校全称。")
    _become_center(write)
    # Placed here by a superior, it may name this unit by another of its records.
    called = [unit for top in members(write.session.connection(), store.home)
              for unit in living(write.session, Unit, name=name, parent=top)]
    if code:
        # A name can be taken by anybody, also by a school below itself.
        called = [unit for unit in called if unit.code in (code, None)]
    if len(called) > 1:
        raise KnownError("two_units", f"有{len(called)}所学校叫“{name}”。", kept="没有写加入文件。",
                         todo="写上学校的标识码，或者先把名字分开。")
    if called:
        (found,) = called
        return UnitFacts(found.row, name, found.code, found.kind or "school", found.township,
                         found.county)
    row = write.insert(Unit, parent=store.home, **known({
        "name": name, "code": code, "kind": "school"}))
    return UnitFacts(row, name, code or None, "school")


def _become_center(write: Write) -> None:
    """A school with schools below it is a central school from now on."""
    mine = write.session.get(Unit, write.home)
    if mine is not None and mine.kind == "school":
        write.update(Unit, mine.row, prior=mine.tips, kind="center")


def class_row(write: Write, class_id: str) -> ClassGroup:
    """The record of a class that this unit wrote itself, rather than one that was joined to it.

    Raises:
        KnownError: ``unknown_class``.
    """
    rows = [room for row in members(write.session.connection(), class_id)
            if (room := write.session.get(ClassGroup, row)) is not None]
    if not rows:
        raise KnownError("unknown_class", "没有这个班。", todo="先在设置里添加班级。")
    return min(rows, key=lambda room: (room.home != write.home, room.row != class_id))


def class_facts(store: Store, room: ClassGroup) -> ClassFacts:
    """What the class's own computer needs to know of it."""
    assert room.entry_year is not None
    assert room.number is not None
    assert room.stage is not None
    return ClassFacts(row=room.row, name=class_title(store, room.row),
                      entry_year=room.entry_year, number=room.number, stage=room.stage,
                      seat=room.seat or "", home=room.home if room.home != store.home else None)
