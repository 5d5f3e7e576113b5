"""H. Who may read what: judged by what is said, over the real engine."""

from collections.abc import Callable, Iterator

import pytest

from bot.chat.role import Role
from tests.adapters.chat import Chat
from tests.adapters.questions import CARRIED, HANDBOOK, TRAVEL
from tests.adapters.seen import Place, Somebody

NAME = "Handbook.md"
KNOWN = "five days of unused vacation"
FOR_ALL = "Answer for everyone here"
WAYS_IN = ("mention", "edit", "direct", "ask", "documents", "button", "more", "for all", "hello", "pane")


def answer(chat: Chat, person: Somebody, place: Place) -> str:
    """What somebody is answered there."""
    return chat.ask(person, place, CARRIED).text


def private(chat: Chat, person: Somebody, place: Place) -> str:
    """What somebody is answered alone."""
    chat.command(person, place, f"ask {CARRIED}")
    chat.bot.settle()
    return chat.alone(person)[-1].text


class TestWhoMayRead:
    reads = True

    @pytest.fixture(autouse=True)
    def _nothing_left(self, chat: Chat) -> Iterator[None]:
        """What a test shared is nobody's in the next one."""
        yield
        chat.bot.forget_all()

    def test_h1_what_was_shared_in_a_channel_is_used_there(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        place = chat.channel(ann, bob)
        chat.teach(ann, place, NAME, HANDBOOK)
        assert KNOWN in answer(chat, bob, place)

    def test_h2_it_is_used_alone_with_those_who_are_in_that_channel_now(self, chat: Chat) -> None:
        ann, bob, eve = chat.person(), chat.person("Bob"), chat.person("Eve")
        place = chat.channel(ann, bob)
        chat.teach(ann, place, NAME, HANDBOOK)
        assert KNOWN in answer(chat, bob, chat.direct(bob))
        assert KNOWN not in answer(chat, eve, chat.direct(eve))

    def test_h3_what_somebody_gave_the_bot_alone_is_used_for_them_alone(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        place = chat.channel(ann, bob)
        chat.teach(ann, chat.direct(ann), NAME, HANDBOOK)
        assert KNOWN in answer(chat, ann, chat.direct(ann))
        assert KNOWN not in answer(chat, bob, chat.direct(bob))
        assert KNOWN not in answer(chat, ann, place)
        assert KNOWN in private(chat, ann, place)

    def test_h4_a_channel_gets_nothing_that_only_some_of_its_people_may_read(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        chat.teach(ann, chat.channel(ann), NAME, HANDBOOK)
        assert KNOWN not in answer(chat, ann, chat.channel(ann, bob))
        assert KNOWN in answer(chat, ann, chat.direct(ann))

    def test_h4_a_channel_can_keep_to_what_was_shared_in_it(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann, by=ann)
        chat.bot.ingest("For all.md", HANDBOOK)
        assert KNOWN in answer(chat, ann, place)
        chat.choose(ann, place, documents="Those shared in this channel alone")
        assert KNOWN not in answer(chat, ann, place)

    def test_h5_those_who_manage_a_channel_may_share_for_the_workspace(self, chat: Chat) -> None:
        ann, bob, eve = chat.person(), chat.person("Bob"), chat.person("Eve")
        place = chat.channel(ann, bob, by=ann)
        readers = "Who may ask about them?"
        chat.command(bob, place, "upload")
        assert readers not in chat.form(bob).fields
        chat.command(ann, place, "upload")
        form = chat.form(ann)
        for person, is_taken in ((bob, False), (ann, True)):  # bob fills in a form that he wasn't given
            file = chat.file(person, f"{person.name}.md", HANDBOOK if is_taken else TRAVEL)
            chat.submit(person, form, {"Files": [file], readers: chat.words("upload_readers_workspace")})
            chat.renew(form)
            chat.bot.settle()
            chat.bot.work()
            card = chat.seen(lambda name=person.name: [each for each in chat.everyone(place) if name in each.text])[-1]
            assert (chat.words("file_not_for_all") in card.text) is not is_taken
            assert (KNOWN in answer(chat, eve, chat.direct(eve))) is is_taken

    def test_h6_people_of_another_company_get_what_was_shared_right_there_and_no_more(self, chat: Chat) -> None:
        ann, eve = chat.person(), chat.person("Eve", role="outsider")
        place, own = chat.channel(ann, eve, is_shared=True), chat.channel(ann)
        chat.teach(ann, own, "Own.md", HANDBOOK)
        assert KNOWN not in answer(chat, eve, place)
        assert KNOWN not in answer(chat, ann, place)  # who reads along may not know it
        assert KNOWN in private(chat, ann, place)
        chat.teach(ann, place, NAME, HANDBOOK)
        assert KNOWN in answer(chat, eve, place)

    @pytest.mark.parametrize("role", ["guest", "outsider", "unknown"])
    def test_h5_nobody_from_outside_shares_for_the_workspace_even_in_a_channel_of_their_own(
        self, chat: Chat, role: str
    ) -> None:
        ann, eve, boss = chat.person(), chat.person("Eve", role=role), chat.person("Max", role="admin")
        place = chat.channel(ann, eve, boss, by=eve)
        chat.command(boss, place, "upload")
        form = chat.form(boss)  # she fills in one that she wasn't given
        file = chat.file(eve, NAME, HANDBOOK)
        chat.submit(eve, form, {"Files": [file], "Who may ask about them?": chat.words("upload_readers_workspace")})
        chat.bot.settle()
        assert chat.words("file_role_missing") in chat.everyone(place)[-1].text
        assert chat.bot.shared_files(file.id) == []

    @pytest.mark.parametrize("role", ["outsider", "guest", "unknown"])
    @pytest.mark.parametrize("way", WAYS_IN)
    def test_h6_by_no_way_does_anybody_but_members_get_what_is_for_the_workspace(
        self, chat: Chat, way: str, role: str
    ) -> None:
        chat.bot.ingest("For all.md", HANDBOOK)
        stranger, ann = chat.person("Eve", role=role), chat.person()
        for person, is_member in ((stranger, False), (ann, True)):
            said = WAYS[way](chat, person, chat.channel(person, ann))
            assert (KNOWN in said or "For all" in said) is is_member, said

    @pytest.mark.parametrize("part", ["people", "channels"])
    def test_h7_where_the_chat_cannot_say_who_reads_along_less_is_used_and_that_is_said(
        self, chat: Chat, part: str
    ) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        chat.teach(ann, place, NAME, HANDBOOK)
        chat.bot.ingest("For all.md", "A zanthrope sleeps for nine hours.")
        bob, other = chat.person("Bob"), chat.channel(chat.person())
        chat.join(bob, other)
        chat.cannot_say(part)  # type: ignore[arg-type]
        said = chat.ask(bob, other, "How long does a zanthrope sleep?").text
        assert "nine hours" not in said
        assert "I used only what was shared right here" in said

    def test_h7_where_the_chat_cannot_say_where_somebody_is_less_is_used_and_that_is_said(self, chat: Chat) -> None:
        ann = chat.person()
        chat.teach(ann, chat.channel(ann), NAME, HANDBOOK)
        bob = chat.person("Bob")
        chat.join(bob, chat.channel(ann))
        chat.bot.time_passes(61)
        chat.cannot_say("memberships")
        said = answer(chat, bob, chat.direct(bob))
        assert KNOWN not in said
        assert "I couldn't see which channels you are in" in said

    @pytest.mark.parametrize("is_told", [True, False])
    def test_h8_coming_and_going_counts_at_once_where_it_is_told_else_within_a_minute(
        self, chat: Chat, is_told: bool
    ) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        place = chat.channel(ann)
        chat.teach(ann, place, NAME, HANDBOOK)
        assert KNOWN not in answer(chat, bob, chat.direct(bob))
        for change, knows in ((chat.join, True), (chat.leave, False)):
            change(bob, place, is_told)
            chat.bot.settle()
            if not is_told:
                chat.bot.time_passes(61)
            assert (KNOWN in answer(chat, bob, chat.direct(bob))) is knows

    def test_h8_a_channel_that_is_opened_to_others_counts_as_such_at_once(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        chat.bot.ingest("For all.md", HANDBOOK)
        assert KNOWN in answer(chat, ann, place)
        chat.open_to_others(place)
        chat.bot.settle()
        assert KNOWN not in answer(chat, ann, place)

    def test_h9_memberships_are_read_to_the_last_page(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        for _ in range(450):
            chat.channel(ann)
        last = chat.channel(ann, bob)
        chat.teach(bob, last, NAME, HANDBOOK)
        assert KNOWN in answer(chat, ann, chat.direct(ann))

    def test_h10_who_is_in_a_team_that_a_channel_is_shared_with_counts_as_its_member(self, chat: Chat) -> None:
        ann, bob, eve = chat.person(), chat.person("Bob"), chat.person("Eve")
        place = chat.channel(ann, is_shared=True)
        chat.share_with(place, bob)
        chat.teach(ann, place, NAME, HANDBOOK)
        assert KNOWN in answer(chat, bob, place)
        assert KNOWN in answer(chat, bob, chat.direct(bob))
        assert KNOWN not in answer(chat, eve, chat.direct(eve))

    @pytest.mark.parametrize(
        ("role", "may"), [("sharer", True), ("maker", True), ("admin", True), ("member", False), ("guest", False)]
    )
    def test_h11_who_shared_a_file_and_who_manages_its_channel_can_have_it_forgotten(
        self, chat: Chat, role: str, may: bool
    ) -> None:
        sharer, maker, member = chat.person(), chat.person("Max"), chat.person("Mia")
        who = {"sharer": sharer, "maker": maker, "member": member}
        person = who.get(role) or chat.person("Eve", role=role)
        place = chat.channel(sharer, maker, member, person, by=maker)
        chat.teach(sharer, place, NAME, f"{HANDBOOK} Seen by a {role}.")
        chat.command(person, place, f"forget {NAME}")
        assert ("Only the person who shared" not in chat.told(person)) is may
        chat.bot.settle()
        assert (KNOWN not in answer(chat, sharer, place)) is may

    @pytest.mark.parametrize("role", ["outsider", "guest"])
    def test_h11_people_from_outside_do_once_they_may_share_no_more(self, chat: Chat, role: str) -> None:
        ann, eve = chat.person(), chat.person("Eve", role=role)
        place = chat.channel(ann, eve, by=ann, is_shared=role == "outsider")
        chat.bot.grant(chat.known_as(eve), Role.UPLOADER)
        chat.teach(eve, place, NAME, f"{HANDBOOK} Shared by an {role}.")
        chat.bot.grant(chat.known_as(eve), Role.VIEWER)
        chat.command(eve, place, f"forget {NAME}")
        assert chat.words("forget_role_missing") in chat.told(eve)
        assert KNOWN in answer(chat, ann, place)


def _mention(chat: Chat, person: Somebody, place: Place) -> str:
    return answer(chat, person, place)


def _edit(chat: Chat, person: Somebody, place: Place) -> str:
    written = chat.say(person, place, "Hello.")
    chat.edit(written, CARRIED, mentions=True)
    chat.bot.settle()
    return chat.reply(written).text


def _told_after(chat: Chat, person: Somebody) -> str:
    chat.bot.settle()
    return chat.told(person)


def _documents(chat: Chat, person: Somebody, place: Place) -> str:
    chat.command(person, place, "documents")
    return _told_after(chat, person)


def _button(chat: Chat, person: Somebody, place: Place) -> str:
    chat.press(person, chat.ask(chat.person(), place, ""), "What do you know?")
    return _told_after(chat, person)


def _more(chat: Chat, person: Somebody, place: Place) -> str:
    ann = chat.person()
    chat.join(ann, place)
    shown = chat.ask(ann, place, CARRIED)
    if "More passages" not in shown.buttons:  # nothing is used where they read along, and there is no more of it
        return shown.text
    chat.press(person, shown, "More passages")
    return _told_after(chat, person)


def _for_all(chat: Chat, person: Somebody, place: Place) -> str:
    shown = private(chat, person, place)
    if FOR_ALL in chat.alone(person)[-1].buttons:
        chat.press(person, chat.alone(person)[-1], FOR_ALL)
        chat.bot.settle()
        shown += chat.everyone(place)[-1].text
    return shown


WAYS: dict[str, Callable[[Chat, Somebody, Place], str]] = {
    "mention": _mention,
    "edit": _edit,
    "direct": lambda chat, person, place: answer(chat, person, chat.direct(person)),
    "ask": private,
    "documents": _documents,
    "button": _button,
    "more": _more,
    "for all": _for_all,
    "hello": lambda chat, person, place: chat.ask(person, place, "").text,
    "pane": lambda chat, person, place: " ".join([chat.meet(person)[0].text, *chat.meet(person)[1]]),
}
