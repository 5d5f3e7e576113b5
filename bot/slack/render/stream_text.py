"""A checked sentence on its way into a stream, which reads Markdown of its own."""

import re
from typing import Final

from bot.slack.render.words import escaped
from bot.wording.markdown import plain
from bot.wording.safe_text import clean

_MARK: Final = re.compile(r"(\[\d{1,3}\])")
_LINE: Final = re.compile(r"^(\s*(?:[-*+•]|\d{1,9}[.)])\s+)?(.*)$", re.DOTALL)
_SPECIAL: Final = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|[\\`*~\[\]|#]")
_AFTER_MARK: Final = re.compile(r"^[(:]")


def sentence_text(sentence: str) -> str:
    """The sentence for `markdown_text`, without formats: mentions, links and code in it are words like others.

    Citation marks, lists and line breaks stay; the whole answer, which follows it, has its formats.
    """
    return "\n".join(_line(line) for line in clean(sentence).split("\n"))


def _line(line: str) -> str:
    found = _LINE.match(line)
    if found is None:  # pragma: no cover - every line matches
        return ""
    mark, words = found.group(1) or "", found.group(2)
    inner = words.strip()
    before, _, after = words.partition(inner) if inner else (words, "", "")
    parts = _MARK.split(plain(inner))
    shown = [part if number % 2 else _escaped(part, number > 0) for number, part in enumerate(parts)]
    return escaped(mark) + before + "".join(shown) + after


def _escaped(part: str, follows_mark: bool) -> str:
    part = _SPECIAL.sub(lambda found: f"\\{found.group()}", part)
    if follows_mark:
        part = _AFTER_MARK.sub(lambda found: f"\\{found.group()}", part)
    return escaped(part)
