"""Who may do what, by their role and by what they manage: the same through every surface.

Who manages a channel by the chat's own word may go on changing its settings, widening and forgetting what was shared in
it; an admin may do so everywhere. What the chat can't say counts as not allowed, unless it says so.
"""

from bot.access.audience import Audience
from bot.access.labels import team_label
from bot.access.roles import AccountDisabledError, Roles
from bot.chat.chat import Chat, Person
from bot.chat.ports import Directory, DirectoryUnavailableError
from bot.chat.role import Role
from bot.records.shared_files import SharedRecord


class Rights:
    """Answers for one act each. Nobody who was shut out may do anything."""

    def __init__(self, audience: Audience, roles: Roles) -> None:
        self._audience = audience
        self.roles = roles

    async def is_admitted(self, person: Person) -> bool:
        """Whether somebody may ask, and press what stands below an answer."""
        return not await self.roles.is_disabled(person)

    async def has(self, needed: Role, person: Person, team: str, directory: Directory | None) -> bool:
        """Whether somebody may what a role allows in a team, by its label. Raises `DirectoryUnavailableError`."""
        try:
            return (await self.roles.role_of(person, team, directory)).includes(needed)
        except AccountDisabledError:
            return False

    async def is_admin(self, person: Person, team: str, directory: Directory | None) -> bool:
        """Whether somebody is an admin of a team, by its label; what the chat can't say makes nobody one."""
        try:
            return await self.has(Role.ADMIN, person, team, directory)
        except DirectoryUnavailableError:
            return False

    async def may_share(self, person: Person, chat: Chat, directory: Directory) -> bool:
        """Whether somebody may share files in a chat. Raises `DirectoryUnavailableError`."""
        return await self.has(Role.UPLOADER, person, _team_of(chat), directory)

    async def may_widen(self, person: Person, chat: Chat, directory: Directory) -> bool:
        """Whether somebody may let the whole workspace read what they share in this chat."""
        try:
            if not await self.may_share(person, chat, directory):
                return False
        except DirectoryUnavailableError:
            return False
        return await self._audience.may_widen(person, chat, directory) or await self.is_admin(
            person, _team_of(chat), directory
        )

    async def may_forget(self, person: Person, record: SharedRecord, directory: Directory) -> bool:
        """Whether somebody may have a shared file forgotten, and stop or repeat its reading: who shared it and still
        may, who manages the channel, an admin.
        """
        team = _team_of(record.file.chat)
        if not await self.is_admitted(person):
            return False
        if await self.is_admin(person, team, directory):
            return True
        if is_sharer(person, record):
            return await self._may_take_back(person, record.file.chat, directory)
        return await self._audience.may_forget(person, record, directory)

    async def may_manage(self, person: Person, team: str, channel: str, directory: Directory) -> bool:
        """Whether somebody may change what the bot does in a channel of a team, by its label.

        Raises `DirectoryUnavailableError` where nobody can say.
        """
        if not await self.is_admitted(person):
            return False
        return await self.is_admin(person, team, directory) or await directory.may_manage(person, channel)

    async def _may_take_back(self, person: Person, chat: Chat, directory: Directory) -> bool:
        """Whether somebody may end what they shared themselves: as an uploader, or as who manages the place."""
        try:
            may_share = await self.may_share(person, chat, directory)
            return may_share or await directory.may_manage(person, chat.channel)
        except DirectoryUnavailableError:
            return False


def is_sharer(person: Person, record: SharedRecord) -> bool:
    """Whether somebody is who shared a file."""
    sharer = record.file.sharer
    return (person.surface, person.team, person.id) == (sharer.surface, sharer.team, sharer.id)


def _team_of(chat: Chat) -> str:
    return team_label(chat.surface, chat.team)
