"""The vocabulary of the journal: projected tables, their fields, natural keys and quiet fields.

A column of a projected table is a field of the journal under the same name (journal.md §2). Only
fields are listed here; the bookkeeping columns of every projected row stand in ``Projected``,
attendance, enrollment, exchange and comparison in modules of their own. Fields are added, never
renamed or retyped (journal.md §9). Dates travel as ISO text, lists and maps as JSON, numbers as
integers; there are no floats.
"""

from typing import Any

from sqlmodel import Field

from kongchuo_desktop.store.attendance_tables import CalendarDay as CalendarDay
from kongchuo_desktop.store.attendance_tables import Leave as Leave
from kongchuo_desktop.store.attendance_tables import MarkRow as MarkRow
from kongchuo_desktop.store.attendance_tables import RegisterRow as RegisterRow
from kongchuo_desktop.store.attendance_tables import Term as Term
from kongchuo_desktop.store.comparison_tables import ChildFound as ChildFound
from kongchuo_desktop.store.comparison_tables import ChildList as ChildList
from kongchuo_desktop.store.comparison_tables import SameChild as SameChild
from kongchuo_desktop.store.enrollment_table import Enrollment as Enrollment
from kongchuo_desktop.store.exchange_tables import Correction as Correction
from kongchuo_desktop.store.exchange_tables import CorrectionAnswer as CorrectionAnswer
from kongchuo_desktop.store.exchange_tables import Grant as Grant
from kongchuo_desktop.store.exchange_tables import Handed as Handed
from kongchuo_desktop.store.exchange_tables import Receipt as Receipt
from kongchuo_desktop.store.exchange_tables import Transfer as Transfer
from kongchuo_desktop.store.projected import Projected as Projected
from kongchuo_desktop.store.projected import index_of_joins, json_column

SCHEMA = 3
"""Number of this vocabulary; entries carry it (journal.md §2)."""


class Unit(Projected, table=True):
    """A bureau, central school or school; units form a tree. ``row`` is its own home."""

    __tablename__ = "unit"
    __table_args__ = (index_of_joins("unit"),)
    KEY = ("code",)
    # A school becomes a 中心校 by its own kits, while its superior still writes it as a school.
    QUIET = frozenset({"address", "phone", "kind"})

    code: str | None = None
    """学校标识码; None while provisional."""
    name: str | None = None
    kind: str | None = None
    """``bureau``, ``center`` or ``school``."""
    parent: str | None = None
    township: str | None = None
    county: str | None = None
    phone: str | None = None
    address: str | None = None
    principal: str | None = None
    same_as: str | None = None


class ClassGroup(Projected, table=True):
    """A class: the pupils who entered in one year under one number."""

    __tablename__ = "class"
    __table_args__ = (index_of_joins("class"),)
    KEY = ("entry_year", "number", "stage")
    QUIET = frozenset({"phone"})

    entry_year: int | None = None
    """Calendar year of the September in which its first grade of the stage began."""
    number: int | None = None
    stage: str | None = None
    """``primary`` (grades 1 to 6) or ``junior`` (7 to 9)."""
    name: str | None = None
    """Name as the school says it, where it is not 七年级1班."""
    head_teacher: str | None = None
    phone: str | None = None
    lessons: int | None = None
    kind: str | None = None
    """``普通班``, ``补偿班`` or ``复式班``; None is 普通班."""
    seat: str | None = None
    """Seat code for numbers of papers, e.g. ``七1`` (journal.md §6)."""
    same_as: str | None = None


