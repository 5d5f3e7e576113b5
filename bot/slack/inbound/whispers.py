"""What one person alone is shown: as an answer to their click or command, else as an ephemeral or direct message."""

from bot.chat.chat import Chat
from bot.slack.directory.clients import SlackClients
from bot.slack.directory.errors import SLACK_ERRORS, code_of
from bot.slack.render.blocks import SlackMessage
from bot.slack.reply.responding import respond

ELSEWHERE = frozenset({"user_not_in_channel", "channel_not_found", "not_in_channel", "is_archived"})
"""Codes after which a person is told in a direct message instead."""


async def whisper(clients: SlackClients, chat: Chat, user: str, message: SlackMessage, response_url: str = "") -> None:
    """Shows a person alone a message, in whichever way Slack still allows; raises `SLACK_ERRORS`."""
    if await respond(clients, response_url, message):
        return
    client = (await clients.of(chat.team)).patient
    blocks = list(message.blocks) or None
    try:
        await client.chat_postEphemeral(
            channel=chat.channel, user=user, text=message.text, blocks=blocks, thread_ts=chat.thread or None
        )
    except SLACK_ERRORS as error:
        if code_of(error) not in ELSEWHERE:
            raise
        await client.chat_postMessage(channel=user, text=message.text, blocks=blocks)
