"""How the bot behaves in a channel: for everybody to know, for those who manage the channel to change."""

from bot.access.labels import channel_label, person_label
from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import Chat, Person
from bot.chat.ports import Directory
from bot.records.channel_settings import ChannelSettingsStore
from bot.records.denials import Denials
from bot.threads.blocking import BlockingCalls


class ChannelChoices:
    """Reads and changes the settings of channels. Raises what the records raise."""

    def __init__(self, calls: BlockingCalls, store: ChannelSettingsStore, denials: Denials) -> None:
        self._calls = calls
        self._store = store
        self._denials = denials

    async def get(self, chat: Chat) -> ChannelSettings:
        """The settings of the chat's channel."""
        return await self._calls.run(self._store.get, chat.surface, chat.team, chat.channel)

    async def may_change(self, person: Person, team: str, channel: str, directory: Directory) -> bool:
        """Whether somebody may change the settings of a workspace's channel; the audit hears of it where not.

        Raises `DirectoryUnavailableError` where nobody can say.
        """
        if await directory.may_manage(person, channel):
            return True
        target = channel_label(person.surface, team, channel)
        await self._calls.run(self._denials.note, person_label(person), "channel-settings", target)
        return False

    async def change(
        self, person: Person, team: str, channel: str, settings: ChannelSettings, directory: Directory
    ) -> bool:
        """Changes the settings of a workspace's channel; False where the person may not, and nothing is changed.

        Raises `DirectoryUnavailableError` where nobody can say.
        """
        if not await self.may_change(person, team, channel, directory):
            return False
        await self._calls.run(self._store.set, person.surface, team, channel, settings, person)
        return True
