"""What people write: questions and files out of messages, changes of them and deletions."""

from dataclasses import replace

from bot.chat.chat import Chat, ChatKind, Question
from bot.chat.heard import Heard
from bot.inbox.item_holder import ItemHolder
from bot.inbox.item_key import message_key
from bot.inbox.items import WITHDRAWN, KnownItem, TakenItem
from bot.service.assistant import Assistant
from bot.service.handling.answer_delivery import answer, answer_alone, is_resumed
from bot.service.handling.files_beside_words import is_question, take_files
from bot.service.handling.first_meetings import say_hello
from bot.service.handling.surveys import plan_survey
from bot.service.questions.unasked_replies import wants_reply
from bot.service.surface import Surface

IGNORED = "ignored"
MESSAGE = "message"
LATEST_DELIVERY = 6 * 3600.0
"""Seconds after which no chat delivers a message any more: one that is older by its own word has a wrong clock."""
"""The note that names the message in which a reply stands or is made."""


async def on_message(assistant: Assistant, surface: Surface, taken: TakenItem, holder: ItemHolder) -> str:
    """Files of the message are taken up, and its question is answered, where it is meant for the bot."""
    heard = await surface.reading.heard(taken.item)
    if heard is None:
        return IGNORED
    if heard.files and (heard.calls_bot or heard.chat.kind is ChatKind.DIRECT):
        await holder.leave_lane()  # a conversation doesn't wait for files to be read
        chat = await surface.chat_of(heard, heard.user)
        await take_files(assistant, surface, taken, holder, heard, chat)
        return await _answer(assistant, surface, taken, holder, heard, chat) if is_question(heard.text) else "received"
    if not heard.text and heard.calls_bot:
        chat = await surface.chat_of(heard, heard.user)
        person = await surface.person(chat.team, heard.user, heard.user_team)
        await say_hello(assistant, surface, chat, person, heard.message)
        return "greeted"
    if not heard.text or not await _is_meant(assistant, surface, heard):
        return IGNORED
    chat = await surface.chat_of(heard, heard.user)
    return await _answer(assistant, surface, taken, holder, heard, chat)


async def on_edited(assistant: Assistant, surface: Surface, taken: TakenItem, holder: ItemHolder) -> str:
    """A question that was changed is answered anew, in the reply that is there; one that became one is answered."""
    heard = await surface.reading.heard(taken.item)
    if heard is None:
        return IGNORED
    key, is_called = _key(heard.chat, heard.message), heard.calls_bot and not heard.files
    known = await holder.known(key)
    was_stopped = await holder.has_withdrawn()
    has_ended = known is None or known.outcome not in {"", WITHDRAWN}
    is_first = not is_resumed(taken)  # else its own words may be recorded by now
    if is_first and has_ended and not was_stopped and await assistant.asked.is_asked(key, heard.text):
        return IGNORED  # a chat may report what is no change of the words
    if not heard.text or not (is_called or was_stopped or await _was_asked(assistant, key, known)):
        return IGNORED
    begun = _begun(known)
    chat = await surface.chat_of(heard, heard.user)
    if MESSAGE not in taken.notes:
        there = await surface.standing(chat, key, heard.message)
        if not (is_called or there or begun or was_stopped):
            return IGNORED
        if there or begun:
            before = {MESSAGE: there[0][0] if there.get(0) else begun}
            await holder.note(**before)
            taken = replace(taken, notes={**taken.notes, **before})
    return await _answer(assistant, surface, taken, holder, heard, chat)


async def on_deleted(assistant: Assistant, surface: Surface, taken: TakenItem, holder: ItemHolder) -> str:
    """A question that was deleted takes the reply with it, all of its messages, also one in the making."""
    gone = await surface.reading.deleted(taken.item)
    key = _key(gone.chat, gone.message)
    known = await holder.known(key)
    if not await holder.has_withdrawn() and not await _was_asked(assistant, key, known):
        return IGNORED
    there = await surface.standing(gone.chat, key, gone.message)
    ours = {each for ids in there.values() for each in ids} | ({_begun(known)} - {""})
    return WITHDRAWN if await surface.take_away(gone.chat, ours) else IGNORED


async def _is_meant(assistant: Assistant, surface: Surface, heard: Heard) -> bool:
    """Whether somebody waits for an answer to the message; the dear questions are asked last."""
    chat, is_direct = heard.chat, heard.chat.kind is ChatKind.DIRECT
    if heard.calls_bot or is_direct:
        return True
    settings = await assistant.channels.get(chat)
    in_own_thread = bool(heard.thread) and await assistant.asked.replied_in(chat)
    if not in_own_thread and settings.answers_to == "mentions":
        return False
    others = 0
    if in_own_thread:
        writers = await surface.directory(chat.team).writers_of(chat.channel, heard.thread)
        others = len(writers - {heard.user})
    return wants_reply(
        heard.text,
        settings,
        is_direct=is_direct,
        is_mentioned=heard.calls_bot,
        mentions_others=heard.mentions_others,
        in_own_thread=in_own_thread,
        others_in_thread=others,
    )


async def _answer(
    assistant: Assistant, surface: Surface, taken: TakenItem, holder: ItemHolder, heard: Heard, chat: Chat
) -> str:
    """Answers in the way that the channel's managers chose; the outcome."""
    asker = await surface.person(chat.team, heard.user, heard.user_team)
    key = _key(chat, heard.message)
    asked_at = taken.received_at if taken.item.key != key else said_at(heard, taken)
    question = Question(key, chat, asker, heard.message, heard.text, request=taken.item.key, asked_at=asked_at)
    if chat.kind is ChatKind.DIRECT:
        is_first = bool(chat.thread) and not await assistant.asked.replied_in(chat)
        outcome = await answer(assistant, surface, taken, holder, question)
        if is_first:
            await surface.name_conversation(chat, heard.text)
        await plan_survey(assistant, surface, taken, holder, chat, asker, outcome)
        return outcome
    if (await assistant.channels.get(chat)).replies == "private":
        return await answer_alone(assistant, surface, taken, holder, replace(question, only_asker=True))
    return await answer(assistant, surface, taken, holder, question)


def said_at(heard: Heard, taken: TakenItem) -> float:
    """When a message was written: by the chat's clock, as far as that can be true, else when it came."""
    is_likely = taken.received_at - LATEST_DELIVERY < heard.said_at <= taken.received_at
    return heard.said_at if is_likely else taken.received_at


async def _was_asked(assistant: Assistant, key: str, known: KnownItem | None) -> bool:
    """Whether a message is a question, or may become one: it still waits, or it was more than overheard."""
    return (known is not None and known.outcome != IGNORED) or await assistant.asked.was_asked(key)


def _begun(known: KnownItem | None) -> str:
    """The message in which an answer is in the making, here or elsewhere, or was when its process died."""
    return str(known.notes.get(MESSAGE) or "") if known is not None else ""


def _key(chat: Chat, message: str) -> str:
    return message_key(chat.surface, chat.team, chat.channel, message)
