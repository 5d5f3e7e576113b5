"""A conversation as Slack knows it: what kind it is, whose, and whether people of other workspaces are in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from bot.chat.chat import ChatKind

_SHARED = ("is_shared", "is_ext_shared", "is_org_shared", "is_pending_ext_shared")
"""Flags of what others are in, or are invited into: other companies, and other workspaces of the same organization."""
_OTHERS = ("pending_shared", "pending_connected_team_ids", "connected_team_ids", "shared_team_ids")
"""Lists of the workspaces that are in it, or are invited."""


@dataclass(frozen=True, slots=True)
class SlackChannel:
    """What is kept of an answer of `conversations.info`.

    `partner` is with whom the bot is alone in a direct message, empty where Slack doesn't say.
    """

    kind: ChatKind
    partner: str
    creator: str
    has_bot: bool

    @classmethod
    def of(cls, info: Mapping[str, Any], team: str) -> Self:
        """The conversation of the `channel` in Slack's answer to the bot of `team`; an unknown kind is private."""
        return cls(
            kind=_kind(info, team),
            partner=str(info.get("user") or ""),
            creator=str(info.get("creator") or ""),
            has_bot=bool(info.get("is_im") or info.get("is_member", True)),
        )


def _kind(info: Mapping[str, Any], team: str) -> ChatKind:
    if info.get("is_im"):
        return ChatKind.DIRECT
    others = {str(each) for name in _OTHERS for each in info.get(name) or ()} - {team}
    if others or any(info.get(name) for name in _SHARED):
        return ChatKind.SHARED
    if info.get("is_mpim"):
        return ChatKind.GROUP
    return ChatKind.PUBLIC if info.get("is_private") is False else ChatKind.PRIVATE
