"""Somebody signs in with a real browser at a real provider, and asks the documents by the API, in two bots at once."""

import contextlib

import httpx
import pytest

from tests.journeys.conftest import Tcbot
from tests.journeys.running_web import running_web
from tests.servers.chat_tools import free_ports
from tests.servers.oidc_provider import oidc_provider
from tests.sign_in.browser import chromium, sign_in

QUESTION = {"question": "How many days of vacation do full-time employees get?"}


@pytest.mark.slow
def test_who_signs_in_asks_by_the_api_and_is_out_everywhere_at_once(samples: Tcbot) -> None:
    first, second = free_ports(2)
    public = f"http://127.0.0.1:{first}"
    with contextlib.ExitStack() as running:
        provider = running.enter_context(oidc_provider(public))
        settings = provider.settings(public)
        running.enter_context(running_web(samples, first, **settings))
        other = running.enter_context(running_web(samples, second, **settings))
        browser = running.enter_context(chromium())
        context = browser.new_context(locale="en-GB")
        page = context.new_page()
        sign_in(page, public, "alice")
        assert page.inner_text("p") == "You are signed in as Alice Adams."

        proof = {"X-CSRF-Token": context.request.get(f"{public}/auth/me").json()["csrf"]}
        assert context.request.post(f"{public}/v1/questions", data=QUESTION).json()["code"] == "csrf"
        answer = context.request.post(f"{public}/v1/questions", data=QUESTION, headers=proof)
        assert answer.status == 200, answer.text()
        assert answer.json()["answer"]["citations"]
        token = context.request.post(f"{public}/auth/token", headers=proof).json()["access_token"]
        program = {"authorization": f"Bearer {token}"}
        elsewhere = httpx.post(f"{other}/v1/questions", json=QUESTION, headers=program, timeout=60).json()
        assert elsewhere["answer"]["citations"]

        listed = samples("sessions", "list", "--json", **settings).json()
        ended = samples("sessions", "revoke", listed[0]["id"][:12], **settings)
        assert ended.out == "1 session is over.\n"
        for address in (public, other):
            assert httpx.post(f"{address}/v1/questions", json=QUESTION, headers=program, timeout=30).status_code == 401
        assert context.request.get(f"{public}/auth/me").status == 401
        assert samples("audit", "verify", **settings).code == 0
