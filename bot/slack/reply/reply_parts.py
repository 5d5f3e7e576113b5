"""The messages that one reply consists of: looked up, shown in place of those that stand, taken away together."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import structlog

from bot.slack.directory.clients import Workspace
from bot.slack.directory.errors import GONE, TROUBLES, MissingScopeError, code_of
from bot.slack.render.blocks import SlackMessage
from bot.slack.reply.posting import Spot, parts_of, post, update

_log = structlog.stdlib.get_logger("tcbot.slack")

Parts = dict[int, list[str]]
"""The ids of a reply's messages by their part; more than one where a part was posted twice."""


async def standing(workspace: Workspace, spot: Spot) -> Parts:
    """What stands of a reply; nothing where its place is gone, or where the app may not look. Raises `TROUBLES`."""
    try:
        return await parts_of(workspace, spot)
    except MissingScopeError as error:
        _log.warning("slack_own_message_not_looked_up", code=code_of(error))
    except TROUBLES as error:
        if code_of(error) not in GONE:
            raise
    return {}


async def show_more(workspace: Workspace, spot: Spot, messages: Sequence[SlackMessage], first: str) -> None:
    """Shows the messages of a reply behind its `first` one, in place of those that stand; raises `TROUBLES`.

    What stands beyond them, or twice, is taken away.
    """
    there = await standing(workspace, spot)
    kept = {first}
    for part, message in enumerate(messages, 1):
        place = replace(spot, part=part)
        ids = there.get(part)
        if ids:
            await update(workspace.patient, place, ids[0], message)
        kept.add(ids[0] if ids else await post(workspace, place, message))
    await take_away(workspace, spot.channel, {ts for ids in there.values() for ts in ids} - kept)


async def take_away(workspace: Workspace, channel: str, messages: Iterable[str]) -> bool:
    """Deletes messages of ours, the last one first; whether there were any. Raises `TROUBLES`."""
    found = sorted(messages, reverse=True)
    for ts in found:
        try:
            await workspace.patient.chat_delete(channel=channel, ts=ts)
        except TROUBLES as error:
            if code_of(error) not in {*GONE, "cant_delete_message"}:
                raise
    return bool(found)
