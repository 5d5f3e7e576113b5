"""Words of activities in plain: what people wrote, without the mention of the bot and without HTML."""

import html
import re
from html.parser import HTMLParser
from typing import Final

LONGEST: Final = 100_000
"""Characters of a message that are looked at: Teams' own limit is far below."""
MOST_MENTIONS: Final = 100
_NAMED: Final = re.compile(r"<at(?:\s[^<>]{0,200})?>([^<>]{0,500})</at>", re.IGNORECASE)
_SPACES: Final = re.compile(r"[^\S\n]+")
_LINES: Final = re.compile(r"\n{3,}")
_BREAKS: Final = frozenset("p div br li ul ol tr table blockquote pre h1 h2 h3 h4 h5 h6 hr".split())
_SILENT: Final = frozenset(("script", "style", "attachment", "systemeventmessage"))


def plain_words(text: object, entities: object, bot_id: str) -> str:
    """What a person wrote, as they would read it: without the mentions of the bot; others' names stay as words.

    `entities` are those of the activity: a mention is known by them, and by its `text`.
    """
    if not isinstance(text, str):
        return ""
    words = text[:LONGEST]
    own: set[str] = set()
    for spelled, mentioned in _mentions(entities):
        name = _name(spelled)
        if bot_id and mentioned == bot_id:
            own.add(_folded(name))
            words = words.replace(spelled, " ")
        else:
            words = words.replace(spelled, name)
    words = _NAMED.sub(lambda found: " " if _folded(found.group(1)) in own else found.group(1), words)
    return _tidy(html.unescape(words))


def html_words(content: object) -> str:
    """The words of a message that is HTML, as they would be read; each block on lines of its own."""
    if not isinstance(content, str):
        return ""
    reader = _Reader()
    reader.feed(content[:LONGEST])
    reader.close()
    return _tidy("".join(reader.words))


class _Reader(HTMLParser):
    """Keeps the words, and a line break for each border of a block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens a block, or what nobody reads."""
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Closes it."""
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        if tag in _BREAKS and tag != "br":
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        """Keeps words."""
        if not self._silent:
            self.words.append(data)


def _mentions(entities: object) -> list[tuple[str, str]]:
    """How each mention is spelled, and whom it means; the longest first, since one may hold another."""
    found = []
    for entity in entities[:MOST_MENTIONS] if isinstance(entities, list) else ():
        if not isinstance(entity, dict) or entity.get("type") != "mention":
            continue
        spelled, mentioned = entity.get("text"), entity.get("mentioned")
        if isinstance(spelled, str) and spelled and isinstance(mentioned, dict):
            found.append((spelled, str(mentioned.get("id") or "")))
    return sorted(found, key=lambda each: -len(each[0]))


def _name(spelled: str) -> str:
    found = _NAMED.fullmatch(spelled.strip())
    return found.group(1) if found else spelled


def _folded(name: str) -> str:
    return " ".join(html.unescape(name).casefold().split())


def _tidy(words: str) -> str:
    lines = (_SPACES.sub(" ", line).strip() for line in words.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return _LINES.sub("\n\n", "\n".join(lines)).strip()
