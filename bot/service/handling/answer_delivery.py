"""An answer on its way into a chat, from wherever it was asked for; one that is no longer wanted can be stopped."""

import asyncio
from typing import Any

from bot.chat.chat import Question
from bot.chat.ended import Ended
from bot.chat.ports import Directory, Reply
from bot.inbox.item_holder import REFERENCE, ItemHolder, LaterError
from bot.inbox.items import WITHDRAWN, TakenItem
from bot.service.assistant import Assistant
from bot.service.replies.coming_back import retry_pause
from bot.service.replies.putting_off import PuttingOff
from bot.service.surface import Surface
from pipelines.types import Outcome

SEARCHED = frozenset({Outcome.ANSWERED, Outcome.QUOTED, Outcome.REFUSED})
"""Outcomes of questions for which the search answered."""


async def answer(
    assistant: Assistant, surface: Surface, taken: TakenItem, holder: ItemHolder, question: Question
) -> str:
    """Answers where everybody in the chat reads it; the outcome. Raises `LaterError` where the question is put off."""
    reply = await surface.reply(question, holder, taken.notes, is_resumed(taken))
    return await _answered(assistant, surface, taken, holder, question, reply)


async def answer_alone(
    assistant: Assistant,
    surface: Surface,
    taken: TakenItem,
    holder: ItemHolder,
    question: Question,
    answer_to: str = "",
    replaces: bool = False,
) -> str:
    """Answers so that the asker alone sees it; see `answer`, and `Surface.reply_alone` for the last two."""
    reply = await surface.reply_alone(question, holder, taken.notes, answer_to, replaces)
    return await _answered(assistant, surface, taken, holder, question, reply)


def is_resumed(taken: TakenItem) -> bool:
    """Whether somebody has worked on the item before, and may have shown something."""
    return taken.attempts > 1 or bool(taken.notes)


async def _answered(
    assistant: Assistant, surface: Surface, taken: TakenItem, holder: ItemHolder, question: Question, reply: Reply
) -> str:
    if holder.is_stopped:
        await reply.abandon()
        return WITHDRAWN
    if taken.given_up:
        reference = str(taken.notes.get(REFERENCE) or "")
        return (await assistant.give_up(question, reply, reference)).answer.outcome.value
    putting_off = PuttingOff(holder, taken.notes)
    with assistant.coming_back.trying(putting_off.was_put_off and not putting_off.is_over) as may_try:
        if not may_try:
            raise LaterError(retry_pause())
        outcome = await _asked(assistant, surface, holder, question, reply, putting_off)
    if putting_off.is_put_off:
        raise LaterError(retry_pause())
    return outcome


async def _asked(
    assistant: Assistant,
    surface: Surface,
    holder: ItemHolder,
    question: Question,
    reply: Reply,
    putting_off: PuttingOff,
) -> str:
    directory = surface.directory(question.chat.team)
    answering = asyncio.create_task(_made(assistant, question, reply, directory, putting_off))
    holder.cancel_on_stop(answering)
    try:
        ended = await answering
    except asyncio.CancelledError:
        if _is_cancelled(asyncio.current_task()):
            answering.cancel()
            raise
        return WITHDRAWN
    if putting_off.is_put_off or ended.answer.outcome in SEARCHED:
        assistant.coming_back.ended(putting_off.is_put_off)
    return ended.answer.outcome.value


async def _made(
    assistant: Assistant, question: Question, reply: Reply, directory: Directory, putting_off: PuttingOff
) -> Ended:
    """How the question ended; who stops it gets a reply that is no longer in the making."""
    try:
        return await assistant.answer(question, reply, directory, putting_off)
    except asyncio.CancelledError:
        await reply.abandon()
        raise


def _is_cancelled(task: "asyncio.Task[Any] | None") -> bool:
    return task is not None and task.cancelling() > 0
