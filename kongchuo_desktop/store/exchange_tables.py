"""The projected tables of what passes between units: receipts, corrections, transfers, grants."""

from sqlmodel import Field

from kongchuo_desktop.store.projected import Projected


class Receipt(Projected, table=True):
    """A package taken in, as its reader tells the sender; home is the reader's unit.

    Each computer of a reader writes its own: those of one class never see each other's, so one
    row for both could not be the same everywhere.
    """

    __tablename__ = "receipt"

    digest: str | None = None
    """SHA-256 of the package file, hex."""
    unit: str | None = Field(default=None, index=True)
    """The sender's unit."""
    class_id: str | None = None
    """The sender's class, where it was one."""
    kind: str | None = None
    """``月报`` or another word for what the package was."""
    period: str | None = None
    day: str | None = None
    """Local day on which it was taken in."""
    added: int | None = None
    """How many entries were new to the reader."""


class Correction(Projected, table=True):
    """A superior asks for one field of a row to be looked at again (退回修改)."""

    __tablename__ = "correction"

    unit: str | None = Field(default=None, index=True)
    """The unit that is asked."""
    pupil: str | None = Field(default=None, index=True)
    target: str | None = Field(default=None, index=True)
    """The row in question; a return where no single fact is."""
    target_table: str | None = None
    field: str | None = None
    """The field of that row; None for the row as a whole."""
    sentence: str | None = None
    day: str | None = None
    seen: str | None = None
    """The tips of the row as the asker saw it: a later entry answers the question."""
    withdrawn: bool | None = None


class CorrectionAnswer(Projected, table=True):
    """The asked unit's word on a correction where nothing was to be changed (核对无误)."""

    __tablename__ = "correction_answer"

    correction: str | None = Field(default=None, index=True)
    pupil: str | None = Field(default=None, index=True)
    day: str | None = None
    sentence: str | None = None


class Transfer(Projected, table=True):
    """A child on the way from one school to another, as the superior of both knows it."""

    __tablename__ = "transfer"
    KEY = ("pupil", "kind", "day")
    QUIET = frozenset({"arrival", "arrived", "how", "from_name", "to_name", "proof"})

    pupil: str | None = Field(default=None, index=True)
    """The record at the school that the child leaves."""
    kind: str | None = None
    """``转学`` or ``小升初``."""
    day: str | None = None
    """The day from which the child is no longer expected at the old school."""
    from_unit: str | None = Field(default=None, index=True)
    to_unit: str | None = Field(default=None, index=True)
    """The school that is to take the child; None while nobody knows."""
    from_name: str | None = None
    to_name: str | None = None
    """What the schools are called: neither of them need know the other."""
    arrival: str | None = Field(default=None, index=True)
    """The record at the school that took the child; None until it arrived."""
    arrived: str | None = None
    """The day on which the new school took the child; on which ``ended`` was proved."""
    how: str | None = None
    """How the two records were found to be one child's: ``announced``, ``number``, ``birth`` or
    ``person``."""
    ended: str | None = None
    """Why it came to nothing, in words: never left, gone to another county."""
    proof: str | None = None
    """What proves that, a word of the vocabulary's evidence: ``接收证明``."""


class Grant(Projected, table=True):
    """A unit may read the file of a child not its own; once given, given (journal.md §7)."""

    __tablename__ = "grant"
    KEY = ("pupil", "unit")
    QUIET = frozenset({"day", "scope"})

    pupil: str | None = Field(default=None, index=True)
    unit: str | None = Field(default=None, index=True)
    day: str | None = None
    scope: str | None = None
    """``person``: the record alone, for a child who is expected; ``file``: what a new school may
    have of a child who came."""


class Handed(Projected, table=True):
    """A file that a unit hands to those below: profile, form pack, list, comparison result."""

    __tablename__ = "handed"

    kind: str | None = None
    """``policy``, ``forms``, ``list`` or ``comparison``."""
    name: str | None = None
    """Its file name."""
    title: str | None = None
    digest: str | None = None
    """SHA-256 of the bytes, hex; the attachment of that name holds them."""
    unit: str | None = Field(default=None, index=True)
    """The unit it is for; None for all below."""
    day: str | None = None
    note: str | None = None
