"""What a chat sends for each thing that people do there, from the files of `payloads/`: a folder a feature, a file a
chat. A value that is `$name` is filled in, and left out where there is nothing to fill in.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "payloads"
NO_SUCH = {
    "slack": {"bot_joined", "dialog", "file_accepted", "verdict", "verdict_form"},
    "teams": {
        "button_of_a_private_message",
        "conversation_opened",
        "file_deleted",
        "file_unshared",
        "page_opened",
        "uninstalled",
    },
}
"""What a chat has no payload of its own for: it doesn't tell of it, or in the way of another one."""


def rendered(chat: str, feature: str, **values: Any) -> dict[str, Any]:
    """The payload with these values; raises `KeyError` for a name that it has and that isn't given."""
    filled: dict[str, Any] = _filled(_read(chat, feature), values)
    return filled


@cache
def _read(chat: str, feature: str) -> Any:
    return json.loads((FOLDER / feature / f"{chat}.json").read_text(encoding="utf-8"))


def _filled(part: Any, values: dict[str, Any]) -> Any:
    if isinstance(part, dict):
        inner = {name: _filled(value, values) for name, value in part.items()}
        return {name: value for name, value in inner.items() if value is not None}
    if isinstance(part, list):
        return [_filled(each, values) for each in part]
    if isinstance(part, str) and part.startswith("$"):
        return values[part[1:]]
    return part
