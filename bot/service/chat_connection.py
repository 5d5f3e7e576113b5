"""How a chat is connected to a bot process: what it gets from the process, what it brings, and how it is examined."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from bot.chat.ports import Directory
from bot.inbox.door import InboxDoor
from bot.inbox.inbox_worker import Handler
from bot.service.assistant import Assistant
from bot.service.surface import Surface
from bot.settings import BotSettings
from pipelines.records.database import Database

if TYPE_CHECKING:
    from fastapi import APIRouter


LOOPBACK = "127.0.0.1"
"""Where a bot listens unless it is told otherwise: at this machine alone."""


class ChatMetrics(Protocol):
    """What is counted of one chat."""

    def received(self, kind: str, is_new: bool) -> None:
        """Something came in."""
        ...

    def acknowledged(self, status: int, seconds: float) -> None:
        """A request was answered with this HTTP status after so many seconds."""
        ...

    def called(self, method: str, result: str) -> None:
        """The chat's API was called; `result` is `ok` or a code."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a bot process gives each chat. `door` is its way into the inbox."""

    settings: BotSettings
    database: Database
    assistant: Assistant
    door: InboxDoor
    metrics: ChatMetrics


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedChat:
    """A chat that is open in a bot process.

    `handlers` work on the kinds of inbox items that it makes, `routes` are what it is called at over HTTP, `background`
    runs as long as it is open. `ping` asks the chat whether it lets the bot in, `code` names what that raised; the
    answer holds for `kept` seconds.
    """

    surface: Surface
    handlers: Mapping[str, Handler]
    ping: Callable[[], Awaitable[object]]
    code: Callable[[Exception], str]
    kept: float
    routes: Sequence["APIRouter"] = ()
    background: Sequence[Coroutine[Any, Any, None]] = field(default=())


class ChatConnection(Protocol):
    """One chat, before anything of it is open. Importing it costs little: the chat's SDK is imported when it opens."""

    @property
    def name(self) -> str:
        """As in `Chat.surface`."""
        ...

    def is_set(self, settings: BotSettings) -> bool:
        """Whether anything is set that only a bot in this chat needs."""
        ...

    def check(self, settings: BotSettings, host: str = LOOPBACK) -> None:
        """Raises `SettingsError`, which says what to set, where chat and bot couldn't reach each other.

        Also where the bot must not listen at `host`.
        """
        ...

    def examine(self, settings: BotSettings) -> tuple[str, str]:
        """One line on the connection, and what should be done about it or nothing.

        Calls the chat. Raises `SettingsError`, and an error with a `remedy` where the chat refuses.
        """
        ...

    def look(
        self, settings: BotSettings, database: Database
    ) -> AbstractAsyncContextManager[Callable[[str], Directory]]:
        """What it knows of people and channels, by the workspace, for as long as the block lasts, without a bot.

        Nothing is sent to anybody.
        """
        ...

    def open(self, surroundings: Surroundings) -> AbstractAsyncContextManager[ConnectedChat]:
        """Opens it for as long as the block lasts; within the event loop of the process."""
        ...
