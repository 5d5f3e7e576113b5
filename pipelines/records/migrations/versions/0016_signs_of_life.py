"""For what a killed process held: processes give signs of life, so that nobody has to wait for the end of a lease.

Nothing that is there changes: processes of the version before give no signs, and their leases run out as ever.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table."""
    op.create_table(
        "processes",
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_processes"),
    )


def downgrade() -> None:
    """Removes it."""
    op.drop_table("processes")
