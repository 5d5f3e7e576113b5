"""How the bot behaves in a channel: for everybody to know, for those who manage the channel to change."""

from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import Chat, Person
from bot.chat.ports import Directory
from bot.records.channel_settings import ChannelSettingsStore
from bot.threads.blocking import BlockingCalls


class ChannelChoices:
    """Reads and changes the settings of channels. Raises what the records raise."""

    def __init__(self, calls: BlockingCalls, store: ChannelSettingsStore) -> None:
        self._calls = calls
        self._store = store

    async def get(self, chat: Chat) -> ChannelSettings:
        """The settings of the chat's channel."""
        return await self._calls.run(self._store.get, chat.surface, chat.team, chat.channel)

    async def may_change(self, person: Person, channel: str, directory: Directory) -> bool:
        """Whether somebody may change a channel's settings; raises `DirectoryUnavailableError` where nobody can say."""
        return await directory.may_manage(person, channel)

    async def change(
        self, person: Person, team: str, channel: str, settings: ChannelSettings, directory: Directory
    ) -> bool:
        """Changes the settings of a workspace's channel; False where the person may not, and nothing is changed.

        Raises `DirectoryUnavailableError` where nobody can say.
        """
        if not await self.may_change(person, channel, directory):
            return False
        await self._calls.run(self._store.set, person.surface, team, channel, settings, person)
        return True
