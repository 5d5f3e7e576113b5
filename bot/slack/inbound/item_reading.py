"""What Slack's inbox items mean: who the bot is in a workspace is asked here, when an item is worked on."""

import re
from dataclasses import replace

from bot.chat.actor import Actor
from bot.chat.buttons import ButtonPress
from bot.chat.chat import Chat, ChatKind
from bot.chat.command import Command
from bot.chat.forms import FilledForm
from bot.chat.heard import Added, Deleted, Heard
from bot.chat.news import ChannelNews
from bot.inbox.items import InboxItem
from bot.slack.directory.clients import SlackClients
from bot.slack.directory.directory import SURFACE
from bot.slack.inbound.payloads import Said, first_of, is_direct, user_in
from bot.slack.render.modals import filled_in
from bot.slack.render.words import plain_words

_KINDS = {"im": ChatKind.DIRECT, "mpim": ChatKind.GROUP, "channel": ChatKind.PUBLIC}
_EXPLAINED = re.compile(r"\A\s{0,9}explain\s{1,9}<@([A-Z0-9]{1,32})(?:\|[^<>]{0,255})?>", re.IGNORECASE)
"""A command that asks about a person, who is mentioned."""
_SOMEBODY = re.compile(r"<@[^<>]+>|<!(?:here|channel|everyone|subteam)[^<>]*>")
"""A mention of a person, of a group, or of all who are there."""


class SlackItemReading:
    """An `ItemReading`. The methods that ask who the bot is raise `SLACK_ERRORS`."""

    def __init__(self, clients: SlackClients) -> None:
        self._clients = clients

    async def heard(self, item: InboxItem) -> Heard | None:
        """What somebody wrote or changed; None where it was the bot itself."""
        said, bot_user = Said.of(item.payload), await self._bot_user(item.team)
        return None if said.user == bot_user else heard_of(said, item.team, bot_user)

    async def deleted(self, item: InboxItem) -> Deleted:
        """A message that is gone. Its thread is named even where it began none."""
        channel, message, thread = (str(item.payload[name]) for name in ("channel", "message", "thread"))
        kind = ChatKind.DIRECT if is_direct(channel) else ChatKind.PRIVATE
        named = "" if thread == message else thread
        return Deleted(in_thread(Chat(SURFACE, item.team, channel, kind), named, message), message)

    async def added(self, item: InboxItem) -> Added:
        """A message whose files are to be taken up."""
        said, bot_user = Said.of(item.payload["said"]), await self._bot_user(item.team)
        return Added(replace(self.actor(item), channel=said.channel), heard_of(said, item.team, bot_user))

    async def pressed(self, item: InboxItem) -> ButtonPress:
        """A button that was pressed."""
        payload = item.payload
        button, value, message, thread = (str(payload[name]) for name in ("action", "value", "message", "thread"))
        return ButtonPress(self.actor(item), button, value, message, thread, bool(payload["is_ephemeral"]))

    async def command(self, item: InboxItem) -> Command:
        """A command that was given."""
        bot_user = await self._bot_user(item.team)
        text = str(item.payload["text"]).replace(f"<@{bot_user}>", " ")
        words = plain_words(_EXPLAINED.sub(rf"explain {SURFACE}:{item.team}:\1 ", text), bot_user)
        return Command(self.actor(item), words)

    async def filled(self, item: InboxItem) -> FilledForm:
        """A dialog that was filled in. What was uploaded in a direct message, whosever it is, belongs between the
        person and the bot.
        """
        form = filled_in(item.payload["view"], self.actor(item))
        if form.name == "upload" and is_direct(form.carried["channel"]):
            return replace(form, carried={**form.carried, "channel": ""})
        return form

    def actor(self, item: InboxItem) -> Actor:
        """Who did it."""
        payload = item.payload
        return Actor(
            user_in(payload),
            first_of(payload, "user_team", "by_team"),
            first_of(payload, "channel", "channel_id"),
            first_of(payload, "response_url"),
        )

    async def channel_news(self, item: InboxItem) -> ChannelNews:
        """What changed about a channel."""
        channel, user = str(item.payload["channel"]), str(item.payload.get("user") or "")
        return ChannelNews(channel, user, bool(user) and user == await self._bot_user(item.team))

    def file(self, item: InboxItem) -> str:
        """The id of a file that is gone."""
        return str(item.payload["file"])

    def is_farewell(self, item: InboxItem) -> bool:
        """Whether the bot was taken out: the app, or among the tokens that were revoked its own."""
        tokens = item.payload.get("tokens")
        return tokens is None or bool(tokens.get("bot"))

    async def _bot_user(self, team: str) -> str:
        return (await self._clients.of(team)).bot_user


def heard_of(said: Said, team: str, bot_user: str) -> Heard:
    """The message as everybody in the chat reads it.

    A mention doesn't name the kind of its channel; what isn't known counts as private.
    """
    by_id = ChatKind.DIRECT if is_direct(said.channel) else ChatKind.PRIVATE
    chat = Chat(SURFACE, team, said.channel, _KINDS.get(said.channel_type, by_id))
    return Heard(
        chat=in_thread(chat, said.thread, said.message),
        user=said.user,
        user_team=said.user_team,
        message=said.message,
        thread=said.thread,
        text=plain_words(said.text, bot_user),
        files=said.files,
        calls_bot=said.is_called or f"<@{bot_user}>" in said.text,
        mentions_others=_SOMEBODY.search(said.text.replace(f"<@{bot_user}>", "")) is not None,
        has_outsiders=said.is_shared,
        said_at=_moment(said.message),
    )


def _moment(message: str) -> float:
    """When a message was written, which is its id; 0 for what isn't one."""
    return float(message) if re.fullmatch(r"[0-9]{1,12}\.[0-9]{1,6}", message) else 0.0


def in_thread(chat: Chat, thread: str, message: str) -> Chat:
    """With the thread that replies to a message go into: alone with the bot, that which the message is in, if any."""
    return replace(chat, thread=thread or ("" if chat.kind is ChatKind.DIRECT else message))
