"""Texts of documents are sealed, and there are records of what was forgotten and of how long documents are kept.

A version's pages may be slides, sheets, rows or sections from here on, and a document may lie within another.
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from pipelines.keys.key_ring import DataKey, KeyRing
from pipelines.records.sealed_text import opened_text, sealed_text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STRUCTURE = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
BOUND = b"data key of the records"
TEXTS = {
    "documents": (("id",), ("name", "title")),
    "questions": (("id",), ("text", "standalone", "answer")),
    "citations": (("question_id", "n"), ("quote",)),
}
"""For each table the columns that name a row, and those that are sealed."""
AT_ONCE = 500


def upgrade() -> None:
    """Makes the tables and the records' data key, and seals what is there."""
    op.create_table(
        "data_keys",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_data_keys"),
    )
    op.create_table(
        "forgettings",
        sa.Column("document_id", sa.String(64), nullable=False),
        sa.Column("versions", STRUCTURE, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.PrimaryKeyConstraint("document_id", name="pk_forgettings"),
    )
    op.create_index("ix_forgettings_finished_at", "forgettings", ["finished_at"])
    op.create_table(
        "retentions",
        sa.Column("team", sa.String(64), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("team", name="pk_retentions"),
    )
    op.add_column("versions", sa.Column("unit", sa.String(16), nullable=False, server_default="page"))
    op.add_column("documents", sa.Column("around_id", sa.String(64)))
    op.create_index("ix_documents_around_id", "documents", ["around_id"])
    op.drop_index("ix_documents_team_name", "documents")
    op.create_index("ix_documents_team", "documents", ["team"])
    key, ring = DataKey.new(), _ring()
    held = sa.table("data_keys", sa.column("name", sa.String), sa.column("sealed", sa.LargeBinary))
    op.get_bind().execute(held.insert().values(name="records", sealed=key.sealed_with(ring, BOUND)))
    _rewrite(lambda text: sealed_text(key, text))


def downgrade() -> None:
    """Removes the tables, and leaves the texts as they were before: in plain."""
    held = sa.table("data_keys", sa.column("name", sa.String), sa.column("sealed", sa.LargeBinary))
    sealed = op.get_bind().execute(sa.select(held.c.sealed).where(held.c.name == "records")).scalar_one()
    key = DataKey.opened(_ring(), sealed, BOUND)
    _rewrite(lambda text: opened_text(key, text))
    op.drop_index("ix_documents_team", "documents")
    op.create_index("ix_documents_team_name", "documents", ["team", "name"])
    op.drop_column("versions", "unit")
    op.drop_index("ix_documents_around_id", "documents")
    op.drop_column("documents", "around_id")
    for table in ("retentions", "forgettings", "data_keys"):
        op.drop_table(table)


def _ring() -> KeyRing:
    ring = op.get_context().config.attributes["keys"]  # type: ignore[union-attr]
    if not isinstance(ring, KeyRing):
        raise TypeError("The migrations need the keys: run them by Database.migrate.")
    return ring


def _rewrite(change: Callable[[str], str]) -> None:
    """Changes every text of the sealed columns, some hundred rows at a time."""
    connection = op.get_bind()
    for name, (identity, texts) in TEXTS.items():
        table = sa.table(name, *(sa.column(column) for column in (*identity, *texts)))
        rows = connection.execute(sa.select(table)).mappings().all()
        statement = (
            table.update()
            .where(*(table.c[column] == sa.bindparam(f"is_{column}") for column in identity))
            .values({column: sa.bindparam(f"to_{column}") for column in texts})
        )
        for start in range(0, len(rows), AT_ONCE):
            changed = [
                {f"is_{column}": row[column] for column in identity}
                | {f"to_{column}": change(row[column]) for column in texts}
                for row in rows[start : start + AT_ONCE]
            ]
            connection.execute(statement, changed)
