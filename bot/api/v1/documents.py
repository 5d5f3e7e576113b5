"""Documents: listed, uploaded, handed back, shared with others, forgotten."""

import asyncio
import hashlib
import secrets
from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO, Literal

from fastapi import APIRouter, File, Form, Query, Response, UploadFile
from fastapi.responses import StreamingResponse
from starlette.requests import Request

from bot.api.callers.caller import Caller
from bot.api.callers.needs import AdminCaller, ManagingCaller, ReadingCaller, UploadingCaller
from bot.api.http.api_problem import ApiProblemError, wait_first
from bot.api.parts import Parts, directory_of, speaking
from bot.api.surface.own_directory import OwnDirectory
from bot.api.surface.upload_card import FOLLOWED, UploadCard
from bot.api.v1.models.documents import DocumentOut, Documents, Ended, GrantIn, GrantOut, Grants
from bot.api.v1.models.jobs import JobOut
from bot.api.v1.models.problem import problems
from bot.api.v1.search import DocumentId
from bot.chat.chat import SharedFile
from bot.service.files.managed_documents import NotAllowedError, TakenBack, WithinAnotherError
from ingest.library.library import ForgottenMeanwhileError
from pipelines.types import DocumentType

router = APIRouter(tags=["documents"])

PIECE = 256 * 1024
Responses = dict[int | str, dict[str, Any]]
_ARCHIVE: Responses = {200: {"content": {"application/x-tar": {"schema": {"type": "string", "format": "binary"}}}}}


@router.get("/documents", responses=problems())
async def documents(
    caller: ReadingCaller,
    parts: Parts,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    after: Annotated[str | None, Query(pattern=r"^[0-9a-f]{32}$", description="`next` of the list before.")] = None,
) -> Documents:
    """The documents that the caller may read, by name."""
    held = await parts.assistant.documents(caller.person, caller.chat, directory_of(caller))
    ids = [each.document_id for each in held]
    if after is not None and after not in ids:
        raise ApiProblemError(422, "unknown_cursor", "The document of this cursor is gone; leave `after` out.")
    start = ids.index(after) + 1 if after is not None else 0
    shown = held[start : start + limit]
    more = shown[-1].document_id if shown and start + limit < len(held) else None
    return Documents(documents=[DocumentOut.of(each) for each in shown], next=more)


@router.get("/documents/{document_id}", responses=problems(404))
async def document(document_id: DocumentId, caller: ReadingCaller, parts: Parts) -> DocumentOut:
    """A document, its readers and what could not be read of it."""
    held = await parts.assistant.managed.get(caller.person, caller.chat, document_id, directory_of(caller))
    if held is None:
        raise _unknown()
    return DocumentOut.of(held)


@router.post("/documents", status_code=202, responses=problems(408, 409))
async def upload(
    request: Request,
    response: Response,
    caller: UploadingCaller,
    parts: Parts,
    file: Annotated[UploadFile, File(description="The file, with its name.")],
    readers: Annotated[
        Literal["me", "everyone"], Form(description="Who may read it: the caller alone, or everyone (admins).")
    ] = "me",
    type: Annotated[DocumentType | None, Form(description="What it reads like; without it, that is found out.")] = None,
) -> JobOut:
    """Upload a file; the job says when it can be asked about.

    The same bytes under the same name again are the same document and the same job.
    """
    shared = await _shared(file, request, caller)
    directory = OwnDirectory(caller.person.surface, caller.person.team, file.file)
    if readers == "everyone" and not await parts.assistant.may_widen(shared.sharer, shared.chat, directory):
        raise ApiProblemError(403, "not_for_everyone", "Only an admin shares files with everyone.")
    wait = await parts.assistant.admit(shared.sharer, f"{shared.id}:{shared.chat.channel}", "file")
    if wait > 0:
        raise wait_first(wait, "Too many files in too short a time.", "too_many_files")
    card = UploadCard()
    try:
        record = await parts.assistant.receive_file(shared, card, directory, type, readers == "everyone")
    except ForgottenMeanwhileError:
        raise ApiProblemError(409, "forgotten_meanwhile", "It was forgotten meanwhile; upload it again.") from None
    if record is None:
        raise ApiProblemError(422, "file_refused", card.refusal)
    await asyncio.to_thread(parts.shared_files.set_card, record.id, FOLLOWED)
    job = await parts.assistant.shared.job_of(record)
    if job is None:
        raise ApiProblemError(409, "forgotten_meanwhile", "It was forgotten meanwhile; upload it again.")
    response.headers["Location"] = f"{request.scope.get('root_path', '')}/jobs/{record.id}"
    return JobOut.of(record, job)


