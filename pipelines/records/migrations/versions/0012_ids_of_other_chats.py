"""Ids of other chats fit, conversations are remembered, and the shelf of a document has a column of its own.

`documents.team` held what the library calls a shelf: documents of one name on one shelf are versions of each other. For
what was shared in chats that is a workspace and the bytes, and no workspace. The column `shelf` has it from now on.
Processes of the version before may go on beside this one: they write `team` alone, where it is read for as long as
`shelf` is empty, and they look for documents by `team`, which is therefore written as well. Once no such process is
left, another migration can give `team` the workspace.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NARROW, WIDE = sa.String(64), sa.String(255)
WIDENED = {"shared_files": ("sharer",), "installations": ("bot_id", "bot_user", "installed_by")}


def upgrade() -> None:
    """Widens the columns for ids of people, and adds the shelf and the table."""
    _alter(NARROW, WIDE)
    op.add_column("documents", sa.Column("shelf", sa.String(64)))
    op.create_index("ix_documents_shelf", "documents", ["shelf"])
    documents = sa.table("documents", sa.column("shelf"), sa.column("team"))
    op.get_bind().execute(documents.update().values(shelf=documents.c.team))
    op.create_table(
        "conversations",
        sa.Column("surface", sa.String(16), nullable=False),
        sa.Column("team", sa.String(64), nullable=False),
        sa.Column("channel", WIDE, nullable=False),
        sa.Column("person", WIDE, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("surface", "team", "channel", name="pk_conversations"),
    )
    op.create_index("ix_conversations_surface_team_person", "conversations", ["surface", "team", "person"])
    op.create_index("ix_conversations_seen_at", "conversations", ["seen_at"])


def downgrade() -> None:
    """Removes them; ids that are too long by then stop it on PostgreSQL."""
    op.drop_table("conversations")
    op.drop_index("ix_documents_shelf", "documents")
    op.drop_column("documents", "shelf")
    _alter(WIDE, NARROW)


def _alter(before: sa.String, after: sa.String) -> None:
    for table, columns in WIDENED.items():
        with op.batch_alter_table(table) as changed:
            for column in columns:
                changed.alter_column(column, existing_type=before, type_=after, existing_nullable=False)
