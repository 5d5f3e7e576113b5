"""Commands: a private answer, the documents, forgetting, how things stand, help. Settings and uploads are forms."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.chat.chat import Chat, Person, Question
from bot.chat.command import admin_command
from bot.inbox.item_holder import ItemHolder
from bot.inbox.items import TakenItem
from bot.service.assistant import Assistant
from bot.service.handling.answer_delivery import answer_alone
from bot.service.handling.apologies import apologise
from bot.service.surface import Surface
from bot.wording.lists import document_page, help_topics, job_status
from bot.wording.shown import Lines, Shown

NEWEST = 10
"""Files of a person whose state is shown."""


@dataclass(frozen=True, slots=True)
class _Given:
    """A command that somebody gave: `rest` are the words behind its name."""

    assistant: Assistant
    surface: Surface
    taken: TakenItem
    holder: ItemHolder
    chat: Chat
    person: Person
    rest: str
    answer_to: str

    async def tell(self, shown: Shown) -> None:
        """Shows it to who gave the command."""
        await self.surface.tell(self.chat, self.person, shown, self.answer_to)


async def on_command(assistant: Assistant, surface: Surface, taken: TakenItem, holder: ItemHolder) -> str:
    """Does what the first word names; anything else is a question."""
    team, command = taken.item.team, await surface.reading.command(taken.item)
    by = command.by
    person = await surface.person(team, by.user, by.team)
    chat = await surface.chat(team, by.channel, person.id, command.thread)
    if taken.given_up:
        return await apologise(surface, taken, chat, person, by.answer_to)
    given = _Given(assistant, surface, taken, holder, chat, person, command.text, by.answer_to)
    asked = admin_command(command.text)
    if asked is not None:
        told = await assistant.admin_views.show(asked, person, chat, surface.directory(team))
        await given.tell(Lines.of(*told))
        return asked.name
    name, _, rest = command.text.partition(" ")
    do = _COMMANDS.get(name.lower())
    if do is None:
        do, rest = _ask, command.text
    if do is _ask and not rest.strip():
        do = _help
    return await do(replace(given, rest=rest.strip()))


async def _ask(given: _Given) -> str:
    key, asked_at = given.taken.item.key, given.taken.received_at
    question = Question(key, given.chat, given.person, "", given.rest, only_asker=True, asked_at=asked_at)
    return await answer_alone(given.assistant, given.surface, given.taken, given.holder, question, given.answer_to)


async def _documents(given: _Given) -> str:
    directory = given.surface.directory(given.chat.team)
    documents = await given.assistant.documents(given.person, given.chat, directory)
    await given.tell(document_page(documents, given.person.locale))
    return "shown"


async def _forget(given: _Given) -> str:
    directory = given.surface.directory(given.chat.team)
    told = await given.assistant.forget(given.person, given.chat, given.rest, directory)
    await given.tell(Lines.of(*told))
    return "forgotten"


async def _status(given: _Given) -> str:
    records = await given.assistant.shared.of_person(given.person)
    jobs = [await given.assistant.shared.job_of(record) for record in records[-NEWEST:]]
    found = [job for job in jobs if job is not None]
    documents = await given.assistant.documents(given.person, given.chat, given.surface.directory(given.chat.team))
    await given.tell(job_status(len(documents), found, given.person.locale))
    return "shown"


async def _help(given: _Given) -> str:
    await given.tell(help_topics(given.person.locale))
    return "shown"


_COMMANDS: dict[str, Callable[[_Given], Awaitable[str]]] = {
    "ask": _ask,
    "documents": _documents,
    "forget": _forget,
    "status": _status,
    "help": _help,
}
