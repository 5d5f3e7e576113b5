"""How a command ends: its exit code, and what it says where nothing caught an error."""

import sys
import traceback
from pathlib import Path

from bot.chat.ended import Ended
from pipelines.types import Outcome

FINE, FAILURE, USAGE, INTERRUPTED = 0, 1, 2, 130


def exit_code(ended: Ended) -> int:
    """0 for an answer or a refusal, 1 for a failure, 2 for a question that can't be asked like this."""
    if ended.answer.outcome is not Outcome.FAILED:
        return FINE
    return USAGE if ended.is_askers else FAILURE


def ended_by(error: Exception) -> int:
    """Says on standard error what went wrong, in a sentence; the exit code. Tracebacks are for DEBUG alone."""
    import logging

    from bot.command_line.terminal import Line, open_console, print_lines
    from bot.wording.problems import problem_of
    from pipelines.settings import SettingsError

    if logging.getLogger().isEnabledFor(logging.DEBUG):
        traceback.print_exception(error)
    problem = problem_of(error, _home(), stage="command")
    print_lines(open_console(sys.stderr), [Line(line, style="red") for line in problem.lines().splitlines()])
    return USAGE if isinstance(error, SettingsError) else FAILURE


def _home() -> Path | None:
    from bot.settings import load_settings
    from pipelines.settings import SettingsError

    try:
        return load_settings().tcbot_home
    except SettingsError:
        return None
