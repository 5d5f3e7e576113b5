"""What was shared in chats is taken back: by a person, because its file is gone, or because a newer one replaces it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.access.labels import own_label, team_label
from bot.records.shared_files import SharedFiles, SharedRecord
from ingest.jobs.job_records import JobRecords
from ingest.library.forgetting import Forgetter
from ingest.library.held_documents import HeldDocument
from ingest.library.library import Library
from pipelines.access import Scope


@dataclass(frozen=True, slots=True)
class EarlierFile:
    """A document of a new file's name that the same channel shared before, by these sharings."""

    document: HeldDocument
    records: tuple[SharedRecord, ...]


class Withdrawing:
    """Takes documents away from those who got them by a chat; with nobody left they are forgotten. All calls block.

    A sharing ends with all that it granted. Every step can be repeated; what records and search raise comes through.
    """

    def __init__(self, shared_files: SharedFiles, forgetter: Forgetter, jobs: JobRecords, library: Library) -> None:
        self._shared_files = shared_files
        self._forgetter = forgetter
        self._jobs = jobs
        self._library = library

    def take_back(self, document_id: str, records: Sequence[SharedRecord], by: str) -> bool:
        """Ends these sharings of a document; whether somebody may still read it by others, or by other means.

        What is being read on their behalf is stopped. What one of them raises comes when all were tried.
        """
        left, failed = False, list[Exception]()
        for record in records:
            try:
                left = bool(self._forgetter.withdraw(document_id, by=by, place=record.id))
                for other in self._library.granted.at(record.id):  # the file was changed, and read anew
                    self._forgetter.withdraw(other, by=by, place=record.id)
                self._shared_files.gone(record.id)
            except Exception as error:
                failed.append(error)
        if failed:
            raise failed[0]
        return left or bool(self._shared_files.of_document(document_id))

    def left_of(self, document_id: str, by: str) -> int:
        """How much is left of a document that was forgotten, after a look at every place."""
        return sum(trace.count for trace in self._forgetter.verify(document_id, by))

    def grants(self, records: Sequence[SharedRecord]) -> bool:
        """Whether the records still let somebody read by one of these sharings."""
        return any(self._library.granted.at(record.id) for record in records)

    def readers(self, document_id: str) -> tuple[str, ...]:
        """The labels of those who may read a document."""
        return self._library.granted.labels(document_id)

    def file_gone(self, surface: str, team: str, file_id: str, channel: str = "") -> None:
        """A file is gone from its chat, or from one channel: what nobody else shared there is taken back."""
        for record in self._shared_files.of_file(surface, team, file_id):
            if channel in {"", record.file.chat.channel}:
                self.take_back(record.document_id, [record], team_label(surface, team))

    def end_outdated(self, record: SharedRecord, by: str) -> None:
        """Takes back what the record's file held before it was changed, once it is ready as it is now."""
        held = {each.document_id: each for each in self._shared_with(record)}
        before = [each for each in self._library.granted.at(record.id) if each != record.document_id]
        for document_id in before if record.document_id in held else ():
            if document_id in held:
                self.note_replaced(record, held[document_id])
            self._forgetter.withdraw(document_id, by=by, place=record.id)

    def note_replaced(self, record: SharedRecord, earlier: HeldDocument) -> None:
        """Remembers what a file takes the place of; to be called before that is taken back, since nobody could tell."""
        self._shared_files.replaces(record.id, earlier.live_at)

    def replaced_since(self, record: SharedRecord) -> datetime | None:
        """Since when the channel had what a file took the place of, until its card has said so."""
        now = self._shared_files.get(record.id)
        return now.replaces if now is not None else None

    def earlier_than(self, record: SharedRecord) -> list[EarlierFile]:
        """What the record's channel shared under the same name before; nothing where the record isn't ready."""
        job, held = self._jobs.get(record.job_id), self._shared_with(record)
        new = next((each for each in held if each.document_id == record.document_id), None)
        if job is None or new is None:
            return []
        found = []
        for other in held:
            if other.name != new.name or other.document_id == new.document_id:
                continue
            shared = [each for each in self._shared_files.of_document(other.document_id) if _is_beside(each, record)]
            jobs = {each.id: self._jobs.get(each.job_id) for each in shared}
            older = [each for each in shared if (one := jobs[each.id]) is None or one.created_at < job.created_at]
            if older:
                found.append(EarlierFile(other, tuple(older)))
        return found

    def was_known(self, record: SharedRecord, scope: Scope) -> bool:
        """Whether readers of the scope could read the record's document before."""
        return self._library.granted.before(record.document_id, record.id, scope)

    def _shared_with(self, record: SharedRecord) -> list[HeldDocument]:
        return self._library.readable(Scope.of(own_label(record.file.chat, record.file.sharer)))


def _is_beside(other: SharedRecord, record: SharedRecord) -> bool:
    return other.file.chat.channel == record.file.chat.channel and other.id != record.id
