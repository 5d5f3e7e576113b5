"""What stands on the screen once the bot listens."""

import sys

from bot.chats import set_chats
from bot.command_line.terminal import Line, open_console, print_lines
from bot.settings import BotSettings
from bot.teams.setup.modes import mode_of
from bot.wording.sentences import say


def web_ready(settings: BotSettings, host: str, port: int) -> None:
    """Says on standard error that the bot is ready, in which chats and where, and who can speak to it unproved."""
    address = f"http://{host}:{port}"
    chats = " and ".join(chat.name.capitalize() for chat in set_chats(settings))
    lines = [Line(say("web_ready", chats=chats, address=address))]
    if mode_of(settings) == "local":
        lines.append(Line(say("web_ready_local", address=f"{address}/api/messages")))
    print_lines(open_console(sys.stderr), lines)
