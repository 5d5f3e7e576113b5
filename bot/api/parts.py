"""What the API is made of, and where its endpoints find it."""

from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from bot.api.callers.authenticators import Callers
from bot.api.callers.caller import Caller
from bot.api.signed_links import SignedLinks
from bot.api.surface.own_directory import OwnDirectory
from bot.chat.chat import Person
from bot.records.api_keys import ApiKeys
from bot.records.shared_files import SharedFiles
from bot.service.assistant import Assistant

_LANGUAGES = ("de", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiParts:
    """The service and what stands around it. `most_file_bytes` is how large an upload may be; where signing in is
    required, no key stands for a person.

    `running` are the keys of the questions that are being answered in this process.
    """

    assistant: Assistant
    callers: Callers
    keys: ApiKeys
    shared_files: SharedFiles
    links: SignedLinks
    most_file_bytes: int
    is_sign_in_required: bool = False
    running: set[str] = field(default_factory=set)


def parts_of(request: Request) -> ApiParts:
    """The parts of the application that a request came to."""
    parts: ApiParts = request.app.state.parts
    return parts


Parts = Annotated[ApiParts, Depends(parts_of)]


def directory_of(caller: Caller) -> OwnDirectory:
    """What is to be known around a caller."""
    return OwnDirectory(caller.person.surface, caller.person.team)


def speaking(caller: Caller, request: Request) -> Person:
    """The caller with the language that the request asks for, of those that the bot's own words are in."""
    wanted = request.headers.get("accept-language", "")[:2].lower()
    return replace(caller.person, locale=wanted if wanted in _LANGUAGES else "en")
