"""The rows of a ledger: which pupils, cases, classes and happenings it names, and what of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kongchuo_desktop.domain.cases.views import spans_of
from kongchuo_desktop.domain.duties.situation import Situation
from kongchuo_desktop.domain.duties.states import CaseSpan
from kongchuo_desktop.domain.duties.subjects import Subject, Window
from kongchuo_desktop.domain.facts import Pupil
from kongchuo_desktop.domain.inspection.look import Entry
from kongchuo_desktop.domain.pinyin import sort_key
from kongchuo_desktop.operations.paper_facts.facts import WORDS
from kongchuo_desktop.operations.paper_facts.look import About, Look, Whom
from kongchuo_desktop.papers.made_rows import (
    BEHIND,
    CALLED,
    CLASSES,
    PLACES,
    ROW,
    SUBJECTS,
    WHOSE,
    MadeRows,
)
from kongchuo_desktop.papers.sources import ROWS

_BY_SOUND = (".name", ".school")
"""How words of people and schools end."""
_NOWHERE = (("", ""), (99, 0, ""))


@dataclass(frozen=True, slots=True)
class Days:
    """From ``first`` to ``last``, both included; without ``first`` as things stand on ``last``."""

    last: date
    first: date | None = None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row: its values by the keys of the ledger's columns, and the pupil behind it, if any."""

    values: Mapping[str, Any]
    pupil: str | None


def ledger_rows(look: Look, made: MadeRows, days: Days, *,
                within: str | None = None) -> list[LedgerRow]:
    """The rows in the ledger's order; of one class where ``within`` names it.

    Args:
        look: of the last of ``days``, on which everything is as it then stood.
    """
    made_rows = [(_place(made, copy, values), LedgerRow(values, _whose(copy, row)))
                 for copy, row in _found(look, made, days, within)
                 for values in [_values(made, copy, row)]]
    return [row for _, row in sorted(made_rows, key=lambda each: each[0])]


def ledger_entries(look: Look, made: MadeRows, days: Days) -> list[Entry]:
    """Of each row only whom and which day it is about: for who counts."""
    return [Entry(_whose(copy, row), _day_of(copy, row))
            for copy, row in _found(look, made, days, None)]


def _found(look: Look, made: MadeRows, days: Days,
           within: str | None) -> Iterator[tuple[About, Mapping[str, Any]]]:
    copies = list(_copies(look, made, days, within))
    look.join(copy.whom.pupil for copy in copies if copy.whom.pupil)
    return ((copy, row) for copy in copies for row in _rows(made, copy, days)
            if _in_class(look, row, within))


def _day_of(copy: About, row: Mapping[str, Any]) -> date | None:
    day = row.get("day") or row.get("since")
    if isinstance(day, date):
        return day
    return copy.meant.opened if copy.meant is not None else None


def _whose(copy: About, row: Mapping[str, Any]) -> str | None:
    return copy.whom.pupil or row.get(WHOSE)


def _in_class(look: Look, row: Mapping[str, Any], within: str | None) -> bool:
    """Of a school's list those rows that are about a pupil of the class."""
    pupil = look.world.pupils.get(row.get(WHOSE) or "")
    return within is None or pupil is None or pupil.class_on(look.day) == within


def _copies(look: Look, made: MadeRows, days: Days, within: str | None) -> Iterator[About]:
    """Whom the rows, or the lists that they are taken from, are about."""
    match made.subject:
        case "pupil":
            for now in look.all:
                for pupil in _pupils(now, made, days, within):
                    yield About(look, Whom(pupil=pupil.id))
        case "case":
            for now in look.all:
                for pupil, span in _cases(now, made, days, within):
                    yield About(look, Whom(pupil=pupil.id), span)
        case "class":
            for room in look.world.classes.values():
                if within in (None, room.id):
                    yield About(look, Whom(class_id=room.id))
        case _:
            yield About(look, Whom())


