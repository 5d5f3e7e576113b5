"""A bot's sign-in alone, on a port of this machine: `python -m tests.servers.sign_in_site PORT`, settings as the bot's.

Its `/auth` is the bot's own; the rest of a bot, with models and an index, isn't there.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI

from bot.access.admins import Admins
from bot.access.labels import group_label
from bot.access.roles import Roles
from bot.api.callers.authenticators import Callers, FailedAttempts
from bot.api.http.application import guarded, new_application
from bot.api.sign_in.sign_in import SignIn
from bot.records.people import People
from bot.service.throttle import open_throttle
from bot.settings import BotSettings, load_settings
from pipelines.records.database import Database
from pipelines.telemetry import configure_logging
from tests.servers.chat_tools import free_ports

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0


def site(settings: BotSettings) -> FastAPI:
    """The application; its records are made where there are none."""
    database = Database(settings.database_url, settings.tcbot_home)
    database.migrate()
    groups = [group_label(settings.oidc_admin_group)] if settings.oidc_admin_group else []
    roles = Roles(People(database), Admins.parse(settings.admins, groups), settings.default_role)
    throttle = open_throttle(settings.redis_url)
    attempts = FailedAttempts(throttle)
    sign_in = SignIn.open(settings, database, attempts, roles)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with sign_in:
            yield
        database.close()

    app = FastAPI(lifespan=lifespan)
    callers = Callers(sign_in.authenticators, attempts, throttle)
    app.mount("/auth", guarded(new_application("Sign-in", "1", [sign_in.router], callers=callers)))
    return app


@contextlib.contextmanager
def running_site(port: int, home: Path, settings: dict[str, str]) -> Iterator[str]:
    """Its address, as long as the block lasts, in a process of its own."""
    named = {name.upper() for name in BotSettings.model_fields}  # nothing of whoever runs the tests
    inherited = {name: value for name, value in os.environ.items() if name.upper() not in named}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.servers.sign_in_site", str(port)],
        cwd=home,
        env=inherited | settings | {"TCBOT_HOME": str(home), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        address, until = f"http://127.0.0.1:{port}", time.monotonic() + START_SECONDS
        while not _answers(f"{address}/auth/signed-out"):
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.05)
        yield address
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(address: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(address, timeout=30).is_success
    return False


def free_port() -> int:
    """A port that nobody listens at."""
    return free_ports(1)[0]


if __name__ == "__main__":
    configure_logging()
    uvicorn.run(site(load_settings()), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
