"""The projected tables of attendance: the calendar, registers, marks and leave."""

from sqlmodel import Field

from kongchuo_desktop.store.projected import Projected, json_column


class CalendarDay(Projected, table=True):
    """One day as the unit's calendar says it, where it departs from the national one."""

    __tablename__ = "calendar_day"
    KEY = ("day",)

    day: str | None = None
    in_session: bool | None = None
    note: str | None = None


class Term(Projected, table=True):
    """First and last day of a term; ``term`` is 1 (autumn) or 2 (spring)."""

    __tablename__ = "term"
    KEY = ("school_year", "term")

    school_year: int | None = None
    term: int | None = None
    start: str | None = None
    end: str | None = None


class MarkRow(Projected, table=True):
    """One pupil's mark for one part of a day."""

    __tablename__ = "mark"
    KEY = ("pupil", "day", "part")

    pupil: str | None = Field(default=None, index=True)
    day: str | None = Field(default=None, index=True)
    part: str | None = None
    """``全天``, ``上午``, ``下午`` or ``第n节``."""
    kind: str | None = None
    lessons: list[int] | None = json_column()
    note: str | None = None


class RegisterRow(Projected, table=True):
    """A register taken: who was absent and how many were expected (journal.md §5)."""

    __tablename__ = "register"
    KEY = ("class_id", "day", "part")

    class_id: str | None = Field(default=None, index=True)
    day: str | None = Field(default=None, index=True)
    part: str | None = None
    absent: list[str] | None = json_column()
    expected: int | None = None
    lessons: int | None = None
    """Lessons of that day when it was filed: a class's number may change later."""


class Leave(Projected, table=True):
    """A leave slip or a leave asked for by telephone."""

    __tablename__ = "leave"

    pupil: str | None = Field(default=None, index=True)
    since: str | None = None
    until: str | None = None
    kind: str | None = None
    by_phone: bool | None = None
    approver: str | None = None
    approver_role: str | None = None
    """Who approved it, as a word of the policy vocabulary: ``head_teacher``, ``office`` …"""
    asked_by: str | None = None
    """``监护人``, ``本人`` or ``代请`` (R043)."""
    asked_name: str | None = None
    """Who called or handed the slip in."""
    phone: str | None = None
    """Number that the leave was asked for or confirmed by (R042)."""
    asked_at: str | None = None
    """Local time of the call, ``HH:MM``."""
    slip: str | None = None
    """Day on which the slip came in, ISO."""
    note: str | None = None
