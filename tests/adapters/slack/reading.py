"""Slack's messages and views as a person reads them, with what in them is more than words."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.adapters.seen import Form, Place, Shown
from tests.servers.slack_workspace import Message

Names = Callable[[str], str]
"""What people call somebody or a channel, by the id."""
_TOKEN = re.compile(r"<([^<>]+)>")
_FORMAT = re.compile(r"(?<![\w*_~`\\])([*_~`])([^\s*_~`](?:[^*_~`\n]*[^\s*_~`])?)\1(?![\w*_~`])")
_MARKDOWN_LINK = re.compile(r"(?<!\\)\[([^\]\\]+)\]\(([^)\s]+)\)")
_ALIKE = str.maketrans({"∗": "*", "ˍ": "_", "∼": "~", "ˋ": "`", "∶": ":", "›": ">", "‹": "<", "¦": "|", "\u200b": None})
"""Characters that look like others, read as those."""


class Reading:
    """Reads texts of one message, and collects what in them is a link, a mention or a format."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self.links: dict[str, str] = {}
        self.mentions: list[str] = []
        self.formats: list[str] = []

    def mrkdwn(self, text: str) -> str:
        """Text in Slack's own markup."""
        self.formats += [html.unescape(found[1]).translate(_ALIKE) for found in _FORMAT.findall(_TOKEN.sub("", text))]
        text = _FORMAT.sub(lambda found: found.group(2), text)
        return html.unescape(_TOKEN.sub(self._token, text)).translate(_ALIKE)

    def markdown(self, text: str) -> str:
        """Text of a stream."""
        self.links |= {words: url for words, url in _MARKDOWN_LINK.findall(text)}
        for found in _TOKEN.findall(text):
            self._token(re.match(r"<(.*)>", f"<{found}>"))  # type: ignore[arg-type]
        return html.unescape(re.sub(r"\\([^\w\s])", r"\1", text)).translate(_ALIKE)

    def plain(self, text: str) -> str:
        """Text in which nothing is markup."""
        return text.translate(_ALIKE)

    def of(self, text: Any) -> str:
        """A text object."""
        return self.plain(text["text"]) if text["type"] == "plain_text" else self.mrkdwn(text["text"])

    def _token(self, found: "re.Match[str]") -> str:
        inner, _, words = found.group(1).partition("|")
        if inner.startswith("!date"):
            return words
        if inner.startswith(("@", "#")):
            if inner.startswith("@"):
                self.mentions.append(self._names(inner[1:]))
            return f"{inner[0]}{self._names(inner[1:])}"
        if inner.startswith("!"):
            self.mentions.append(inner[1:])
            return f"@{inner[1:]}"
        self.links[html.unescape(words or inner).translate(_ALIKE)] = html.unescape(inner)
        return words or inner


def shown(message: Message, place: str, names: Names) -> Shown:
    """A message of the bot's."""
    reading = Reading(names)
    texts = list(_texts(message.get("blocks") or (), reading))
    notice = Reading(names)
    words = str(message.get("text") or "")
    spoken = notice.mrkdwn(words) if texts else reading.markdown(words)
    return Shown(
        Place(place),
        str(message.get("ts") or ""),
        "\n".join(texts) or spoken,
        str(message.get("thread_ts") or ""),
        tuple(each["text"]["text"] for each in buttons(message)),
        reading.links,
        tuple([*reading.mentions, *notice.mentions]),
        tuple(reading.formats),
        spoken,
        bool(verdict_buttons(message)),
        message,
    )


def buttons(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The buttons of a message."""
    rows = (block["elements"] for block in message.get("blocks") or () if block["type"] == "actions")
    return [each for row in rows for each in row]


def verdict_buttons(message: Mapping[str, Any]) -> dict[str, Any]:
    """The pair of thumbs of a message; empty where it has none."""
    rows = (block["elements"] for block in message.get("blocks") or () if block["type"] == "context_actions")
    return next((each for row in rows for each in row), {})


def form_of(view: Mapping[str, Any], names: Names) -> Form:
    """A dialog."""
    fields, chosen, takes_files = {}, {}, False
    for block in view["blocks"]:
        if block["type"] == "input" and block["element"]["type"] == "file_input":
            takes_files = True
        elif block["type"] == "input":
            options = block["element"].get("options") or ()
            fields[block["label"]["text"]] = tuple(each["text"]["text"] for each in options)
            if first := block["element"].get("initial_option"):
                chosen[block["label"]["text"]] = first["text"]["text"]
    said = "\n".join(_texts([each for each in view["blocks"] if each["type"] != "input"], Reading(names)))
    return Form(view["title"]["text"], said, fields, chosen, takes_files, view)


def filled_in(view: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the fields of a dialog, as Slack sends it; what isn't answered stays as it was."""
    left, values = dict(answers), {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element, label = block["element"], block["label"]["text"]
        given = left.pop(label, None)
        values[block["block_id"]] = {element["action_id"]: _value(element, given)}
    assert not left, f"The dialog has no {list(left)}."
    return values


def _value(element: Mapping[str, Any], given: Any) -> dict[str, Any]:
    if element["type"] == "radio_buttons":
        named = [each for each in element["options"] if each["text"]["text"] == given]
        assert given is None or named, f"There is no {given} to be chosen."
        return {"type": "radio_buttons", "selected_option": named[0] if named else element.get("initial_option")}
    if element["type"] == "multi_static_select":
        named = [each for each in element["options"] if given is not None and each["text"]["text"] in given]
        assert given is None or len(named) == len(given), f"There is no {given} to be chosen."
        chosen = named if given is not None else element.get("initial_options", [])
        return {"type": "multi_static_select", "selected_options": chosen}
    if element["type"] == "file_input":
        return {"type": "file_input", "files": given or []}
    return {"type": element["type"], "value": given}


def _texts(blocks: Sequence[Mapping[str, Any]], reading: Reading) -> Sequence[str]:
    found = []
    for block in blocks:
        if block["type"] in {"section", "header"}:
            found.append(reading.of(block["text"]))
        elif block["type"] == "markdown":
            found.append(reading.markdown(block["text"]))
        elif block["type"] == "context":
            found += [reading.of(each) for each in block["elements"]]
    return found
