"""`/tcbot …`: a private answer, the documents, forgetting, how things stand, help. Settings and uploads are dialogs."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.chat.chat import Chat, Person, Question
from bot.inbox.inbox import TakenItem
from bot.inbox.inbox_worker import ItemHolder
from bot.service.answer_delivery import answer_alone
from bot.slack.inbound.surface import SlackSurface
from bot.slack.inbound.whispers import apologise, lines, whisper
from bot.slack.render.blocks import SlackMessage
from bot.slack.render.render_lists import documents_message, help_message, status_message
from bot.slack.render.words import plain_words


@dataclass(frozen=True, slots=True)
class Command:
    """A command that somebody gave: `rest` are the words behind its name."""

    taken: TakenItem
    holder: ItemHolder
    chat: Chat
    person: Person
    rest: str

    @property
    def response_url(self) -> str:
        """Where Slack takes answers to it for half an hour."""
        return str(self.taken.item.payload["response_url"])


async def on_command(slack: SlackSurface, taken: TakenItem, holder: ItemHolder) -> str:
    """Does what the first word names; anything else is a question."""
    payload, team = taken.item.payload, taken.item.team
    workspace = await slack.clients.of(team)
    person = await slack.person(team, str(payload["user_id"]), str(payload.get("user_team") or ""))
    chat = await slack.chat(team, str(payload["channel_id"]), person.id)
    if taken.given_up:
        return await apologise(slack, taken, chat.channel, person)
    text = plain_words(str(payload["text"]), workspace.bot_user)
    name, _, rest = text.partition(" ")
    do = _COMMANDS.get(name.lower())
    if do is None:
        do, rest = _ask, text
    if do is _ask and not rest.strip():
        do = _help
    return await do(slack, Command(taken, holder, chat, person, rest.strip()))


async def _ask(slack: SlackSurface, command: Command) -> str:
    chat, key = command.chat, command.taken.item.key
    question = Question(key, chat, command.person, "", command.rest, only_asker=True)
    return await answer_alone(slack.assistant, slack, command.taken, command.holder, question, command.response_url)


async def _documents(slack: SlackSurface, command: Command) -> str:
    directory = slack.directories.of(command.chat.team)
    documents = await slack.assistant.documents(command.person, command.chat, directory)
    await _say(slack, command, documents_message(documents, command.person.locale))
    return "shown"


async def _forget(slack: SlackSurface, command: Command) -> str:
    directory = slack.directories.of(command.chat.team)
    told = await slack.assistant.forget(command.person, command.chat, command.rest, directory)
    await _say(slack, command, lines(*told))
    return "forgotten"


async def _status(slack: SlackSurface, command: Command) -> str:
    records = await asyncio.to_thread(slack.files.of_person, command.person)
    jobs = [await asyncio.to_thread(slack.jobs.get, record.job_id) for record in records[-10:]]
    found = [job for job in jobs if job is not None]
    directory = slack.directories.of(command.chat.team)
    documents = await slack.assistant.documents(command.person, command.chat, directory)
    await _say(slack, command, status_message(len(documents), found, command.person.locale))
    return "shown"


async def _help(slack: SlackSurface, command: Command) -> str:
    await _say(slack, command, help_message(command.person.locale))
    return "shown"


async def _say(slack: SlackSurface, command: Command, message: SlackMessage) -> None:
    chat = command.chat
    await whisper(slack, chat.team, chat.channel, command.person.id, message, command.response_url)


_COMMANDS: dict[str, Callable[[SlackSurface, Command], Awaitable[str]]] = {
    "ask": _ask,
    "documents": _documents,
    "forget": _forget,
    "status": _status,
    "help": _help,
}
