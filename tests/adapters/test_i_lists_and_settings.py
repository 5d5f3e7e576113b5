"""I. Lists, forms, help, and a page of one's own."""

import re

import pytest

from tests.adapters.chat import Chat
from tests.adapters.questions import HANDBOOK, QUESTION, TRAVEL

NAME = "Handbook.md"


class TestListsAndSettings:
    """The engine says what it is told."""

    def test_i1_documents_lists_what_is_answered_from_15_at_a_time_back_and_forth(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        place = chat.channel(ann, bob)
        for first in range(1, 34, 10):
            files = [chat.file(ann, f"Plan {n:02}.md", f"Plan {n} it is.") for n in range(first, min(first + 10, 34))]
            chat.mention(ann, place, "", files=files)
        chat.bot.settle(hurry=True)
        chat.bot.work()
        chat.command(bob, place, "documents")
        pages = []
        for button in ("Show more", "Show more", "Back", ""):
            chat.bot.settle()
            shown = chat.alone(bob)[-1]
            pages.append(shown)
            if button:
                chat.press(bob, shown, button)
        assert "I answer from 33 documents here." in pages[0].text
        assert [re.findall(r"(\d+ to \d+) of 33", page.text) for page in pages] == [
            ["1 to 15"], ["16 to 30"], ["31 to 33"], ["16 to 30"],
        ]  # fmt: skip
        named = [name for page in pages[:3] for name in re.findall(r"Plan \d\d\.md", page.text)]
        assert named == [f"Plan {number:02}.md" for number in range(1, 34)]
        assert pages[0].text.count(f"readable by {chat.called(place)}") == 15
        assert [page.buttons for page in pages] == [
            ("Show more",),
            ("Back", "Show more"),
            ("Back",),
            ("Back", "Show more"),
        ]

    def test_i2_status_tells_how_far_ones_files_are(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        place = chat.channel(ann, bob)
        chat.share(ann, place, NAME, HANDBOOK)
        chat.bot.settle()
        chat.command(ann, place, "status")
        assert f"• {NAME} · waiting" in chat.told(ann)
        chat.command(bob, place, "status")
        assert "None of your files is on its way." in chat.told(bob)
        chat.bot.settle()
        chat.bot.work()
        chat.command(ann, place, "status")
        chat.bot.settle()
        assert "I answer from one document here." in chat.told(ann)

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("handbook", "Taken back: Handbook.md"),
            ("Handbok.md", "I don't have a document called “Handbok.md”. Nearest: Handbook.md."),
            ("Nothing.pdf", "I don't have a document called “Nothing.pdf”."),
        ],
    )
    def test_i3_forget_ends_a_document_or_says_why_not(self, chat: Chat, name: str, words: str) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        chat.teach(ann, place, NAME, f"{HANDBOOK} {name}")
        chat.command(ann, place, f"forget {name}")
        told = chat.told(ann).replace("Forgotten", "Taken back")
        assert words in told
        chat.bot.settle()
        chat.command(ann, place, "documents")
        chat.bot.settle()
        assert (NAME not in chat.told(ann)) is ("Taken back" in words)

    def test_i4_settings_are_a_form_for_those_who_manage_the_channel(self, chat: Chat) -> None:
        ann, admin = chat.person(), chat.person("Max", role="admin")
        place = chat.channel(ann, admin, by=ann)
        for person in (ann, admin):
            chat.command(person, place, "settings")
            form = chat.form(person)
            assert list(form.fields) == ["When do I answer?", "From which documents?", "Who sees the answer?"]
        chat.choose(ann, place, documents="Those shared in this channel alone")
        assert "Saved. The new settings hold from now on." in chat.told(ann)
        chat.command(ann, place, "settings")
        assert chat.form(ann).chosen["From which documents?"] == "Those shared in this channel alone"

    @pytest.mark.parametrize("role", ["member", "guest", "outsider"])
    def test_i4_others_are_told_that_they_are_not_theirs(self, chat: Chat, role: str) -> None:
        ann, bob = chat.person(), chat.person("Bob", role=role)
        place = chat.channel(ann, bob, by=ann)
        chat.command(bob, place, "settings")
        assert chat.words("settings_not_yours") in chat.told(bob)
        chat.command(ann, place, "settings")
        chat.submit(bob, chat.form(ann), {})  # as if he had been given it
        chat.bot.settle()
        assert chat.told(bob) == chat.words("settings_not_yours")

    def test_i4_alone_with_the_bot_it_says_that_they_belong_to_channels(self, chat: Chat) -> None:
        ann = chat.person()
        chat.command(ann, chat.direct(ann), "settings")
        assert chat.words("settings_in_channels") in chat.told(ann)

    def test_i5_help_is_one_screen(self, chat: Chat) -> None:
        ann = chat.person()
        chat.command(ann, chat.channel(ann), "help")
        chat.bot.settle()
        (screen,) = chat.alone(ann)
        for topic in ("Ask", "Share", "See documents", "Forget", "Settings", "Who sees what", "Something wrong?"):
            assert topic in screen.formats

    @pytest.mark.parametrize("words", ["", "ask"])
    def test_i5_a_command_that_says_nothing_is_answered_by_help(self, chat: Chat, words: str) -> None:
        ann = chat.person()
        chat.command(ann, chat.channel(ann), words)
        assert "See documents" in chat.told(ann)

    @pytest.mark.parametrize("words", ["help", "documents", "status", "forget Nothing.pdf", f"ask {QUESTION}"])
    def test_i6_each_is_shown_to_its_giver_alone(self, chat: Chat, words: str) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        place = chat.channel(ann, bob)
        chat.command(ann, place, words)
        chat.bot.settle()
        assert chat.alone(ann)
        assert (chat.alone(bob), chat.everyone(place)) == ([], [])

    def test_i7_unknown_words_are_a_question(self, chat: Chat) -> None:
        ann = chat.person()
        chat.command(ann, chat.channel(ann), QUESTION)
        chat.bot.settle()
        assert "Five days" in chat.told(ann)
        assert [text for text, _, _ in chat.answers.asked] == [QUESTION]

    def test_i8_everybody_has_a_page_of_their_own(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        place = chat.channel(ann, bob)
        chat.teach(ann, place, NAME, TRAVEL)
        chat.ask(ann, place, QUESTION)
        own, others = chat.open_page(ann).text, chat.open_page(bob).text
        for title in ("My documents", "My recent questions", "How I work"):
            assert title in own
        assert (NAME in own, QUESTION in own, NAME in others, QUESTION in others) == (True, True, False, False)
        assert chat.words("home_no_recent") in others

    def test_i9_a_new_conversation_greets_and_suggests_from_what_may_be_read(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        chat.teach(ann, chat.direct(ann), NAME, TRAVEL)
        hello, prompts = chat.meet(ann)
        assert "I answer questions from your team's documents" in hello.text
        assert prompts == ["What does Handbook say?"]
        assert "Handbook" not in chat.meet(bob)[0].text
