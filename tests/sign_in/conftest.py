"""A bot's sign-in in two processes over the same records, at an issuer that forges; and somebody who signs in there."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.records.database import Database
from tests.servers.forging_issuer import ForgingIssuer
from tests.servers.sign_in_site import free_port, running_site
from tests.sign_in.signing_in_person import SigningInPerson


@pytest.fixture(scope="module")
def forge() -> Iterator[ForgingIssuer]:
    with ForgingIssuer() as issuer:
        yield issuer


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def sites(forge: ForgingIssuer, home: Path) -> Iterator[tuple[str, str]]:
    """Two processes of one bot; people reach it at the first one's address."""
    first, second = free_port(), free_port()
    settings = forge.settings(f"http://127.0.0.1:{first}")
    settings |= {"OIDC_GROUP_NAMES": "8f2b=legal", "OIDC_ADMIN_GROUP": "admins"}
    with contextlib.ExitStack() as running:
        yield (
            running.enter_context(running_site(first, home, settings)),
            running.enter_context(running_site(second, home, settings)),
        )


@pytest.fixture(scope="module")
def site(sites: tuple[str, str]) -> str:
    return sites[0]


@pytest.fixture
def issuer(forge: ForgingIssuer) -> ForgingIssuer:
    fresh = ForgingIssuer()
    for name in ("claims", "sign", "said", "answer", "refuses", "is_away", "userinfo"):
        setattr(forge, name, getattr(fresh, name))
    return forge


@pytest.fixture
def person(site: str, issuer: ForgingIssuer) -> Iterator[SigningInPerson]:
    with SigningInPerson(site, issuer) as person:
        person.http.headers["x-forwarded-for"] = f"192.0.2.{time.time_ns() % 250}"  # each test from its own address
        yield person


@pytest.fixture
def records(site: str, home: Path) -> Iterator[Database]:
    database = Database(None, home)
    yield database
    database.close()
