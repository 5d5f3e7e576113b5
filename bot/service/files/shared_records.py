"""The files that people shared, as far as chats have to know of them: which there are, and how far each is."""

from collections.abc import Collection

from bot.chat.chat import ChatKind, Person
from bot.chat.ports import Directory, DirectoryUnavailableError
from bot.records.shared_files import SharedFiles, SharedRecord
from bot.threads.blocking import BlockingCalls
from ingest.job import JobView
from ingest.jobs.job_records import JobRecords


class SharedRecords:
    """Looks into the records of shared files and their jobs. Raises what the records raise."""

    def __init__(self, calls: BlockingCalls, shared_files: SharedFiles, jobs: JobRecords) -> None:
        self._calls = calls
        self._shared_files = shared_files
        self._jobs = jobs

    async def get(self, record_id: str) -> SharedRecord | None:
        """The file's record; None where it is gone."""
        return await self._calls.run(self._shared_files.get, record_id)

    async def seen(
        self, record_id: str, person: Person, place: tuple[str, str], directory: Directory
    ) -> SharedRecord | None:
        """The file's record, where somebody who acts in a `place`, a team and a channel, may hear of it: who shared it,
        and who is in its channel now. None where it is gone, too, and where the chat can't say.
        """
        record = await self.get(record_id)
        if record is None or (record.file.chat.surface, record.file.chat.team) != (person.surface, place[0]):
            return None
        file = record.file
        is_own = (file.sharer.team, file.sharer.id) == (person.team, person.id)
        if is_own or place[1] == file.chat.channel:
            return record
        if file.chat.kind is ChatKind.DIRECT:
            return None
        try:
            return record if file.chat.channel in await directory.channels_of(person, [file.chat.channel]) else None
        except DirectoryUnavailableError:
            return None

    async def of_person(self, person: Person) -> list[SharedRecord]:
        """What a person shared, oldest first."""
        return await self._calls.run(self._shared_files.of_person, person)

    async def of_file(self, surface: str, team: str, file_id: str) -> list[SharedRecord]:
        """Where a file was shared, oldest first."""
        return await self._calls.run(self._shared_files.of_file, surface, team, file_id)

    async def job_of(self, record: SharedRecord) -> JobView | None:
        """How far the file is; None where its job is so old that it was dropped."""
        return await self._calls.run(self._jobs.get, record.job_id)

    async def active(self, jobs: Collection[str]) -> list[str]:
        """Those of the jobs, by their ids, that haven't ended."""
        return list(await self._calls.run(self._jobs.active, jobs))

    async def note_missing(self, record: SharedRecord) -> None:
        """Remembers that the chat no longer shows a file, until another look finds it or confirms that."""
        await self._calls.run(self._shared_files.missing.note, record.id)

    async def count_in(self, surface: str, team: str) -> int:
        """How many files were shared in a workspace."""
        return len(await self._calls.run(self._shared_files.missing.of_workspace, surface, team))
