"""How the bot behaves in a channel: for everybody to know, for those who manage the channel to change."""

from dataclasses import replace

from bot.access.audience import Audience
from bot.access.labels import channel_label, person_label, team_label
from bot.access.rights import Rights
from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import Chat, Person
from bot.chat.ports import Directory
from bot.records.channel_settings import ChannelSettingsStore
from bot.records.denials import Denials
from bot.threads.blocking import BlockingCalls


class ChannelChoices:
    """Reads and changes the settings of channels. Raises what the records raise."""

    def __init__(
        self,
        calls: BlockingCalls,
        audience: Audience,
        rights: Rights,
        store: ChannelSettingsStore,
        denials: Denials,
    ) -> None:
        self._calls = calls
        self._audience = audience
        self._rights = rights
        self._store = store
        self._denials = denials

    async def get(self, chat: Chat) -> ChannelSettings:
        """The settings of the chat's channel."""
        return await self._calls.run(self._store.get, chat.surface, chat.team, chat.channel)

    async def collections(self, chat: Chat) -> list[str]:
        """The names of the collections that the chat's channel could be answered from."""
        return await self._audience.collections(chat.surface, chat.team)

    async def may_change(self, person: Person, team: str, channel: str, directory: Directory) -> bool:
        """Whether somebody may change the settings of a workspace's channel; the audit hears of it where not.

        Raises `DirectoryUnavailableError` where nobody can say.
        """
        if await self._rights.may_manage(person, team_label(person.surface, team), channel, directory):
            return True
        target = channel_label(person.surface, team, channel)
        await self._calls.run(self._denials.note, person_label(person), "channel-settings", target)
        return False

    async def change(
        self, person: Person, team: str, channel: str, settings: ChannelSettings, directory: Directory
    ) -> bool:
        """Changes the settings of a workspace's channel; False where the person may not, and nothing is changed.

        What holds with outsiders in it is changed by admins alone: from others it stays as it is, and the audit hears
        of it. Raises `DirectoryUnavailableError` where nobody can say.
        """
        if not await self.may_change(person, team, channel, directory):
            return False
        before = await self._calls.run(self._store.get, person.surface, team, channel)
        of_team = team_label(person.surface, team)
        if settings.outsiders != before.outsiders and not await self._rights.is_admin(person, of_team, directory):
            target = channel_label(person.surface, team, channel)
            await self._calls.run(self._denials.note, person_label(person), "allow-outsiders", target)
            settings = replace(settings, outsiders=before.outsiders)
        await self._calls.run(self._store.set, person.surface, team, channel, settings, person)
        return True
