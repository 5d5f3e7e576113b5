"""Who calls the API, and what they may do there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot.chat.chat import Chat, ChatKind, Person
from bot.chat.role import Role

KEY_TEAM: Final = "main"
"""The one team of the surface of programs, which call by an API key."""


class Subject(StrEnum):
    """What kind of caller it is: a person who signed in, or a program with an API key."""

    PERSON = "person"
    SERVICE = "service"


class ApiScope(StrEnum):
    """What an endpoint is for; a caller needs its scope."""

    ASK = "ask"
    READ = "read"
    UPLOAD = "upload"
    MANAGE = "manage"
    ADMIN = "admin"


SCOPES_OF: Final[Mapping[Role, frozenset[ApiScope]]] = {
    Role.VIEWER: frozenset({ApiScope.ASK, ApiScope.READ}),
    Role.UPLOADER: frozenset(ApiScope) - {ApiScope.ADMIN},
    Role.ADMIN: frozenset(ApiScope),
}
"""The scopes that a role allows at most."""


def role_for(scopes: Collection[ApiScope]) -> Role:
    """The lowest role that allows these scopes."""
    return next(role for role in Role if SCOPES_OF[role] >= set(scopes))


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, proven. `scopes` are no more than the role allows.

    `person` is somebody of the web, or a program by its key's id. `labels` are what a key may read, and None for
    people, whose labels follow from who they are. `session_id` names the session or the key: no secret, and not what
    the caller holds.
    """

    person: Person
    subject: Subject
    role: Role
    scopes: frozenset[ApiScope]
    labels: frozenset[str] | None = None
    session_id: str = field(default="", repr=False)

    @property
    def chat(self) -> Chat:
        """The caller's own conversation with the bot, which nobody else reads."""
        return Chat(self.person.surface, self.person.team, self.person.id, ChatKind.DIRECT)
