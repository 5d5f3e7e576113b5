"""First meetings: the greeting, what one could ask, and what App Home or the like shows of a person's own."""

from dataclasses import dataclass

from bot.chat.chat import Chat, ChatKind, Person
from bot.inbox.item_key import message_key
from bot.records.logged_questions import LoggedQuestion
from bot.service.assistant import Assistant
from bot.service.surface import Surface
from bot.wording.lists import greeting
from bot.wording.phrasing import one_line, shown_names
from bot.wording.sentences import say
from ingest.library.held_documents import HeldDocument

MOST_PROMPTS = 4
LONGEST_NAME = 50
"""Characters of a document's name in a question."""
RECENT = 5
"""Questions that are shown as asked last."""


@dataclass(frozen=True, slots=True)
class OwnThings:
    """The documents that somebody shared and may read in a chat, and what they asked last, newest first."""

    documents: tuple[HeldDocument, ...]
    asked: tuple[LoggedQuestion, ...]


async def say_hello(assistant: Assistant, surface: Surface, chat: Chat, person: Person, message: str) -> None:
    """Greets where somebody called without a question, once for that message: the greeting is the reply to it."""
    prompts = await prompts_for(assistant, surface, chat, person)
    key = message_key(chat.surface, chat.team, chat.channel, message)
    await surface.post(chat, key, greeting(person.locale, prompts), since=message)


async def introduce(surface: Surface, team: str, channel: str) -> None:
    """Says in a channel that the bot came into what it is for, once for that channel."""
    chat = Chat(surface.name, team, channel, ChatKind.PRIVATE)
    await surface.post(chat, hello_key(team, channel), greeting("en", []))


def hello_key(team: str, channel: str) -> str:
    """The key of the greeting in a channel that the bot came into."""
    return f"hello:{team}:{channel}"


async def prompts_for(assistant: Assistant, surface: Surface, chat: Chat, person: Person) -> list[str]:
    """Questions that one could ask, from what the person may read in this chat; none where nothing is there."""
    documents = await assistant.documents(person, chat, surface.directory(chat.team))
    newest = sorted(documents, key=lambda held: held.live_at, reverse=True)[:MOST_PROMPTS]
    names = shown_names(held.name for held in newest)
    return [say("prompt_about", person.locale, document=one_line(names[held.name], LONGEST_NAME)) for held in newest]


async def own_things(assistant: Assistant, surface: Surface, chat: Chat, person: Person) -> OwnThings:
    """What is shown of a person's own."""
    shared = {record.document_id for record in await assistant.shared.of_person(person)}
    held = await assistant.documents(person, chat, surface.directory(chat.team))
    documents = tuple(each for each in held if each.document_id in shared)
    return OwnThings(documents, tuple(await assistant.asked.recent(person, RECENT)))
