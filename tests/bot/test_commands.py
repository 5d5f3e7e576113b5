"""Commands: the first word says what is wanted, anything else is a question answered for the asker alone."""

import pytest

from bot.chat.command import Command, form_asked_by
from bot.wording.shown import HelpTopics
from tests.bot.chat_service import ChatService
from tests.bot.fake_surface import Talk, by, talk


def given(text: str) -> Command:
    """Alice gives a command in #general."""
    return Command(by(answer_to="https://answer"), text)


@pytest.mark.parametrize("text", ["ask How many days?", "How many days?", "ASK  How many days?"])
def test_a_question_is_answered_for_the_asker_alone(text: str, service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        assert (await talk.do("command", given(text), "slack:T1:command")).outcome == "answered"

    ((asked, _, how),) = talk(service, act).replies
    assert (asked.text, asked.only_asker, asked.message) == ("How many days?", True, "")
    assert (asked.key, how) == ("slack:T1:command", "alone at https://answer")


@pytest.mark.parametrize("text", ["", "help", "ask", "ask  "])
def test_who_asks_nothing_gets_help(text: str, service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        assert (await talk.do("command", given(text))).outcome == "shown"

    ((_, _, shown, answer_to),) = talk(service, act).told
    assert isinstance(shown, HelpTopics)
    assert answer_to == "https://answer"


def test_documents_and_status_tell_of_what_may_be_used_here_and_of_ones_own_files(service: ChatService) -> None:
    service.hold("Report.md")

    async def act(talk: Talk) -> None:
        await talk.do("command", given("documents"))
        assert talk.surface.listed() == ["Report.md"]
        await talk.share("Handbook.md")
        await talk.do("command", given("status"))

    head, title, job = talk(service, act).lines()
    assert "one document" in head
    assert title == "Your files:"
    assert job.startswith("• Handbook.md · ")


def test_forgetting_says_what_came_of_it(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        await talk.share("Handbook.md")
        service.work()
        assert (await talk.do("command", given("forget Handbook"))).outcome == "forgotten"

    assert talk(service, act).lines()[0].startswith("Forgotten: Handbook.md.")
    assert service.readable("slack:T1:general") == []


def test_what_could_not_be_done_is_said_at_the_address_for_answers(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        assert (await talk.do("command", given("documents"), given_up=True)).outcome == "failed"

    surface = talk(service, act)
    assert "failed on my side" in surface.lines()[0]
    assert surface.told[0][3] == "https://answer"


@pytest.mark.parametrize(("text", "form"), [(" settings ", "settings"), ("", ""), ("the settings", "")])
def test_settings_are_a_form(text: str, form: str) -> None:
    assert form_asked_by(text) == form
