"""Cards with which people of Teams answer: forms with inputs, and those that ask whether something is to be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.wording.sentences import in_chat, say
from tests.adapters.seen import Form
from tests.adapters.teams.teams_reading import Card, Reading, card_of
from tests.servers.teams_tenant import Activity


@dataclass
class Held:
    """Something that one person alone got in answer to what they did: in place of a message, or beside all of them.

    `about` is the message that a dialog belongs to, `reaction` the thumb that asked for it.
    """

    id: str
    person: str
    place: str
    activity: Activity
    replaces: str = ""
    about: str = ""
    reaction: str = ""


def form_of(held: Held) -> Form:
    """A card as a form."""
    card = read_card(held.activity, Reading())
    fields, chosen = {}, {}
    for each in card.inputs:
        options = {choice["value"]: choice["title"] for choice in each.get("choices") or ()}
        fields[each["label"]] = tuple(options.values())
        if each.get("value") in options:
            chosen[each["label"]] = options[each["value"]]
    title = str(held.activity.get("_title") or card.title)
    text = "\n".join(card.lines)
    return Form(title, text, fields, chosen, say("upload_files_hint", in_chat("en", "teams")) in text, held)


def filled_in(held: Held, answers: Mapping[str, Any]) -> tuple[Activity, Activity]:
    """The action that sends a form, and what it sends with these answers by the labels of fields."""
    card, left = read_card(held.activity, Reading()), dict(answers)
    (action,) = [each for each in card.actions if each["type"] in {"Action.Execute", "Action.Submit"}][:1]
    values = dict(action.get("data") or {})
    for each in card.inputs:
        given = left.pop(each["label"], None)
        by_title = {choice["title"]: choice["value"] for choice in each.get("choices") or ()}
        if each.get("isMultiSelect"):
            assert given is None or set(given) <= by_title.keys(), f"There is no {given} to be chosen."
            chosen = ",".join(by_title[title] for title in given) if given is not None else each.get("value", "")
            values[each["id"]] = chosen
            continue
        assert given is None or not by_title or given in by_title, f"There is no {given} to be chosen."
        value = by_title.get(given, given) if given is not None else each.get("value")
        if value is not None:
            values[each["id"]] = value
    assert not left, f"The form has no {list(left)}."
    return dict(action), values


def read_card(activity: Activity, reading: Reading) -> Card:
    for each in activity.get("attachments") or ():
        if each.get("contentType") == "application/vnd.microsoft.card.adaptive":
            return card_of(each["content"], reading)
    return Card([], [], [], "")


def is_form(activity: Activity) -> bool:
    card = read_card(activity, Reading())
    return bool(card.inputs) or any("form" in ((each.get("data") or {}).get("tcbot") or {}) for each in card.actions)
