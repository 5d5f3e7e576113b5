"""An OpenID issuer that signs whatever it is told, also what no real one would: for tests of what is refused."""

import asyncio
import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.servers.oidc_provider import CLIENT, SECRET

Claims = dict[str, Any]
KEY = RSAKey.generate_key(2048, parameters={"kid": "first", "use": "sig"})
OTHER_KEY = RSAKey.generate_key(2048, parameters={"kid": "first", "use": "sig"})
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass
class ForgingIssuer:
    """The issuer; `with` it, it is there.

    `claims` are what its ID tokens hold, beside what every one has; one that is None is left out. `sign` makes the
    token. `said` is put over what the issuer says of itself, `answer` in the place of its token answer.
    """

    claims: Claims = field(default_factory=dict)
    sign: Callable[[Claims], str] = field(default=lambda claims: signed(claims))
    said: Claims = field(default_factory=dict)
    answer: tuple[int, bytes] | None = None
    refuses: str = ""
    is_away: bool = False
    userinfo: Claims = field(default_factory=dict)
    asked: list[Claims] = field(default_factory=list)
    nonces: dict[str, str] = field(default_factory=dict)
    challenges: dict[str, str] = field(default_factory=dict)
    url: str = ""

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner = self._run(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def settings(self, public_url: str) -> dict[str, str]:
        """The environment of a bot whose people it signs in."""
        return {
            "PUBLIC_URL": public_url,
            "OIDC_ISSUER": self.url,
            "OIDC_CLIENT_ID": CLIENT,
            "OIDC_CLIENT_SECRET": SECRET,
        }

    def code_for(self, nonce: str, challenge: str) -> str:
        """A code, as somebody brings it back who signed in with these."""
        code = f"code-{len(self.nonces)}"
        self.nonces[code], self.challenges[code] = nonce, challenge
        return code

    def token(self, **changes: Any) -> str:
        """An ID token, or with other claims another one."""
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "sub": "alice", "iat": now, "exp": now + 60} | changes
        return self.sign({name: value for name, value in claims.items() if value is not None})

    def logout_token(self, **changes: Any) -> str:
        """What it says when somebody signs out."""
        news: Claims = {"jti": str(time.time_ns()), "events": {LOGOUT_EVENT: {}}, "sid": "session-1"}
        return self.token(**news | changes)

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _start(self) -> web.AppRunner:
        app = web.Application(middlewares=[self._watched])
        app.router.add_get("/.well-known/openid-configuration", self._openid)
        app.router.add_get("/keys", self._keys)
        app.router.add_get("/userinfo", self._userinfo)
        app.router.add_post("/token", self._token)
        runner = web.AppRunner(app, shutdown_timeout=1.0, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    @web.middleware
    async def _watched(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if self.is_away:
            assert request.transport is not None
            request.transport.abort()
        response: web.StreamResponse = await handler(request)
        return response

    async def _openid(self, _: web.Request) -> web.Response:
        told = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }
        return web.json_response(told | self.said)

    async def _keys(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": [{"kty": "unheard-of"}, 7, KEY.as_dict(private=False)]})

    async def _userinfo(self, _: web.Request) -> web.Response:
        return web.json_response(self.userinfo)

    async def _token(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        self.asked.append(form)
        if self.refuses:
            return web.json_response({"error": self.refuses, "error_description": "no"}, status=400)
        if self.answer is not None:
            status, body = self.answer
            return web.Response(status=status, body=body, content_type="application/json")
        code = str(form.get("code", ""))
        nonce: Claims = {}
        if code:
            if self.challenges.pop(code, "") != challenge_of(str(form.get("code_verifier", ""))):
                return web.json_response({"error": "invalid_grant"}, status=400)
            nonce = {"nonce": self.nonces[code]}
        tokens = {"access_token": "access", "refresh_token": f"refresh-{len(self.asked)}", "token_type": "Bearer"}
        return web.json_response(tokens | {"expires_in": 60, "id_token": self.token(**nonce | self.claims)})


def challenge_of(verifier: str) -> str:
    """The S256 challenge of PKCE (RFC 7636)."""
    return _encoded(hashlib.sha256(verifier.encode()).digest())


def signed(claims: Claims, key: RSAKey = KEY, alg: str = "RS256", kid: str = "first") -> str:
    """A token by the issuer's key, or another one."""
    return jwt.encode({"alg": alg, "kid": kid}, claims, key)


def unsigned(claims: Claims) -> str:
    """A token by nobody: alg none."""
    return f"{_unsigned('none', claims)}."


def signed_with_public_key(claims: Claims) -> str:
    """A token by the issuer's public key, taken for a shared secret: HS256."""
    signed_part = _unsigned("HS256", claims)
    return f"{signed_part}.{_encoded(hmac.digest(KEY.as_pem(private=False), signed_part.encode(), 'sha256'))}"


def _unsigned(alg: str, claims: Claims) -> str:
    head = {"alg": alg, "typ": "JWT", "kid": "first"}
    return ".".join(_encoded(json.dumps(part).encode()) for part in (head, claims))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
