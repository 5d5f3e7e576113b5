"""What a person wrote in Teams, as its item keeps it."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Self

from bot.chat.heard import NamedFile, known_fields
from bot.teams.directory.teams_place import CHANNEL
from bot.teams.inbound.payloads import (
    LONGEST_TEXT,
    Activity,
    clean,
    conversation_of,
    entries,
    is_bot,
    kind_of,
    part,
    sender_of,
    short,
    text,
    word,
)
from bot.teams.render.words import plain_words

FILE: Final = "application/vnd.microsoft.teams.file.download.info"
"""What an attachment is that can be fetched by an address of its own."""
HTML: Final = "text/html"
_MARK: Final = "<attachment "
"""What stands in a message's HTML for each thing that is attached to it."""
MOST_FILES: Final = 20
LONGEST_NAME: Final = 300
LONGEST_FILE_ID: Final = 255
_ENDINGS: Final = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/bmp": "bmp"}


@dataclass(frozen=True, slots=True)
class TeamsSaid:
    """A message: `message` its id, `thread` the first one of its thread where that is another.

    `sender` is as `sender_of` makes it. `calls_bot` says that it mentions the bot, `mentions_others` somebody else;
    `is_alone` that the bot alone sees it, beside its writer. `has_more` says that files may be on it which only Graph
    tells of. `named` is the connector's id of the first other person whom it mentions, `named_as` what they are called
    there. `edited` is when it was changed, for a change.
    """

    channel: str
    kind: str
    message: str
    thread: str
    sender: Mapping[str, str] = field(repr=False)
    text: str = field(repr=False)
    files: tuple[NamedFile, ...] = ()
    calls_bot: bool = False
    mentions_others: bool = False
    is_alone: bool = False
    is_shared: bool = False
    has_more: bool = False
    named: str = ""
    named_as: str = field(default="", repr=False)
    edited: str = ""

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> Self:
        """The message as it was put into an item."""
        files = tuple(NamedFile(**known_fields(NamedFile, file)) for file in payload["files"])
        return cls(**{**known_fields(cls, payload), "files": files})

    def kept(self) -> dict[str, Any]:
        """What an item keeps of it. Whom it mentions is read before, and no business of the version before this one."""
        return {name: value for name, value in asdict(self).items() if name not in {"named", "named_as"}}


def said_of(activity: Activity) -> TeamsSaid | None:
    """The message of an activity, or None where no person wrote it."""
    account, (channel, root), kind = part(activity, "from"), conversation_of(activity), kind_of(activity)
    message = short(word(activity, "id"))
    if not channel or not kind or not message or not word(account, "id") or is_bot(account, activity):
        return None
    bot = word(activity, "recipient", "id")
    mentioned = [word(each, "mentioned", "id") for each in entries(activity, "entities") if _is_mention(each)]
    others = [
        each for each in entries(activity, "entities") if _is_mention(each) and word(each, "mentioned", "id") != bot
    ]
    named = others[0] if others else {}
    html = "".join(text(each, "content") for each in _attached(activity) if word(each, "contentType") == HTML)
    return TeamsSaid(
        channel=channel,
        kind=kind,
        message=message,
        thread=root if kind == CHANNEL and root != message else "",
        sender=sender_of(activity),
        text=clean(plain_words(activity.get("text"), activity.get("entities"), bot))[:LONGEST_TEXT],
        files=files_of(activity),
        calls_bot=bot in mentioned,
        mentions_others=any(each != bot for each in mentioned),
        is_alone=part(activity, "recipient").get("isTargeted") is True,
        is_shared=word(activity, "channelData", "channel", "type") == "shared",
        has_more=_MARK in html,
        named=short(word(named, "mentioned", "id")),
        named_as=clean(plain_words(text(named, "text"), [named], ""))[:LONGEST_NAME],
    )


def files_of(activity: Activity) -> tuple[NamedFile, ...]:
    """The files on a message that come with addresses of their own, and pictures that were pasted into it."""
    found: list[NamedFile] = []
    for each in _attached(activity):
        file = _named_file(each)
        if file is not None and file.id not in {other.id for other in found}:
            found.append(file)
    return tuple(found[:MOST_FILES])


def _named_file(attached: Activity) -> NamedFile | None:
    kind, name = word(attached, "contentType"), text(attached, "name", most=LONGEST_NAME)
    if kind == FILE:
        address, link = word(attached, "content", "downloadUrl"), word(attached, "contentUrl")
        known = word(attached, "content", "uniqueId") or link or address
        return NamedFile(_file_id(known), name or "file", 0, "", address, link) if address else None
    if kind.startswith("image/"):
        address = word(attached, "contentUrl")
        named = name or f"image.{_ENDINGS.get(kind, 'png')}"
        return NamedFile(_file_id(address), named, 0, kind if kind in _ENDINGS else "", address) if address else None
    return None


def _file_id(known: str) -> str:
    return known if len(known) <= LONGEST_FILE_ID else hashlib.sha256(known.encode()).hexdigest()


def _attached(activity: Activity) -> list[Activity]:
    return entries(activity, "attachments")


def _is_mention(entity: Activity) -> bool:
    return word(entity, "type") == "mention"
