"""A message in Teams, and the activity that carries it."""

from dataclasses import dataclass
from typing import Any, Final

from bot.wording.sentences import language_tag

Json = dict[str, Any]

CARD: Final = "application/vnd.microsoft.card.adaptive"
MESSAGE: Final = "https://schema.org/Message"


@dataclass(frozen=True, slots=True)
class Claim:
    """A cited source: `position` is its mark in the text, `address` where it is opened, if anywhere.

    `name` has at most 80 characters, `abstract` 160. `icon` is one that Teams has for a kind of files, or empty.
    """

    position: int
    name: str
    abstract: str
    address: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class TeamsMessage:
    """A message: `text`, Markdown, or a `card`, never both: Teams would make two messages of them.

    `summary` is what notifications say of a card. `is_answer` labels the message as made by AI, `asks_feedback` gives
    it thumbs, `suggestions` are labels of what can be said next. A card has none of these.
    """

    text: str = ""
    card: Json | None = None
    summary: str = ""
    citations: tuple[Claim, ...] = ()
    is_answer: bool = False
    asks_feedback: bool = False
    suggestions: tuple[str, ...] = ()


def activity_of(message: TeamsMessage, locale: str = "") -> Json:
    """The activity, without the ids of whoever sends and receives it; in the language of `locale`, if that is known."""
    activity: Json = {"type": "message", **({"locale": language_tag(locale)} if locale else {})}
    if message.card is not None:
        attachment = {"contentType": CARD, "content": message.card}
        return activity | {"summary": message.summary, "attachments": [attachment]}
    activity |= {"textFormat": "markdown", "text": message.text}
    if message.is_answer or message.citations:
        activity["entities"] = [_entity(message)]
    if message.asks_feedback:
        activity["channelData"] = {"feedbackLoop": {"type": "custom"}}
    if message.suggestions:
        actions = [{"type": "imBack", "title": each, "value": each} for each in message.suggestions]
        activity["suggestedActions"] = {"to": [], "actions": actions}
    return activity


def _entity(message: TeamsMessage) -> Json:
    entity: Json = {"type": MESSAGE, "@type": "Message", "@context": "https://schema.org"}
    if message.is_answer:
        entity["additionalType"] = ["AIGeneratedContent"]
    if message.citations:
        entity["citation"] = [_claim(each) for each in message.citations]
    return entity


def _claim(claim: Claim) -> Json:
    appearance: Json = {"@type": "DigitalDocument", "name": claim.name, "abstract": claim.abstract}
    if claim.address:
        appearance["url"] = claim.address
    if claim.icon:
        appearance["image"] = {"@type": "ImageObject", "name": claim.icon}
    return {"@type": "Claim", "position": claim.position, "appearance": appearance}
