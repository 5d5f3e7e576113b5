"""What people do beside writing in Teams, as inbox items: buttons, forms, verdicts, "Add to knowledge"."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.chat.buttons import ANSWERING, FOR_ALL, ONCE, Button, form_asked_by
from bot.chat.forms import FORMS_ALONE
from bot.inbox.item_key import item_key
from bot.inbox.items import InboxItem
from bot.teams.directory.teams_graph import files_of
from bot.teams.directory.teams_place import CHANNEL, PERSONAL, SURFACE
from bot.teams.inbound.lanes import lane_of
from bot.teams.inbound.payloads import (
    Activity,
    clean,
    cleaned,
    conversation_of,
    kind_of,
    moment_of,
    part,
    sender_of,
    short,
    text,
    word,
)
from bot.teams.inbound.said import LONGEST_NAME
from bot.teams.render.actions import OURS, ours_of, pressed
from bot.teams.render.words import html_words

LONGEST_FORM: Final = 20_000
"""Characters of what is filled in, as JSON."""
FETCHED, SUBMITTED = "message/fetchTask", "message/submitAction"
ADD, ADDED = "composeExtension/fetchTask", "composeExtension/submitAction"
SUGGESTED: Final = frozenset({"suggestedAction/submit", "suggestedActions/submit"})
CONSENTED: Final = "fileConsent/invoke"
STATE: Final = "state"
"""Under which a card's button holds what tells the card from the one before it."""


def is_interaction(activity: Activity) -> bool:
    """Whether a message is what a card of ours sends."""
    return bool(ours_of(_data(activity)))


def interaction_item(team: str, activity: Activity) -> InboxItem | None:
    """The item of something that a person did beside writing, or None where there is nothing to do."""
    if not conversation_of(activity)[0] or not word(activity, "from", "id"):
        return None
    name = word(activity, "name") if activity.get("type") == "invoke" else "adaptiveCard/action"
    translate = _INVOKES.get(name)
    return translate(team, activity) if translate else None


def data_of(activity: Activity) -> dict[str, Any]:
    """What an action of a card carries, wherever it stands in an invoke; empty where nothing does."""
    found = _data(activity)
    return dict(found) if isinstance(found, Mapping) else {}


def verdict_of(activity: Activity) -> bool | None:
    """Whether an answer helped, out of what thumbs send; None where that isn't said."""
    reaction = word(_feedback(activity), "reaction")
    return {"like": True, "dislike": False}.get(reaction)


def place_of(activity: Activity) -> dict[str, Any]:
    """Where something was done, and by whom: the message that was acted on, the thread that it is in."""
    channel, root = conversation_of(activity)
    kind = kind_of(activity)
    return {
        "channel": channel,
        "kind": kind,
        "thread": root if kind == CHANNEL or not kind else "",
        "message": short(word(activity, "replyToId")),
        "from": sender_of(activity),
    }


def payload_of_message(activity: Activity) -> Activity:
    """The message that somebody chose "Add to knowledge" on."""
    return part(activity, "value", "messagePayload")


def _card_item(team: str, activity: Activity) -> InboxItem | None:
    data = data_of(activity)
    button = pressed(data)
    if button is None:
        return _form_item(team, activity, data) if ours_of(data).get("form") else None
    place = place_of(activity)
    form = form_asked_by(button.button, button.value)
    if form in FORMS_ALONE:
        return _opening_item(team, activity, form, button.value)
    clicked = place["channel"]
    acts = {"channel": button.channel, "thread": button.thread} if button.channel else {}
    picked = {**place, "clicked": clicked, "button": button.button, "value": button.value, "is_typed": False, **acts}
    key = _button_key(team, activity, picked, word(ours_of(data), STATE))
    lane = lane_of(team, picked["channel"], picked["thread"]) if button.button in ANSWERING else ""
    return InboxItem(key, SURFACE, team, "action", picked, lane)


def _opening_item(team: str, activity: Activity, form: str, value: str) -> InboxItem:
    """A button that opens a form, which who pressed gets alone."""
    picked = {**place_of(activity), "form": form, "value": value, "text": ""}
    key = item_key(SURFACE, team, "form", picked["channel"], picked["message"], moment_of(activity))
    return InboxItem(key, SURFACE, team, "form", picked)


def _button_key(team: str, activity: Activity, picked: Mapping[str, Any], state: str) -> str:
    """A button that starts something has one key until its card changes. Who pressed is in its digest alone."""
    where = (picked["clicked"], picked["message"], picked["button"])
    if picked["button"] not in ONCE:
        return item_key(SURFACE, team, "action", *where, moment_of(activity))
    who = "" if picked["button"] in FOR_ALL else picked["from"]["id"]
    digest = hashlib.sha256(json.dumps([who, picked["value"], state]).encode()).hexdigest()[:16]
    return item_key(SURFACE, team, "once", *where, digest)


