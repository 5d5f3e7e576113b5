"""How Teams is connected: not at all, as an app with a credential, or as a program on this machine."""

from typing import Literal

from bot.settings import BotSettings
from bot.teams.directory.service_urls import is_loopback

Mode = Literal["off", "local", "app"]

LOCAL = "local"
"""The TEAMS_APP_ID of a bot that only programs of its own machine talk to."""


def mode_of(settings: BotSettings) -> Mode:
    """`local`, `app` where anything else of Teams' app is set, or `off`."""
    if settings.teams_app_id == LOCAL:
        return "local"
    is_set = bool(settings.teams_app_id) or settings.teams_tenant_id is not None or credentials_of(settings)
    return "app" if is_set else "off"


def may_be_local(settings: BotSettings, host: str) -> bool:
    """Whether a bot that listens at `host` and isn't set as an app can be in local mode."""
    return mode_of(settings) != "app" and is_loopback(host)


def credentials_of(settings: BotSettings) -> list[str]:
    """The variables that hold a credential; there is to be one."""
    given = {
        "TEAMS_APP_PASSWORD": settings.teams_app_password,
        "TEAMS_CERTIFICATE": settings.teams_certificate,
        "TEAMS_MANAGED_IDENTITY": settings.teams_managed_identity,
    }
    return [name for name, value in given.items() if value is not None]


def missing(settings: BotSettings) -> list[str]:
    """What an app lacks, a sentence each."""
    lacks = []
    credentials = credentials_of(settings)
    if not settings.teams_app_id:
        lacks.append("TEAMS_APP_ID is not set. Set it to the application (client) id of the bot's app in Entra ID.")
    if settings.teams_tenant_id is None:
        lacks.append("TEAMS_TENANT_ID is not set. Set it to the directory (tenant) id of the bot's app in Entra ID.")
    if not credentials:
        lacks.append(
            "TEAMS_APP_PASSWORD is not set. Set it to the value of a client secret of the app, "
            "or TEAMS_CERTIFICATE to a PEM file with its key and certificate, or TEAMS_MANAGED_IDENTITY."
        )
    if len(credentials) > 1:
        lacks.append(f"{' and '.join(credentials)} are set; one of them is to be set, the others unset.")
    if settings.teams_certificate is not None and not settings.teams_certificate.is_file():
        lacks.append("TEAMS_CERTIFICATE names no file. Set it to a PEM file with the app's key and certificate.")
    return lacks
