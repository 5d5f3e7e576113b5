"""J. The bot, channels, files and people come and go."""

import pytest

from tests.adapters.chat import Chat
from tests.adapters.questions import CARRIED, HANDBOOK, QUESTION

NAME = "Handbook.md"
KNOWN = "five days of unused vacation"


class TestComingAndGoing:
    """The real engine reads."""

    reads = True

    def test_j1_where_it_is_added_it_says_once_what_it_is_for(self, chat: Chat) -> None:
        place = chat.channel(chat.person())
        for _ in range(2):
            chat.add_bot(place)
            chat.deliver_again()
        chat.bot.settle()
        (hello,) = chat.everyone(place)
        assert "I answer questions from your team's documents" in hello.text
        assert hello.thread == ""

    def test_j1_it_says_nothing_where_somebody_else_is_added(self, chat: Chat) -> None:
        place = chat.channel(chat.person())
        chat.join(chat.person("Bob"), place)
        chat.bot.settle()
        assert chat.everyone(place) == []

    @pytest.mark.parametrize("how", ["closed", "taken out"])
    def test_j2_a_channel_that_is_closed_or_that_it_left_gives_nothing_more(self, chat: Chat, how: str) -> None:
        ann = chat.person()
        place, other = chat.channel(ann, kind="private"), chat.channel(ann)
        chat.teach(ann, place, NAME, HANDBOOK)
        assert KNOWN in chat.ask(ann, chat.direct(ann), CARRIED).text
        before = len(chat.everyone(place))
        if how == "closed":
            chat.close(place)
        else:
            chat.remove_bot(place)
        chat.bot.settle()
        assert KNOWN not in chat.ask(ann, chat.direct(ann), CARRIED).text
        assert len(chat.everyone(place)) == before
        chat.share(ann, other, NAME, HANDBOOK)  # the same bytes are stored still
        chat.bot.settle()
        chat.bot.work()
        assert KNOWN in chat.ask(ann, other, CARRIED).text

    def test_j2_an_answer_that_has_no_place_any_more_troubles_nobody(self, chat: Chat) -> None:
        ann, other = chat.person(), chat.person()
        place = chat.channel(ann)
        chat.teach(ann, place, NAME, HANDBOOK)
        chat.fail("look up", hanging=True)
        chat.remove_bot(place)
        chat.mention(ann, place, CARRIED)
        chat.bot.settle()
        assert len(chat.everyone(place)) == 1
        assert chat.ask(other, chat.direct(other), CARRIED).text

    def test_j3_new_names_show_in_what_comes_after(self, chat: Chat) -> None:
        ann = chat.person("Ann")
        place = chat.channel(ann)
        chat.rename(place, "finance")
        chat.rename(ann, "Ann Smith")
        written = chat.share(ann, place, NAME, HANDBOOK)
        assert f"shared by {chat.called(ann)} in {chat.called(place)}" in chat.reply(written).text
        chat.bot.settle()
        chat.bot.work()
        chat.card(written, f"Everyone in {chat.called(place)} can ask about it.")
        chat.rename(place, "money")
        chat.command(ann, place, "documents")
        assert f"readable by {chat.called(place)}" in chat.told(ann)

    def test_j4_a_file_that_was_deleted_is_forgotten(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        written = chat.share(ann, place, NAME, HANDBOOK)
        chat.bot.settle()
        chat.bot.work()
        assert KNOWN in chat.ask(ann, place, CARRIED).text
        chat.remove_file(written.files[0])
        chat.wait_until_gone(written.files[0], place)
        assert KNOWN not in chat.ask(ann, place, CARRIED).text

    def test_j4_a_look_finds_what_the_chat_did_not_tell_of(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        written = chat.share(ann, place, NAME, HANDBOOK)
        kept = chat.share(ann, chat.direct(ann), "Kept.md", "A zanthrope sleeps for nine hours.")
        chat.bot.settle()
        chat.bot.work()
        chat.remove_file(written.files[0], is_told=False)

        chat.wait_until_gone(written.files[0], place, is_told=False)
        assert chat.bot.shared_files(kept.files[0].id)
        assert KNOWN not in chat.ask(ann, place, CARRIED).text

    def test_j5_a_file_that_was_taken_out_of_one_channel_ends_there_alone(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        here, there = chat.channel(ann, bob), chat.channel(ann)  # what all who are here may read is not there
        file = chat.file(ann, NAME, HANDBOOK)
        written = [chat.mention(ann, place, "", files=[file]) for place in (here, there)]
        chat.bot.settle()
        chat.bot.work()
        chat.remove_file(file, here)
        chat.wait_until_gone(written[0].files[0], here)
        assert KNOWN not in chat.ask(ann, here, CARRIED).text
        assert KNOWN in chat.ask(ann, there, CARRIED).text


class TestSeveralWorkspaces:
    """The engine says what it is told; the bot lives by what workspaces installed."""

    def test_j6_where_it_is_uninstalled_it_sends_nothing_more_and_drops_what_lets_it_send(self, chat: Chat) -> None:
        left = chat.removable()
        ann = left.person()
        place = left.channel(ann)
        assert "Five days" in left.ask(ann, place, QUESTION).text
        assert left.is_held()
        left.uninstall()
        left.bot.settle()
        assert not left.is_held()
        before = left.calls()
        written = left.mention(ann, place, QUESTION)
        left.bot.drop_open_items()
        assert (left.replies(written), left.calls()) == ([], before)

    def test_j7_workspaces_install_it_and_one_that_removes_it_gets_nothing_more(self, chat: Chat) -> None:
        other = chat.another()
        for each in (chat, other):
            ann = each.person()
            each.teach(ann, each.channel(ann), NAME, HANDBOOK)
            assert "Five days" in each.ask(ann, each.channel(ann), QUESTION).text
            each.command(ann, each.channel(ann), "documents")
            assert NAME not in each.told(ann)  # of another channel, and another workspace
        other.uninstall()
        chat.bot.settle()
        before = other.calls()
        ann = other.person()
        written = other.mention(ann, other.channel(ann), QUESTION)
        chat.bot.drop_open_items()
        assert (other.replies(written), other.calls()) == ([], before)
        assert (chat.is_held(), other.is_held()) == (True, False)
        bob = chat.person("Bob")
        assert "Five days" in chat.ask(bob, chat.channel(bob), QUESTION).text
