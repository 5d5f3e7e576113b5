"""How replies went, in figures; how content people are; jobs are found by when they ended.

Nothing that is there changes: processes of the version before may go on beside this one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the tables and the index."""
    op.create_table(
        "told_replies",
        sa.Column("question_id", sa.String(64), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("surface", sa.String(16), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("is_askers", sa.Boolean(), nullable=False),
        sa.Column("reply_ms", sa.Integer(), nullable=False),
        sa.Column("cited", sa.String(8), nullable=False),
        sa.Column("sentences", sa.Integer(), nullable=False),
        sa.Column("unsupported", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("question_id", name="pk_told_replies"),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name="fk_told_replies_question_id", ondelete="CASCADE"
        ),
    )
    op.create_index(
        "ix_told_replies_figures",
        "told_replies",
        ["told_at", "outcome", "is_askers", "reply_ms", "cited", "sentences", "unsupported"],
    )
    op.create_table(
        "surveys",
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("surface", sa.String(16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("score", sa.Integer()),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person", "month", name="pk_surveys"),
    )
    op.create_index("ix_surveys_answered_at", "surveys", ["answered_at"])
    op.create_index("ix_surveys_asked_at", "surveys", ["asked_at"])
    op.create_index("ix_jobs_finished_at", "jobs", ["finished_at"])


def downgrade() -> None:
    """Drops them."""
    op.drop_index("ix_jobs_finished_at", "jobs")
    op.drop_table("surveys")
    op.drop_table("told_replies")
