"""The one visible error of something that couldn't be done, with its reference."""

from bot.chat.chat import Chat, Person
from bot.inbox.item_holder import REFERENCE
from bot.inbox.items import TakenItem
from bot.service.surface import Surface
from bot.wording.sentences import say
from bot.wording.shown import Lines


def apology(taken: TakenItem, locale: str) -> list[str]:
    """Its lines."""
    reference = str(taken.notes.get(REFERENCE) or "")
    told = [say("unexpected", locale)]
    return [*told, say("reference", locale, reference=reference)] if reference else told


async def apologise(surface: Surface, taken: TakenItem, chat: Chat, person: Person, answer_to: str = "") -> str:
    """Shows it to the person alone."""
    await surface.tell(chat, person, Lines.of(*apology(taken, person.locale)), answer_to)
    return "failed"
