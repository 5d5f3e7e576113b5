"""Who is in a conversation of Teams, as its connector and Graph list them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from bot.teams.directory.senders import ANONYMOUS, GUEST

OWNER = "owner"
UNKNOWN_TENANT = "unknown"
"""That of somebody whose tenant isn't known: no tenant has this id."""


@dataclass(frozen=True, slots=True)
class TeamsMember:
    """A person: `id` is their Entra object id, else that of the connector, which `member` is in any case (29:…).

    `tenant` is their own, as far as it is told; `roles` may be `guest`, `anonymous`, `owner`.
    """

    id: str
    member: str
    tenant: str
    roles: frozenset[str] = frozenset()
    name: str = field(default="", repr=False)

    @classmethod
    def of_connector(cls, row: Mapping[str, Any]) -> Self:
        """A row of a roster."""
        member = text_in(row, "id")
        person = text_in(row, "aadObjectId") or text_in(row, "objectId")
        roles = frozenset({text_in(row, "userRole").lower()} & {GUEST, ANONYMOUS})
        return cls(person or member, member, text_in(row, "tenantId"), roles, text_in(row, "name"))

    @classmethod
    def of_graph(cls, row: Mapping[str, Any]) -> Self:
        """A row of a channel's members in Graph, of which a person may have several."""
        told = row.get("roles")
        roles = frozenset(str(each).lower() for each in told) if isinstance(told, list) else frozenset()
        return cls(text_in(row, "userId"), "", text_in(row, "tenantId"), roles, text_in(row, "displayName"))

    def is_outsider(self, tenant: str, guests: bool = True) -> bool:
        """Whether the person is of another company, nobody knows who, or with `guests` a guest."""
        return self.is_foreign(tenant) or (guests and GUEST in self.roles)

    def is_foreign(self, tenant: str) -> bool:
        """Whether the person is of another company and no guest of this one, or nobody knows who."""
        return ANONYMOUS in self.roles or self.tenant not in {"", tenant} or self.id == self.member

    def team_for(self, tenant: str) -> str:
        """Their own tenant, seen from that of the conversation: a guest's is that, nobody knows an anonymous one's."""
        if not self.is_foreign(tenant):
            return tenant
        return self.tenant if self.tenant not in {"", tenant} else UNKNOWN_TENANT


@dataclass(frozen=True, slots=True)
class Roster:
    """The members of one conversation, by id."""

    members: Mapping[str, TeamsMember] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, rows: Iterable[TeamsMember]) -> Self:
        """One entry a person, with the roles and the connector's id of all their rows."""
        found: dict[str, TeamsMember] = {}
        for row in rows:
            before = found.get(row.id)
            if before is not None:
                tenant, name = before.tenant or row.tenant, before.name or row.name
                row = TeamsMember(row.id, before.member or row.member, tenant, before.roles | row.roles, name)
            if row.id:
                found[row.id] = row
        return cls(found)

    def has_outsiders(self, tenant: str, guests: bool = True) -> bool:
        """Whether anybody is of another company than the host's, or with `guests` a guest there."""
        return any(member.is_outsider(tenant, guests) for member in self.members.values())


def text_in(row: Mapping[str, Any], name: str) -> str:
    """A field of what Microsoft told; empty where it is no text."""
    value = row.get(name)
    return value if isinstance(value, str) else ""
