"""Links to originals: for a minute, for one person and one document, and no longer than that person's rights."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.signed_links import LONGEST, LinkRefusedError, Purpose, SignedLinks
from bot.chat.chat import Person
from bot.records.api_keys import ApiKeys
from tests.contracts.api.api_server import ApiServer

KEY = b"k" * 32
ANA = Person("web", "main", "0" * 32)


class Clock:
    """The seconds that a test says."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_a_link_says_who_had_it_made_and_for_what_until_its_time_is_over() -> None:
    clock = Clock()
    links = SignedLinks(KEY, clock)
    token, made = links.make(Purpose.ORIGINAL, ANA, "d1", 60)
    opened = links.open(Purpose.ORIGINAL, token)
    assert opened == made and (opened.person, opened.target, opened.expires_at) == (ANA, "d1", 1_000_060)
    assert ANA.id not in repr(opened)
    clock.now += 59.9
    links.open(Purpose.ORIGINAL, token)
    clock.now += 0.1
    with pytest.raises(LinkRefusedError):
        links.open(Purpose.ORIGINAL, token)


def test_every_process_with_the_same_key_opens_it_and_none_with_another() -> None:
    token, _ = SignedLinks(KEY).make(Purpose.ORIGINAL, ANA, "d1", 60)
    assert SignedLinks(KEY).open(Purpose.ORIGINAL, token).target == "d1"
    with pytest.raises(LinkRefusedError):
        SignedLinks(b"j" * 32).open(Purpose.ORIGINAL, token)


def test_a_link_with_any_letter_changed_is_refused() -> None:
    links = SignedLinks(KEY)
    token, _ = links.make(Purpose.ORIGINAL, ANA, "d1", 60)
    for place, letter in enumerate(token[:-1]):  # the last one holds bits that no byte has
        changed = token[:place] + ("A" if letter != "A" else "B") + token[place + 1 :]
        with pytest.raises(LinkRefusedError):
            links.open(Purpose.ORIGINAL, changed)


def test_a_body_of_ones_own_is_refused() -> None:
    links = SignedLinks(KEY)
    _, _, signature = links.make(Purpose.ORIGINAL, ANA, "d1", 60)[0].partition(".")
    own = base64.urlsafe_b64encode(json.dumps(["web", "main", "x", "en", "d2", 9**12]).encode()).decode().rstrip("=")
    for token in (f"{own}.{signature}", f"{own}.", own, f"{own}.{own}"):
        with pytest.raises(LinkRefusedError):
            links.open(Purpose.ORIGINAL, token)


@given(st.text(max_size=60) | st.text("ABCabc.=-_", max_size=60) | st.just("A" * (LONGEST + 1) + "."))
def test_whatever_somebody_sends_is_refused(token: str) -> None:
    with pytest.raises(LinkRefusedError):
        SignedLinks(KEY).open(Purpose.ORIGINAL, token)


def held(api: ApiServer) -> str:
    """A document that everyone may read; its id."""
    return api.service.holdings.ingest("Handbook.md", "Five days of vacation.").document_id


def test_an_original_is_fetched_by_its_link_without_any_other_proof(api: ApiServer) -> None:
    document_id = held(api)
    with api.client(api.key("read")) as client, api.client() as anybody:
        made = client.post(f"/v1/documents/{document_id}/original-link").json()
        fetched = anybody.get(made["url"])
        assert (fetched.status_code, fetched.text) == (200, "Five days of vacation.")
        assert fetched.headers["content-disposition"] == "attachment; filename*=UTF-8''Handbook.md"
        assert (fetched.headers["cache-control"], fetched.headers["x-content-type-options"]) == ("no-store", "nosniff")
        assert client.get(f"/v1/documents/{document_id}/original").text == fetched.text
        refused = anybody.get(made["url"][:-8] + "AAAAAAAA")
        assert (refused.status_code, refused.json()["code"]) == (404, "unknown_link")
        assert anybody.post(f"/v1/documents/{document_id}/original-link").status_code == 401


def test_no_link_is_made_of_what_the_caller_may_not_read(api: ApiServer) -> None:
    document_id = held(api)
    with api.client(api.key("read", labels=("group:other",))) as client:
        refused = client.post(f"/v1/documents/{document_id}/original-link")
        assert (refused.status_code, refused.json()["code"]) == (404, "unknown_document")


def test_a_link_ends_with_the_rights_of_who_had_it_made(api: ApiServer) -> None:
    document_id, key = held(api), api.key("read")
    keys = ApiKeys(api.service.holdings.database)
    with api.client(key) as client, api.client() as anybody:
        url = client.post(f"/v1/documents/{document_id}/original-link").json()["url"]
        assert anybody.get(url).status_code == 200
        found = keys.find(key)
        assert found is not None and keys.revoke(found.id, "test")
        assert anybody.get(url).status_code == 404


def test_a_link_ends_with_the_document(api: ApiServer) -> None:
    document_id = held(api)
    with api.client(api.key("read")) as client, api.client() as anybody:
        url = client.post(f"/v1/documents/{document_id}/original-link").json()["url"]
        api.service.holdings.forgetter.forget(document_id)
        assert anybody.get(url).status_code == 404
