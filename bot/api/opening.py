"""The API of a bot process: what is open with it, and what is mounted where."""

import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from bot.access.roles import Roles
from bot.api.callers.authenticators import Callers, FailedAttempts
from bot.api.callers.key_callers import KeyAuthenticator
from bot.api.console.door import ConsoleDoor
from bot.api.console.routes import PATH as CONSOLE_PATH
from bot.api.console.routes import console_routes
from bot.api.http.application import guarded, new_application
from bot.api.parts import ApiParts
from bot.api.sign_in.sign_in import SignIn
from bot.api.sign_in.signing_in import Links
from bot.api.signed_links import SignedLinks
from bot.api.tools.tool_application import PATH, open_tools
from bot.api.v1.application import v1
from bot.records.api_keys import ApiKeys
from bot.records.denials import Denials
from bot.records.shared_files import SharedFiles
from bot.service.assistant import Assistant
from bot.service.console.looking import Console
from bot.service.limits import MEGABYTE
from bot.service.throttle import Throttle
from bot.settings import BotSettings
from pipelines.records.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSurroundings:
    """What a bot process gives the API. `counted` is told each answer's status and seconds."""

    settings: BotSettings
    database: Database
    assistant: Assistant
    throttle: Throttle
    roles: Roles
    version: str
    counted: Callable[[int, float], None]
    console: Console
    links: Links | None = None


@asynccontextmanager
async def open_api(around: ApiSurroundings) -> AsyncIterator[Sequence[BaseRoute]]:
    """The routes to the API's applications."""
    settings, keys, attempts = around.settings, ApiKeys(around.database), FailedAttempts(around.throttle)
    is_sign_in_required = settings.sign_in == "required"
    async with SignIn.open(settings, around.database, attempts, around.roles, around.links) as sign_in:
        ways = (KeyAuthenticator(keys, is_sign_in_required), *sign_in.authenticators)
        callers = Callers(ways, attempts, around.throttle)
        links = SignedLinks.of(around.database)
        parts = ApiParts(
            assistant=around.assistant,
            callers=callers,
            keys=keys,
            shared_files=SharedFiles(around.database),
            links=links,
            most_file_bytes=settings.max_file_mb * MEGABYTE,
            is_sign_in_required=is_sign_in_required,
        )
        signing_in = new_application("TCBot", around.version, [sign_in.router], callers=callers)
        has_sign_in = bool(sign_in.authenticators)
        door = ConsoleDoor(
            callers=Callers(sign_in.authenticators, attempts, around.throttle),
            attempts=attempts,
            throttle=around.throttle,
            roles=around.roles,
            links=links,
            denials=Denials(around.database),
            has_sign_in=has_sign_in,
        )
        console = new_application("Console", around.version, [console_routes(door, around.console, has_sign_in)])
        async with open_tools(parts, around.version) as tools:
            yield [
                _mount("/v1", v1(parts, around.version, settings.api_origin_list, around.counted)),
                _mount("/auth", guarded(signing_in, counted=around.counted)),
                Route(CONSOLE_PATH, guarded(console, counted=around.counted)),
                Route(PATH, guarded(tools, counted=around.counted)),
            ]


def _mount(path: str, app: ASGIApp) -> Mount:
    """The application at a path and all below it, whatever characters that has."""
    mount = Mount(path, app)
    mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
    return mount
