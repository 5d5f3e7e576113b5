"""The reading of a shared file is stopped, or begun again, by those who may."""

from bot.access.labels import person_label
from bot.access.rights import Rights
from bot.chat.chat import Person
from bot.chat.ports import Directory
from bot.records.denials import Denials
from bot.records.shared_files import SharedFiles, SharedRecord
from bot.threads.blocking import BlockingCalls
from bot.wording.problems import problem_of
from bot.wording.sentences import say
from ingest.job import ACTIVE, RETRIABLE, JobState
from ingest.jobs.job_records import JobRecords


class SharedJobs:
    """What the buttons of a card do. Each gives the lines that say what came of it; the card follows by itself."""

    def __init__(
        self, calls: BlockingCalls, rights: Rights, shared_files: SharedFiles, jobs: JobRecords, denials: Denials
    ) -> None:
        self._calls = calls
        self._rights = rights
        self._shared_files = shared_files
        self._jobs = jobs
        self._denials = denials

    async def cancel(self, record_id: str, person: Person, directory: Directory) -> list[str]:
        """Stops the reading; what was ready before stays. Never raises but `CancelledError`."""
        try:
            record = await self._calls.run(self._shared_files.get, record_id)
            if record is None or not await self._may(person, record, "cancel", directory):
                return [_refusal(record, person)]
            job = await self._calls.run(self._jobs.cancel, record.job_id)
        except Exception as error:
            return problem_of(error, stage="cancel").lines(person.locale).splitlines()
        if job is None:
            return [_refusal(None, person)]
        is_ending = job.state is JobState.CANCELLED or job.cancel_requested
        key = "file_cancelled" if is_ending else "file_ended_before"
        return [say(key, person.locale, document=record.file.name)]

    async def retry(self, record_id: str, person: Person, directory: Directory) -> list[str]:
        """Reads the file again where it failed, was given up or cancelled. Never raises but `CancelledError`."""
        try:
            record = await self._calls.run(self._shared_files.get, record_id)
            if record is None or not await self._may(person, record, "retry", directory):
                return [_refusal(record, person)]
            before = await self._calls.run(self._jobs.get, record.job_id)
            if before is None:
                return [_refusal(None, person)]
            if before.state in RETRIABLE:
                await self._calls.run(self._jobs.retry, record.job_id)
                await self._calls.run(self._shared_files.follow, record_id)  # after it: an ended one isn't followed
        except Exception as error:
            return problem_of(error, stage="retry").lines(person.locale).splitlines()
        key = "file_again" if before.state in {*RETRIABLE, *ACTIVE} else "file_ready_before"
        return [say(key, person.locale, document=record.file.name)]

    async def _may(self, person: Person, record: SharedRecord, wanted: str, directory: Directory) -> bool:
        """Whether the person may; the audit hears of it where not."""
        if await self._rights.may_forget(person, record, directory):
            return True
        await self._calls.run(self._denials.note, person_label(person), wanted, record.document_id)
        return False


def _refusal(record: SharedRecord | None, person: Person) -> str:
    key = "file_not_followed" if record is None else "file_not_yours"
    return say(key, person.locale)
