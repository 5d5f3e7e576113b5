"""Who did something in Teams, out of what items and activities keep of it."""

from collections.abc import Mapping
from typing import Any

from bot.chat.actor import Actor
from bot.teams.directory.senders import Sender, Senders


def actor_of(payload: Mapping[str, Any], answer_to: str = "") -> Actor:
    """The person, and where they did it."""
    by = by_of(payload)
    return Actor(by.get("id", ""), by.get("tenant", ""), str(payload.get("channel") or ""), answer_to)


def by_of(payload: Mapping[str, Any]) -> Mapping[str, str]:
    """What is kept of the person, as `sender_of` makes it; nothing where nobody did it."""
    return payload.get("from") or payload.get("sender") or {}


def remember(senders: Senders, team: str, by: Mapping[str, str], channel: str) -> None:
    """Remembers somebody for their language, their role and their id for the connector."""
    if not by.get("id"):
        return
    told = Sender(
        member=by.get("member", ""),
        tenant=by.get("tenant", ""),
        locale=by.get("locale", ""),
        role=by.get("role", ""),
        channel=channel,
        name=by.get("name", ""),
    )
    senders.saw(team, by["id"], told)
