"""The chats: what comes in, shared files, verdicts on answers, settings of channels, installations.

A question knows the conversation and the message that it was asked in from here on.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STRUCTURE = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
OPEN = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    """Creates the tables, and the two columns of questions."""
    op.add_column("questions", sa.Column("conversation", sa.String(255)))
    op.add_column("questions", sa.Column("message", sa.String(255)))
    op.create_index("ix_questions_conversation_asked_at", "questions", ["conversation", "asked_at"])
    op.create_index("ix_questions_asker_asked_at", "questions", ["asker", "asked_at"])
    _create_inbox()
    op.create_table(
        "verdicts",
        sa.Column("question_id", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("is_helpful", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("question_id", "person", name="pk_verdicts"),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name="fk_verdicts_question_id", ondelete="CASCADE"),
    )
    _create_shared_files()
    op.create_table(
        "channel_settings",
        sa.Column("surface", sa.String(16), nullable=False),
        sa.Column("team", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(255), nullable=False),
        *(sa.Column(name, sa.String(16), nullable=False) for name in ("answers_to", "documents", "replies")),
        sa.PrimaryKeyConstraint("surface", "team", "channel", name="pk_channel_settings"),
    )
    op.create_table(
        "installations",
        sa.Column("surface", sa.String(16), nullable=False),
        *(sa.Column(name, sa.String(64), nullable=False) for name in ("place", "team", "enterprise")),
        sa.Column("name", sa.Text(), nullable=False),
        *(sa.Column(name, sa.String(64), nullable=False) for name in ("bot_id", "bot_user")),
        sa.Column("bot_token", sa.Text(), nullable=False),
        sa.Column("scopes", STRUCTURE, nullable=False),
        sa.Column("installed_by", sa.String(64), nullable=False),
        sa.Column("installed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("surface", "place", name="pk_installations"),
    )


def _create_inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("team", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("payload", sa.Text()),
        sa.Column("notes", sa.Text()),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("owner", sa.String(255)),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("outcome", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_inbox"),
    )
    op.create_index("ix_inbox_open", "inbox", ["received_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_inbox_ended_at", "inbox", ["ended_at"])


def _create_shared_files() -> None:
    op.create_table(
        "shared_files",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("surface", sa.String(16), nullable=False),
        sa.Column("team", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("thread", sa.String(255), nullable=False),
        sa.Column("sharer", sa.String(64), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("message", sa.String(255), nullable=False),
        sa.Column("file_id", sa.String(255), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(128), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("label", sa.String(255), nullable=False),
        sa.Column("document_id", sa.String(64), nullable=False),
        sa.Column("job_id", sa.String(64), nullable=False),
        sa.Column("card", sa.String(255), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.String(255)),
        sa.Column("lease_until", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shared_files"),
        sa.UniqueConstraint(
            "surface", "team", "file_id", "channel", name="uq_shared_files_surface_team_file_id_channel"
        ),
    )
    op.create_index("ix_shared_files_document_id", "shared_files", ["document_id"])
    op.create_index("ix_shared_files_surface_team_sharer", "shared_files", ["surface", "team", "sharer"])
    op.create_index("ix_shared_files_ended_lease_until", "shared_files", ["ended", "lease_until"])
    op.create_index("ix_shared_files_surface_checked_at", "shared_files", ["surface", "checked_at"])


def downgrade() -> None:
    """Removes the tables, and everything in them."""
    for table in ("installations", "channel_settings", "shared_files", "verdicts", "inbox"):
        op.drop_table(table)
    op.drop_index("ix_questions_asker_asked_at", "questions")
    op.drop_index("ix_questions_conversation_asked_at", "questions")
    op.drop_column("questions", "message")
    op.drop_column("questions", "conversation")
