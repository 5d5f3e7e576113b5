"""An item of the inbox names who sent it as long as it is open, so that one who sends much keeps no others waiting.

Items of the version before, and those that it goes on to record, have nobody's name and wait for nobody but their lane.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column."""
    op.add_column("inbox", sa.Column("sender", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    """Drops it."""
    with op.batch_alter_table("inbox") as changed:
        changed.drop_column("sender")
