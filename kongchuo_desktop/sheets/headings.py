"""The headings of a roster: in which row they stand, in one row or two, and what each means."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from kongchuo_desktop.domain import roster
from kongchuo_desktop.sheets.reader import Cell, Sheet

Remembered = Mapping[str, str | None]
"""``remembered_key`` → the meaning that a person gave the heading; None: not to be used."""

_REACH: Final = 30
"""Rows from the top in which headings are looked for."""
_LONGEST_HEADING: Final = 30
_PARENTS: Final = {"father": "父", "mother": "母"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: place from 0, heading as written, meaning (see ``roster.meaning_of``, or
    ``tag:…``, or None when it is not used), and what it says without a word in its cells."""

    index: int
    heading: str
    meaning: str | None
    implied: Mapping[str, str]
    """Fields that follow from the heading alone: 父亲姓名 implies the relation 父."""
    settled: bool = True
    """False: nobody knows what this heading means; a person may say so."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Rows that may be the headings: ``height`` 1 or 2 from ``top`` (from 0)."""

    top: int
    height: int
    columns: tuple[Column, ...]
    score: int


def text_of(cell: Cell) -> str:
    """A cell as a person reads it: whole numbers without ``.0``, dates as ``YYYY-MM-DD``."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        if cell.is_integer():
            return str(int(cell)) if abs(cell) < 1e15 else f"{cell:.5E}"
        return repr(cell)
    if isinstance(cell, datetime | date):
        return str(cell)[:10]
    return str(cell).strip()


def find_headings(sheet: Sheet, remembered: Remembered,
                  head: int | None = None) -> Candidate | None:
    """The rows that hold 姓名 and most other known headings; None where there is no such row.

    Args:
        head: number (from 1) of the row that a person took for the headings, whatever it says;
            0 where the sheet has none.
    """
    if head is not None:
        return _as_said(sheet, head, remembered) if head <= len(sheet.rows) else None
    found = list(_candidates(sheet, remembered))
    best = max(found, key=lambda c: (c.score, -c.height, -c.top), default=None)
    return next((c for c in found if best and _tells_more(c, best)), best)


def remembered_keys(headings: Iterable[str]) -> list[str]:
    """Under which key the meaning of each heading is remembered; the second of one word is
    another than the first."""
    seen: Counter[str] = Counter()
    keys = []
    for heading in headings:
        word = roster.heading_key(heading)
        seen[word] += 1
        keys.append(word if not word or seen[word] == 1 else f"{word}#{seen[word]}")
    return keys


def _candidates(sheet: Sheet, remembered: Remembered) -> Iterable[Candidate]:
    for top in range(min(_REACH, len(sheet.rows))):
        for height, headings in enumerate(_readings(sheet, top, remembered), start=1):
            yield from _candidate(top, height, headings, remembered)


def _as_said(sheet: Sheet, head: int, remembered: Remembered) -> Candidate:
    if not head:
        columns = tuple(Column(at, f"第{at + 1}列", None, {}, settled=False)
                        for at in range(len(sheet.rows[0])))
        return Candidate(0, 0, columns, 0)
    found = [Candidate(head - 1, height, _columns(headings, remembered), 0)
             for height, headings in enumerate(_readings(sheet, head - 1, remembered), start=1)]
    return max(found, key=lambda c: (len({x.meaning for x in c.columns}), -c.height))


def _tells_more(two: Candidate, one: Candidate) -> bool:
    """Whether the row above tells headings apart that are one word: 姓名 of the head of a
    household and 姓名 of the child."""
    words, fewer = ({c.heading for c in found.columns if c.meaning} for found in (two, one))
    return (two.top + two.height == one.top + one.height and two.height > one.height
            and len({c.heading for c in two.columns}) > len({c.heading for c in one.columns})
            and len(words) >= len(fewer))


def _readings(sheet: Sheet, top: int, remembered: Remembered) -> list[list[str]]:
    """A row as headings, and with the row below it where it stands over that."""
    single = [_heading(cell) for cell in sheet.rows[top]]
    two = _two_rows(sheet, top, remembered) if top + 1 < len(sheet.rows) else []
    return [single, two] if two else [single]


def _candidate(top: int, height: int, headings: Sequence[str],
               remembered: Remembered) -> Iterable[Candidate]:
    columns = _columns(headings, remembered)
    meanings = {c.meaning for c in columns if c.meaning}
    if "name" in meanings and len(meanings) >= 2:
        yield Candidate(top, height, columns, len(meanings))


def _two_rows(sheet: Sheet, top: int, remembered: Remembered) -> list[str]:
    """Headings of two rows: what stands over several columns goes before each heading below it.

    Empty where the row stands over nothing. A range that was pasted has lost its merged cells:
    there a heading reaches over the empty cells to its right that have something below them.
    """
    upper = [_heading(cell) for cell in sheet.rows[top]]
    lower = [_heading(cell) for cell in sheet.rows[top + 1]]
    spans = [(left, right) for area_top, left, bottom, right in sheet.merged
             if area_top == top and bottom == top and right > left]
    if not spans and not sheet.merged:
        spans = _open_spans(upper, lower)
    for left, right in spans:
        for column in range(left, min(right + 1, len(upper))):
            upper[column] = upper[left]
    if not spans:
        return []
    return [
        above + below if not below or roster.meaning_of(above + below)
        or roster.heading_key(above + below) in remembered else below
        for above, below in zip(upper, lower, strict=True)
    ]


def _open_spans(upper: Sequence[str], lower: Sequence[str]) -> list[tuple[int, int]]:
    spans = []
    for left, above in enumerate(upper):
        right = left
        while right + 1 < len(upper) and not upper[right + 1] and lower[right + 1]:
            right += 1
        if above and lower[left] and right > left:
            spans.append((left, right))
    return spans


def _heading(cell: Cell) -> str:
    text = text_of(cell)
    return text if len(text) <= _LONGEST_HEADING else ""


def _columns(headings: Sequence[str], remembered: Remembered) -> tuple[Column, ...]:
    """Meanings of headings, with their neighbours: a telephone belongs to whom it follows."""
    columns: list[Column] = []
    taken: Counter[str] = Counter()
    last = ""
    keys = remembered_keys(headings)
    named = {roster.meaning_of(heading) for heading in headings}
    for index, heading in enumerate(headings):
        meaning = roster.meaning_of(heading) if heading else None
        implied: dict[str, str] = {}
        settled = meaning is not None or not heading or roster.is_nothing(heading)
        if heading and keys[index] in remembered:
            meaning, settled = remembered[keys[index]], True
        elif meaning is not None:
            meaning, implied = _in_place(meaning, last, taken, named)
        if meaning is not None:
            taken[meaning] += 1
            last = meaning
        columns.append(Column(index, " ".join(heading.split()), meaning, implied, settled))
    return tuple(columns)


def _in_place(
    meaning: str, last: str, taken: Mapping[str, int], named: Set[str | None],
) -> tuple[str | None, dict[str, str]]:
    """The meaning at its place; repeated guardian columns are the second guardian's.

    ``named``: what the headings of the sheet mean by themselves.
    """
    who, _, what = meaning.partition("_")
    if who in _PARENTS:
        number = 1 if who == "father" else 2
        return f"guardian{number}_{what}", {f"guardian{number}_relation": _PARENTS[who]}
    if meaning == "contact_phone":
        number = 2 if last.startswith("guardian2") else 1
        field = f"guardian{number}_phone"
        return (field, {}) if not taken.get(field) and field not in named else ("phone", {})
    if who == "guardian1" and taken.get(meaning):
        return f"guardian2_{what}", {}
    if meaning == "name" and taken.get("name"):
        number = 2 if taken.get("guardian1_name") else 1
        return f"guardian{number}_name", {}
    in_family = re.match(r"(?:guardian|member)([12])_", last)
    if in_family and meaning in _OF_FAMILY and taken.get(meaning):
        field = f"member{in_family[1]}_{_OF_FAMILY[meaning]}"
        return (None if taken.get(field) else field), {}
    if meaning == "address" and taken.get("address"):
        return ("home_address" if not taken.get("home_address") else None), {}
    if meaning == "identity_number" and taken.get(meaning):
        return None, {}
    if meaning == "gender" and last.startswith("guardian"):
        return (None if taken.get(meaning) else meaning), {}
    return meaning, {}


_OF_FAMILY: Final = {
    "identity_number": "identity_number", "identity_kind": "identity_kind",
    "ethnicity": "ethnicity", "address": "address", "household_address": "residence",
}
"""Columns that speak of the family member whom they follow, where the pupil has his own already."""
