"""What was shared in chats is taken back: by a person, because its file is gone, or because a newer one replaces it."""

from collections.abc import Collection, Sequence

from bot.audience import labels_by, team_label
from bot.chat_ports import Earlier
from bot.shared_files import SharedFiles, SharedRecord
from ingest.forgetting import Forgetter
from ingest.held_documents import HeldDocument
from ingest.job_records import JobRecords
from ingest.library import Library
from pipelines.access import Scope


class Withdrawing:
    """Takes documents away from those who got them by a chat; with nobody left they are forgotten. All calls block.

    Every step can be repeated; what records and search raise comes through.
    """

    def __init__(self, shared_files: SharedFiles, forgetter: Forgetter, jobs: JobRecords, library: Library) -> None:
        self._shared_files = shared_files
        self._forgetter = forgetter
        self._jobs = jobs
        self._library = library

    def take_back(self, document_id: str, records: Sequence[SharedRecord], by: str) -> bool:
        """Ends these sharings of a document; whether somebody may still read it by others, or by other means.

        What is being read on their behalf is stopped.
        """
        taken = {record.id for record in records}
        kept = [record for record in self._shared_files.of_document(document_id) if record.id not in taken]
        for record in records:  # before the grants go: what is being read would bring them back
            self._jobs.cancel(record.job_id)
        labels = _labels(records) - _labels(kept)
        left = bool(kept)
        if labels:
            left = bool(self._forgetter.withdraw(document_id, sorted(labels), by))
        for record in records:
            self._shared_files.gone(record.id)
        return left

    def left_of(self, document_id: str, by: str) -> int:
        """How much is left of a document that was forgotten, after a look at every place."""
        return sum(trace.count for trace in self._forgetter.verify(document_id, by))

    def is_readable(self, document: HeldDocument) -> bool:
        """Whether somebody may still be answered from the document."""
        readable = self._library.readable(Scope.of(*document.labels))
        return any(each.document_id == document.document_id for each in readable)

    def file_gone(self, surface: str, team: str, file_id: str, channel: str = "") -> None:
        """A file is gone from its chat, or from one channel: what nobody else shared there is taken back."""
        for record in self._shared_files.of_file(surface, team, file_id):
            if channel in {"", record.file.chat.channel}:
                self.take_back(record.document_id, [record], team_label(surface, team))

    def replaced_by(self, record: SharedRecord) -> Earlier:
        """Takes back what its channel shared under the same name before; nothing where a newer one is there.

        What that was is told again until the card has shown it.
        """
        self._take_back_for(record)
        now, known = self._shared_files.get(record.id), self._shared_files.of_document(record.document_id)
        return Earlier(now.replaces if now else None, known=bool(known) and known[0].id != record.id)

    def _take_back_for(self, record: SharedRecord) -> None:
        chat, job = record.file.chat, self._jobs.get(record.job_id)
        readable = self._library.readable(Scope.of(*labels_by(record)))
        new = next((each for each in readable if each.document_id == record.document_id), None)
        if job is None or new is None:
            return
        for other in readable:
            if other.name != new.name or other.document_id == new.document_id:
                continue
            earlier = self._shared_in(other.document_id, chat.channel)
            jobs = [self._jobs.get(each.job_id) for each in earlier]
            if earlier and all(each is None or each.created_at < job.created_at for each in jobs):
                self._shared_files.replaces(record.id, other.live_at)  # first: afterwards nobody could tell
                self.take_back(other.document_id, earlier, team_label(chat.surface, chat.team))

    def _shared_in(self, document_id: str, channel: str) -> list[SharedRecord]:
        shared = self._shared_files.of_document(document_id)
        return [record for record in shared if record.file.chat.channel == channel]


def _labels(records: Collection[SharedRecord]) -> set[str]:
    return {label for record in records for label in labels_by(record)}