def _form_item(team: str, activity: Activity, data: Mapping[str, Any], name: str = "") -> InboxItem | None:
    """What was filled in; a form that comes back as its inputs alone has its name from elsewhere."""
    kept = cleaned(data)
    if len(json.dumps(kept)) > LONGEST_FORM:
        return None
    picked = {**place_of(activity), "data": kept, "form": name}
    key = item_key(SURFACE, team, "form", picked["channel"], picked["message"], moment_of(activity))
    return InboxItem(key, SURFACE, team, "submitted", picked)


def _verdict_item(team: str, activity: Activity) -> InboxItem | None:
    """A thumb: what else was said to it comes as the form's inputs."""
    is_helpful, said = verdict_of(activity), _said_of_it(activity)
    if said and not is_helpful:
        return _form_item(team, activity, said, "feedback")
    if is_helpful is None:
        return None
    picked = {
        **place_of(activity),
        "button": Button.FEEDBACK.value,
        "value": "helpful" if is_helpful else "unhelpful",
        "is_typed": True,
    }
    where = (picked["channel"], picked["message"])
    return InboxItem(item_key(SURFACE, team, "verdict", *where, moment_of(activity)), SURFACE, team, "action", picked)


def _added_item(team: str, activity: Activity) -> InboxItem | None:
    """A message whose files are to be taken up, as a message extension tells of it; one without files is none."""
    told, place = payload_of_message(activity), place_of(activity)
    message, root = short(word(told, "id")), short(word(told, "replyToId"))
    if not message or not files_of(told):
        return None
    picked = {
        **place,
        "message": message,
        "thread": (root or place["thread"] or message) if place["kind"] == CHANNEL else "",
        "text": clean(html_words(part(told, "body").get("content"))),
        "attachments": [_attachment(each) for each in _listed(told.get("attachments"))],
        "writer": word(told, "from", "user", "id"),
    }
    return InboxItem(
        item_key(SURFACE, team, "shortcut", place["channel"], message, moment_of(activity)),
        SURFACE,
        team,
        "shortcut",
        picked,
    )


def _consent_item(team: str, activity: Activity) -> InboxItem | None:
    """What somebody said to an offer, in their chat with the bot; None for an offer that isn't ours."""
    document, place = word(activity, "value", "context", OURS, "document"), place_of(activity)
    if not document or place["kind"] != PERSONAL:
        return None
    told = part(activity, "value", "uploadInfo")
    target = {name: word(told, theirs) for name, theirs in _TARGET.items()}
    accepted = word(activity, "value", "action") == "accept" and bool(target["address"])
    picked = {**place, "document": document, "accepted": accepted, "target": target}
    key = item_key(SURFACE, team, "consent", place["channel"], place["message"], moment_of(activity))
    return InboxItem(key, SURFACE, team, "consent", picked)


def _attachment(told: Activity) -> dict[str, str]:
    named = {name: word(told, name) for name in ("id", "contentType", "contentUrl")}
    return named | {"name": text(told, "name", most=LONGEST_NAME)}


def _listed(value: object) -> list[Activity]:
    found = value[:20] if isinstance(value, list) else []
    return [each for each in found if isinstance(each, Mapping)]


def _data(activity: Activity) -> object:
    value = activity.get("value")
    action = part(value, "action")
    return action.get("data") if "data" in action else part(value).get("data", value)


def _feedback(activity: Activity) -> Activity:
    """What thumbs send: below `value`, or below its `data`."""
    value = part(activity, "value")
    told = part(value, "data") if "actionValue" not in value else value
    return part(told, "actionValue")


def _said_of_it(activity: Activity) -> dict[str, Any]:
    """The inputs of the form that came with a thumb, which is a text of JSON; empty where there is none."""
    told = _feedback(activity).get("feedback")
    try:
        found = json.loads(told[:LONGEST_FORM]) if isinstance(told, str) else told
    except (ValueError, RecursionError):
        return {}
    return dict(found) if isinstance(found, Mapping) else {}


_TARGET: Final = {"address": "uploadUrl", "link": "contentUrl", "file": "uniqueId", "type": "fileType"}
"""What is kept of where a file may go, by Teams' names; the first is a secret."""
_INVOKES: dict[str, Callable[[str, Activity], InboxItem | None]] = {
    "adaptiveCard/action": _card_item,
    FETCHED: _verdict_item,
    SUBMITTED: _verdict_item,
    ADD: _added_item,
    "task/submit": _card_item,
    CONSENTED: _consent_item,
    **dict.fromkeys(SUGGESTED, _card_item),
}
