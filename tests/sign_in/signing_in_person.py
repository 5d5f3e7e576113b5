"""Somebody who signs in at a site by HTTP alone, without a browser, at the issuer that forges."""

from typing import Self
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.servers.forging_issuer import ForgingIssuer


class SigningInPerson:
    """A browser's cookies and what is asked with them."""

    def __init__(self, site: str, issuer: ForgingIssuer) -> None:
        self.http = httpx.Client(base_url=site, headers={"accept-language": "en"}, timeout=30)
        self._issuer = issuer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def begin(self, wanted: str = "") -> dict[str, str]:
        """Goes to the issuer; what the bot asked for there."""
        answer = self.http.get("/auth/start", params={"next": wanted} if wanted else {})
        assert answer.status_code == 302, answer.text
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}

    def way_back(self, wanted: str = "") -> dict[str, str]:
        """Signs in at the issuer; the parameters with which it sends people back."""
        asked = self.begin(wanted)
        return {"state": asked["state"], "code": self._issuer.code_for(asked["nonce"], asked["code_challenge"])}

    def callback(self, said: dict[str, str]) -> httpx.Response:
        """Comes back."""
        return self.http.get("/auth/callback", params=said)

    def sign_in(self, wanted: str = "") -> httpx.Response:
        """All of it."""
        return self.callback(self.way_back(wanted))

    @property
    def csrf(self) -> str:
        """What goes with a change."""
        token: str = self.http.get("/auth/me").json()["csrf"]
        return token
