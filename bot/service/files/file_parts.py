"""The parts that have to do with files and documents, made together: they hand on to each other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from bot.access.audience import Audience
from bot.access.rights import Rights
from bot.records.channel_settings import ChannelSettingsStore
from bot.records.denials import Denials
from bot.records.question_log import QuestionLog
from bot.records.shared_files import SharedFiles
from bot.service.files.exporting import Exporting
from bot.service.files.handing_back import HandingBack, Originals
from bot.service.files.managed_documents import ManagedDocuments
from bot.service.files.receiving_files import ReceivingFiles
from bot.service.files.replacing import Replacing
from bot.service.files.shared_documents import SharedDocuments
from bot.service.files.shared_jobs import SharedJobs
from bot.service.files.shared_records import SharedRecords
from bot.service.files.withdrawing import Withdrawing
from bot.service.limits import ServiceLimits
from bot.service.throttle import Throttle
from bot.threads.blocking import BlockingCalls
from ingest.jobs.job_records import JobRecords
from ingest.jobs.submitting import Submitter
from ingest.library.forgetting import Forgetter
from ingest.library.library import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class FileParts:
    """What can be done with shared files and documents, each part on its own."""

    receiving: ReceivingFiles
    documents: SharedDocuments
    jobs: SharedJobs
    replacing: Replacing
    withdrawing: Withdrawing
    shared: SharedRecords
    originals: HandingBack
    managed: ManagedDocuments
    exporting: Exporting

    @classmethod
    def made(
        cls,
        *,
        calls: BlockingCalls,
        audience: Audience,
        rights: Rights,
        throttle: Throttle,
        channel_settings: ChannelSettingsStore,
        shared_files: SharedFiles,
        submitter_of: Callable[[str], Submitter],
        library: Library,
        forgetter: Forgetter,
        jobs: JobRecords,
        originals: Originals,
        log: QuestionLog,
        limits: ServiceLimits,
        denials: Denials,
    ) -> Self:
        """All of them over the same records, readers and threads."""
        withdrawing = Withdrawing(shared_files, forgetter, jobs, library)
        documents = SharedDocuments(
            calls=calls,
            audience=audience,
            rights=rights,
            channel_settings=channel_settings,
            shared_files=shared_files,
            library=library,
            withdrawing=withdrawing,
            denials=denials,
        )
        receiving = ReceivingFiles(
            calls=calls,
            audience=audience,
            rights=rights,
            throttle=throttle,
            shared_files=shared_files,
            submitter_of=submitter_of,
            jobs=jobs,
            limits=limits,
            denials=denials,
        )
        managed = ManagedDocuments(
            calls=calls,
            rights=rights,
            documents=documents,
            shared_files=shared_files,
            withdrawing=withdrawing,
            forgetter=forgetter,
            library=library,
            denials=denials,
        )
        return cls(
            receiving=receiving,
            documents=documents,
            jobs=SharedJobs(calls, rights, shared_files, jobs, denials),
            replacing=Replacing(calls, audience, rights, withdrawing),
            withdrawing=withdrawing,
            shared=SharedRecords(calls, shared_files, jobs),
            originals=HandingBack(calls, documents, library, originals, denials),
            managed=managed,
            exporting=Exporting(
                calls=calls, rights=rights, library=library, originals=originals, log=log, denials=denials
            ),
        )
