"""A file that somebody shared, from the chat into the queue, or the reason why not on its card.

Every file is a document of its own in its workspace, by its name and its bytes: the same bytes shared elsewhere add
readers to it, other bytes never reach those readers. What replaces what is settled when a file is ready.
"""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.access.audience import Audience
from bot.access.labels import person_label, team_label
from bot.access.rights import Rights
from bot.chat.chat import Chat, SharedFile
from bot.chat.ports import Card, Directory, DirectoryUnavailableError
from bot.records.denials import Denials
from bot.records.shared_files import SharedFiles, SharedRecord
from bot.service.limits import MEGABYTE, ServiceLimits
from bot.service.throttle import Throttle
from bot.threads.blocking import BlockingCalls
from bot.wording.file_words import reason_words
from bot.wording.problems import problem_of
from bot.wording.sentences import duration_words, say
from ingest.formats.errors import UnreadableFileError
from ingest.formats.sniff_name import refuse_by_name
from ingest.job import RETRIABLE, JobView
from ingest.jobs.job_records import JobRecords
from ingest.jobs.submitting import Submitter
from ingest.library.incoming_file import digest
from ingest.reading.attached_file import attachment_name
from ingest.reading.scratch import Scratch
from pipelines.tracing import note, span
from pipelines.types import DocumentType

LONGEST_NAME_BYTES = 240
"""Longer names fit no disk; a name's own limit counts characters."""


class ReceivingFiles:
    """Takes shared files up; some are fetched at a time, the others wait for their turn."""

    def __init__(
        self,
        *,
        calls: BlockingCalls,
        audience: Audience,
        rights: Rights,
        throttle: Throttle,
        shared_files: SharedFiles,
        submitter_of: Callable[[str], Submitter],
        jobs: JobRecords,
        limits: ServiceLimits,
        denials: Denials,
    ) -> None:
        self._calls = calls
        self._audience = audience
        self._rights = rights
        self._throttle = throttle
        self._shared_files = shared_files
        self._submitter_of = submitter_of
        self._jobs = jobs
        self._limits = limits
        self._denials = denials
        self._turns = asyncio.Semaphore(limits.downloads_at_once)

    async def receive(
        self,
        file: SharedFile,
        card: Card,
        directory: Directory,
        document_type: DocumentType | None,
        for_all: bool,
        collection: str = "",
    ) -> SharedRecord | None:
        """The file's record, with its card shown or followed; None where it was refused, which the card says.

        What the card raises comes through: then nobody knows yet, and a repeat says it.
        """
        try:
            taken = await self._taken(file, directory, document_type, for_all, collection)
        except UnreadableFileError as error:
            taken = reason_words(error.code, error.details, file.sharer.locale)
        except DirectoryUnavailableError as error:
            taken = say("file_not_fetched", file.sharer.locale, why=error.words(file.sharer.locale))
        except Exception as error:
            taken = problem_of(error, stage="receive").lines(file.sharer.locale)
        if isinstance(taken, str):
            await card.refuse(taken)
            return None
        record, job = taken
        if not record.card or record.ended:  # else the card has somebody who follows it, and one writer is enough
            await card.show(job)
        return record

    async def _taken(
        self,
        file: SharedFile,
        directory: Directory,
        document_type: DocumentType | None,
        for_all: bool,
        collection: str,
    ) -> tuple[SharedRecord, JobView] | str:
        """The record and its job, or the sentence that says why the file isn't taken."""
        locale, chat = file.sharer.locale, file.chat
        denied = await self._denied(file, directory, for_all)
        if denied:
            return say(denied, locale)
        own = self._audience.label_of(chat, file.sharer)
        label = self._audience.widest(chat.surface, chat.team, collection) if for_all else own
        known = await self._known(file, label)
        if known is not None:
            return known
        refuse_by_name(file.name, file.media_type)
        if file.bytes > self._limits.most_file_bytes:
            raise UnreadableFileError("too_large", limit=f"{self._limits.most_file_bytes / MEGABYTE:,.0f} MB")
        wait = await self._throttle.admit(file.sharer, f"{file.id}:{chat.channel}", "file")
        if wait > 0:
            return say("file_throttled", locale, duration=duration_words(max(wait, 1.0), locale))
        # Its own chat's label stays: there may be channels that use nothing but what was shared in them.
        place = await self._calls.run(self._shared_files.place_of, file)
        job = await self._submitted(file, tuple(dict.fromkeys((own, label))), place, directory, document_type)
        return await self._calls.run(self._shared_files.add, file, label, job, place), job

    async def _denied(self, file: SharedFile, directory: Directory, for_all: bool) -> str:
        """The key of the sentence why somebody may not share a file, of which the audit hears; empty where they may."""
        sharer, chat = file.sharer, file.chat
        if not await self._rights.is_admitted(sharer):
            key, wanted = "account_disabled", "share"
        elif not await self._rights.may_share(sharer, chat, directory):
            key, wanted = "file_role_missing", "share"
        elif for_all and not await self._rights.may_widen(sharer, chat, directory):
            key, wanted = "file_not_for_all", "share-with-all"
        else:
            return ""
        target = self._audience.label_of(chat, sharer)
        await self._calls.run(self._denials.note, person_label(sharer), wanted, target)
        return key

    async def _known(self, file: SharedFile, label: str) -> tuple[SharedRecord, JobView] | None:
        """The same file in the same channel, where it was taken up before and didn't fail."""
        for record in await self._calls.run(self._shared_files.of_file, file.chat.surface, file.chat.team, file.id):
            if record.file.chat.channel == file.chat.channel and record.label == label:
                job = await self._calls.run(self._jobs.get, record.job_id)
                over = await self._calls.run(self._shared_files.is_half_ended, record.id)
                if job is not None and job.state not in RETRIABLE and not over:
                    return record, job
        return None

    async def _submitted(
        self,
        file: SharedFile,
        labels: Sequence[str],
        place: str,
        directory: Directory,
        document_type: DocumentType | None,
    ) -> JobView:
        async with self._turns:
            with Scratch() as scratch:
                path = scratch.file(_file_name(file.name))
                with span("file.download", "client", bytes=file.bytes):
                    await directory.download(file, path, self._limits.most_file_bytes)
                with span("file.submit", "producer"):
                    job = await self._calls.run(self._submit, path, file, labels, place, document_type)
                    note(job_id=job.id)
                return job

    def _submit(
        self, path: Path, file: SharedFile, labels: Sequence[str], place: str, document_type: DocumentType | None
    ) -> JobView:
        """Queues a file; workspaces take turns by the name of their uploads, since each file has a shelf of its own."""
        chat, by = file.chat, person_label(file.sharer)
        submitter = self._submitter_of(shelf_of(chat, digest(path)))
        upload = team_label(chat.surface, chat.team)
        return submitter.submit(path, labels, document_type, upload=upload, by=by, place=place)


def shelf_of(chat: Chat, sha256: str) -> str:
    """What the library calls a team: documents of one name on one shelf are versions of each other.

    By the bytes, so that whoever may read a document may read what it will ever hold.
    """
    return f"{team_label(chat.surface, chat.team)}:{sha256[:20]}"


def _file_name(name: str) -> str:
    """The file's name as a disk takes it: no folders, no signs that steer, not too long."""
    bare = attachment_name(name, 1)
    if len(bare.encode()) <= LONGEST_NAME_BYTES:
        return bare
    suffix = Path(bare).suffix[:12]
    stem = bare[: -len(suffix)] if suffix else bare
    return stem.encode()[: LONGEST_NAME_BYTES - len(suffix.encode())].decode(errors="ignore") + suffix
