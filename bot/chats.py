"""The chats that there are. A further one is a further line in `CHATS`."""

from bot.service.chat_connection import LOOPBACK, ChatConnection
from bot.settings import BotSettings
from bot.slack.setup.connection import SlackConnection
from bot.teams.setup.connection import TeamsConnection
from bot.teams.setup.modes import LOCAL, may_be_local
from pipelines.settings import SettingsError

CHATS: tuple[ChatConnection, ...] = (SlackConnection(), TeamsConnection())


def set_chats(settings: BotSettings) -> list[ChatConnection]:
    """The chats that are set."""
    return [chat for chat in CHATS if chat.is_set(settings)]


def in_some_chat(settings: BotSettings, host: str) -> BotSettings:
    """The settings, with Teams in local mode where no chat is set, or where its app id is empty and `host` allows."""
    is_asked_for = settings.teams_app_id == "" and may_be_local(settings, host)
    return settings.model_copy(update={"teams_app_id": LOCAL}) if is_asked_for or not set_chats(settings) else settings


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
