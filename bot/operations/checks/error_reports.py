"""Where errors are reported."""

import socket
from urllib.parse import urlsplit

from bot.operations.check import Finding
from bot.settings import BotSettings
from pipelines.addresses import without_credentials


def look_at_error_reports(settings: BotSettings) -> Finding:
    if settings.sentry_dsn is None:
        return Finding("not set: errors are logged only")
    address = urlsplit(settings.sentry_dsn)
    host, port = address.hostname or "", address.port or (443 if address.scheme == "https" else 80)
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError as error:
        reason = type(error).__name__
        return Finding(
            f"{without_credentials(settings.sentry_dsn)} can't be reached ({reason})",
            "Check SENTRY_DSN and the network; everything else works without it.",
        )
    return Finding(f"{host}:{port} listens; nothing was sent")
