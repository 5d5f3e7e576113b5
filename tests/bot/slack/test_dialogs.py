"""Dialogs: what is filled in comes back as it was meant; lists, help and App Home say what they are for."""

from typing import Any

import pytest

from bot.chat.actor import Actor
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
from bot.chat.forms import FilledForm, Form
from bot.chat.heard import NamedFile
from bot.slack.render.home import home_view
from bot.slack.render.modals import filled_in, modal
from bot.slack.render.render_lists import shown_message
from bot.wording.lists import document_page, greeting, help_topics, job_status
from pipelines.types import DocumentType
from tests.bot.slack.limits import check_view, shown, strings
from tests.bot.slack.makers import document, job

ALICE = Actor("U1", "T1")


def filled(form: Form, **values: Any) -> FilledForm:
    """What comes of a form that is shown as a dialog and filled in."""
    return filled_in(sent_back(modal(form), **values), ALICE)


def sent_back(view: dict[str, Any], **values: Any) -> dict[str, Any]:
    """The dialog as Slack sends it back: choices that nobody changed stand as they were."""
    state = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        value: dict[str, Any] = {"type": element["type"]}
        if element["type"] == "radio_buttons":
            option = element.get("initial_option")
            if block["block_id"] in values:
                option = next(each for each in element["options"] if each["value"] == values[block["block_id"]])
            value["selected_option"] = option
        elif element["type"] == "multi_static_select":
            value["selected_options"] = element.get("initial_options", [])
        elif element["type"] == "file_input":
            value["files"] = values[block["block_id"]]
        else:
            value["value"] = values.get(block["block_id"])
        state[block["block_id"]] = {element["action_id"]: value}
    return {
        "callback_id": view["callback_id"],
        "private_metadata": view["private_metadata"],
        "state": {"values": state},
    }


FILE = {"id": "F1", "name": "Report.pdf", "size": 12, "mimetype": "application/pdf"}


def test_an_upload_comes_back_with_its_files_and_what_was_said_of_them() -> None:
    asked = upload_form("en", "C1", "1.2", may_widen=True)
    form = Upload.of(filled(asked, files=[FILE, {"id": "F2"}], type="legal", readers="all", note=" for all "))
    assert (form.channel, form.thread, form.for_all, form.note) == ("C1", "1.2", True, "for all")
    assert form.document_type is DocumentType.LEGAL
    assert form.files == (NamedFile("F1", "Report.pdf", 12, "application/pdf"), NamedFile("F2", "", 0, ""))


def test_an_upload_where_nothing_was_chosen_is_for_those_who_read_along() -> None:
    form = Upload.of(filled(upload_form("de", "C1", "", may_widen=False), files=[FILE]))
    assert (form.for_all, form.document_type, form.note) == (False, None, "")


def test_nobody_is_asked_to_widen_who_may_not() -> None:
    names = [block["block_id"] for block in modal(upload_form("en", "C1", "", may_widen=False))["blocks"]]
    assert names == ["files", "type", "note"]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, ""),
        ({"kind": "wrong"}, "wrong"),
        ({"words": "no"}, "no"),
        ({"kind": "outdated", "words": "no"}, "outdated: no"),
    ],
)
def test_a_reason_is_a_code_or_words_or_both_or_nothing(values: dict[str, str], reason: str) -> None:
    form = Feedback.of(filled(feedback_form("q1", "en", "C1", "1.2"), **values))
    assert form == Feedback("q1", reason, "C1", "1.2")


def test_settings_show_what_holds_and_come_back_as_chosen() -> None:
    now = ChannelSettings("questions", "channel", "private")
    assert Settings.of(filled(settings_form("C1", now, "en", True))).over(ChannelSettings()) == now
    form = Settings.of(filled(settings_form("C1", now, "de", True), replies="thread"))
    assert (form.channel, form.over(now)) == ("C1", ChannelSettings("questions", "channel", "thread"))


def test_what_a_form_did_not_ask_stays_and_collections_can_be_chosen_and_given_up() -> None:
    now = ChannelSettings(collections=("100%", "HR, Berlin"), outsiders="workspace")
    assert Settings.of(filled(settings_form("C1", ChannelSettings(), "en", True))).over(now) == now
    asked = modal(settings_form("C1", now, "en", True, ["Legal", "100%"], is_admin=True))
    assert Settings.of(filled_in(sent_back(asked), ALICE)).over(ChannelSettings()) == now
    view = sent_back(asked)
    view["state"]["values"]["collections"]["collections"]["selected_options"] = []
    assert Settings.of(filled_in(view, ALICE)).over(now).collections == ()


def test_a_setting_that_does_not_exist_is_an_error() -> None:
    view = sent_back(modal(settings_form("C1", ChannelSettings(), "en", True)))
    view["state"]["values"]["replies"]["replies"]["selected_option"] = {"value": "loudly"}
    with pytest.raises(ValueError, match="loudly"):
        Settings.of(filled_in(view, ALICE)).over(ChannelSettings())


def test_forgetting_asks_first_and_names_the_file() -> None:
    form = forget_form("r1", "Contract <final>.pdf", "en")
    words = modal(form)["blocks"][0]["text"]["text"]
    assert "Forget Contract &lt;final&gt;.pdf? No answer will use it" in words
    assert Forget.of(filled(form)).record_id == "r1"


def test_documents_are_listed_with_length_day_and_readers_screen_by_screen() -> None:
    held = [document(f"Report {n}.pdf", ("slack:T1", "slack:T1:C0CHANNEL1")) for n in range(40)]
    first = shown(shown_message(document_page(held, "en")))
    assert "I answer from 40 documents here." in first
    assert (
        "• *Report 0.pdf* · 252 pages · since <!date^1772539200^{date_short}|2026-03-03>"
        " · readable by everyone in this workspace, <#C0CHANNEL1>"
    ) in first
    assert "1 to 15 of 40" in first and "Report 14.pdf" in first and "Report 15.pdf" not in first
    assert shown_message(document_page(held, "en")).blocks[-1]["elements"][0]["value"] == "1"
    last = shown_message(document_page(held, "en", 2))
    assert "31 to 40 of 40" in shown(last)
    assert [each["value"] for each in last.blocks[-1]["elements"]] == ["1"]
    between = shown_message(document_page(held, "en", 1)).blocks[-1]["elements"]
    assert [(each["action_id"], each["value"]) for each in between] == [
        ("show_documents", "0"),
        ("show_documents_after", "2"),
    ]


def test_where_nothing_is_shared_the_list_says_what_to_do() -> None:
    assert shown(shown_message(document_page([], "en"))).endswith("Share a file with me and ask again.")


def test_status_shows_the_newest_files() -> None:
    said = shown(shown_message(job_status(3, [job(name="A.pdf"), job(name="B.pdf")], "en")))
    assert said.startswith("I answer from 3 documents here.\nYour files:\n• A.pdf · reading page 87 of 252 · ")
    assert "None of your files is on its way." in shown(shown_message(job_status(0, [], "en")))


def test_help_is_one_screen_and_the_greeting_offers_questions() -> None:
    assert len(shown_message(help_topics("en")).blocks) == 1
    said = shown(shown_message(greeting("en", ["What does Handbook say?"])))
    assert said.endswith("You could ask:\n• What does Handbook say?\nWhat do you know?")


def test_app_home_shows_documents_questions_and_help() -> None:
    view = home_view([document(f"Report {n}.pdf") for n in range(17)], [], "en")
    check_view(view)
    said = "\n".join(text for _, text in strings(view))
    assert "2 more: /tcbot documents" in said
    assert "You haven't asked me anything yet." in said
    assert "*Who sees what*" in said
