"""Things that chats told us know which chat that is, what they wait for, and whether they were withdrawn.

The defaults are for processes of the version before, which write none of these columns while they run on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
IN_LANE = sa.text("due_at IS NOT NULL AND lane <> ''")
OF_SUBJECT = sa.text("subject <> ''")


def upgrade() -> None:
    """Adds the columns and what finds rows by them; all that is there came from Slack."""
    op.add_column("inbox", sa.Column("surface", sa.String(16), nullable=False, server_default="slack"))
    op.add_column("inbox", sa.Column("lane", sa.String(255), nullable=False, server_default=""))
    op.add_column("inbox", sa.Column("subject", sa.String(64), nullable=False, server_default=""))
    op.add_column("inbox", sa.Column("withdraws", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("inbox", sa.Column("begun_at", MOMENT))
    op.add_column("inbox", sa.Column("stopped_at", MOMENT))
    op.create_index("ix_inbox_lane", "inbox", ["lane", "received_at"], sqlite_where=IN_LANE, postgresql_where=IN_LANE)
    op.create_index("ix_inbox_subject", "inbox", ["subject"], sqlite_where=OF_SUBJECT, postgresql_where=OF_SUBJECT)


def downgrade() -> None:
    """Removes the columns."""
    op.drop_index("ix_inbox_subject", "inbox")
    op.drop_index("ix_inbox_lane", "inbox")
    for column in ("stopped_at", "begun_at", "withdraws", "subject", "lane", "surface"):
        op.drop_column("inbox", column)
