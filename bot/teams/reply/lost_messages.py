"""Messages of ours of whose ids no answer told, as far as somebody consented that the bot reads along."""

import asyncio

import structlog

from bot.records.shown_messages import ShownMessages
from bot.teams.directory.graph import GraphError
from bot.teams.directory.teams_graph import TeamsGraph
from bot.teams.directory.teams_place import PERSONAL, TeamsPlace

_log = structlog.stdlib.get_logger("tcbot.teams")


class LostMessages:
    """Looks where a message would stand. What is noted for something else isn't lost."""

    def __init__(self, graph: TeamsGraph | None, shown: ShownMessages) -> None:
        self._graph = graph
        self._shown = shown

    async def find(self, place: TeamsPlace, thread: str, since: str) -> str:
        """The oldest of our messages in a thread or a chat after the message `since` that isn't noted; empty for none.

        Empty, too, where it can't be looked for: in personal chats nobody can consent to that.
        """
        if self._graph is None or place.kind == PERSONAL:
            return ""
        try:
            found = await self._graph.own(place, thread)
        except GraphError as error:
            _log.info("teams_own_message_not_looked_up", code=error.code)
            return ""
        for message in found:
            is_later = not since or (len(message), message) > (len(since), since)
            if is_later and not await asyncio.to_thread(self._shown.key_of, place.tenant, place.channel, message):
                return message
        return ""
