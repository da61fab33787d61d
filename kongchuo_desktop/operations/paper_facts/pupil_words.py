"""Facts of a pupil and of the guardians, by dotted word."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from kongchuo_desktop.domain.duties.subjects import age_on
from kongchuo_desktop.operations.paper_facts.look import About
from kongchuo_desktop.operations.portraits import newest_portrait
from kongchuo_desktop.operations.words import full_day
from kongchuo_desktop.operations.world import iso
from kongchuo_desktop.store.tables import Attached, Enrollment, Event, Tag

Word = Callable[[About], Any]

_GUARDIANS = ("1", "2")
_GRADES = "一二三四五六七八九"
_DISABLED = ("残疾", "重度残疾", "视力残疾", "听力残疾", "智力残疾", "困难残疾")
_NO_DISABILITY = "无残疾"
_NUMBER = re.compile(r"\d+(\.\d+)?")


def _column(name: str) -> Word:
    return lambda about: about.row[name] if about.row is not None else None


def _detail(name: str) -> Word:
    """A field of the 学籍 template."""
    def word(about: About) -> Any:
        if about.pupil is None:
            return None
        rows = about.look.rows(Enrollment, about.pupil.id)
        return next((row[name] for row in rows if row[name] not in (None, "")), None)
    return word


def _distance(about: About) -> str | None:
    """The way to school; the 学籍 template asks for a number of kilometres, some write words."""
    said = _detail("distance")(about)
    return f"{said}公里" if said and _NUMBER.fullmatch(said) else said


def birth_text(text: str | None) -> str | None:
    """``2013年5月6日``, ``2013年5月`` where only the month is known."""
    if not text:
        return None
    if len(text) == 10:
        return full_day(date.fromisoformat(text))
    year, month = text.split("-")
    return f"{year}年{int(month)}月"


def _class_name(about: About) -> str | None:
    return about.room.name if about.pupil and about.room else None


def _grade(about: About) -> str | None:
    return f"{_GRADES[about.room.grade - 1]}年级" if about.pupil and about.room else None


def _grade_class(about: About) -> str:
    return f"{about.look.unit.get('name') or ''}{_class_name(about) or ''}"


def tags_text(about: About) -> str:
    return "、".join(sorted(about.pupil.tags_on(about.look.day))) if about.pupil else ""


def _disability(about: About) -> str | None:
    """``肢体残疾，四级``: the kind of the 学籍 list, and what was written beside the tag."""
    if about.pupil is None:
        return None
    kind = _detail("disability")(about)
    notes = [row["note"] for row in about.look.rows(Tag, about.pupil.id)
             if row["tag"] in _DISABLED and row["note"]]
    worn = [tag for tag in about.pupil.tags_on(about.look.day) if tag in _DISABLED]
    if kind in (None, "", _NO_DISABILITY):
        kind = min(worn, default=None)
    return "，".join(dict.fromkeys([*([kind] if kind else []), *notes])) or None


def _photo(about: About) -> bytes | None:
    """The newest picture that was put into the child's file as its portrait."""
    if about.pupil is None:
        return None
    digest = newest_portrait(about.look.rows(Event, about.pupil.id),
                             about.look.rows(Attached, about.pupil.id))
    return about.look.store.attachment(digest) if digest else None


def guardians(row: Mapping[Any, Any] | None) -> list[str]:
    """The numbers of the guardians, the first whose name is known first."""
    if row is not None and not row["guardian1_name"] and row["guardian2_name"]:
        return ["2", "1"]
    return list(_GUARDIANS)


def _guardian(place: int, name: str) -> Word:
    def word(about: About) -> Any:
        if about.row is None:
            return None
        return about.row[f"guardian{guardians(about.row)[place]}_{name}"]
    return word


def _member(place: int, name: str) -> Word:
    """What the 学籍 template asks of a family member."""
    def word(about: About) -> Any:
        return _detail(f"member{guardians(about.row)[place]}_{name}")(about)
    return word


def _guardian_address(place: int) -> Word:
    """The guardian's own address where the 学籍 list has one, else the child's."""
    def word(about: About) -> Any:
        if about.row is None or not _guardian(place, "name")(about):
            return about.row["address"] if about.row is not None and not place else None
        return _member(place, "address")(about) or about.row["address"]
    return word


def _guardian_words(word: str, place: int) -> dict[str, Word]:
    return {
        **{f"{word}.{name}": _guardian(place, name)
           for name in ("name", "relation", "phone", "where")},
        f"{word}.address": _guardian_address(place),
        f"{word}.work": _member(place, "work"),
        f"{word}.identity_number": _member(place, "identity_number"),
    }


WORDS: Mapping[str, Word] = {
    "pupil.name": _column("name"),
    "pupil.former_name": _column("former_name"),
    "pupil.sex": _column("gender"),
    "pupil.birth": lambda about: birth_text(_column("birth_date")(about)),
    "pupil.age": lambda about: age_on(about.pupil, about.look.day) if about.pupil else None,
    "pupil.nation": _column("ethnicity"),
    "pupil.identity_number": _column("identity_number"),
    "pupil.student_number": _column("student_number"),
    "pupil.class_name": _class_name,
    "pupil.grade": _grade,
    "pupil.grade_class": lambda about: _grade_class(about) if about.pupil else None,
    "pupil.school": lambda about: about.look.school_of(about.pupil.id) if about.pupil else None,
    "pupil.seat": _column("seat"),
    "pupil.address": _column("address"),
    "pupil.household_address": _column("household_address"),
    "pupil.phone": _column("phone"),
    "pupil.boarding": lambda about: {True: "住校", False: "走读"}.get(_column("boarding")(about)),
    "pupil.placement": lambda about: about.pupil.placement if about.pupil else None,
    "pupil.entered": lambda about: iso(_column("entered")(about)),
    "pupil.photo": _photo,
    "pupil.tags": tags_text,
    "pupil.disability": _disability,
    **{f"pupil.{name}": _detail(name) for name in (
        "health", "left_behind", "residence_kind", "native_place", "travel")},
    "pupil.distance": _distance,
    "pupil.entry_month": lambda about: birth_text(_detail("entry_month")(about)),
    **_guardian_words("guardian", 0),
    **_guardian_words("guardian2", 1),
}
"""Word → its value of one copy; None where nobody wrote it down."""
