"""How often each invariant was broken is kept, so that every process can show it.

Nothing that is there changes: processes of the version before may go on beside this one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "invariants",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("violations", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_invariants"),
    )


def downgrade() -> None:
    """Drops it."""
    op.drop_table("invariants")
