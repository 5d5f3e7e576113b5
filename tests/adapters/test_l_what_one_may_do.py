"""L. What one may do: by role, the same in every chat."""

import re
from collections.abc import Iterator

import pytest

from bot.access.labels import person_name
from bot.chat.role import Role
from tests.adapters.chat import Chat
from tests.adapters.questions import HANDBOOK
from tests.bot.fake_chat import ANSWERED, REFUSED

NAME = "Handbook.md"


class TestWhatOneMayDo:
    @pytest.fixture(autouse=True)
    def _nothing_left(self, chat: Chat) -> Iterator[None]:
        """What a test shared is nobody's in the next one."""
        yield
        chat.bot.forget_all()

    @pytest.mark.parametrize("role", ["member", "guest", "outsider"])
    def test_l1_who_is_a_viewer_is_told_whom_to_ask_and_an_admin_can_let_them(self, chat: Chat, role: str) -> None:
        ann, eve = chat.person(), chat.person("Eve", role=role)
        place = chat.channel(ann, eve, by=ann, is_shared=role == "outsider")
        if role == "member":
            chat.bot.grant(chat.known_as(eve), Role.VIEWER)
        written = chat.share(eve, place, NAME, HANDBOOK)
        chat.bot.settle()
        assert chat.words("file_role_missing") in chat.replies(written)[-1].text
        chat.command(eve, place, "upload")
        assert chat.words("file_role_missing") in chat.told(eve)
        assert chat.ask(eve, place, "How many days carry over?").text
        chat.bot.grant(chat.known_as(eve), Role.UPLOADER)
        assert "ready" in chat.teach(eve, place, NAME, HANDBOOK).text

    def test_l2_an_admin_forgets_what_others_shared_and_sets_every_channel(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        place = chat.channel(ann, bob, by=ann)
        chat.teach(ann, place, NAME, HANDBOOK)
        chat.command(bob, place, "settings")
        assert chat.words("settings_not_yours") in chat.told(bob)
        chat.bot.grant(chat.known_as(bob), Role.ADMIN)
        chat.command(bob, place, "settings")
        assert chat.form(bob).fields
        chat.command(bob, place, f"forget {NAME}")
        chat.bot.settle()
        assert chat.words("forgotten", document=NAME) in chat.told(bob)

    def test_l3_who_is_shut_out_is_told_so_whatever_they_do(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann, by=ann)
        chat.teach(ann, place, NAME, HANDBOOK)
        chat.bot.shut_out(chat.known_as(ann))
        told = chat.words("account_disabled")
        assert told in chat.ask(ann, place, "How many days carry over?").text
        for command in ("documents", "upload", "settings", "ask How many days carry over?"):
            before = len(chat.alone(ann))
            chat.command(ann, place, command)
            assert told in chat.seen(lambda count=before: chat.alone(ann)[count:])[-1].text, command
        chat.bot.shut_out(chat.known_as(ann), False)
        chat.command(ann, place, "documents")
        chat.bot.settle()
        assert NAME in chat.told(ann)

    @pytest.mark.parametrize("role", ["member", "guest", "outsider", "left"])
    def test_l4_who_signs_in_is_the_member_whose_confirmed_address_it_is(self, chat: Chat, role: str) -> None:
        eve = chat.person("Eve", role=role if role != "left" else "member")
        address = f"{role}.o'eve@example.com"
        chat.mail(eve, address, is_active=role != "left")
        chat.mail(chat.person(), f"not.{address}")
        expected = {chat.known_as(eve)} if role == "member" else set()
        for asked in (address.upper(), address):  # safe to repeat
            assert chat.bot.signs_in(asked) == expected
        assert chat.bot.signs_in("nobody@example.com") == set()

    def test_l5_an_admin_is_told_why_somebody_can_or_cannot_read_something(self, chat: Chat) -> None:
        ann, bob, max_ = chat.person(), chat.person("Bob"), chat.person("Max")
        place = chat.channel(ann, max_, kind="private", by=ann)
        chat.teach(ann, place, NAME, HANDBOOK)
        names = {person.id: person_name(chat.known_as(person)) for person in (ann, bob)}
        asked = f"explain {names[bob.id]} {NAME}"
        chat.command(max_, place, asked)
        assert chat.words("admins_only") in chat.told(max_)
        chat.bot.grant(chat.known_as(max_), Role.ADMIN)
        for person, key in ((bob, "explain_no"), (ann, "explain_yes")):
            chat.ask(person, chat.direct(person), "How many days carry over?")  # so that the chat has seen them
            before = len(chat.alone(max_))
            chat.command(max_, place, f"explain {names[person.id]} {NAME}")
            told = chat.seen(lambda count=before: chat.alone(max_)[count:])[-1].text
            assert chat.words(key, person=names[person.id], document=NAME) in told
            assert person_name(chat.known_as(ann)).rpartition(":")[2] in told  # whose sharing granted it
        assert names[bob.id] not in "".join(each.text for each in chat.everyone(place))

    def test_l5_words_that_only_begin_like_it_are_a_question(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        chat.command(ann, place, "explain the vacation policy")
        assert chat.words("admins_only") not in chat.told(ann)

    def test_l6_an_admin_sees_questions_feedback_and_how_an_answer_came_about(self, chat: Chat) -> None:
        ann, max_ = chat.person(), chat.person("Max")
        place = chat.channel(ann, max_, by=ann)
        asked = "Which moons does the zanthrope know?"
        chat.judge(ann, chat.ask(ann, place, "How many days carry over?"), is_helpful=True)
        chat.answers.answer_given = REFUSED
        shown = chat.ask(ann, place, asked)
        chat.answers.answer_given = ANSWERED
        chat.bot.settle()
        for command in ("questions", "feedback", f"inspect {'0' * 32}"):
            chat.command(max_, place, command)
            chat.bot.settle()
            assert chat.told(max_) == chat.words("admins_only")
        chat.bot.grant(chat.known_as(max_), Role.ADMIN)

        def told(command: str) -> str:
            before = len(chat.alone(max_))
            chat.command(max_, place, command)
            chat.bot.settle()
            return str(chat.alone(max_)[before:][-1].text)

        listed = told("questions")
        assert asked in listed
        (named,) = set(re.findall(r"[0-9a-f]{32}", next(line for line in listed.splitlines() if asked in line)))
        ended = chat.words("inspect_ended", ended="refused (not_found_channel)", confidence=0.5)
        assert ended in told(f"inspect {named}")
        assert chat.words("inspect_unknown", value="0" * 32) in told(f"inspect {'0' * 32}")
        assert chat.words("seen_helped") in told("feedback")
        assert chat.everyone(place)[-1].text == shown.text
