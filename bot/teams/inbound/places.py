"""Where the bot can write, as an activity tells of it."""

from dataclasses import replace

from bot.teams.directory.teams_place import CHANNEL, PERSONAL, TeamsPlace
from bot.teams.inbound.payloads import (
    Activity,
    conversation_of,
    entries,
    is_bot,
    kind_of,
    known_as,
    part,
    team_of,
    text,
    word,
)

LONGEST_NAME = 200
_OF_SHARED = frozenset({"channelShared", "channelUnshared"})
"""Events that shared channels alone have."""
_CHANNEL_TYPES = frozenset({"standard", "private", "shared"})


def places_of(activity: Activity, home: str) -> list[TeamsPlace]:
    """The conversation of an activity, and where the bot was added the channel that was chosen for it.

    `home` is the tenant where the activity names none. None of them for an activity without an address.
    """
    channel, _ = conversation_of(activity)
    service_url, kind, bot = word(activity, "serviceUrl"), kind_of(activity), word(activity, "recipient", "id")
    if not channel or not service_url or not kind or not bot or is_removal(activity):
        return []
    place = TeamsPlace(service_url, team_of(activity, home), channel, kind, bot)
    account = part(activity, "from")
    is_persons = bool(word(account, "id")) and not is_bot(account, activity)
    if kind == PERSONAL:
        if not is_persons:
            return [place]
        return [replace(place, member=word(account, "id"), person=known_as(account), name=_name(account))]
    if is_arrival(activity) and is_persons:
        place = replace(place, installer=known_as(account))
    place = replace(place, hears_all=_hears_all(activity))
    if kind != CHANNEL:
        return [replace(place, name=_name(part(activity, "conversation")))]
    place = _of_team(place, activity)
    chosen = word(activity, "channelData", "settings", "selectedChannel", "id")
    if not chosen or chosen == channel:
        return [place]
    return [place, replace(place, channel=chosen, name="", channel_type="")]


def is_arrival(activity: Activity) -> bool:
    """Whether the activity says that the bot was added somewhere."""
    if activity.get("type") == "installationUpdate":
        return word(activity, "action") in {"add", "add-upgrade"}
    return activity.get("type") == "conversationUpdate" and _has_bot(activity, "membersAdded")


def is_removal(activity: Activity) -> bool:
    """Whether the activity says that the bot was taken out of somewhere."""
    if activity.get("type") == "installationUpdate":
        return word(activity, "action") in {"remove", "remove-upgrade"}
    return activity.get("type") == "conversationUpdate" and _has_bot(activity, "membersRemoved")


def _has_bot(activity: Activity, who: str) -> bool:
    bot = word(activity, "recipient", "id")
    return bool(bot) and any(word(each, "id") == bot for each in entries(activity, who))


def _of_team(place: TeamsPlace, activity: Activity) -> TeamsPlace:
    """With what a channel's activity says of its team. An event of a channel is told in its team's conversation."""
    channel, team = part(activity, "channelData", "channel"), part(activity, "channelData", "team")
    is_own = word(channel, "id") in {"", place.channel}
    told = word(channel, "type")
    kind = "shared" if word(activity, "channelData", "eventType") in _OF_SHARED else told
    return replace(
        place,
        name=text(channel, "name", most=LONGEST_NAME) if is_own else "",
        channel_type=kind if is_own and kind in _CHANNEL_TYPES else "",
        group=word(team, "aadGroupId"),
        team_thread=word(team, "id") or word(activity, "channelData", "teamsTeamId"),
        team_name=text(team, "name", most=LONGEST_NAME),
    )


def _hears_all(activity: Activity) -> bool:
    """Whether it is a message that didn't call the bot: those come only where somebody consented to that."""
    is_targeted = part(activity, "recipient").get("isTargeted") is True
    if activity.get("type") != "message" or is_targeted or "value" in activity:
        return False
    bot = word(activity, "recipient", "id")
    return not any(word(each, "mentioned", "id") == bot for each in entries(activity, "entities"))


def _name(named: Activity) -> str:
    return text(named, "name", most=LONGEST_NAME)
