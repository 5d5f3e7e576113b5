"""Hosts of a chat's maker lie in the public network: a name of theirs that leads into ours is not followed."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from socket import AF_INET, AddressFamily
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

_TRANSLATED: Final = IPv6Network("64:ff9b::/96")
"""Where an address of the old kind is reached from networks of the new one alone (NAT64)."""


class PublicResolver(AbstractResolver):
    """Looks up names; of those below `domains` it gives public addresses only, and `OSError` where there are none.

    The client connects to the very address that was judged, so that a second answer of the name server changes nothing.
    Other names, such as that of a proxy, and those that settings name, lead wherever they lead.
    """

    def __init__(self, domains: Sequence[str]) -> None:
        self._domains = tuple(domains)
        self._names = DefaultResolver()

    async def resolve(self, host: str, port: int = 0, family: AddressFamily = AF_INET) -> list[ResolveResult]:
        """The addresses of a host."""
        found = await self._names.resolve(host, port, family)
        if not any(host == domain or host.endswith(f".{domain}") for domain in self._domains):
            return found
        public = [each for each in found if is_public(each["host"])]
        if not public:
            raise OSError(None, "The name leads to no public address.")
        return public

    async def close(self) -> None:
        """Lets go of what it holds."""
        await self._names.close()


def is_public(address: str) -> bool:
    """Whether an address is one of the public network; what is no address isn't."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _within(parsed)
    return parsed.is_global and not parsed.is_multicast and (inner is None or inner.is_global)


def _within(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The address of the old kind that one of the new kind stands for."""
    if isinstance(address, IPv4Address):
        return None
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
