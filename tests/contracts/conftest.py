"""Both sides of index and records, as tests get them.

`index` is ready for use, `open_index` opens it again or otherwise, `database` has all tables and no rows.
"""

import os
import uuid
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from pipelines.elasticsearch_index.index import ElasticsearchIndex
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.ports import Index
from pipelines.records.database import Database
from tests.adapters.clock import Clock
from tests.adapters.slack.running import slack as running_slack
from tests.adapters.slack.slack_chat import SlackChat
from tests.bot.fake_chat import FakeAnswerer
from tests.servers.elasticsearch import needed_elasticsearch
from tests.servers.migrated import migrated
from tests.servers.postgres import postgres

OpenIndex = Callable[..., Index]


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[SlackChat]:
    """Slack in this process with a bot in it, for what is Slack's own; its engine says what it is told."""
    with pytest.MonkeyPatch.context() as patch:
        yield from running_slack(tmp_path / "bot", Clock(patch), StringIO(), FakeAnswerer())


@pytest.fixture(scope="session", autouse=True)
def named_elasticsearch() -> str:
    """The server that the person who runs the tests named; read before each test's own environment is emptied."""
    return os.environ.get("ELASTICSEARCH_URL", "")


@pytest.fixture(scope="session")
def elasticsearch_url(named_elasticsearch: str) -> Iterator[str]:
    """The address of a real server, started once for all tests of the session."""
    with needed_elasticsearch(named_elasticsearch) as url:
        yield url


@pytest.fixture(scope="session")
def elasticsearch_name(elasticsearch_url: str) -> Iterator[str]:
    """The name of an index that the tests of a session share: making one takes longer than most of them."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    yield name
    index = ElasticsearchIndex(elasticsearch_url, "small", 4, name)
    index.drop()
    index.close()


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.servers)])
def open_index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenIndex]:
    """Opens the empty index of this test, as often as wanted: `open_index(embedder="small", dimensions=4)`."""
    opened: list[Index] = []
    embedded = request.param == "embedded"
    url, name = "", ""
    if not embedded:
        url, name = request.getfixturevalue("elasticsearch_url"), request.getfixturevalue("elasticsearch_name")

    def opening(embedder: str = "small", dimensions: int = 4) -> Index:
        made: Index = (
            EmbeddedIndex(tmp_path / "index.sqlite", embedder, dimensions)
            if embedded
            else ElasticsearchIndex(url, embedder, dimensions, name)
        )
        opened.append(made)
        return made

    yield opening
    for each in opened:
        each.close()
    if not embedded:
        _empty(url, name)


@pytest.fixture
def index(open_index: OpenIndex) -> Index:
    """An empty index of vectors with 4 dimensions, once on each side."""
    return open_index()


def _empty(url: str, name: str) -> None:
    """Forgets what a test has left, whoever may read it."""
    with Elasticsearch(url) as client:
        left = client.search(index=f"{name}-pages", query={"term": {"kind": "document"}}, size=1000)["hits"]["hits"]
    index = ElasticsearchIndex(url, "small", 4, name)
    for document_id in {hit["_source"]["document_id"] for hit in left}:
        index.forget(document_id)
    index.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real PostgreSQL, started once for all tests of the session."""
    with postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Records without any rows, once on each side; `database.url` and `tmp_path` open them again."""
    server = request.getfixturevalue("postgres_server") if request.param == "postgresql" else None
    opened = migrated(tmp_path, server)
    yield opened
    opened.close()
