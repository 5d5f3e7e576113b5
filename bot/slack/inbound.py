"""What Slack sends, as inbox items: pure translation, which keeps of a payload what its handler needs.

A payload that nobody waits for gives None. Keys are made so that the same thing has the same one however it comes: a
mention in a channel arrives as `app_mention` and as `message`, a delivery may be repeated, a button pressed twice.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.inbox import InboxItem

SPOKEN = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of messages that a person wrote."""
ONCE = frozenset({"retry_question", "answer_privately", "share_answer", "job_retry", "job_cancel"})
"""Buttons that start something: pressed twice, whoever does it, they do it once."""
DIALOGS_ALONE = frozenset({"upload", "settings", "forget"})
"""Dialogs whose opening is all there is to do; what is filled in comes by itself."""

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file of a message, as the message names it; all of it is to be checked."""

    id: str
    name: str
    bytes: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Said:
    """A message that a person wrote: `message` its id, `thread` that of the thread's first message, where it has one.

    `is_called` says that Slack reported it as a mention of the bot. `edited` is when it was changed, for a change.
    """

    channel: str
    channel_type: str
    user: str
    user_team: str
    text: str
    message: str
    thread: str
    files: tuple[NamedFile, ...] = ()
    is_called: bool = False
    edited: str = ""

    @classmethod
    def of(cls, payload: Payload) -> "Said":
        """The message as it was put into an item."""
        files = tuple(NamedFile(**file) for file in payload["files"])
        return cls(**{**payload, "files": files})


def team_of(body: Payload) -> str:
    """The workspace in which the app is installed that this is for: in shared channels not that of the sender."""
    for grant in body.get("authorizations") or ():
        if grant.get("team_id"):
            return str(grant["team_id"])
    view = body.get("view") or {}
    team = body.get("team") or {}
    named = view.get("app_installed_team_id") or (team.get("id") if isinstance(team, Mapping) else team)
    user = body.get("user")
    of_user = user.get("team_id") if isinstance(user, Mapping) else None
    return str(named or body.get("team_id") or of_user or "")


def item_of(body: Payload) -> InboxItem | None:
    """The item for a payload of Slack, or None where there is nothing to do."""
    team = team_of(body)
    if not team:
        return None
    if body.get("type") == "event_callback":
        return _event_item(team, body)
    if dialog_of(body) in DIALOGS_ALONE:
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
        words = str(body.get("text") or "").split()
        return "settings" if words[:1] == ["settings"] else ""
    if body.get("type") != "block_actions":
        return ""
    action: Payload = next(iter(body.get("actions") or ()), {})
    if action.get("action_id") == "feedback":
        return "feedback" if not feedback_of(str(action.get("value") or ""))[1] else ""
    return "forget" if action.get("action_id") == "forget" else ""


def feedback_of(value: str) -> tuple[str, bool]:
    """The question's id, and whether its answer helped, from the value of a feedback button."""
    verdict, _, question_id = value.partition(":")
    return question_id, verdict == "helpful"


def _event_item(team: str, body: Payload) -> InboxItem | None:
    event: Payload = body.get("event") or {}
    kind = str(event.get("type"))
    if kind in {"message", "app_mention"}:
        return _message_item(team, event, _foreign_team(body, event))
    wanted = _EVENTS.get(kind)
    if wanted is None:
        return None
    name, pick = wanted
    return InboxItem(_key(team, str(body.get("event_id"))), team, name, pick(event))


def _foreign_team(body: Payload, event: Payload) -> str:
    """The workspace of a message's writer, where it is another one than the bot's; empty otherwise."""
    of_user = str(event.get("user_team") or event.get("team") or "")
    return of_user if body.get("is_ext_shared_channel") else ""


def _message_item(team: str, event: Payload, foreign: str) -> InboxItem | None:
    subtype = event.get("subtype")
    if subtype == "message_changed":
        return _changed_item(team, event, foreign)
    if subtype == "message_deleted":
        gone: Payload = event.get("previous_message") or {}
        message = str(event.get("deleted_ts") or gone.get("ts") or "")
        thread = str(gone.get("thread_ts") or message)
        payload = {"channel": event["channel"], "message": message, "thread": thread}
        return InboxItem(_key(team, event["channel"], message, "deleted"), team, "deleted", payload)
    said = _said(event, foreign) if subtype in SPOKEN else None
    return _said_item(team, said) if said else None


def _changed_item(team: str, event: Payload, foreign: str) -> InboxItem | None:
    """An item where the words changed: Slack reports unfurled links and new replies as changes, too."""
    now: Payload = event.get("message") or {}
    before: Payload = event.get("previous_message") or {}
    if now.get("subtype") not in SPOKEN or now.get("text") == before.get("text"):
        return None
    around = {"channel": event.get("channel"), "channel_type": event.get("channel_type")}
    said = _said({**now, **around}, foreign)
    edited = str((now.get("edited") or {}).get("ts") or event.get("ts") or "")
    if said is None or not edited:
        return None
    payload = {**asdict(said), "edited": edited}
    return InboxItem(_key(team, said.channel, said.message, edited), team, "edited", payload)


def _said_item(team: str, said: Said) -> InboxItem:
    return InboxItem(_key(team, said.channel, said.message), team, "message", asdict(said))


