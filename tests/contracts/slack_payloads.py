"""Payloads in the shape in which Slack sends them, by who acts; ids are made up."""

import json
from itertools import count
from typing import Any

from tests.contracts.slack_world import BOT, GENERAL, MEMBER, TEAM, team_of

_numbers = count(1)


def event(kind: str, **fields: Any) -> dict[str, Any]:
    """An event's delivery; `is_shared` says that it happened in a channel with another workspace."""
    around = {"is_ext_shared_channel": True} if fields.pop("is_shared", False) else {}
    head = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{next(_numbers)}", **around}
    return head | {"authorizations": [{"team_id": TEAM, "user_id": BOT}], "event": {"type": kind, **fields}}


def written(user: str, channel: str = GENERAL, text: str = "How many days?", **fields: Any) -> dict[str, Any]:
    """The fields of a message."""
    message = {"user": user, "user_team": team_of(user), "text": text, "ts": f"17{next(_numbers):08}.1"}
    return message | {"channel": channel} | fields


def mention(user: str, channel: str = GENERAL, **fields: Any) -> dict[str, Any]:
    """Somebody mentions the bot in a channel."""
    return event("app_mention", **written(user, channel, f"<@{BOT}> how many days?", **fields))


def edit(user: str, channel: str = GENERAL) -> dict[str, Any]:
    """Somebody changes a message of theirs into a mention."""
    before = written(user, channel)
    after = {**before, "text": f"<@{BOT}> how many days?", "edited": {"user": user, "ts": f"18{next(_numbers):08}.1"}}
    place = {"channel": channel, "channel_type": "channel", "subtype": "message_changed", "ts": "2.2"}
    return event("message", **place, message=after, previous_message=before)


def direct(user: str, **fields: Any) -> dict[str, Any]:
    """Somebody writes to the bot."""
    return event("message", **written(user, f"D-{user}", channel_type="im", **fields))


def press(action: str, value: str, user: str, channel: str = GENERAL) -> dict[str, Any]:
    """Somebody presses a button below a message in a thread."""
    who = {"id": user, "team_id": team_of(user)}
    message = {"ts": "2.0", "text": "shown", "thread_ts": "1.1"}
    pressed = {"action_id": action, "value": value, "action_ts": f"{next(_numbers)}.9", "type": "button"}
    body = {"type": "block_actions", "team": {"id": TEAM}, "user": who, "channel": {"id": channel}}
    return body | {"message": message, "actions": [pressed], "trigger_id": f"t{next(_numbers)}"}


def command(user: str, text: str, channel: str = GENERAL, name: str = "/tcbot") -> dict[str, Any]:
    """Somebody gives a command."""
    who = {"team_id": TEAM, "user_id": user, "channel_id": channel}
    return {"command": name, "text": text, "trigger_id": f"t{next(_numbers)}", **who}


def submitted(user: str, callback: str, meta: dict[str, str], **values: Any) -> dict[str, Any]:
    """Somebody fills in a dialog; a value is chosen, or is what stands in the field."""
    state = {
        name: {name: value if isinstance(value, dict) else {"selected_option": {"value": value}}}
        for name, value in values.items()
    }
    view = {"id": f"V{next(_numbers)}", "hash": "h", "callback_id": callback, "private_metadata": json.dumps(meta)}
    who = {"id": user, "team_id": team_of(user)}
    return {"type": "view_submission", "team": {"id": TEAM}, "user": who, "view": view | {"state": {"values": state}}}


def shortcut(user: str, channel: str, file: str) -> dict[str, Any]:
    """Somebody calls "Add to knowledge" on a message of a member with a file."""
    who = {"id": user, "team_id": team_of(user)}
    message = {"user": MEMBER, "ts": "1.1", "text": "look", "files": [{"id": file, "name": "Plan.md", "size": 20}]}
    body = {"type": "message_action", "callback_id": "add_to_knowledge", "team": {"id": TEAM}, "user": who}
    return body | {"channel": {"id": channel}, "message": message, "trigger_id": f"t{next(_numbers)}"}


def assistant(user: str) -> dict[str, Any]:
    """Somebody opens the agent's pane."""
    return event(
        "assistant_thread_started", assistant_thread={"user_id": user, "channel_id": f"D-{user}", "thread_ts": "1.1"}
    )


def home(user: str, tab: str) -> dict[str, Any]:
    """Somebody opens the app's Home, or its messages."""
    return event("app_home_opened", user=user, tab=tab, channel=f"D-{user}")
