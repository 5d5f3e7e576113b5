"""What Teams refuses in a message: its rules for texts, entities and suggestions, as complaints in words.

They are Microsoft's documented rules, and those that its emulator enforces. Sizes of whole requests, targeted messages
and streams are the connector's.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from tests.servers.teams_card_rules import check_card

Json = dict[str, Any]

MESSAGE: Final = "https://schema.org/Message"
CARD: Final = "application/vnd.microsoft.card.adaptive"
MOST_CITATIONS: Final = 10
"""The emulator's; the documentation allows 20."""
ICONS: Final = frozenset(
    (
        "Microsoft Word,Microsoft Excel,Microsoft PowerPoint,Microsoft OneNote,Microsoft SharePoint,Microsoft Visio,"
        "Microsoft Loop,Microsoft Whiteboard,Source Code,Sketch,Adobe Illustrator,Adobe Photoshop,Adobe InDesign,"
        "Adobe Flash,Image,GIF,Video,Sound,ZIP,Text,PDF"
    ).split(",")
)
_MENTION: Final = re.compile(r"<at[\s>]", re.IGNORECASE)


def check_activity(activity: Json) -> list[str]:
    """What Teams would refuse or spoil in a message that is sent or updated; nothing where it is right."""
    attachments = activity.get("attachments") or []
    found = [*_text(activity, attachments), *_entities(activity), *_suggestions(activity, attachments)]
    for attachment in attachments:
        if attachment.get("contentType") == CARD:
            found += check_card(attachment.get("content"))
    loop = (activity.get("channelData") or {}).get("feedbackLoop")
    if loop is not None and loop not in ({"type": "custom"}, {"type": "default"}):
        found.append(f"feedbackLoop is {loop!r}")
    return found


def _text(activity: Json, attachments: list[Json]) -> Iterator[str]:
    text = activity.get("text")
    if text and attachments:
        yield "a text and a card become two messages"
    if not text and not attachments:
        yield "a message has neither text nor card"
    if activity.get("textFormat") not in {None, "plain", "markdown", "xml"}:
        yield f"textFormat is {activity.get('textFormat')!r}"
    if isinstance(text, str) and _MENTION.search(text) and not _of_type(activity, "mention"):
        yield "a text has <at> without a mention"


def _of_type(activity: Json, kind: str) -> list[Json]:
    return [each for each in activity.get("entities") or [] if each.get("type") == kind]


def _entities(activity: Json) -> Iterator[str]:
    roots = _of_type(activity, MESSAGE)
    if len(roots) > 1:
        yield "more than one root message entity"
    for root in roots:
        if (root.get("@type"), root.get("@context")) != ("Message", "https://schema.org"):
            yield "the message entity lacks @type or @context"
        if root.get("additionalType") not in (None, ["AIGeneratedContent"]):
            yield f"additionalType is {root.get('additionalType')!r}"
        citations = root.get("citation") or []
        if len(citations) > MOST_CITATIONS:
            yield f"{len(citations)} citations"
        positions = [each.get("position") for each in citations]
        if len(set(positions)) < len(positions):
            yield "two citations have one position"
        for each in citations:
            yield from _claim(each, str(activity.get("text") or ""))


def _claim(claim: Json, text: str) -> Iterator[str]:
    position, appearance = claim.get("position"), claim.get("appearance")
    if claim.get("@type") != "Claim" or not isinstance(position, int) or not isinstance(appearance, dict):
        yield "a citation is no Claim with position and appearance"
        return
    if f"[{position}]" not in text:
        yield f"citation {position} has no mark in the text"
    if appearance.get("@type") != "DigitalDocument":
        yield f"citation {position} is no DigitalDocument"
    for name, least, most in (("name", 1, 80), ("abstract", 0, 160)):
        if not isinstance(appearance.get(name), str) or not least <= len(appearance[name]) <= most:
            yield f"citation {position}: {name} has to have {least} to {most} characters"
    if not str(appearance.get("url", "https://")).startswith(("https://", "http://")):
        yield f"citation {position}: url is {appearance['url']!r}"
    image = appearance.get("image")
    if image is not None and (image.get("@type") != "ImageObject" or image.get("name") not in ICONS):
        yield f"citation {position}: image is {image!r}"
    if unknown := set(appearance) - {"@type", "name", "abstract", "url", "image", "keywords", "usageInfo"}:
        yield f"citation {position}: unknown {sorted(unknown)}"


def _suggestions(activity: Json, attachments: list[Json]) -> Iterator[str]:
    actions = (activity.get("suggestedActions") or {}).get("actions") or []
    if actions and attachments:
        yield "suggested actions aren't shown with attachments"
    if len(actions) > 3:
        yield f"{len(actions)} suggested actions"
    for each in actions:
        if each.get("type") not in {"imBack", "Action.Compose", "Action.Submit"}:
            yield f"a suggested action is {each.get('type')!r}"
        if not each.get("title") or not each.get("value"):
            yield "a suggested action lacks title or value"