def _pupils(now: Situation, made: MadeRows, days: Days, within: str | None) -> Iterator[Pupil]:
    """Of a list whoever has something in it, of pupils those who are, or were, enrolled."""
    for pupil in now.world.pupils.values():
        there = made.each not in SUBJECTS or _enrolled(pupil, days)
        if there and within in (None, pupil.class_on(days.last)) and _concerned(
                now, made, pupil, now.judge.cases.current(pupil), days):
            yield pupil


def _enrolled(pupil: Pupil, days: Days) -> bool:
    first = days.first or days.last
    return any(span.since <= days.last and (span.until is None or first <= span.until)
               for span in pupil.enrolled)


def _cases(now: Situation, made: MadeRows, days: Days,
           within: str | None) -> Iterator[tuple[Pupil, CaseSpan]]:
    """The cases that were in hand on some of the days."""
    first = days.first or days.last
    for span in spans_of(now):
        pupil = now.world.pupils[span.pupil]
        in_hand = span.opened <= days.last and (
            span.closed is None or (first < span.closed if days.first is None
                                    else first <= span.closed))
        if in_hand and within in (None, pupil.class_on(days.last)) and _concerned(
                now, made, pupil, span, days):
            yield pupil, span


def _concerned(now: Situation, made: MadeRows, pupil: Pupil, span: CaseSpan | None,
               days: Days) -> bool:
    if made.of is None:
        return True
    start = span.start if span else date.min
    room = now.world.classes.get(pupil.class_on(days.last))
    then = replace(pupil, grade=room.grade) if room is not None else pupil
    subject = Subject(pupil.id, pupil.name, then, case=span)
    window = Window(default=start, start=start, on=start, until=days.last, day=days.last)
    return now.judge.holds(made.of, subject, window) is True


def _rows(made: MadeRows, copy: About, days: Days) -> Sequence[Mapping[str, Any]]:
    """One without columns of its own for a subject; else those of its list that fall in."""
    if made.each in SUBJECTS:
        return [{}]
    found: Sequence[Mapping[str, Any]] = WORDS[made.each](copy) or ()
    return [row for row in found if _falls_in(made, row, days) and all(
        row.get(key) in said for key, said in made.where.items())]


def _falls_in(made: MadeRows, row: Mapping[str, Any], days: Days) -> bool:
    """What lasts falls in with some of its days; what goes on has no end, and some rows no day."""
    if days.first is None:
        return True
    keys = ROWS[made.each]
    start = row.get("since" if "since" in keys else "day")
    if "until" in keys:
        end = row.get("until")
        return (end is None or end >= days.first) and (start is None or start <= days.last)
    return start is None or days.first <= start <= days.last


def _values(made: MadeRows, copy: About, row: Mapping[str, Any]) -> dict[str, Any]:
    found = {key: row.get(word.removeprefix(ROW)) if word.startswith(ROW) else WORDS[word](copy)
             for key, word in made.columns.items()}
    if made.by_pupil:
        return {**found, BEHIND: copy.whom.pupil}
    if made.columns.get(made.group) in CLASSES and copy.room is not None:
        return {**found, BEHIND: copy.room.id, CALLED: copy.room.title}
    return found


def _place(made: MadeRows, copy: About, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """Where a row stands: its group first, then as ordered, names by their sound, what is not
    known last."""
    keys = dict.fromkeys((*filter(None, (made.group,)), *made.order))
    places = [_sort_key(made.columns[key], copy, values[key]) for key in keys]
    if made.by_pupil:
        places.insert(1, (0, copy.whom.pupil or ""))
    return tuple(places)


def _sort_key(word: str, copy: About, value: Any) -> tuple[Any, ...]:
    if word in PLACES:
        room = copy.room
        return (0, *((sort_key(room.school), room.place) if room else _NOWHERE))
    if value in (None, ""):
        return (3,)
    if isinstance(value, int | float):
        return (1, value)
    said = value.isoformat() if isinstance(value, date) else str(value)
    return (2, *(sort_key(said) if word.endswith(_BY_SOUND) else (said,)))
