"""A. When the bot answers, and when it stays quiet."""

import pytest

from tests.adapters.chat import Chat
from tests.adapters.questions import OTHER_QUESTION, QUESTION, answered, long_answer
from tests.adapters.seen import Somebody, Written

FIVE = "Five days"


class TestWhenItAnswers:
    """The engine says what it is told; what counts is whether it is asked, and where its answer stands."""

    def test_a1_a_mention_in_a_channel_gets_one_reply_in_its_thread(self, chat: Chat) -> None:
        ann = chat.person()
        written = chat.mention(ann, chat.channel(ann), QUESTION)
        chat.bot.settle()
        reply = chat.reply(written)
        assert (FIVE in reply.text, reply.thread) == (True, written.id)

    def test_a2_a_mention_in_a_thread_is_answered_there(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        place = chat.channel(ann, bob)
        first = chat.say(ann, place, "Look at this.")
        written = chat.mention(bob, place, QUESTION, thread=first)
        chat.bot.settle()
        assert chat.reply(written).thread == first.id

    def test_a3_a_mention_without_words_is_greeted_and_becomes_a_question_by_an_edit(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        chat.teach(ann, place, "Handbook.md", "It is written here.")
        written = chat.mention(ann, place, "")
        chat.bot.settle()
        greeting = chat.reply(written)
        assert "I answer questions from your team's documents" in greeting.text
        assert "What does Handbook say?" in greeting.text
        assert greeting.buttons == ("What do you know?",)
        chat.edit(written, QUESTION, mentions=True)
        chat.bot.settle()
        assert (chat.reply(written).id, FIVE in chat.reply(written).text) == (greeting.id, True)
        chat.delete(written)
        chat.bot.settle()
        assert chat.replies(written) == []

    def test_a4_alone_with_the_bot_everything_is_meant_for_it(self, chat: Chat) -> None:
        ann = chat.person()
        for words, answer in ((QUESTION, FIVE), ("and then", FIVE), ("thanks", "welcome")):
            written = chat.say(ann, chat.direct(ann), words)
            chat.bot.settle()
            assert answer in chat.replies(written)[-1].text

    def test_a5_a_mention_in_a_group_is_answered_there(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        written = chat.mention(ann, chat.channel(ann, bob, kind="group"), QUESTION)
        chat.bot.settle()
        assert FIVE in chat.reply(written).text

    def test_a6_in_its_thread_a_further_question_needs_no_mention(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        place = chat.channel(ann, bob)
        first = chat.mention(ann, place, QUESTION)
        chat.bot.settle()
        for person in (ann, bob):
            before = len(chat.replies(first))
            chat.say(person, place, "And what about part-time employees?", thread=first)
            chat.bot.settle()
            assert len(chat.replies(first)) == before + 1

    @pytest.mark.parametrize("words", ["Thanks!", "ok", "Bob, can you ask Carol?", "Shall we meet at noon?"])
    def test_a7_in_its_thread_it_keeps_out_of_thanks_and_of_talk(self, chat: Chat, words: str) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        place = chat.channel(ann, bob)
        first = chat.mention(ann, place, QUESTION)
        chat.say(bob, place, "I wonder, too.", thread=first)
        chat.bot.settle()
        chat.say(ann, place, words, thread=first)
        chat.bot.settle()
        assert len(chat.replies(first)) == 1

    def test_a8_where_a_channel_chose_so_questions_are_answered_unasked(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann, by=ann)
        chat.say(ann, place, QUESTION)
        chat.choose(ann, place, answers="Also when a message reads like a question")
        question, talk = chat.say(ann, place, QUESTION), chat.say(ann, place, "Lunch is at noon.")
        chat.bot.settle()
        assert (len(chat.replies(question)), chat.replies(talk)) == (1, [])
        assert len(chat.everyone(place)) == 1

    @pytest.mark.parametrize("kind", ["itself", "bot", "system"])
    def test_a9_no_bot_and_no_message_of_the_chats_own_is_answered(self, chat: Chat, kind: str) -> None:
        place = chat.channel(chat.person())
        chat.bystander(place, kind)
        chat.bot.settle()
        assert chat.everyone(place) == []

    def test_a10_an_edited_question_is_answered_anew_in_the_same_reply(self, chat: Chat) -> None:
        ann = chat.person()
        written = chat.mention(ann, chat.channel(ann), QUESTION)
        chat.bot.settle()
        first = chat.reply(written)
        chat.answers.answer_given = answered("Four weeks [1].")
        chat.edit(written, OTHER_QUESTION, mentions=True)
        chat.bot.settle()
        again = chat.reply(written)
        assert (again.id, "Four weeks" in again.text, FIVE in again.text) == (first.id, True, False)

    def test_a10_a_long_reply_shrinks_and_grows_with_its_question(self, chat: Chat) -> None:
        ann = chat.person()
        chat.answers.answer_given = long_answer(chat)
        written = chat.mention(ann, chat.channel(ann), QUESTION)
        chat.bot.settle()
        many = [each.id for each in chat.replies(written)]
        assert len(many) > 2
        chat.answers.answer_given = answered()
        chat.edit(written, OTHER_QUESTION, mentions=True)
        chat.bot.settle()
        assert [each.id for each in chat.replies(written)] == many[:1]
        chat.answers.answer_given = long_answer(chat)
        chat.edit(written, QUESTION, mentions=True)
        chat.bot.settle()
        assert len(chat.replies(written)) == len(many)

    def test_a11_an_edit_that_adds_the_mention_makes_a_question(self, chat: Chat) -> None:
        ann = chat.person()
        written = chat.say(ann, chat.channel(ann), QUESTION)
        chat.bot.settle()
        assert chat.replies(written) == []
        chat.edit(written, QUESTION, mentions=True)
        chat.bot.settle()
        assert FIVE in chat.reply(written).text

    @pytest.mark.parametrize("where", ["channel", "direct"])
    def test_a12_a_deleted_question_takes_all_of_its_reply_along(self, chat: Chat, where: str) -> None:
        ann = chat.person()
        chat.answers.answer_given = long_answer(chat)
        written = self._asked(chat, ann, where)
        chat.bot.settle()
        assert len(chat.replies(written)) > 2
        chat.delete(written)
        chat.bot.settle()
        assert chat.replies(written) == []

    @pytest.mark.parametrize("where", ["channel", "direct"])
    def test_a12_an_answer_in_the_making_goes_with_its_question(self, chat: Chat, where: str) -> None:
        ann = chat.person()
        chat.answers.seconds = 600.0
        written = self._asked(chat, ann, where)
        chat.seen(lambda: any("Until March" in each.text for each in chat.replies(written)) or where == "direct")
        chat.seen(lambda: chat.replies(written))
        chat.delete(written)
        chat.bot.settle()
        assert chat.replies(written) == []

    def test_a12_an_answer_in_the_making_gives_way_to_that_of_the_edited_question(self, chat: Chat) -> None:
        ann = chat.person()
        chat.answers.seconds = 600.0
        written = self._asked(chat, ann, "channel")
        chat.seen(lambda: chat.replies(written))
        chat.answers.seconds = 0.0
        chat.answers.answer_given = answered("Four weeks [1].")
        chat.edit(written, OTHER_QUESTION, mentions=True)
        chat.bot.settle()
        assert "Four weeks" in chat.reply(written).text

    def test_a13_an_edit_without_other_words_does_nothing(self, chat: Chat) -> None:
        ann = chat.person()
        written = chat.mention(ann, chat.channel(ann), QUESTION)
        chat.bot.settle()
        before, asked = chat.reply(written), len(chat.answers.asked)
        chat.unfurl(written)
        chat.bot.settle()
        assert (chat.reply(written).text, len(chat.answers.asked)) == (before.text, asked)

    def test_a13_what_people_say_to_each_other_may_change_and_go_without_a_call(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        chat.ask(ann, place, QUESTION)
        written = chat.say(ann, place, "Lunch at noon.")
        chat.bot.settle()
        before = chat.calls()
        chat.edit(written, "Lunch at one.")
        chat.delete(written)
        chat.bot.settle()
        assert chat.calls() == before

    @pytest.mark.parametrize("where", ["channel", "direct"])
    def test_a14_a_follow_up_comes_with_the_questions_before_it(self, chat: Chat, where: str) -> None:
        ann = chat.person()
        chat.answers.answer_given = answered(citations=())
        first = self._asked(chat, ann, where)
        thread = first if where == "channel" else None
        chat.say(ann, first.place, "And for part-time employees?", thread=thread, mentions=where == "channel")
        chat.bot.settle()
        text, _, history = chat.answers.asked[-1]
        assert text == "And for part-time employees?"
        assert [turn.question for turn in history] == [QUESTION]

    def test_a15_a_conversation_with_the_bot_is_named_after_its_first_question(self, chat: Chat) -> None:
        ann = chat.person()
        hello, _ = chat.meet(ann)
        first = chat.say(ann, chat.direct(ann), QUESTION, thread=hello)
        chat.bot.settle()
        chat.say(ann, chat.direct(ann), OTHER_QUESTION, thread=hello)
        chat.bot.settle()
        assert chat.title(first) == QUESTION

    def _asked(self, chat: Chat, person: Somebody, where: str) -> Written:
        place = chat.direct(person) if where == "direct" else chat.channel(person)
        return chat.say(person, place, QUESTION, mentions=where != "direct")
