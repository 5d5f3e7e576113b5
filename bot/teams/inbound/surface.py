"""Teams as the service's `Surface`: who acts and where, messages for all and for one, replies and cards."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.access.memberships import ALL_MEMBERS
from bot.chat.chat import Chat, ChatKind, Person, Question, SharedFile
from bot.chat.ended import Ended
from bot.chat.forms import Form
from bot.chat.heard import Heard
from bot.chat.joined_ids import split_ids
from bot.chat.ports import Card, DirectoryUnavailableError, Reply
from bot.records.membership_changes import MembershipChanges
from bot.records.shared_files import SharedFiles, SharedRecord
from bot.service.files.links import links_of
from bot.service.files.living_card import LivingCard
from bot.service.replies.live_reply import LiveReply
from bot.service.replies.private_reply import PrivateReply
from bot.service.replies.stream_gate import StreamGate
from bot.service.surface import Noting, known_chat, with_outsiders
from bot.teams.directory.connectors import Connectors
from bot.teams.directory.errors import CHAT, ConnectorError
from bot.teams.directory.senders import Senders
from bot.teams.directory.teams_directory import Directories, TeamsDirectory
from bot.teams.directory.teams_place import SURFACE, TeamsPlaces
from bot.teams.inbound.item_reading import CLICKED, COMMANDED, TeamsItemReading
from bot.teams.render.forms import form_message
from bot.teams.render.render_answer import ids_told
from bot.teams.render.render_lists import ids_named, shown_message
from bot.teams.render.teams_message import TeamsMessage
from bot.teams.reply.card_messages import TeamsCardMessages
from bot.teams.reply.posting import MessagePlace, Posting
from bot.teams.reply.private_messages import TeamsPrivateMessages
from bot.teams.reply.reply_messages import TeamsReplyMessages
from bot.teams.reply.troubles import GONE, NO_PLACE
from bot.teams.reply.whispers import Whispered, Whispers
from bot.wording.shown import Shown

_log = structlog.stdlib.get_logger("tcbot.teams")

TOLD = "told"
"""What is noted as the key of what one person was told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsSurface:
    """A `Surface`. Its records are those of what Teams told and of where messages of ours stand.

    What it calls raises `ConnectorError`.
    """

    connectors: Connectors
    directories: Directories
    places: TeamsPlaces
    senders: Senders
    posting: Posting
    whispers: Whispers
    changes: MembershipChanges
    files: SharedFiles
    reading: TeamsItemReading
    tenant: str = ""
    gate: StreamGate = field(default_factory=StreamGate)

    @property
    def name(self) -> str:
        """`teams`."""
        return SURFACE

    async def teams(self) -> Collection[str]:
        """The one tenant; none in local mode, where nobody proves who they are."""
        return {self.tenant} - {""}

    def directory(self, team: str) -> TeamsDirectory:
        """What Teams knows of a tenant's people, conversations and files."""
        return self.directories.of(team)

    async def person(self, team: str, user: str, user_team: str) -> Person:
        """Who acts in a conversation of the tenant `team`; `user_team` is their own as the activity names it."""
        return await self.directories.of(team).person(user, user_team)

    async def chat(self, team: str, channel: str, user: str, thread: str = "") -> Chat:
        """A conversation with its kind, as this person is in it; one that isn't known counts as private."""
        heard_of = Chat(SURFACE, team, channel, ChatKind.PRIVATE, thread)
        return await known_chat(self.directories.of(team), heard_of, user)

    async def chat_of(self, heard: Heard, user: str) -> Chat:
        """Where a message is, as Teams knows it; where the activity says that it is shared, that counts, too."""
        chat = await self.chat(heard.chat.team, heard.chat.channel, user, heard.chat.thread)
        return with_outsiders(chat, heard)

    async def direct(self, team: str, user: str) -> Chat:
        """The personal chat of a person with the bot, opened where it isn't known yet.

        Raises `DirectoryUnavailableError` where there can be none: the bot isn't installed for them.
        """
        seen = self.senders.of(team, user).channel
        near = await self.places.get(team, seen) if seen else None
        try:
            place = await self.whispers.direct(team, user, near)
        except ConnectorError as error:
            if error.code != NO_PLACE:
                raise
            raise DirectoryUnavailableError("direct_not_open", chat=CHAT) from error
        return Chat(SURFACE, team, place.channel, ChatKind.DIRECT)

    async def tell(self, chat: Chat, person: Person, shown: Shown, answer_to: str = "") -> None:
        """Shows one person alone something; what was clicked gives way to it where it was shown in the same way."""
        ids = ids_named(shown)
        names = await self.names(chat, ids) if ids else {}
        is_direct = chat.kind is ChatKind.DIRECT
        await self.tell_message(chat, person, shown_message(shown, names, "" if is_direct else chat.channel), answer_to)

    async def tell_form(self, chat: Chat, person: Person, form: Form, answer_to: str = "") -> None:
        """Shows one person a form."""
        await self.tell_message(chat, person, form_message(form), answer_to)

    async def tell_message(self, chat: Chat, person: Person, message: TeamsMessage, answer_to: str = "") -> None:
        """Shows one person a message; nobody, where they can't be reached any more."""
        clicked = _clicked(answer_to)
        with _where_it_can_be():
            if clicked is None or not await self.whispers.change(chat, person, clicked, message):
                await self.whispers.show(chat, person, message, TOLD, quoted=_commanded(answer_to))

    async def post(self, chat: Chat, key: str, shown: Shown, since: str = "") -> None:
        """Shows something to everybody in the conversation, once for that key; nothing where that is gone."""
        ids = ids_named(shown)
        message = shown_message(shown, await self.names(chat, ids) if ids else {})
        with _where_it_can_be():
            await self.posting.renew(_spot(chat, key), message)

    async def standing(self, chat: Chat, key: str, message: str) -> Mapping[int, Sequence[str]]:
        """What is noted of a reply."""
        return await self.posting.standing(_spot(chat, key))

    async def take_away(self, chat: Chat, messages: Collection[str]) -> bool:
        """Deletes messages of ours; whether there were any."""
        with _where_it_can_be():
            await self.posting.withdraw(_spot(chat, ""), messages)
        return bool(messages)

    async def name_conversation(self, chat: Chat, question: str) -> None:
        """Nothing: conversations in Teams have no names that the bot gives."""

    async def changed(self, team: str, channel: str, user: str = "") -> None:
        """Takes note, for every process, that a conversation or a person's memberships changed.

        News of a team, which come in its own conversation, are news of all of its channels.
        """
        channels = await self.places.of_team(team, channel)
        await asyncio.to_thread(self.changes.note, SURFACE, team, (*channels, user or ALL_MEMBERS))
        for each in channels:
            self.directories.of(team).drop(each, user)

    async def left(self, team: str, channel: str, is_team: bool) -> None:
        """The bot isn't in a conversation any more, or in no channel of a team: nothing is sent there from now on."""
        await self.changed(team, channel)
        if is_team:
            await self.places.forget_team(team, channel)
        await self.places.forget(team, channel)

    async def uninstalled(self, team: str) -> None:
        """Forgets where a tenant's people and conversations are written to."""
        await self.places.forget(team)

    async def reply(self, question: Question, holder: Noting, notes: Mapping[str, Any], again: bool) -> Reply:
        """The reply that everybody in the conversation reads; `again` says that one may be there."""
        chat = question.chat
        directory = self.directories.of(chat.team)

        async def links(ended: Ended) -> Mapping[str, str]:
            return await links_of(ended, chat, self.files, directory)

        messages = TeamsReplyMessages(
            posting=self.posting,
            connectors=self.connectors,
            place=await self.places.get(chat.team, chat.channel),
            question=question,
            links=links,
            names=self._names_in(chat),
            gate=self.gate,
            look_first=again,
        )
        return LiveReply(messages, question=question, gate=self.gate, holder=holder, notes=notes, look_first=again)

    async def reply_alone(
        self, question: Question, holder: Noting, notes: Mapping[str, Any], answer_to: str = "", replaces: bool = False
    ) -> Reply:
        """The reply that the asker alone sees, in the place of what `answer_to` names where that was clicked."""
        messages = TeamsPrivateMessages(self.whispers, question, self._names_in(question.chat), _clicked(answer_to))
        return PrivateReply(messages, question, holder, notes, replaces)

    def card(self, file: SharedFile, again: bool = False) -> Card:
        """The card of a file that is being shared."""
        return LivingCard(self._card_messages(file), self.files, file, look_first=again)

    def card_of(self, record: SharedRecord) -> Card:
        """The card of a file that is known."""
        return LivingCard(self._card_messages(record.file), self.files, record.file, record)

    def _card_messages(self, file: SharedFile) -> TeamsCardMessages:
        async def names() -> Mapping[str, str]:
            return await self.names(file.chat, {file.sharer.id, file.chat.channel})

        return TeamsCardMessages(self.posting, names, file)

    def _names_in(self, chat: Chat) -> Callable[[Ended], Awaitable[Mapping[str, str]]]:
        """The names of the people whom an answer in the chat tells of."""

        async def names(ended: Ended) -> Mapping[str, str]:
            ids = ids_told(ended)
            return await self.names(chat, ids) if ids else {}

        return names

    async def names(self, chat: Chat, ids: Collection[str]) -> Mapping[str, str]:
        """The names of people and conversations; the ids of these hold colons."""
        channels = {each for each in ids if ":" in each}
        return await self.directories.of(chat.team).names(set(ids) - channels, channels, chat.channel)


@contextmanager
def _where_it_can_be() -> Iterator[None]:
    """Does what is in the block, where there still is a place for it."""
    try:
        yield
    except ConnectorError as error:
        if error.status not in GONE:
            raise
        _log.info("teams_place_gone", code=error.code)


def _spot(chat: Chat, key: str) -> MessagePlace:
    return MessagePlace(chat.team, chat.channel, chat.thread, key)


def _clicked(answer_to: str) -> Whispered | None:
    kind, *ids = split_ids(answer_to)
    return Whispered(*ids) if kind == CLICKED and len(ids) == 2 else None


def _commanded(answer_to: str) -> str:
    kind, *ids = split_ids(answer_to)
    return ids[0] if kind == COMMANDED and ids else ""
