"""Originals of documents: handed out to who calls, or at an address that holds for a minute."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from bot.access.roles import AccountDisabledError
from bot.api.callers.needs import ReadingCaller
from bot.api.http.api_problem import ApiProblemError
from bot.api.parts import Parts
from bot.api.signed_links import LinkRefusedError, Purpose
from bot.api.surface.own_directory import OwnDirectory
from bot.api.v1.models.problem import problems
from bot.api.v1.search import DocumentId
from bot.chat.chat import Chat, ChatKind, Person
from ingest.library.held_documents import HeldDocument
from ingest.originals.vault import OriginalMissingError

router = APIRouter(tags=["documents"])
opened = APIRouter(include_in_schema=False)
"""Where links lead; who opens one has its proof in it, so that no caller is named."""

LINK_SECONDS: Final = 60
PIECE: Final = 256 * 1024
_ORIGINAL: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}


class LinkOut(BaseModel):
    """An address that needs no other proof; whoever has it can use it until then."""

    url: str = Field(description="Below this server, from its root on.")
    expires_at: datetime


@router.get("/documents/{document_id}/original", response_class=StreamingResponse, responses=_ORIGINAL | problems(404))
async def original(document_id: DocumentId, caller: ReadingCaller, parts: Parts) -> StreamingResponse:
    """The file as it was shared."""
    return await _handed_out(parts, caller.person, await _readable(parts, caller.person, document_id))


@router.post("/documents/{document_id}/original-link", responses=problems(404))
async def original_link(document_id: DocumentId, caller: ReadingCaller, parts: Parts) -> LinkOut:
    """An address of the file for programs that can't send a key, such as a browser's download.

    It holds for a minute. What the caller may no longer read by then, it doesn't open either.
    """
    await _readable(parts, caller.person, document_id)
    token, link = parts.links.make(Purpose.ORIGINAL, caller.person, document_id, LINK_SECONDS)
    return LinkOut(url=f"/v1/originals/{token}", expires_at=datetime.fromtimestamp(link.expires_at, UTC))


@opened.get("/originals/{token}")
async def original_by_link(token: str, parts: Parts) -> StreamingResponse:
    """The file of a link."""
    try:
        link = parts.links.open(Purpose.ORIGINAL, token)
        return await _handed_out(parts, link.person, await _readable(parts, link.person, link.target))
    except (LinkRefusedError, AccountDisabledError):
        raise ApiProblemError(404, "unknown_link", "This link doesn't hold (any more). Ask for a new one.") from None


async def _readable(parts: Parts, person: Person, document_id: str) -> HeldDocument:
    """The document, as long as the person may read it; raises `ApiProblemError` (404)."""
    chat = Chat(person.surface, person.team, person.id, ChatKind.DIRECT)
    directory = OwnDirectory(person.surface, person.team)
    held = await parts.assistant.originals.readable(person, chat, document_id, directory)
    if held is None:
        raise ApiProblemError(404, "unknown_document", "There is no document of this id that the caller may read.")
    return held


async def _handed_out(parts: Parts, person: Person, held: HeldDocument) -> StreamingResponse:
    pieces = parts.assistant.originals.pieces(held, person, PIECE)
    try:
        first = await anext(pieces, b"")
    except OriginalMissingError:
        raise ApiProblemError(404, "original_missing", "The original of this document isn't kept.") from None

    async def whole() -> AsyncIterator[bytes]:
        yield first
        async for piece in pieces:
            yield piece

    name = quote(held.name, safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Content-Length": str(held.bytes)}
    return StreamingResponse(whole(), media_type="application/octet-stream", headers=headers)