def _said(event: Payload, foreign: str) -> Said | None:
    """The message, or None where no person wrote it."""
    if event.get("bot_id") or not event.get("user") or not event.get("ts") or not event.get("channel"):
        return None
    files = [file for file in event.get("files") or () if file.get("id")]
    return Said(
        channel=str(event["channel"]),
        channel_type=str(event.get("channel_type") or ""),
        user=str(event["user"]),
        user_team=foreign,
        text=str(event.get("text") or ""),
        message=str(event["ts"]),
        thread=str(event.get("thread_ts") or ""),
        files=tuple(_named_file(file) for file in files),
        is_called=event.get("type") == "app_mention",
    )


def _named_file(file: Payload) -> NamedFile:
    name = str(file.get("name") or file.get("title") or file["id"])
    return NamedFile(str(file["id"]), name, int(file.get("size") or 0), str(file.get("mimetype") or ""))


def _command_item(team: str, body: Payload) -> InboxItem:
    picked = {name: str(body.get(name) or "") for name in ("command", "text", "channel_id", "user_id", "response_url")}
    return InboxItem(_key(team, "command", str(body.get("trigger_id"))), team, "command", picked)


def _action_item(team: str, body: Payload) -> InboxItem | None:
    action: Payload = next(iter(body.get("actions") or ()), {})
    place: Payload = body.get("container") or {}
    message: Payload = body.get("message") or {}
    channel = str((body.get("channel") or {}).get("id") or place.get("channel_id") or "")
    ts = str(message.get("ts") or place.get("message_ts") or "")
    picked = {
        "action": str(action.get("action_id") or ""),
        "value": str(action.get("value") or (action.get("selected_option") or {}).get("value") or ""),
        "block": str(action.get("block_id") or ""),
        "channel": channel,
        "message": ts,
        "thread": str(message.get("thread_ts") or place.get("thread_ts") or ""),
        "user": str(body["user"]["id"]),
        "response_url": str(body.get("response_url") or ""),
        "is_ephemeral": bool(place.get("is_ephemeral")),
    }
    if not picked["action"] or action.get("url"):
        return None
    if picked["action"] in ONCE:
        # The text of the message is in the key, so that what failed again can be tried again.
        shown = json.dumps([message.get("text"), message.get("blocks")], sort_keys=True)
        state = hashlib.sha256(shown.encode()).hexdigest()[:16]
        key = _key(team, "once", channel, ts, picked["action"], picked["value"][:80], state)
    else:
        moment = str(action.get("action_ts") or body.get("trigger_id"))
        key = _key(team, "action", picked["user"], picked["action"], moment)
    return InboxItem(key, team, "action", picked)


def _submitted_item(team: str, body: Payload) -> InboxItem:
    view: Payload = body["view"]
    picked = {"view": _kept_view(view), "user": str(body["user"]["id"])}
    return InboxItem(_key(team, "view", str(view.get("id")), str(view.get("hash") or "")), team, "submitted", picked)


def _kept_view(view: Payload) -> dict[str, Any]:
    """What the form's readers need of it: its name, what it carried, what people filled in."""
    return {name: view.get(name) for name in ("callback_id", "private_metadata", "state")}


def _shortcut_item(team: str, body: Payload) -> InboxItem | None:
    message: Payload = body.get("message") or {}
    said = _said({**message, "channel": (body.get("channel") or {}).get("id"), "bot_id": None}, "")
    if said is None:
        return None
    payload = {"name": str(body.get("callback_id")), "by": str(body["user"]["id"]), "said": asdict(said)}
    payload["response_url"] = str(body.get("response_url") or "")
    return InboxItem(_key(team, "shortcut", str(body.get("trigger_id"))), team, "shortcut", payload)


def _key(team: str, *parts: str) -> str:
    """The item's key; what is too long for one is told apart by its digest."""
    key = ":".join(("slack", team, *parts))
    return key if len(key) <= 255 else f"{key[:190]}:{hashlib.sha256(key.encode()).hexdigest()}"


def _fields(*names: str) -> Callable[[Payload], dict[str, Any]]:
    return lambda event: {name: event.get(name) for name in names}


def _file_gone(event: Payload) -> dict[str, Any]:
    return {"file": str(event.get("file_id") or (event.get("file") or {}).get("id") or "")}


def _channel(event: Payload) -> dict[str, Any]:
    channel = event.get("channel")
    return {"channel": str(channel.get("id") if isinstance(channel, Mapping) else channel or "")}


_INTERACTIONS: dict[str, Callable[[str, Payload], InboxItem | None]] = {
    "block_actions": _action_item,
    "view_submission": _submitted_item,
    "message_action": _shortcut_item,
}
_EVENTS: dict[str, tuple[str, Callable[[Payload], dict[str, Any]]]] = {
    "app_home_opened": ("home", _fields("user", "tab", "channel")),
    "assistant_thread_started": ("assistant", lambda event: dict(event.get("assistant_thread") or {})),
    "file_deleted": ("file_gone", _file_gone),
    "file_unshared": ("file_unshared", lambda event: {**_file_gone(event), "channel": event.get("channel_id")}),
    "channel_archive": ("channel_gone", _channel),
    "group_archive": ("channel_gone", _channel),
    "channel_deleted": ("channel_gone", _channel),
    "group_deleted": ("channel_gone", _channel),
    "channel_left": ("channel_gone", _channel),
    "group_left": ("channel_gone", _channel),
    "member_joined_channel": ("joined", _fields("user", "channel")),
    "member_left_channel": ("left", _fields("user", "channel")),
    "app_uninstalled": ("uninstalled", _fields()),
    "tokens_revoked": ("uninstalled", _fields("tokens")),
}
