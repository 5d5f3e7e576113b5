"""Grants by label: every question asks for what its readers may read."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the index."""
    op.create_index("ix_grants_label_document_id", "grants", ["label", "document_id"])


def downgrade() -> None:
    """Removes it."""
    op.drop_index("ix_grants_label_document_id", "grants")
