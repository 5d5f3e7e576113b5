"""A file out of Slack, as it was shared and nothing else: never a login page, never more bytes than allowed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.chat.ports import DirectoryUnavailableError
from bot.slack.directory.clients import SlackClients, Workspace
from ingest.formats.errors import UnreadableFileError

SECONDS = 600.0
"""How long a download may take."""
SILENT_SECONDS = 30.0
PIECE = 1 << 16
MEGABYTE = 1024 * 1024


async def download(
    clients: SlackClients, workspace: Workspace, info: Mapping[str, Any], path: Path, most_bytes: int
) -> None:
    """Writes the file that `files.info` describes to `path`.

    Raises `UnreadableFileError` for what is too large, gone or kept elsewhere, and `DirectoryUnavailableError` where
    Slack doesn't hand it out.
    """
    _check(info, most_bytes)
    address = str(info.get("url_private_download") or info.get("url_private") or "")
    if not _is_of_slack(address, clients.api_url):  # the token goes nowhere else
        raise UnreadableFileError("kept_elsewhere")
    limits = aiohttp.ClientTimeout(total=SECONDS, sock_connect=10.0, sock_read=SILENT_SECONDS)
    headers = {"Authorization": f"Bearer {workspace.token}"}
    try:
        async with clients.http.get(address, headers=headers, timeout=limits, allow_redirects=False) as response:
            _check_response(response, info)
            written = await _write(response, path, most_bytes)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise DirectoryUnavailableError("slack_download_failed") from error
    expected = int(info.get("size") or 0)
    if expected and written != expected:
        raise DirectoryUnavailableError("slack_download_failed")


def _check(info: Mapping[str, Any], most_bytes: int) -> None:
    if info.get("is_external") or info.get("mode") == "external":
        raise UnreadableFileError("kept_elsewhere")
    if info.get("mode") in {"tombstone", "hidden_by_limit"}:
        raise UnreadableFileError("gone")
    if int(info.get("size") or 0) > most_bytes:
        raise UnreadableFileError("too_large", limit=f"{most_bytes // MEGABYTE} MB")


def _check_response(response: aiohttp.ClientResponse, info: Mapping[str, Any]) -> None:
    """Slack sends people without rights to a page where they log in, or gives them that page with status 200."""
    if response.status in {404, 410}:
        raise UnreadableFileError("gone")
    is_page = response.content_type == "text/html" and "html" not in f"{info.get('mimetype')}{info.get('filetype')}"
    if response.status in {301, 302, 303, 307, 308, 401, 403} or (response.status == 200 and is_page):
        raise DirectoryUnavailableError("slack_scope_missing", scope="files:read")
    if response.status != 200:
        raise DirectoryUnavailableError("slack_download_failed")


async def _write(response: aiohttp.ClientResponse, path: Path, most_bytes: int) -> int:
    written = 0
    with path.open("wb") as file:
        async for piece in response.content.iter_chunked(PIECE):
            written += len(piece)
            if written > most_bytes:
                raise UnreadableFileError("too_large", limit=f"{most_bytes // MEGABYTE} MB")
            file.write(piece)
    return written


def _is_of_slack(address: str, api_url: str) -> bool:
    parts, own = urlsplit(address), urlsplit(api_url)
    host = parts.hostname or ""
    if host == own.hostname:
        return parts.scheme == own.scheme
    return parts.scheme == "https" and (host == "slack.com" or host.endswith((".slack.com", ".slack-files.com")))
