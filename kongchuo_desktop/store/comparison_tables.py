"""The projected tables of 四查三对比: lists, what was decided of their lines, what was found."""

from sqlmodel import Field

from kongchuo_desktop.store.projected import Projected


class ChildList(Projected, table=True):
    """A list of children as an office gave it, kept as it was on its day (R137)."""

    __tablename__ = "child_list"
    KEY = ("kind", "digest")
    QUIET = frozenset({"day", "source", "giver"})

    kind: str | None = None
    """``household``, ``enrolment``, ``in_school``, ``poverty`` or ``preschool``."""
    digest: str | None = None
    """SHA-256 of the lines as kept, hex; the attachment of that name holds them."""
    day: str | None = None
    """The day on which the list stood so, ISO."""
    source: str | None = None
    """Name of the file."""
    giver: str | None = None
    """The office or person who gave it."""
    count: int | None = None
    """Lines in it."""


class SameChild(Projected, table=True):
    """What a person decided of two lines that may be one child; remembered for the next lists."""

    __tablename__ = "same_child"
    KEY = ("one", "other")

    one: str | None = None
    """What the one line is known by (``Person.trait``), the lesser of the two."""
    other: str | None = None
    same: bool | None = None
    day: str | None = None


class ChildFound(Projected, table=True):
    """What became of a child that a comparison found: where it is, and on what evidence (R138)."""

    __tablename__ = "child_found"
    KEY = ("child",)

    child: str | None = None
    """What the child's line is known by (``Person.trait``)."""
    name: str | None = None
    found: str | None = Field(default=None, index=True)
    """One of the closed list of ``operations.comparison_outcomes``."""
    day: str | None = None
    note: str | None = None
    """The evidence in words; photos and scans of it hang on the row."""
    record: str | None = Field(default=None, index=True)
    """The child's row of the roster, where there is one. It may be found later, and what a row is
    about never changes (journal.md §2): so the row is about nobody."""
