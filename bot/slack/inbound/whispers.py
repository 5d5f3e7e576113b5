"""What one person alone is shown: as an answer to their click or command, else as an ephemeral or direct message."""

from bot.chat.chat import Person
from bot.inbox.inbox import TakenItem
from bot.inbox.inbox_worker import REFERENCE
from bot.slack.directory.errors import TROUBLES, code_of
from bot.slack.inbound.surface import SlackSurface
from bot.slack.render.blocks import SlackMessage, lines_message
from bot.slack.reply.responding import respond
from bot.wording.sentences import say

ELSEWHERE = frozenset({"user_not_in_channel", "channel_not_found", "not_in_channel", "is_archived"})
"""Codes after which a person is told in a direct message instead."""


async def whisper(
    slack: SlackSurface,
    team: str,
    channel: str,
    user: str,
    message: SlackMessage,
    response_url: str = "",
    thread: str = "",
) -> None:
    """Shows a person alone a message, in whichever way Slack still allows; raises `TROUBLES`."""
    if await respond(slack.clients, response_url, message):
        return
    client = (await slack.clients.of(team)).patient
    blocks = list(message.blocks) or None
    try:
        await client.chat_postEphemeral(
            channel=channel, user=user, text=message.text, blocks=blocks, thread_ts=thread or None
        )
    except TROUBLES as error:
        if code_of(error) not in ELSEWHERE:
            raise
        await client.chat_postMessage(channel=user, text=message.text, blocks=blocks)


def lines(*said: str) -> SlackMessage:
    """Lines of ours, which may name documents: nothing in them is formatting."""
    return lines_message(*said)


def apology(taken: TakenItem, locale: str) -> list[str]:
    """The lines of the one visible error of something that couldn't be done, with its reference."""
    reference = str(taken.notes.get(REFERENCE) or "")
    told = [say("unexpected", locale)]
    return [*told, say("reference", locale, reference=reference)] if reference else told


async def apologise(slack: SlackSurface, taken: TakenItem, channel: str, person: Person) -> str:
    """Shows the person alone the one visible error."""
    told = apology(taken, person.locale)
    response_url = str(taken.item.payload.get("response_url") or "")
    await whisper(slack, taken.item.team, channel, person.id, lines(*told), response_url)
    return "failed"
