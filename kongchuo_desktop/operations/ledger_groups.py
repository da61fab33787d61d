"""A ledger's rows put together otherwise than its form has them: by class, school or township."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal, NamedTuple

from kongchuo_desktop.domain.facts import ClassRoom
from kongchuo_desktop.domain.pinyin import sort_key
from kongchuo_desktop.operations.county import townships_of
from kongchuo_desktop.operations.ledger_rows import LedgerRow
from kongchuo_desktop.operations.ledgers import Ledger, in_groups
from kongchuo_desktop.operations.world import homes_of, reading_of
from kongchuo_desktop.papers.made_rows import BEHIND, CALLED, CLASSES
from kongchuo_desktop.store.store import Store

GroupBy = Literal["class", "school", "township", "none"]

_WORDS: Mapping[GroupBy, str] = {
    "class": "按班分组", "school": "按学校分组", "township": "按乡镇分组", "none": "不分组"}
_SOURCES: Mapping[GroupBy, str] = {
    "class": "pupil.class_name", "school": "pupil.school", "township": "school.township"}
"""What word stands over a group."""
_OF_ROLE: Mapping[str, tuple[GroupBy, ...]] = {
    "class": (), "school": ("class", "none"), "bureau": ("township", "school", "class", "none")}
_NOWHERE = "没有写乡镇"


class Place(NamedTuple):
    """Where a row's pupil belongs: what puts it in order, what tells it from others, its name."""

    order: tuple[Any, ...]
    key: str
    title: str


def group_choices(store: Store, ledger: Ledger) -> list[tuple[str, str]]:
    """How the rows may stand together, as (key, words), the form's own way first under an empty
    key; nothing to choose where no pupils stand behind the rows, or nobody may be known by them."""
    if ledger.form.public or not any(row.pupil for row in ledger.rows):
        return []
    own = own_way(ledger)
    others = [by for by in _OF_ROLE[store.role] if by != own]
    return [("", _WORDS[own] if own else "照样式分组"), *((by, _WORDS[by]) for by in others)]


def own_way(ledger: Ledger) -> GroupBy | None:
    """How the form puts the rows together; None where that is none of the ways known here."""
    made = ledger.form.listed[2]
    if not made.group:
        return "none"
    return "class" if made.columns.get(made.group) in CLASSES else None


def regrouped(store: Store, ledger: Ledger, by: str) -> Ledger:
    """The ledger with its rows under other heads, in the order that they had, numbered anew; as it
    is where ``by`` is no key of ``group_choices``."""
    way = next((each for each in _OF_ROLE[store.role] if each == by), None)
    return _regrouped(store, ledger, way) if way is not None else ledger


def _regrouped(store: Store, ledger: Ledger, by: GroupBy) -> Ledger:
    block, field, made = ledger.form.listed
    rows = [LedgerRow(values, row.pupil)
            for values, row in zip(ledger.values, ledger.rows, strict=True)]
    if by == "none":
        made = replace(made, group="")
    else:
        places = _places(store, ledger, by)
        rows.sort(key=lambda row: places[row.pupil].order)
        rows = [LedgerRow({**row.values, BEHIND: place.key, CALLED: place.title}, row.pupil)
                for row in rows for place in [places[row.pupil]]]
        made = replace(made, group=CALLED, columns={**made.columns, CALLED: _SOURCES[by]})
    groups, sums = in_groups(block.columns, made, field.key_kinds, rows)
    return replace(ledger, groups=groups, sums=sums, made=made,
                   values=tuple(row.values for row in rows))


def _places(store: Store, ledger: Ledger, by: GroupBy) -> Mapping[str | None, Place]:
    """Pupil → place, each place worked out once."""
    reading, homes = reading_of(store), homes_of(store)
    townships = townships_of(store) if by == "township" else {}
    known: dict[str, Place] = {}

    def place(pupil: str | None) -> Place:
        home = reading.home_of(pupil) if pupil else ""
        if by != "class":
            key = townships.get(home, "") if by == "township" else home
            return known.setdefault(key, _called(
                key, key or _NOWHERE if by == "township" else homes.names.get(home, "")))
        who = reading.world.pupils.get(pupil or "")
        room = reading.world.classes.get((who.class_on(ledger.days.last) if who else "") or "")
        return _of_class(room.on(ledger.days.last) if room is not None else None)

    return {pupil: place(pupil) for pupil in {row.pupil for row in ledger.rows}}


def _called(key: str, title: str) -> Place:
    """By the sound of the name; what has none comes last."""
    return Place((not key, sort_key(title)), key, title)


def _of_class(room: ClassRoom | None) -> Place:
    if room is None:
        return Place((True,), "", "没有班级")
    return Place((False, sort_key(room.school), room.place), room.id, room.title)
