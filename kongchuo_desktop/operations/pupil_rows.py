"""Rows of classes and pupils as the derivations see them: days enrolled, tags, what is known."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy.engine import RowMapping

from kongchuo_desktop.domain.classes import class_name, grade_of
from kongchuo_desktop.domain.facts import ClassRoom, Pupil, Span, Tagged
from kongchuo_desktop.domain.journal import split_tips

LEAVES_SCHOOL = frozenset({"转出", "休学", "其他离校", "死亡", "毕业"})
ENTERS_SCHOOL = frozenset({"报到", "转入", "复学", "借读"})

_DISABLED = "残疾"
_KINDS_COUNTED = ("视力残疾", "听力残疾", "智力残疾")
_KNOWN = {"student_number": "student_number", "identity_number": "identity_number",
          "guardian": "guardian1_name", "address": "address", "phone": "guardian1_phone",
          "birth_date": "birth_date"}
COLUMNS = tuple(dict.fromkeys((
    "row", "home", "about", "name", "class_id", "entered", "never_enrolled",
    "boarding", "placement", "seat", *_KNOWN.values())))
"""What is read of a pupil's row: a county has tens of thousands, each of fifty columns."""


def iso(text: str | None) -> date | None:
    """A date from the journal's ISO text; None for empty and for a month without a day."""
    return date.fromisoformat(text) if text and len(text) == 10 else None


def class_room(row: RowMapping, today: date, school: str) -> ClassRoom:
    grade = grade_of(entry_year=row["entry_year"], stage=row["stage"], on=today)
    return ClassRoom(
        id=row["row"],
        name=row["name"] or class_name(grade=grade, number=row["number"]),
        grade=grade,
        lessons=row["lessons"] or 7,
        head_teacher=row["head_teacher"] or "",
        kind=row["kind"] or "普通班",
        school=school,
        entry_year=row["entry_year"],
        number=row["number"],
    )


def pupil(row: RowMapping, classes: Mapping[str, ClassRoom], same: Mapping[str, str],
          tags: Iterable[Tagged], moves: Iterable[RowMapping]) -> Pupil:
    class_id = same.get(row["class_id"], row["class_id"]) or ""
    room = classes.get(class_id)
    return Pupil(
        id=row["row"], name=row["name"] or "", class_id=class_id,
        grade=room.grade if room else 1, enrolled=spans(row, moves),
        before=classes_before(moves, same), birth=iso(row["birth_date"]),
        tags=tuple(tags), boarding=bool(row["boarding"]), placement=row["placement"] or "在校",
        known=frozenset(word for word, column in _KNOWN.items() if row[column]),
        seat=row["seat"],
    )


def by_pupil(rows: Iterable[RowMapping], same: Mapping[str, str]) -> dict[str, list[RowMapping]]:
    """Pupil → its movements in the order in which they happened."""
    found: dict[str, list[RowMapping]] = defaultdict(list)
    for row in sorted(rows, key=lambda m: (m["day"], m["recorded"], split_tips(m["tips"]))):
        found[same.get(row["pupil"], row["pupil"])].append(row)
    return found


def classes_before(moves: Iterable[RowMapping],
                   same: Mapping[str, str]) -> tuple[tuple[date, str], ...]:
    """The classes a pupil was in before the present one, for ``Pupil.before``.

    A change of class written down later than one that came after it holds between the two.
    """
    left = ""
    found = []
    for move in moves:
        if move["class_id"]:
            left = left or move["from_class"] or ""
            found.append((date.fromisoformat(move["day"]), same.get(left, left)))
            left = move["class_id"]
    return tuple(found)


def spans(pupil: RowMapping, moves: Iterable[RowMapping]) -> tuple[Span, ...]:
    """The days on which the school answers for the pupil, from its movements in order."""
    found: list[Span] = []
    start: date | None = None if pupil["never_enrolled"] else iso(pupil["entered"]) or date.min
    for move in moves:
        day = date.fromisoformat(move["day"])
        if move["kind"] in LEAVES_SCHOOL and start is not None:
            if day > start:
                found.append(Span(start, day - timedelta(days=1)))
            start = None
        elif move["kind"] in ENTERS_SCHOOL and start is None:
            start = day
    if start is not None:
        found.append(Span(start))
    return tuple(found)


def tags(rows: Iterable[RowMapping], same: Mapping[str, str]) -> dict[str, list[Tagged]]:
    """Pupil → its tags with the days on which they are worn."""
    found: dict[str, list[Tagged]] = defaultdict(list)
    # In an order of their own: joined records are not always read in the same one.
    for row in sorted(rows, key=lambda row: (row["tag"] or "", row["since"] or "", row["row"])):
        span = Span(iso(row["since"]) or date.min, iso(row["until"]))
        worn = found[same.get(row["pupil"], row["pupil"])]
        worn.append(Tagged(row["tag"], span))
        if row["tag"] == _DISABLED:
            # The 学籍 list names the kind beside it; documents count each kind by itself (R328).
            worn += [Tagged(kind, span) for kind in _KINDS_COUNTED if kind in (row["note"] or "")]
    return found
