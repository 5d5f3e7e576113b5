"""Starts real servers for tests, on loopback and in temporary folders; `unavailable` is how one says it can't."""

import os
from typing import NoReturn

import pytest


def unavailable(what: str, remedy: str) -> NoReturn:
    """Ends the running test because `what` isn't here: a skip at a desk, a failure where `CI` is set.

    `remedy` is one line that tells a person how to get it. A server that is silently missing would make the
    contract tests pass by not running.
    """
    message = f"{what} is not available. {remedy}"
    if os.environ.get("CI", "").lower() in {"1", "true", "yes"}:
        pytest.fail(message, pytrace=False)
    pytest.skip(message)
