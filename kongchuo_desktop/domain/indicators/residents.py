"""The children of the newest 户籍 list, as rates ask about them: who of them is in school."""

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
        records: its rows of the roster, several of a child that went from school to school.
        found: what became of a child without one, empty where nobody looked.
        doubtful: it is not known yet whether it is on the roster.
        town: the township that its address names, empty where it names none.
    """

    born: str
    records: tuple[str, ...] = ()
    found: str = ""
    doubtful: bool = False
    town: str = ""


@dataclass(frozen=True, slots=True)
class Residents:
    """A 户籍 list laid beside the roster.

    Attributes:
        source, day: name of its file, and the day on which it stood so.
    """

    source: str
    day: date
    people: tuple[Resident, ...]

    @property
    def said(self) -> str:
        """What a reader of a rate must know of it."""
        day = f"{self.day.year}年{self.day.month}月{self.day.day}日"
        count = sum(one.doubtful for one in self.people)
        doubtful = f"，其中{count}人和花名册还没有对准，在“比对”里核对" if count else ""
        return f"适龄人口按{day}的户籍名单（{self.source}，{len(self.people)}人）数{doubtful}。"
