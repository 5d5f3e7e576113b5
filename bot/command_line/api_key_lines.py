"""API keys as lines of a terminal and as JSON."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from bot.records.api_keys import HeldKey
from bot.wording.sentences import say


def api_key_line(held: HeldKey) -> str:
    """One line on a key: what it is for, lets do and reads, and whether it still does."""
    return say(
        "api_key_line",
        id=held.id,
        name=held.name,
        role=held.role.value,
        scopes=sorted(held.scopes),
        labels=sorted(held.labels),
        state=_state(held),
    )


def api_keys_json(keys: Iterable[HeldKey]) -> dict[str, Any]:
    """The keys as `tcbot api-keys list --json` prints them."""
    return {
        "api_keys": [
            {
                "id": held.id,
                "name": held.name,
                "role": held.role.value,
                "scopes": sorted(held.scopes),
                "labels": sorted(held.labels),
                "created_by": held.created_by,
                "created_at": _time(held.created_at),
                "expires_at": _time(held.expires_at),
                "used_at": _time(held.used_at),
                "revoked_at": _time(held.revoked_at),
            }
            for held in keys
        ]
    }


def _state(held: HeldKey) -> str:
    if held.revoked_at is not None:
        return say("api_key_is_revoked")
    if held.expires_at is None:
        return say("api_key_is_endless")
    key = "api_key_is_over" if held.expires_at <= datetime.now(UTC) else "api_key_is_good"
    return say(key, date=held.expires_at.date().isoformat())


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