class PupilRow(Projected, table=True):
    """A pupil with the family as the 学籍 template gives it (paperwork §13.1)."""

    __tablename__ = "pupil"
    __table_args__ = (index_of_joins("pupil"),)
    KEY = ("identity_number", "name")
    QUIET = frozenset({"address", "household_address", "notes", "seat", "guardian1_where",
                       "guardian2_where", "apart"})

    name: str | None = Field(default=None, index=True)
    identity_number: str | None = Field(default=None, index=True)
    student_number: str | None = Field(default=None, index=True)
    gender: str | None = None
    """``男`` or ``女``."""
    birth_date: str | None = None
    """``YYYY-MM-DD`` or ``YYYY-MM`` where only the month is known."""
    ethnicity: str | None = None
    class_id: str | None = Field(default=None, index=True)
    seat: int | None = None
    entered: str | None = None
    """First day at this school, ISO; None = from the start."""
    never_enrolled: bool | None = None
    """Found outside all schools (从未入学): nobody's pupil until a 报到 is written down."""
    boarding: bool | None = None
    placement: str | None = None
    """``在校`` (default), ``随班就读``, ``特校`` or ``送教上门``."""
    phone: str | None = None
    address: str | None = None
    household_address: str | None = None
    former_name: str | None = None
    notes: str | None = None
    guardian1_name: str | None = None
    guardian1_relation: str | None = None
    guardian1_phone: str | None = None
    guardian1_where: str | None = None
    guardian2_name: str | None = None
    guardian2_relation: str | None = None
    guardian2_phone: str | None = None
    guardian2_where: str | None = None
    same_as: str | None = None
    apart: list[str] | None = json_column()
    """Records that look like this one and that a person has found to be another child's."""


class Tag(Projected, table=True):
    """A tag of a pupil for a span of days (留守, 脱贫户, 残疾 …)."""

    __tablename__ = "tag"
    KEY = ("pupil", "tag", "since")

    pupil: str | None = Field(default=None, index=True)
    tag: str | None = None
    since: str | None = None
    until: str | None = None
    note: str | None = None


class Movement(Projected, table=True):
    """An enrollment change: 报到, 转入, 转出, 休学, 复学, 借读, 调班, 其他离校, 死亡, 毕业."""

    __tablename__ = "movement"

    pupil: str | None = Field(default=None, index=True)
    kind: str | None = None
    day: str | None = None
    other: str | None = None
    """The other school, class or reason."""
    from_class: str | None = None
    """The class until the day before, where the change is also one of class."""
    class_id: str | None = None
    """The class from the day on, until the next change; see ``world.classes_before``."""
    transfer: str | None = None
    """The row of ``transfer`` that announced the child to the school that now took it."""
    note: str | None = None


class Visit(Projected, table=True):
    """A home visit or a telephone call (paperwork §5)."""

    __tablename__ = "visit"

    pupil: str | None = Field(default=None, index=True)
    day: str | None = Field(default=None, index=True)
    time: str | None = None
    mode: str | None = None
    """``家访`` or ``电话``."""
    outcome: str | None = None
    """``返校``, ``同意``, ``有条件``, ``拒绝``, ``不在家``, ``联系不上`` or ``其他``."""
    by: list[str] | None = json_column()
    joint: list[str] | None = json_column()
    """Units or persons who came along (村委会, 乡镇干部 …)."""
    met: str | None = None
    """Guardian who was met, with the relation."""
    cause: str | None = None
    whereabouts: str | None = None
    promised: str | None = None
    """Date by which the return was promised, ISO."""
    needs: str | None = None
    next_step: str | None = None
    note: str | None = None


class Paper(Projected, table=True):
    """A paper once issued: written once, never changed (journal.md §6)."""

    __tablename__ = "paper"

    number: str | None = Field(default=None, index=True)
    word: str | None = None
    year: int | None = None
    seat: str | None = None
    serial: int | None = None
    form: str | None = None
    """Id of the form file; None for a paper of the school's own that was only noted."""
    title: str | None = None
    """Name of the paper in the words of the policy vocabulary, e.g. ``劝学通知书``."""
    pupil: str | None = Field(default=None, index=True)
    class_id: str | None = None
    day: str | None = None
    to: str | None = None
    limit: str | None = None
    """Date by which the addressee must act, ISO."""
    values: dict[str, Any] | None = json_column()
    digest: str | None = None
    """SHA-256 of the PDF (of the scan, for a paper of the school's own), hex; the attachment of
    that name holds the bytes."""
    pages: int | None = None


