"""Callers of the API beside the chats of a bot process: what is asked of a chat for them, and what stands for one."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.access.audience import Audience, ReplyScope
from bot.api.surface.own_directory import OwnDirectory
from bot.api.surface.upload_card import UploadCard
from bot.chat.chat import Chat, ChatKind, Person
from bot.chat.ports import Card, Directory
from bot.records.people import KEY, WEB
from bot.records.shared_files import SharedRecord
from bot.service.chat_connection import ConnectedChat

CARDS: Final[Mapping[str, Callable[[SharedRecord], Card]]] = {
    surface: lambda _record: UploadCard() for surface in (WEB, KEY)
}
"""The cards of uploads, by surface."""


def directory_around(chat: Chat, chats: Mapping[str, ConnectedChat]) -> Directory:
    """What is to be known around a conversation: by its chat, or by nobody but the API."""
    connected = chats.get(chat.surface)
    return connected.surface.directory(chat.team) if connected is not None else OwnDirectory(chat.surface, chat.team)


async def direct_scope(person: Person, audience: Audience, chats: Mapping[str, ConnectedChat]) -> ReplyScope | None:
    """What somebody of a chat would be answered from in a direct message there; None where that chat isn't set."""
    connected = chats.get(person.surface)
    if connected is None:
        return None
    chat = Chat(person.surface, person.team, "", ChatKind.DIRECT)
    return await audience.scope_of(chat, person, connected.surface.directory(person.team))
