"""What the bot does in Teams where it was given less: no targeted messages, no consents, files with other addresses."""

from io import BytesIO

from PIL import Image

from tests.adapters.questions import OTHER_QUESTION, QUESTION
from tests.adapters.teams.teams_chat import TeamsChat
from tests.contracts.teams_bot import chat, clock

__all__ = ["chat", "clock"]


def test_without_targeted_messages_what_is_for_one_person_is_told_in_the_personal_chat(chat: TeamsChat) -> None:
    chat.tenant.has_targeted = False
    ann, bob = chat.person(), chat.person("Bob")
    place = chat.channel(ann, bob)
    for words, told in (("documents", "No documents"), (f"ask {QUESTION}", "Five days"), ("help", "See documents")):
        chat.command(ann, place, words)
        chat.bot.settle(hurry=True)
        assert told in chat.alone(ann)[-1].text
    assert (chat.everyone(place), chat.alone(bob)) == ([], [])


def test_who_can_be_told_nowhere_is_told_nothing_and_nobody_else_is(chat: TeamsChat) -> None:
    chat.tenant.has_targeted = False
    ann, bob = chat.person(role="unknown"), chat.person("Bob")
    place = chat.channel(ann, bob)
    chat.command(ann, place, f"ask {QUESTION}")
    chat.bot.settle(hurry=True)
    assert (chat.everyone(place), chat.alone(ann), chat.alone(bob)) == ([], [], [])


def test_without_a_consent_a_further_question_needs_a_call_and_the_setting_says_what_is_missing(
    chat: TeamsChat,
) -> None:
    ann = chat.person()
    place = chat.channel(ann, by=ann)
    chat.at(place)
    chat.tenant.conversations[place.id].consented.clear()
    first = chat.mention(ann, place, QUESTION)
    chat.bot.settle()
    chat.say(ann, place, OTHER_QUESTION, thread=first)
    chat.bot.settle()
    assert len(chat.replies(first)) == 1
    chat.command(ann, place, "settings")
    form = chat.form(ann)
    assert "read along" in form.text
    assert form.fields["When do I answer?"] == ("When somebody mentions me",)


def test_without_consents_a_file_in_a_channel_is_asked_for_in_the_personal_chat(chat: TeamsChat) -> None:
    ann = chat.person()
    place = chat.channel(ann)
    chat.at(place)
    chat.tenant.conversations[place.id].consented.clear()
    written = chat.mention(ann, place, "", files=[chat.file(ann, "Handbook.md", "Five days.")])
    chat.bot.settle(hurry=True)
    said = chat.reply(written).text
    assert "ChannelMessage.Read.Group" in said or "our own chat" in said


def test_a_pasted_picture_is_fetched_from_the_connector_with_the_bots_token(chat: TeamsChat) -> None:
    ann = chat.person()
    place = chat.direct(ann)
    at = chat.at(place)
    picture = BytesIO()
    Image.new("RGB", (600, 400), "white").save(picture, "PNG")
    chat.site.connector.pictures["pasted"] = picture.getvalue(), "image/png"
    address = f"{chat.tenant.service_url}v3/attachments/pasted/views/original"
    pasted = {"contentType": "image/png", "contentUrl": address, "name": "pasted.png"}
    written = chat.say(ann, place, "Hello.")
    values = chat.acting(ann, at) | {"id": chat.tenant.stamp(), "text": ""}
    chat.site.event(chat.bot, "message_with_files", **values, attachments=[pasted], entities=[])
    chat.bot.settle(hurry=True)
    assert [what for what, _, _ in chat.site.connector.asked].count("fetch") >= 1
    assert any("Waiting for its turn" in each.text for each in chat.replies(written))
