"""The bot's side of Slack in this process: a real inbox, desk, records and Web API; payloads in, messages out."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestServer

from bot.inbox.door import InboxDoor
from bot.inbox.inbox import Inbox
from bot.inbox.inbox_worker import Desk
from bot.inbox.worker_pace import Pace
from bot.records.conversations import Conversations
from bot.records.installations import Installations
from bot.records.membership_changes import MembershipChanges
from bot.service.assistant import Assistant
from bot.service.files.card_follower import Notices
from bot.slack.directory.clients import SlackClients
from bot.slack.directory.directory import SURFACE, Directories
from bot.slack.inbound.app import Doorkeeper
from bot.slack.inbound.dialogs import open_dialog
from bot.slack.inbound.handlers import handlers
from bot.slack.inbound.surface import SlackSurface
from bot.threads.background import ended
from pipelines.records.chat_tables import InboxEntry
from tests.bot.chat_service import ChatService
from tests.servers.slack_web_api import BOT, TEAM, Message, SlackWebApi

PACE = Pace(look=0.05, pauses=(0.05, 0.05), last_pause=0.1, grace=0.1, hand_back=5.0)
PATIENCE = 30.0
"""Seconds; the machine that runs the tests may be busy."""


@dataclass
class SlackBot:
    """A bot in the workspace, and what Slack would tell it."""

    api: SlackWebApi
    service: ChatService
    assistant: Assistant
    surface: SlackSurface
    desk: Desk
    door: Doorkeeper

    async def deliver(self, body: dict[str, Any]) -> None:
        """Slack delivers a payload, verified."""

        async def acknowledged() -> None:
            """Nobody waits for it here."""

        await self.door.take(body, acknowledged)  # type: ignore[arg-type]

    async def settle(self) -> None:
        """Waits until all that was delivered has come to its end."""
        async with asyncio.timeout(PATIENCE):
            while await asyncio.to_thread(self._open_items):
                await asyncio.sleep(0.02)

    def _open_items(self) -> int:
        with self.service.holdings.database.reading() as session:
            return session.query(InboxEntry).filter(InboxEntry.ended_at.is_(None)).count()

    @asynccontextmanager
    async def following(self, owner: str = "one") -> AsyncIterator[None]:
        """The cards are followed as long as the block lasts."""
        files, jobs, ready = self.service.shared_files, self.service.jobs, self.assistant.file_ready
        notices = Notices(files, jobs, {SURFACE: self.surface.card_of}, owner, ready, 0.02, 0.02, 0.5)
        running = asyncio.create_task(notices.run())
        try:
            yield
        finally:
            await ended(running)

    async def until(self, met: Callable[[], object]) -> None:
        """Waits until something is so."""
        async with asyncio.timeout(PATIENCE):
            while not met():
                await asyncio.sleep(0.01)

    async def event(self, **event: Any) -> None:
        """Slack tells of something that happened."""
        body = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{len(self.api.asked)}", "event": event}
        await self.deliver(body | {"authorizations": [{"team_id": TEAM}]})

    async def ask(self, text: str, user: str = "U1", channel: str = "C1", thread: str = "") -> Message:
        """A person mentions the bot with a question, and waits for the reply."""
        message = await self.call(text, user, channel, thread)
        await self.settle()
        return message

    async def call(self, text: str, user: str = "U1", channel: str = "C1", thread: str = "") -> Message:
        """A person mentions the bot, and doesn't wait."""
        called = text if channel.startswith("D") else f"<@{BOT}> {text}"
        message = self.api.say(called, user, channel, thread)
        kind = "message" if channel.startswith("D") else "app_mention"
        await self.event(**{**message, "type": kind, "channel": channel})
        return message

    async def share(self, name: str, content: str, file_id: str = "F1", user: str = "U1") -> Message:
        """A person puts a file on a message that mentions the bot, and doesn't wait."""
        self.api.files[file_id] = content.encode()
        named = [{"id": file_id, "name": name, "size": len(content), "mimetype": "text/markdown"}]
        message = self.api.say(f"<@{BOT}>", user, files=named)
        await self.event(**{**message, "type": "message", "subtype": "file_share", "channel": "C1"})
        return message

    async def edit(self, message: Message, text: str, channel: str = "C1") -> None:
        """A person changes what they wrote."""
        before = dict(message)
        message.update(text=text, edited={"user": message["user"], "ts": self.api.stamp()})
        changed = {"message": dict(message), "previous_message": before, "channel": channel}
        await self.event(type="message", subtype="message_changed", **changed, ts=message["edited"]["ts"])

    async def delete(self, message: Message, channel: str = "C1", is_tombstone: bool = False) -> None:
        """A person deletes what they wrote; with replies in its thread Slack tells of a tombstone instead."""
        listed = self.api.channels[channel]
        before = dict(message)
        if is_tombstone:
            message.update(subtype="tombstone", text="This message was deleted.", user="USLACKBOT", hidden=True)
            changed = {"message": dict(message), "previous_message": before, "channel": channel}
            await self.event(type="message", subtype="message_changed", **changed, ts=message["ts"])
            return
        listed.remove(message)
        gone = {"deleted_ts": message["ts"], "previous_message": before, "channel": channel}
        await self.event(type="message", subtype="message_deleted", **gone)

    async def press(
        self, action: str, value: str, message: Message, user: str = "U1", is_ephemeral: bool = False
    ) -> None:
        """A person presses a button of a message, or of an ephemeral one, of which Slack tells no more than its id."""
        stamp = self.api.stamp()
        body: dict[str, Any] = {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": user, "team_id": TEAM},
            "channel": {"id": "C1"},
            "container": {"channel_id": "C1", "message_ts": message["ts"], "is_ephemeral": is_ephemeral},
            "actions": [{"action_id": action, "value": value, "action_ts": stamp, "type": "button"}],
            "trigger_id": f"trigger-{stamp}",
            "response_url": f"{self.api.url}/response/{message['ts']}",
        }
        await self.deliver(body if is_ephemeral else body | {"message": message})

    async def command(self, command: str, text: str = "", user: str = "U1", channel: str = "C1") -> None:
        """A person gives a slash command."""
        said = {"command": command, "text": text, "team_id": TEAM, "user_id": user, "channel_id": channel}
        stamp = self.api.stamp()
        await self.deliver(said | {"trigger_id": stamp, "response_url": f"{self.api.url}/response/{stamp}"})


