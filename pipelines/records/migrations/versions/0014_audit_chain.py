"""The audit becomes a chain: entries have numbers and keyed hashes, and the database refuses to change or delete them.

The entries so far are taken into it in the order of their coming. Processes of the version before may go on beside
this one: what they add has no number, and the daily sweep of this version takes it in for a week.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from pipelines.keys.key_ring import DataKey
from pipelines.records.audit_key import START, ChainKey
from pipelines.records.audit_marks import Mark, MarkName, seal_of

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BOUND = b"data key of the records"
MOMENT = sa.DateTime(timezone=True)
STRUCTURE = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT_ONCE = 1000

_audit = sa.table(
    "audit",
    sa.column("id"),
    sa.column("at", MOMENT),
    *(sa.column(name, sa.String) for name in ("actor", "action", "target", "hash")),
    sa.column("details", STRUCTURE),
    sa.column("number"),
)
_marks = sa.table(
    "audit_marks", *(sa.column(name) for name in ("name", "number", "hash", "seal")), sa.column("at", MOMENT)
)

_SAME = "id at actor action target details"
"""What of an entry stays when it gets its number."""
SQLITE = (
    "CREATE TRIGGER audit_not_deleted BEFORE DELETE ON audit WHEN old.number IS NULL "
    "OR old.number > coalesce((SELECT number FROM audit_marks WHERE name = 'cut'), 0) "
    "BEGIN SELECT raise(ABORT, 'entries of the audit are not deleted'); END",
    "CREATE TRIGGER audit_not_changed BEFORE UPDATE ON audit WHEN old.number IS NOT NULL "
    + "".join(f"OR old.{name} IS NOT new.{name} " for name in _SAME.split())
    + "BEGIN SELECT raise(ABORT, 'entries of the audit are not changed'); END",
    "CREATE TRIGGER audit_marks_not_deleted BEFORE DELETE ON audit_marks "
    "BEGIN SELECT raise(ABORT, 'marks of the audit are not deleted'); END",
)
POSTGRESQL = (
    """
    CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'audit' THEN
            IF OLD.number <= (SELECT number FROM audit_marks WHERE name = 'cut') THEN
                RETURN OLD;
            END IF;
        ELSIF TG_OP = 'UPDATE' THEN
            IF OLD.number IS NULL AND (OLD.id, OLD.at, OLD.actor, OLD.action, OLD.target, OLD.details)
                IS NOT DISTINCT FROM (NEW.id, NEW.at, NEW.actor, NEW.action, NEW.target, NEW.details) THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'what the audit holds is not changed or deleted';
    END $$
    """,
    "CREATE TRIGGER audit_rows_stay BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_stays()",
    "CREATE TRIGGER audit_stays_whole BEFORE TRUNCATE ON audit EXECUTE FUNCTION audit_stays()",
    "CREATE TRIGGER audit_marks_stay BEFORE DELETE ON audit_marks FOR EACH ROW EXECUTE FUNCTION audit_stays()",
    "CREATE TRIGGER audit_marks_stay_whole BEFORE TRUNCATE ON audit_marks EXECUTE FUNCTION audit_stays()",
)
SQLITE_UNDONE = (
    "DROP TRIGGER audit_not_deleted",
    "DROP TRIGGER audit_not_changed",
    "DROP TRIGGER audit_marks_not_deleted",
)
POSTGRESQL_UNDONE = (
    "DROP TRIGGER audit_rows_stay ON audit",
    "DROP TRIGGER audit_stays_whole ON audit",
    "DROP TRIGGER audit_marks_stay ON audit_marks",
    "DROP TRIGGER audit_marks_stay_whole ON audit_marks",
    "DROP FUNCTION audit_stays()",
)


def upgrade() -> None:
    """Adds columns, marks and triggers, and links the entries there are."""
    connection = op.get_bind()
    op.add_column("audit", sa.Column("number", ROW_NUMBER))
    op.add_column("audit", sa.Column("hash", sa.String(64)))
    op.create_table(
        "audit_marks",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("number", ROW_NUMBER, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_audit_marks"),
    )
    held = sa.table("data_keys", sa.column("name", sa.String), sa.column("sealed", sa.LargeBinary))
    sealed = connection.execute(sa.select(held.c.sealed).where(held.c.name == "records")).scalar_one()
    key = ChainKey(DataKey.opened(op.get_context().config.attributes["keys"], sealed, BOUND))  # type: ignore[union-attr]
    last = _link(connection, key)
    _mark(connection, key, MarkName.HEAD, last)
    if last.number:
        _mark(connection, key, MarkName.BEGUN, last)
    op.create_index("ix_audit_number", "audit", ["number"], unique=True)
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.execute(sa.text(statement))


def _link(connection: sa.Connection, key: ChainKey) -> Mark:
    """Numbers and hashes of all entries, some thousands a second; the last one of them."""
    number, before, last_id = 0, START, 0
    linking = (
        _audit.update()
        .where(_audit.c.id == sa.bindparam("of"))
        .values(number=sa.bindparam("number_"), hash=sa.bindparam("hash_"))
    )
    following = sa.select(_audit).where(_audit.c.id > sa.bindparam("last")).order_by(_audit.c.id).limit(AT_ONCE)
    while block := connection.execute(following, {"last": last_id}).all():
        links = []
        for row in block:
            at = row.at.replace(tzinfo=UTC) if row.at.tzinfo is None else row.at.astimezone(UTC)
            number += 1
            before = key.hash_of(before, number, at, row.actor, row.action, row.target, row.details)
            links.append({"of": row.id, "number_": number, "hash_": before})
        connection.execute(linking, links)
        last_id = block[-1].id
    return Mark(number, before, datetime.now(UTC))


def _mark(connection: sa.Connection, key: ChainKey, name: MarkName, mark: Mark) -> None:
    at = mark.at.replace(tzinfo=None) if connection.dialect.name == "sqlite" else mark.at
    seal = seal_of(key, name, mark)
    row = _marks.insert().values(name=name.value, number=mark.number, hash=mark.hash, at=at, seal=seal)
    connection.execute(row)


def downgrade() -> None:
    """Removes them; the entries stay."""
    connection = op.get_bind()
    for statement in SQLITE_UNDONE if connection.dialect.name == "sqlite" else POSTGRESQL_UNDONE:
        connection.execute(sa.text(statement))
    op.drop_table("audit_marks")
    op.drop_index("ix_audit_number", "audit")
    for column in ("hash", "number"):
        op.drop_column("audit", column)
