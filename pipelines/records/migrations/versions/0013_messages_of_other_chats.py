"""For chats that can't be asked for messages of ours, and whose forms carry no files.

Nothing that is there changes: processes of the version before may go on beside this one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WIDE = sa.String(255)


def upgrade() -> None:
    """Adds two tables, and where people open a shared file."""
    op.add_column("shared_files", sa.Column("link", sa.Text()))
    op.create_table(
        "shown_messages",
        sa.Column("surface", sa.String(16), nullable=False),
        sa.Column("team", sa.String(64), nullable=False),
        sa.Column("channel", WIDE, nullable=False),
        sa.Column("message", WIDE, nullable=False),
        sa.Column("key", WIDE, nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("surface", "team", "channel", "message", name="pk_shown_messages"),
    )
    op.create_index("ix_shown_messages_surface_team_key", "shown_messages", ["surface", "team", "key"])
    op.create_index("ix_shown_messages_shown_at", "shown_messages", ["shown_at"])
    op.create_table(
        "upload_choices",
        sa.Column("surface", sa.String(16), nullable=False),
        sa.Column("team", sa.String(64), nullable=False),
        sa.Column("person", WIDE, nullable=False),
        sa.Column("channel", WIDE, nullable=False),
        sa.Column("thread", WIDE, nullable=False),
        sa.Column("document_type", sa.String(32), nullable=False),
        sa.Column("for_all", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("surface", "team", "person", name="pk_upload_choices"),
    )


def downgrade() -> None:
    """Removes them."""
    op.drop_table("upload_choices")
    op.drop_table("shown_messages")
    with op.batch_alter_table("shared_files") as changed:
        changed.drop_column("link")
