"""The records of people and programs: who they are, what they may do, how they sign in."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pipelines.records.sealed_text import SealedText
from pipelines.records.tables import Id, Record, Structure, UtcTime, now


class Account(Record):
    """A person, however they come. `email_hash` is the keyed hash of a verified address, by which identities meet.

    Whoever is disabled may do nothing, by any of their identities.
    """

    __tablename__ = "accounts"
    __table_args__ = (Index(None, "email_hash", unique=True),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(SealedText, default="")
    email: Mapped[str] = mapped_column(SealedText, default="")
    email_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    signed_in_at: Mapped[datetime | None] = mapped_column(UtcTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Identity(Record):
    """What a person is known as somewhere: in a team of a chat, or to who signs people in (`team` is the issuer).

    `linked_by` says what proved it: `email`, `issuer`, `admin`.
    """

    __tablename__ = "identities"
    __table_args__ = (Index(None, "account_id"),)

    surface: Mapped[str] = mapped_column(String(16), primary_key=True)
    team: Mapped[str] = mapped_column(String(255), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    linked_by: Mapped[str] = mapped_column(String(16))
    linked_at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class RoleGrant(Record):
    """What a person may do in a team, by the team's label; `*` stands for every team."""

    __tablename__ = "roles"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    team: Mapped[str] = mapped_column(String(255), primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    granted_by: Mapped[str] = mapped_column(String(255))
    granted_at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class GroupMember(Record):
    """Somebody is in a group, by its label, as `source` said at `told_at`: who signs people in, or an admin."""

    __tablename__ = "group_members"
    __table_args__ = (Index(None, "label"),)

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    label: Mapped[str] = mapped_column(String(255), primary_key=True)
    source: Mapped[str] = mapped_column(String(255), primary_key=True)
    told_at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class ApiKey(Record):
    """A program's way in. Of the key itself there is a keyed hash alone. `labels` are what it may read."""

    __tablename__ = "api_keys"
    __table_args__ = (Index(None, "hash", unique=True),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(SealedText)
    hash: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    scopes: Mapped[list[Any]] = mapped_column(Structure)
    labels: Mapped[list[Any]] = mapped_column(Structure)
    created_by: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    expires_at: Mapped[datetime | None] = mapped_column(UtcTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)


class SignIn(Record):
    """A person's session. Its id is a keyed hash of what the person holds; `provider_session` is the issuer's own id.

    `tokens` are the issuer's, as JSON; at `refresh_at` it is asked again whether the person is still let in.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        Index(None, "account_id"),
        Index(None, "issuer", "provider_session"),
        Index(None, "issuer", "subject"),
        Index(None, "expires_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    provider_session: Mapped[str] = mapped_column(String(255), default="")
    tokens: Mapped[str] = mapped_column(SealedText, default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    seen_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    refresh_at: Mapped[datetime | None] = mapped_column(UtcTime)


class SignInAttempt(Record):
    """Somebody on their way to who signs people in and back. Gone when they are back, or at `expires_at`.

    `id` is the keyed hash of the state that travels with them, `browser` that of what their browser holds.
    """

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index(None, "expires_at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    browser: Mapped[str] = mapped_column(String(64))
    verifier: Mapped[str] = mapped_column(SealedText)
    nonce: Mapped[str] = mapped_column(SealedText)
    next: Mapped[str] = mapped_column(SealedText)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
