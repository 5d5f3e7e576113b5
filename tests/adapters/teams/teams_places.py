"""People, teams, channels and chats in Teams, and who comes and goes there."""

from typing import Any

from sqlalchemy import func, select

from bot.chat.chat import Person
from pipelines.records.chat_tables import InboxEntry
from tests.adapters.chat import Chat, Kind
from tests.adapters.seen import Place, Somebody
from tests.adapters.teams.site import TeamsSite
from tests.servers.teams_tenant import (
    Team,
    TeamsConversation,
    TeamsTenant,
    TeamsUser,
    new_guid,
    new_member_id,
    new_thread,
)

LOCALES = {"en": "en-US", "de": "de-DE"}
ROLES = {"guest": "guest", "unknown": "anonymous"}
TYPES = {"channel": "standard", "private": "private", "shared": "shared"}


class TeamsPlacesHeld(Chat):
    """The half of `TeamsChat` that says who is where."""

    site: TeamsSite
    tenant: TeamsTenant

    def begin(self) -> None:
        """Nobody is there yet."""
        self.other_tenant = new_guid()
        self.installer = TeamsUser(new_member_id(), new_guid(), self.tenant.id, "Administrator")
        self.admins: set[str] = set()
        self.introduced: set[str] = set()

    def person(self, name: str = "Ann", *, language: str = "en", role: str = "member") -> Somebody:
        """See `Chat`: an admin owns every team that they are put into; who is unknown is anonymous."""
        tenant = self.other_tenant if role == "outsider" else self.tenant.id
        user = TeamsUser(new_member_id(), "" if role == "unknown" else new_guid(), tenant, name)
        user.role, user.locale, user.is_hidden = ROLES.get(role, "user"), LOCALES[language], role == "unknown"
        self.tenant.users[user.member] = user
        if role == "admin":
            self.admins.add(user.member)
        return Somebody(user.member, name)

    def known_as(self, person: Somebody) -> Person:
        """See `Chat`."""
        user = self.tenant.users[person.id]
        return Person("teams", user.tenant, user.aad or user.member)

    def mail(self, person: Somebody, address: str, is_active: bool = True) -> None:
        """See `Chat`."""
        user = self.tenant.users[person.id]
        user.mail, user.is_enabled = address, is_active

    def channel(
        self, *people: Somebody, kind: Kind = "channel", by: Somebody | None = None, is_shared: bool = False
    ) -> Place:
        """See `Chat`: each channel stands in a team of its own, beside the General one."""
        members = {each.id for each in people}
        if kind == "group":
            made = TeamsConversation(new_thread("v2"), "groupChat", members, "group chat")
            self.tenant.conversations[made.id] = made
            return Place(made.id)
        owners = (members & self.admins) | ({by.id} if by is not None else set())
        team = Team(new_thread(), new_guid(), "Team", owners, members | owners)
        general = TeamsConversation(team.id, "channel", team.members, "General", team, "standard")
        made = TeamsConversation(
            new_thread(), "channel", team.members, "", team, "shared" if is_shared else TYPES[kind]
        )
        team.name = made.name = f"channel {len(self.tenant.conversations)}"
        if made.channel_type != "standard":
            made.members = set(members)
        self.tenant.teams[team.id] = team
        self.tenant.conversations |= {general.id: general, made.id: made}
        return Place(made.id)

    def direct(self, person: Somebody) -> Place:
        """See `Chat`."""
        return Place(self.site.now(self.tenant.personal, person.id).id)

    def join(self, person: Somebody, place: Place, is_told: bool = True) -> None:
        """See `Chat`."""
        at = self.at(place)
        at.members.add(person.id)
        if is_told:
            self._membership("member_joined", "teamMemberAdded", at, person)

    def leave(self, person: Somebody, place: Place, is_told: bool = True) -> None:
        """See `Chat`."""
        at = self.at(place)
        at.members.discard(person.id)
        if is_told:
            self._membership("member_left", "teamMemberRemoved", at, person)

    def rename(self, thing: Place | Somebody, name: str) -> None:
        """See `Chat`."""
        if isinstance(thing, Somebody):
            self.tenant.users[thing.id].name = name
            return
        at = self.at(thing)
        at.name = name
        self._of_team("channel_renamed", "channelRenamed", at)

    def name(self, thing: Place | Somebody) -> str:
        """See `Chat`."""
        if isinstance(thing, Somebody):
            return self.tenant.users[thing.id].name
        return self.tenant.conversations[thing.id].name

    def add_bot(self, place: Place) -> None:
        """See `Chat`: Teams tells of it twice, in two ways."""
        at = self.tenant.conversations[place.id]
        for each in self._of(at):
            each.has_bot = True
        self.introduced.add(at.team.id if at.team is not None else at.id)
        self._installed(at, is_chosen=True)

    def remove_bot(self, place: Place) -> None:
        """See `Chat`: it is taken out of the whole team."""
        at = self.at(place)
        for each in self._of(at):
            each.has_bot = False
        values = self._by(at)
        self.site.event(self.bot, "bot_left", **values)
        values["data"] = values["data"] | ({"eventType": "teamMemberRemoved"} if at.team is not None else {})
        self.site.event(self.bot, "member_left", **values, member={"id": self.tenant.bot})

    def close(self, place: Place) -> None:
        """See `Chat`: teams are archived, channels aren't."""
        at = self.at(place)
        assert at.team is not None
        at.team.is_archived = True
        self._of_team("channel_archived", "teamArchived", at)

    def open_to_others(self, place: Place) -> None:
        """See `Chat`: somebody of another company comes in, as a guest of the team."""
        guest = self.person("Eve", role="guest")
        self.join(guest, place)

    def share_with(self, place: Place, person: Somebody) -> None:
        """See `Chat`."""
        self.at(place).shared_with.add(person.id)

    def removable(self) -> Chat:
        """See `Chat`: its one tenant."""
        return self

    def is_held(self) -> bool:
        """See `Chat`."""
        return self.bot.count_addresses() > 0

    def uninstall(self) -> None:
        """See `Chat`: an administrator takes the app out of the tenant, and so out of every place."""
        held = [each for each in self.tenant.conversations.values() if each.has_bot]
        for each in held:
            each.has_bot = False
        for each in held:
            if (each.team.id if each.team is not None else each.id) in self.introduced and each.id != getattr(
                each.team, "id", ""
            ):
                self.site.event(self.bot, "bot_left", **self._by(each))

    def at(self, place: Place) -> TeamsConversation:
        """A conversation; the bot was told before that it was added there."""
        at = self.tenant.conversations[place.id]
        known = at.team.id if at.team is not None else at.id
        if known not in self.introduced and self.bot.processes and at.has_bot:
            self.introduced.add(known)
            self.site.connector.troubles.is_paused = True
            self._installed(at)
            self.seen(lambda: not self._greets())
            self.site.connector.troubles.is_paused = False
        return at

    def _greets(self) -> int:
        with self.bot.database.reading() as session:
            waiting = select(func.count()).where(InboxEntry.kind == "installed", InboxEntry.ended_at.is_(None))
            return session.scalar(waiting) or 0

    def acting(self, person: Somebody, at: TeamsConversation, root: str = "") -> dict[str, Any]:
        """What activities say of who did it, and where."""
        user = self.tenant.users[person.id]
        conversation = self.site.of(at, root if at.kind == "channel" else "")
        who = {"from": user.account(), "locale": user.locale, "data": self.site.data(at, user)}
        return who | {"conversation": conversation}

    def _installed(self, at: TeamsConversation, is_chosen: bool = False) -> None:
        """The bot is added to a team, whoever does it may choose a channel for that; else to a chat."""
        if at.kind == "personal":
            self.said(Somebody(next(iter(at.members)), ""), at)  # a welcome is no answer
        values = self._by(at if is_chosen or at.team is None else self.tenant.conversations[at.team.id])
        data = values["data"]
        chosen = {"settings": {"selectedChannel": {"id": at.id}}} if is_chosen and at.team is not None else {}
        self.site.event(self.bot, "bot_joined", **values | {"data": data | chosen})
        added = {"eventType": "teamMemberAdded"} if at.team is not None else {}
        self.site.event(self.bot, "member_joined", **values | {"data": data | added}, member={"id": self.tenant.bot})

    def _membership(self, feature: str, event: str, at: TeamsConversation, person: Somebody) -> None:
        values = self._by(at)
        if at.team is not None:
            event = event if at.channel_type == "standard" else event.replace("team", "channel")
            values["data"] = values["data"] | {"eventType": event}
        user = self.tenant.users[person.id]
        self.site.event(self.bot, feature, **values, member=user.account())

    def _of_team(self, feature: str, event: str, at: TeamsConversation) -> None:
        values = self._by(at)
        values["data"] = values["data"] | {"eventType": event}
        self.site.event(self.bot, feature, **values)

    def _by(self, at: TeamsConversation) -> dict[str, Any]:
        """An event of a place, in the words of such events; done by an owner of the team, else an administrator."""
        who = sorted(at.members if at.kind == "personal" else at.team.owners if at.team is not None else ())
        user = self.tenant.users[who[0]] if who else self.installer
        of = at if at.team is None or at.channel_type != "standard" else self.tenant.conversations[at.team.id]
        data: dict[str, Any] = {"tenant": {"id": self.tenant.id}, "source": {"name": "message"}}
        if at.team is not None:
            data["team"] = {"id": at.team.id, "name": at.team.name, "aadGroupId": at.team.group}
            data["channel"] = {"id": at.id, "name": at.name, "type": at.channel_type}
        return {"from": user.account(), "conversation": self.site.of(of), "data": data}

    def _of(self, at: TeamsConversation) -> list[TeamsConversation]:
        if at.team is None:
            return [at]
        return [each for each in self.tenant.conversations.values() if each.team is at.team]
