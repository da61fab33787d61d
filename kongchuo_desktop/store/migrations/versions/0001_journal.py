"""The journal and the local tables as the first version made them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entry",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("op", sa.Integer(), nullable=False),
        sa.Column("tbl", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("home", sa.String(), nullable=False),
        sa.Column("about", sa.String()),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("erased", sa.Boolean(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run", "n", name="pk_entry"),
    )
    op.create_index("ix_entry_row", "entry", ["row"])
    op.create_table(
        "operation",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("undoes", sa.String()),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run", "n", name="pk_operation"),
    )
    op.create_index("ix_operation_undoes", "operation", ["undoes"])
    op.create_table(
        "run",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("store", sa.String(), nullable=False),
        sa.Column("machine", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run", name="pk_run"),
    )
    op.create_table(
        "conflict",
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("tbl", sa.String(), nullable=False),
        sa.Column("value", sa.JSON()),
        sa.PrimaryKeyConstraint("row", "field", "entry", name="pk_conflict"),
    )
    op.create_table(
        "alias",
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("canonical", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_alias"),
    )
    op.create_index("ix_alias_canonical", "alias", ["canonical"])
    op.create_table(
        "erased",
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("home", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("row", "home", name="pk_erased"),
    )
    op.create_table(
        "attachment",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_attachment"),
    )
    op.create_table(
        "local",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON()),
        sa.Column("blob", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("kind", "name", name="pk_local"),
    )
