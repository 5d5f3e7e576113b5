"""The table of handlers: what costs something at each click is throttled, and who does too much is told."""

from bot.chat.buttons import Button, ButtonPress
from bot.chat.chat import ChatKind
from bot.inbox.items import InboxItem, TakenItem
from bot.service.handling.handlers import THROTTLED, throttled
from bot.service.throttle import MemoryThrottle, Rate
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import BOB
from tests.bot.fake_surface import Talk, by, talk


def few(service: ChatService) -> None:
    rates = {"question": Rate(9, 60.0), "file": Rate(9, 60.0), "press": Rate(2, 60.0)}
    service.throttle = MemoryThrottle(rates, {name: Rate(99, 60.0) for name in rates})


def test_who_presses_too_often_is_told_when_to_go_on_and_others_go_on(service: ChatService) -> None:
    few(service)
    press = ButtonPress(by(answer_to="https://answer"), Button.DOCUMENTS, "0", "r1", "")

    async def act(talk: Talk) -> None:
        outcomes = [(await talk.do("action", press, f"slack:T1:{n}")).outcome for n in range(3)]
        assert outcomes == ["shown", "shown", THROTTLED]
        assert (await talk.do("action", press, "slack:T1:1")).outcome == "shown"  # a repeat counts once
        of_bob = ButtonPress(by(person=BOB), Button.DOCUMENTS, "0", "r1", "")
        assert (await talk.do("action", of_bob, "slack:T1:4")).outcome == "shown"

    surface = talk(service, act)
    (chat, _, _, answer_to) = surface.told[2]
    assert (chat.channel, answer_to) == ("general", "https://answer")
    assert any("more than I take at once" in line for line in surface.lines())


def test_who_presses_outside_of_conversations_is_told_between_them_and_the_bot_or_not_at_all(
    service: ChatService,
) -> None:
    few(service)

    async def nothing(_taken: TakenItem, _holder: object) -> str:
        return "done"

    async def act(talk: Talk) -> None:
        press = ButtonPress(by(""), Button.DOCUMENTS, "0", "r1", "")
        for n in range(4):
            taken = TakenItem(InboxItem(f"slack:T1:{n}", "slack", "T1", "home", {"it": press}), 1, 1, {})
            is_told = n == 3
            run = throttled(talk.assistant, talk.surface, nothing, is_told)  # type: ignore[arg-type]
            assert await run(taken, None) == ("done" if n < 2 else THROTTLED)  # type: ignore[arg-type]

    ((chat, _, _, _),) = talk(service, act).told
    assert (chat.channel, chat.kind) == ("alice", ChatKind.DIRECT)
