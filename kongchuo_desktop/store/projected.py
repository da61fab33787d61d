"""What every projected row has beside its fields."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field, SQLModel


def json_column() -> Any:
    """A field that holds a list or a map; SQL NULL where it is empty."""
    return Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))


def index_of_joins(table: str) -> Index:
    """What finds the joined rows of a table without reading it through: joins are few."""
    return Index(f"ix_{table}_same_as", "same_as", sqlite_where=text("same_as IS NOT NULL"))


class Projected(SQLModel):
    """What every projected row has beside its fields.

    Attributes:
        row: 32 lowercase hex digits, the identity for ever.
        home: the unit that owns the row (a row of ``unit``).
        about: the pupil it is about, or None.
        tips: the row's newest entries, ``run:n`` sorted and joined by one space: the ``prior``
            that a form must hand back when it saves.
        gone: deleted (journal.md §3.4), or not whole yet (``shapes``): not shown.
        recorded: local date of the operation that wrote the row's first entry.
        author: name of the actor who wrote the row's first entry.
    """

    row: str = Field(primary_key=True)
    home: str = Field(index=True)
    about: str | None = Field(default=None, index=True)
    tips: str
    gone: bool = False
    recorded: date
    author: str = ""

    KEY: ClassVar[tuple[str, ...]] = ()
    """Fields that make up the natural key, in order; empty where the row's id is random (§5)."""
    QUIET: ClassVar[frozenset[str]] = frozenset()
    """Fields whose differences are kept and shown but not asked (§4)."""
