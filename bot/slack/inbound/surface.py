"""What every handler of Slack works with."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.chat.chat import Chat, ChatKind, Person, Question, SharedFile
from bot.chat.ports import Card, DirectoryUnavailableError, Reply
from bot.inbox.inbox import Inbox
from bot.records.channel_settings import ChannelSettingsStore
from bot.records.installations import Installations
from bot.records.membership_changes import MembershipChanges
from bot.records.question_log import QuestionLog
from bot.records.shared_files import SharedFiles, SharedRecord
from bot.service.assistant import Assistant
from bot.service.live_reply import LiveReply
from bot.service.living_card import LivingCard
from bot.service.private_reply import PrivateReply
from bot.service.stream_gate import StreamGate
from bot.service.surface import Noting
from bot.slack.directory.clients import SlackClients, Workspace
from bot.slack.directory.directory import ALL_MEMBERS, SURFACE, Directories, SlackDirectory
from bot.slack.directory.links import links_of
from bot.slack.inbound.payloads import NamedFile, Said
from bot.slack.reply.card_messages import SlackCardMessages
from bot.slack.reply.private_messages import SlackPrivateMessages
from bot.slack.reply.reply_messages import SlackReplyMessages
from ingest.jobs.job_records import JobRecords
from pipelines.types import Answer


@dataclass(frozen=True, slots=True)
class SlackSurface:
    """The service and its records, and the ways to Slack."""

    clients: SlackClients
    directories: Directories
    assistant: Assistant
    inbox: Inbox
    log: QuestionLog
    files: SharedFiles
    channels: ChannelSettingsStore
    jobs: JobRecords
    installations: Installations
    changes: MembershipChanges
    gate: StreamGate = field(default_factory=StreamGate)

    @property
    def name(self) -> str:
        """Slack's."""
        return SURFACE

    def directory(self, team: str) -> SlackDirectory:
        """What Slack knows of a workspace."""
        return self.directories.of(team)

    async def at(self, team: str) -> tuple[Workspace, SlackDirectory]:
        """The bot in a workspace, and what that knows of its people."""
        return await self.clients.of(team), self.directories.of(team)

    async def person(self, team: str, user: str, user_team: str) -> Person:
        """Who acts, where the app is in `team`; `user_team` is what the payload names as theirs, or empty."""
        return await self.directories.of(team).person(user, user_team)

    async def chat(self, team: str, channel: str, user: str, thread: str = "") -> Chat:
        """A channel with its kind, as this person is in it; one that the bot can't look into counts as private."""
        try:
            return await self.directories.of(team).chat(channel, user, thread)
        except DirectoryUnavailableError:
            return Chat(SURFACE, team, channel, ChatKind.PRIVATE, thread)

    async def direct(self, team: str, user: str) -> Chat:
        """The direct message between a person and the bot, which is opened for that; raises `TROUBLES`."""
        opened = await (await self.clients.of(team)).patient.conversations_open(users=user)
        return Chat(SURFACE, team, str(opened["channel"]["id"]), ChatKind.DIRECT)

    async def changed(self, team: str, channel: str, user: str = "") -> None:
        """Takes note, for every process, that a channel or a person's memberships changed; all people's without one."""
        subjects = (channel, user or ALL_MEMBERS)
        await asyncio.to_thread(self.changes.note, SURFACE, team, subjects)
        self.directories.of(team).drop(channel, user)

    async def reply(self, question: Question, holder: Noting, notes: Mapping[str, Any], again: bool) -> Reply:
        """The reply that everybody in the chat reads; `again` says that one may be there already. Raises `TROUBLES`."""
        team = question.chat.team

        async def links(answer: Answer) -> Mapping[str, str]:
            return await links_of(answer, team, self.files, self.directories.of(team))

        messages = SlackReplyMessages(await self.clients.of(team), question, links)
        return LiveReply(messages, question=question, gate=self.gate, holder=holder, notes=notes, look_first=again)

    async def reply_alone(
        self, question: Question, holder: Noting, notes: Mapping[str, Any], answer_to: str = "", replaces: bool = False
    ) -> Reply:
        """The reply that the asker alone sees, at the `response_url` that `answer_to` is. Raises `TROUBLES`."""
        workspace = await self.clients.of(question.chat.team)
        messages = SlackPrivateMessages(self.clients, workspace, question, answer_to)
        return PrivateReply(messages, question, holder, notes, replaces)

    def card(self, file: SharedFile, again: bool = False) -> Card:
        """The card of a file that is being shared."""
        return LivingCard(self._card_messages(file), self.files, file, look_first=again)

    async def show_taken(self, team: str, file_id: str, channel: str = "") -> bool:
        """Shows the cards that a file still lacks, though it was taken up; False where it wasn't, there or anywhere."""
        found = await asyncio.to_thread(self.files.of_file, SURFACE, team, file_id)
        taken = [record for record in found if channel in {"", record.file.chat.channel}]
        for record in taken:
            job = await asyncio.to_thread(self.jobs.get, record.job_id)
            if job is not None and not record.card:  # those that have one are followed
                await self.card_of(record).show(job)
        return bool(taken)

    def card_of(self, record: SharedRecord) -> Card:
        """The card of a file that is known."""
        return LivingCard(self._card_messages(record.file), self.files, record.file, record)

    def _card_messages(self, file: SharedFile) -> SlackCardMessages:
        return SlackCardMessages(lambda: self.clients.of(file.chat.team), file)


def shared_file(said: Said, file: NamedFile, chat: Chat, sharer: Person, note: str = "") -> SharedFile:
    """A file of a message as the service takes it; its card goes into the thread of that message."""
    place = chat if chat.kind is ChatKind.DIRECT else replace(chat, thread=said.thread or said.message)
    return SharedFile(place, sharer, said.message, file.id, file.name, file.bytes, file.media_type, note)
