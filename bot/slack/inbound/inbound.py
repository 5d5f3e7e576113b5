"""What Slack sends, as inbox items: pure translation, which keeps of a payload what its handler needs.

A payload that nobody waits for gives None. Keys are made so that the same thing has the same one however it comes: a
mention in a channel arrives as `app_mention` and as `message`, a delivery may be repeated, a button pressed twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from bot.inbox.item_key import item_key, message_key, sent_by
from bot.inbox.items import InboxItem
from bot.slack.directory.directory import SURFACE
from bot.slack.inbound.interactions import interaction_item
from bot.slack.inbound.lanes import lane_of, subject_of
from bot.slack.inbound.payloads import SPOKEN, Payload, Said, said_of, team_of, user_in

TOMBSTONE = "tombstone"
"""What a deleted message becomes as long as its thread has replies; Slack reports that as a change."""


def item_of(body: Payload) -> InboxItem | None:
    """The item for a payload of Slack, or None where there is nothing to do."""
    team = team_of(body)
    if not team:
        return None
    is_event = body.get("type") == "event_callback"
    item = _event_item(team, body) if is_event else interaction_item(team, body)
    return None if item is None else sent_by(item, user_in(item.payload))


def _event_item(team: str, body: Payload) -> InboxItem | None:
    event: Payload = body.get("event") or {}
    kind = str(event.get("type"))
    if event.get("subtype") in _CONVERSIONS:
        kind = str(event["subtype"])
    elif kind in {"message", "app_mention"}:
        return _message_item(team, event, bool(body.get("is_ext_shared_channel")))
    wanted = _EVENTS.get(kind)
    if wanted is None:
        return None
    name, pick = wanted
    return InboxItem(item_key(SURFACE, team, str(body.get("event_id"))), SURFACE, team, name, pick(event))


def _message_item(team: str, event: Payload, is_shared: bool) -> InboxItem | None:
    subtype = event.get("subtype")
    if subtype == "message_changed":
        return _changed_item(team, event, is_shared)
    if subtype == "message_deleted":
        gone: Payload = event.get("previous_message") or {}
        return _deleted_item(team, event, gone, str(event.get("deleted_ts") or gone.get("ts") or ""))
    said = said_of(event, is_shared) if subtype in SPOKEN else None
    return _said_item(team, said) if said else None


def _changed_item(team: str, event: Payload, is_shared: bool) -> InboxItem | None:
    """An item where the words changed: Slack reports unfurled links and new replies as changes, too.

    The writer's workspace stands in the message itself, not in the event around it.
    """
    now: Payload = event.get("message") or {}
    before: Payload = event.get("previous_message") or {}
    if now.get("subtype") == TOMBSTONE:
        return _deleted_item(team, event, before, str(now.get("ts") or before.get("ts") or ""))
    if now.get("subtype") not in SPOKEN or now.get("text") == before.get("text"):
        return None
    around = {"channel": event.get("channel"), "channel_type": event.get("channel_type")}
    said = said_of({**now, **around}, is_shared)
    edited = str((now.get("edited") or {}).get("ts") or event.get("ts") or "")
    if said is None or not edited:
        return None
    payload = {**asdict(said), "edited": edited}
    return _message(
        team, said, item_key(SURFACE, team, said.channel, said.message, edited), "edited", payload, withdraws=True
    )


def _deleted_item(team: str, event: Payload, gone: Payload, message: str) -> InboxItem | None:
    """The item of a message that is gone, as it was; our own are not asked about."""
    if not message or gone.get("bot_id"):
        return None
    payload = {"channel": event["channel"], "message": message, "thread": str(gone.get("thread_ts") or message)}
    key, subject = (
        item_key(SURFACE, team, event["channel"], message, "deleted"),
        subject_of(team, event["channel"], message),
    )
    # In no lane: a reply goes as soon as its own work has ended, whatever else is asked there.
    return InboxItem(key, SURFACE, team, "deleted", payload, subject=subject, withdraws=True)


def _said_item(team: str, said: Said) -> InboxItem:
    return _message(team, said, message_key(SURFACE, team, said.channel, said.message), "message", asdict(said))


def _message(team: str, said: Said, key: str, kind: str, payload: dict[str, Any], withdraws: bool = False) -> InboxItem:
    lane = lane_of(team, said.channel, said.message, said.thread)
    return InboxItem(key, SURFACE, team, kind, payload, lane, subject_of(team, said.channel, said.message), withdraws)


def _by_person(*names: str) -> Callable[[Payload], dict[str, Any]]:
    """These fields, with the own workspace of the person who is named by `user`, as far as the event names it."""
    return lambda event: {**_fields(*names)(event), "user_team": str(event.get("user_team") or "")}


def _fields(*names: str) -> Callable[[Payload], dict[str, Any]]:
    return lambda event: {name: event.get(name) for name in names}


def _file_gone(event: Payload) -> dict[str, Any]:
    return {"file": str(event.get("file_id") or (event.get("file") or {}).get("id") or "")}


def _channel(event: Payload) -> dict[str, Any]:
    channel = event.get("channel")
    return {"channel": str(channel.get("id") if isinstance(channel, Mapping) else channel or "")}


def _assistant(event: Payload) -> dict[str, Any]:
    return {**(event.get("assistant_thread") or {}), "user_team": str(event.get("user_team") or "")}


_CONVERSIONS = frozenset({"channel_convert_to_private", "channel_convert_to_public"})
"""Subtypes of messages which say that a channel is of another kind now: Slack has no event of its own for that."""

_EVENTS: dict[str, tuple[str, Callable[[Payload], dict[str, Any]]]] = {
    "app_home_opened": ("home", _by_person("user", "tab", "channel")),
    "assistant_thread_started": ("assistant", _assistant),
    "file_deleted": ("file_gone", _file_gone),
    "file_unshared": ("file_unshared", lambda event: {**_file_gone(event), "channel": event.get("channel_id")}),
    "channel_archive": ("channel_gone", _channel),
    "group_archive": ("channel_gone", _channel),
    "channel_deleted": ("channel_gone", _channel),
    "group_deleted": ("channel_gone", _channel),
    "channel_left": ("channel_gone", _channel),
    "group_left": ("channel_gone", _channel),
    "channel_shared": ("channel_changed", _channel),
    "channel_unshared": ("channel_changed", _channel),
    **{subtype: ("channel_changed", _channel) for subtype in _CONVERSIONS},
    "member_joined_channel": ("joined", _fields("user", "channel")),
    "member_left_channel": ("left", _fields("user", "channel")),
    "app_uninstalled": ("uninstalled", _fields()),
    "tokens_revoked": ("uninstalled", _fields("tokens")),
}
