"""For people and programs: accounts with their identities, roles, groups, API keys and sessions.

Channels can choose collections, and admins can let one with outsiders in it have more.

Nothing that is there changes: processes of the version before may go on beside this one.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID, WIDE, WORD = sa.String(64), sa.String(255), sa.String(16)
STRUCTURE = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
TABLES = ("accounts", "identities", "roles", "group_members", "api_keys", "sessions")


def _moment(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _of_account(table: str, is_key: bool = False) -> tuple[sa.Column[object], sa.ForeignKeyConstraint]:
    name = f"fk_{table}_account_id"
    return (
        sa.Column("account_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=name, ondelete="CASCADE"),
    )


def upgrade() -> None:
    """Adds the tables, and two columns."""
    op.add_column("channel_settings", sa.Column("collections", STRUCTURE, nullable=False, server_default="[]"))
    op.add_column("channel_settings", sa.Column("outsiders", WORD, nullable=False, server_default="here"))
    op.create_table(
        "accounts",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_hash", sa.String(64)),
        _moment("created_at"),
        _moment("signed_in_at", nullable=True),
        _moment("disabled_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
    )
    op.create_index("ix_accounts_email_hash", "accounts", ["email_hash"], unique=True)
    op.create_table(
        "identities",
        sa.Column("surface", WORD, nullable=False),
        sa.Column("team", WIDE, nullable=False),
        sa.Column("subject", WIDE, nullable=False),
        *_of_account("identities"),
        sa.Column("linked_by", WORD, nullable=False),
        _moment("linked_at"),
        sa.PrimaryKeyConstraint("surface", "team", "subject", name="pk_identities"),
    )
    op.create_index("ix_identities_account_id", "identities", ["account_id"])
    op.create_table(
        "roles",
        *_of_account("roles"),
        sa.Column("team", WIDE, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("granted_by", WIDE, nullable=False),
        _moment("granted_at"),
        sa.PrimaryKeyConstraint("account_id", "team", name="pk_roles"),
    )
    op.create_table(
        "group_members",
        *_of_account("group_members"),
        sa.Column("label", WIDE, nullable=False),
        sa.Column("source", WIDE, nullable=False),
        _moment("told_at"),
        sa.PrimaryKeyConstraint("account_id", "label", "source", name="pk_group_members"),
    )
    op.create_index("ix_group_members_label", "group_members", ["label"])
    op.create_table(
        "api_keys",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("scopes", STRUCTURE, nullable=False),
        sa.Column("labels", STRUCTURE, nullable=False),
        sa.Column("created_by", WIDE, nullable=False),
        _moment("created_at"),
        _moment("expires_at", nullable=True),
        _moment("used_at", nullable=True),
        _moment("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
    )
    op.create_index("ix_api_keys_hash", "api_keys", ["hash"], unique=True)
    op.create_table(
        "sessions",
        sa.Column("id", ID, nullable=False),
        *_of_account("sessions"),
        sa.Column("issuer", WIDE, nullable=False),
        sa.Column("subject", WIDE, nullable=False),
        sa.Column("provider_session", WIDE, nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        _moment("created_at"),
        _moment("seen_at"),
        _moment("expires_at"),
        _moment("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    for columns in (["account_id"], ["issuer", "provider_session"], ["issuer", "subject"], ["expires_at"]):
        op.create_index(f"ix_sessions_{'_'.join(columns)}", "sessions", columns)


def downgrade() -> None:
    """Removes them."""
    for table in reversed(TABLES):
        op.drop_table(table)
    with op.batch_alter_table("channel_settings") as changed:
        changed.drop_column("outsiders")
        changed.drop_column("collections")
