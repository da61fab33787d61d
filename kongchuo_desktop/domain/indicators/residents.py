"""The children of the newest 户籍 list, as rates ask about them: who of them is in school."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

IN_SCHOOL: Final = frozenset({"在本校就读", "在本县其他学校就读", "在外地就读", "残疾送教"})
"""What was found of a child that is in school, though not on this roster."""
NOBODY: Final = frozenset({"重复户籍", "查无此人"})
"""What was found of a line behind which there is no other child."""


@dataclass(frozen=True, slots=True)
class Resident:
    """A child of the list.

    Attributes:
        born: ISO day, month or empty.
        record: its row of the roster, empty where it certainly has none.
        found: what became of a child without one, empty where nobody looked.
    """

    born: str
    record: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Residents:
    """A 户籍 list laid beside the roster.

    Attributes:
        source, day: name of its file, and the day on which it stood so.
        doubtful: of so many it is not known yet whether they are on the roster.
    """

    source: str
    day: date
    people: tuple[Resident, ...]
    doubtful: int = 0

    @property
    def said(self) -> str:
        """What a reader of a rate must know of it."""
        day = f"{self.day.year}年{self.day.month}月{self.day.day}日"
        doubtful = f"，其中{self.doubtful}人和花名册还没有对准，在“比对”里核对" if (
            self.doubtful) else ""
        return f"适龄人口按{day}的户籍名单（{self.source}，{len(self.people)}人）数{doubtful}。"

    def others(self) -> Iterator[Resident]:
        """Those who are not on the roster, without lines behind which there is nobody."""
        return (one for one in self.people if not one.record and one.found not in NOBODY)
