"""Files of a message: taken up as it says, or as their sender chose before; a question beside them waits for them."""

import asyncio
import time
from dataclasses import asdict
from typing import Any

from bot.chat.chat import Chat, ChatKind, Person
from bot.chat.heard import Heard
from bot.chat.ports import DirectoryUnavailableError
from bot.inbox.item_holder import ItemHolder
from bot.inbox.items import TakenItem
from bot.records.upload_choices import UploadChoice
from bot.service.assistant import Assistant
from bot.service.handling.apologies import apology
from bot.service.handling.taking_files import file_of, show_taken, take_up
from bot.service.surface import Surface
from bot.wording.sentences import say
from bot.wording.shown import Lines
from pipelines.types import DocumentType

MOST_READING = 300.0
"""Seconds that a question waits for the files beside it to be read."""
CHOICE = "choice"
"""The note that holds what the sender chose before."""


class UnconfirmedChatError(RuntimeError):
    """Whether somebody is alone with the bot isn't certain at the moment."""


async def take_files(
    assistant: Assistant, surface: Surface, taken: TakenItem, holder: ItemHolder, heard: Heard, chat: Chat
) -> None:
    """Takes up the files, each with its card; the words beside them are their note.

    Where these are a question, it waits for the files: the answer may lie in them. Raises `UnconfirmedChatError` where
    whose these files would be isn't certain: it is to be tried again.
    """
    if heard.chat.kind is ChatKind.DIRECT and chat.kind is not ChatKind.DIRECT:
        raise UnconfirmedChatError
    sharer = await surface.person(chat.team, heard.user, heard.user_team)
    choice = await _chosen(assistant, taken, holder, chat, sharer)
    message, note, place = heard.message, heard.text, chat
    if choice is not None and choice.channel not in {"", chat.channel}:
        if why := await _why_not(surface, chat.team, choice.channel, sharer):
            await surface.tell(chat, sharer, Lines.of(say(why, sharer.locale)))
            return
        place = await surface.chat(chat.team, choice.channel, sharer.id, choice.thread)
        message = ""  # they aren't on a message of that place
        await surface.tell(chat, sharer, Lines.of(say("upload_shown_there", sharer.locale)))
    jobs = []
    for named in heard.files:
        file = file_of(named, place, sharer, message, choice.note or note if choice is not None else note)
        if taken.given_up and await show_taken(assistant, surface, chat.team, file.id, place.channel):
            continue
        if taken.given_up:
            await surface.card(file, again=True).refuse(" ".join(apology(taken, sharer.locale)))
            continue
        chosen = (choice.document_type, choice.for_all, choice.collection) if choice is not None else (None, False, "")
        if record := await take_up(assistant, surface, taken, file, *chosen):
            jobs.append(record.job_id)
    until = time.monotonic() + MOST_READING
    while is_question(note) and jobs and not holder.is_stopped and time.monotonic() < until:
        jobs = await assistant.shared.active(jobs)
        await asyncio.sleep(1.0 if jobs else 0.0)


def is_question(note: str) -> bool:
    """Whether the words beside files are a question."""
    return note.rstrip().endswith("?")


async def _why_not(surface: Surface, team: str, channel: str, sharer: Person) -> str:
    """The key of the sentence why somebody can't share files into a channel that they chose before; empty if they can.

    They may have been taken out of it since.
    """
    directory = surface.directory(team)
    if not await directory.is_in(channel):
        return "not_in_channel"
    try:
        is_member = channel in await directory.channels_of(sharer, [channel])
    except DirectoryUnavailableError:
        is_member = False
    return "" if is_member else "upload_not_yours"


async def _chosen(
    assistant: Assistant, taken: TakenItem, holder: ItemHolder, chat: Chat, sharer: Person
) -> UploadChoice | None:
    """What the sender chose for these files: taken once, and noted, since the work on the message may be repeated.

    What was chosen for another place stays for files that come where one is alone with the bot.
    """
    if CHOICE in taken.notes:
        noted: dict[str, Any] = taken.notes[CHOICE]
        kind = noted["document_type"]
        return UploadChoice(**{**noted, "document_type": DocumentType(kind) if kind else None})
    choice = await assistant.announced.take(chat.team, sharer)
    if choice is not None and chat.kind is not ChatKind.DIRECT and choice.channel != chat.channel:
        await assistant.announced.keep(chat.team, sharer, choice)
        choice = None
    if choice is not None:
        # Without a collection the version before reads it, too; one with it is not for it to widen.
        kept = {name: value for name, value in asdict(choice).items() if value or name != "collection"}
        await holder.note(**{CHOICE: kept})
    return choice
