"""Calls to Teams' connector: what is sent, what is sent again, and how each trouble ends."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from aiohttp import web

from bot.settings import load_settings
from bot.teams.directory import patient_calls, wire
from bot.teams.directory.connectors import Connectors
from bot.teams.directory.errors import ConnectorError
from bot.teams.directory.teams_place import TeamsPlace
from bot.teams.directory.tokens import Tokens
from tests.servers.https_server import HttpsServer
from tests.servers.teams_issuer import APP, CONNECTOR, TENANT, TeamsIssuer

Json = dict[str, Any]

TEXT = "What only they may read"
HTML = "<html><body>Bad gateway</body></html>"
SILENCE, BROKEN = "silence", "broken"
CHANNEL = "19:3f2a@thread.tacv2"


@dataclass
class Connector:
    """A connector that answers with what it is told, in turn, and then takes everything."""

    issuer: TeamsIssuer
    faults: list[Callable[[], web.Response] | str] = field(default_factory=list)
    asked: list[tuple[str, str, Json]] = field(default_factory=list)
    refused: int = 0

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.answer)
        return app

    async def answer(self, request: web.Request) -> web.Response:
        if not self.issuer.is_valid(request.headers.get("authorization", ""), CONNECTOR):
            self.refused += 1
            return web.Response(status=401)
        body = await request.read()
        self.asked.append((request.method, request.raw_path, json.loads(body) if body else {}))
        fault = self.faults.pop(0) if self.faults else None
        if fault == SILENCE:
            await asyncio.sleep(3)
        if fault in {SILENCE, BROKEN}:
            assert request.transport is not None
            request.transport.abort()
        return fault() if callable(fault) else web.json_response({"id": "1764331200001"})


@dataclass
class Teams:
    """A bot's way to a connector of the tests."""

    connector: Connector
    place: TeamsPlace
    counted: list[tuple[str, str]] = field(default_factory=list)

    def run(self, work: Callable[[Connectors], Any]) -> Any:
        """What the work returns; an error is returned, too."""

        async def within() -> Any:
            tokens = Tokens(load_settings())
            connectors = Connectors(tokens, lambda method, result: self.counted.append((method, result)))
            try:
                return await work(connectors)
            except ConnectorError as error:
                return error
            finally:
                await connectors.close()
                tokens.close()

        return asyncio.run(within())

    def send(self, *faults: Callable[[], web.Response] | str, **options: Any) -> Any:
        self.connector.faults[:] = faults
        return self.run(lambda to: to.send(self.place, {"text": TEXT}, **options))

    def update(self, *faults: Callable[[], web.Response] | str, **options: Any) -> Any:
        self.connector.faults[:] = faults
        return self.run(lambda to: to.update(self.place, "1", {"text": TEXT}, **options))


def status(number: int, body: object = None, **headers: str) -> Callable[[], web.Response]:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    if isinstance(body, str):
        return lambda: web.Response(status=number, text=body, content_type="text/html", headers=given)
    if body is None:
        return lambda: web.Response(status=number, headers=given)
    return lambda: web.json_response(body, status=number, headers=given)


@pytest.fixture(scope="module")
def issuer() -> Iterator[TeamsIssuer]:
    with TeamsIssuer() as issuer:
        yield issuer


@pytest.fixture
def teams(issuer: TeamsIssuer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Teams]:
    for name, value in issuer.settings().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(patient_calls, "LONGEST_PAUSE", 0.01)
    monkeypatch.setattr(patient_calls, "CALL_SECONDS", 3.0)
    monkeypatch.setattr(wire, "REQUEST_SECONDS", 0.5)
    connector = Connector(issuer)
    with HttpsServer(connector.app) as server:
        url = f"{server.url}/emea/{TENANT}/"
        yield Teams(connector, TeamsPlace(url, TENANT, CHANNEL, "channel", f"28:{APP}"))


