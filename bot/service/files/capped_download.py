"""A file from an address that a chat gave: no more bytes than allowed, from nowhere but where the rule allows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

import aiohttp

from bot.chat.ports import DirectoryUnavailableError
from bot.wording.safe_text import is_address
from ingest.formats.errors import UnreadableFileError

SECONDS: Final = 600.0
"""How long a download may take."""
SILENT_SECONDS: Final = 30.0
CONNECT_SECONDS: Final = 10.0
PIECE: Final = 1 << 16
MEGABYTE: Final = 1024 * 1024
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
"""The hosts that are this machine, whoever asks."""
_GONE: Final = frozenset({404, 410})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class HostRule:
    """Which addresses may be called: hosts below `domains` by https, at its own port or the one that is named with the
    domain (`files.example:8443`); those of `own`, an address that the settings name, by its scheme; and where the bot
    serves this machine alone (`loopback`) whatever is on it.
    """

    domains: tuple[str, ...] = ()
    own: str = ""
    loopback: bool = False

    def allows(self, address: str) -> bool:
        """Whether this is a web address at such a host; one that two programs may read as different hosts is none."""
        if not is_address(address) or "\\" in address or not address.isascii():
            return False
        try:
            parts, own = urlsplit(address), urlsplit(self.own)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return False
        if not host or parts.username is not None or parts.password is not None:
            return False
        if host == own.hostname:
            return parts.scheme == own.scheme
        if self.loopback and host in LOOPBACK:
            return True
        return parts.scheme == "https" and any(_is_below(host, port or 443, domain) for domain in self.domains)


@dataclass(frozen=True, slots=True)
class Download:
    """What is fetched: the `address` may be a secret, and so are `headers`, which go to its host alone.

    `expected_bytes` is what the chat says, 0 where it doesn't. `redirects` are followed at most, each by the rule.
    """

    address: str = field(repr=False)
    most_bytes: int
    expected_bytes: int = 0
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    redirects: int = 0


async def fetch(
    http: aiohttp.ClientSession,
    download: Download,
    path: Path,
    *,
    chat: str,
    rule: HostRule,
    check: Callable[[aiohttp.ClientResponse], None] = lambda response: None,
) -> None:
    """Writes the file to `path`. `check` raises for answers that are not the file; `chat` is the chat's name.

    Raises `UnreadableFileError` for what is too large, gone or kept where the rule doesn't allow, and
    `DirectoryUnavailableError` for what didn't come whole.
    """
    limits = aiohttp.ClientTimeout(total=SECONDS, sock_connect=CONNECT_SECONDS, sock_read=SILENT_SECONDS)
    address, headers, written = download.address, download.headers, 0
    try:
        for left in range(download.redirects, -1, -1):
            if not rule.allows(address):
                raise UnreadableFileError("kept_elsewhere")
            async with http.get(address, headers=headers, timeout=limits, allow_redirects=False) as response:
                if left and response.status in _REDIRECTS:
                    after = urljoin(address, response.headers.get("Location", ""))
                    headers = headers if _origin(after) == _origin(address) else {}
                    address = after
                    continue
                if response.status in _GONE:
                    raise UnreadableFileError("gone")
                check(response)
                if response.status != 200:
                    raise DirectoryUnavailableError("chat_download_failed", chat=chat)
                written = await _write(response, path, download.most_bytes)
                break
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise DirectoryUnavailableError("chat_download_failed", chat=chat) from error
    if download.expected_bytes and written != download.expected_bytes:
        raise DirectoryUnavailableError("chat_download_failed", chat=chat)


def too_large(most_bytes: int) -> UnreadableFileError:
    """The refusal of a file that has more bytes."""
    return UnreadableFileError("too_large", limit=f"{most_bytes // MEGABYTE} MB")


async def _write(response: aiohttp.ClientResponse, path: Path, most_bytes: int) -> int:
    written = 0
    with path.open("wb") as file:
        async for piece in response.content.iter_chunked(PIECE):
            written += len(piece)
            if written > most_bytes:
                raise too_large(most_bytes)
            file.write(piece)
    return written


def _is_below(host: str, port: int, domain: str) -> bool:
    name, _, named_port = domain.partition(":")
    return (host == name or host.endswith(f".{name}")) and port == int(named_port or 443)


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port
