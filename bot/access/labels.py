"""The labels of access in chats, by which documents and readers find each other: made and parsed here alone."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Self

from bot.chat.chat import Chat, ChatKind, Person
from bot.chat.joined_ids import join_ids, split_ids
from bot.records.answer_entries import ToldReaders
from bot.wording.line import ChannelName, PersonName
from bot.wording.readers import CollectionName, Crowd, GroupName, Readers
from pipelines.access import EVERYONE, Scope

LONGEST_LABEL: Final = 255
"""Characters that the records have for a label."""
LONGEST_COLLECTION: Final = 40
_USER: Final = "user"
_ASKER: Final = "asker"
_GROUP: Final = "group"
_COLLECTION: Final = "collection"
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f]")


class Holders(StrEnum):
    """Who holds a label: a `COLLECTION` all members of its team, or of all teams where it has none; a `GROUP` those who
    are in it by who signs them in. `OTHER` stands for those that no chat made, or another one.
    """

    EVERYONE = "everyone"
    TEAM = "team"
    CHANNEL = "channel"
    PERSON = "person"
    COLLECTION = "collection"
    GROUP = "group"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Label:
    """A label in parts: `id` is the channel's or the person's in its `team`, as the chat knows them, or the name of the
    collection or group.
    """

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
            case ["everyone", name] if name:
                return cls(text, Holders.COLLECTION, "", name)
            case ["group", name] if name:
                return cls(text, Holders.GROUP, "", name)
            case [of, team] if of == surface:
                return cls(text, Holders.TEAM, team)
            case [of, team, channel] if of == surface:
                return cls(text, Holders.CHANNEL, team, channel)
            case [of, team, kind, user] if (of, kind) == (surface, _USER):
                return cls(text, Holders.PERSON, team, user)
            case [of, team, kind, name] if (of, kind) == (surface, _COLLECTION) and name:
                return cls(text, Holders.COLLECTION, team, name)
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
            case Holders.COLLECTION:
                return CollectionName(self.id)
            case Holders.GROUP:
                return GroupName(self.id)
            case Holders.OTHER:
                return self.text


def team_label(surface: str, team: str) -> str:
    """The label of documents that a whole workspace may read; at the same time the name of what belongs to it."""
    return _checked(join_ids(surface, team))


def channel_label(surface: str, team: str, channel: str) -> str:
    """The label of documents that were shared in a channel."""
    return _checked(join_ids(surface, team, channel))


def collection_label(name: str, surface: str = "", team: str = "") -> str:
    """The label of a named collection of a workspace's documents, or without one of those for everyone."""
    return _checked(join_ids(surface, team, _COLLECTION, name) if surface else join_ids(EVERYONE, name))


def collection_name(name: str) -> str:
    """The name of a collection as it is kept; raises `ValueError` for an empty one, one too long, or one of two lines.

    At most 40 characters.
    """
    bare = " ".join(name.split(" ")).strip()
    if not bare or len(bare) > LONGEST_COLLECTION or _UNSEEN.search(bare):
        raise ValueError(
            f"A collection's name has 1 to {LONGEST_COLLECTION} characters on one line, not {name[:60]!r}."
        )
    return bare


def person_label(person: Person) -> str:
    """The label of documents that somebody shared in a direct message; it names them in the audit, too."""
    return _checked(join_ids(person.surface, person.team, _USER, person.id))


def person_name(person: Person) -> str:
    """What admins call somebody by: an identity, as `identity_of` reads it."""
    return join_ids(person.surface, person.team, person.id)


def group_label(name: str) -> str:
    """The label of documents that a group of people may read, by its name."""
    return _checked(join_ids(_GROUP, name.strip()))


def labels_of_identities(identities: Collection[Person]) -> frozenset[str]:
    """The labels of one person by each of these; one that would be too long has no documents, and is left out."""
    labels = (join_ids(each.surface, each.team, _USER, each.id) for each in identities)
    return frozenset(label for label in labels if len(label) <= LONGEST_LABEL)


def own_label(chat: Chat, sharer: Person) -> str:
    """The label of what somebody shares in a chat: of the channel, or in a direct message their own."""
    if chat.kind is ChatKind.DIRECT:  # in the workspace where the bot is, whichever is theirs
        return person_label(replace(sharer, team=chat.team))
    return channel_label(chat.surface, chat.team, chat.channel)


def told_readers(chat: Chat, scope: Scope, only_asker: bool = False) -> ToldReaders:
    """The readers of a reply in this chat, as the audit has them: it names the asker by a pseudonym alone."""
    is_alone = only_asker or chat.kind is ChatKind.DIRECT
    audience = _ASKER if is_alone else channel_label(chat.surface, chat.team, chat.channel)
    return ToldReaders(
        chat.surface, audience, tuple({_ASKER if _is_persons(label) else label for label in scope.labels})
    )


def _is_persons(label: str) -> bool:
    """Whether a label is one of a person's: a reply uses none but the asker's, by each of their identities."""
    return Label.parse(label, split_ids(label)[0]).holders is Holders.PERSON


def _checked(label: str) -> str:
    if len(label) > LONGEST_LABEL:
        raise ValueError(f"The label {label[:40]}… has {len(label)} characters; at most {LONGEST_LABEL} are allowed.")
    return label
