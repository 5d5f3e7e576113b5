"""Settings of the bot, read from the environment once. Each field's comment: meaning, range, default."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from ingest.settings import IngestSettings
from pipelines.addresses import web_address
from pipelines.settings import read_settings


class BotSettings(IngestSettings):
    """Everything that TCBot can be told: the settings of the engine and of ingestion, and the bot's own."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "WARNING"
    """How much is logged to standard error. DEBUG, INFO, WARNING or ERROR."""

    sentry_dsn: Annotated[str, AfterValidator(web_address)] | None = Field(default=None, repr=False)
    """Where errors are reported, without any text of documents or messages. A Sentry DSN. Unset: nowhere."""


def load_settings() -> BotSettings:
    """All settings, from the environment and `.env`; raises `SettingsError`. A main calls it once and passes it on."""
    return read_settings(BotSettings)
