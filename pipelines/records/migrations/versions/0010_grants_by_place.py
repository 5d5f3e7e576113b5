"""A grant knows where it came from: jobs carry their sharing and its sharer, grants of chats so far get theirs.

What was shared in a chat was granted at the place of the command line until now. Readers that the index has not been
told of have a table.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STRUCTURE = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
COMMAND_LINE = "command line"

_shared = sa.table(
    "shared_files",
    *(sa.column(name) for name in ("id", "surface", "team", "channel", "kind", "sharer", "sharer_team", "label")),
    *(sa.column(name) for name in ("document_id", "job_id", "created_at")),
)
_grants = sa.table(
    "grants",
    *(sa.column(name) for name in ("id", "document_id", "label", "place", "granted_by")),
    sa.column("created_at", MOMENT),
)
_jobs = sa.table(
    "jobs",
    *(sa.column(name) for name in ("id", "document_id", "around_id", "team", "place", "granted_by", "state")),
    sa.column("labels", STRUCTURE),
)
_documents = sa.table("documents", sa.column("id"), sa.column("around_id"))


def upgrade() -> None:
    """Adds the columns and the table, and says of the grants of chats which sharing gave them."""
    op.create_table(
        "relabellings",
        sa.Column("document_id", sa.String(64), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_relabellings"),
    )
    op.create_index("ix_relabellings_asked_at", "relabellings", ["asked_at"])
    for name in ("place", "granted_by"):
        op.add_column("jobs", sa.Column(name, sa.String(255), nullable=False, server_default=COMMAND_LINE))
    op.add_column("shared_files", sa.Column("sharer_team", sa.String(64), nullable=False, server_default=""))
    connection = op.get_bind()
    connection.execute(_shared.update().values(sharer_team=_shared.c.team))
    sharings = connection.execute(sa.select(_shared).order_by(_shared.c.created_at, _shared.c.id)).all()
    _place_jobs(connection, sharings)
    _place_grants(connection, sharings)
    _follow(connection)


def _place_jobs(connection: sa.Connection, sharings: Any) -> None:
    """The jobs of sharings know these; the others of a chat only repair, since they would grant what no one gave."""
    repairs = sa.and_(_jobs.c.team.like("%:%"), _jobs.c.around_id.is_(None), _jobs.c.state.in_(["queued", "running"]))
    connection.execute(_jobs.update().where(repairs).values(place="", granted_by="", labels=[]))
    for shared in sharings:
        own = _jobs.update().where(_jobs.c.id == shared.job_id)
        labels = list(dict.fromkeys((_own_label(shared), shared.label)))
        connection.execute(own.values(place=shared.id, granted_by=_person(shared), labels=labels))


def _place_grants(connection: sa.Connection, sharings: Any) -> None:
    asked = sa.select(_grants).where(_grants.c.place == COMMAND_LINE)
    unplaced = {(row.document_id, row.label): row for row in connection.execute(asked)}
    placed = set()
    for shared in sharings:
        for label in dict.fromkeys((_own_label(shared), shared.label)):
            grant = unplaced.get((shared.document_id, label))
            if grant is None:
                continue
            values = {"place": shared.id, "granted_by": _person(shared)}
            if grant.id not in placed:
                placed.add(grant.id)
                connection.execute(_grants.update().where(_grants.c.id == grant.id).values(values))
            else:  # several shared it: each has a grant of its own
                told = {"document_id": grant.document_id, "label": label, "created_at": grant.created_at}
                connection.execute(_grants.insert().values(told | values))


def _follow(connection: sa.Connection) -> None:
    """Files within a file have the grants of the one around them, the outermost first."""
    around = {row.id: row.around_id for row in connection.execute(sa.select(_documents)) if row.around_id is not None}
    for document_id in sorted(around, key=lambda each: _depth(each, around)):
        outer = connection.execute(sa.select(_grants).where(_grants.c.document_id == around[document_id])).all()
        if not any(row.place != COMMAND_LINE for row in outer):
            continue
        connection.execute(_grants.delete().where(_grants.c.document_id == document_id))
        for row in outer:
            told = {"label": row.label, "place": row.place, "granted_by": row.granted_by, "created_at": row.created_at}
            connection.execute(_grants.insert().values(told | {"document_id": document_id}))


def _depth(document_id: str, around: dict[str, str]) -> int:
    depth = 0
    while document_id in around and depth < len(around):
        document_id, depth = around[document_id], depth + 1
    return depth


def _person(shared: Any) -> str:
    return f"{shared.surface}:{shared.team}:user:{shared.sharer}"


def _own_label(shared: Any) -> str:
    return _person(shared) if shared.kind == "direct" else f"{shared.surface}:{shared.team}:{shared.channel}"


def downgrade() -> None:
    """Removes them again; grants of chats are of the command line as before, each label once."""
    connection = op.get_bind()
    first = sa.select(sa.func.min(_grants.c.id)).group_by(_grants.c.document_id, _grants.c.label)
    kept = {row[0] for row in connection.execute(first)}
    for row in connection.execute(sa.select(_grants.c.id)).all():
        if row.id not in kept:
            connection.execute(_grants.delete().where(_grants.c.id == row.id))
    connection.execute(_grants.update().values(place=COMMAND_LINE, granted_by=COMMAND_LINE))
    op.drop_column("shared_files", "sharer_team")
    for name in ("place", "granted_by"):
        op.drop_column("jobs", name)
    op.drop_index("ix_relabellings_asked_at", "relabellings")
    op.drop_table("relabellings")
