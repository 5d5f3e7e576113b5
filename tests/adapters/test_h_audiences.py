"""H. Who may read what: everybody who reads a reply counts, whoever asks."""

from collections.abc import Iterator

import pytest

from bot.chat.role import Role
from tests.adapters.chat import Chat
from tests.adapters.questions import CARRIED, HANDBOOK
from tests.adapters.seen import Place, Shown, Somebody

NAME = "Handbook.md"
KNOWN = "five days of unused vacation"
OTHER = "A zanthrope sleeps for nine hours."
SLEEP = "How long does a zanthrope sleep?"
PRIVATELY = "Answer me privately"


class TestAudiences:
    reads = True

    @pytest.fixture(autouse=True)
    def _nothing_left(self, chat: Chat) -> Iterator[None]:
        """What a test shared is nobody's in the next one."""
        yield
        chat.bot.forget_all()

    @pytest.mark.parametrize("kind", ["private", "group"])
    def test_h12_a_private_conversation_uses_what_all_who_are_in_it_may_read(self, chat: Chat, kind: str) -> None:
        ann, bob, eve = chat.person(), chat.person("Bob"), chat.person("Eve")
        place = chat.channel(ann, bob, kind=kind)  # type: ignore[arg-type]
        chat.teach(ann, chat.channel(ann, bob), NAME, HANDBOOK)
        assert KNOWN in chat.ask(ann, place, CARRIED).text
        chat.join(eve, place)
        chat.bot.settle()
        assert KNOWN not in chat.ask(ann, place, CARRIED).text
        chat.leave(eve, place)
        chat.bot.settle()
        assert KNOWN in chat.ask(bob, place, CARRIED).text

    def test_h13_a_guest_in_a_channel_makes_it_one_with_outsiders_unless_an_admin_allows_it_more(
        self, chat: Chat
    ) -> None:
        ann, boss, gus = chat.person(), chat.person("Max", role="admin"), chat.person("Gus", role="guest")
        place = chat.channel(ann, boss, by=boss)
        chat.bot.ingest("For all.md", HANDBOOK)
        assert KNOWN in chat.ask(ann, place, CARRIED).text
        chat.join(gus, place)
        chat.bot.settle()
        assert KNOWN not in chat.ask(ann, place, CARRIED).text
        chat.bot.grant(chat.known_as(boss), Role.ADMIN)
        chat.choose(boss, place, outsiders=chat.words("settings_outsiders_workspace"))
        assert KNOWN in chat.ask(ann, place, CARRIED).text
        assert KNOWN not in chat.ask(gus, chat.direct(gus), CARRIED).text

    def test_h13_nobody_but_an_admin_is_asked_what_holds_with_outsiders(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann, by=ann)
        chat.command(ann, place, "settings")
        assert chat.words("settings_outsiders") not in chat.form(ann).fields

    def test_h14_a_channel_answers_from_the_collections_that_its_managers_chose(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann, by=ann)
        chat.bot.ingest(NAME, HANDBOOK, "everyone:HR, Berlin")
        chat.bot.ingest("Zoo.md", OTHER, "everyone:Zoo")
        assert KNOWN in chat.ask(ann, place, CARRIED).text
        assert "nine hours" in chat.ask(ann, place, SLEEP).text
        chat.command(ann, place, "documents")
        assert "the collection HR, Berlin" in _told(chat, ann)
        chat.choose(ann, place, collections=("HR, Berlin",))
        assert KNOWN in chat.ask(ann, place, CARRIED).text
        assert "nine hours" not in chat.ask(ann, place, SLEEP).text
        assert "nine hours" in chat.ask(ann, chat.direct(ann), SLEEP).text
        chat.choose(ann, place, collections=())
        assert "nine hours" in chat.ask(ann, place, SLEEP).text

    def test_h15_more_in_private_is_offered_marked_there_and_shared_only_as_far_as_all_may_read(
        self, chat: Chat
    ) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        place = chat.channel(ann, bob)
        chat.teach(ann, chat.direct(ann), NAME, HANDBOOK)
        shown = _asked(chat, ann, place)
        assert PRIVATELY in _offered(chat, place)
        assert NAME not in shown.text
        assert PRIVATELY not in _offered_after(chat, bob, place)
        chat.press(ann, _with_button(chat, place, PRIVATELY), PRIVATELY)
        chat.bot.settle()
        alone = "\n".join(each.text for each in chat.everyone(chat.direct(ann)))
        assert KNOWN in alone
        assert chat.words("kept_back") in alone
        share = chat.words("share_answer_there")
        before = len(chat.everyone(place))
        chat.press(ann, _with_button(chat, chat.direct(ann), share), share)
        chat.bot.settle()
        told = chat.everyone(place)
        assert len(told) > before
        assert not any(KNOWN in each.text or NAME in each.text for each in told)

    def test_h16_a_follow_up_builds_on_nothing_that_its_readers_may_not_read_now(self, chat: Chat) -> None:
        ann, gus = chat.person(), chat.person("Gus", role="guest")
        place = chat.channel(ann)
        chat.bot.ingest("For all.md", HANDBOOK)
        first = chat.ask(ann, place, CARRIED)
        assert KNOWN in first.text
        chat.join(gus, place)
        chat.bot.settle()
        again = chat.say(gus, place, "And who decides about it?", first, mentions=True)
        chat.bot.settle()
        said = "\n".join(each.text for each in chat.replies(again))
        assert KNOWN not in said and "For all" not in said


def _asked(chat: Chat, person: Somebody, place: Place) -> Shown:
    written = chat.mention(person, place, CARRIED)
    chat.bot.settle()
    return chat.replies(written)[0]


def _offered(chat: Chat, place: Place) -> tuple[str, ...]:
    return tuple(button for each in chat.everyone(place)[-2:] for button in each.buttons)


def _offered_after(chat: Chat, person: Somebody, place: Place) -> tuple[str, ...]:
    written = chat.mention(person, place, CARRIED)
    chat.bot.settle()
    return tuple(button for each in chat.replies(written) for button in each.buttons)


def _with_button(chat: Chat, place: Place, button: str) -> Shown:
    return next(each for each in reversed(chat.everyone(place)) if button in each.buttons)


def _told(chat: Chat, person: Somebody) -> str:
    chat.bot.settle()
    return chat.told(person)
