"""Files that people are about to send may be for a named collection.

Nothing that is there changes: processes of the version before may go on beside this one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column."""
    op.add_column("upload_choices", sa.Column("collection", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    """Drops it."""
    with op.batch_alter_table("upload_choices") as changed:
        changed.drop_column("collection")
