"""The pages of signing in: words and a link or a button, with nothing from elsewhere and no script."""

import base64
import hashlib
import html
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.wording.sentences import LANGUAGES, language_tag, say

LONGEST_PATH: Final = 500
HOME: Final = "/auth/"
_STYLE: Final = (
    "body{font:1.05rem/1.5 system-ui,sans-serif;max-width:28rem;margin:18vh auto;padding:0 1.5rem;color:#1d1c1d;"
    "background:#fff}a.button,button{display:inline-block;font:inherit;padding:.55rem 1.1rem;border:0;"
    "border-radius:.4rem;background:#1a56a8;color:#fff;text-decoration:none;cursor:pointer}"
    "@media(prefers-color-scheme:dark){body{background:#1b1d21;color:#e8e8e8}}"
)
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()


@dataclass(frozen=True, slots=True)
class Button:
    """The one thing to do on a page: a link, or with `csrf` a form that is posted."""

    words: str
    address: str
    csrf: str = ""


def local_path(wanted: str) -> str:
    """Where somebody wants to go afterwards, if that is a path of ours; else the page of who is signed in."""
    is_path = wanted.startswith("/") and not wanted.startswith("//") and len(wanted) <= LONGEST_PATH
    if not is_path or "\\" in wanted or not wanted.isascii() or not wanted.isprintable():
        return HOME
    parts = urlsplit(wanted)
    return HOME if parts.scheme or parts.netloc else wanted


def locale_of(request: Request) -> str:
    """The first language of the browser that we speak; English otherwise."""
    for each in request.headers.get("accept-language", "")[:200].split(","):
        tag = language_tag(each.partition(";")[0].strip())
        if tag in LANGUAGES:
            return tag
    return "en"


def sign_in_page(request: Request, wanted: str) -> HTMLResponse:
    """Where somebody begins to sign in."""
    locale = locale_of(request)
    button = Button(say("sign_in_button", locale), f"/auth/start?next={quote(local_path(wanted), safe='/')}")
    return _page(locale, say("sign_in_intro", locale), button)


def account_page(request: Request, name: str, csrf: str, end_session: str) -> HTMLResponse:
    """Who is signed in, and the way out; `end_session` is where the issuer signs people out."""
    locale = locale_of(request)
    button = Button(say("sign_out_button", locale), "/auth/logout", csrf)
    words = say("signed_in_as", locale, name=name) if name else say("signed_in", locale)
    return _page(locale, words, button, posts_to=end_session)


def signed_out_page(request: Request) -> HTMLResponse:
    """That somebody is signed out."""
    locale = locale_of(request)
    return _page(locale, say("signed_out", locale), Button(say("sign_in_again", locale), "/auth/sign-in"))


def error_page(request: Request, code: str, status: int) -> HTMLResponse:
    """Why somebody isn't signed in."""
    locale = locale_of(request)
    button = Button(say("sign_in_again", locale), "/auth/sign-in")
    return _page(locale, say(f"sign_in_{code}", locale), button, status=status)


def _page(locale: str, words: str, button: Button, status: int = 200, posts_to: str = "") -> HTMLResponse:
    body = (
        f'<!doctype html><html lang="{locale}"><meta charset="utf-8"><title>TCBot</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>'
        f"<main><h1>TCBot</h1><p>{html.escape(words)}</p>{_spelled(button)}</main></html>"
    )
    return HTMLResponse(body, status, _headers(posts_to))


def _spelled(button: Button) -> str:
    address, words = html.escape(button.address), html.escape(button.words)
    if not button.csrf:
        return f'<a class="button" href="{address}">{words}</a>'
    proof = f'<input type="hidden" name="csrf" value="{html.escape(button.csrf)}">'
    return f'<form method="post" action="{address}">{proof}<button>{words}</button></form>'


def _headers(posts_to: str) -> dict[str, str]:
    """The page may do nothing but show its words; a browser also asks where a posted form leads in the end."""
    parts = urlsplit(posts_to)
    leads = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    policy = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'{leads}; base-uri 'none'"
    return {
        "Content-Security-Policy": f"{policy}; frame-ancestors 'none'",
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",  # without any, a form would be posted with no origin
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
