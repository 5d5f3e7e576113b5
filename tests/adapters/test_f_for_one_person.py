"""F. Answers that one person alone sees."""

import pytest

from tests.adapters.chat import Chat
from tests.adapters.questions import QUESTION, long_answer


class TestForOnePerson:
    def test_f1_the_command_ask_is_answered_to_who_gives_it_alone(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        place = chat.channel(ann, bob)
        chat.command(ann, place, f"ask {QUESTION}")
        chat.bot.settle()
        (answer,) = chat.alone(ann)  # in the place of the sign that came first
        assert "Five days" in answer.text
        assert "Answer for everyone here" in answer.buttons
        assert (chat.alone(bob), chat.everyone(place)) == ([], [])

    def test_f1_a_private_question_is_part_of_no_conversation(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        for _ in range(2):
            chat.command(ann, place, f"ask {QUESTION}")
            chat.bot.settle()
        assert [history for _, _, history in chat.answers.asked] == [(), ()]

    def test_f2_in_a_channel_that_chose_so_each_answer_is_seen_by_its_asker_alone(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        place = chat.channel(ann, bob, by=ann)
        chat.choose(ann, place, replies="Whoever asked, and nobody else")
        chat.mention(bob, place, QUESTION)
        chat.bot.settle()
        assert "Five days" in chat.alone(bob)[-1].text
        assert chat.everyone(place) == []
        assert not any("Five days" in each.text for each in chat.alone(ann))

    @pytest.mark.parametrize("way", ["command", "setting"])
    @pytest.mark.parametrize("what", ["tell alone", "answer", "look up", "signal"])
    def test_f3_it_never_appears_for_others_whatever_fails(self, chat: Chat, way: str, what: str) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        place = chat.channel(ann, bob, by=ann)
        if way == "setting":
            chat.choose(ann, place, replies="Whoever asked, and nobody else")
        chat.answers.answer_given = long_answer(chat)
        chat.fail(what, times=2, refused=True)
        if way == "setting":
            chat.mention(ann, place, QUESTION)
        else:
            chat.command(ann, place, f"ask {QUESTION}")
        chat.bot.settle(hurry=True)
        said = " ".join(each.text for each in chat.alone(ann))
        assert all(said.count(f"Rule {number} is long") == 1 for number in range(60))
        assert (chat.everyone(place), chat.alone(bob)) == ([], [])
