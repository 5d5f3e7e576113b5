"""What waits in the inbox and in the queue of files keeps where its trace stood, so that any process goes on with it.

Nothing that is there changes: processes of the version before may go on beside this one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns."""
    for table in ("inbox", "jobs"):
        op.add_column(table, sa.Column("trace", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    """Drops them."""
    for table in ("inbox", "jobs"):
        with op.batch_alter_table(table) as changed:
            changed.drop_column("trace")