class PaperEvent(Projected, table=True):
    """What happened to an issued paper: served, handed, signed or voided."""

    __tablename__ = "paper_event"

    paper: str | None = Field(default=None, index=True)
    pupil: str | None = Field(default=None, index=True)
    kind: str | None = None
    """``served``, ``handed``, ``signed`` or ``voided``."""
    day: str | None = None
    how: str | None = None
    """``直接``, ``留置``, ``邮寄``, ``委托``, ``电子`` or ``公告``."""
    to: str | None = None
    """Who took it: a name; or the office (``township``, ``county``)."""
    relation: str | None = None
    witnesses: list[str] | None = json_column()
    scan: str | None = None
    note: str | None = None


class Event(Projected, table=True):
    """Any other dated fact of a pupil, class or school, of a kind of the policy vocabulary."""

    __tablename__ = "event"

    kind: str | None = None
    pupil: str | None = Field(default=None, index=True)
    class_id: str | None = None
    day: str | None = Field(default=None, index=True)
    fields: dict[str, Any] | None = json_column()
    by: str | None = None
    note: str | None = None
    scan: str | None = None


class Attached(Projected, table=True):
    """A photo or scan that belongs to a row (journal.md §6): to attach and to remove are facts."""

    __tablename__ = "attached"
    KEY = ("target", "digest")
    QUIET = frozenset({"kind", "name", "day", "size", "note"})

    target: str | None = Field(default=None, index=True)
    """The row of ``visit``, ``event``, ``paper`` or ``paper_event`` that it belongs to."""
    pupil: str | None = Field(default=None, index=True)
    digest: str | None = None
    """SHA-256 of the bytes kept, hex; the attachment of that name holds them."""
    kind: str | None = None
    """``photo`` (JPEG) or ``scan`` (PDF)."""
    name: str | None = None
    """Name of the file it was made from."""
    day: str | None = None
    """Day on which the photo was taken, as the camera wrote it."""
    size: int | None = None
    """Bytes kept."""
    note: str | None = None


class PolicyUseRow(Projected, table=True):
    """From which day the unit follows which profile."""

    __tablename__ = "policy_use"

    policy: str | None = None
    since: str | None = None


class OwnFigureRow(Projected, table=True):
    """The school's own figure where a document gives none (本校规定)."""

    __tablename__ = "own_figure"

    binding: str | None = Field(default=None, index=True)
    value: str | None = None
    since: str | None = None
    why: str | None = None


class Return(Projected, table=True):
    """A filed return with its figures (journal.md §6)."""

    __tablename__ = "return"
    KEY = ("unit", "kind", "period")

    unit: str | None = None
    kind: str | None = None
    """``月报``."""
    period: str | None = None
    """``YYYY-MM``."""
    day: str | None = None
    zero: bool | None = None
    figures: dict[str, Any] | None = json_column()


class Erase(Projected, table=True):
    """The erasure of a row at the end of its retention (journal.md §9)."""

    __tablename__ = "erase"

    target: str | None = None
    why: str | None = None


PROJECTED: tuple[type[Projected], ...] = (
    Unit, ClassGroup, PupilRow, Enrollment, Tag, Movement, CalendarDay, Term, MarkRow, RegisterRow,
    Leave, Visit, Paper, PaperEvent, Event, Attached, PolicyUseRow, OwnFigureRow, Return, Erase,
    Receipt, Correction, CorrectionAnswer, Transfer, Grant, Handed, ChildList, SameChild,
    ChildFound,
)

BY_NAME: dict[str, type[Projected]] = {str(t.__tablename__): t for t in PROJECTED}
