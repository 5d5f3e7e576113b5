"""The chats that there are. A further one is a further line in `CHATS`."""

from bot.service.chat_connection import ChatConnection
from bot.settings import BotSettings
from bot.slack.setup.connection import SlackConnection
from pipelines.settings import SettingsError

CHATS: tuple[ChatConnection, ...] = (SlackConnection(),)


def set_chats(settings: BotSettings) -> list[ChatConnection]:
    """The chats that are set."""
    return [chat for chat in CHATS if chat.is_set(settings)]


def check_chats(settings: BotSettings) -> None:
    """Raises `SettingsError`, which says what to set, where a chat is set by half, or none is set."""
    problems = []
    for chat in set_chats(settings) or CHATS:
        try:
            chat.check(settings)
        except SettingsError as error:
            problems.append(str(error))
    if problems:
        raise SettingsError("\n".join(problems))
