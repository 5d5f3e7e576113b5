"""The messages that one reply consists of: looked up, and taken away together."""

from collections.abc import Iterable

import structlog

from bot.slack.directory.clients import Workspace
from bot.slack.directory.errors import GONE, SLACK_ERRORS, MissingScopeError, code_of
from bot.slack.reply.posting import MessagePlace, parts_of

_log = structlog.stdlib.get_logger("tcbot.slack")

Parts = dict[int, list[str]]
"""The ids of a reply's messages by their part; more than one where a part was posted twice."""


async def standing(workspace: Workspace, spot: MessagePlace) -> Parts:
    """What stands of a reply; nothing where its place is gone, or where the app may not look. Raises `SLACK_ERRORS`."""
    try:
        return await parts_of(workspace, spot)
    except MissingScopeError as error:
        _log.warning("slack_own_message_not_looked_up", code=code_of(error))
    except SLACK_ERRORS as error:
        if code_of(error) not in GONE:
            raise
    return {}


async def take_away(workspace: Workspace, channel: str, messages: Iterable[str]) -> bool:
    """Deletes messages of ours, the last one first; whether there were any. Raises `SLACK_ERRORS`."""
    found = sorted(messages, reverse=True)
    for ts in found:
        try:
            await workspace.patient.chat_delete(channel=channel, ts=ts)
        except SLACK_ERRORS as error:
            if code_of(error) not in {*GONE, "cant_delete_message"}:
                raise
    return bool(found)
