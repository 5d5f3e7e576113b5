"""Teams' messages as a person reads them: Markdown with a little HTML, and Adaptive Cards."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|&(#?\w{1,8});")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*)?)/?>")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]+)>")
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]+)""")
_LINK = re.compile(r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)")
_CODE = re.compile(r"(`+)(.+?)\1")
_FORMAT = re.compile(r"(?<![\w*_~\\])(\*\*|__|\*|_|~~)(?=\S)(.+?)(?<=\S)\1(?![\w*_~])")
_BLOCK = re.compile(r"^\s{0,3}(?:[-+*•]\s|\d{1,3}[.)]\s|#{1,6}\s|>)")
_MARKER = re.compile(r"^\s{0,3}(?:([-+*])|(#{1,6})|>)\s*", re.MULTILINE)
_MOMENT = re.compile(r"\{\{(DATE|TIME)\((\d{4}-\d\d-\d\d)T(\d\d:\d\d)[^)]*\)\}\}")
_TAGS = {"at", "a", "b", "strong", "i", "em", "code", "pre", "s", "strike", "u", "br", "p", "div", "img", "h1", "h2"}
_UNSEEN = {0x2060: None, 0x200B: None}
FIRST = 0xE000
"""Escaped characters are kept apart, from here on, until all else is read."""


class Reading:
    """Reads texts of one message, and collects what in them is a link, a mention or a format."""

    def __init__(self, has_html: bool = True) -> None:
        self._has_html = has_html
        self.links: dict[str, str] = {}
        self.mentions: list[str] = []
        self.formats: list[str] = []

    def markdown(self, text: str) -> str:
        """Text in which marks format."""
        text = _lines(_MOMENT.sub(_moment, _ESCAPED.sub(_apart, text)))
        text = _CODE.sub(lambda found: self._formatted(found.group(2)), text)
        text = _AUTOLINK.sub(lambda found: found.group(1), text)
        if self._has_html:
            text = self._tags(text)
        text = _LINK.sub(lambda found: self._linked(found.group(1), found.group(2)), text)
        for _ in range(3):  # formats within formats
            text = _FORMAT.sub(lambda found: self._formatted(found.group(2)), text)
        return _whole(_MARKER.sub(lambda found: "• " if found.group(1) else "", text)).strip()

    def plain(self, text: str, is_bold: bool = False, address: str = "") -> str:
        """Text in which nothing is a mark."""
        if is_bold:
            self.formats.append(text)
        if address:
            self.links[text] = address
        return text

    def _tags(self, text: str) -> str:
        shown, opened = "", list[tuple[str, str, int]]()
        last = 0
        for found in _TAG.finditer(text):
            name = found.group(2).lower()
            if name not in _TAGS:
                continue
            shown += text[last : found.start()]
            last = found.end()
            if name in {"br", "p", "div"}:
                shown += "\n"
            elif not found.group(1):
                opened.append((name, found.group(3), len(shown)))
            elif opened and opened[-1][0] == name:
                _, attributes, begin = opened.pop()
                self._tagged(name, attributes, shown[begin:])
        return shown + text[last:]

    def _tagged(self, name: str, attributes: str, words: str) -> None:
        if name == "at":
            self.mentions.append(_whole(words))
        elif name == "a":
            address = _HREF.search(attributes)
            self.links[_whole(words)] = address.group(1) if address is not None else ""
        else:
            self._formatted(words)

    def _linked(self, words: str, address: str) -> str:
        self.links[_whole(words)] = _whole(address)
        return words

    def _formatted(self, words: str) -> str:
        self.formats.append(_whole(words))
        return words


@dataclass
class Card:
    """An Adaptive Card as it is read: lines of text, its actions, its inputs."""

    lines: list[str]
    actions: list[Json]
    inputs: list[Json]
    title: str


def card_of(card: Json, reading: Reading) -> Card:
    """Reads a card."""
    found = Card([], [], [], "")
    _elements(card.get("body") or (), reading, found)
    for each in card.get("actions") or ():
        _action(each, reading, found)
    entities = (card.get("msteams") or {}).get("entities") or ()
    reading.mentions += [str(each["mentioned"]["name"]) for each in entities if each.get("type") == "mention"]
    found.title = found.lines[0] if found.lines else ""
    return found


def _elements(elements: Sequence[Json], reading: Reading, found: Card) -> None:
    for each in elements:
        if each.get("isVisible") is False:
            continue
        kind = str(each.get("type"))
        if kind == "TextBlock":
            words = reading.markdown(each["text"])
            if each.get("weight") == "Bolder" or each.get("style") == "heading":
                reading.formats.append(words)
            found.lines.append(words)
        elif kind == "RichTextBlock":
            found.lines.append("".join(_run(run, reading) for run in each["inlines"]))
        elif kind == "FactSet":
            for fact in each["facts"]:
                found.lines.append(f"{reading.plain(fact['title'])} {reading.markdown(fact['value'])}")
        elif kind == "ActionSet":
            for action in each["actions"]:
                _action(action, reading, found)
        elif kind.startswith("Input."):
            found.inputs.append(each)
        else:
            _elements(list(_within(each)), reading, found)


def _within(element: Json) -> Iterator[Json]:
    for name in ("items", "columns", "rows", "cells"):
        yield from element.get(name) or ()


def _run(run: Any, reading: Reading) -> str:
    if isinstance(run, str):
        return run
    action = run.get("selectAction") or {}
    is_formatted = run.get("weight") == "Bolder" or run.get("italic") is True
    text = _MOMENT.sub(_moment, str(run["text"]))
    return reading.plain(text, is_formatted, str(action.get("url") or ""))


def _action(action: Json, reading: Reading, found: Card) -> None:
    if action["type"] == "Action.OpenUrl":
        reading.links[str(action.get("title"))] = str(action["url"])
    elif action["type"] == "Action.ShowCard":
        inner = card_of(action["card"], reading)
        found.lines += inner.lines
        found.actions += inner.actions
        found.inputs += inner.inputs
    else:
        found.actions.append(action)


def _lines(text: str) -> str:
    """A line that ends in two spaces or before a list, a heading or an empty line ends; others go on."""
    shown = ""
    for line in text.replace("\r\n", "\n").split("\n"):
        is_apart = not shown or shown.endswith("\n") or _BLOCK.match(line) or not line.strip()
        shown += ("" if not shown or shown.endswith("\n") else "\n" if is_apart else " ") + line.rstrip()
        if line.endswith(("  ", "\\")) or not line.strip():
            shown = shown.rstrip("\n\\") + "\n"
    return shown


def _apart(found: "re.Match[str]") -> str:
    if found.group(1):
        return chr(FIRST + ord(found.group(1)))
    read = html.unescape(found.group(0))
    return chr(FIRST + ord(read)) if len(read) == 1 and ord(read) < 0x1000 else found.group(0)


def _moment(found: "re.Match[str]") -> str:
    return found.group(2) if found.group(1) == "DATE" else found.group(3)


def _whole(text: str) -> str:
    shown = "".join(chr(ord(each) - FIRST) if FIRST <= ord(each) < FIRST + 0x1000 else each for each in text)
    return shown.translate(_UNSEEN)
