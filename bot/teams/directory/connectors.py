"""Teams' connector, service URL by service URL: each call is counted, bounded in time, and patient where it may be."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from botframework.connector.aio import ConnectorClient
from msrest.pipeline import ClientRawResponse
from msrest.serialization import Model

from bot.teams.directory.errors import ConnectorError
from bot.teams.directory.patient_calls import PatientCalls
from bot.teams.directory.service_urls import is_service_url
from bot.teams.directory.teams_place import TeamsPlace
from bot.teams.directory.tokens import Tokens
from bot.teams.directory.wire import fetch, open_client, open_session

if TYPE_CHECKING:
    import aiohttp

Json = dict[str, Any]

MOST_CLIENTS = 32
PAGE = 500
MOST_PAGES = 200
_TARGETED = "isTargetedActivity=true"


class _Body(Model):  # type: ignore[misc]
    """A body as it is: the SDK's own models lose what Teams needs."""

    _attribute_map = {"additional_properties": {"key": "", "type": "{object}"}}  # noqa: RUF012 - msrest reads it

    def __init__(self, body: Json) -> None:
        super().__init__()
        self.additional_properties = body


class Connectors:
    """Sends, updates and reads in the places of Teams; every trouble is a `ConnectorError`.

    To be made and closed within the event loop. Activities are JSON; what they lack of the place is added to them.
    Without `tokens` it is in local mode and calls loopback addresses alone.
    """

    def __init__(self, tokens: Tokens | None, counted: Callable[[str, str], object] = lambda method, result: None):
        self._tokens = tokens
        self._calls = PatientCalls(counted)
        self._clients: OrderedDict[str, ConnectorClient] = OrderedDict()
        self.http: aiohttp.ClientSession = open_session()

    async def send(self, place: TeamsPlace, activity: Json, *, thread: str = "", is_patient: bool = True) -> str:
        """The id of the new message; empty where Teams gives none."""
        body = self._in_place(place, thread, activity)
        return _id(await self._posted("send", place, thread, body, is_patient=is_patient))

    async def update(
        self, place: TeamsPlace, message_id: str, activity: Json, *, thread: str = "", is_patient: bool = True
    ) -> None:
        """Puts another activity in a message's place."""
        body = {**self._in_place(place, thread, activity), "id": message_id}
        await self._put("update", place, thread, body, is_patient=is_patient)

    async def delete(self, place: TeamsPlace, message_id: str, *, thread: str = "") -> None:
        """Takes a message of the bot's back."""
        client, conversation = self.client(place.service_url), place.conversation(thread)

        def call() -> Any:
            return client.conversations.delete_activity(conversation, message_id, raw=True)

        await self._calls.patiently("delete", call)

    async def send_alone(self, place: TeamsPlace, member: str, activity: Json, *, thread: str = "") -> str:
        """The id of a new message that one member of the conversation alone sees; Teams keeps it for a day."""
        body = {**self._in_place(place, thread, activity), "recipient": {"id": member, "isTargeted": True}}
        return _id(await self._posted("send_alone", place, thread, body, query=_TARGETED))

    async def update_alone(
        self, place: TeamsPlace, member: str, message_id: str, activity: Json, *, thread: str = ""
    ) -> None:
        """Puts another activity in the place of a message for one member."""
        body = {**self._in_place(place, thread, activity), "id": message_id}
        body.pop("recipient", None)
        await self._put("update_alone", place, thread, body, query=_TARGETED)

    async def members(self, place: TeamsPlace) -> list[Json]:
        """All members of a conversation, from all pages."""
        client, conversation = self.client(place.service_url), place.conversation()
        members: list[Json] = []
        token: str | None = None
        for _ in range(MOST_PAGES):
            page = await self._calls.patiently("members", _page_of(client, conversation, token))
            read = page.get("members")
            members += [each for each in read if isinstance(each, dict)] if isinstance(read, list) else []
            following = page.get("continuationToken")
            if not isinstance(following, str) or not following or following == token:
                return members
            token = following
        raise ConnectorError(200, "too_many_pages")

    async def member(self, place: TeamsPlace, member: str) -> Json:
        """One member of a conversation, by `29:…` or by the directory's id."""
        client, conversation = self.client(place.service_url), place.conversation()
        return await self._calls.patiently(
            "member", lambda: client.conversations.get_conversation_member(conversation, member, raw=True)
        )

    async def team(self, place: TeamsPlace) -> Json:
        """The team of a channel: `id`, `name`, `aadGroupId`."""
        return await self._fetched("team", place, f"v3/teams/{quote(place.team_thread, safe='')}")

    async def channels(self, place: TeamsPlace) -> list[Json]:
        """The channels of a channel's team: `id`, `name` (none for the first, General), `type`."""
        answer = await self._fetched("channels", place, f"v3/teams/{quote(place.team_thread, safe='')}/conversations")
        listed = answer.get("conversations")
        return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []

    async def open_direct(self, place: TeamsPlace, member: str) -> str:
        """The id of the conversation with a member alone; it is made where there is none yet."""
        client = self.client(place.service_url)
        body = {
            "isGroup": False,
            "bot": {"id": place.bot},
            "members": [{"id": member}],
            "tenantId": place.tenant,
            "channelData": {"tenant": {"id": place.tenant}},
        }
        return _id(
            await self._calls.patiently(
                "open_direct", lambda: client.conversations.create_conversation(_Body(body), raw=True)
            )
        )

    async def fetch_token(self) -> str:
        """The bot's token, for pictures at a service URL's host; empty in local mode. Raises `TokenError`."""
        return await self._tokens.connector() if self._tokens is not None else ""

    def check(self) -> None:
        """Raises `ConnectorError` where the last call had no answer, as far as it tells of now."""
        if self._calls.trouble:
            raise ConnectorError(0, self._calls.trouble)

    async def close(self) -> None:
        """Lets go of all connections."""
        await self.http.close()

    def client(self, service_url: str) -> ConnectorClient:
        """The SDK's client of a service URL, kept; raises `ConnectorError` where the bot doesn't call there."""
        if not is_service_url(service_url, is_local=self._tokens is None):
            raise ConnectorError(0, "bad_service_url")
        client = self._clients.get(service_url)
        if client is None:
            client = open_client(service_url, self.http, None if self._tokens is None else self._tokens.connector)
            self._clients[service_url] = client
        self._clients.move_to_end(service_url)
        if len(self._clients) > MOST_CLIENTS:
            self._clients.popitem(last=False)
        return client

    def _in_place(self, place: TeamsPlace, thread: str, activity: Json) -> Json:
        """The activity with what it lacks of its place."""
        conversation = {"id": place.conversation(thread), "conversationType": place.kind, "tenantId": place.tenant}
        body: Json = {"type": "message", "from": {"id": place.bot}, "conversation": conversation}
        if place.member:
            body["recipient"] = {"id": place.member}
        body |= activity
        if self._tokens is None:
            # The Playground's page shows a text beside suggestions as it is, without formats and citations.
            body.pop("suggestedActions", None)
        return body

    async def _posted(
        self, method: str, place: TeamsPlace, thread: str, body: Json, *, is_patient: bool = True, query: str = ""
    ) -> Json:
        client, conversation = self.client(place.service_url), place.conversation(thread)

        def call() -> Any:
            return client.conversations.send_to_conversation(conversation, _Body(body), raw=True, query=query)

        return await self._calls.patiently(method, call, is_posted=True, paced=place.channel, is_patient=is_patient)

    async def _put(
        self, method: str, place: TeamsPlace, thread: str, body: Json, *, is_patient: bool = True, query: str = ""
    ) -> None:
        client, conversation = self.client(place.service_url), place.conversation(thread)

        def call() -> Any:
            return client.conversations.update_activity(conversation, body["id"], _Body(body), raw=True, query=query)

        await self._calls.patiently(method, call, paced=place.channel, is_patient=is_patient)

    async def _fetched(self, method: str, place: TeamsPlace, path: str) -> Json:
        client = self.client(place.service_url)

        async def call() -> ClientRawResponse:
            return ClientRawResponse(None, await fetch(client, path))

        return await self._calls.patiently(method, call)


def _page_of(client: ConnectorClient, conversation: str, token: str | None) -> Callable[[], Awaitable[Any]]:
    return lambda: client.conversations.get_conversation_paged_members(conversation, PAGE, token, raw=True)


def _id(answer: Json) -> str:
    given = answer.get("id")
    return given if isinstance(given, str) else ""
