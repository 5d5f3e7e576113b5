"""A shared file remembers what it replaced, until its card has said so."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column; no card owes anything yet."""
    op.add_column("shared_files", sa.Column("replaces", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Drops it."""
    op.drop_column("shared_files", "replaces")
