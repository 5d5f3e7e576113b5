"""What goes: channels, memberships, files, the installation. What only they granted goes with them."""

import asyncio

import structlog

from bot.inbox.inbox import TakenItem
from bot.inbox.inbox_worker import ItemHolder
from bot.slack.directory.directory import SURFACE
from bot.slack.inbound.surface import SlackSurface

_log = structlog.stdlib.get_logger("tcbot.slack")


async def on_left(slack: SlackSurface, taken: TakenItem, holder: ItemHolder) -> str:
    """Somebody left a channel: what they may read has changed. Where it is the bot, the channel is gone for it."""
    payload, team = taken.item.payload, taken.item.team
    workspace = await slack.clients.of(team)
    if payload.get("user") == workspace.bot_user:
        return await on_channel_gone(slack, taken, holder)
    await slack.changed(team, str(payload["channel"]), str(payload.get("user") or ""))
    return "noted"


async def on_channel_changed(slack: SlackSurface, taken: TakenItem, _holder: ItemHolder) -> str:
    """A channel was shared with another workspace, or no longer is, or became private or public."""
    await slack.changed(taken.item.team, str(taken.item.payload["channel"]))
    return "noted"


async def on_channel_gone(slack: SlackSurface, taken: TakenItem, _holder: ItemHolder) -> str:
    """A channel is gone, or is for the bot: nobody is answered from its documents any more, unless they were given to
    others as well. They stay stored until somebody has them forgotten, or `RETENTION_DAYS` are over.
    """
    channel, team = str(taken.item.payload["channel"]), taken.item.team
    await slack.changed(team, channel)
    _log.info("slack_channel_gone", team=team, channel=channel)
    return "noted"


async def on_file_gone(slack: SlackSurface, taken: TakenItem, _holder: ItemHolder) -> str:
    """A file was deleted in Slack: its document goes, unless it was shared elsewhere, too."""
    file = str(taken.item.payload["file"])
    if not file:
        return "ignored"
    await slack.assistant.forget_file(SURFACE, taken.item.team, file)
    return "forgotten"


async def on_file_unshared(slack: SlackSurface, taken: TakenItem, _holder: ItemHolder) -> str:
    """A file was taken out of a conversation: what it gave there goes. Files of dialogs were never in one.

    Where Slack doesn't show the file, that is remembered: it may be there for others.
    """
    file, team = str(taken.item.payload["file"]), taken.item.team
    records = await asyncio.to_thread(slack.files.of_file, SURFACE, team, file) if file else []
    if not records:
        return "ignored"
    info = await slack.directories.of(team).file_info(file)
    if info is None:
        for record in records:
            await asyncio.to_thread(slack.files.missing.note, record.id)
        return "noted"
    places = {*(info.get("channels") or ()), *(info.get("groups") or ()), *(info.get("ims") or ())}
    left = {record.file.chat.channel for record in records if record.file.message} - places
    for channel in sorted(left):
        await slack.assistant.forget_file(SURFACE, team, file, channel)
    return "forgotten" if left else "noted"


async def on_uninstalled(slack: SlackSurface, taken: TakenItem, _holder: ItemHolder) -> str:
    """The app was taken out of a workspace, or its token was revoked: the token goes.

    Its documents stay for when it comes back, and the log says how many: the operator forgets them.
    """
    team, tokens = taken.item.team, taken.item.payload.get("tokens")
    if tokens is not None and not tokens.get("bot"):
        return "ignored"
    await asyncio.to_thread(slack.installations.remove, SURFACE, team)
    slack.clients.drop(team)
    held = await asyncio.to_thread(slack.files.missing.of_workspace, SURFACE, team)
    _log.warning("slack_uninstalled", team=team, shared_files=len(held))
    return "noted"
