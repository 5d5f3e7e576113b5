"""Which question is meant by what somebody does below an answer: that of the message, or the conversation's last."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.chat.chat import Chat, ChatKind
from bot.records.question_log import question_key
from bot.records.shown_messages import ShownMessages
from bot.teams.directory.teams_place import GROUP, PERSONAL, SURFACE
from bot.teams.reply.message_keys import is_private, own_key

KINDS = {PERSONAL: ChatKind.DIRECT, GROUP: ChatKind.GROUP}
"""Kinds of conversations, as far as their names say it; a channel counts as private until more is known."""


class MeantQuestions:
    """Looks into what was shown, and for what isn't known any more to what was asked last (`last_in`)."""

    def __init__(self, shown: ShownMessages, last_in: Callable[[Chat], Awaitable[str]]) -> None:
        self._shown = shown
        self._last_in = last_in

    async def find(self, team: str, place: Mapping[str, Any]) -> str:
        """The id of the question; empty where there is none."""
        key = await self._key(team, str(place.get("clicked") or place["channel"]), str(place["message"]))
        if key:
            return question_key(own_key(key))
        return await self._last_in(chat_of(team, place))

    async def is_private(self, team: str, channel: str, message: str) -> bool:
        """Whether one person alone sees a message of ours."""
        return is_private(await self._key(team, channel, message))

    async def _key(self, team: str, channel: str, message: str) -> str:
        return await asyncio.to_thread(self._shown.key_of, team, channel, message) if message else ""


def chat_of(team: str, place: Mapping[str, Any]) -> Chat:
    """The conversation that an item names, as far as its activity told of it."""
    kind = KINDS.get(str(place.get("kind")), ChatKind.PRIVATE)
    return Chat(SURFACE, team, str(place["channel"]), kind, str(place["thread"]))