Act = Callable[[SlackBot], Awaitable[None]]


def with_slack_bot(folder: Path, act: Act, change: Callable[[ChatService], None] = lambda service: None) -> SlackWebApi:
    """What stands in Slack after this was done with a bot there; `change` sets its service up."""
    api, service = SlackWebApi(), ChatService(folder)
    change(service)

    async def run() -> None:
        async with AsyncExitStack() as stack:
            server = await stack.enter_async_context(TestServer(api.routes(), host="127.0.0.1"))
            api.url = str(server.make_url("")).rstrip("/")
            clients = SlackClients(f"{api.url}/api", "xoxb-change-me", lambda team: None)
            stack.push_async_callback(clients.close)
            assistant = stack.enter_context(service.assistant())
            surface = surface_of(service, clients)
            inbox = Inbox(service.holdings.database, "one")
            desk = await stack.enter_async_context(Desk(inbox, {SURFACE: handlers(assistant, surface)}, pace=PACE))
            door = InboxDoor(inbox.receive, desk.wake)
            stack.callback(door.close)
            keeper = Doorkeeper(door, lambda body: open_dialog(assistant, surface, body), _admits)
            stack.push_async_callback(keeper.close)
            await act(SlackBot(api, service, assistant, surface, desk, keeper))

    try:
        asyncio.run(run())
    finally:
        service.close()
    return api


async def _admits(team: str) -> bool:
    return team == TEAM


def surface_of(service: ChatService, clients: SlackClients) -> SlackSurface:
    """What the handlers of a process reach Slack by."""
    database = service.holdings.database
    changes = MembershipChanges(database)
    return SlackSurface(
        clients=clients,
        directories=Directories(clients, changes.stamp),
        installations=Installations(database),
        changes=changes,
        files=service.shared_files,
        conversations=Conversations(database),
    )
