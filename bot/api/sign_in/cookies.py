"""What a browser holds: the secret of its session, and one that ties a sign-in to it."""

import re
import secrets

from starlette.requests import Request
from starlette.responses import Response

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


class Cookies:
    """Cookies of the address where people reach the bot: by https alone, for this host alone, closed to scripts.

    Where that address is this machine's and http, they have other names and go over http, too.
    """

    def __init__(self, public_url: str) -> None:
        self._is_secure = public_url.startswith("https://")
        prefix = "__Host-" if self._is_secure else ""
        self.session = f"{prefix}tcbot"
        self.browser = f"{prefix}tcbot-sign-in"

    def session_secret(self, request: Request) -> str:
        """The secret of the browser's session; empty where it holds none."""
        return _read(request, self.session)

    def browser_secret(self, request: Request) -> str:
        """What ties a sign-in to the browser; empty where it holds none."""
        return _read(request, self.browser)

    def new_browser_secret(self, request: Request) -> str:
        """The one that it holds, so that several tabs can sign in, else a new one."""
        return self.browser_secret(request) or secrets.token_urlsafe(32)

    def give_session(self, response: Response, secret: str, seconds: int) -> None:
        """Lets the browser hold its session."""
        self._give(response, self.session, secret, seconds)

    def give_browser(self, response: Response, secret: str, seconds: int) -> None:
        """Ties a sign-in to the browser."""
        self._give(response, self.browser, secret, seconds)

    def take_session(self, response: Response) -> None:
        """Has the browser forget its session."""
        self._give(response, self.session, "", 0)

    def _give(self, response: Response, name: str, value: str, seconds: int) -> None:
        # Lax: the way back from the issuer begins at another site.
        response.set_cookie(
            name, value, max_age=seconds, path="/", secure=self._is_secure, httponly=True, samesite="lax"
        )


def _read(request: Request, name: str) -> str:
    value = request.cookies.get(name, "")
    return value if _SECRET.fullmatch(value) else ""
