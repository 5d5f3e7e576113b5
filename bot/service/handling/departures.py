"""What comes and goes: people and the bot in channels, channels, files, the installation.

What only they granted goes with them.
"""

import structlog

from bot.inbox.item_holder import ItemHolder
from bot.inbox.items import TakenItem
from bot.service.assistant import Assistant
from bot.service.handling.first_meetings import introduce
from bot.service.surface import Surface

_log = structlog.stdlib.get_logger("tcbot.bot")


async def on_joined(_assistant: Assistant, surface: Surface, taken: TakenItem, _holder: ItemHolder) -> str:
    """Somebody joined a channel: what they may read has changed; where it is the bot, it says what it is for."""
    team, news = taken.item.team, await surface.reading.channel_news(taken.item)
    await surface.changed(team, news.channel, "" if news.is_bot else news.user)
    if not news.is_bot:
        return "noted"
    await introduce(surface, team, news.channel)
    return "greeted"


async def on_left(assistant: Assistant, surface: Surface, taken: TakenItem, holder: ItemHolder) -> str:
    """Somebody left a channel: what they may read has changed. Where it is the bot, the channel is gone for it."""
    news = await surface.reading.channel_news(taken.item)
    if news.is_bot:
        return await on_channel_gone(assistant, surface, taken, holder)
    await surface.changed(taken.item.team, news.channel, news.user)
    return "noted"


async def on_channel_changed(_assistant: Assistant, surface: Surface, taken: TakenItem, _holder: ItemHolder) -> str:
    """A channel was shared with another workspace, or no longer is, or became private or public."""
    news = await surface.reading.channel_news(taken.item)
    await surface.changed(taken.item.team, news.channel)
    return "noted"


async def on_channel_gone(_assistant: Assistant, surface: Surface, taken: TakenItem, _holder: ItemHolder) -> str:
    """A channel is gone, or is for the bot: nobody is answered from its documents any more, unless they were given to
    others as well. They stay stored until somebody has them forgotten, or `RETENTION_DAYS` are over.
    """
    news = await surface.reading.channel_news(taken.item)
    await surface.changed(taken.item.team, news.channel)
    _log.info("channel_gone", surface=surface.name, team=taken.item.team, channel=news.channel)
    return "noted"


async def on_file_gone(assistant: Assistant, surface: Surface, taken: TakenItem, _holder: ItemHolder) -> str:
    """A file was deleted in the chat: its document goes, unless it was shared elsewhere, too."""
    file = surface.reading.file(taken.item)
    if not file:
        return "ignored"
    await assistant.forget_file(surface.name, taken.item.team, file)
    return "forgotten"


async def on_file_unshared(assistant: Assistant, surface: Surface, taken: TakenItem, _holder: ItemHolder) -> str:
    """A file was taken out of a conversation: what it gave there goes. Files of forms were never in one.

    Where the chat doesn't show the file, that is remembered: it may be there for others.
    """
    team, file = taken.item.team, surface.reading.file(taken.item)
    records = await assistant.shared.of_file(surface.name, team, file) if file else []
    if not records:
        return "ignored"
    places = await surface.directory(team).places_of(file)
    if places is None:
        for record in records:
            await assistant.shared.note_missing(record)
        return "noted"
    left = {record.file.chat.channel for record in records if record.file.message} - places
    for channel in sorted(left):
        await assistant.forget_file(surface.name, team, file, channel)
    return "forgotten" if left else "noted"


async def on_uninstalled(assistant: Assistant, surface: Surface, taken: TakenItem, _holder: ItemHolder) -> str:
    """The bot was taken out of a workspace, or its token was revoked: the token goes.

    Its documents stay for when it comes back, and the log says how many: the operator forgets them.
    """
    team = taken.item.team
    if not surface.reading.is_farewell(taken.item):
        return "ignored"
    await surface.uninstalled(team)
    held = await assistant.shared.count_in(surface.name, team)
    _log.warning("uninstalled", surface=surface.name, team=team, shared_files=held)
    return "noted"
