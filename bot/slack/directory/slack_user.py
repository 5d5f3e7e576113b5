"""Somebody as Slack knows them: of which workspaces they are, whether as a guest, and what they may do there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

SLACKBOT = "USLACKBOT"
"""Slack's own bot, which doesn't say that it is one."""
UNKNOWN_TEAM = "unknown"
"""The workspace of somebody whose workspace isn't known: no workspace has this id, so they are of another one."""


@dataclass(frozen=True, slots=True)
class SlackUser:
    """What is kept of an answer of `users.info`. `home` is the person's workspace, `teams` all that they are of.

    `enterprise` is the id of their organization, by which payloads may call their workspace. `is_person` says that it
    is an account of a person which is still in use, and no app's. `email` is empty unless Slack says that it was
    confirmed.
    """

    home: str
    teams: frozenset[str]
    enterprise: str
    is_stranger: bool
    is_guest: bool
    is_admin: bool
    locale: str
    is_person: bool = True
    email: str = field(default="", repr=False)

    @classmethod
    def of(cls, info: Mapping[str, Any]) -> Self:
        """The person of the `user` in Slack's answer; what it leaves out counts as no."""
        grid: Mapping[str, Any] = info.get("enterprise_user") or {}
        home = str(info.get("team_id") or "")
        return cls(
            home=home,
            teams=frozenset(map(str, grid.get("teams") or ())) | ({home} - {""}),
            enterprise=str(grid.get("enterprise_id") or ""),
            is_stranger=bool(info.get("is_stranger")),
            is_guest=bool(info.get("is_restricted") or info.get("is_ultra_restricted")),
            is_admin=any(info.get(name) for name in ("is_admin", "is_owner", "is_primary_owner")),
            locale=str(info.get("locale") or "en"),
            is_person=not (info.get("deleted") or info.get("is_bot") or info.get("id") == SLACKBOT),
            email=_confirmed_address(info),
        )

    def is_of(self, team: str) -> bool:
        """Whether the person is of a workspace, as a member or as a guest."""
        return team in self.teams and not self.is_stranger

    def has_address(self, email: str, team: str) -> bool:
        """Whether this is the person of an address: a member of the workspace, whose account is in use."""
        is_member = self.is_of(team) and not self.is_guest and self.is_person
        return is_member and bool(self.email) and self.email.casefold() == email.strip().casefold()

    def is_outsider(self, team: str, guests: bool) -> bool:
        """Whether it is somebody who is no member of a workspace: of another one, or with `guests` a guest."""
        return self.is_person and (not self.is_of(team) or (guests and self.is_guest))

    def team_for(self, team: str, named: str) -> str:
        """Their workspace, seen from the one where the app is: `team` itself only where Slack and the payload agree.

        `named` is the workspace that a payload names as theirs, empty where it names none.
        """
        if self.is_of(team) and named in {"", self.enterprise, *self.teams}:
            return team
        return next((each for each in (named, self.home) if each not in {"", team}), UNKNOWN_TEAM)


def _confirmed_address(info: Mapping[str, Any]) -> str:
    profile = info.get("profile")
    address = profile.get("email") if isinstance(profile, Mapping) else None
    return address if isinstance(address, str) and info.get("is_email_confirmed") is True else ""


NOBODY = SlackUser.of({})
"""Whom Slack tells nothing of: of no workspace."""
