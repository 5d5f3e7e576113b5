"""When memberships last changed, for every process to read. Questions by command are of no conversation."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table. Questions by command leave the direct messages that they were asked in."""
    op.create_table(
        "membership_changes",
        sa.Column("surface", sa.String(16), nullable=False),
        sa.Column("team", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("stamp", sa.String(16), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("surface", "team", "subject", name="pk_membership_changes"),
    )
    op.create_index("ix_membership_changes_changed_at", "membership_changes", ["changed_at"])
    # By command: of no message. Such a question may have been asked between two people, each in private.
    questions = sa.table("questions", sa.column("conversation", sa.String), sa.column("message", sa.String))
    of_direct_message = questions.c.conversation.like("slack:%:D%")
    op.execute(questions.update().where(questions.c.message == "", of_direct_message).values(conversation=None))


def downgrade() -> None:
    """Removes the table."""
    op.drop_index("ix_membership_changes_changed_at", "membership_changes")
    op.drop_table("membership_changes")
