"""A report as lines of figures with who they count, and what of it was filed otherwise."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Figures = Mapping[str, Mapping[str, int]]
"""Key of a line → column → number: a report as it was filed."""
Names = Mapping[str, Mapping[str, Sequence[str]]]
"""Key of a line → column → the pupils it counted."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A grade or class; ``pupils``: column → who it counts, one of whom it counts several things
    often."""

    key: str
    title: str
    pupils: Mapping[str, tuple[str, ...]]

    def count(self, column: str) -> int:
        return len(self.pupils.get(column, ()))


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is another one now than when the report was filed, or counts others.

    ``came`` and ``gone`` are the pupils who are counted now and were not, or the other way; empty
    where the filed names are not on this computer.
    """

    line: str
    column: str
    where: str
    what: str
    filed: int
    now: int
    came: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        if self.filed == self.now:
            return f"{self.where}{self.what}：还是{self.now}，换了人"
        return f"{self.where}{self.what}：报{self.filed}，现在{self.now}"


def figures_of(lines: Iterable[ReportLine], columns: Iterable[str]) -> dict[str, dict[str, int]]:
    """A report as numbers."""
    return {line.key: {column: line.count(column) for column in columns} for line in lines}


def names_of(lines: Iterable[ReportLine]) -> dict[str, dict[str, list[str]]]:
    """Whom a report counts."""
    return {line.key: {column: list(found) for column, found in line.pupils.items()}
            for line in lines}


def changed_since(lines: Iterable[ReportLine], filed: Figures, titles: Mapping[str, str], *,
                  gone: Mapping[str, str] | None = None,
                  names: Names | None = None) -> list[Change]:
    """What of a filed report is another number, or counts other children, now.

    Args:
        titles: column → what it is called; only these are compared.
        gone: what lines are called that were filed and are not there any more.
        names: whom the filed report counted, where this computer knows.
    """
    now = {line.key: line for line in lines}
    found = []
    for key in [*now, *(key for key in filed if key not in now)]:
        line = now.get(key) or ReportLine(key, (gone or {}).get(key, ""), {})
        for column, what in titles.items():
            before = filed.get(key, {}).get(column, 0)
            old = Counter((names or {}).get(key, {}).get(column, ()))
            new = Counter(line.pupils.get(column, ()))
            came, left = (new - old, old - new) if names else (Counter[str](), Counter[str]())
            if before != line.count(column) or came or left:
                found.append(Change(key, column, line.title, what, before, line.count(column),
                                    tuple(came.elements()), tuple(left.elements())))
    return found
