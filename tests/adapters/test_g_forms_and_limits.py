"""G. Files by forms and menus, what isn't taken, and who shares too much."""

import re

import pytest

from tests.adapters.chat import Chat, Spoiled
from tests.adapters.questions import CARRIED, FLOWN, HANDBOOK

NAME = "Handbook.md"
READY = "ready in"


class TestFormsAndLimits:
    """The real engine reads."""

    reads = True

    @pytest.mark.parametrize("way", ["form", "menu"])
    def test_g3_a_card_that_was_refused_too_often_is_shown_all_the_same(self, chat: Chat, way: str) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        chat.command(ann, place, "upload")
        form, file = chat.form(ann), chat.file(ann, NAME, HANDBOOK)
        written = chat.say(ann, place, "Look.", files=[file])
        chat.bot.settle()
        chat.fail("show", times=3, refused=True)
        if way == "form":
            chat.submit(ann, form, {"Files": [file]})
        else:
            chat.add_to_knowledge(ann, written)
        chat.bot.settle(hurry=True)
        (card,) = chat.everyone(place)
        assert NAME in card.text
        assert "failed on my side" not in card.text

    def test_g14_a_form_takes_up_to_ten_files_with_kind_readers_and_note(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann, by=ann)
        chat.command(ann, place, "upload")
        form = chat.form(ann)
        assert form.takes_files
        assert list(form.fields) == ["What are they?", "Who may ask about them?", "Note"]
        assert form.chosen["Who may ask about them?"] == "Everyone in this conversation"
        files = [chat.file(ann, f"Plan {number}.md", f"{HANDBOOK} {number}") for number in range(10)]
        kind = next(each for each in form.fields["What are they?"] if each.startswith("Legal"))
        chat.submit(ann, form, {"Files": files, "What are they?": kind, "Note": "For the board."})
        chat.bot.settle()
        chat.bot.work()
        chat.seen(lambda: sum(READY in each.text for each in chat.everyone(place)) == 10, hurry=True)
        (record,) = chat.bot.shared_files(files[0].id)
        assert record.file.note == "For the board."

    def test_g14_alone_with_the_bot_the_form_is_for_oneself(self, chat: Chat) -> None:
        ann = chat.person()
        chat.command(ann, chat.direct(ann), "upload")
        form = chat.form(ann)
        assert "Who may ask about them?" not in form.fields
        chat.submit(ann, form, {"Files": [chat.file(ann, NAME, HANDBOOK)]})
        chat.bot.settle()
        chat.bot.work()
        card = chat.seen(lambda: [each for each in chat.everyone(chat.direct(ann)) if READY in each.text], hurry=True)
        assert "Only you can ask about it." in card[0].text

    def test_g14_where_the_bot_is_not_in_the_channel_it_says_so(self, chat: Chat) -> None:
        ann = chat.person()
        chat.ask(ann, chat.direct(ann), CARRIED)
        place = chat.channel(ann)
        chat.command(ann, place, "upload")
        form = chat.form(ann)
        chat.remove_bot(place)
        chat.bot.settle()
        chat.submit(ann, form, {"Files": [chat.file(ann, NAME, HANDBOOK)]})
        chat.bot.settle()
        assert chat.words(chat.left_files) in chat.heard(ann)

    def test_g15_add_to_knowledge_takes_up_the_files_of_any_message(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        place = chat.channel(ann, bob)
        written = chat.say(bob, place, "Look.", files=[chat.file(bob, NAME, HANDBOOK)])
        chat.bot.settle()
        assert chat.everyone(place) == []
        chat.add_to_knowledge(ann, written)
        chat.bot.settle()
        chat.bot.work()
        chat.card(written, READY)
        talk = chat.say(bob, place, "No file here.")
        chat.add_to_knowledge(ann, talk)
        chat.bot.settle()
        assert chat.words("no_files_here") in chat.told(ann)

    @pytest.mark.parametrize(
        ("name", "spoiled", "why"),
        [
            ("Film.mp4", "", "I can read PDF, Word"),
            (NAME, "link", "kept outside of this chat"),
            ("Big.md", "", "larger"),
        ],
    )
    def test_g16_what_is_not_taken_says_so_on_its_card(self, chat: Chat, name: str, spoiled: Spoiled, why: str) -> None:
        chat.bot.stop()
        chat.bot.start(max_file_mb=1)
        ann = chat.person()
        content = HANDBOOK * (20_000 if name == "Big.md" else 1)
        file = chat.file(ann, name, content, spoiled=spoiled)
        written = chat.mention(ann, chat.channel(ann), "", files=[file])
        chat.bot.settle()
        card = chat.reply(written)
        assert f"{name} · not taken up" in card.text
        assert why in card.text

    @pytest.mark.parametrize("spoiled", ["login page", "half", "foreign address"])
    def test_g17_nothing_else_is_taken_for_the_file_and_no_stranger_gets_credentials(
        self, chat: Chat, spoiled: Spoiled
    ) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        written = chat.mention(ann, place, "", files=[chat.file(ann, NAME, HANDBOOK, spoiled=spoiled)])
        chat.bot.settle()
        card = chat.reply(written)
        assert "not taken up" in card.text
        assert chat.bot.shared_files(written.files[0].id) == []

    def test_g20_who_asks_too_much_is_told_when_to_go_on(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        written = [chat.mention(ann, place, CARRIED) for _ in range(21)]
        chat.bot.settle(hurry=True)
        refused = [each for each in written if "more questions than I take at once" in chat.reply(each).text]
        assert len(refused) == 1
        assert re.search(r"Ask this one again in \d+ s", chat.reply(refused[0]).text)
        chat.edit(refused[0], FLOWN, mentions=True)
        chat.bot.settle()
        assert "more questions than I take at once" in chat.reply(refused[0]).text

    def test_g20_who_presses_and_commands_too_much_is_told_when_to_go_on(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        for _ in range(61):
            chat.command(ann, place, "help")
        chat.bot.settle(hurry=True)
        assert sum("more than I take at once" in each.text for each in chat.alone(ann)) == 1

    def test_g20_who_shares_too_much_is_told_when_to_go_on(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        for message in range(11):
            files = [chat.file(ann, f"Plan {message}-{number}.md", f"{message}-{number}") for number in range(10)]
            chat.mention(ann, place, "", files=files[: 1 if message == 10 else 10])
        chat.bot.settle(hurry=True)
        assert sum("more files than I take at once" in each.text for each in chat.everyone(place)) == 1
        chat.bot.forget_jobs()
