"""A tombstone knows when deleted rows were off the disk, a shared file since when its chat no longer shows it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the moments: all files count as seen, and the next sweep looks after what was forgotten so far."""
    op.add_column("forgettings", sa.Column("expunged_at", MOMENT))
    op.add_column("shared_files", sa.Column("missing_since", MOMENT))


def downgrade() -> None:
    """Removes them."""
    op.drop_column("shared_files", "missing_since")
    op.drop_column("forgettings", "expunged_at")
