"""C. What is seen while the bot works."""

import pytest

from tests.adapters.chat import Chat
from tests.adapters.questions import QUESTION
from tests.adapters.seen import Step, Written

EVIL = "<!channel> <@U1> [click](http://evil.example) https://evil.example/x @everyone [1]."


def asked(chat: Chat, where: str = "channel") -> Written:
    """A question in a channel of its own, over two documents, or of somebody who is alone with the bot."""
    ann = chat.person()
    place = chat.direct(ann) if where == "direct" else chat.channel(ann)
    return chat.say(ann, place, QUESTION, mentions=where == "channel")


def in_the_making(chat: Chat, written: Written) -> list[Step]:
    """What was shown before the reply was whole."""
    return [step for step in chat.steps(written) if "Sources" not in step.shown.text]


class TestWhileItWorks:
    @pytest.fixture(autouse=True)
    def _documents(self, chat: Chat) -> None:
        chat.bot.ingest("Handbook.md", "The handbook.")
        chat.bot.ingest("Leave.md", "The leave policy.")

    @pytest.mark.parametrize("where", ["channel", "direct"])
    def test_c1_a_first_sign_comes_within_a_second_with_the_number_of_documents(self, chat: Chat, where: str) -> None:
        seconds = []
        chat.answers.pause = 0.2
        for _ in range(3):  # the machine may be busy
            written = asked(chat, where)
            chat.bot.settle()
            steps = chat.steps(written)
            assert steps[0].shown.text.startswith("Looking in ")
            seconds += [step.at - written.at for step in steps if step.shown.text == "Looking in 2 documents…"]
        assert min(seconds) < 1.0

    def test_c2_it_is_followed_by_what_is_read_in_the_same_place(self, chat: Chat) -> None:
        chat.answers.pause, chat.answers.sentences, chat.answers.seconds = 0.3, (), 600.0
        written = asked(chat)
        chat.seen(lambda: any("Reading" in step.shown.text for step in chat.steps(written)), hurry=True)
        first, *others = chat.steps(written)
        second = next(step for step in others if "Reading" in step.shown.text)
        assert second.shown.text == "Reading Handbook and 1 more…"
        assert (second.kind, second.shown.id) == (first.kind, first.shown.id)
        chat.delete(written)
        chat.bot.settle()

    def test_c3_the_sign_stays_as_long_as_it_works(self, chat: Chat) -> None:
        chat.answers.sentences, chat.answers.seconds = (), 600.0
        written = asked(chat)
        chat.seen(lambda: "Reading" in chat.sign(written))
        signs = len(chat.steps(written))
        chat.bot.time_passes(95.0)  # after two minutes a chat may take it away
        chat.seen(lambda: len(chat.steps(written)) > signs or not chat.loses_signs)
        assert "Reading" in chat.sign(written)
        chat.delete(written)
        chat.bot.settle()
        assert chat.sign(written) == ""

    @pytest.mark.parametrize("where", ["channel", "direct"])
    def test_c4_checked_sentences_appear_one_by_one(self, chat: Chat, where: str) -> None:
        chat.answers.pause = chat.answers.seconds = 0.8
        written = asked(chat, where)
        chat.bot.settle(hurry=True)
        texts = [step.shown.text for step in in_the_making(chat, written) if not step.shown.text.endswith("…")]
        assert list(dict.fromkeys(texts)) == ["Five days [1].", "Five days [1]. Until March [1]."]
        assert "Sources" in chat.reply(written).text
        assert chat.sign(written) == ""

    @pytest.mark.parametrize("what", ["go on streaming", "end a stream"])
    def test_c5_a_message_that_stops_growing_is_finished_by_a_change(self, chat: Chat, what: str) -> None:
        chat.fail(what, refused="message_not_in_streaming_state" if what == "go on streaming" else True)
        written = asked(chat, chat.grows_in)
        chat.bot.settle()
        reply = chat.reply(written)
        assert "Until March" in reply.text
        assert "Sources" in reply.text

    def test_c6_where_growing_messages_are_refused_one_is_changed(self, chat: Chat) -> None:
        chat.fail("stream", refused="channel_type_not_supported")
        written = asked(chat, chat.grows_in)
        chat.bot.settle()
        assert "Sources" in chat.reply(written).text
        assert {step.kind for step in chat.steps(written) if step.kind != "sign"} == {"message"}

    def test_c6_where_signs_are_refused_too_the_message_says_them(self, chat: Chat) -> None:
        chat.fail("signal", times=9, refused="not_allowed")
        chat.answers.pause = 0.3
        written = asked(chat)
        chat.bot.settle()
        first = chat.steps(written)[0].shown
        assert "Looking in 2 documents" in first.text
        assert (first.id, "Sources" in chat.reply(written).text) == (chat.reply(written).id, True)

    def test_c6_where_names_and_suggestions_are_refused_the_answer_comes_all_the_same(self, chat: Chat) -> None:
        for what in chat.loose_parts:
            chat.fail(what, times=9, refused=True)
        ann = chat.person()
        hello, prompts = chat.meet(ann)
        written = chat.say(ann, chat.direct(ann), QUESTION, thread=hello)
        chat.bot.settle()
        assert ("Sources" in chat.replies(written)[-1].text, chat.title(written)) == (True, "")
        assert (prompts == []) is ("suggest" in chat.loose_parts)

    @pytest.mark.parametrize("refused", ["", "stream", "signal"])
    def test_c7_what_is_in_the_making_calls_nobody_and_links_nowhere(self, chat: Chat, refused: str) -> None:
        chat.answers.sentences, chat.answers.reading = (f"Five days {EVIL}",), (f"{EVIL}.md",)
        if refused:
            chat.fail(refused, times=99, refused="not_allowed")
        chat.answers.pause, chat.answers.seconds = 0.3, 600.0
        written = asked(chat, chat.grows_in)
        chat.seen(lambda: any("Five days" in step.shown.text for step in chat.steps(written)), hurry=True)
        steps = in_the_making(chat, written)
        assert any("evil.example" in step.shown.text for step in steps)
        chat.delete(written)
        chat.bot.settle()
        assert [(step.shown.mentions, step.shown.links) for step in steps] == [((), {})] * len(steps)

    def test_c8_an_answer_in_the_making_can_be_stopped(self, chat: Chat) -> None:
        chat.answers.seconds = 600.0
        written = asked(chat, chat.grows_in)
        chat.seen(lambda: any("Until March" in each.text for each in chat.replies(written)))
        shown = {each.text for each in chat.replies(written)}
        chat.stop(written)
        chat.bot.settle(hurry=True)
        assert {each.text for each in chat.replies(written)} <= shown
