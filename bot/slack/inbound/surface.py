"""Slack as the service's `Surface`: who acts and where, messages for all and for one, replies and cards."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.access.memberships import ALL_MEMBERS
from bot.chat.chat import Chat, ChatKind, Person, Question, SharedFile
from bot.chat.ended import Ended
from bot.chat.heard import Heard
from bot.chat.ports import Card, Reply
from bot.records.conversations import Conversation, Conversations
from bot.records.installations import Installations
from bot.records.membership_changes import MembershipChanges
from bot.records.shared_files import SharedFiles, SharedRecord
from bot.service.files.links import links_of
from bot.service.files.living_card import LivingCard
from bot.service.replies.live_reply import LiveReply
from bot.service.replies.private_reply import PrivateReply
from bot.service.replies.stream_gate import StreamGate
from bot.service.surface import Noting, known_chat, with_outsiders
from bot.slack.directory.clients import SlackClients
from bot.slack.directory.directory import SURFACE, Directories, SlackDirectory
from bot.slack.directory.errors import SLACK_ERRORS, code_of
from bot.slack.inbound.item_reading import SlackItemReading, in_thread
from bot.slack.inbound.whispers import whisper
from bot.slack.render.mrkdwn import unmarked
from bot.slack.render.render_lists import shown_message
from bot.slack.reply.card_messages import SlackCardMessages
from bot.slack.reply.posting import MessagePlace, post
from bot.slack.reply.private_messages import SlackPrivateMessages
from bot.slack.reply.reply_messages import SlackReplyMessages
from bot.slack.reply.reply_parts import standing, take_away
from bot.wording.phrasing import one_line
from bot.wording.shown import Shown

_log = structlog.stdlib.get_logger("tcbot.slack")

LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class SlackSurface:
    """A `Surface`. Its records are those of what Slack knows and of where Slack's messages stand."""

    clients: SlackClients
    directories: Directories
    installations: Installations
    changes: MembershipChanges
    files: SharedFiles
    conversations: Conversations
    gate: StreamGate = field(default_factory=StreamGate)

    @property
    def name(self) -> str:
        """`slack`."""
        return SURFACE

    @property
    def reading(self) -> SlackItemReading:
        """How Slack's inbox items are to be understood."""
        return SlackItemReading(self.clients)

    async def teams(self) -> Collection[str]:
        """The workspace of the one token, and those that installed the app; raises `SLACK_ERRORS`."""
        installed = await asyncio.to_thread(self.installations.all, SURFACE)
        return {await self.clients.ping(), *(each.team for each in installed)} - {""}

    def directory(self, team: str) -> SlackDirectory:
        """What Slack knows of a workspace's people, channels and files."""
        return self.directories.of(team)

    async def person(self, team: str, user: str, user_team: str) -> Person:
        """Who acts, where the app is in `team`; `user_team` is what the payload names as theirs, or empty."""
        return await self.directories.of(team).person(user, user_team)

    async def chat(self, team: str, channel: str, user: str, thread: str = "") -> Chat:
        """A channel with its kind, as this person is in it; one that the bot can't look into counts as private."""
        heard_of = Chat(SURFACE, team, channel, ChatKind.PRIVATE, thread)
        return await known_chat(self.directories.of(team), heard_of, user)

    async def chat_of(self, heard: Heard, user: str) -> Chat:
        """Where a message is, as Slack knows it; where the event says that others are in it, that counts, too."""
        chat = await self.chat(heard.chat.team, heard.chat.channel, user)
        return in_thread(with_outsiders(chat, heard), heard.thread, heard.message)

    async def direct(self, team: str, user: str) -> Chat:
        """The direct message between a person and the bot, opened where it isn't known yet; raises `SLACK_ERRORS`."""
        known = await asyncio.to_thread(self.conversations.direct, SURFACE, team, user)
        if known is None:
            opened = await (await self.clients.of(team)).patient.conversations_open(users=user)
            known = Conversation(SURFACE, team, str(opened["channel"]["id"]), user)
            await asyncio.to_thread(self.conversations.remember, known)
        return Chat(SURFACE, team, known.channel, ChatKind.DIRECT)

    async def tell(self, chat: Chat, person: Person, shown: Shown, answer_to: str = "") -> None:
        """Shows one person alone something, in whichever way Slack still allows; raises `SLACK_ERRORS`."""
        await whisper(self.clients, chat, person.id, shown_message(shown), answer_to)

    async def post(self, chat: Chat, key: str, shown: Shown, since: str = "") -> None:
        """Shows something to everybody in the chat, once for that key; raises `SLACK_ERRORS`."""
        spot = MessagePlace(chat.channel, chat.thread, key, since=since)
        await post(await self.clients.of(chat.team), spot, shown_message(shown), look_first=True)

    async def standing(self, chat: Chat, key: str, message: str) -> Mapping[int, Sequence[str]]:
        """What stands of a reply; raises `SLACK_ERRORS`."""
        spot = MessagePlace(chat.channel, chat.thread, key, since=message)
        return await standing(await self.clients.of(chat.team), spot)

    async def take_away(self, chat: Chat, messages: Collection[str]) -> bool:
        """Deletes messages of ours; whether there were any. Raises `SLACK_ERRORS`."""
        return await take_away(await self.clients.of(chat.team), chat.channel, messages)

    async def name_conversation(self, chat: Chat, question: str) -> None:
        """Names the conversation in the assistant's pane; elsewhere Slack refuses, which is no loss."""
        if not chat.thread:
            return
        workspace = await self.clients.of(chat.team)
        try:
            await workspace.brisk.assistant_threads_setTitle(
                channel_id=chat.channel, thread_ts=chat.thread, title=unmarked(one_line(question, LONGEST_TITLE))
            )
        except SLACK_ERRORS as error:
            _log.info("slack_title_refused", code=code_of(error))

    async def changed(self, team: str, channel: str, user: str = "") -> None:
        """Takes note, for every process, that a channel or a person's memberships changed; all people's without one."""
        subjects = (channel, user or ALL_MEMBERS)
        await asyncio.to_thread(self.changes.note, SURFACE, team, subjects)
        self.directories.of(team).drop(channel, user)

    async def uninstalled(self, team: str) -> None:
        """Forgets a workspace's token, and where people are written to there."""
        await asyncio.to_thread(self.installations.remove, SURFACE, team)
        await asyncio.to_thread(self.conversations.remove, SURFACE, team)
        self.clients.drop(team)

    async def reply(self, question: Question, holder: Noting, notes: Mapping[str, Any], again: bool) -> Reply:
        """The reply that everybody in the chat reads; `again` says that one may be there.

        Raises `SLACK_ERRORS`.
        """
        team = question.chat.team

        async def links(ended: Ended) -> Mapping[str, str]:
            return await links_of(ended, question.chat, self.files, self.directories.of(question.chat.team))

        messages = SlackReplyMessages(await self.clients.of(team), question, links)
        return LiveReply(messages, question=question, gate=self.gate, holder=holder, notes=notes, look_first=again)

    async def reply_alone(
        self, question: Question, holder: Noting, notes: Mapping[str, Any], answer_to: str = "", replaces: bool = False
    ) -> Reply:
        """The reply that the asker alone sees, at the `response_url` that `answer_to` is. Raises `SLACK_ERRORS`."""
        workspace = await self.clients.of(question.chat.team)
        messages = SlackPrivateMessages(self.clients, workspace, question, answer_to)
        return PrivateReply(messages, question, holder, notes, replaces)

    def card(self, file: SharedFile, again: bool = False) -> Card:
        """The card of a file that is being shared."""
        return LivingCard(self._card_messages(file), self.files, file, look_first=again)

    def card_of(self, record: SharedRecord) -> Card:
        """The card of a file that is known."""
        return LivingCard(self._card_messages(record.file), self.files, record.file, record)

    def _card_messages(self, file: SharedFile) -> SlackCardMessages:
        return SlackCardMessages(lambda: self.clients.of(file.chat.team), file)