def test_an_activity_arrives_as_it_is_where_it_belongs(teams: Teams) -> None:
    activity = {
        "text": "f\u00fcr \u0416",
        "entities": [{"type": "streaminfo", "streamSequence": 1, "x": {"y": [1, 2.5, None, True]}}],
        "channelData": {"feedbackLoop": {"type": "custom"}},
    }

    async def work(to: Connectors) -> str:
        sent = await to.send(teams.place, activity, thread="1764331200000")
        await to.update(teams.place, sent, {"text": "new"}, thread="1764331200000")
        await to.delete(teams.place, sent)
        targeted = await to.send_alone(teams.place, "29:1abc", activity)
        await to.update_alone(teams.place, "29:1abc", targeted, {"text": "new", "recipient": {"id": "x"}})
        return sent

    assert teams.run(work) == "1764331200001"
    base = f"/emea/{TENANT}/v3/conversations/19%3A3f2a%40thread.tacv2"
    conversation = {"id": CHANNEL, "conversationType": "channel", "tenantId": TENANT}
    threaded = conversation | {"id": f"{CHANNEL};messageid=1764331200000"}
    added = {"type": "message", "from": {"id": f"28:{APP}"}}
    to_one = {"recipient": {"id": "29:1abc", "isTargeted": True}}
    id_ = "1764331200001"
    assert teams.connector.asked == [
        ("POST", f"{base}%3Bmessageid%3D1764331200000/activities", activity | added | {"conversation": threaded}),
        (
            "PUT",
            f"{base}%3Bmessageid%3D1764331200000/activities/{id_}",
            added | {"text": "new", "id": id_, "conversation": threaded},
        ),
        ("DELETE", f"{base}/activities/{id_}", {}),
        (
            "POST",
            f"{base}/activities?isTargetedActivity=true",
            activity | added | to_one | {"conversation": conversation},
        ),
        (
            "PUT",
            f"{base}/activities/{id_}?isTargetedActivity=true",
            added | {"text": "new", "id": id_, "conversation": conversation},
        ),
    ]
    assert {result for _, result in teams.counted} == {"ok"} and teams.connector.refused == 0


def test_a_message_that_surely_did_not_arrive_is_sent_again(teams: Teams) -> None:
    told = [status(429, Retry_After="1"), status(412), status(429, {"error": {"code": "Throttled"}})]
    begun = time.monotonic()
    assert teams.send(*told) == "1764331200001"
    assert time.monotonic() - begun >= 1.0
    assert teams.counted == [("send", "http_429"), ("send", "http_412"), ("send", "Throttled"), ("send", "ok")]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (status(502, HTML), "http_502"),
        (status(504, HTML), "http_504"),
        (status(503), "http_503"),
        (status(500, {"error": {"code": "ServiceError", "message": TEXT}}), "ServiceError"),
        (status(200, HTML), "unreadable_answer"),
        (SILENCE, "timeout"),
        (BROKEN, "broken"),
    ],
)
def test_a_message_that_may_have_arrived_is_not_sent_again(
    teams: Teams, fault: Callable[[], web.Response] | str, code: str
) -> None:
    error = teams.send(fault)
    assert isinstance(error, ConnectorError)
    assert (error.code, error.is_unsure) == (code, True)
    assert len(teams.connector.asked) == 1
    assert TEXT not in f"{error} {error!r}"


@pytest.mark.parametrize(
    ("fault", "number", "code", "text"),
    [
        (status(403, {"error": {"code": "Forbidden", "message": "cancel"}}), 403, "Forbidden", "cancel"),
        (status(403, {"error": "no"}), 403, "no", '{"error": "no"}'),
        (status(403, {"error": {"code": "Not a code", "message": ["x"]}}), 403, "http_403", '{"error": {"code"'),
        (status(403, [1]), 403, "http_403", "[1]"),
        (status(413), 413, "http_413", ""),
        (status(404, HTML), 404, "http_404", HTML),
        (status(400, "x" * 5000), 400, "http_400", "x" * 200),
        (status(302, Location="https://127.0.0.1:1/"), 302, "http_302", ""),
    ],
)
def test_what_is_refused_says_why_once(
    teams: Teams, fault: Callable[[], web.Response], number: int, code: str, text: str
) -> None:
    error = teams.send(fault)
    assert isinstance(error, ConnectorError)
    assert (error.status, error.code, error.is_unsure) == (number, code, False)
    assert error.text.startswith(text) and len(error.text) <= 200
    assert len(teams.connector.asked) == 1


@pytest.mark.parametrize("fault", [status(502, HTML), status(504), status(503), status(412), SILENCE, BROKEN])
def test_an_update_is_sent_again_until_it_is_there(teams: Teams, fault: Callable[[], web.Response] | str) -> None:
    assert teams.update(fault, fault) is None
    assert [method for method, *_ in teams.connector.asked[-1:]] == ["PUT"]
    assert teams.counted[-1] == ("update", "ok")


def test_what_only_decorates_gives_up_at_once(teams: Teams) -> None:
    error = teams.update(status(429, Retry_After="60"), is_patient=False)
    assert (error.status, error.retry_after, len(teams.connector.asked)) == (429, 60.0, 1)
    assert teams.update(BROKEN, BROKEN, BROKEN, is_patient=False).code == "broken"


def test_a_call_ends_however_long_teams_says_no(teams: Teams) -> None:
    begun = time.monotonic()
    assert teams.update(*[status(502)] * 10_000).status == 502
    assert teams.send(status(429, Retry_After="9" * 30)).status == 429
    assert time.monotonic() - begun < 10


