"""The checker of what Teams refuses finds each fault, one at a time."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.servers.teams_card_rules import check_card
from tests.servers.teams_rules import check_activity

Json = dict[str, Any]


def activity() -> Json:
    """A text that Teams takes."""
    appearance = {"@type": "DigitalDocument", "name": "Handbook", "abstract": "words", "url": "https://x.example/"}
    entity = {
        "type": "https://schema.org/Message",
        "@type": "Message",
        "@context": "https://schema.org",
        "additionalType": ["AIGeneratedContent"],
        "citation": [{"@type": "Claim", "position": 1, "appearance": appearance}],
    }
    return {
        "type": "message",
        "textFormat": "markdown",
        "text": "It is so [1].",
        "entities": [entity],
        "channelData": {"feedbackLoop": {"type": "custom"}},
        "suggestedActions": {"to": [], "actions": [{"type": "imBack", "title": "More", "value": "More"}]},
    }


def card() -> Json:
    """A card that clients take."""
    run = {"type": "TextRun", "text": "x", "selectAction": {"type": "Action.OpenUrl", "url": "https://x.example/"}}
    choices = [{"title": "A", "value": "a"}, {"title": "B", "value": "b"}]
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": [
            {"type": "TextBlock", "text": "x", "wrap": True},
            {"type": "RichTextBlock", "inlines": [run]},
            {"type": "Input.ChoiceSet", "id": "one", "label": "One", "choices": choices, "value": "a"},
            {"type": "Input.Text", "id": "two", "label": "Two"},
        ],
        "actions": [{"type": "Action.Execute", "title": "Go", "verb": "go", "data": {}}],
    }


def changed(made: Json, change: Callable[[Json], object]) -> Json:
    made = copy.deepcopy(made)
    change(made)
    return made


def test_what_is_right_has_no_complaints() -> None:
    assert check_activity(activity()) == []
    assert check_card(card()) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda a: a.update(attachments=[{"contentType": "image/png"}]), "become two messages"),
        (lambda a: a.update(text=""), "neither text nor card"),
        (lambda a: a.update(textFormat="html"), "textFormat"),
        (lambda a: a.update(text="<at>Bob</at> [1]"), "without a mention"),
        (lambda a: a["entities"].append(a["entities"][0]), "more than one root"),
        (lambda a: a["entities"][0].pop("@context"), "lacks @type or @context"),
        (lambda a: a["entities"][0].update(additionalType="AI"), "additionalType"),
        (lambda a: a["entities"][0].update(citation=a["entities"][0]["citation"] * 11), "11 citations"),
        (lambda a: a["entities"][0].update(citation=a["entities"][0]["citation"] * 2), "one position"),
        (lambda a: a.update(text="It is so."), "no mark in the text"),
        (lambda a: a["entities"][0]["citation"][0].pop("appearance"), "no Claim"),
        (lambda a: a["entities"][0]["citation"][0]["appearance"].update(name="x" * 81), "name has to have"),
        (lambda a: a["entities"][0]["citation"][0]["appearance"].update(abstract="x" * 161), "abstract has to have"),
        (lambda a: a["entities"][0]["citation"][0]["appearance"].update(url="javascript:x"), "url is"),
        (lambda a: a["entities"][0]["citation"][0]["appearance"].update(image={"name": "Paper"}), "image is"),
        (lambda a: a["entities"][0]["citation"][0]["appearance"].update(page=3), "unknown"),
        (lambda a: a["suggestedActions"].update(actions=a["suggestedActions"]["actions"] * 4), "4 suggested"),
        (lambda a: a["suggestedActions"]["actions"][0].update(type="openUrl"), "a suggested action is"),
        (lambda a: a["suggestedActions"]["actions"][0].update(title=""), "lacks title"),
        (lambda a: a["channelData"].update(feedbackLoop={"type": "both"}), "feedbackLoop"),
    ],
)
def test_faults_of_messages_are_named(change: Callable[[Json], object], complaint: str) -> None:
    assert any(complaint in each for each in check_activity(changed(activity(), change)))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda c: c.update(type="HeroCard"), "no AdaptiveCard"),
        (lambda c: c.update(version="1.6"), "version"),
        (lambda c: c.update(buttons=[]), "unknown properties"),
        (lambda c: c.update(body=[], actions=[]), "empty"),
        (lambda c: c["body"][0].update(text="x" * 30_000), "bytes"),
        (lambda c: c["body"][0].update(text=" "), "no text"),
        (lambda c: c["body"][0].update(bold=True), "unknown properties"),
        (lambda c: c["body"][0].update(weight="Heavy"), "weight is"),
        (lambda c: c["body"].append({"type": "Input.File", "id": "f"}), "an element is"),
        (lambda c: c["body"][1].update(inlines=[]), "RichTextBlock is empty"),
        (lambda c: c["body"][1]["inlines"].append("text"), "no TextRun"),
        (lambda c: c["body"][1]["inlines"][0]["selectAction"].update(url="file:///x"), "opens"),
        (lambda c: c["body"][2].update(value="c"), "isn't offered"),
        (lambda c: c["body"][2]["choices"][1].update(value="a"), "two choices have one value"),
        (lambda c: c["body"][2]["choices"][1].pop("title"), "a choice lacks"),
        (lambda c: c["body"][3].update(id="one"), "two inputs are called"),
        (lambda c: c["body"][3].pop("label"), "lacks an id or a label"),
        (lambda c: c["actions"][0].update(type="Action.Http"), "an action is"),
        (lambda c: c["actions"][0].update(title=""), "no title"),
        (lambda c: c["actions"][0].pop("verb"), "no verb"),
        (lambda c: c["actions"][0].update(url="x"), "unknown properties"),
        (lambda c: c["actions"][0].update(associatedInputs="some"), "associatedInputs"),
        (lambda c: c.update(actions=c["actions"] * 7), "more than 6"),
    ],
)
def test_faults_of_cards_are_named(change: Callable[[Json], object], complaint: str) -> None:
    assert any(complaint in each for each in check_card(changed(card(), change)))
