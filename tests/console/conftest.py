"""An issuer that forges, for tests of who gets in."""

from collections.abc import Iterator

import pytest

from tests.servers.forging_issuer import ForgingIssuer


@pytest.fixture
def issuer() -> Iterator[ForgingIssuer]:
    with ForgingIssuer() as issuer:
        yield issuer
