"""Microsoft's login as a bot in Teams meets it: who signs what Teams sends, and who gives the bot its tokens.

It is strict: a token is given for the right secret or certificate, tenant and scope alone, and is checked as it is
given. Everything of it can be changed while it runs.
"""

import asyncio
import base64
import datetime
import functools
import hashlib
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Self

import jwt
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from tests.servers.https_server import HttpsServer
from tests.servers.local_authority import DAY, local_authority

Json = dict[str, Any]

ISSUER = "https://api.botframework.com"
CONNECTOR = "https://api.botframework.com"
APP = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
SECRET = "change-me"
IDENTITY_HEADER = "also-change-me"
ENDORSED = ("msteams", "webchat")


@functools.cache
def rsa_key(name: str) -> RSAPrivateKey:
    """A private key of this name, the same for a whole process: making one takes long."""
    return generate_private_key(65537, 2048)


@dataclass
class SigningKey:
    """A key that signs what Teams sends."""

    kid: str
    private: RSAPrivateKey
    endorsements: tuple[str, ...] = ENDORSED

    def published(self) -> Json:
        """As the issuer's list of keys has it."""
        public: Json = json.loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        return {**public, "kid": self.kid, "use": "sig", "endorsements": list(self.endorsements)}


@dataclass
class TeamsIssuer:
    """The issuer and the login; `with` it, they are there.

    `graph` is the address that tokens for Graph are asked for, `roles` what those tokens hold. `refuses` is a code such
    as 7000215 that the login answers with; `is_away` breaks every connection; every answer comes after `pause` seconds.
    `published` is said in the place of the list of keys. `asked` holds the paths of requests.
    """

    app_id: str = APP
    tenant: str = TENANT
    secret: str = SECRET
    graph: str = "https://graph.microsoft.com"
    roles: tuple[str, ...] = ()
    expires_in: int = 3599
    refuses: int = 0
    is_away: bool = False
    pause: float = 0.0
    certificate: x509.Certificate | None = None
    published: object = None
    asked: list[str] = field(default_factory=list)
    keys: list[SigningKey] = field(default_factory=lambda: [SigningKey("first", rsa_key("first"))])

    def __post_init__(self) -> None:
        self._server = HttpsServer(self._app)

    @property
    def url(self) -> str:
        """Where both of them are."""
        return self._server.url

    @property
    def openid_url(self) -> str:
        """TEAMS_OPENID_URL."""
        return f"{self.url}/v1/.well-known/openidconfiguration"

    def settings(self) -> dict[str, str]:
        """The environment of a bot that is this app, by its secret."""
        return {
            "TEAMS_APP_ID": self.app_id,
            "TEAMS_APP_PASSWORD": self.secret,
            "TEAMS_TENANT_ID": self.tenant,
            "TEAMS_OPENID_URL": self.openid_url,
            "TEAMS_LOGIN_URL": self.url,
            "TEAMS_GRAPH_URL": self.graph,
            **local_authority().environment,
        }

    def sign(self, service_url: str, *, key: SigningKey | None = None, alg: str = "RS256", **changes: Any) -> str:
        """The token of a request for an answer at `service_url`; a claim that is changed to None is left out."""
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": self.app_id, "serviceurl": service_url, "nbf": now - 60, "exp": now + 3600}
        claims = {name: value for name, value in (claims | changes).items() if value is not None}
        key = key or self.keys[-1]
        return jwt.encode(claims, key.private, algorithm=alg, headers={"kid": key.kid})

    def rotate(self) -> SigningKey:
        """A new key in the place of all others."""
        name = f"key-{len(self.keys)}-{self.keys[-1].kid}"
        self.keys = [SigningKey(name, rsa_key(name))]
        return self.keys[0]

    def is_valid(self, authorization: str, resource: str) -> bool:
        """Whether a request's header holds a token of this login for `resource`: `CONNECTOR` or `graph`."""
        scheme, _, token = authorization.partition(" ")
        try:
            claims = jwt.decode(token, rsa_key("login").public_key(), ["RS256"], audience=resource)
        except jwt.PyJWTError:
            return False
        return scheme == "Bearer" and claims["appid"] == self.app_id

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.__exit__(*error)

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self._watched])
        app.router.add_get("/v1/.well-known/openidconfiguration", self._openid)
        app.router.add_get("/v1/.well-known/keys", self._published)
        app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._tenant)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        app.router.add_get("/msi/token", self._identity)
        return app

    @web.middleware
    async def _watched(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.asked.append(request.path)
        if self.is_away:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        await asyncio.sleep(self.pause)
        response: web.StreamResponse = await handler(request)
        return response

    async def _openid(self, _: web.Request) -> web.Response:
        return web.json_response(
            {
                "issuer": ISSUER,
                "authorization_endpoint": "https://invalid.botframework.com",
                "jwks_uri": f"{self.url}/v1/.well-known/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            }
        )

    async def _published(self, _: web.Request) -> web.Response:
        if self.published is not None:
            return web.json_response(self.published)
        return web.json_response({"keys": [key.published() for key in self.keys]})

    async def _tenant(self, request: web.Request) -> web.Response:
        tenant = request.match_info["tenant"]
        if tenant != self.tenant:
            return _refused(90002, "invalid_tenant", 400)
        base = f"{self.url}/{tenant}"
        return web.json_response(
            {
                "issuer": f"{base}/v2.0",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "token_endpoint": f"{base}/oauth2/v2.0/token",
            }
        )

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        resource = str(form.get("scope", "")).partition(" ")[0].removesuffix("/.default")
        if self.refuses:
            return _refused(self.refuses, "invalid_client", 401)
        if request.match_info["tenant"] != self.tenant or form.get("grant_type") != "client_credentials":
            return _refused(90002, "invalid_request", 400)
        if form.get("client_id") != self.app_id:
            return _refused(700016, "unauthorized_client", 400)
        if resource not in {CONNECTOR, self.graph}:
            return _refused(500011, "invalid_resource", 400)
        if not self._is_proved(str(form.get("client_secret", "")), str(form.get("client_assertion", ""))):
            return _refused(7000215, "invalid_client", 401)
        return web.json_response(
            {"token_type": "Bearer", "expires_in": self.expires_in, "access_token": self._made(resource)}
        )

    async def _identity(self, request: web.Request) -> web.Response:
        """Tokens by managed identity, as Azure's App Service has them."""
        if request.headers.get("X-IDENTITY-HEADER") != IDENTITY_HEADER:
            return web.json_response({"statusCode": 401, "message": "no"}, status=401)
        resource = request.query["resource"]
        return web.json_response(
            {
                "access_token": self._made(resource),
                "expires_on": str(int(time.time()) + self.expires_in),
                "resource": resource,
                "token_type": "Bearer",
            }
        )

    def _made(self, resource: str) -> str:
        now = int(time.time())
        claims = {"iss": f"{self.url}/{self.tenant}/v2.0", "aud": resource, "appid": self.app_id, "tid": self.tenant}
        claims |= {"nbf": now - 60, "exp": now + self.expires_in, "uti": uuid.uuid4().hex}
        if resource == self.graph:
            claims["roles"] = list(self.roles)
        return jwt.encode(claims, rsa_key("login"), algorithm="RS256")

    def _is_proved(self, secret: str, assertion: str) -> bool:
        if secret:
            return secret == self.secret
        if not assertion or self.certificate is None:
            return False
        der = self.certificate.public_bytes(serialization.Encoding.DER)
        thumbprint = base64.urlsafe_b64encode(hashlib.sha256(der).digest()).decode().rstrip("=")
        public: Any = self.certificate.public_key()
        try:
            claims = jwt.decode(
                assertion,
                public,
                ["PS256", "RS256"],
                audience=f"{self.url}/{self.tenant}/oauth2/v2.0/token",
                issuer=self.app_id,
                options={"require": ["exp", "iss", "aud", "sub", "jti"]},
            )
        except jwt.PyJWTError:
            return False
        named = jwt.get_unverified_header(assertion).get("x5t#S256", "").rstrip("=")
        return claims["sub"] == self.app_id and named == thumbprint


def app_certificate(name: str) -> tuple[x509.Certificate, str]:
    """A certificate that an app can be proved by, and the PEM of its key and of itself."""
    key = rsa_key(f"app {name}")
    own = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(own, own, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate, (private + certificate.public_bytes(serialization.Encoding.PEM)).decode()


def _refused(number: int, error: str, status: int) -> web.Response:
    said = {"error": error, "error_codes": [number], "error_description": f"AADSTS{number}: refused."}
    return web.json_response(said, status=status)
