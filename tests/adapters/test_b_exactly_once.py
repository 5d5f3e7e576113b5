"""B. Everything exactly once, whatever fails."""

import pytest

from tests.adapters.chat import Chat
from tests.adapters.questions import CARRIED, HANDBOOK, OTHER_QUESTION, QUESTION, answered, long_answer
from tests.adapters.seen import Somebody, Written
from tests.bot.fake_chat import SEARCH_AWAY

RETRY = 30.0
"""Seconds after which what failed is tried again, and a little more."""
LEASE = 60.0
"""Seconds after which somebody else takes up what a process left, and some more."""
AGAIN = "Try again now"
NO_MODEL = {"llm_provider": "vllm", "llm_url": "http://127.0.0.1:9/v1", "llm_model": "local"}
"""A model server that isn't there."""


def asked(chat: Chat, person: Somebody | None = None) -> Written:
    """A question in a channel of its own."""
    ann = person or chat.person()
    return chat.mention(ann, chat.channel(ann), QUESTION)


class TestExactlyOnce:
    """What is broken is healed by the fixture."""

    def test_b1_a_message_that_comes_several_times_gets_one_reply_from_one_process_or_three(self, chat: Chat) -> None:
        chat.bot.start()
        chat.bot.start()
        written = asked(chat)
        for number in range(9):
            chat.deliver_again(number % 3)
        chat.bot.settle()
        chat.deliver_again(1)
        chat.bot.settle()
        assert "Five days" in chat.reply(written).text
        assert len(chat.answers.asked) == 1
        chat.bot.stop()

    def test_b2_what_cannot_be_recorded_is_to_be_delivered_again(self, chat: Chat) -> None:
        chat.bot.records_away()
        refused = chat.knock("good")
        chat.bot.records_away(False)
        assert refused >= 500
        assert chat.knock("good") == 200
        chat.bot.settle()

    def test_b3_acknowledgements_wait_for_no_answer_however_many_are_under_way(self, chat: Chat) -> None:
        chat.answers.seconds = 600.0
        people = [chat.person() for _ in range(4)]
        place = chat.channel(*people)
        written = [chat.mention(people[number % 4], place, f"{QUESTION} And in {number}?") for number in range(20)]
        assert not any("Sources" in each.text for one in written for each in chat.replies(one))
        chat.bot.kill()
        chat.answers.seconds = 0.0
        chat.bot.start()
        chat.bot.time_passes(LEASE)
        chat.bot.settle(hurry=True)
        assert all("Sources" in chat.reply(one).text for one in written)

    @pytest.mark.parametrize("moment", ["it was taken", "a sign was shown", "a sentence was shown", "all was shown"])
    def test_b4_an_answer_whose_process_is_killed_is_finished_by_the_next_one_in_one_reply(
        self, chat: Chat, moment: str
    ) -> None:
        chat.answers.seconds = 600.0
        if moment in {"it was taken", "a sign was shown"}:
            chat.answers.sentences = ()
        if moment == "it was taken":
            chat.fail("signal", hanging=True)
        elif moment == "all was shown":
            chat.answers.seconds = 0.0
            chat.fail("change", hanging=True)
        written = asked(chat)
        chat.seen(lambda: chat.answers.asked)
        if moment == "a sign was shown":
            chat.seen(lambda: chat.steps(written))
        elif moment != "it was taken":
            chat.seen(lambda: chat.replies(written))
        chat.bot.kill()
        chat.heal()
        chat.answers.seconds = 0.0
        chat.bot.start()
        chat.bot.time_passes(LEASE)
        chat.bot.settle()
        assert "Five days" in chat.reply(written).text
        assert "Sources" in chat.reply(written).text

    def test_b4_what_a_killed_process_had_shown_goes_with_its_question(self, chat: Chat) -> None:
        chat.answers.seconds = 600.0
        written = asked(chat)
        chat.seen(lambda: any("Until March" in each.text for each in chat.replies(written)))
        chat.bot.kill()
        chat.bot.start()
        chat.delete(written)
        chat.bot.time_passes(LEASE)
        chat.bot.settle()
        assert chat.replies(written) == []

    @pytest.mark.parametrize("what", ["show", "stream", "change"])
    def test_b4_what_arrived_though_nobody_heard_of_it_is_there_once(self, chat: Chat, what: str) -> None:
        if what != "stream":
            chat.fail("stream", refused="channel_type_not_supported")
        chat.fail(what, lost=True)
        chat.answers.answer_given = long_answer(chat)
        written = asked(chat)
        chat.bot.settle()
        texts = [each.text for each in chat.replies(written)]
        assert len(texts) == len(set(texts)) > 2

    def test_b5_a_limit_on_every_call_loses_and_doubles_nothing(self, chat: Chat) -> None:
        chat.limit_each_once()
        ann = chat.person()
        written = asked(chat, ann)
        chat.bot.settle(hurry=True)
        reply = chat.reply(written)
        assert "Five days" in reply.text
        chat.judge(ann, reply, is_helpful=True)
        chat.command(ann, written.place, "documents")
        chat.bot.settle(hurry=True)
        assert len(chat.alone(ann)) == 2

    @pytest.mark.parametrize("what", ["show", "change", "stream", "go on streaming", "end a stream", "signal"])
    def test_b5_a_limit_on_one_call_loses_and_doubles_nothing(self, chat: Chat, what: str) -> None:
        chat.fail(what, limited=True)
        chat.answers.answer_given = long_answer(chat)
        written = asked(chat)
        chat.bot.settle(hurry=True)
        texts = [each.text for each in chat.replies(written)]
        assert len(texts) == len(set(texts)) > 2
        assert "Rule 59" in "".join(texts)

    def test_b6_where_the_chat_hangs_in_one_place_the_others_are_answered(self, chat: Chat) -> None:
        ann = chat.person()
        hanging = chat.channel(ann)
        for what in ("show", "stream", "signal", "change"):
            chat.fail(what, times=9, place=hanging, hanging=True)
        for _ in range(3):
            chat.mention(ann, hanging, QUESTION)
        written = asked(chat)
        chat.seen(lambda: any("Sources" in each.text for each in chat.replies(written)))
        chat.heal()
        chat.bot.settle()

    def test_b7_a_button_does_it_once_until_things_have_changed(self, chat: Chat) -> None:
        chat.answers.error = RuntimeError("broken")
        ann = chat.person()
        written = asked(chat, ann)
        chat.bot.settle()
        failed = chat.reply(written)
        for _ in range(3):
            chat.press(ann, failed, AGAIN)
        chat.bot.settle()
        assert len(chat.answers.asked) == 2
        chat.answers.error = None
        chat.press(ann, chat.reply(written), AGAIN)  # another reference stands there now
        chat.bot.settle()
        assert "Five days" in chat.reply(written).text

    def test_b8_while_the_search_is_away_the_reply_says_so_and_becomes_the_answer_by_itself(self, chat: Chat) -> None:
        chat.answers.error, chat.answers.sentences = SEARCH_AWAY, ()
        written = asked(chat)
        failed = chat.seen(lambda: [each for each in chat.replies(written) if "Reference" in each.text])[0]
        assert "the document search is not reachable" in failed.text
        assert "I'll try again by myself until" in failed.text
        chat.seen(lambda: len(chat.answers.asked) == 2, hurry=True)
        assert chat.reply(written).text == failed.text  # with its first reference
        chat.answers.error = None
        chat.bot.settle(hurry=True)
        answer = chat.reply(written)
        assert (answer.id, "Five days" in answer.text, "Reference" in answer.text) == (failed.id, True, False)

    def test_b8_an_answer_for_one_person_does_so_too_in_its_place(self, chat: Chat) -> None:
        chat.answers.error, chat.answers.sentences = SEARCH_AWAY, ()
        ann = chat.person()
        place = chat.channel(ann)
        chat.command(ann, place, f"ask {QUESTION}")
        failed = chat.seen(lambda: [each for each in chat.alone(ann) if "Reference" in each.text])[0]
        assert "I'll try again by myself until" in failed.text
        chat.seen(lambda: len(chat.answers.asked) == 2, hurry=True)
        assert [each.text for each in chat.alone(ann)] == [failed.text]
        chat.answers.error = None
        chat.bot.settle(hurry=True)
        (answer,) = chat.alone(ann)
        assert ("Five days" in answer.text, chat.everyone(place)) == (True, [])

    def test_b9_another_try_answers_in_the_place_of_the_failure_whoever_presses(self, chat: Chat) -> None:
        chat.answers.error = RuntimeError("broken")
        ann, bob = chat.person(), chat.person("Bob")
        written = chat.mention(ann, chat.channel(ann, bob), QUESTION)
        chat.bot.settle()
        failed = chat.reply(written)
        chat.answers.error = None
        chat.press(bob, failed, AGAIN)
        chat.press(ann, failed, AGAIN)
        chat.bot.settle()
        assert (chat.reply(written).id, len(chat.answers.asked)) == (failed.id, 2)
        chat.delete(written)
        chat.bot.settle()
        assert chat.replies(written) == []

    def test_b10_a_question_that_changes_while_it_is_put_off_is_answered_as_it_is_then(self, chat: Chat) -> None:
        chat.answers.error, chat.answers.sentences = SEARCH_AWAY, ()
        written = asked(chat)
        failed = chat.seen(lambda: [each for each in chat.replies(written) if "Reference" in each.text])[0]
        chat.answers.error, chat.answers.answer_given = None, answered("Four weeks [1].")
        chat.edit(written, OTHER_QUESTION, mentions=True)
        chat.bot.settle(hurry=True)
        assert [text for text, _, _ in chat.answers.asked][-1] == OTHER_QUESTION
        assert (chat.reply(written).id, "Four weeks" in chat.reply(written).text) == (failed.id, True)

    def test_b11_after_too_many_attempts_one_message_says_so_with_a_reference(self, chat: Chat) -> None:
        for what in ("show", "change", "stream"):
            chat.fail(what, times=1_000, refused=True, saying="Five days")
        written = asked(chat)

        def ended() -> bool:
            if not chat.bot.is_working():
                chat.bot.time_passes(RETRY)
            return any("Reference" in each.text for each in chat.replies(written))

        chat.seen(ended)
        chat.bot.settle()
        assert "something failed on my side" in chat.reply(written).text
        assert "Reference" in chat.reply(written).text

    @pytest.mark.parametrize(
        ("way", "words"),
        [
            ("command", "No documents have been shared"),
            ("button", "The passages that fit best"),
            ("form", "Saved."),
        ],
    )
    def test_b11_what_somebody_pressed_gave_or_filled_in_ends_in_one_message_with_a_reference(
        self, chat: Chat, way: str, words: str
    ) -> None:
        ann = chat.person()
        place = chat.channel(ann, by=ann)
        reply = chat.ask(ann, place, QUESTION)
        chat.command(ann, place, "settings")
        form = chat.form(ann)
        for what in ("answer", "tell alone"):
            chat.fail(what, times=1_000, refused=True, saying=words)
        if way == "command":
            chat.command(ann, place, "documents")
        elif way == "button":
            chat.press(ann, reply, "More passages")
        else:
            chat.submit(ann, form, {})
        chat.bot.settle(hurry=True)
        (told,) = [each.text for each in chat.alone(ann)]
        assert "something failed on my side" in told
        assert "Reference" in told

    def test_b13_what_is_nearly_done_is_finished_and_the_rest_is_left_for_the_next_one(self, chat: Chat) -> None:
        chat.answers.seconds = 0.5
        written = asked(chat)
        chat.seen(lambda: chat.answers.asked)
        chat.bot.stop()
        assert "Five days" in chat.reply(written).text
        chat.answers.seconds = 600.0
        chat.bot.start()
        long = asked(chat)
        chat.seen(lambda: chat.replies(long))
        chat.bot.stop()
        chat.answers.seconds = 0.0
        chat.bot.start()
        chat.bot.settle()
        assert "Sources" in chat.reply(long).text


class TestWithoutServers:
    """The real engine reads; there is no Redis for any test here."""

    reads = True

    def test_b12_without_redis_and_without_the_model_server_the_passages_still_come(self, chat: Chat) -> None:
        chat.bot.stop()
        chat.bot.start(**NO_MODEL)
        ann = chat.person()
        place = chat.channel(ann)
        chat.teach(ann, place, "Handbook.md", HANDBOOK)
        assert chat.bot.request("GET", "/readyz").json()["parts"]["redis"] != "ok"
        said = chat.ask(ann, place, CARRIED).text
        assert "I can't write a summary right now" in said
        assert "five days of unused vacation" in said
