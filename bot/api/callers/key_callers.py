"""Programs prove who they are by an API key."""

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from bot.api.callers.authenticators import NotProvenError, bearer_of
from bot.api.callers.caller import KEY_TEAM, SCOPES_OF, ApiScope, Caller, Subject
from bot.api.http.api_problem import ApiProblemError
from bot.api.sign_in.enforcing import stands_for_person
from bot.chat.chat import Person
from bot.records.api_keys import PREFIX, ApiKeys
from bot.records.people import KEY


class KeyAuthenticator:
    """`Authorization: Bearer tcb_…`. A key is looked up for every request, so that one that is revoked ends at once.

    Where signing in is required, keys that stand for a person let nobody in.
    """

    def __init__(self, keys: ApiKeys, is_sign_in_required: bool = False) -> None:
        self._keys = keys
        self._is_sign_in_required = is_sign_in_required

    @property
    def schemes(self) -> Mapping[str, Mapping[str, Any]]:
        """See `Authenticator.schemes`."""
        about = f"An API key, {PREFIX}…: made by `tcbot api-keys create` or POST /v1/keys."
        return {"apiKey": {"type": "http", "scheme": "bearer", "description": about}}

    async def authenticate(self, request: Request) -> Caller | None:
        """See `Authenticator.authenticate`."""
        key = bearer_of(request)
        if not key.startswith(PREFIX):
            return None
        held = await asyncio.to_thread(self._keys.find, key)
        if held is None:
            raise NotProvenError("wrong_key", "The API key is wrong, expired or revoked.")
        if self._is_sign_in_required and stands_for_person(held.labels, held.role):
            detail = "People sign in here: this key does what they do, and lets nobody in."
            raise ApiProblemError(403, "sign_in_required", detail)
        named = {ApiScope(each) for each in held.scopes if each in set(ApiScope)}
        return Caller(
            person=Person(KEY, KEY_TEAM, held.id),
            subject=Subject.SERVICE,
            role=held.role,
            scopes=SCOPES_OF[held.role] & named,
            labels=held.labels,
            session_id=held.id,
        )
