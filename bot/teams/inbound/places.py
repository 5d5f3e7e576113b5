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
    short,
    team_of,
    text,
    word,
)

LONGEST_NAME = 200
_OF_SHARED = frozenset({"channelShared", "channelUnshared"})
"""Events that shared channels alone have."""
OF_GONE_TEAM = ("teamArchived", "teamDeleted", "teamHardDeleted")
OF_GONE_CHANNEL = ("channelDeleted",)
"""Events after which nothing is sent to a team, or to one channel."""
_CHANNEL_TYPES = frozenset({"standard", "private", "shared"})


def places_of(activity: Activity, home: str) -> list[TeamsPlace]:
    """The conversation of an activity, and where the bot was added the channel that was chosen for it.

    `home` is the tenant where the activity names none. None of them for an activity without an address.
    """
    channel, _ = conversation_of(activity)
    service_url, kind, bot = word(activity, "serviceUrl"), kind_of(activity), word(activity, "recipient", "id")
    if not channel or not service_url or not kind or not bot or left_by(activity)[0]:
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
    named = dict.fromkeys((channel, *_named(activity)))
    return [_of_team(replace(place, channel=each), activity) for each in named if each]


def left_by(activity: Activity) -> tuple[str, bool]:
    """The conversation in which nothing is sent any more, and whether that holds for all channels of its team.

    Empty where it is none.
    """
    channel = conversation_of(activity)[0]
    event = word(activity, "channelData", "eventType")
    if is_removal(activity):
        return channel, kind_of(activity) == CHANNEL
    if word(activity, "type") != "conversationUpdate" or event not in (*OF_GONE_TEAM, *OF_GONE_CHANNEL):
        return "", False
    named = short(word(activity, "channelData", "channel", "id"))
    return (channel, True) if event in OF_GONE_TEAM else (named or channel, False)


def _named(activity: Activity) -> tuple[str, str]:
    """Channels that an activity tells of beside its own: which was chosen for the bot, and a standard one's news."""
    chosen = word(activity, "channelData", "settings", "selectedChannel", "id")
    told = part(activity, "channelData", "channel")
    is_open = word(told, "type") == "standard" or word(told, "id") == chosen
    return short(chosen), short(word(told, "id")) if is_open else ""


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
    """With what a channel's activity says of it and of its team."""
    channel, team = part(activity, "channelData", "channel"), part(activity, "channelData", "team")
    is_own = word(channel, "id") in {"", place.channel}  # events of a channel come in its team's conversation
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
