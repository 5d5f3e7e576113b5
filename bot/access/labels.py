"""The labels of access in chats, by which documents and readers find each other: made and parsed here alone."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Self

from bot.chat.chat import Chat, ChatKind, Person
from bot.chat.joined_ids import join_ids, split_ids
from bot.records.answer_entries import ToldReaders
from bot.wording.line import ChannelName, PersonName
from bot.wording.readers import Crowd, Readers
from pipelines.access import EVERYONE, Scope

LONGEST_LABEL: Final = 255
"""Characters that the records have for a label."""
_USER: Final = "user"
_ASKER: Final = "asker"


class Holders(StrEnum):
    """Who holds a label. `OTHER` stands for those that no chat made, or another one."""

    EVERYONE = "everyone"
    TEAM = "team"
    CHANNEL = "channel"
    PERSON = "person"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Label:
    """A label in parts: `id` is the channel's or the person's in its `team`, as the chat knows them."""

    text: str
    holders: Holders
    team: str = ""
    id: str = ""

    @classmethod
    def parse(cls, text: str, surface: str) -> Self:
        """The label as the chat `surface` made it; never raises."""
        if text == EVERYONE:
            return cls(text, Holders.EVERYONE)
        match split_ids(text):
            case [of, team] if of == surface:
                return cls(text, Holders.TEAM, team)
            case [of, team, channel] if of == surface:
                return cls(text, Holders.CHANNEL, team, channel)
            case [of, team, kind, user] if (of, kind) == (surface, _USER):
                return cls(text, Holders.PERSON, team, user)
        return cls(text, Holders.OTHER)

    @property
    def readers(self) -> Readers:
        """Who that is, for a line that says it."""
        match self.holders:
            case Holders.EVERYONE:
                return Crowd.EVERYONE
            case Holders.TEAM:
                return Crowd.WORKSPACE
            case Holders.CHANNEL:
                return ChannelName(self.id)
            case Holders.PERSON:
                return PersonName(self.id)
            case Holders.OTHER:
                return self.text


def team_label(surface: str, team: str) -> str:
    """The label of documents that a whole workspace may read; at the same time the name of what belongs to it."""
    return _checked(join_ids(surface, team))


def channel_label(surface: str, team: str, channel: str) -> str:
    """The label of documents that were shared in a channel."""
    return _checked(join_ids(surface, team, channel))


def person_label(person: Person) -> str:
    """The label of documents that somebody shared in a direct message; it names them in the audit, too."""
    return _checked(join_ids(person.surface, person.team, _USER, person.id))


def own_label(chat: Chat, sharer: Person) -> str:
    """The label of what somebody shares in a chat: of the channel, or in a direct message their own."""
    if chat.kind is ChatKind.DIRECT:  # in the workspace where the bot is, whichever is theirs
        return person_label(replace(sharer, team=chat.team))
    return channel_label(chat.surface, chat.team, chat.channel)


def told_readers(chat: Chat, asker: Person, scope: Scope, only_asker: bool = False) -> ToldReaders:
    """The readers of a reply in this chat, as the audit has them: it names the asker by a pseudonym alone."""
    own = {person_label(asker), person_label(replace(asker, team=chat.team))}
    is_alone = only_asker or chat.kind is ChatKind.DIRECT
    audience = _ASKER if is_alone else channel_label(chat.surface, chat.team, chat.channel)
    return ToldReaders(chat.surface, audience, tuple({_ASKER if label in own else label for label in scope.labels}))


def _checked(label: str) -> str:
    if len(label) > LONGEST_LABEL:
        raise ValueError(f"The label {label[:40]}… has {len(label)} characters; at most {LONGEST_LABEL} are allowed.")
    return label
