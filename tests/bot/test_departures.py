"""What comes and goes: memberships are read anew, and what only a place or a file granted goes with it."""

import pytest

from bot.chat.news import ChannelNews
from bot.wording.shown import Greeting
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import ALICE
from tests.bot.fake_surface import Talk, talk

HERE = "slack:T1:general"


@pytest.mark.parametrize(
    ("kind", "news", "change"),
    [
        ("joined", ChannelNews("general", "bob"), ("general", "bob")),
        ("left", ChannelNews("general", "bob"), ("general", "bob")),
        ("left", ChannelNews("general", "bot", is_bot=True), ("general", "")),
        ("channel_changed", ChannelNews("general"), ("general", "")),
        ("channel_gone", ChannelNews("general"), ("general", "")),
    ],
)
def test_what_changes_in_a_channel_is_noted_for_whom_it_concerns(
    kind: str, news: ChannelNews, change: tuple[str, str], service: ChatService
) -> None:
    async def act(talk: Talk) -> None:
        assert (await talk.do(kind, news)).outcome == "noted"

    surface = talk(service, act)
    assert (surface.changes, surface.posted) == ([change], {})


def test_the_bot_says_once_in_a_channel_what_it_is_for(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        for _ in range(2):
            assert (await talk.do("joined", ChannelNews("general", "bot", is_bot=True))).outcome == "greeted"

    surface = talk(service, act)
    ((key, (chat, shown)),) = surface.posted.items()
    assert (key, chat.channel, chat.thread) == ("hello:T1:general", "general", "")
    assert isinstance(shown, Greeting)
    assert surface.changes[0] == ("general", "")


def test_a_file_that_is_gone_takes_its_document_with_it(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        record = await talk.share()
        service.work()
        assert service.readable(HERE) == ["Handbook.md"]
        assert (await talk.do("file_gone", "")).outcome == "ignored"
        assert (await talk.do("file_gone", record.file.id)).outcome == "forgotten"

    talk(service, act)
    assert service.readable(HERE) == []


def test_a_file_that_was_taken_out_of_a_channel_stays_where_it_still_is(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        record = await talk.share()
        await talk.share(channel="sales")
        service.work()
        service.directory.places[record.file.id] = {"general", "sales"}
        assert (await talk.do("file_unshared", record.file.id)).outcome == "noted"
        service.directory.places[record.file.id] = {"sales"}
        assert (await talk.do("file_unshared", record.file.id)).outcome == "forgotten"
        assert (await talk.do("file_unshared", "unknown")).outcome == "ignored"

    talk(service, act)
    assert (service.readable(HERE), service.readable("slack:T1:sales")) == ([], ["Handbook.md"])


def test_a_file_of_a_form_was_never_in_a_conversation_that_it_could_leave(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        record = await talk.share(message="")
        service.work()
        service.directory.places[record.file.id] = set()
        assert (await talk.do("file_unshared", record.file.id)).outcome == "noted"

    talk(service, act)
    assert service.readable(HERE) == ["Handbook.md"]


def test_a_file_that_the_chat_no_longer_shows_is_remembered_as_missing(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        record = await talk.share()
        assert (await talk.do("file_unshared", record.file.id)).outcome == "noted"

    talk(service, act)
    assert service.shared_files.missing.counts("slack")["T1"].missing == 1


def test_a_workspace_that_takes_the_bot_out_loses_its_token_and_no_documents(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        await talk.share()
        service.work()
        assert (await talk.do("uninstalled", False)).outcome == "ignored"
        assert (await talk.do("uninstalled", True)).outcome == "noted"

    assert talk(service, act).left == ["T1"]
    assert service.readable(HERE) == ["Handbook.md"]
    assert len(service.shared_files.of_person(ALICE)) == 1
