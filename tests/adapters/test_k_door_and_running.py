"""K. The door, and running the bot in a chat."""

from io import StringIO

import pytest

from tests.adapters.chat import Chat
from tests.adapters.questions import HANDBOOK, QUESTION
from tests.bot.fake_chat import SEARCH_AWAY

SECRET_WORDS = ("zanthrope", "Xylograph", "Quillon")


class TestDoorAndRunning:
    """The engine says what it is told."""

    @pytest.mark.parametrize("kind", ["forged", "unsigned"])
    def test_k1_what_is_not_the_chats_is_refused_and_nothing_is_recorded(self, chat: Chat, kind: str) -> None:
        assert chat.knock(kind) in {401, 403}
        chat.bot.settle()
        assert chat.answers.asked == []

    def test_k2_a_stale_request_is_refused(self, chat: Chat) -> None:
        assert chat.knock("stale") in {401, 403}
        chat.bot.settle()
        assert chat.answers.asked == []

    def test_k2_a_repeated_request_changes_nothing(self, chat: Chat) -> None:
        assert chat.knock("replayed") == 200
        chat.bot.settle()
        assert len(chat.answers.asked) == 1

    @pytest.mark.parametrize(("kind", "status"), [("too large", 413), ("malformed", 400), ("not an object", 400)])
    def test_k3_what_is_too_large_or_malformed_is_refused(self, chat: Chat, kind: str, status: int) -> None:
        assert chat.knock(kind) == status
        assert chat.knock("good") == 200
        chat.bot.settle()

    def test_k4_it_works_without_a_public_address(self, chat: Chat) -> None:
        chat.without_address()
        ann = chat.person()
        place = chat.channel(ann)
        reply = chat.ask(ann, place, QUESTION)
        assert "Five days" in reply.text
        chat.press(ann, reply, "More passages")
        assert "Handbook" in chat.told(ann)
        assert chat.knock("unsigned") == 404
        assert chat.doctor()[0] == "ok"
        chat.with_address()

    def test_k5_a_missing_permission_is_named_to_who_waits(self, chat: Chat) -> None:
        chat.cannot_say("files", permission=True)
        ann = chat.person()
        written = chat.share(ann, chat.channel(ann), "Handbook.md", HANDBOOK)
        chat.bot.settle()
        assert chat.lacks_words(chat.files_permission) in chat.reply(written).text
        assert "missing" in chat.bot.log.getvalue()

    def test_k5_k6_the_doctor_looks_at_credentials_and_permissions_and_sends_nothing(self, chat: Chat) -> None:
        ann = chat.person()
        chat.ask(ann, chat.direct(ann), QUESTION)
        before = len(chat.everyone(chat.direct(ann)))
        assert (chat.doctor()[0], chat.doctor()[2]) == ("ok", "")
        lacking = chat.files_permission
        assert lacking in chat.permissions()[0]
        chat.lacks(lacking)
        state, _, remedy = chat.doctor()
        assert (state, lacking in remedy) == ("warning", True)
        chat.grant(lacking)
        chat.refuse_credentials()
        assert chat.doctor()[0] == "broken"
        chat.accept_credentials()
        assert len(chat.everyone(chat.direct(ann))) == before

    def test_k7_readiness_and_metrics_tell_of_the_chat(self, chat: Chat) -> None:
        ready = chat.bot.request("GET", "/readyz")
        assert (ready.status_code, ready.json()["parts"][chat.part]) == (200, "ok")
        ann = chat.person()
        place = chat.channel(ann)
        chat.ask(ann, place, QUESTION)
        metrics = chat.bot.request("GET", "/metrics").text
        assert f'tcbot_part_up{{part="{chat.part}"}} 1.0' in metrics
        assert "tcbot_audit_chain_ok 1.0" in metrics
        assert "tcbot_acknowledge_seconds_bucket" in metrics
        assert f'tcbot_handle_seconds_count{{kind="message",outcome="answered",surface="{chat.part}"}}' in metrics
        chat.go_away()
        chat.mention(ann, place, QUESTION)  # by which it is noticed, at the latest
        self.seconds_pass_until_it_is_noticed(chat)
        ready = chat.bot.request("GET", "/readyz")
        assert ready.status_code == 200  # questions wait
        assert ready.json()["parts"][chat.part] in chat.silent

    def seconds_pass_until_it_is_noticed(self, chat: Chat) -> None:
        """Looks come once a minute."""

        def is_noticed() -> bool:
            chat.bot.time_passes(61)
            return bool(chat.bot.request("GET", "/readyz").json()["parts"][chat.part] != "ok")

        chat.seen(is_noticed)

    def test_k8_wrong_settings_stop_the_start_and_say_what_is_missing(self, chat: Chat) -> None:
        for settings, words in chat.wrong_settings():
            assert words in chat.bot.problem(settings)

    def test_k10_the_app_asks_for_what_is_explained_and_for_no_more(self, chat: Chat) -> None:
        asked, explained = chat.permissions()
        assert asked == set(explained)
        assert all(len(reason.split()) > 1 for reason in explained.values())

    def test_k11_logs_hold_no_words_and_no_secrets(self, chat: Chat, log: StringIO) -> None:
        document, person, word = SECRET_WORDS
        ann = chat.person(person)
        place = chat.channel(ann)
        chat.teach(ann, place, f"{document}.md", f"The {word} sleeps.")
        chat.command(ann, place, f"forget {word}")
        chat.bot.settle()
        for number, error in enumerate((RuntimeError(word), SEARCH_AWAY, None), 1):
            chat.answers.error = error
            chat.fail("show", refused=True)
            chat.mention(ann, place, f"What does the {word} of {document} say?")
            chat.seen(lambda number=number: len(chat.answers.asked) >= number and "unexpected" in log.getvalue())
        chat.answers.error = None
        chat.bot.settle(hurry=True)
        logged = log.getvalue()
        assert "unexpected_error" in logged
        for secret in (*SECRET_WORDS, *chat.secrets()):
            assert secret not in logged


class TestDemo:
    """The demo's samples, read by the real engine."""

    reads = True

    def test_k9_the_demo_is_a_running_bot_in_the_chat(self, chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TCBOT_HOME", str(chat.bot.folder))
        said = chat.bot.start_demo()
        assert "Employee Handbook.pdf" in said
        ann = chat.person()
        chat.command(ann, chat.channel(ann), "documents")
        assert "Employee Handbook.pdf" in chat.told(ann)
        question = "How many days of unused vacation may employees carry over into the next calendar year?"
        assert "Employee Handbook, p. 7" in chat.ask(ann, chat.channel(ann), question).text
