"""Where errors and traces are sent."""

import socket
from urllib.parse import urlsplit

from bot.operations.check import Finding
from bot.settings import BotSettings
from pipelines.addresses import without_credentials


def look_at_error_reports(settings: BotSettings) -> Finding:
    """Whether Sentry listens."""
    if settings.sentry_dsn is None:
        return Finding("not set: errors are logged only")
    return _listening(settings.sentry_dsn, "SENTRY_DSN")


def look_at_traces(settings: BotSettings) -> Finding:
    """Whether the collector listens."""
    if settings.otel_exporter_otlp_endpoint is None:
        return Finding("not set: nothing is traced")
    return _listening(settings.otel_exporter_otlp_endpoint, "OTEL_EXPORTER_OTLP_ENDPOINT")


def _listening(url: str, setting: str) -> Finding:
    address = urlsplit(url)
    host, port = address.hostname or "", address.port or (443 if address.scheme == "https" else 80)
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError as error:
        return Finding(
            f"{without_credentials(url)} can't be reached ({type(error).__name__})",
            f"Check {setting} and the network; everything else works without it.",
        )
    return Finding(f"{host}:{port} listens; nothing was sent")
