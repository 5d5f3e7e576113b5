"""A tenant of Microsoft Teams in this process, our own: people, teams, channels, chats, messages, files.

It keeps a journal of what the bot showed. Ids have the shapes of the real ones.
"""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

Activity = dict[str, Any]
CONSENTS = frozenset({"ChannelMessage.Read.Group", "ChatMessage.Read.Chat", "ChannelMember.Read.Group"})
"""What owners of a team and members of a chat consented to, unless a test takes it back."""
RIGHTS = frozenset(
    {"Files.Read.All", "ChannelMember.Read.All", "TeamMember.Read.All", "Team.ReadBasic.All", "User.Read.All"}
)
"""What an administrator of the tenant granted the app, unless a test takes it back."""


def new_guid() -> str:
    """An id of Entra."""
    return str(uuid4())


def new_member_id() -> str:
    """An id by which one bot knows a person, some 116 characters."""
    return f"29:1{secrets.token_urlsafe(84)}"


def new_thread(suffix: str = "tacv2") -> str:
    """An id of a channel, or with `v2` of a group chat."""
    return f"19:{secrets.token_hex(16)}@thread.{suffix}"


@dataclass
class TeamsUser:
    """A person: `aad` is empty for anonymous ones, `tenant` is their own. Nobody tells of one that `is_hidden`."""

    member: str
    aad: str
    tenant: str
    name: str
    role: str = "user"
    locale: str = "en-US"
    is_hidden: bool = False
    mail: str = ""
    is_enabled: bool = True

    def info(self) -> dict[str, str]:
        """What a roster says of them."""
        told = {"id": self.member, "name": self.name, "tenantId": self.tenant, "userRole": self.role}
        first, _, last = self.name.partition(" ")
        told |= {"givenName": first, "surname": last, "userPrincipalName": f"{self.member[4:12]}@example.com"}
        return told | ({"aadObjectId": self.aad, "objectId": self.aad} if self.aad else {})

    def account(self) -> dict[str, str]:
        """What an activity says of them."""
        return {"id": self.member, "name": self.name} | ({"aadObjectId": self.aad} if self.aad else {})


@dataclass
class Team:
    """A team by the id of its General channel; `group` is that of Entra, `owners` are people by their `29:` ids."""

    id: str
    group: str
    name: str
    owners: set[str] = field(default_factory=set)
    members: set[str] = field(default_factory=set)
    visibility: str = "private"
    consents: set[str] = field(default_factory=lambda: set(CONSENTS))
    is_archived: bool = False


@dataclass
class Posted:
    """A message of a person or of the bot. `root` is the first one of its thread, `to` who alone sees it.

    `changed` is when it was updated last.
    """

    id: str
    by: str
    activity: Activity
    root: str = ""
    to: str = ""
    has_feedback: bool = False
    changed: str = ""
    is_gone: bool = False


@dataclass
class TeamsConversation:
    """A `personal` chat, a `groupChat` or a `channel`; `shared_with` are people of other teams that have it, too."""

    id: str
    kind: str
    members: set[str]
    name: str = ""
    team: Team | None = None
    channel_type: str = ""
    shared_with: set[str] = field(default_factory=set)
    has_bot: bool = True
    consents: set[str] = field(default_factory=lambda: set(CONSENTS))
    messages: list[Posted] = field(default_factory=list)

    @property
    def consented(self) -> set[str]:
        """What whoever manages it consented to."""
        return self.consents if self.team is None else self.team.consents


@dataclass
class StoredFile:
    """A file that somebody has, by its item's id. `places` are conversations that it was shared in."""

    id: str
    name: str
    content: bytes
    owner: str
    media_type: str = "text/markdown"
    places: set[str] = field(default_factory=set)
    address: str = ""
    link: str = ""
    drive: str = ""
    flags: dict[str, Any] = field(default_factory=dict)


@dataclass
class Noted:
    """One thing that the bot did: `shown`, `updated`, `removed`, `signal` and `streamed` name what became of it."""

    kind: str
    channel: str
    root: str
    id: str
    activity: Activity
    at: float


class TeamsTenant:
    """What is there; `gone` are files that were deleted.

    `broken_rules` are those of Teams that the bot broke without being refused: a test has to see none.
    """

    def __init__(self, tenant: str, app: str) -> None:
        self.id, self.app, self.bot = tenant, app, f"28:{app}"
        self.service_url = ""
        self.users: dict[str, TeamsUser] = {}
        self.teams: dict[str, Team] = {}
        self.conversations: dict[str, TeamsConversation] = {}
        self.files: dict[str, StoredFile] = {}
        self.gone: dict[str, StoredFile] = {}
        self.journal: list[Noted] = []
        self.broken_rules: list[str] = []
        self.rights: set[str] = set(RIGHTS)
        self.has_targeted = True
        self.most_on_a_page = 500
        self._last = 0

    def stamp(self) -> str:
        """The id of what happens now: milliseconds since 1970."""
        self._last = max(int(time.time() * 1000), self._last + 1)
        return str(self._last)

    def personal(self, member: str) -> TeamsConversation:
        """The chat of a person with the bot, made where there is none."""
        for each in self.conversations.values():
            if each.kind == "personal" and member in each.members:
                return each
        made = TeamsConversation(f"a:1{secrets.token_urlsafe(90)}", "personal", {member})
        self.conversations[made.id] = made
        return made

    def user(self, known_as: str) -> TeamsUser | None:
        """A person by `29:` id or by the id of Entra, as far as Teams tells of them."""
        for each in self.users.values():
            if known_as in (each.member, each.aad) and known_as and not each.is_hidden:
                return each
        return None

    def group(self, group: str) -> Team | None:
        """A team by its group in Entra."""
        return next((each for each in self.teams.values() if each.group == group), None)

    def add(self, conversation: TeamsConversation, by: str, activity: Activity, root: str = "", to: str = "") -> Posted:
        """A message comes into a conversation."""
        posted = Posted(self.stamp(), by, activity, root, to)
        conversation.messages.append(posted)
        return posted

    def note(self, kind: str, conversation: TeamsConversation, posted: Posted, activity: Activity) -> None:
        """Writes into the journal what the bot did."""
        self.journal.append(Noted(kind, conversation.id, posted.root, posted.id, activity, time.time()))
