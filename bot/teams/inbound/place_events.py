"""What comes and goes in Teams, as inbox items: the bot, people, channels, teams."""

from typing import Any, Final

from bot.inbox.item_key import item_key
from bot.inbox.items import InboxItem
from bot.teams.directory.teams_place import SURFACE
from bot.teams.inbound.lanes import lane_of
from bot.teams.inbound.payloads import (
    Activity,
    conversation_of,
    entries,
    kind_of,
    known_as,
    moment_of,
    part,
    sender_of,
    word,
)
from bot.teams.inbound.places import is_arrival, is_removal

KINDS: Final = {
    "teamRenamed": "channel_changed",
    "teamRestored": "channel_changed",
    "teamUnarchived": "channel_changed",
    "channelCreated": "channel_changed",
    "channelRenamed": "channel_changed",
    "channelRestored": "channel_changed",
    "channelShared": "channel_changed",
    "channelUnshared": "channel_changed",
    "channelMemberAdded": "joined",
    "channelMemberRemoved": "left",
    "teamMemberAdded": "joined",
    "teamMemberRemoved": "left",
    "teamArchived": "channel_gone",
    "teamDeleted": "channel_gone",
    "teamHardDeleted": "channel_gone",
    "channelDeleted": "channel_gone",
}
"""What events of teams and channels are to us."""
OF_TEAM: Final = frozenset({"teamMemberAdded", "teamMemberRemoved"})
"""Events that concern all channels of a team."""


def arrival_item(team: str, activity: Activity) -> InboxItem | None:
    """The item where the bot was added to a place, or taken out of one.

    Teams tells both twice, by two kinds of activities.
    """
    channel, kind = conversation_of(activity)[0], kind_of(activity)
    is_added = is_arrival(activity)
    if not channel or not kind or not (is_added or is_removal(activity)):
        return None
    chosen = word(activity, "channelData", "settings", "selectedChannel", "id")
    picked = {"channel": channel, "chosen": chosen if is_added else "", "kind": kind, "from": sender_of(activity)}
    name = "installed" if is_added else "uninstalled"
    key = item_key(SURFACE, team, name, channel, moment_of(activity))
    return InboxItem(key, SURFACE, team, name, picked, lane_of(team, channel, ""))


def conversation_item(team: str, activity: Activity) -> InboxItem | None:
    """The item of news about a conversation, its people or its name."""
    if is_arrival(activity) or is_removal(activity):
        return arrival_item(team, activity)
    event = word(activity, "channelData", "eventType")
    added, removed = entries(activity, "membersAdded"), entries(activity, "membersRemoved")
    name = KINDS.get(event) or ("joined" if added else "left" if removed else "")
    channel = conversation_of(activity)[0]
    if event.startswith("channel"):
        channel = word(activity, "channelData", "channel", "id") or channel
    if not name or not channel:
        return None
    people = {known_as(each) for each in (*added, *removed)} - {""}
    # Of many who came at once each may read something else now, as where nobody is named.
    user = next(iter(people)) if len(people) == 1 and event not in OF_TEAM else ""
    picked: dict[str, Any] = {"channel": channel, "user": user}
    key = item_key(SURFACE, team, "event", event or name, channel, moment_of(activity))
    return InboxItem(key, SURFACE, team, name, {**picked, "from": _by(activity)})


def _by(activity: Activity) -> dict[str, str]:
    return sender_of(activity) if part(activity, "from") else {}
