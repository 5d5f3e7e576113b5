"""What a user of Elasticsearch has to be allowed: the role that deploy/ makes is enough, and no less would be."""

import json
import urllib.error
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from pipelines.elasticsearch_index.store import ElasticsearchStore
from pipelines.index.index_generations import MadeFor
from pipelines.ports import IndexUnavailableError
from tests.contracts.test_index import EVERYONE, NORTH, sample
from tests.servers.elasticsearch_security import SecureElasticsearch, needed_secure_elasticsearch

pytestmark = pytest.mark.servers

ROLE: Final[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "deploy" / "compose" / "elasticsearch" / "role.json").read_text()
)
PRIVILEGES: Final[list[str]] = ROLE["indices"][0]["privileges"]


@pytest.fixture(scope="module")
def server() -> Iterator[SecureElasticsearch]:
    with needed_secure_elasticsearch() as started:
        yield started


def allowed(server: SecureElasticsearch, role: dict[str, Any]) -> str:
    """The address with a new user of this role."""
    name = f"user-{uuid.uuid4().hex[:12]}"
    server.ask("PUT", f"_security/role/{name}", role)
    server.ask("PUT", f"_security/user/{name}", {"password": "opensesame", "roles": [name]})
    return server.as_user(f"{name}:opensesame")


def key_of(server: SecureElasticsearch, role: dict[str, Any]) -> str:
    """A new API key that may do what this role may."""
    told = server.ask("POST", "_security/api_key", {"name": "tcbot", "role_descriptors": {"tcbot": role}})
    return str(told["encoded"])


def work(url: str, api_key: str | None = None) -> None:
    """All that TCBot does at an index, from its making to its end."""
    name = f"tcbot-{uuid.uuid4().hex[:12]}"
    with closing(ElasticsearchStore(url, name, replicas=0, api_key=api_key)) as store:
        first = store.ensure(lambda: MadeFor("small", 4))
        with closing(store.open(first)) as index:
            index.put(*sample("d1", ["Ripe apple."]))
            index.put(*sample("d2", ["Green apple."]))
            index.put(*sample("d1", ["Red apple."], version="2"))
            assert [hit.text for hit in index.search_chunks("red", EVERYONE, 10)] == ["Red apple."]
            assert len(index.search_vectors(NORTH, EVERYONE, 10)) == 2
            index.set_labels("d2", ["slack:T1:C9"])
            assert index.search_chunks("green", EVERYONE, 10) == []
            index.forget("d1")
            index.expunge()  # what is left is merged away a while later
            assert "1 chunks" in index.ping()
        second = store.create(MadeFor("large", 8))
        store.switch(second)
        assert store.live() is not None and [each.id for each in store.others()] == [first.id]
        for each in (first, second):
            store.drop(each)


def test_a_user_with_the_role_of_deploy_may_do_what_tcbot_does(server: SecureElasticsearch) -> None:
    work(allowed(server, ROLE))


def test_an_api_key_that_may_do_what_the_role_may_is_enough_too(server: SecureElasticsearch) -> None:
    work(server.url, key_of(server, ROLE))


def test_who_has_the_role_reaches_no_other_index_and_no_user(server: SecureElasticsearch) -> None:
    user = allowed(server, ROLE).partition("://")[2].partition("@")[0]
    server.ask("PUT", "others")
    for method, path, body in (
        ("GET", "others/_search", None),
        ("PUT", "others/_doc/1", {"text": "x"}),
        ("DELETE", "others", None),
        ("GET", "_security/user", None),
        ("PUT", "_cluster/settings", {"persistent": {"action.auto_create_index": "true"}}),
    ):
        with pytest.raises(urllib.error.HTTPError, match="403"):
            server.ask(method, path, body, user)


@pytest.mark.parametrize("missing", PRIVILEGES)
def test_without_any_of_its_privileges_the_role_is_not_enough_and_that_is_said(
    server: SecureElasticsearch, missing: str
) -> None:
    left = [each for each in PRIVILEGES if each != missing]
    role = {**ROLE, "indices": [{**ROLE["indices"][0], "privileges": left}]}
    with pytest.raises(IndexUnavailableError, match=r"403 .*docs/production\.md names the role"):
        work(allowed(server, role))


@pytest.mark.parametrize("is_key", [False, True], ids=["password", "key"])
def test_a_wrong_password_or_key_is_told_without_it(server: SecureElasticsearch, is_key: bool) -> None:
    url, key = (server.url, "d3Jvbmc6a2V5") if is_key else (server.as_user("nobody:quinquereme"), None)
    with pytest.raises(IndexUnavailableError, match=r"401 .*ELASTICSEARCH_API_KEY") as caught:
        work(url, key)
    assert "quinquereme" not in str(caught.value) and "d3Jvbmc6a2V5" not in str(caught.value)
