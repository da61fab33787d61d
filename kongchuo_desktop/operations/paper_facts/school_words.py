"""Facts of the school, a class, a teacher, the profile in use and the calendar, by dotted word."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from kongchuo_desktop.domain.calendar import TermDates
from kongchuo_desktop.domain.policy.model import FactPattern
from kongchuo_desktop.operations.paper_facts.look import About, Look
from kongchuo_desktop.operations.paper_facts.opening import newcomers
from kongchuo_desktop.operations.paper_facts.pupil_words import Word
from kongchuo_desktop.operations.paper_numbers import red_letterhead
from kongchuo_desktop.operations.trust import superior_of

_GRADES = "一二三四五六七八九"
_TERMS = ("第一学期", "第二学期")


def _unit(name: str) -> Word:
    return lambda about: about.look.unit.get(name)


def government_of(township: str) -> str:
    """A township's government by its full name; a 街道 has an office instead."""
    if not township or township.endswith(("政府", "办事处")):
        return township
    return township + ("办事处" if township.endswith("街道") else "人民政府")


def _bureau(about: About) -> str | None:
    """The unit above, as the tree or else the kit named it."""
    parent = about.look.units.get(about.look.canonical(about.look.unit.get("parent")))
    if parent is not None and parent["name"]:
        return str(parent["name"])
    superior = superior_of(about.look.store)
    return superior.name if superior is not None and superior.kind != "school" else None


def _school_size(about: About) -> int:
    return sum(pupil.enrolled_on(about.look.day) for pupil in about.look.own.world.pupils.values())


def _members(about: About) -> int | None:
    return len(about.look.members(about.class_id)) if about.room and about.class_id else None


def _of_sex(sex: str) -> Word:
    def word(about: About) -> int | None:
        if about.room is None or about.class_id is None:
            return None
        return count_sex(about.look, about.class_id, sex)
    return word


def count_sex(look: Look, class_id: str, sex: str) -> int:
    """How many of a class are boys (``男``) or girls (``女``)."""
    members = look.members(class_id)
    look.join(pupil.id for pupil in members)
    rows = (look.person(pupil.id) for pupil in members)
    return sum(row is not None and row["gender"] == sex for row in rows)


def _class_row(about: About, name: str) -> Any:
    row = about.look.rooms.get(about.class_id or "")
    return row[name] if row is not None else None


def _class_phone(about: About) -> Any:
    return _class_row(about, "phone") or about.look.unit.get("phone")


def _document(about: About) -> str | None:
    if about.look.policy is None:
        return None
    policy = about.look.policy.policy
    return f"《{policy.title}》" + (f"（{policy.number}）" if policy.number else "")


def _said(name: str) -> Word:
    """The document's own words."""
    return lambda about: about.look.policy.words.get(name) if about.look.policy else None


def _return_limit(about: About) -> date | None:
    """The day by which the document wants the child back, counted from service on this day."""
    for _, duty in about.look.policy.duties if about.look.policy else ():
        started = duty.on
        if (isinstance(started, FactPattern) and started.fact == "served"
                and about.look.form.paper in started.fields.get("paper", ())
                and duty.after and duty.after.value and duty.after.unit == "days"):
            return about.look.day + timedelta(days=duty.after.value)
    return None


def _newcomers(grade: int, which: int) -> Word:
    """``which``: 0 for those due, 1 for those who came."""
    def word(about: About) -> int | None:
        counted = newcomers(about.look, grade)
        return counted[which] if counted else None
    return word


def term_of(about: About) -> TermDates:
    """The term of the day; in the holidays the one that was last."""
    calendar, day = about.look.calendar, about.look.day
    year = calendar.school_year(day)
    found = calendar.term_of(day)
    if found is not None:
        return found
    second = calendar.term(year, 2)
    return second if second.start <= day else calendar.term(year, 1)


def _school_year(about: About) -> str:
    year = term_of(about).school_year
    return f"{year}—{year + 1}学年"


WORDS: Mapping[str, Word] = {
    **{f"school.{name}": _unit(name) for name in (
        "name", "phone", "township", "county", "address", "principal", "code")},
    "school.government": lambda about: government_of(about.look.unit.get("township") or ""),
    "school.bureau": _bureau,
    "school.letterhead": lambda about: red_letterhead(about.look.world.figures,
                                                      about.look.day) or None,
    "school.size": _school_size,
    "school.first_grade_due": _newcomers(1, 0),
    "school.first_grade_arrived": _newcomers(1, 1),
    "school.seventh_grade_due": _newcomers(7, 0),
    "school.seventh_grade_arrived": _newcomers(7, 1),
    "class.name": lambda about: about.room.name if about.room else None,
    "class.grade": lambda about: f"{_GRADES[about.room.grade - 1]}年级" if about.room else None,
    "class.head_teacher": lambda about: _class_row(about, "head_teacher"),
    "class.phone": _class_phone,
    "class.size": _members,
    "class.boys": _of_sex("男"),
    "class.girls": _of_sex("女"),
    "teacher.name": lambda about: about.whom.teacher,
    "policy.return_limit": _return_limit,
    "policy.document": _document,
    "policy.school_order": _said("school_order"),
    "policy.parent_duty": _said("parent_duty"),
    "policy.desk": lambda about: about.look.policy.policy.desk if about.look.policy else None,
    "policy.title": lambda about: about.look.title(about.look.form),
    "user.name": lambda about: about.look.user,
    "today": lambda about: about.look.day,
    "term.name": lambda about: _school_year(about) + _TERMS[term_of(about).term - 1],
    "term.school_year": _school_year,
    "term.start": lambda about: term_of(about).start,
    "week.start": lambda about: about.look.day - timedelta(days=about.look.day.weekday()),
    "week.end": lambda about: about.look.day,
    "month.name": lambda about: f"{about.look.day.year}年{about.look.day.month}月",
}
"""Word → its value of one copy; None where nobody wrote it down."""
