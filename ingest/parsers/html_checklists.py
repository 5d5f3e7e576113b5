"""Items of checklists on web pages, whose ticks are drawn by their style: as canvases, wikis and notes write them."""

import re
from typing import Any, Final

from ingest.parsers.symbol_fonts import BOX, TICKED_BOX

_TICKED: Final = re.compile(
    r"(?<![\w-])(?:is-|task-list-item-|todo-)?(?:checked|done|complete|completed)(?![\w-])", re.IGNORECASE
)
_CHECKLIST: Final = re.compile(r"check-?list|task-?list|to-?do|check_?box", re.IGNORECASE)
_STATES: Final = ("data-checked", "aria-checked")


def item_mark(item: Any, mark: str) -> str:
    """What stands before an item: a ticked or an empty box in a checklist, else the list's own mark.

    An item that shows a field to tick has its box from that.
    """
    if item.css_first("input") is not None:
        return mark
    attributes = item.attributes
    state = next((attributes[name] for name in _STATES if attributes.get(name) is not None), None)
    parent = item.parent
    around = f"{_named(parent)} {attributes.get('role') or ''}" if parent is not None else ""
    if state is None and not _CHECKLIST.search(f"{around} {_named(item)}"):
        return mark
    ticked = state == "true" if state is not None else _TICKED.search(_named(item)) is not None
    return f"{TICKED_BOX if ticked else BOX} "


def _named(node: Any) -> str:
    attributes = node.attributes
    return f"{attributes.get('class') or ''} {attributes.get('data-type') or ''}"
