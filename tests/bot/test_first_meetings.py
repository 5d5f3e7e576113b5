"""First meetings: what one could ask is what one may read, the newest first; own things are one's own."""

from bot.service.handling.first_meetings import own_things, prompts_for
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import ALICE, BOB, WITH_ALICE, WITH_BOB
from tests.bot.fake_surface import Talk, heard, talk


def test_prompts_name_the_newest_documents_that_one_may_read(service: ChatService) -> None:
    for n in range(5):
        service.hold(f"Report {n}.md")
    service.hold("Secret.md", "slack:T1:user:bob")

    async def act(talk: Talk) -> None:
        prompts = await prompts_for(talk.assistant, talk.surface, WITH_ALICE, ALICE)  # type: ignore[arg-type]
        assert len(prompts) == 4
        assert prompts[0] == "What does Report 4 say?"
        assert not any("Secret" in prompt for prompt in prompts)
        theirs = await prompts_for(talk.assistant, talk.surface, WITH_BOB, BOB)  # type: ignore[arg-type]
        assert theirs[0] == "What does Secret say?"

    talk(service, act)


def test_own_things_are_what_one_shared_and_may_read_and_what_one_asked_last(service: ChatService) -> None:
    service.hold("Report.md")

    async def act(talk: Talk) -> None:
        await talk.share()
        service.work()
        for n in range(7):
            await talk.do("message", heard(f"What is {n}?", message=f"m{n}"))
        own = await own_things(talk.assistant, talk.surface, WITH_ALICE, ALICE)  # type: ignore[arg-type]
        assert [each.name for each in own.documents] == ["Handbook.md"]
        assert [each.text for each in own.asked] == [f"What is {n}?" for n in (6, 5, 4, 3, 2)]
        theirs = await own_things(talk.assistant, talk.surface, WITH_BOB, BOB)  # type: ignore[arg-type]
        assert (theirs.documents, theirs.asked) == ((), ())

    talk(service, act)
