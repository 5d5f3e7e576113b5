"""`send NAME` and what follows: an offer in the personal chat, the person's consent, the file in their OneDrive."""

from contextlib import aclosing
from typing import Final

from bot.chat.chat import Chat, ChatKind, Person
from bot.inbox.item_holder import ItemHolder
from bot.inbox.items import TakenItem
from bot.service.assistant import Assistant
from bot.service.handling.apologies import apologise
from bot.teams.directory.uploads import PIECE
from bot.teams.inbound.actors import actor_of
from bot.teams.inbound.surface import TeamsSurface
from bot.teams.render.file_consent import consent_activity, handed_activity
from bot.teams.render.teams_message import Json
from bot.teams.reply.posting import MessagePlace
from bot.wording.file_words import reason_words
from bot.wording.sentences import say
from bot.wording.shown import Lines
from ingest.library.held_documents import HeldDocument
from ingest.originals.vault import OriginalMissingError

UPLOADED: Final = "uploaded"
"""The note that says that the file lies where its receiver said."""


async def on_send(assistant: Assistant, teams: TeamsSurface, taken: TakenItem, _holder: ItemHolder) -> str:
    """Offers the document that somebody names, in the chat between them and the bot, or says why not."""
    team, command = taken.item.team, await teams.reading.command(taken.item)
    by = command.by
    person = await teams.person(team, by.user, by.team)
    chat = await teams.chat(team, by.channel, person.id, command.thread)
    if taken.given_up:
        return await apologise(teams, taken, chat, person, by.answer_to)
    name = command.text.partition(" ")[2].strip()
    found = await assistant.originals.named(person, chat, name, teams.directory(team))
    if not isinstance(found, HeldDocument):
        await teams.tell(chat, person, Lines.of(found), by.answer_to)
        return "unknown"
    direct = await teams.direct(team, person.id)
    await _once(teams, taken, direct, consent_activity(found.name, found.bytes, found.document_id, person.locale))
    if chat.kind is not ChatKind.DIRECT:
        await teams.tell(chat, person, Lines.of(say("teams_file_in_private", person.locale)), by.answer_to)
    return "offered"


async def on_consent(assistant: Assistant, teams: TeamsSurface, taken: TakenItem, holder: ItemHolder) -> str:
    """Puts the file where its receiver said, if they may read it now."""
    team, payload = taken.item.team, taken.item.payload
    by = actor_of(payload)
    person = await teams.person(team, by.user, by.team)
    chat = await teams.chat(team, by.channel, person.id)
    if taken.given_up:
        return await apologise(teams, taken, chat, person)
    if not payload["accepted"]:
        return "declined"
    held = await assistant.originals.readable(person, chat, payload["document"], teams.directory(team))
    if held is None:
        await teams.tell(chat, person, Lines.of(say("file_unknown", person.locale)))
        return "unknown"
    target = payload["target"]
    if UPLOADED not in taken.notes:
        try:
            await _upload(assistant, teams, chat.team, person, held, target["address"])
        except OriginalMissingError:
            await teams.tell(chat, person, Lines.of(reason_words("original_missing", {}, person.locale)))
            return "missing"
        await holder.note(**{UPLOADED: True})
    await _once(teams, taken, chat, handed_activity(held.name, target["link"], target["file"], target["type"]))
    return "handed"


async def _upload(
    assistant: Assistant, teams: TeamsSurface, team: str, person: Person, held: HeldDocument, address: str
) -> None:
    async with aclosing(assistant.originals.pieces(held, person, PIECE)) as pieces:
        await teams.directory(team).hand_over(address, pieces, held.bytes)


async def _once(teams: TeamsSurface, taken: TakenItem, chat: Chat, activity: Json) -> None:
    """Shows an activity in a personal chat, once for the item."""
    spot = MessagePlace(chat.team, chat.channel, "", taken.item.key)
    if not await teams.posting.standing(spot):
        await teams.posting.send(spot, activity)
