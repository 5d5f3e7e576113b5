"""Commands, buttons, dialogs and shortcuts, as inbox items; and which of them ask for a dialog."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from bot.chat.buttons import ANSWERING, FOR_ALL, ONCE
from bot.chat.buttons import form_asked_by as form_of_button
from bot.chat.command import form_asked_by as form_of_command
from bot.chat.forms import FORMS_ALONE
from bot.inbox.item_key import item_key
from bot.inbox.items import InboxItem
from bot.slack.directory.directory import SURFACE
from bot.slack.inbound.lanes import lane_of
from bot.slack.inbound.payloads import Payload, actor_of, said_of


def interaction_item(team: str, body: Payload) -> InboxItem | None:
    """The item of something that a person did beside writing, or None where there is nothing to do."""
    if dialog_of(body) in FORMS_ALONE:
        return None
    if "command" in body:
        return _command_item(team, body)
    translate = _INTERACTIONS.get(str(body.get("type")))
    return translate(team, body) if translate else None


def dialog_of(body: Payload) -> str:
    """The dialog that is to be opened for a payload: `upload`, `settings`, `feedback`, `forget`, or none."""
    if body.get("command") == "/upload":
        return "upload"
    if "command" in body:
        return form_of_command(str(body.get("text") or ""))
    if body.get("type") != "block_actions":
        return ""
    action: Payload = next(iter(body.get("actions") or ()), {})
    return form_of_button(str(action.get("action_id")), str(action.get("value") or ""))


def _command_item(team: str, body: Payload) -> InboxItem:
    picked = {name: str(body.get(name) or "") for name in ("command", "text", "channel_id", "user_id", "response_url")}
    picked["user_team"] = actor_of(body).team
    return InboxItem(item_key(SURFACE, team, "command", str(body.get("trigger_id"))), SURFACE, team, "command", picked)


def _action_item(team: str, body: Payload) -> InboxItem | None:
    action: Payload = next(iter(body.get("actions") or ()), {})
    place: Payload = body.get("container") or {}
    message: Payload = body.get("message") or {}
    channel = str((body.get("channel") or {}).get("id") or place.get("channel_id") or "")
    ts = str(message.get("ts") or place.get("message_ts") or "")
    actor = actor_of(body)
    picked: dict[str, Any] = {
        "action": str(action.get("action_id") or ""),
        "value": str(action.get("value") or (action.get("selected_option") or {}).get("value") or ""),
        "channel": channel,
        "message": ts,
        "thread": str(message.get("thread_ts") or place.get("thread_ts") or ""),
        "user": actor.user,
        "user_team": actor.team,
        "response_url": str(body.get("response_url") or ""),
        "is_ephemeral": bool(place.get("is_ephemeral")),
    }
    if not picked["action"] or action.get("url"):
        return None
    if picked["action"] in ONCE:
        # The text of the message is in the key, so that what failed again can be tried again.
        # Who pressed is in its digest alone: keys are kept in the clear.
        who = "" if picked["action"] in FOR_ALL else picked["user"]
        shown = json.dumps([who, message.get("text"), message.get("blocks")], sort_keys=True)
        state = hashlib.sha256(shown.encode()).hexdigest()[:16]
        key = item_key(SURFACE, team, "once", channel, ts, picked["action"], picked["value"][:80], state)
    else:
        moment = str(body.get("trigger_id") or action.get("action_ts"))
        key = item_key(SURFACE, team, "action", channel, ts, picked["action"], moment)
    lane = lane_of(team, channel, ts, picked["thread"]) if picked["action"] in ANSWERING else ""
    return InboxItem(key, SURFACE, team, "action", picked, lane)


def _submitted_item(team: str, body: Payload) -> InboxItem:
    view: Payload = body["view"]
    actor = actor_of(body)
    picked = {"view": _kept_view(view), "user": actor.user, "user_team": actor.team}
    return InboxItem(
        item_key(SURFACE, team, "view", str(view.get("id")), str(view.get("hash") or "")),
        SURFACE,
        team,
        "submitted",
        picked,
    )


def _kept_view(view: Payload) -> dict[str, Any]:
    """What the form's readers need of it: its name, what it carried, what people filled in."""
    return {name: view.get(name) for name in ("callback_id", "private_metadata", "state")}


def _shortcut_item(team: str, body: Payload) -> InboxItem | None:
    message: Payload = body.get("message") or {}
    said = said_of({**message, "channel": (body.get("channel") or {}).get("id"), "bot_id": None}, False)
    if said is None:
        return None
    actor = actor_of(body)
    payload = {"name": str(body.get("callback_id")), "by": actor.user, "by_team": actor.team, "said": asdict(said)}
    payload["response_url"] = str(body.get("response_url") or "")
    return InboxItem(
        item_key(SURFACE, team, "shortcut", str(body.get("trigger_id"))), SURFACE, team, "shortcut", payload
    )


_INTERACTIONS: dict[str, Callable[[str, Payload], InboxItem | None]] = {
    "block_actions": _action_item,
    "view_submission": _submitted_item,
    "message_action": _shortcut_item,
}
