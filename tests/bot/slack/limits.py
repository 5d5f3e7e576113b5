"""Slack's limits, as its pages and types tell them, over whole messages and dialogs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

RICH = {"rich_text", "rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}


def checked(blocks: Sequence[Mapping[str, Any]]) -> None:
    """Asserts each limit over the blocks of a message or view."""
    assert len(blocks) <= 50
    assert sum(size(block) for block in blocks) <= 13_000
    for thing in things(list(blocks)):
        kind = thing.get("type")
        if kind == "plain_text":
            assert 1 <= len(thing["text"]) <= 3_000 and thing["text"].strip()
        elif kind == "header":
            assert len(thing["text"]["text"]) <= 150
        elif kind == "context":
            assert 1 <= len(thing["elements"]) <= 10
        elif kind == "actions":
            assert 1 <= len(thing["elements"]) <= 25
            ids = [each["action_id"] for each in thing["elements"]]
            assert len(set(ids)) == len(ids)
        elif kind == "context_actions":
            assert 1 <= len(thing["elements"]) <= 5
        elif kind == "button":
            assert 1 <= len(thing["text"]["text"]) <= 75
            assert len(thing["value"]) <= 2_000 and len(thing["action_id"]) <= 255
        elif kind == "link":
            assert len(thing["url"]) <= 3_000
        elif kind == "text":
            assert thing["text"]
        elif kind in RICH:
            assert thing["elements"]
            assert size(thing) <= 3_000
            assert thing.get("indent", 0) <= 8
        assert kind != "mrkdwn"  # text of documents would be markup in it


def size(thing: Any) -> int:
    """Characters of text at any depth."""
    if isinstance(thing, Mapping):
        own = len(thing["text"]) if isinstance(thing.get("text"), str) else 0
        return own + sum(size(value) for value in thing.values() if isinstance(value, (Mapping, list)))
    return sum(map(size, thing)) if isinstance(thing, list) else 0


def things(thing: Any) -> Iterator[Mapping[str, Any]]:
    """Every object within."""
    if isinstance(thing, Mapping):
        yield thing
        for value in thing.values():
            yield from things(value)
    elif isinstance(thing, list):
        for each in thing:
            yield from things(each)


def said(blocks: Sequence[Mapping[str, Any]]) -> str:
    """All text of the blocks, in order."""
    return "".join(str(thing["text"]) for thing in things(list(blocks)) if isinstance(thing.get("text"), str))
