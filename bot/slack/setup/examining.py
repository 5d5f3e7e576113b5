"""Whether Slack lets the bot in: its token, its scopes, its way for events."""

import asyncio

from bot.settings import BotSettings
from bot.slack.directory.clients import SlackClients
from bot.slack.directory.errors import SLACK_ERRORS, code_of
from bot.slack.setup.install import SCOPES


class SlackRefusesError(RuntimeError):
    """Slack doesn't take what the settings hold."""

    def __init__(self, code: str, remedy: str) -> None:
        self.remedy = remedy
        super().__init__(f"Slack says {code}.")


def examine_slack(settings: BotSettings) -> tuple[str, str]:
    """One line on the app, and what should be done; calls Slack. Raises `SlackRefusesError`."""
    return asyncio.run(_examined(settings))


async def _examined(settings: BotSettings) -> tuple[str, str]:
    way = "HTTP" if settings.slack_signing_secret else ""
    if settings.slack_app_token is not None:
        way = f"{way} and Socket Mode".removeprefix(" and ")
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else None
    clients = SlackClients(settings.slack_api_url, token, lambda team: None)
    try:
        if settings.slack_app_token is not None:
            await _opened(clients, settings.slack_app_token.get_secret_value())
        if token is None:
            return f"workspaces install it at /slack/install; events by {way}", ""
        answer = await clients.client(token).auth_test()
    except SLACK_ERRORS as error:
        raise SlackRefusesError(code_of(error), "Correct SLACK_BOT_TOKEN, or install the app again.") from None
    finally:
        await clients.close()
    granted = {each.strip() for each in str(answer.headers.get("x-oauth-scopes") or "").split(",")} - {""}
    missing = sorted(set(SCOPES) - granted) if granted else []
    remedy = f"Add to the app's scopes and install it again: {', '.join(missing)}" if missing else ""
    return f"{answer.get('user')} in {answer.get('team')}; events by {way}", remedy


async def _opened(clients: SlackClients, app_token: str) -> None:
    try:
        await clients.client(app_token).apps_connections_open(app_token=app_token)
    except SLACK_ERRORS as error:
        remedy = "Correct SLACK_APP_TOKEN: it needs the scope connections:write, and Socket Mode switched on."
        raise SlackRefusesError(code_of(error), remedy) from None
