"""Jobs: how far uploaded files are."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from bot.api.callers.caller import Caller
from bot.api.callers.needs import UploadingCaller
from bot.api.http.api_problem import ApiProblemError
from bot.api.parts import ApiParts, Parts, directory_of
from bot.api.v1.models.jobs import JobOut, Jobs
from bot.api.v1.models.problem import problems
from bot.records.people import KEY, WEB
from bot.records.shared_files import SharedRecord
from ingest.job import ACTIVE, RETRIABLE

router = APIRouter(tags=["jobs"])

SURFACES = frozenset({WEB, KEY})

JobId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="As the upload told it.")]


@router.get("/jobs", responses=problems())
async def jobs(caller: UploadingCaller, parts: Parts, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> Jobs:
    """The caller's uploads, newest first."""
    records = list(reversed(await parts.assistant.shared.of_person(caller.person)))[:limit]
    found = [(record, await parts.assistant.shared.job_of(record)) for record in records]
    return Jobs(jobs=[JobOut.of(record, job) for record, job in found if job is not None])


@router.get("/jobs/{job_id}", responses=problems(404))
async def job(job_id: JobId, caller: UploadingCaller, parts: Parts) -> JobOut:
    """How far an upload is."""
    return await _told(job_id, caller, parts)


@router.post("/jobs/{job_id}/cancel", responses=problems(404, 409))
async def cancel(job_id: JobId, caller: UploadingCaller, parts: Parts) -> JobOut:
    """Stop the reading of a file; what was ready before stays."""
    if (await _told(job_id, caller, parts)).state not in ACTIVE:
        raise ApiProblemError(409, "job_ended", "The job has ended already.")
    await parts.assistant.cancel(job_id, caller.person, directory_of(caller))
    return await _told(job_id, caller, parts)


@router.post("/jobs/{job_id}/retry", responses=problems(404, 409))
async def retry(job_id: JobId, caller: UploadingCaller, parts: Parts) -> JobOut:
    """Read a file again whose reading failed or was cancelled."""
    if (await _told(job_id, caller, parts)).state not in RETRIABLE:
        raise ApiProblemError(409, "not_retriable", "The job hasn't failed, or is under way.")
    await parts.assistant.retry(job_id, caller.person, directory_of(caller))
    return await _told(job_id, caller, parts)


async def _told(job_id: str, caller: Caller, parts: ApiParts) -> JobOut:
    record = await parts.assistant.shared.get(job_id)
    job = await parts.assistant.shared.job_of(record) if record is not None else None
    if record is None or job is None or not await _may_see(caller, record, parts):
        raise ApiProblemError(404, "unknown_job", "The caller has no upload of this id.")
    return JobOut.of(record, job)


async def _may_see(caller: Caller, record: SharedRecord, parts: ApiParts) -> bool:
    """Whether it is the caller's own upload, or one over the API that they may end."""
    person, file = caller.person, record.file
    if file.chat.surface not in SURFACES:
        return False
    is_own = (file.sharer.surface, file.sharer.team, file.sharer.id) == (person.surface, person.team, person.id)
    return is_own or await parts.assistant.rights.may_forget(person, record, directory_of(caller))
