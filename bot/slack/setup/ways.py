"""Which ways lead from Slack to the bot and back, by the settings."""

from bot.settings import BotSettings
from pipelines.settings import SettingsError


def wants_slack(settings: BotSettings) -> bool:
    """Whether anything is set that only a bot in Slack needs."""
    given = (settings.slack_bot_token, settings.slack_client_id, settings.slack_app_token)
    return any(each is not None for each in given)


def check_ways(settings: BotSettings) -> None:
    """Raises `SettingsError`, which says what to set, where Slack couldn't reach the bot or the bot not Slack."""
    missing = []
    if settings.slack_bot_token is None and settings.slack_client_id is None:
        missing.append(
            "SLACK_BOT_TOKEN is not set. Set it to the Bot User OAuth Token of your Slack app (xoxb-…), "
            "or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for an app that several workspaces install."
        )
    if settings.slack_signing_secret is None and settings.slack_app_token is None:
        missing.append(
            "SLACK_SIGNING_SECRET is not set. Set it where Slack reaches this machine over HTTP, "
            "or SLACK_APP_TOKEN (xapp-…) for Socket Mode, which needs no public address."
        )
    if missing:
        raise SettingsError(
            "\n".join([*missing, "deploy/slack/README.md leads from the app's manifest to these values."])
        )
