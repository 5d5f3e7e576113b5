"""A stretch of text with one look, as every chat can spell it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """Words of somebody else's or of ours. `url` makes them a link."""

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    url: str = ""
