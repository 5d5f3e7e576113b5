"""An answer on its way into Slack, from wherever it was asked for; one that is no longer wanted can be stopped."""

import asyncio
from typing import Any

from bot.chat.chat import Question
from bot.chat.ended import Ended
from bot.chat.ports import Reply
from bot.inbox.inbox import WITHDRAWN, TakenItem
from bot.inbox.inbox_worker import REFERENCE, ItemHolder, LaterError
from bot.slack.inbound.surface import SlackSurface
from bot.slack.reply.private_reply import PrivateReply
from bot.slack.reply.reply import SlackReply

RETRY_PAUSE = 20.0
"""Seconds before a question is asked again that failed because something is away."""


async def answer(slack: SlackSurface, taken: TakenItem, holder: ItemHolder, question: Question) -> str:
    """Answers where everybody in the chat reads it; the outcome."""
    workspace = await slack.clients.of(question.chat.team)
    reply = slack.reply(workspace, question, holder, taken.notes, again=is_resumed(taken))
    return await _answered(slack, taken, holder, question, reply)


async def answer_alone(
    slack: SlackSurface,
    taken: TakenItem,
    holder: ItemHolder,
    question: Question,
    response_url: str = "",
    replaces: bool = False,
) -> str:
    """Answers so that the asker alone sees it, in place of the message behind `response_url` or below; the outcome."""
    workspace = await slack.clients.of(question.chat.team)
    reply = PrivateReply(slack.clients, workspace, question, holder, taken.notes, response_url, replaces)
    return await _answered(slack, taken, holder, question, reply)


def is_resumed(taken: TakenItem) -> bool:
    """Whether somebody has worked on the item before, and may have shown something."""
    return taken.attempts > 1 or bool(taken.notes)


async def _answered(slack: SlackSurface, taken: TakenItem, holder: ItemHolder, question: Question, reply: Reply) -> str:
    if holder.is_stopped:
        if isinstance(reply, SlackReply):
            await reply.abandon()
        return WITHDRAWN
    if taken.given_up:
        reference = str(taken.notes.get(REFERENCE) or "")
        return (await slack.assistant.give_up(question, reply, reference)).answer.outcome.value
    answering = asyncio.create_task(_made(slack, question, reply))
    holder.cancel_on_stop(answering)
    try:
        ended = await answering
    except asyncio.CancelledError:
        if _is_cancelled(asyncio.current_task()):
            answering.cancel()
            raise
        return WITHDRAWN
    if isinstance(reply, SlackReply) and reply.is_put_off:
        raise LaterError(RETRY_PAUSE)
    return ended.answer.outcome.value


async def _made(slack: SlackSurface, question: Question, reply: Reply) -> Ended:
    """How the question ended; who stops it gets a reply that is no longer in the making."""
    try:
        return await slack.assistant.answer(question, reply, slack.directories.of(question.chat.team))
    except asyncio.CancelledError:
        if isinstance(reply, SlackReply):
            await reply.abandon()
        raise


def _is_cancelled(task: "asyncio.Task[Any] | None") -> bool:
    return task is not None and task.cancelling() > 0
