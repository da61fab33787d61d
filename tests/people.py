"""Who and when in the tests: the invented people, their password and their clock."""

from dataclasses import dataclass
from datetime import datetime

from kongchuo_desktop.store.write import Actor

PASSWORD = "clear-water"
NOW = datetime.fromisoformat("2026-09-17T08:00")
"""A school Thursday."""
SCHOOL = "青石镇中心学校"
TEACHER = Actor("周老师", "class")
OFFICE = Actor("陶主任", "school")
DESK = Actor("林科长", "bureau")


@dataclass
class Clock:
    """The clock of a store under test; a test may set ``at``."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at
