"""The SDK's adapter over our own door: a verified activity in, an invoke's answer out."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from botbuilder.core import TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.schema import Activity
from botframework.connector.auth import BotFrameworkAuthentication, ClaimsIdentity
from botframework.connector.auth.authenticate_request_result import AuthenticateRequestResult
from botframework.connector.auth.connector_factory import ConnectorFactory

Json = dict[str, Any]


class Answered(Protocol):
    """What an invoke is answered with: HTTP's status, and a body in JSON or none."""

    @property
    def status(self) -> int:
        """HTTP's."""
        ...

    @property
    def body(self) -> Json | None:
        """In JSON; None for none."""
        ...


Take = Callable[[Json], Awaitable[Answered | None]]
"""Takes a verified activity, and returns once nothing of it can be lost; an answer for invokes, or None."""


class TeamsAdapter(CloudAdapterBase):  # type: ignore[misc]
    """The SDK's, as it is."""


class Turns:
    """Runs each activity as a turn of the SDK's, within its adapter and middleware.

    The SDK sees what identifies an activity, and its models, which raise on much and lose the rest, read no more.
    """

    def __init__(self, client: Callable[[str], object]) -> None:
        self._adapter = TeamsAdapter(_Verified())
        self._clients = _Clients(client)

    async def run(self, activity: Json, take: Take) -> Answered | None:
        """What `take` makes of the activity, which passes through the turn word for word."""
        answers: list[Answered | None] = []

        async def callback(_: TurnContext) -> None:
            answers.append(await take(activity))

        verified = AuthenticateRequestResult()
        verified.claims_identity = ClaimsIdentity({}, True)
        verified.connector_factory = self._clients
        seen = Activity(type=activity["type"], channel_id=activity["channelId"], service_url=activity["serviceUrl"])
        await self._adapter.process_activity(verified, seen, callback)
        return answers[0]


class _Verified(BotFrameworkAuthentication):  # type: ignore[misc]
    """Of what the door has verified nothing is left to do; tokens of people are not asked for."""

    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:
        raise PermissionError("The door verifies requests.")

    async def authenticate_streaming_request(
        self, auth_header: str, channel_id_header: str
    ) -> AuthenticateRequestResult:
        raise PermissionError("The door verifies requests.")

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        raise PermissionError("Clients come from the connectors.")

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> None:
        return None


class _Clients(ConnectorFactory):  # type: ignore[misc]
    def __init__(self, client: Callable[[str], object]) -> None:
        self._client = client

    async def create(self, service_url: str, audience: str) -> object:
        return self._client(service_url)
