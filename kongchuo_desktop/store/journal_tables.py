"""Tables of the journal itself and of this computer; the only ones that are ever migrated."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
)

JOURNAL = MetaData(
    naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(table_name)s_%(column_0_name)s"}
)

ENTRY = Table(
    "entry",
    JOURNAL,
    Column("run", String, nullable=False),
    Column("n", Integer, nullable=False),
    Column("op", Integer, nullable=False),
    Column("tbl", String, nullable=False),
    Column("row", String, nullable=False),
    Column("home", String, nullable=False),
    Column("about", String),
    Column("at", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("erased", Boolean, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("run", "n"),
    Index(None, "row"),
)
"""Every entry as the very bytes in which it was written, and what it is looked up by."""

OPERATION = Table(
    "operation",
    JOURNAL,
    Column("run", String, nullable=False),
    Column("n", Integer, nullable=False),
    Column("undoes", String, index=True),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("run", "n"),
)

RUN = Table(
    "run",
    JOURNAL,
    Column("run", String, nullable=False),
    Column("store", String, nullable=False),
    Column("machine", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("run"),
)

CONFLICT = Table(
    "conflict",
    JOURNAL,
    Column("row", String, nullable=False),
    Column("field", String, nullable=False),
    Column("entry", String, nullable=False),
    Column("tbl", String, nullable=False),
    Column("value", JSON(none_as_null=False)),
    PrimaryKeyConstraint("row", "field", "entry"),
)
"""Projected: the heads of each field in conflict; its name is ``row:field``."""

ALIAS = Table(
    "alias",
    JOURNAL,
    Column("row", String, nullable=False),
    Column("canonical", String, nullable=False, index=True),
    PrimaryKeyConstraint("row"),
)
"""Projected: the canonical id of each joined row, the canonical one included (journal.md §5)."""

ERASED = Table(
    "erased",
    JOURNAL,
    Column("row", String, nullable=False),
    Column("home", String, nullable=False),
    PrimaryKeyConstraint("row", "home"),
)
"""Rows whose values are erased for ever, also those that come later (journal.md §9)."""

ATTACHMENT = Table(
    "attachment",
    JOURNAL,
    Column("digest", String, nullable=False),
    Column("data", LargeBinary, nullable=False),
    PrimaryKeyConstraint("digest"),
)

LOCAL = Table(
    "local",
    JOURNAL,
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False),
    Column("value", JSON),
    Column("blob", LargeBinary),
    PrimaryKeyConstraint("kind", "name"),
)
"""What belongs to this computer and never travels: settings, drafts, certificates, waiting
packages, the log of packages; one row a thing, told apart by ``kind``."""

ATTACHMENT_FIELDS: dict[str, tuple[str, ...]] = {
    "paper": ("digest",),
    "paper_event": ("scan",),
    "event": ("scan",),
    "attached": ("digest",),
    "handed": ("digest",),
    "child_list": ("digest",),
}
"""Fields that name an attachment by its digest."""
