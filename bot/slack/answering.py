"""An answer on its way into Slack, from wherever it was asked for; one that is no longer wanted can be stopped."""

import asyncio
from typing import Any

from bot.asking import Ended
from bot.chat import Question
from bot.chat_ports import Reply
from bot.desk import REFERENCE, ItemHolder, LaterError
from bot.inbox import TakenItem
from bot.question_log import question_key
from bot.slack.private_reply import PrivateReply
from bot.slack.reply import ABANDON_SECONDS, RETRY_UNTIL, SlackReply
from bot.slack.surface import SlackSurface
from pipelines.types import Outcome

WITHDRAWN = "withdrawn"
SETTLED = "settled"
RETRY_PAUSE = 20.0
"""Seconds before a question is asked again that failed because something is away."""


async def answer(slack: SlackSurface, taken: TakenItem, holder: ItemHolder, question: Question) -> str:
    """Answers where everybody in the chat reads it; the outcome."""
    workspace = await slack.clients.of(question.chat.team)
    reply = slack.reply(workspace, question, holder, taken.notes, again=is_resumed(taken))
    return await _answered(slack, taken, question, reply)


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
    return await _answered(slack, taken, question, reply)


def stop(slack: SlackSurface, key: str) -> bool:
    """Ends an answer in the making, where this process makes it; whether it did."""
    answering = slack.running.pop(key, None)
    if answering is not None:
        answering.cancel()
    return answering is not None


async def stopped(slack: SlackSurface, key: str) -> bool:
    """As `stop`; returns once what the answer had shown is ended and can be found, in some seconds at most."""
    answering = slack.running.get(key)
    was_running = stop(slack, key)
    if answering is not None:
        await asyncio.wait({answering}, timeout=ABANDON_SECONDS)
    return was_running


def is_resumed(taken: TakenItem) -> bool:
    """Whether somebody has worked on the item before, and may have shown something."""
    return taken.attempts > 1 or bool(taken.notes)


async def _answered(slack: SlackSurface, taken: TakenItem, question: Question, reply: Reply) -> str:
    if RETRY_UNTIL in taken.notes:
        if question.key in slack.running:  # somebody had it asked again
            raise LaterError(RETRY_PAUSE)
        if await _is_settled(slack, question):
            return SETTLED
    if taken.given_up:
        reference = str(taken.notes.get(REFERENCE) or "")
        return (await slack.assistant.give_up(question, reply, reference)).answer.outcome.value
    answering = asyncio.create_task(_made(slack, question, reply))
    slack.running[question.key] = answering
    try:
        ended = await answering
        if isinstance(reply, SlackReply) and reply.is_put_off:
            raise LaterError(RETRY_PAUSE)
        return ended.answer.outcome.value
    except asyncio.CancelledError:
        if _is_cancelled(asyncio.current_task()):
            answering.cancel()
            raise
        return WITHDRAWN
    finally:
        if slack.running.get(question.key) is answering:
            del slack.running[question.key]


async def _made(slack: SlackSurface, question: Question, reply: Reply) -> Ended:
    """How the question ended; who stops it gets a reply that is no longer in the making."""
    try:
        return await slack.assistant.answer(question, reply, slack.directories.of(question.chat.team))
    except asyncio.CancelledError:
        if isinstance(reply, SlackReply):
            await reply.abandon()
        raise


async def _is_settled(slack: SlackSurface, question: Question) -> bool:
    """Whether a question that was put off has been changed since: then that is answered, in the same message."""
    logged = await asyncio.to_thread(slack.log.text_of, question_key(question.key))
    return logged is not None and (logged.text != question.text or logged.outcome is not Outcome.FAILED)


def _is_cancelled(task: "asyncio.Task[Any] | None") -> bool:
    return task is not None and task.cancelling() > 0
