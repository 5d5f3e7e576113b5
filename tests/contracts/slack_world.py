"""The bot's handlers over real records, before a Web API that knows some people and channels: payload in, calls out."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.chat.chat import Chat, ChatKind, Person, Question
from bot.chat.ended import Ended
from bot.inbox.inbox import TakenItem
from bot.records.question_log import question_key
from bot.service.assistant import Assistant
from bot.slack.directory.clients import SlackClients
from bot.slack.inbound.dialogs import open_dialog
from bot.slack.inbound.handlers import handlers
from bot.slack.inbound.inbound import item_of
from bot.slack.inbound.interactions import dialog_of
from bot.slack.inbound.surface import SlackSurface
from pipelines.access import Scope
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import REFUSED, FakeAnswerer
from tests.contracts.slack_bot import surface_of
from tests.contracts.test_slack_api import SlackApi

TEAM, OTHER_TEAM, BOT = "T1", "T9", "UB"
MEMBER, ADMIN, OUTSIDER, GUEST, STRANGER, NOWHERE = "U1", "UADM", "UEXT", "UGST", "USTR", "UNIL"
GENERAL, WITH_OTHERS, BETWEEN_PEOPLE = "C1", "CX", "DHUMANS"
WIDE = {"everyone", "slack:T1"}
NAMES = ("Handbook", "Team rules")
"""What documents for everyone, and for the workspace, are called."""
USERS: dict[str, dict[str, Any]] = {
    MEMBER: {"team_id": TEAM},
    ADMIN: {"team_id": TEAM, "is_admin": True},
    OUTSIDER: {"team_id": OTHER_TEAM, "is_admin": True},
    GUEST: {"team_id": TEAM, "is_restricted": True},
    STRANGER: {"team_id": TEAM, "is_stranger": True},
}
"""What `users.info` says; of whom isn't here it knows nothing."""
NOT_MEMBERS = (OUTSIDER, GUEST, STRANGER, NOWHERE)


def team_of(user: str) -> str:
    """The workspace that payloads name as a person's own."""
    return OTHER_TEAM if user == OUTSIDER else TEAM


def user_info(asked: Mapping[str, str]) -> dict[str, Any]:
    known = USERS.get(asked["user"])
    if known is None:
        return {"ok": False, "error": "user_not_found"}
    return {"ok": True, "user": {"id": asked["user"], **known}}


def channel_info(asked: Mapping[str, str]) -> dict[str, Any]:
    channel = asked["channel"]
    if channel == BETWEEN_PEOPLE:
        return {"ok": False, "error": "channel_not_found"}
    found: dict[str, Any] = {"id": channel, "is_private": False, "is_member": True, "creator": MEMBER}
    if channel.startswith("D"):  # D-U1 is the one of U1
        found = {"id": channel, "is_im": True, "user": channel[2:]}
    elif channel == WITH_OTHERS:
        found |= {"is_ext_shared": True, "creator": OUTSIDER}
    return {"ok": True, "channel": found}


class Holder:
    """Stands for the desk, which nobody takes anything away from."""

    is_stopped = False

    def cancel_on_stop(self, task: asyncio.Task[Any]) -> None:
        """Nothing is withdrawn."""

    async def note(self, **notes: Any) -> None:
        """Nothing is to be remembered."""

    async def leave_lane(self) -> None:
        """Nothing else waits."""

    async def take_over(self, subject: str) -> None:
        """Nobody else works on anything."""

    async def known(self, key: str) -> None:
        """There is no other item."""

    async def has_withdrawn(self) -> bool:
        """Nothing was withdrawn."""
        return False


@dataclass
class SlackWorld:
    """What comes in goes through `tell`; `shown` and `scopes` are what came of it since then."""

    api: SlackApi
    service: ChatService
    assistant: Assistant
    surface: SlackSurface
    _seen: int = field(default=0, init=False)
    _count: int = field(default=0, init=False)

    @property
    def answerer(self) -> FakeAnswerer:
        """The engine."""
        return self.service.answerer

    async def tell(self, body: dict[str, Any]) -> str:
        """Does what the bot does with a payload; the outcome. Names what was shown and asked before as seen."""
        self._seen = len(self.api.asked)
        self.answerer.asked.clear()
        self._count += 1
        if dialog_of(body):
            await open_dialog(self.assistant, self.surface, body)
            return "dialog"
        item = item_of(body)
        assert item is not None, body
        item = replace(item, key=f"{item.key}:{self._count}")
        handler = handlers(self.assistant, self.surface)[item.kind]
        return await handler(TakenItem(item, 1, 1, {}), Holder())  # type: ignore[arg-type]

    @property
    def shown(self) -> str:
        """All that Slack was told to show, as one text."""
        return json.dumps([arguments for method, arguments, _ in self.api.asked[self._seen :] if "." in method])

    @property
    def called(self) -> list[str]:
        """The methods that Slack was called by."""
        return [method for method, _, _ in self.api.asked[self._seen :]]

    @property
    def scopes(self) -> list[set[str]]:
        """What the engine was asked with."""
        return [set(scope.labels) for _, scope, _ in self.answerer.asked]

    def is_wide(self) -> bool:
        """Whether anything of the workspace's documents was used or named."""
        return any(scope & WIDE for scope in self.scopes) or any(name in self.shown for name in NAMES)

    def asked_before(self, channel: str = GENERAL, asker: str = MEMBER, only_asker: bool = False) -> str:
        """The id of a question that somebody asked there and that wasn't answered."""
        self._count += 1
        chat = Chat("slack", TEAM, channel, ChatKind.DIRECT if channel[0] == "D" else ChatKind.PUBLIC, "1.1")
        person = Person("slack", TEAM, asker)
        asked = Question(f"slack:before:{self._count}", chat, person, "1.1", "How many days?", only_asker)
        self.service.log.record(asked, Scope.of("slack:T1:C1"), Ended(REFUSED))
        return question_key(asked.key)


def slack_world(api: SlackApi, clients: SlackClients, service: ChatService, assistant: Assistant) -> SlackWorld:
    """The world, with a document for everyone and one for the workspace."""
    service.answerer.answer_given, service.answerer.sentences, service.answerer.reading = REFUSED, (), ()
    service.answerer.found = ()
    service.hold("Handbook.md")
    service.hold("Team rules.md", "slack:T1")
    surface = surface_of(service, clients)
    api.says("auth.test", {"ok": True, "team_id": TEAM, "user_id": BOT, "bot_id": "BB"})
    api.says("users.info", user_info)
    api.says("conversations.info", channel_info)
    api.says("users.conversations", {"ok": True, "channels": []})
    api.says("conversations.open", lambda asked: {"ok": True, "channel": {"id": f"D-{asked['users']}"}})
    for method in ("conversations.replies", "conversations.history"):
        api.says(method, {"ok": True, "messages": []})
    for method in ("chat.postMessage", "chat.update", "chat.startStream", "chat.postEphemeral"):
        api.says(method, {"ok": True, "ts": "9.9", "message_ts": "9.9"})
    return SlackWorld(api, service, assistant, surface)
