"""Activities as Teams sends them, for the tests of what is made of them."""

from typing import Any

Json = dict[str, Any]

TENANT, OTHER_TENANT = "8a4e7c1e-5d3f-4c58-9e1a-0b7f2f6f0a11", "11111111-2222-4333-8444-555555555555"
BOT = "28:6a1b2c3d-0000-4000-8000-000000000001"
TEAM = "19:general@thread.tacv2"
CHANNEL = "19:finance@thread.tacv2"
GROUP = "19:meeting_abc@thread.v2"
PERSONAL = "a:1personal"
ANN = {"id": "29:1ann", "name": "Ann", "aadObjectId": "0f9a4f3e-8f0e-4b93-bb0a-0b1e5ac0a001"}
BOB = {"id": "29:1bob", "name": "Bob", "aadObjectId": "0f9a4f3e-8f0e-4b93-bb0a-0b1e5ac0a002"}
NOBODYS = {"id": "29:1nobody", "name": "Guest"}
"""Somebody without an account, as in meetings."""
MENTION = {"type": "mention", "mentioned": {"id": BOT, "name": "TCBot"}, "text": "<at>TCBot</at>"}
KINDS = {CHANNEL: "channel", TEAM: "channel", GROUP: "groupChat", PERSONAL: "personal"}
URL = "https://smba.trafficmanager.net/emea/"


def activity(kind: str, channel: str = CHANNEL, root: str = "", by: Json = ANN, **more: Any) -> Json:
    """Something that happened in a conversation."""
    data: Json = {"tenant": {"id": TENANT}}
    if KINDS[channel] == "channel":
        data |= {"channel": {"id": channel}, "team": {"id": TEAM}}
    told = {
        "type": kind,
        "id": "1700000000001",
        "timestamp": "2026-11-28T12:00:00.123Z",
        "serviceUrl": URL,
        "channelId": "msteams",
        "from": by,
        "recipient": {"id": BOT, "name": "TCBot"},
        "conversation": {
            "id": f"{channel};messageid={root}" if root else channel,
            "conversationType": KINDS[channel],
            "tenantId": TENANT,
        },
        "channelData": data | more.pop("data", {}),
        "locale": "en-US",
    }
    return told | more


def message(text: str, channel: str = CHANNEL, root: str = "", **more: Any) -> Json:
    """A message that doesn't call the bot, unless it is alone with the writer."""
    return activity("message", channel, root, text=text, **more)


def mention(text: str, channel: str = CHANNEL, root: str = "1700000000001", **more: Any) -> Json:
    """A message that calls the bot; in a channel it begins a thread."""
    root = root if KINDS[channel] == "channel" else ""
    return message(f"<at>TCBot</at> {text}", channel, root, **{"entities": [MENTION], **more})


def targeted(text: str, **more: Any) -> Json:
    """A message that the bot alone sees: a slash command."""
    return message(text, recipient={"id": BOT, "isTargeted": True}, **more)


def invoke(name: str, value: Any, channel: str = CHANNEL, **more: Any) -> Json:
    """Something that is to be answered at once."""
    root = "1700000000001" if KINDS[channel] == "channel" else ""
    return activity("invoke", channel, root, **{"id": "f:1", "replyToId": "m7", "name": name, "value": value, **more})


def press(button: str, value: str = "q1", channel: str = CHANNEL, by: Json = ANN, **ours: str) -> Json:
    """A press of a card's button."""
    data = {"tcbot": {"button": button, "value": value, **ours}}
    action = {"type": "Action.Execute", "verb": "tcbot", "data": data}
    return invoke("adaptiveCard/action", {"action": action}, channel, by=by)


def thumb(reaction: str, **more: Any) -> Json:
    """A thumb below an answer, before anything else was asked."""
    value = {"data": {"actionName": "feedback", "actionValue": {"reaction": reaction}}}
    return invoke("message/fetchTask", value, **more)


def news(event: str, channel: str = TEAM, **more: Any) -> Json:
    """An event of a team, or of one of its channels."""
    data = {"eventType": event, "team": {"id": TEAM, "name": "House", "aadGroupId": "group-1"}} | more.pop("data", {})
    return activity("conversationUpdate", channel, data=data, **more)
