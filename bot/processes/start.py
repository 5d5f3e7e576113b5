"""What every process does first."""

import os
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import BotSettings

_SILENT = {"TRANSFORMERS_VERBOSITY": "error", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "TQDM_DISABLE": "1"}
"""Keeps the model libraries' own bars and remarks off the screen."""


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
    from pipelines.telemetry import configure_logging, configure_sentry, log_uncaught_errors

    os.environ.update(_SILENT)
    settings = load_settings()
    contact_nobody(hub_offline=settings.hf_hub_offline)
    configure_logging(settings.log_level)
    log_uncaught_errors()
    configure_sentry(settings.sentry_dsn, release=f"tcbot@{program_version()}")
    remove_leftovers()
    return settings
