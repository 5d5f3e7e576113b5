"""E. What one can do with an answer."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from pipelines.records.chat_tables import Verdict
from pipelines.text.question_filters import QuestionError
from tests.adapters.chat import Chat
from tests.adapters.questions import CARRIED, FLOWN, HANDBOOK, QUESTION, REFUSED, TRAVEL
from tests.adapters.seen import Shown, Somebody

MORE, PRIVATELY, FOR_ALL, AGAIN = (
    "More passages",
    "Answer me privately",
    "Answer for everyone here",
    "Try again now",
)


def verdicts(chat: Chat) -> list[tuple[bool, str]]:
    """What is kept of what people think of answers."""
    with chat.bot.engine.database.reading() as session:
        return [(each.is_helpful, each.reason) for each in session.scalars(select(Verdict).order_by(Verdict.at))]


class TestWhatOneCanDo:
    """The engine says what it is told."""

    def asked(self, chat: Chat) -> tuple[Somebody, Somebody, Shown]:
        """Two people of a channel, and the answer to the first one's question."""
        ann, bob = chat.person(), chat.person("Bob")
        return ann, bob, chat.ask(ann, chat.channel(ann, bob), QUESTION)

    def test_e1_a_thumb_up_is_thanked_for_to_that_person_alone(self, chat: Chat) -> None:
        ann, bob, reply = self.asked(chat)
        assert reply.asks_for_verdict
        chat.judge(bob, reply, is_helpful=True)
        chat.bot.settle()
        assert chat.told(bob) == "Thanks, noted."
        assert (chat.alone(ann), len(chat.everyone(reply.place))) == ([], 1)
        assert verdicts(chat)[-1] == (True, "")

    def test_e2_a_thumb_down_asks_for_a_reason_and_keeps_it(self, chat: Chat) -> None:
        ann, _, reply = self.asked(chat)
        chat.judge(ann, reply, is_helpful=False)
        form = chat.form(ann)
        choices = form.fields["What was wrong with it?"]
        assert len(choices) == 5
        chat.submit(ann, form, {"What was wrong with it?": choices[0], "In your own words": "It was 1999."})
        chat.bot.settle()
        assert "Thanks" in chat.told(ann)
        assert verdicts(chat)[-1] == (False, "wrong: It was 1999.")

    def test_e2_a_thumb_down_counts_though_no_form_could_be_opened(self, chat: Chat) -> None:
        ann, _, reply = self.asked(chat)
        chat.fail("open a form", refused=True)
        chat.judge(ann, reply, is_helpful=False)
        assert "open a form" not in chat.loose_parts or "couldn't open the dialog" in chat.told(ann)
        chat.bot.settle()
        assert verdicts(chat)[-1] == (False, "")

    def test_e3_the_newest_verdict_of_a_person_counts(self, chat: Chat) -> None:
        ann, bob, reply = self.asked(chat)
        before = len(verdicts(chat))
        for person, is_helpful in ((ann, False), (ann, True), (bob, True)):
            chat.judge(person, reply, is_helpful)
            chat.bot.settle()
        assert [is_helpful for is_helpful, _ in verdicts(chat)[before:]] == [True, True]

    def test_e4_more_passages_are_shown_to_who_presses_alone(self, chat: Chat) -> None:
        ann, bob, reply = self.asked(chat)
        chat.press(bob, reply, MORE)
        chat.bot.settle()
        assert "Handbook, p. 3" in chat.told(bob)
        assert "Up to five days." in chat.told(bob)
        assert (chat.alone(ann), len(chat.everyone(reply.place))) == ([], 1)

    @pytest.mark.parametrize("button", [MORE, AGAIN])
    def test_e7_a_question_that_nobody_knows_any_more_is_said_to_be_unknown(self, chat: Chat, button: str) -> None:
        chat.answers.error = RuntimeError("broken") if button == AGAIN else None
        ann, _, reply = self.asked(chat)
        chat.bot.forget_questions()
        chat.press(ann, reply, button)
        chat.bot.settle()
        unknown = {MORE: "I found no more passages", AGAIN: "I no longer have this question. Ask it again."}
        assert unknown[button] in chat.told(ann)

    def test_e7_a_private_answer_of_an_unknown_question_says_so_too(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        chat.command(ann, place, f"ask {QUESTION}")
        chat.bot.settle()
        (private,) = chat.alone(ann)
        chat.bot.forget_questions()
        chat.press(ann, private, FOR_ALL)
        chat.bot.settle()
        assert "I no longer have this question. Ask it again." in chat.told(ann)
        assert chat.everyone(place) == []

    @pytest.mark.parametrize("button", [MORE, AGAIN])
    def test_e7_a_button_knows_the_questions_of_its_own_place_alone(self, chat: Chat, button: str) -> None:
        chat.answers.error = RuntimeError("broken") if button == AGAIN else None
        _, bob, reply = self.asked(chat)
        chat.answers.asked.clear()
        chat.press(bob, replace(reply, place=chat.channel(bob)), button)  # its value, from somewhere else
        chat.bot.settle()
        assert chat.answers.asked == []

    def test_e8_another_try_is_offered_only_where_it_can_help(self, chat: Chat) -> None:
        _, _, answer = self.asked(chat)
        chat.answers.answer_given, chat.answers.sentences = REFUSED, ()
        _, _, refusal = self.asked(chat)
        chat.answers.error = QuestionError("only_filters")
        _, _, wrongly_asked = self.asked(chat)
        chat.answers.error = RuntimeError("broken")
        _, _, failure = self.asked(chat)
        offers = [AGAIN in each.buttons for each in (answer, refusal, wrongly_asked, failure)]
        assert offers == [False, False, False, True]

    def test_e8_a_private_answer_that_failed_is_tried_again_in_its_place_for_its_reader_alone(self, chat: Chat) -> None:
        chat.answers.error = RuntimeError("broken")
        ann = chat.person()
        place = chat.channel(ann)
        chat.command(ann, place, f"ask {QUESTION}")
        chat.bot.settle()
        (failed,) = chat.alone(ann)
        chat.answers.error = None
        chat.press(ann, failed, AGAIN)
        chat.bot.settle()
        (answer,) = chat.alone(ann)
        assert "Five days" in answer.text
        assert chat.everyone(place) == []


class TestMoreIsKnown:
    """The real engine reads, so that what is used shows in what is said."""

    reads = True

    def test_e5_answer_me_privately_uses_all_that_the_person_may_read(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        own, general = chat.channel(ann), chat.channel(ann, bob)
        chat.teach(ann, own, "Handbook.md", HANDBOOK)
        chat.teach(ann, general, "Travel.md", TRAVEL)
        reply = chat.ask(ann, general, CARRIED)
        assert "There are documents I can use only in private with you." in reply.text
        chat.press(ann, reply, PRIVATELY)
        chat.bot.settle()
        told = [each.text for each in chat.everyone(chat.direct(ann))]
        assert any("five days of unused vacation" in text for text in told)
        assert len(chat.everyone(general)) == 2  # the card and the reply

    def test_e6_a_private_answer_can_be_given_for_all_from_what_all_may_read(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        own, general = chat.channel(ann), chat.channel(ann, bob)
        chat.teach(ann, own, "Handbook.md", HANDBOOK)
        chat.teach(ann, general, "Travel.md", TRAVEL)
        for question, words, is_for_all in ((FLOWN, "second class", True), (CARRIED, "five days", False)):
            chat.command(ann, general, f"ask {question}")
            chat.bot.settle()
            private = chat.alone(ann)[-1]
            assert words in private.text
            chat.press(ann, private, FOR_ALL)
            chat.bot.settle()
            assert (words in chat.everyone(general)[-1].text) is is_for_all
