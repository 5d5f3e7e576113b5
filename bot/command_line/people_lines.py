"""Accounts as `tcbot people` prints them."""

from collections.abc import Mapping
from typing import Any

from bot.access.labels import person_name
from bot.records.people import WEB, KnownPerson
from bot.wording.sentences import say

Called = Mapping[str, tuple[str, str]]
"""The name and the address of accounts by their ids."""


def person_lines(person: KnownPerson, called: Called) -> list[str]:
    """An account in a line, and one below it for each thing that it has."""
    name, email = called.get(person.account_id, ("", ""))
    head = " · ".join(filter(None, (person.account_id, name, email)))
    lines = [say("people_disabled", person=head) if person.is_disabled else head]
    identities = _identities(person)
    if identities:
        lines.append("  " + say("people_identities", identities=identities))
    if person.roles:
        lines.append(
            "  " + say("people_roles", roles=[f"{role} ({team})" for team, role in sorted(person.roles.items())])
        )
    if person.groups:
        lines.append("  " + say("people_groups", groups=sorted(person.groups)))
    return lines


def people_json(people: list[KnownPerson], called: Called) -> list[dict[str, Any]]:
    """The accounts as `tcbot people list --json` prints them."""
    return [
        {
            "account": each.account_id,
            "name": called.get(each.account_id, ("", ""))[0],
            "email": called.get(each.account_id, ("", ""))[1],
            "identities": _identities(each),
            "roles": {team: role.value for team, role in sorted(each.roles.items())},
            "groups": sorted(each.groups),
            "disabled": each.is_disabled,
        }
        for each in people
    ]


def _identities(person: KnownPerson) -> list[str]:
    return sorted(person_name(each) for each in person.identities if each.surface != WEB)
