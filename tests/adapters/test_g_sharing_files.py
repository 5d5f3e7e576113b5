"""G. Files that people share, from the message to what is answered from them; each has one card."""

import re
from pathlib import Path

import pytest

from ingest.job import Stage
from tests.adapters.chat import Chat
from tests.adapters.questions import CARRIED, FLOWN, HANDBOOK, TRAVEL
from tests.ingest.paper import joined, pdf, picture, with_password

NAME = "Handbook.md"
READY = "ready in"


class TestSharingFiles:
    """The real engine reads."""

    reads = True

    @pytest.mark.parametrize("where", ["direct", "channel"])
    def test_g1_g2_a_file_becomes_answerable_and_one_card_tells_how_far_it_is(self, chat: Chat, where: str) -> None:
        ann = chat.person()
        place = chat.direct(ann) if where == "direct" else chat.channel(ann)
        written = chat.share(ann, place, NAME, HANDBOOK)
        assert "Waiting for its turn" in chat.reply(written).text
        chat.bot.settle()
        chat.bot.work()
        chat.card(written, READY)
        assert "five days of unused vacation" in chat.ask(ann, place, CARRIED).text.replace("\n", " ")

    def test_g3_the_card_goes_through_all_states_in_one_message(self, chat: Chat, tmp_path: Path) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        paper = pdf(tmp_path / "Handbook.pdf", [HANDBOOK], ["A second page."]).read_bytes()
        written = chat.share(ann, place, "Handbook.pdf", paper)
        cards = [chat.card(written, "Waiting for its turn …")]
        assert cards[0].buttons == ("Cancel",)
        chat.bot.settle()
        for stage, done, total, words in (
            (Stage.FETCHING, 0, 0, "Fetching the file …"),
            (Stage.PARSING, 2, 5, "Reading page 2 of 5 …"),
            (Stage.EMBEDDING, 3, 9, "Indexing passage 3 of 9 …"),
        ):
            with chat.bot.reading(stage, done, total):
                cards.append(chat.card(written, words))
        chat.bot.work()
        cards.append(chat.card(written, READY))
        assert re.search(r"2 pages · ready in [\d.]+ s", cards[-1].text)
        assert f"Everyone in {chat.called(place)} can ask about it." in cards[-1].text
        assert cards[-1].buttons == ("Ask about it", "Who can read it", "Forget")
        assert len({card.id for card in cards}) == 1
        assert len(chat.replies(written)) == 1

    @pytest.mark.parametrize("times", [1, 4])
    def test_g3_a_card_that_the_chat_did_not_take_is_shown_once_it_does(self, chat: Chat, times: int) -> None:
        chat.fail("show", times=times, refused=True)
        ann = chat.person()
        written = chat.mention(ann, chat.channel(ann), "", files=[chat.file(ann, NAME, HANDBOOK)])
        chat.bot.settle(hurry=True)
        chat.bot.work()
        chat.card(written, READY)
        assert len(chat.replies(written)) == 1

    def test_g3_a_card_that_arrived_though_nobody_heard_of_it_is_there_once(self, chat: Chat) -> None:
        chat.fail("show", lost=True)
        ann = chat.person()
        written = chat.share(ann, chat.channel(ann), NAME, HANDBOOK)
        chat.bot.settle()
        assert len(chat.replies(written)) == 1

    def test_g4_a_file_that_is_gone_before_it_was_taken_up_says_so_in_the_place_of_its_card(self, chat: Chat) -> None:
        ann = chat.person()
        file = chat.file(ann, NAME, HANDBOOK)
        chat.fail("show", refused=True)
        written = chat.mention(ann, chat.channel(ann), "", files=[file])
        chat.remove_file(file, is_told=False)
        chat.bot.settle(hurry=True)
        assert NAME in chat.reply(written).text

    def test_g4_the_card_of_a_file_that_cannot_be_read_says_why_and_what_to_do(
        self, chat: Chat, tmp_path: Path
    ) -> None:
        ann = chat.person()
        locked = with_password(pdf(tmp_path / "open.pdf", ["Secret."]), tmp_path / "locked.pdf", "word").read_bytes()
        written = chat.share(ann, chat.channel(ann), "Contract.pdf", locked)
        chat.bot.work()
        card = chat.card(written, "couldn't be read")
        assert "It is protected by a password. Remove the password and share it again." in card.text
        assert "Try again" not in card.buttons

    def test_g5_pages_that_could_not_be_read_are_named(self, chat: Chat, tmp_path: Path) -> None:
        ann = chat.person()
        parts = (
            pdf(tmp_path / "one.pdf", [HANDBOOK]),
            picture(tmp_path / "two.pdf"),
            pdf(tmp_path / "3.pdf", [TRAVEL]),
        )
        paper = joined(tmp_path / "Handbook.pdf", *parts).read_bytes()
        written = chat.share(ann, chat.channel(ann), "Handbook.pdf", paper)
        chat.bot.work()
        assert re.search(r"[Pp]age 2 holds (no text|only images)", chat.card(written, READY).text)

    def test_g6_the_same_bytes_again_add_readers_and_are_known(self, chat: Chat) -> None:
        ann, bob, cy = chat.person(), chat.person("Bob"), chat.person("Cy")
        first, second = chat.channel(ann, bob), chat.channel(ann, bob, cy)
        chat.teach(ann, first, NAME, HANDBOOK)
        written = chat.share(bob, second, NAME, HANDBOOK)
        chat.bot.settle()
        chat.bot.work()
        assert (
            "I already know this one" not in chat.card(written, READY).text
        )  # others in there don't know of the first
        again = chat.share(bob, second, NAME, HANDBOOK)
        chat.bot.settle()
        chat.bot.work()
        assert "I already know this one" in chat.card(again, "already know").text
        for place in (first, second):
            assert "five days" in chat.ask(ann, place, CARRIED).text

    def test_g7_a_newer_file_of_a_name_takes_the_place_of_the_older_one(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        chat.teach(ann, place, NAME, HANDBOOK)
        written = chat.share(ann, place, NAME, TRAVEL)
        chat.bot.settle()
        chat.bot.work()
        card = chat.card(written, "Replaces the version of")
        assert re.search(r"Replaces the version of \d{4}-\d\d-\d\d\. Answers use this one from now on\.", card.text)
        assert "second class" in chat.ask(ann, place, FLOWN).text
        assert "five days" not in chat.ask(ann, place, CARRIED).text

    def test_g7_it_is_said_though_the_chat_was_away_and_the_process_ended(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        chat.teach(ann, place, NAME, HANDBOOK)
        written = chat.share(ann, place, NAME, TRAVEL)
        chat.bot.settle()
        chat.fail("change", times=99, refused=True, saying="Replaces the version of")
        chat.bot.work()
        chat.card(written, READY)
        chat.bot.kill()
        chat.heal()
        chat.bot.start()
        chat.card(written, "Replaces the version of")
        assert len(chat.replies(written)) == 1

    def test_g7_what_somebody_else_shared_stays_beside_it(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        place = chat.channel(ann, bob)
        chat.teach(ann, place, NAME, HANDBOOK)
        written = chat.share(bob, place, NAME, TRAVEL)
        chat.bot.settle()
        chat.bot.work()
        assert "There is an older file of this name here. It stays, too" in chat.card(written, "It stays").text
        assert "five days" in chat.ask(ann, place, CARRIED).text

    def test_g8_a_file_is_stopped_and_begun_anew_each_once(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        written = chat.share(ann, place, NAME, HANDBOOK)
        chat.bot.settle()
        card = chat.reply(written)
        for _ in range(2):
            chat.press(ann, card, "Cancel")
        chat.bot.settle()
        stopped = chat.card(written, "cancelled")
        assert stopped.buttons == ("Try again",)
        assert [each.text for each in chat.alone(ann)] == [f"I stop reading {NAME}. What was ready before still is."]
        for _ in range(2):
            chat.press(ann, stopped, "Try again")
        chat.bot.settle()
        chat.bot.work()
        chat.card(written, READY)
        assert len(chat.alone(ann)) == 2

    def test_g8_nobody_else_stops_it(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        written = chat.share(ann, chat.channel(ann, bob), NAME, HANDBOOK)
        chat.bot.settle()
        chat.press(bob, chat.reply(written), "Cancel")
        assert "Only the person who shared this file" in chat.told(bob)
        chat.bot.work()
        chat.card(written, READY)

    @pytest.mark.parametrize(("where", "words"), [("direct", "right here"), ("channel", "in this thread")])
    def test_g9_ask_about_it_says_how(self, chat: Chat, where: str, words: str) -> None:
        ann = chat.person()
        card = chat.teach(ann, chat.direct(ann) if where == "direct" else chat.channel(ann), NAME, HANDBOOK)
        chat.press(ann, card, "Ask about it")
        assert words in chat.told(ann)
        assert NAME in chat.told(ann)

    def test_g10_who_can_read_it_is_told_to_who_presses_alone(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        place = chat.channel(ann, bob)
        card = chat.teach(ann, place, NAME, HANDBOOK)
        chat.press(bob, card, "Who can read it")
        assert f"readable by {chat.called(place)}" in chat.told(bob)
        assert (chat.alone(ann), len(chat.everyone(place))) == ([], 1)

    def test_g11_forget_asks_first_and_then_the_document_is_gone(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        card = chat.teach(ann, place, NAME, f"{HANDBOOK} Nobody else shared these bytes.")
        chat.press(ann, card, "Forget")
        form = chat.form(ann)
        assert f"Forget {NAME}? No answer will use it any more" in form.text
        chat.bot.settle()
        assert "five days" in chat.ask(ann, place, CARRIED).text
        chat.submit(ann, form, {})
        assert f"Forgotten: {NAME}. No answer uses it any more." in chat.told(ann)
        assert "five days" not in chat.ask(ann, place, CARRIED).text

    def test_g11_a_file_that_is_gone_meanwhile_is_said_to_be(self, chat: Chat) -> None:
        ann = chat.person()
        card = chat.teach(ann, chat.channel(ann), NAME, f"{HANDBOOK} Not for long.")
        chat.press(ann, card, "Forget")
        form = chat.form(ann)
        for _ in range(2):
            chat.submit(ann, form, {})
            chat.renew(form)
            chat.bot.settle()
        assert "I no longer have this file." in chat.heard(ann)

    def test_g18_a_file_whose_address_lapsed_is_asked_for_again(self, chat: Chat) -> None:
        ann = chat.person()
        written = chat.say(ann, chat.direct(ann), "", files=[chat.file(ann, NAME, HANDBOOK, spoiled="lapsed")])
        chat.bot.settle()
        assert "Send the file once more." in chat.reply(written).text
        assert chat.bot.shared_files(written.files[0].id) == []

    def test_g19_a_file_is_handed_back_to_who_may_read_it_and_says_yes(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        place = chat.channel(ann, bob)
        chat.teach(ann, place, NAME, f"{HANDBOOK} To be handed back.")
        chat.command(bob, place, f"send {NAME}")
        chat.bot.settle()
        assert chat.take_handed(bob) == f"{HANDBOOK} To be handed back.".encode()
        eve = chat.person("Eve")
        chat.command(eve, chat.direct(eve), f"send {NAME}")
        assert "I don't have a document called" in chat.told(eve)

    def test_g12_a_question_beside_a_file_waits_for_it_and_is_answered_from_it(self, chat: Chat) -> None:
        ann = chat.person()
        written = chat.share(ann, chat.channel(ann), NAME, HANDBOOK, text=CARRIED)
        assert len(chat.replies(written)) == 1  # the card
        chat.bot.work()
        chat.bot.settle(hurry=True)
        chat.card(written, "five days of unused vacation")

    def test_g13_other_words_beside_a_file_are_its_note(self, chat: Chat) -> None:
        ann = chat.person()
        written = chat.share(ann, chat.channel(ann), NAME, HANDBOOK, text="The newest one.")
        chat.bot.settle()
        chat.bot.work()
        chat.card(written, READY)
        assert len(chat.replies(written)) == 1
        assert [each.file.note for each in chat.bot.shared_files(written.files[0].id)] == ["The newest one."]