def test_an_answer_without_a_body_has_no_id(teams: Teams) -> None:
    assert teams.send(status(202)) == ""
    assert teams.send(status(200, {"id": 7})) == ""
    assert teams.send(status(201, [])) == ""


def test_nobody_there_is_nothing_sent(teams: Teams) -> None:
    away = TeamsPlace("https://127.0.0.1:1/", TENANT, CHANNEL, "channel", f"28:{APP}")
    error = teams.run(lambda to: to.send(away, {"text": TEXT}))
    assert (error.code, error.is_unsure) == ("refused", False)
    assert len(teams.counted) > 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "", "https://", "ftp://x/", "https://a/{x}", "https://\u00fc/"])
def test_only_addresses_that_are_safe_are_called(teams: Teams, url: str) -> None:
    place = TeamsPlace(url, TENANT, CHANNEL, "channel", f"28:{APP}")
    assert teams.run(lambda to: to.send(place, {"text": TEXT})).code == "bad_service_url"


def test_without_a_token_nothing_is_sent(teams: Teams) -> None:
    teams.connector.issuer.refuses = 7000215
    try:
        error = teams.send()
    finally:
        teams.connector.issuer.refuses = 0
    assert (error.code, error.is_unsure, teams.connector.asked, teams.connector.refused) == ("no_token", False, [], 0)


def test_members_come_from_all_pages_and_odd_pages_break_nothing(teams: Teams) -> None:
    pages: list[Json] = [
        {"members": [{"id": "29:1"}, None, "x"], "continuationToken": "a+/="},
        {"members": None, "continuationToken": "b"},
        {"members": [{"id": "29:2", "aadObjectId": "9d2a"}], "continuationToken": "b"},
    ]
    teams.connector.faults[:] = [status(200, page) for page in pages]
    assert teams.run(lambda to: to.members(teams.place)) == [{"id": "29:1"}, {"id": "29:2", "aadObjectId": "9d2a"}]
    assert [path.partition("?")[2] for _, path, _ in teams.connector.asked] == [
        "pageSize=500",
        "pageSize=500&continuationToken=a%2B%2F%3D",
        "pageSize=500&continuationToken=b",
    ]
    teams.connector.faults[:] = [status(200, {"id": "29:1", "userRole": "guest"})]
    assert teams.run(lambda to: to.member(teams.place, "29:1")) == {"id": "29:1", "userRole": "guest"}


def test_a_channels_team_and_its_channels_are_read(teams: Teams) -> None:
    place = replace(teams.place, team_thread="19:9e1b@thread.tacv2")
    found = {"id": "19:9e1b@thread.tacv2", "name": "Sales", "aadGroupId": "9d2a"}
    listed = {"conversations": [{"id": "19:9e1b@thread.tacv2", "name": None}, "x", {"id": CHANNEL, "name": "Offers"}]}
    teams.connector.faults[:] = [
        status(502),
        status(200, found),
        status(200, listed),
        status(200, {"conversations": 7}),
    ]

    async def work(to: Connectors) -> list[object]:
        return [await to.team(place), await to.channels(place), await to.channels(place)]

    assert teams.run(work) == [found, [listed["conversations"][0], listed["conversations"][2]], []]
    path = f"/emea/{TENANT}/v3/teams/19%3A9e1b%40thread.tacv2"
    assert [asked[1] for asked in teams.connector.asked] == [path, path] + [f"{path}/conversations"] * 2
    assert teams.counted[:2] == [("team", "http_502"), ("team", "ok")]


def test_a_chat_with_one_person_is_opened(teams: Teams) -> None:
    assert teams.run(lambda to: to.open_direct(teams.place, "29:1abc")) == "1764331200001"
    assert teams.connector.asked == [
        (
            "POST",
            f"/emea/{TENANT}/v3/conversations",
            {
                "isGroup": False,
                "bot": {"id": f"28:{APP}"},
                "members": [{"id": "29:1abc"}],
                "tenantId": TENANT,
                "channelData": {"tenant": {"id": TENANT}},
            },
        )
    ]


def test_hanging_calls_hold_up_nothing_else(teams: Teams, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "REQUEST_SECONDS", 2.5)
    teams.connector.faults[:] = [SILENCE] * 12

    async def work(to: Connectors) -> float:
        places = [TeamsPlace(teams.place.service_url, TENANT, f"a:{n}", "personal", "28:x") for n in range(12)]
        hanging = [asyncio.create_task(to.send(place, {"text": TEXT})) for place in places]
        await asyncio.sleep(0.1)
        begun = time.perf_counter()
        await asyncio.gather(*(asyncio.to_thread(time.sleep, 0) for _ in range(12)))
        late = time.perf_counter() - begun
        await asyncio.gather(*hanging, return_exceptions=True)
        return late

    assert teams.run(work) < 1.0
