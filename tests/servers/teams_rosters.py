"""Who is where, by the Bot Connector: pages of members, single ones, teams with their channels, new personal chats."""

from collections.abc import Mapping
from typing import Any

from tests.servers.teams_refusals import RefusedError
from tests.servers.teams_tenant import Team, TeamsConversation, TeamsTenant

LEAST_PAGE, USUAL_PAGE = 50, 200


class TeamsRosters:
    """Those of one tenant."""

    def __init__(self, tenant: TeamsTenant) -> None:
        self._tenant = tenant

    def page(self, conversation: TeamsConversation, query: Mapping[str, str]) -> dict[str, Any]:
        """One page of the members; of a shared channel those that are members by themselves."""
        size = int(query.get("pageSize") or USUAL_PAGE)
        if not LEAST_PAGE <= size <= 500:
            raise RefusedError(400, "BadArgument", "A page has 50 to 500 members.")
        start = _start(query.get("continuationToken") or "")
        users = (self._tenant.user(each) for each in sorted(conversation.members))
        known = [each.info() for each in users if each is not None and each.aad]
        end = start + min(size, self._tenant.most_on_a_page)
        told: dict[str, Any] = {"members": known[start:end]}
        return told | ({"continuationToken": f"page-{end}"} if end < len(known) else {})

    def member(self, conversation: TeamsConversation, known_as: str) -> dict[str, str]:
        """One member, by either id."""
        user = self._tenant.user(known_as)
        if user is None or user.member not in conversation.members:
            raise RefusedError(404, "MemberNotFoundInConversation", "The member was not found in the conversation.")
        return user.info()

    def team(self, team: str) -> dict[str, Any]:
        """What Teams says of a team that the bot is in."""
        found = self._team(team)
        channels = [each for each in self._tenant.conversations.values() if each.team is found]
        counts = {"channelCount": len(channels), "memberCount": len(found.members)}
        return {"id": found.id, "name": found.name, "aadGroupId": found.group, "tenantId": self._tenant.id} | counts

    def channels(self, team: str) -> dict[str, Any]:
        """Its channels; the General one has no name."""
        found = self._team(team)
        told = []
        for each in self._tenant.conversations.values():
            if each.team is found:
                name = None if each.id == found.id else each.name
                told.append({"id": each.id, "name": name, "type": each.channel_type})
        return {"conversations": told}

    def create(self, asked: Mapping[str, Any]) -> dict[str, str]:
        """The personal chat with a person, made where there is none."""
        members, data = asked.get("members"), asked.get("channelData")
        tenant = data.get("tenant") if isinstance(data, dict) else None
        if asked.get("isGroup") or not isinstance(members, list) or len(members) != 1:
            raise RefusedError(400, "BadSyntax", "A new chat is one with one person.")
        if not isinstance(tenant, dict) or tenant.get("id") != self._tenant.id:
            raise RefusedError(400, "BadArgument", "The tenant is missing or another one.")
        user = self._tenant.user(str(members[0].get("id")))
        if user is None or not user.aad or user.tenant != self._tenant.id:
            raise RefusedError(400, "BadArgument", "There is no such person, or they have no account here.")
        chat = self._tenant.personal(user.member)
        shared = (each for each in self._tenant.conversations.values() if each.kind != "personal" and each.has_bot)
        if not chat.has_bot or not (chat.messages or any(user.member in each.members for each in shared)):
            raise RefusedError(403, "BotNotInConversationRoster", "The bot is not installed for this person.")
        return {"id": chat.id}

    def _team(self, team: str) -> Team:
        found = self._tenant.teams.get(team)
        in_it = (each for each in self._tenant.conversations.values() if each.team is found)
        if found is None or not any(each.has_bot for each in in_it):
            raise RefusedError(404, "TeamNotFound", "The team was not found.")
        return found


def _start(token: str) -> int:
    if not token:
        return 0
    if not token.removeprefix("page-").isdecimal():
        raise RefusedError(400, "BadArgument", "The continuation token is not one of ours.")
    return int(token.removeprefix("page-"))
