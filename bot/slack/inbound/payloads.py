"""What Slack's payloads have in common: whose they are, and what a person said in one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.chat.actor import Actor
from bot.chat.heard import NamedFile, known_fields

Payload = Mapping[str, Any]
SLACKBOT = "USLACKBOT"
SPOKEN = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of messages that a person wrote."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message that a person wrote, as its item keeps it: `message` its id, `thread` that of the thread's first one.

    `user_team` is the writer's own workspace as the payload names it, empty where it doesn't. `is_called` says that
    Slack reported it as a mention of the bot, `is_shared` that people of other workspaces are in the conversation.
    `edited` is when it was changed, for a change.
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
    is_shared: bool = False

    @classmethod
    def of(cls, payload: Payload) -> "Said":
        """The message as it was put into an item."""
        files = tuple(NamedFile(**known_fields(NamedFile, file)) for file in payload["files"])
        return cls(**{**known_fields(cls, payload), "files": files})


def actor_of(body: Payload) -> Actor:
    """Who pressed a button, filled in a dialog, called a shortcut, or gave a command, and where."""
    user, place = body.get("user"), body.get("container") or {}
    channel = body.get("channel_id") or (body.get("channel") or {}).get("id") or place.get("channel_id")
    where = (str(channel or ""), str(body.get("response_url") or ""))
    if isinstance(user, Mapping):
        return Actor(str(user.get("id") or ""), str(user.get("team_id") or ""), *where)
    return Actor(str(body.get("user_id") or ""), str(body.get("team_id") or ""), *where)


def user_in(item_payload: Payload) -> str:
    """Whose doing an item is, by what it keeps; their name differs from kind to kind. Empty where it is nobody's."""
    return first_of(item_payload, "user", "user_id", "by")


def first_of(payload: Payload, *names: str) -> str:
    """The first of these fields that isn't empty; empty where all are."""
    return next((str(payload[name]) for name in names if payload.get(name)), "")


def is_direct(channel: str) -> bool:
    """Whether a conversation is a direct message, by its id: between the bot and a person, or between people."""
    return channel.startswith("D")


def writer_team(event: Payload) -> str:
    """The workspace of who caused an event or wrote a message, as Slack names it; empty where it doesn't."""
    return str(event.get("user_team") or event.get("source_team") or event.get("team") or "")


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


def said_of(event: Payload, is_shared: bool) -> Said | None:
    """The message, or None where no person wrote it. `is_shared` is what Slack says beside the event."""
    if (
        event.get("bot_id")
        or event.get("user") in {None, "", SLACKBOT}
        or not event.get("ts")
        or not event.get("channel")
    ):
        return None
    files = [file for file in event.get("files") or () if file.get("id")]
    return Said(
        channel=str(event["channel"]),
        channel_type=str(event.get("channel_type") or ""),
        user=str(event["user"]),
        user_team=writer_team(event),
        text=str(event.get("text") or ""),
        message=str(event["ts"]),
        thread=str(event.get("thread_ts") or ""),
        files=tuple(_named_file(file) for file in files),
        is_called=event.get("type") == "app_mention",
        is_shared=is_shared,
    )


def _named_file(file: Payload) -> NamedFile:
    name = str(file.get("name") or file.get("title") or file["id"])
    return NamedFile(str(file["id"]), name, int(file.get("size") or 0), str(file.get("mimetype") or ""))
