"""Addresses that a sentence would send its reader to, and which of them a source doesn't hold.

An address can carry words away: a chat makes a link of it, and whoever follows it tells its host what stands in it.
"""

import re
from collections.abc import Iterable

_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}+://[^\s<>\"|`]++"  # any scheme, since chats know more than two
    r"|(?<![\w@.-])www\.[^\s<>\"|`]++"
    r"|(?<![\w.+-])[\w.+-]{1,64}+@[\w-]++(?:\.[\w-]++)++"
    r"|(?<![\w@./-])(?:[a-z0-9-]++\.)++[a-z]{2,24}/[^\s<>\"|`]*+"  # a host with a path
    r"|(?<![\w@./-])(?:[a-z0-9-]++\.){2,}+[a-z]{2,24}\b",  # a host of three names or more
    re.IGNORECASE,
)
_CLOSING = ".,;:!?)]}>'\u2019\u201d\u00bb*_~"


def addresses(text: str) -> list[str]:
    """The web, mail and other addresses in a text, in order, without the punctuation behind them."""
    return [match.group().rstrip(_CLOSING) for match in _ADDRESS.finditer(text)]


def missing_addresses(sentence: str, sources: Iterable[str]) -> list[str]:
    """The addresses of `sentence` that no source holds, character for character and to their ends.

    A source's own line breaks within an address don't count.
    """
    stated = addresses(sentence)
    if not stated:
        return []
    held = {each for source in sources for text in (source, source.replace("\n", "")) for each in addresses(text)}
    return [each for each in stated if each not in held]
