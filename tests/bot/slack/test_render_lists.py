"""Lists, help, the greeting, App Home and dialogs keep Slack's limits, whatever documents are called."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channel_settings import ChannelSettings
from bot.slack.home import home_view
from bot.slack.modals import (
    feedback_modal,
    parse_feedback,
    parse_settings,
    parse_upload,
    settings_modal,
    upload_modal,
)
from bot.slack.render_lists import PAGE, documents_message, greeting, help_message
from bot.wording import LANGUAGES
from ingest.library import HeldDocument
from pipelines.types import DocumentType, Unit
from tests.bot.slack.limits import checked, said, things

LIVE = datetime(2026, 3, 1, tzinfo=UTC)


def held(name: str) -> HeldDocument:
    return HeldDocument("d", "v", name, name, DocumentType.LEGAL, 12, 40, (), ("everyone",), LIVE, unit=Unit.SLIDE)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=300).map(held), max_size=60), st.integers(-3, 9), st.sampled_from(sorted(LANGUAGES)))
def test_lists_of_documents_keep_slacks_limits(documents: list[HeldDocument], page: int, locale: str) -> None:
    checked(documents_message(documents, locale, page).blocks)
    checked(home_view(documents, [], locale)["blocks"])


def test_every_document_is_on_one_of_the_pages() -> None:
    documents = [held(f"File {number:02}.pdf") for number in range(3 * PAGE - 1)]
    shown = "".join(said(documents_message(documents, "en", page).blocks) for page in range(3))
    assert all(shown.count(each.name) == 1 for each in documents)
    actions = [
        thing["action_id"]
        for thing in things(list(documents_message(documents, "en", 1).blocks))
        if "action_id" in thing
    ]
    assert actions == ["show_documents", "show_documents_after"]


@pytest.mark.parametrize("locale", sorted(LANGUAGES))
def test_help_and_greeting_are_one_screen(locale: str) -> None:
    checked(help_message(locale).blocks)
    checked(greeting(locale, ["What does the handbook say?"] * 4).blocks)


def filled(view: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """The view as Slack sends it back."""
    json.dumps(view)
    return {**view, "state": {"values": {name: {name: value} for name, value in values.items()}}}


@pytest.mark.parametrize("locale", sorted(LANGUAGES))
@pytest.mark.parametrize("may_widen", [True, False])
def test_what_is_filled_into_the_upload_dialog_is_read_back(locale: str, may_widen: bool) -> None:
    view = upload_modal(locale, "C1", "17.1", may_widen)
    checked(view["blocks"])
    assert len(view["title"]["text"]) <= 24 and len(view["submit"]["text"]) <= 24
    assert any(block["block_id"] == "readers" for block in view["blocks"]) is may_widen
    given_files = {"files": [{"id": "F1", "name": "a.pdf", "size": 7, "mimetype": "application/pdf"}]}
    form = parse_upload(
        filled(
            view,
            {
                "files": given_files,
                "type": {"selected_option": {"value": "legal"}},
                "readers": {"selected_option": {"value": "all"}},
                "note": {"value": "ours"},
            },
        )
    )
    assert (form.channel, form.thread, form.document_type) == ("C1", "17.1", DocumentType.LEGAL)
    assert (form.files[0].id, form.files[0].bytes, form.for_all, form.note) == ("F1", 7, True, "ours")
    bare = parse_upload(filled(view, {"files": given_files}))
    assert (bare.document_type, bare.for_all, bare.note) == (None, False, "")


@pytest.mark.parametrize("locale", sorted(LANGUAGES))
def test_what_is_chosen_in_the_settings_is_read_back(locale: str) -> None:
    view = settings_modal("C1", ChannelSettings(), locale)
    checked(view["blocks"])
    chosen = {"answers_to": "questions", "documents": "channel", "replies": "private"}
    form = parse_settings(filled(view, {name: {"selected_option": {"value": value}} for name, value in chosen.items()}))
    assert form.settings == ChannelSettings("questions", "channel", "private")
    with pytest.raises(ValueError, match="answers_to"):
        parse_settings(filled(view, {}))


def test_the_reason_of_a_verdict_is_read_back() -> None:
    view = feedback_modal("q1", "en")
    form = parse_feedback(filled(view, {"reason": {"value": "It was 30 June."}}))
    assert (form.question_id, form.reason) == ("q1", "It was 30 June.")
