"""What somebody may do: by what was granted to their account, the settings, and whether they are a member."""

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from bot.access.admins import NO_ADMINS, Admins
from bot.access.labels import group_label, team_label
from bot.chat.chat import Person
from bot.chat.ports import Directory
from bot.chat.role import Role
from bot.records.people import KEY, WEB, KnownPerson, People
from bot.wording.sentences import say

if TYPE_CHECKING:
    from bot.settings import BotSettings


class AccountDisabledError(PermissionError):
    """An admin has shut the account out, or a key is over: it may do nothing."""

    def __init__(self) -> None:
        super().__init__(self.words("en"))

    def words(self, locale: str) -> str:
        """The sentence in the language of whoever reads it."""
        return say("account_disabled", locale)


class Roles:
    """The roles of people. Nothing is remembered: what is granted, revoked or disabled holds from the next look on.

    `default` is what members may do to whom nothing was granted; guests and people of other workspaces are viewers
    then, unless `guests_are_members`.
    """

    def __init__(
        self,
        people: People,
        admins: Admins = NO_ADMINS,
        default: Role = Role.UPLOADER,
        guests_are_members: bool = False,
    ) -> None:
        self._people = people
        self._admins = admins
        self._default = default
        self._guests_are_members = guests_are_members

    @classmethod
    def of(cls, settings: "BotSettings", people: People) -> Self:
        """The roles by the settings."""
        group = [group_label(settings.oidc_admin_group)] if settings.oidc_admin_group else []
        admins = Admins.parse(settings.admins, group)
        return cls(people, admins, settings.default_role, settings.guests_read == "workspace")

    async def role_of(self, person: Person, team: str, directory: Directory | None = None) -> Role:
        """What somebody may do in a team, by its label; without a `directory` nobody of a chat counts as a member.

        Raises `AccountDisabledError` for who was shut out, and `DirectoryUnavailableError` where it depends on whether
        they are a guest and the chat can't say.
        """
        if person.surface == KEY:
            role = await asyncio.to_thread(self._people.role_of_key, person.id)
            if role is None:
                raise AccountDisabledError
            return role
        known = await self.account_of(person)
        if known is not None and known.is_disabled:
            raise AccountDisabledError
        if await self._is_admin_by_setting(person, known):
            return Role.ADMIN
        granted = known.role_in(team) if known is not None else None
        if granted is not None:
            return granted
        if self._default is Role.VIEWER or not await self._is_member(person, team, directory, known):
            return Role.VIEWER
        return self._default

    async def is_disabled(self, person: Person) -> bool:
        """Whether an admin has shut somebody out, or their key is over."""
        if person.surface == KEY:
            return await asyncio.to_thread(self._people.role_of_key, person.id) is None
        known = await self.account_of(person)
        return known is not None and known.is_disabled

    async def account_of(self, person: Person) -> KnownPerson | None:
        """The account of somebody; None where they have none."""
        return next(iter((await asyncio.to_thread(self._people.known, [person])).values()), None)

    async def _is_admin_by_setting(self, person: Person, known: KnownPerson | None) -> bool:
        bare = Person(person.surface, person.team, person.id)
        identities: Collection[Person] = known.identities if known is not None else ()
        if not self._admins.people.isdisjoint({bare, *identities}):
            return True
        if known is None:
            return False
        if not self._admins.groups.isdisjoint(known.groups):
            return True
        if not self._admins.addresses:
            return False
        return known.account_id in await asyncio.to_thread(self._people.accounts_of, self._admins.addresses)

    async def _is_member(
        self, person: Person, team: str, directory: Directory | None, known: KnownPerson | None
    ) -> bool:
        """Whether somebody is of the team, and no guest there."""
        if team != team_label(person.surface, person.team):
            return False
        if person.surface == WEB:
            return known is not None
        if self._guests_are_members:
            return True
        return directory is not None and not await directory.is_guest(person)
