"""How a chat's inbox items become plain data: a chat stores what it was told, and says what that means when asked."""

from typing import Protocol

from bot.chat.actor import Actor
from bot.chat.buttons import ButtonPress
from bot.chat.command import Command
from bot.chat.forms import FilledForm
from bot.chat.heard import Added, Deleted, Heard
from bot.chat.news import ChannelNews
from bot.inbox.items import InboxItem


class ItemReading(Protocol):
    """Reads the items of a chat, each method those of some kinds, as `bot.service.handling.handlers` lists them.

    Items that the version before stored are read as well. What has to be asked of the chat, such as who the bot is in a
    workspace, raises what its calls raise.
    """

    async def heard(self, item: InboxItem) -> Heard | None:
        """What somebody wrote or changed (`message`, `edited`); None where it was the bot itself."""
        ...

    async def deleted(self, item: InboxItem) -> Deleted:
        """A message that is gone (`deleted`)."""
        ...

    async def added(self, item: InboxItem) -> Added:
        """A message whose files are to be taken up (`shortcut`)."""
        ...

    async def pressed(self, item: InboxItem) -> ButtonPress:
        """A button that was pressed (`action`)."""
        ...

    async def command(self, item: InboxItem) -> Command:
        """A command that was given (`command`)."""
        ...

    async def filled(self, item: InboxItem) -> FilledForm:
        """A form that was filled in (`submitted`)."""
        ...

    def actor(self, item: InboxItem) -> Actor:
        """Who did it, for all kinds of things that people do beside writing."""
        ...

    async def channel_news(self, item: InboxItem) -> ChannelNews:
        """What changed about a channel (`joined`, `left`, `channel_changed`, `channel_gone`)."""
        ...

    def file(self, item: InboxItem) -> str:
        """The id of a file that is gone (`file_gone`, `file_unshared`); empty where the chat named none."""
        ...

    def is_farewell(self, item: InboxItem) -> bool:
        """Whether the bot itself was taken out of the workspace (`uninstalled`)."""
        ...
