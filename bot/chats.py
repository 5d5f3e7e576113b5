"""The chats that there are. A further one is a further line in `CHATS`."""

from bot.service.chat_connection import LOOPBACK, ChatConnection
from bot.settings import BotSettings
from bot.slack.setup.connection import SlackConnection
from bot.teams.setup.connection import TeamsConnection
from bot.teams.setup.modes import LOCAL
from pipelines.settings import SettingsError

CHATS: tuple[ChatConnection, ...] = (SlackConnection(), TeamsConnection())


def set_chats(settings: BotSettings) -> list[ChatConnection]:
    """The chats that are set."""
    return [chat for chat in CHATS if chat.is_set(settings)]


def in_some_chat(settings: BotSettings) -> BotSettings:
    """The settings, with Teams in local mode where no chat is set."""
    return settings if set_chats(settings) else settings.model_copy(update={"teams_app_id": LOCAL})


def check_chats(settings: BotSettings, host: str = LOOPBACK) -> None:
    """Raises `SettingsError`, which says what to set, where a chat is set by half or must not be served at `host`."""
    problems = []
    for chat in set_chats(settings):
        try:
            chat.check(settings, host)
        except SettingsError as error:
            problems.append(str(error))
    if problems:
        raise SettingsError("\n".join(problems))
