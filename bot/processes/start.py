"""What every command does first, and how it ends when nothing caught an error."""

import os
import sys
import traceback
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import BotSettings

_SILENT = {"TRANSFORMERS_VERBOSITY": "error", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "TQDM_DISABLE": "1"}
"""Keeps the model libraries' own bars and remarks off the screen."""
USAGE, FAILURE, INTERRUPTED = 2, 1, 130


def program_version() -> str:
    """The version that is installed; `unknown` where the program runs from its source alone."""
    try:
        return version("tcbot")
    except PackageNotFoundError:
        return "unknown"


def start() -> "BotSettings":
    """The settings, with logs and error reports set up as they say; raises `SettingsError`.

    What killed processes left in the folder for temporary files is removed.
    """
    from bot.settings import load_settings
    from ingest.reading.scratch import remove_leftovers
    from pipelines.privacy import contact_nobody
    from pipelines.telemetry import configure_logging, configure_sentry

    os.environ.update(_SILENT)
    settings = load_settings()
    contact_nobody(hub_offline=settings.hf_hub_offline)
    configure_logging(settings.log_level)
    configure_sentry(settings.sentry_dsn, release=f"tcbot@{program_version()}")
    remove_leftovers()
    return settings


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
