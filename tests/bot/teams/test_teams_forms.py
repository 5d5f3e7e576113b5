"""Forms as cards, what comes back from them, and buttons: also from whoever means no good."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.actor import Actor
from bot.chat.buttons import Button
from bot.chat.channel_settings import ChannelSettings
from bot.chat.form_kinds import (
    Feedback,
    Forget,
    Settings,
    Upload,
    feedback_form,
    forget_form,
    settings_form,
    upload_form,
)
from bot.chat.forms import Choices, Form
from bot.teams.render.actions import PressedButton, execute, pressed, typed
from bot.teams.render.forms import filled, form_card, form_message
from bot.wording.sentences import in_chat
from bot.wording.shown import ShownButton
from pipelines.types import DocumentType
from tests.bot.teams.makers import FINANCE
from tests.bot.teams.reading import check_message, said

BY = Actor("alice", "t1")
FORMS = (
    upload_form("en", FINANCE, "17", True),
    feedback_form("q1", "en", FINANCE, "17"),
    settings_form(FINANCE, ChannelSettings("questions"), "en", True),
    forget_form("r1", "Plan <at>x</at>.pdf", "en"),
)
json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=12,
)


def sent(form: Form, **inputs: Any) -> dict[str, Any]:
    """What Teams sends for a form with these inputs: its action's data with the inputs beside it."""
    data = form_card(form)["actions"][0]["data"]
    return {**data, **{f"field:{name}": value for name, value in inputs.items()}}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_is_the_same_in_a_message_and_in_a_dialog(form: Form) -> None:
    message = form_message(form)
    check_message(message)
    assert message.card is not None
    assert message.card["body"] == form_card(form)["body"]
    assert (message.card["actions"][0]["type"], form_card(form)["actions"][0]["type"]) == (
        "Action.Execute",
        "Action.Submit",
    )
    assert message.card["actions"][0]["data"] == form_card(form)["actions"][0]["data"]


def test_what_is_filled_in_comes_back() -> None:
    found = filled(sent(FORMS[0], type="legal", readers="all", note=" ours "), BY)
    assert found is not None
    assert Upload.of(found) == Upload(FINANCE, "17", (), DocumentType.LEGAL, True, "ours")
    found = filled(sent(FORMS[1], kind="wrong", words="it was 1999"), BY)
    assert found is not None
    assert Feedback.of(found) == Feedback("q1", "wrong: it was 1999", FINANCE, "17")
    found = filled(sent(FORMS[2], answers_to="mentions", documents="channel", replies="private"), BY)
    assert found is not None
    assert Settings.of(found).channel == FINANCE
    assert Settings.of(found).over(ChannelSettings()) == ChannelSettings("mentions", "channel", "private")
    found = filled(sent(FORMS[3]), BY)
    assert found is not None and found.by is BY
    assert Forget.of(found) == Forget("r1")


@pytest.mark.parametrize("collections", [(), ("HR, Berlin",), ("100%", "HR, Berlin")])
def test_collections_are_chosen_and_given_up_and_stay_where_a_form_did_not_ask(collections: tuple[str, ...]) -> None:
    now = ChannelSettings(collections=collections)
    form = settings_form(FINANCE, now, "en", True, ["Legal", "HR, Berlin", "100%"], is_admin=True)
    (asked,) = (each for each in form.fields if isinstance(each, Choices))
    found = filled(sent(form, collections=",".join(asked.chosen), outsiders="here"), BY)
    assert found is not None
    assert Settings.of(found).over(ChannelSettings(collections=("Legal",), outsiders="workspace")) == now
    unasked = filled(sent(FORMS[2], documents="channel"), BY)
    assert unasked is not None
    assert Settings.of(unasked).over(now) == replace(now, documents="channel")


def test_a_form_that_comes_back_as_its_inputs_alone_is_known_by_who_asked_for_it() -> None:
    carried = {"question": "q1", "channel": FINANCE, "thread": ""}
    found = filled({"field:kind": "outdated"}, BY, name="feedback", carried=carried)
    assert found is not None
    assert Feedback.of(found) == Feedback("q1", "outdated", FINANCE, "")


def test_what_a_form_does_not_ask_for_or_offer_is_left_out() -> None:
    found = filled(sent(FORMS[2], answers_to="everything", documents="channel", admin="yes", replies=["private"]), BY)
    assert found is not None
    assert found.values == {"documents": "channel"}
    found = filled(sent(FORMS[0], note="x" * 5_000), BY)
    assert found is not None and len(found.values["note"]) == 1_000


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"tcbot": "upload"},
        {"tcbot": {"form": "admin", "carried": {}}},
        {"tcbot": {"form": ["upload"], "carried": {}}},
        {"tcbot": {"form": "upload", "carried": {"channel": FINANCE}}},
        {"tcbot": {"form": "forget", "carried": {"record": 7}}},
        {"tcbot": {"form": "forget", "carried": ["record"]}},
    ],
)
def test_what_is_no_form_of_ours_is_none(value: object) -> None:
    assert filled(value, BY) is None


@settings(max_examples=200, deadline=None)
@given(json)
def test_nothing_that_is_sent_raises(value: Any) -> None:
    for data in (value, {"tcbot": value}, {"tcbot": {"form": "upload", "carried": value, "button": value}}):
        filled(data, BY)
        pressed(data)


def test_a_form_with_files_says_that_they_follow() -> None:
    form = upload_form(in_chat("en", "teams"), FINANCE, "", False)
    assert "Send up to 10 files in this chat" in said(form_message(form))
    assert not any(each["type"] == "Input.File" for each in form_card(form)["body"])


def test_a_button_comes_back_with_its_value_and_where_it_acts() -> None:
    shown = ShownButton(Button.SHARE_ANSWER, "Answer for everyone here", "q1")
    assert pressed(execute(shown)["data"]) == PressedButton("share_answer", "q1")
    assert pressed(execute(shown, FINANCE, "17")["data"]) == PressedButton("share_answer", "q1", FINANCE, "17")


@pytest.mark.parametrize("data", [None, {"tcbot": {"button": "drop_tables"}}, {"tcbot": {"button": ["forget"]}}, "x"])
def test_what_is_no_button_of_ours_is_none(data: object) -> None:
    assert pressed(data) is None


def test_labels_that_somebody_writes_are_buttons_in_every_language() -> None:
    assert typed("  more   PASSAGES. ") == Button.MORE_PASSAGES
    assert typed("Weitere Stellen") == Button.MORE_PASSAGES
    assert typed("Try again now") == Button.TRY_AGAIN
    assert typed("What do you know?") == typed("Was weißt du?") == Button.DOCUMENTS
    assert typed("Answer me privately") == Button.ANSWER_PRIVATELY
    assert typed("Answer for everyone here") == Button.SHARE_ANSWER
    assert typed("What are more passages?") == typed("") == ""
