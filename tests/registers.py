"""Registers of the tests' one class: its school days, its seats, and taking one."""

from datetime import date

from people import TEACHER

from kongchuo_desktop.operations import attendance, roll_call, roster
from kongchuo_desktop.operations.attendance import MarkInput
from kongchuo_desktop.store.store import Store

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 9, n) for n in (14, 15, 16, 17))
TRUANT = MarkInput("旷课")


def class_of(store: Store) -> str:
    return roll_call.class_choices(store)[0][0]


def seat(store: Store, number: int) -> str:
    """The pupil of a seat."""
    return next(c.id for c in roster.list_pupils(store) if c.values["seat"] == number)


def take(store: Store, day: date, marks: dict[str, MarkInput] | None = None,
         part: str = "全天") -> None:
    attendance.take_register(store, actor=TEACHER, class_id=class_of(store), day=day, part=part,
                             marks=marks or {})
