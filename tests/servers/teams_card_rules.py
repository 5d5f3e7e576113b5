"""What Teams refuses in an Adaptive Card 1.5, as complaints in words; what the bot doesn't use is refused, too."""

import json
from collections.abc import Iterator
from typing import Any, Final

Json = dict[str, Any]

LONGEST_CARD: Final = 28 * 1024


def check_card(card: Any) -> list[str]:
    """What clients would refuse in an Adaptive Card 1.5."""
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        return ["a card is no AdaptiveCard"]
    found = [] if card.get("version") == "1.5" else [f"a card's version is {card.get('version')!r}"]
    if unknown := set(card) - {
        "type",
        "$schema",
        "version",
        "body",
        "actions",
        "fallbackText",
        "lang",
        "refresh",
        "msteams",
    }:
        found.append(f"a card has unknown properties: {sorted(unknown)}")
    size = len(json.dumps(card, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    if size > LONGEST_CARD:
        found.append(f"a card has {size} bytes")
    if not card.get("body") and not card.get("actions"):
        found.append("a card is empty")
    ids: list[str] = []
    for element in card.get("body") or []:
        found += _element(element, ids)
    for action in card.get("actions") or []:
        found += _action(action)
    if len(card.get("actions") or []) > 6:
        found.append("a card has more than 6 actions")
    return found + [f"two inputs are called {each}" for each in sorted({each for each in ids if ids.count(each) > 1})]


def texts_of(value: Any) -> Iterator[str]:
    """All words that a card shows."""
    if isinstance(value, dict):
        for key in ("text", "title", "label", "placeholder", "fallbackText", "errorMessage"):
            if isinstance(value.get(key), str):
                yield value[key]
        for key in ("body", "inlines", "actions", "choices", "items", "columns"):
            yield from texts_of(value.get(key))
    elif isinstance(value, list):
        for each in value:
            if isinstance(each, str):
                yield each
            else:
                yield from texts_of(each)


_LOOK: Final = {"type", "spacing", "separator", "id", "isVisible", "height"}
_TEXT: Final = {"text", "weight", "size", "isSubtle", "color", "fontType", "wrap"}
_INPUT: Final = _LOOK | {"label", "isRequired", "errorMessage", "value"}
_ELEMENTS: Final[dict[str, set[str]]] = {
    "TextBlock": _LOOK | _TEXT | {"style", "maxLines", "horizontalAlignment"},
    "RichTextBlock": _LOOK | {"inlines", "horizontalAlignment"},
    "Input.Text": _INPUT | {"isMultiline", "maxLength", "placeholder", "regex", "style"},
    "Input.ChoiceSet": _INPUT | {"choices", "style", "isMultiSelect", "placeholder", "wrap"},
    "Input.Toggle": _INPUT | {"title", "valueOn", "valueOff", "wrap"},
    "ActionSet": _LOOK | {"actions"},
    "Container": _LOOK | {"items", "style", "bleed"},
}
"""The elements that the bot uses, with the properties that each may have."""
_RUN: Final = {
    "type",
    "text",
    "weight",
    "size",
    "isSubtle",
    "color",
    "fontType",
    "italic",
    "strikethrough",
    "selectAction",
}
_VALUES: Final[dict[str, set[str]]] = {
    "spacing": {"None", "Small", "Default", "Medium", "Large", "ExtraLarge", "Padding"},
    "weight": {"Default", "Lighter", "Bolder"},
    "size": {"Default", "Small", "Medium", "Large", "ExtraLarge"},
    "fontType": {"Default", "Monospace"},
    "color": {"Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention"},
}


def _element(element: Any, ids: list[str]) -> Iterator[str]:
    kind = element.get("type") if isinstance(element, dict) else None
    if kind not in _ELEMENTS:
        yield f"an element is {kind!r}"
        return
    yield from _properties(element, _ELEMENTS[kind])
    if kind == "TextBlock" and not str(element.get("text") or "").strip():
        yield "a TextBlock has no text"
    if kind == "RichTextBlock":
        yield from _inlines(element.get("inlines"))
    if kind.startswith("Input."):
        ids.append(str(element.get("id") or ""))
        if not element.get("id") or not element.get("label"):
            yield f"{kind} lacks an id or a label"
        if kind == "Input.ChoiceSet":
            yield from _choices(element)
    for action in element.get("actions") or []:
        yield from _action(action)
    for inner in element.get("items") or []:
        yield from _element(inner, ids)


def _inlines(inlines: Any) -> Iterator[str]:
    if not isinstance(inlines, list) or not inlines:
        yield "a RichTextBlock is empty"
        return
    for each in inlines:
        if not isinstance(each, dict) or each.get("type") != "TextRun" or not isinstance(each.get("text"), str):
            yield "an inline is no TextRun"
            continue
        yield from _properties(each, _RUN)
        if "selectAction" in each:
            yield from _action(each["selectAction"])


def _choices(element: Json) -> Iterator[str]:
    choices = element.get("choices") or []
    values = [each.get("value") for each in choices]
    if not choices or any(not each.get("title") or set(each) != {"title", "value"} for each in choices):
        yield "a choice lacks title or value"
    if len(set(values)) < len(values):
        yield "two choices have one value"
    chosen = [element["value"]] if "value" in element else []
    if element.get("isMultiSelect"):
        chosen = [each for value in chosen for each in value.split(",")]
    for value in chosen:
        if value not in values:
            yield f"{value!r} is chosen and isn't offered"


def _properties(element: Json, known: set[str]) -> Iterator[str]:
    if unknown := set(element) - known:
        yield f"{element['type']} has unknown properties: {sorted(unknown)}"
    for name, allowed in _VALUES.items():
        if name in element and element[name] not in allowed:
            yield f"{element['type']}: {name} is {element[name]!r}"


def _action(action: Any) -> Iterator[str]:
    kind = action.get("type") if isinstance(action, dict) else None
    if kind == "Action.OpenUrl":
        if not str(action.get("url") or "").startswith(("https://", "http://")):
            yield f"an action opens {action.get('url')!r}"
        return
    if kind not in {"Action.Execute", "Action.Submit"}:
        yield f"an action is {kind!r}"
        return
    allowed = {"type", "title", "data", "associatedInputs", "style", "tooltip", "id"}
    if unknown := set(action) - allowed - ({"verb"} if kind == "Action.Execute" else set()):
        yield f"{kind} has unknown properties: {sorted(unknown)}"
    if not str(action.get("title") or "").strip():
        yield f"{kind} has no title"
    if kind == "Action.Execute" and not action.get("verb"):
        yield "Action.Execute has no verb"
    if action.get("associatedInputs", "auto") not in {"auto", "none"}:
        yield f"{kind}: associatedInputs is {action['associatedInputs']!r}"
