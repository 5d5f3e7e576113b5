"""Which addresses Teams may name as its own: https ones, and in local mode those of this machine alone."""

from ipaddress import ip_address
from urllib.parse import urlsplit

LONGEST = 2000


def is_loopback(host: str) -> bool:
    """Whether a host's name or address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_service_url(url: str, *, is_local: bool) -> bool:
    """Whether the bot may call this address, with its token where there is one."""
    if len(url) > LONGEST or not url.isascii() or any(each in url for each in "{}\\@ "):
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.query or parts.fragment or not host:
        return False
    return parts.scheme in {"http", "https"} and is_loopback(host) if is_local else parts.scheme == "https"
