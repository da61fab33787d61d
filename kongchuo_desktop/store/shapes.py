"""What a value must look like beyond its type, and what a row must hold before it is shown.

A package is signed, but whoever signed it may run a broken program, or not ours. What derivations
take for granted is asked here, once, where entries become rows: a value out of shape stays out as
one of a wrong type does, and a row that lacks what nobody can do without waits unseen, until an
entry brings it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from kongchuo_desktop.domain.comparison.lists import KEPT
from kongchuo_desktop.domain.indicators.choices import OPTIONS
from kongchuo_desktop.domain.policy.figures import TAKEN_BACK, is_title, parse_figure
from kongchuo_desktop.domain.policy.words import CLASS_KINDS, EFFECTS, MODES

Shape = Callable[[Any], bool]

_DAY = re.compile(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_ROW = re.compile(r"[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PART = re.compile(r"全天|上午|下午|第[1-9][0-9]?节")
_MOST_LESSONS = 20
_FROM_OTHER_TABLES = frozenset({"leave", "moved", "visit", "issued", "served", "handed", "voided"})
"""Kinds of facts that tables of their own hold, with fields that no event has."""


def is_day(value: str) -> bool:
    """A day of the calendar, from 1900 to 2199, as ISO text."""
    if not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _day_or_month(value: str) -> bool:
    """What is as long as a day must be one; a month is text that nobody reckons with."""
    return len(value) != len("2026-09-01") or is_day(value)


def _between(least: int, most: int) -> Shape:
    return lambda value: least <= value <= most


def _like(pattern: re.Pattern[str]) -> Shape:
    return lambda value: pattern.fullmatch(value) is not None


def _one_of(*words: Any) -> Shape:
    return frozenset(words).__contains__


def _own_figure(value: str) -> bool:
    """A number that a school may set, a title that it chose, whether a child still counts as
    enrolled, how a rate is reckoned, or ``?``: it took its figure back.

    An open number would be none.
    """
    if value == TAKEN_BACK or is_title(value) or value in EFFECTS or value in OPTIONS:
        return True
    try:
        figure = parse_figure(value)
    except ValueError:
        return False
    return figure.value is not None and not figure.open


def _event_fields(value: Mapping[str, Any]) -> bool:
    """Words, numbers and lists of words by name; what is named as a day is one."""
    return all(
        isinstance(said, str | int | None)
        or (isinstance(said, list) and all(isinstance(word, str) for word in said))
        for said in value.values()
    ) and all(is_day(str(value[name])) for name in ("limit", "until") if value.get(name))


_EVERYWHERE: Mapping[str, Shape] = {
    **dict.fromkeys(("day", "since", "until", "start", "end", "slip", "promised", "limit",
                     "entered", "arrived"), is_day),
    "birth_date": _day_or_month, "same_as": _like(_ROW), "part": _like(_PART),
    "school_year": _between(1900, 2199), "entry_year": _between(1900, 2199),
}
"""Field → its shape, whatever the table."""

_OF_TABLE: Mapping[tuple[str, str], Shape] = {
    ("class", "stage"): _one_of("primary", "junior"),
    ("class", "number"): _between(1, 999),
    ("class", "lessons"): _between(1, _MOST_LESSONS),
    ("class", "kind"): _one_of(*CLASS_KINDS),
    ("register", "lessons"): _between(1, _MOST_LESSONS),
    ("mark", "lessons"): lambda value: all(1 <= lesson <= _MOST_LESSONS for lesson in value),
    ("term", "term"): _one_of(1, 2),
    ("attached", "digest"): _like(_DIGEST),
    ("event", "kind"): lambda value: value not in _FROM_OTHER_TABLES,
    ("event", "fields"): _event_fields,
    ("own_figure", "value"): _own_figure,
    ("visit", "mode"): _one_of(*MODES.values()),
    ("unit", "kind"): _one_of("bureau", "center", "school"),
    **dict.fromkeys((("receipt", "digest"), ("handed", "digest"), ("child_list", "digest")),
                    _like(_DIGEST)),
    ("child_list", "kind"): _one_of(*KEPT),
    ("child_list", "count"): lambda value: value >= 0,
    ("child_found", "record"): _like(_ROW),
    **dict.fromkeys((("receipt", "unit"), ("correction", "unit"), ("correction", "target"),
                     ("grant", "unit"), ("handed", "unit"), ("transfer", "from_unit"),
                     ("transfer", "to_unit"), ("transfer", "arrival"),
                     ("movement", "transfer")), _like(_ROW)),
    ("transfer", "kind"): _one_of("转学", "小升初"),
    ("transfer", "how"): _one_of("announced", "number", "birth", "person"),
    ("grant", "scope"): _one_of("person", "file"),
    ("handed", "kind"): _one_of("policy", "forms", "list", "comparison"),
}

NEEDED: Mapping[str, frozenset[str]] = {
    table: frozenset(fields.split()) for table, fields in {
        "class": "entry_year number stage", "tag": "pupil tag", "movement": "pupil kind day",
        "calendar_day": "day", "term": "school_year term start end",
        "mark": "pupil day part kind", "register": "class_id day part",
        "leave": "pupil since until kind", "visit": "pupil day", "paper": "title day",
        "paper_event": "paper kind day", "event": "kind day", "attached": "target digest",
        "policy_use": "policy since", "own_figure": "binding since value",
        "return": "unit kind period day", "receipt": "digest unit day",
        "correction": "unit target sentence day", "correction_answer": "correction day",
        "transfer": "pupil kind day from_unit", "grant": "pupil unit day",
        "handed": "kind name digest day", "child_list": "kind digest day",
        "same_child": "one other same day", "child_found": "child found day",
    }.items()
}
"""Table → the fields without which a row means nothing."""


def shape_of(table: str, name: str) -> Shape | None:
    """What a value of this field, of the right type, must look like; None for anything."""
    return _OF_TABLE.get((table, name)) or _EVERYWHERE.get(name)


def is_whole(table: str, values: Mapping[str, Any]) -> bool:
    """Whether the filled columns of a row are enough for it to be shown."""
    return NEEDED.get(table, frozenset()) <= values.keys()
