"""What people of a chat see of the replies, step by step, as it comes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from tests.adapters.chat import Chat
from tests.adapters.seen import Place, Shown
from tests.adapters.slack.slack_chat import SlackChat
from tests.adapters.slack.slack_views import KINDS
from tests.adapters.teams.teams_chat import TeamsChat
from tests.adapters.teams.teams_views import is_sign
from tests.load.delivery import PersistentDelivery
from tests.stack.chats import Chats


@dataclass(frozen=True)
class News:
    """One change of a message, or a sign without one, of this thread, empty where there are none.

    `kind` is that of `Step`, `text` all that is shown now.
    """

    channel: str
    thread: str
    message: str
    kind: str
    text: str
    at: float


class End(Protocol):
    """A chat, and what is new in it since it was looked at last."""

    name: str
    chat: Chat

    def introduce(self, place: Place) -> None:
        """The bot gets to know a place before anything is said there."""
        ...

    def news(self) -> Iterator[News]:
        """What came since the last call, oldest first."""
        ...


class SlackEnd:
    """Slack."""

    name = "Slack"

    def __init__(self, chat: SlackChat) -> None:
        self.chat = chat
        self._read = 0

    def introduce(self, place: Place) -> None:
        """See `End`: nothing is told of it."""

    def news(self) -> Iterator[News]:
        """See `End`."""
        new = self.chat.space.journal[self._read :]
        self._read += len(new)
        for each in new:
            if each["kind"] in KINDS:
                step = self.chat.step(each)
                kind = "sign" if step.kind == "message" and is_sign(step.shown.text) else step.kind
                yield News(each["channel"], each["thread"], each["ts"] or "", kind, step.shown.text, each["at"])


class TeamsEnd:
    """Teams."""

    name = "Teams"

    def __init__(self, chat: TeamsChat) -> None:
        self.chat = chat
        self._read = 0

    def introduce(self, place: Place) -> None:
        """See `End`: it is installed there."""
        self.chat.at(place)

    def news(self) -> Iterator[News]:
        """See `End`."""
        new = self.chat.tenant.journal[self._read :]
        self._read += len(new)
        for each in new:
            step = self.chat.step(each, Place(each.channel))
            yield News(each.channel, each.root, each.id, step.kind, step.shown.text, each.at)


def ends_of(chats: Chats) -> tuple[PersistentDelivery, list[End]]:
    """Both chats, and what brings to the bots from now on what is said there."""
    delivery: Any = PersistentDelivery(chats.slack.bot)
    chats.slack.bot = chats.teams.bot = delivery
    return delivery, [SlackEnd(chats.slack), TeamsEnd(chats.teams)]


def replies(end: End, place: Place, thread: str, since: str, until: str) -> list[Shown]:
    """The bot's messages that answer a question: those of its thread, else those until the next one was asked."""
    found = [each for each in end.chat.everyone(place) if not each.thread or each.thread == thread]
    return [each for each in found if each.id > since and (each.thread or not until or each.id < until)]
