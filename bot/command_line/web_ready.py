"""What stands on the screen once the bot listens."""

import sys

from bot.command_line.terminal import Line, open_console, print_lines
from bot.wording.sentences import say


def web_ready(host: str, port: int) -> None:
    """Says on standard error that the bot is ready, and where."""
    print_lines(open_console(sys.stderr), [Line(say("web_ready", address=f"http://{host}:{port}"))])
