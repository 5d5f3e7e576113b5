"""API keys over HTTP."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from bot.api.callers.caller import ApiScope
from bot.api.v1.models.plain_text import PlainText
from bot.chat.role import Role
from bot.records.api_keys import LONGEST_NAME, MOST_LABELS, HeldKey


class KeyIn(BaseModel):
    """A key to be made."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "intranet search", "scopes": ["read"], "days": 90}]}
    )

    name: PlainText = Field(min_length=1, max_length=LONGEST_NAME, pattern=r"\S", description="What it is for.")
    scopes: set[ApiScope] = Field(min_length=1, description="What it lets do.")
    role: Role | None = Field(None, description="Without it, the lowest that allows the scopes.")
    labels: set[PlainText] = Field(
        {"everyone"},
        min_length=1,
        max_length=MOST_LABELS,
        description="What it may read: everyone, everyone:COLLECTION, group:NAME, slack:TEAM, …; no channel's and no "
        "person's, for which an operator makes keys (`tcbot api-keys create`).",
    )
    days: int | None = Field(90, ge=1, le=3650, description="After so many days it is over; null for never.")


class KeyOut(BaseModel):
    """A key, without the key itself."""

    id: str
    name: str
    role: Role
    scopes: list[str]
    labels: list[str]
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None = Field(description="To the minute.")
    revoked_at: datetime | None

    @classmethod
    def of(cls, held: HeldKey) -> Self:
        """One key."""
        return cls(**_told(held))


class MadeKey(KeyOut):
    """A new key. It is shown this once."""

    key: str = Field(description="Send it as `Authorization: Bearer …`.")

    @classmethod
    def made(cls, held: HeldKey, key: str) -> Self:
        """The new key."""
        return cls(key=key, **_told(held))


class Keys(BaseModel):
    """All keys, newest first."""

    keys: list[KeyOut]


def _told(held: HeldKey) -> dict[str, object]:
    return {
        "id": held.id,
        "name": held.name,
        "role": held.role,
        "scopes": sorted(held.scopes),
        "labels": sorted(held.labels),
        "created_by": held.created_by,
        "created_at": held.created_at,
        "expires_at": held.expires_at,
        "used_at": held.used_at,
        "revoked_at": held.revoked_at,
    }
