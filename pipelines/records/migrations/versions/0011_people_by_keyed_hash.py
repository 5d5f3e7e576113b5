"""People are known by a keyed hash: of the plain one, a list of a workspace's members told who asked.

It can't be turned back: after an undo nobody's earlier questions are found as theirs.
"""

import sqlalchemy as sa
from alembic import op

from pipelines.keys.key_ring import DataKey
from pipelines.records.pseudonyms import pseudonym

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BOUND = b"data key of the records"
PEOPLE = (("questions", "asker"), ("verdicts", "person"))


def upgrade() -> None:
    """Hashes what stands there once more, with a key."""
    connection = op.get_bind()
    held = sa.table("data_keys", sa.column("name", sa.String), sa.column("sealed", sa.LargeBinary))
    sealed = connection.execute(sa.select(held.c.sealed).where(held.c.name == "records")).scalar_one()
    key = DataKey.opened(op.get_context().config.attributes["keys"], sealed, BOUND)  # type: ignore[union-attr]
    for name, column in PEOPLE:
        table = sa.table(name, sa.column(column, sa.String))
        people = table.c[column]
        for known in connection.execute(sa.select(people).where(people.is_not(None)).distinct()).scalars().all():
            connection.execute(table.update().where(people == known).values({column: pseudonym(key, known)}))


def downgrade() -> None:
    """Leaves them as they are."""
