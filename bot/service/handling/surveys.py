"""The survey in a direct chat: planned after an answer, asked once it is quiet there, answered by a button."""

import hashlib

from bot.chat.chat import Chat, ChatKind, Person
from bot.inbox.item_holder import ItemHolder, LaterError
from bot.inbox.item_key import item_key
from bot.inbox.items import InboxItem, TakenItem
from bot.records.question_log import ANSWERS
from bot.service.assistant import Assistant
from bot.service.surface import Surface
from bot.wording.surveys import survey

KIND = "survey"
_ASKED = "asked"
"""The note that this item is the one that asks."""


async def plan_survey(
    assistant: Assistant, surface: Surface, taken: TakenItem, holder: ItemHolder, chat: Chat, person: Person, ended: str
) -> None:
    """After an answer in a direct chat: has the person be asked in some minutes, where that is due."""
    if ended not in set(ANSWERS) or not (month := await assistant.surveying.due(person)):
        return
    payload = {"channel": chat.channel, "thread": chat.thread, "user": person.id, "team": person.team}
    payload |= {"month": month, "lane": taken.item.lane}
    key = survey_key(surface.name, chat.team, person.id, month)
    await holder.add(InboxItem(key, surface.name, chat.team, KIND, payload))


async def on_survey(assistant: Assistant, surface: Surface, taken: TakenItem, holder: ItemHolder) -> str:
    """Asks the person, once they have asked nothing for some minutes; raises `LaterError` until then."""
    if taken.given_up:
        return "dropped"  # nobody waits for it
    team, payload = taken.item.team, taken.item.payload
    person = await surface.person(team, payload["user"], payload["team"])
    month = payload["month"]
    if _ASKED not in taken.notes:
        wait = await assistant.surveying.waits(person)
        if wait > 0 or await holder.is_open(payload["lane"]):
            raise LaterError(max(wait, 1.0))
        is_due = await assistant.rights.is_admitted(person) and await assistant.surveying.due(person)
        if not is_due or not await assistant.surveying.ask(person, month):
            return "dropped"
        await holder.note(**{_ASKED: True})
    chat = Chat(surface.name, team, payload["channel"], ChatKind.DIRECT, payload["thread"])
    await surface.post(chat, taken.item.key, survey(month, person.locale))
    return "asked"


def survey_key(surface: str, team: str, user: str, month: str) -> str:
    """The key of the item that asks somebody in a month, and of the message that does; it doesn't name them."""
    who = hashlib.sha256(f"{surface}:{team}:{user}".encode()).hexdigest()[:32]
    return item_key(surface, team, KIND, who, month)
