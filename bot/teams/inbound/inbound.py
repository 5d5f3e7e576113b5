"""What Teams sends, as inbox items: pure translation, which keeps of an activity what its handler needs.

An activity that nobody waits for gives None; one of the wrong shape, too. Keys are made of tenant, conversation and
activity, so that the same thing has the same one however often it comes.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from bot.inbox.item_key import item_key, message_key, sent_by
from bot.inbox.items import InboxItem
from bot.teams.directory.teams_place import SURFACE
from bot.teams.inbound.actors import by_of
from bot.teams.inbound.commands import button_of, command_of, kind_of_command
from bot.teams.inbound.interactions import interaction_item, is_interaction
from bot.teams.inbound.lanes import lane_of, subject_of, thread_of
from bot.teams.inbound.payloads import Activity, conversation_of, kind_of, short, team_of, word
from bot.teams.inbound.place_events import arrival_item, conversation_item
from bot.teams.inbound.said import TeamsSaid, said_of

EDITS = frozenset({"editMessage", "undeleteMessage"})


def item_of(activity: Activity, home: str) -> InboxItem | None:
    """The item for an activity, or None where there is nothing to do; `home` is the tenant where it names none."""
    translate = _TYPES.get(word(activity, "type"))
    item = translate(team_of(activity, home), activity) if translate else None
    return None if item is None else sent_by(item, by_of(item.payload).get("id", ""))


def _message_item(team: str, activity: Activity) -> InboxItem | None:
    if is_interaction(activity):  # what a card's inputs send where the client knows no other way
        return interaction_item(team, activity)
    said = said_of(activity)
    if said is None:
        return None
    command, key = command_of(said), message_key(SURFACE, team, said.channel, said.message)
    if command:
        return InboxItem(key, SURFACE, team, kind_of_command(command), _given(said, command))
    button = button_of(said)
    if button:
        picked = {"button": button, "value": "", "is_typed": True, **_place(said), "message": "", "from": said.sender}
        return InboxItem(key, SURFACE, team, "action", picked, lane_of(team, said.channel, _thread(said)))
    return _said_item(team, said, key, "message")


def _edited_item(team: str, activity: Activity) -> InboxItem | None:
    """An item for a message that has words. Teams doesn't tell the words before, so this may be no change at all."""
    said = said_of(activity) if word(activity, "channelData", "eventType") in EDITS else None
    if said is None or said.is_alone or command_of(said):  # what was answered to one person stays theirs
        return None
    edited = word(activity, "timestamp") or hashlib.sha256(said.text.encode()).hexdigest()[:32]
    key = item_key(SURFACE, team, said.channel, said.message, edited)
    return _said_item(team, said, key, "edited", edited)


def _deleted_item(team: str, activity: Activity) -> InboxItem | None:
    """The item of a message that is gone: in no lane, since its reply goes as soon as its own work has ended."""
    (channel, root), kind, message = conversation_of(activity), kind_of(activity), short(word(activity, "id"))
    if not channel or not kind or not message:
        return None
    payload = {"channel": channel, "kind": kind, "message": message, "thread": root if root != message else ""}
    key, subject = item_key(SURFACE, team, channel, message, "deleted"), subject_of(team, channel, message)
    return InboxItem(key, SURFACE, team, "deleted", payload, subject=subject, withdraws=True)


def _said_item(team: str, said: TeamsSaid, key: str, kind: str, edited: str = "") -> InboxItem:
    lane, subject = lane_of(team, said.channel, _thread(said)), subject_of(team, said.channel, said.message)
    payload = {**said.kept(), "edited": edited}
    return InboxItem(key, SURFACE, team, kind, payload, lane, subject, withdraws=kind == "edited")


def _given(said: TeamsSaid, command: str) -> dict[str, Any]:
    return {"text": command, **_place(said), "message": said.message, "is_alone": said.is_alone, "from": said.sender}


def _place(said: TeamsSaid) -> dict[str, str]:
    return {"channel": said.channel, "kind": said.kind, "thread": _thread(said)}


def _thread(said: TeamsSaid) -> str:
    return thread_of(said.kind, said.message, said.thread)


_TYPES: dict[str, Callable[[str, Activity], InboxItem | None]] = {
    "message": _message_item,
    "messageUpdate": _edited_item,
    "messageDelete": _deleted_item,
    "installationUpdate": arrival_item,
    "conversationUpdate": conversation_item,
    "invoke": interaction_item,
}
