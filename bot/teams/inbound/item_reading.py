"""What Teams' inbox items mean. What must be looked up, such as the files of a channel's message, is asked here."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import structlog

from bot.chat.actor import Actor
from bot.chat.buttons import Button, ButtonPress
from bot.chat.command import Command, admin_command
from bot.chat.forms import FilledForm
from bot.chat.heard import Added, Deleted, Heard, NamedFile
from bot.chat.joined_ids import join_ids, split_ids
from bot.chat.news import ChannelNews
from bot.chat.ports import DirectoryUnavailableError
from bot.inbox.items import InboxItem
from bot.teams.directory.senders import Senders
from bot.teams.directory.teams_directory import TeamsDirectory
from bot.teams.directory.teams_graph import files_of
from bot.teams.directory.teams_place import PERSONAL, SURFACE
from bot.teams.inbound.actors import actor_of, by_of, remember
from bot.teams.inbound.commands import BY_MEMBER
from bot.teams.inbound.lanes import thread_of
from bot.teams.inbound.meant_questions import MeantQuestions, chat_of
from bot.teams.inbound.said import TeamsSaid
from bot.teams.render.forms import filled

_log = structlog.stdlib.get_logger("tcbot.teams")

CLICKED, COMMANDED = "clicked", "commanded"
"""What begins the address for answers to one click, and to one command."""
UNKNOWN_FILE: Final = "file"
"""The name of a file that nobody tells the bot of."""


class TeamsItemReading:
    """An `ItemReading`. Whoever sent an item is remembered in `senders`, so that their language is known."""

    def __init__(self, senders: Senders, directory: Callable[[str], TeamsDirectory], questions: MeantQuestions) -> None:
        self._senders = senders
        self._directory = directory
        self._questions = questions

    async def heard(self, item: InboxItem) -> Heard | None:
        """What somebody wrote or changed. Files of channels and group chats are looked up where the bot was called."""
        said = TeamsSaid.of(item.payload)
        remember(self._senders, item.team, said.sender, said.channel)
        files = said.files
        if said.has_more and said.calls_bot and said.kind != PERSONAL:
            files = (*files, *await self._files(item.team, said))
        return heard_of(said, item.team, files)

    async def deleted(self, item: InboxItem) -> Deleted:
        """A message that is gone."""
        payload = item.payload
        message, thread = str(payload["message"]), str(payload["thread"])
        place = {**payload, "thread": thread_of(str(payload["kind"]), message, thread)}
        return Deleted(chat_of(item.team, place), message)

    async def added(self, item: InboxItem) -> Added:
        """A message whose files are to be taken up."""
        payload, by = item.payload, self.actor(item)
        files = files_of(payload)
        message, thread = str(payload["message"]), str(payload["thread"])
        chat = chat_of(item.team, payload)
        named = thread if thread != message else ""
        return Added(by, Heard(chat, str(payload["writer"]), by.team, message, named, str(payload["text"]), files))

    async def pressed(self, item: InboxItem) -> ButtonPress:
        """A button that was pressed, or whose label somebody wrote: then it is about what was asked last there."""
        payload, by = item.payload, self.actor(item)
        button, value, message = str(payload["button"]), str(payload["value"]), str(payload["message"])
        thread = str(payload["thread"])
        if payload["is_typed"] and button != Button.DOCUMENTS:
            question = await self._questions.find(item.team, payload)
            value = f"{value}:{question}" if button == Button.FEEDBACK else question
        clicked = str(payload.get("clicked") or "")
        is_private = bool(clicked) and await self._questions.is_private(item.team, clicked, message)
        if is_private:
            by = replace(by, answer_to=join_ids(CLICKED, clicked, message))
        return ButtonPress(by, button, value, message, thread, is_private, button == Button.FEEDBACK)

    async def command(self, item: InboxItem) -> Command:
        """A command that was given."""
        by, text = self.actor(item), str(item.payload["text"])
        asked = admin_command(text)
        if asked is not None and asked.name == "explain":
            text = f"explain {await self._named(item.team, by.channel, asked.person)} {asked.subject}"
        return Command(by, text, str(item.payload["thread"]))

    async def filled(self, item: InboxItem) -> FilledForm:
        """A form that was filled in. What is uploaded from a personal chat belongs between the person and the bot."""
        payload, by = item.payload, self.actor(item)
        name, carried = str(payload["form"]), None
        if name:
            question = await self._questions.find(item.team, payload)
            carried = {"question": question, "channel": by.channel, "thread": str(payload["thread"])}
        form = filled(payload["data"], by, name=name, carried=carried)
        if form is None:
            return FilledForm(by, "", {}, {})
        clicked, message = by.channel, str(payload["message"])
        if await self._questions.is_private(item.team, clicked, message):
            form = replace(form, by=replace(by, answer_to=join_ids(CLICKED, clicked, message)))
        is_own = payload["kind"] == PERSONAL and form.carried.get("channel") == by.channel
        if form.name == "upload" and is_own:
            return replace(form, carried={**form.carried, "channel": ""})
        return form

    def actor(self, item: InboxItem) -> Actor:
        """Who did it."""
        payload = item.payload
        channel, message = str(payload.get("channel") or ""), str(payload.get("message") or "")
        remember(self._senders, item.team, by_of(payload), str(payload.get("clicked") or channel))
        is_targeted = payload.get("is_alone") and message
        return actor_of(payload, join_ids(COMMANDED, message) if is_targeted else "")

    async def channel_news(self, item: InboxItem) -> ChannelNews:
        """What changed about a conversation: that the bot came or went has items of its own."""
        return ChannelNews(str(item.payload["channel"]), str(item.payload.get("user") or ""))

    def file(self, item: InboxItem) -> str:
        """Nothing: Teams doesn't tell of files that are gone."""
        return ""

    def is_farewell(self, item: InboxItem) -> bool:
        """Always: only the last of a tenant's farewells is asked about."""
        return True

    async def _named(self, team: str, channel: str, person: str) -> str:
        """Somebody by their identity, where they were named by the connector's id."""
        match split_ids(person):
            case [surface, tenant, member] if (surface, tenant) == (SURFACE, BY_MEMBER):
                try:
                    found = await self._directory(team).person_of(channel, member)
                except DirectoryUnavailableError:
                    found = member
                return join_ids(SURFACE, team, found)
        return person

    async def _files(self, team: str, said: TeamsSaid) -> tuple[NamedFile, ...]:
        """The files on a channel's message; where they can't be told, one that stands for them, whose card says why."""
        try:
            return await self._directory(team).files_of(said.channel, said.thread, said.message)
        except DirectoryUnavailableError as error:
            _log.info("teams_files_not_told", reason=error.key)
            return (NamedFile(join_ids(said.channel, said.message)[:255], UNKNOWN_FILE, 0, ""),)


def heard_of(said: TeamsSaid, team: str, files: tuple[NamedFile, ...]) -> Heard:
    """The message as everybody in the conversation reads it."""
    thread = thread_of(said.kind, said.message, said.thread)
    place: dict[str, Any] = {"channel": said.channel, "kind": said.kind, "thread": thread}
    return Heard(
        chat=chat_of(team, place),
        user=said.sender.get("id", ""),
        user_team=said.sender.get("tenant", ""),
        message=said.message,
        thread=said.thread,
        text=said.text,
        files=files,
        calls_bot=said.calls_bot,
        mentions_others=said.mentions_others,
        has_outsiders=said.is_shared,
        said_at=int(said.message) / 1000 if re.fullmatch(r"[0-9]{13}", said.message) else 0.0,
    )