@router.get("/documents/{document_id}/grants", responses=problems(404))
async def grants(document_id: DocumentId, caller: ManagingCaller, parts: Parts) -> Grants:
    """Why a document may be read: for who shared it what that granted, for admins everything."""
    try:
        found = await parts.assistant.managed.grants(caller.person, caller.chat, document_id, directory_of(caller))
    except NotAllowedError:
        raise _not_allowed() from None
    if found is None:
        raise _unknown()
    return Grants(grants=[GrantOut.of(each) for each in found])


@router.post("/documents/{document_id}/grants", responses=problems(404, 409))
async def grant(document_id: DocumentId, given: GrantIn, caller: AdminCaller, parts: Parts) -> Grants:
    """Let the holders of a label read a document as well."""
    managed, label = parts.assistant.managed, given.label.strip()
    try:
        found = await managed.grant(caller.person, caller.chat, document_id, label, directory_of(caller))
    except NotAllowedError:
        raise _not_allowed() from None
    except ForgottenMeanwhileError:
        raise ApiProblemError(409, "forgotten_meanwhile", "It was forgotten meanwhile.") from None
    if found is None:
        raise _unknown()
    return Grants(grants=[GrantOut.of(each) for each in found])


@router.delete("/documents/{document_id}/grants", responses=problems(404))
async def withdraw(
    document_id: DocumentId,
    caller: AdminCaller,
    parts: Parts,
    label: Annotated[str, Query(min_length=1, max_length=255)],
) -> Ended:
    """Take a document from the holders of a label, whoever gave it to them; with nobody left it is forgotten."""
    managed = parts.assistant.managed
    try:
        ended = await managed.withdraw(caller.person, caller.chat, document_id, label, directory_of(caller))
    except NotAllowedError:
        raise _not_allowed() from None
    return _ended(ended)


@router.delete("/documents/{document_id}", responses=problems(404, 409))
async def forget(document_id: DocumentId, caller: ManagingCaller, parts: Parts) -> Ended:
    """Take back what the caller shared; for admins, forget the document for everybody. With proof of what is left."""
    try:
        ended = await parts.assistant.managed.forget(caller.person, caller.chat, document_id, directory_of(caller))
    except NotAllowedError:
        raise _not_allowed() from None
    except WithinAnotherError:
        detail = "It came as a file within another document: forget that one."
        raise ApiProblemError(409, "within_another", detail) from None
    return _ended(ended)


@router.get("/export", response_class=StreamingResponse, responses=_ARCHIVE | problems())
async def export(caller: AdminCaller, parts: Parts) -> StreamingResponse:
    """Everything, as a tar archive: documents with originals and grants, questions with answers, as JSON lines."""
    try:
        pieces: Iterator[bytes] = await parts.assistant.exporting.begin(caller.person)
    except NotAllowedError:
        raise _not_allowed() from None
    headers = {"Content-Disposition": 'attachment; filename="tcbot-export.tar"'}
    return StreamingResponse(pieces, media_type="application/x-tar", headers=headers)


async def _shared(file: UploadFile, request: Request, caller: Caller) -> SharedFile:
    """The upload as the service takes files; known again by its name and its bytes."""
    name = (file.filename or "").strip()
    if not name:
        raise ApiProblemError(422, "name_missing", "The file has no name.")
    size, digest = await asyncio.to_thread(_measured, file.file, name)
    return SharedFile(
        chat=caller.chat,
        sharer=speaking(caller, request),
        message=secrets.token_hex(8),
        id=digest,
        name=name[:LONGEST_NAME],
        bytes=size,
        media_type=(file.content_type or "")[:128],
    )


LONGEST_NAME = 255


def _measured(file: BinaryIO, name: str) -> tuple[int, str]:
    """How many bytes a file has, and what it is known by."""
    known, size = hashlib.sha256(name.encode("utf-8", "replace")), 0
    file.seek(0)
    while piece := file.read(PIECE):
        known.update(piece)
        size += len(piece)
    return size, known.hexdigest()[:32]


def _ended(ended: TakenBack | None) -> Ended:
    if ended is None:
        raise _unknown()
    return Ended.of(ended)


def _unknown() -> ApiProblemError:
    return ApiProblemError(404, "unknown_document", "There is no document of this id that the caller may read.")


def _not_allowed() -> ApiProblemError:
    return ApiProblemError(403, "not_allowed", "The caller's role doesn't allow this here.")
