"""Slack's own address for answers to one click or command."""

import structlog
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack.directory.clients import SlackClients
from bot.slack.directory.errors import SLACK_ERRORS, code_of
from bot.slack.render.blocks import SlackMessage

_log = structlog.stdlib.get_logger("tcbot.slack")


async def respond(clients: SlackClients, response_url: str, message: SlackMessage, replaces: bool = False) -> bool:
    """Whether Slack took the message at the address that it gave for a click or a command: five in half an hour."""
    if not response_url:
        return False
    client = AsyncWebhookClient(response_url, session=clients.http)
    try:
        answer = await client.send(
            text=message.text,
            blocks=list(message.blocks) or None,
            response_type="ephemeral",
            replace_original=replaces,
        )
    except SLACK_ERRORS as error:
        _log.warning("slack_response_not_taken", code=code_of(error))
        return False
    return bool(answer.status_code == 200)
