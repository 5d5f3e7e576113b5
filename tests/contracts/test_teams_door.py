"""Teams' HTTP door, as Microsoft and as a stranger meets it: what isn't signed for this bot is refused."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.teams.directory.wire import open_session
from bot.teams.inbound.door import SignedDoor
from bot.teams.inbound.keys import IssuerKeys
from bot.teams.inbound.routes import LARGEST_BODY
from tests.contracts.teams_door import ACTIVITY, SERVICE, Answer, AtTheDoor, Json, opened
from tests.servers.local_authority import local_authority
from tests.servers.teams_issuer import APP, SigningKey, TeamsIssuer, rsa_key

OTHER_KEY = SigningKey("other", rsa_key("other"))


@contextlib.asynccontextmanager
async def signed(issuer: TeamsIssuer) -> AsyncIterator[AtTheDoor]:
    async with open_session() as http:
        keys = IssuerKeys(issuer.openid_url, http)
        async with opened(SignedDoor(APP, keys), keys) as at:
            yield at
        keys.close()


@pytest.fixture(scope="module")
def running_issuer() -> Iterator[TeamsIssuer]:
    with TeamsIssuer() as issuer:
        yield issuer


@pytest.fixture
def issuer(running_issuer: TeamsIssuer, monkeypatch: pytest.MonkeyPatch) -> TeamsIssuer:
    for name, value in local_authority().environment.items():
        monkeypatch.setenv(name, value)
    running_issuer.asked.clear()
    running_issuer.is_away = False
    return running_issuer


def test_what_teams_signed_comes_through_word_for_word(issuer: TeamsIssuer) -> None:
    odd = ACTIVITY | {
        "text": "für \U0001f600",
        "timestamp": "no time at all",
        "entities": [{"type": 7}, None, "x"],
        "attachments": {"no": "list"},
        "recipient": [1],
        "value": {"deep": [[[{"a": None}]]]},
        "deliveryMode": "expectReplies",
    }

    async def run() -> None:
        async with signed(issuer) as at:
            bearer = f"Bearer {issuer.sign(SERVICE)}"
            assert await at.answered(odd, bearer) == (200, b"")
            assert await at.send(ACTIVITY, f"bearer {issuer.sign(SERVICE.rstrip('/'))}") == 200
            assert at.taken == [odd, ACTIVITY] and at.counted == [200, 200]

    asyncio.run(run())


def unsigned_tokens(issuer: TeamsIssuer) -> dict[str, str]:
    """Authorization headers that prove nothing."""
    now, good = int(time.time()), issuer.sign(SERVICE)
    head, claims, signature = good.split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none","kid":"first"}').decode().rstrip("=")
    public = rsa_key("first").public_key()
    return {
        "none": "",
        "another scheme": f"Basic {good}",
        "no scheme": good,
        "nothing after it": "Bearer ",
        "two tokens": f"Bearer {good} {good}",
        "garbage": "Bearer garbage",
        "dots": "Bearer ...",
        "letters of others": "Bearer \u00fc.\u00fc.\u00fc",
        "bytes that are no JSON": "Bearer /w.e30.x",
        "a list": f"Bearer {base64.urlsafe_b64encode(b'[1]').decode()}.e30.x",
        "too long": f"Bearer {good}{'x' * 20_000}",
        "expired": f"Bearer {issuer.sign(SERVICE, exp=now - 400)}",
        "not yet": f"Bearer {issuer.sign(SERVICE, nbf=now + 400)}",
        "without end": f"Bearer {issuer.sign(SERVICE, exp=None)}",
        "an end that is no number": f"Bearer {issuer.sign(SERVICE, exp='soon')}",
        "another issuer": f"Bearer {issuer.sign(SERVICE, iss='https://sts.windows.net/72f988bf/')}",
        "no issuer": f"Bearer {issuer.sign(SERVICE, iss=None)}",
        "no audience": f"Bearer {issuer.sign(SERVICE, aud=None)}",
        "no algorithm": f"Bearer {none}.{claims}.",
        "HS256 with the public key": f"Bearer {_by_secret(issuer, public)}",
        "RS384": f"Bearer {issuer.sign(SERVICE, alg='RS384')}",
        "an unknown key": f"Bearer {issuer.sign(SERVICE, key=OTHER_KEY)}",
        "a known name and another key": f"Bearer {issuer.sign(SERVICE, key=SigningKey('first', rsa_key('other')))}",
        "another signature": f"Bearer {head}.{claims}.{signature[::-1]}",
        "other claims": f"Bearer {head}.{issuer.sign('https://elsewhere.example').split('.')[1]}.{signature}",
    }


def _by_secret(issuer: TeamsIssuer, public: Any) -> str:
    """A token signed with the text of the public key as a secret, which careless verifiers take."""
    secret = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT","kid":"first"}').decode().rstrip("=")
    signed_part = f"{head}.{issuer.sign(SERVICE).split('.')[1]}"
    mac = hmac.new(secret, signed_part.encode(), hashlib.sha256).digest()
    return f"{signed_part}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def test_nothing_that_is_not_signed_is_let_in_and_it_costs_next_to_nothing(issuer: TeamsIssuer) -> None:
    async def run() -> None:
        async with signed(issuer) as at:
            assert await at.send(ACTIVITY, f"Bearer {issuer.sign(SERVICE)}") == 200
            at.taken.clear()
            tokens = unsigned_tokens(issuer)
            begun = time.process_time()
            got = {name: await at.send(ACTIVITY, header) for name, header in tokens.items()}
            assert got == dict.fromkeys(tokens, 401)
            assert time.process_time() - begun < 2.0
            assert at.taken == []
            assert len(issuer.asked) == 2  # one unknown key is looked for a minute, however many are named

    asyncio.run(run())


def test_what_is_signed_for_others_or_for_another_place_is_refused(issuer: TeamsIssuer) -> None:
    elsewhere = "https://elsewhere.example/"
    silent = SigningKey("silent", rsa_key("first"), ())
    issuer.keys.append(silent)
    first = issuer.keys[0]
    refused: list[tuple[Json, str]] = [
        (ACTIVITY, issuer.sign(SERVICE, aud="00000000-0000-0000-0000-000000000000", key=first)),
        (ACTIVITY, issuer.sign(SERVICE, aud=[APP, "another"], key=first)),
        (ACTIVITY, issuer.sign(elsewhere, key=first)),
        (ACTIVITY, issuer.sign(SERVICE, serviceurl=None, key=first)),
        (ACTIVITY, issuer.sign(SERVICE, serviceurl=["x"], key=first)),
        (ACTIVITY | {"serviceUrl": elsewhere}, issuer.sign(SERVICE, key=first)),
        (ACTIVITY | {"serviceUrl": "http://smba.example"}, issuer.sign("http://smba.example", key=first)),
        (ACTIVITY | {"serviceUrl": "https://a@b/{x}"}, issuer.sign("https://a@b/{x}", key=first)),
        (ACTIVITY, issuer.sign(SERVICE, key=silent)),
        (ACTIVITY | {"channelId": "emulator"}, issuer.sign(SERVICE, key=first)),
        (ACTIVITY | {"channelId": "webchat"}, issuer.sign(SERVICE, key=first)),
        (ACTIVITY | {"recipient": {"id": "8:orgid:1", "role": "agenticUser"}}, issuer.sign(SERVICE, key=first)),
    ]

    async def run() -> None:
        async with signed(issuer) as at:
            assert [await at.send(activity, f"Bearer {token}") for activity, token in refused] == [403] * len(refused)
            assert at.taken == []

    asyncio.run(run())
    issuer.keys.remove(silent)


MALFORMED: list[object] = [
    b"",
    b"{",
    b"\xff\xfe{}",
    b"[" * 500_000,
    b'{"a":' * 100_000,
    b"1" * 100_000,
    [ACTIVITY],
    "text",
    None,
    {},
    {name: value for name, value in ACTIVITY.items() if name != "serviceUrl"},
    {name: value for name, value in ACTIVITY.items() if name != "channelId"},
    ACTIVITY | {"type": 7},
    ACTIVITY | {"type": ""},
    ACTIVITY | {"serviceUrl": {"x": 1}},
    ACTIVITY | {"conversation": "a:1"},
    ACTIVITY | {"conversation": {"id": 1}},
    ACTIVITY | {"conversation": {}},
    ACTIVITY | {"value": float("nan")},
    ACTIVITY | {"value": float("inf")},
]


def test_what_is_malformed_is_refused_and_what_is_too_large_is_not_read(issuer: TeamsIssuer) -> None:
    async def run() -> None:
        async with signed(issuer) as at:
            bearer = f"Bearer {issuer.sign(SERVICE)}"
            assert [await at.send(each, bearer) for each in MALFORMED] == [400] * len(MALFORMED)
            assert await at.send(ACTIVITY | {"text": "x" * LARGEST_BODY}, bearer) == 413
            assert await at.send(ACTIVITY | {"text": "\ud83d half"}, bearer) == 200
            assert await at.send(ACTIVITY | {"text": "\U0001f600"}, bearer) == 200
            assert [each["text"] for each in at.taken] == ["? half", "\U0001f600"]

    asyncio.run(run())


def test_without_keys_nothing_is_verified_and_with_them_the_issuer_may_be_away(issuer: TeamsIssuer) -> None:
    async def run() -> None:
        async with signed(issuer) as at:
            bearer = f"Bearer {issuer.sign(SERVICE)}"
            issuer.is_away = True
            assert await at.send(ACTIVITY, bearer) == 503
            issuer.is_away = False
            assert await at.send(ACTIVITY, bearer) == 503  # it was asked a moment ago
            assert at.keys is not None and await at.keys.refresh() == 1
            assert await at.send(ACTIVITY, bearer) == 200
            issuer.is_away = True
            assert await at.send(ACTIVITY, bearer) == 200
            assert await at.send(ACTIVITY, f"Bearer {issuer.sign(SERVICE, key=OTHER_KEY)}") == 401

    asyncio.run(run())


def test_an_issuer_that_says_nothing_holds_up_no_one_but_who_waits_for_it(issuer: TeamsIssuer) -> None:
    async def run() -> None:
        async with signed(issuer) as at:
            issuer.pause = 2.0
            waiting = asyncio.create_task(at.send(ACTIVITY, f"Bearer {issuer.sign(SERVICE)}"))
            late = 0.0
            while not waiting.done():
                before = time.perf_counter()
                assert await at.send(ACTIVITY) == 401
                late = max(late, time.perf_counter() - before)
            assert waiting.result() == 200 and late < 1.5

    try:
        asyncio.run(run())
    finally:
        issuer.pause = 0.0


def test_an_invoke_gets_its_answer_and_nothing_ever_ends_in_a_server_error(issuer: TeamsIssuer) -> None:
    invoke = ACTIVITY | {"type": "invoke", "name": "adaptiveCard/action", "value": {}}

    async def run() -> None:
        async with signed(issuer) as at:
            bearer = f"Bearer {issuer.sign(SERVICE)}"
            at.answer = Answer(200, {"statusCode": 200, "value": "f\u00fcr"})
            assert await at.answered(invoke, bearer) == (200, '{"statusCode":200,"value":"f\u00fcr"}'.encode())
            at.answer = Answer(503, None)
            assert await at.answered(invoke, bearer) == (503, b"")
            at.answer = None
            assert await at.answered(invoke, bearer) == (200, b"")
            at.answer = RuntimeError("records away")
            status, body = await at.answered(ACTIVITY, bearer)
            assert status == 503 and b"records" not in body

    asyncio.run(run())
