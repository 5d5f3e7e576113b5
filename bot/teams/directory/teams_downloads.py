"""A file out of Teams, by the address that came with it, which is a secret and lapses, or by Graph; and one back."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from bot.chat.chat import SharedFile
from bot.chat.ports import DirectoryUnavailableError
from bot.service.files.capped_download import Download, HostRule, fetch, too_large
from bot.teams.directory.connectors import Connectors
from bot.teams.directory.errors import CHAT, TokenError
from bot.teams.directory.graph import GraphError
from bot.teams.directory.permissions import message_unread, permission_missing, unavailable
from bot.teams.directory.teams_graph import GONE, TeamsGraph, size_of
from bot.teams.directory.teams_place import TeamsPlaces
from bot.teams.directory.uploads import upload
from bot.teams.directory.wire import DOMAINS
from ingest.formats.errors import UnreadableFileError

REDIRECTS: Final = 3
_CLOSED: Final = frozenset({401, 403})


class TeamsDownloads:
    """Downloads for all tenants. `hosts` are those that the settings add, `is_local` says that this machine alone is
    served. Without `graph` nobody consented to files of channels.
    """

    def __init__(
        self,
        connectors: Connectors,
        places: TeamsPlaces,
        graph: TeamsGraph | None,
        hosts: tuple[str, ...] = (),
        is_local: bool = False,
    ) -> None:
        self._connectors = connectors
        self._places = places
        self._graph = graph
        self._rule = HostRule((*DOMAINS, *hosts), loopback=is_local)
        self._is_local = is_local

    async def download(self, file: SharedFile, path: Path, most_bytes: int) -> None:
        """Writes the file to `path`.

        Raises `UnreadableFileError` for what is too large, gone, kept elsewhere, or whose address lapsed, and
        `DirectoryUnavailableError` where it didn't come whole.
        """
        if file.address:
            await self._by_address(file, path, most_bytes)
        elif not file.link:
            raise message_unread(TeamsGraph.MESSAGES)
        elif self._graph is None:
            raise permission_missing(TeamsGraph.FILES)
        else:
            await self._by_graph(self._graph, file, path, most_bytes)

    async def hand_over(self, address: str, pieces: AsyncIterator[bytes], size: int) -> None:
        """Puts a file of so many bytes where its receiver said; see `upload`."""
        await upload(self._connectors.http, address, pieces, size, self._rule)

    async def _by_address(self, file: SharedFile, path: Path, most_bytes: int) -> None:
        """Pre-authorised addresses get no credentials; a picture at the connector's own host gets the bot's token."""

        def check(response: aiohttp.ClientResponse) -> None:
            if response.status in _CLOSED:
                raise UnreadableFileError("lapsed")
            _refuse_page(response, file)

        place = await self._places.get(file.chat.team, file.chat.channel)
        own = place.service_url if place is not None and _host(place.service_url) == _host(file.address) else ""
        headers = await self._own_headers() if own and not self._is_local else {}
        rule = HostRule(self._rule.domains, own, self._rule.loopback)
        wanted = Download(file.address, most_bytes, file.bytes, headers, REDIRECTS)
        await fetch(self._connectors.http, wanted, path, chat=CHAT, rule=rule, check=check)

    async def _by_graph(self, graph: TeamsGraph, file: SharedFile, path: Path, most_bytes: int) -> None:
        def check(response: aiohttp.ClientResponse) -> None:
            if response.status in _CLOSED:
                raise permission_missing(TeamsGraph.FILES)
            _refuse_page(response, file)

        place = await self._places.get(file.chat.team, file.chat.channel)
        if not self._rule.allows(file.link):
            raise UnreadableFileError("kept_elsewhere")
        try:
            item = await graph.item(file.link)
            if place is None or not await graph.is_shared(item, file.sharer.id, place):
                raise UnreadableFileError("not_shared_here")
            headers = await graph.graph.headers()
        except GraphError as error:
            raise _refused(error) from error
        if size_of(item) > most_bytes:
            raise too_large(most_bytes)
        address = f"{graph.file_address(file.link)}/content"
        rule = HostRule(self._rule.domains, graph.graph.url, self._rule.loopback)
        wanted = Download(address, most_bytes, size_of(item), headers, REDIRECTS)
        await fetch(self._connectors.http, wanted, path, chat=CHAT, rule=rule, check=check)

    async def _own_headers(self) -> dict[str, str]:
        try:
            return {"Authorization": f"Bearer {await self._connectors.fetch_token()}"}
        except TokenError as error:
            raise DirectoryUnavailableError("chat_refused", chat=CHAT, code=error.code) from error


def _refused(error: GraphError) -> Exception:
    return UnreadableFileError("gone") if error.status in GONE else unavailable(error, TeamsGraph.FILES)


def _refuse_page(response: aiohttp.ClientResponse, file: SharedFile) -> None:
    """A page where one logs in isn't the file, though it comes with status 200."""
    is_page = response.content_type == "text/html" and not file.name.lower().endswith((".html", ".htm"))
    if response.status == 200 and is_page:
        raise DirectoryUnavailableError("chat_download_failed", chat=CHAT)


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""
