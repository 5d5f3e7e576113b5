"""A file out of Slack, as it was shared and nothing else: never a login page, and the token for nobody but Slack."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import aiohttp

from bot.chat.ports import DirectoryUnavailableError
from bot.service.files.capped_download import Download, HostRule, fetch, too_large
from bot.slack.directory.clients import DOMAINS, SlackClients, Workspace
from bot.slack.directory.errors import CHAT
from ingest.formats.errors import UnreadableFileError

_LOGIN: Final = frozenset({301, 302, 303, 307, 308, 401, 403})


async def download(
    clients: SlackClients, workspace: Workspace, info: Mapping[str, Any], path: Path, most_bytes: int
) -> None:
    """Writes the file that `files.info` describes to `path`.

    Raises `UnreadableFileError` for what is too large, gone or kept elsewhere, and `DirectoryUnavailableError` where
    Slack doesn't hand it out.
    """
    _check(info, most_bytes)

    def check(response: aiohttp.ClientResponse) -> None:
        """Slack sends people without rights to a page where they log in, or gives them that page with status 200."""
        is_page = response.content_type == "text/html" and "html" not in f"{info.get('mimetype')}{info.get('filetype')}"
        if response.status in _LOGIN or (response.status == 200 and is_page):
            raise DirectoryUnavailableError("slack_scope_missing", scope="files:read")

    wanted = Download(
        address=str(info.get("url_private_download") or info.get("url_private") or ""),
        most_bytes=most_bytes,
        expected_bytes=int(info.get("size") or 0),
        headers={"Authorization": f"Bearer {workspace.token}"},
    )
    await fetch(clients.http, wanted, path, chat=CHAT, rule=HostRule(DOMAINS, clients.api_url), check=check)


def _check(info: Mapping[str, Any], most_bytes: int) -> None:
    if info.get("is_external") or info.get("mode") == "external":
        raise UnreadableFileError("kept_elsewhere")
    if info.get("mode") in {"tombstone", "hidden_by_limit"}:
        raise UnreadableFileError("gone")
    if int(info.get("size") or 0) > most_bytes:
        raise too_large(most_bytes)
