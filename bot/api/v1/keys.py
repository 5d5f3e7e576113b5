"""API keys, for admins."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path

from bot.access.labels import person_label
from bot.api.callers.caller import role_for
from bot.api.callers.needs import AdminCaller, AdminPerson
from bot.api.http.api_problem import ApiProblemError
from bot.api.parts import Parts
from bot.api.sign_in.enforcing import stands_for_person
from bot.api.v1.models.keys import KeyIn, KeyOut, Keys, MadeKey
from bot.api.v1.models.problem import problems
from bot.chat.joined_ids import split_ids
from bot.chat.role import EVERY_TEAM, Role
from bot.records.api_keys import NewKey

router = APIRouter(tags=["keys"])


@router.get("/keys", responses=problems())
async def keys(caller: AdminCaller, parts: Parts) -> Keys:
    """All keys, without the keys themselves; those that are over or revoked, too."""
    return Keys(keys=[KeyOut.of(each) for each in await asyncio.to_thread(parts.keys.all)])


@router.post("/keys", status_code=201, responses=problems())
async def create(asked: KeyIn, caller: AdminPerson, parts: Parts) -> MadeKey:
    """Make a key. Only people do: a key that leaks makes no further ones."""
    needed = role_for(asked.scopes)
    role = asked.role or needed
    if not role.includes(needed):
        raise ApiProblemError(422, "role_too_low", f"These scopes need the role {needed.value}.")
    if not await parts.assistant.rights.is_admin(caller.person, EVERY_TEAM, None):
        raise ApiProblemError(403, "not_allowed", "Only an admin of every team makes keys.")
    labels = frozenset(each.strip() for each in asked.labels)
    if not all(is_common(each) for each in labels):
        detail = "Labels of a channel or a person are for an operator to give: tcbot api-keys create."
        raise ApiProblemError(403, "label_not_allowed", detail)
    if parts.is_sign_in_required and stands_for_person(labels, role):
        detail = "People sign in here: a key must not do what they do."
        raise ApiProblemError(403, "sign_in_required", detail)
    scopes = frozenset(each.value for each in asked.scopes)
    new = NewKey(asked.name.strip(), Role(role), scopes, labels, asked.days)
    key, held = await asyncio.to_thread(parts.keys.create, new, person_label(caller.person))
    return MadeKey.made(held, key)


@router.delete("/keys/{key_id}", status_code=204, responses=problems(404))
async def revoke(key_id: Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")], caller: AdminCaller, parts: Parts) -> None:
    """Let nobody in by a key from now on."""
    if not await asyncio.to_thread(parts.keys.revoke, key_id, person_label(caller.person)):
        raise ApiProblemError(404, "unknown_key", "There is no key of this id that lets somebody in.")


def is_common(label: str) -> bool:
    """Whether a label stands for a team, a collection, a group or everyone, and not for a channel or a person."""
    match split_ids(label):
        case ["everyone"] | ["everyone", _] | ["group", _] | [_, _] | [_, _, "collection", _]:
            return True
    return False
