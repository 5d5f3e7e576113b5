"""The service behind every chat: questions to answers, shared files to documents. Knows no chat and no search engine.

`Assistant` is the one door; what it does stands in `questions/` and `files/`, whose parts `question_parts` and
`file_parts` put together, and in `channel_choices`. Who may do what is asked of its `rights`.
"""

import gc
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Self

from bot.access.audience import Audience
from bot.access.labels import person_label
from bot.access.rights import Rights
from bot.access.roles import Roles
from bot.chat.chat import Chat, Person, Question, SharedFile
from bot.chat.ended import Ended
from bot.chat.ports import Card, CardHistory, Directory, Reply
from bot.records.admin_entries import AdminEntries
from bot.records.channel_settings import ChannelSettingsStore
from bot.records.denials import Denials
from bot.records.figures.told_replies import ToldReplies
from bot.records.question_log import QuestionLog, question_key
from bot.records.question_views import QuestionViews
from bot.records.shared_files import SharedFiles, SharedRecord
from bot.records.surveys import Surveys
from bot.records.upload_choices import UploadChoices
from bot.service.admin_views import AdminViews
from bot.service.channel_choices import ChannelChoices
from bot.service.explaining import Explaining
from bot.service.files.announced_files import AnnouncedFiles
from bot.service.files.file_parts import FileParts
from bot.service.files.handing_back import Originals
from bot.service.limits import ServiceLimits
from bot.service.measures import Measures, NoMeasures, SignedReply
from bot.service.questions.answerer_port import Answerer
from bot.service.questions.asked_questions import AskedQuestions
from bot.service.questions.question_parts import QuestionParts
from bot.service.questions.rehearsal import rehearse
from bot.service.replies.coming_back import ComingBack
from bot.service.replies.putting_off import PuttingOff
from bot.service.surveying import Surveying
from bot.service.throttle import Throttle, What
from bot.threads.blocking import BlockingCalls
from bot.threads.engine_thread import EngineThread
from ingest.jobs.job_records import JobRecords
from ingest.jobs.submitting import Submitter
from ingest.library.forgetting import Forgetter
from ingest.library.held_documents import HeldDocument
from ingest.library.library import SHELF, Library
from pipelines.tracing import note, span
from pipelines.types import DocumentType, Passage


class Assistant:
    """What a chat can ask for. Safe to use for many people at once; to be made and closed in one event loop.

    `answerer` gives the engine, when it is first needed; `submitter_of` and `library_of` give those of a shelf. Use
    as a context manager: it has threads of its own. `asked`, `channels` and `shared` are what the records know of
    questions, of channels' settings and of shared files, `announced` of files that are about to come; `originals` hands
    files back, `searching` searches without an answer, `managed` knows documents by ids, `exporting` hands out all;
    `surveying` asks how content people are, `coming_back` has questions asked again; `measures` hears how they went.
    """

    def __init__(
        self,
        *,
        answerer: Callable[[], Answerer],
        log: QuestionLog,
        audience: Audience,
        roles: Roles,
        throttle: Throttle,
        channel_settings: ChannelSettingsStore,
        shared_files: SharedFiles,
        submitter_of: Callable[[str], Submitter],
        library_of: Callable[[str], Library],
        forgetter: Forgetter,
        jobs: JobRecords,
        originals: Originals,
        upload_choices: UploadChoices,
        denials: Denials,
        entries: AdminEntries,
        question_views: QuestionViews,
        told_replies: ToldReplies,
        surveys: Surveys,
        asks_surveys: bool = True,
        limits: ServiceLimits | None = None,
        measures: Measures | None = None,
    ) -> None:
        limits = limits or ServiceLimits()
        self._measures = measures or NoMeasures()
        self._throttle = throttle
        self._answerer = answerer
        self.rights = rights = Rights(audience, roles)
        self._denials = denials
        self._told_replies = told_replies
        self._calls = calls = BlockingCalls(limits.threads, "service")
        self.coming_back = ComingBack()
        self.surveying = Surveying(calls, surveys, self._measures, asks_surveys)
        self._engine = engine = EngineThread(threads=3 * limits.answers_at_once)
        library = library_of(SHELF)
        self.asked = AskedQuestions(calls, log, denials, self._measures)
        self._questions = questions = QuestionParts.made(
            answerer=answerer,
            engine=engine,
            calls=calls,
            log=log,
            asked=self.asked,
            audience=audience,
            rights=rights,
            throttle=throttle,
            channel_settings=channel_settings,
            library=library,
            shared_of=shared_files.of_document,
            limits=limits,
            denials=denials,
        )
        self._files = files = FileParts.made(
            calls=calls,
            audience=audience,
            rights=rights,
            throttle=throttle,
            channel_settings=channel_settings,
            shared_files=shared_files,
            submitter_of=submitter_of,
            library=library,
            forgetter=forgetter,
            jobs=jobs,
            originals=originals,
            log=log,
            limits=limits,
            denials=denials,
        )
        self.shared, self.originals = files.shared, files.originals
        self.managed, self.exporting = files.managed, files.exporting
        self.channels = ChannelChoices(calls, audience, rights, channel_settings, denials)
        self.announced = AnnouncedFiles(calls, upload_choices)
        explaining = Explaining(
            audience=audience, roles=roles, library=library, channel_settings=channel_settings, entries=entries
        )
        self.admin_views = AdminViews(
            calls=calls,
            rights=rights,
            explaining=explaining,
            questions=question_views,
            entries=entries,
            denials=denials,
        )
        self.searching = questions.searching

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def warm_up(self, labels: Callable[[], Sequence[str]]) -> None:
        """Opens the engine before anybody asks, and asks it a question over documents of some of the `labels`; raises
        what the opening raises. To be called once, at the start.

        What it loads stays for good, millions of objects: they are taken out of garbage collections, each of which
        would stop everything for half a second.
        """
        await self._engine.run(self._questions.answering.open)
        await rehearse(self._answerer, self._engine, self._calls, labels)
        gc.collect()
        gc.freeze()

    def close(self) -> None:
        """Lets go of the threads."""
        self._engine.close()
        self._calls.close()

    async def admit(self, person: Person, key: str, what: What = "press") -> float:
        """0 where somebody may press, command or fill in something more, else after how many seconds they may.

        `key` names what they did: it counts once, however often it is said.
        """
        return await self._throttle.admit(person, key, what)

    async def is_admitted(self, person: Person, wanted: str) -> bool:
        """Whether somebody may do anything here at all; the audit hears of it, and of what they wanted, where not."""
        if await self.rights.is_admitted(person):
            return True
        await self._calls.run(self._denials.note, person_label(person), wanted, person_label(person))
        return False

    async def answer(
        self, question: Question, reply: Reply, directory: Directory, putting_off: PuttingOff | None = None
    ) -> Ended:
        """Answers a question by `reply`, which is finished exactly once, and records it; how it ended.

        Errors end in a failure that is shown. Raises `CancelledError`, and `UndeliveredError` where the chat didn't
        take the finish in spite of repeats: nobody saw anything, and the whole question is to be tried again later.
        Where only the asker will see the reply, `question.only_asker` has to say so. With `putting_off`, which tells
        whether that happened, a question is put off whose failure ends by itself.
        """
        asked_at = question.asked_at or time.time()
        signed = partial(self._seen, question.chat.surface, asked_at)
        with span("question.answer", surface=question.chat.surface, question_id=question_key(question.key)):
            ended = await self._questions.answering.answer(question, SignedReply(reply, signed), directory, putting_off)
            _tell(ended)
        if putting_off is None or not putting_off.is_put_off:
            seconds = max(0.0, time.time() - asked_at)
            self._measures.answered(question, ended, seconds)
            await self._calls.run(self._told_replies.note, question, ended, seconds)
        return ended

    def _seen(self, surface: str, asked_at: float) -> None:
        self._measures.signed(surface, max(0.0, time.time() - asked_at))

    async def give_up(self, question: Question, reply: Reply, reference: str = "") -> Ended:
        """Ends a question whose attempts are used up in its one visible error; raises `UndeliveredError`.

        `reference` is that of the error that used them up, where there is one.
        """
        asked_at = question.asked_at or time.time()
        ended = await self._questions.answering.give_up(question, reply, reference)
        await self._calls.run(self._told_replies.note, question, ended, max(0.0, time.time() - asked_at))
        return ended

    async def passages(self, question_id: str, person: Person, chat: Chat, directory: Directory) -> tuple[Passage, ...]:
        """The passages that fit an earlier question best, from what this chat's readers may use now.

        Empty where there is no such question, or it was asked elsewhere, and for who was shut out. Raises what a search
        raises.
        """
        if not await self.is_admitted(person, "passages"):
            return ()
        return await self._questions.passages.passages(question_id, person, chat, directory)

    async def receive_file(
        self,
        file: SharedFile,
        card: Card,
        directory: Directory,
        document_type: DocumentType | None = None,
        for_all: bool = False,
        collection: str = "",
    ) -> SharedRecord | None:
        """Takes a shared file up, for the readers of its chat or `for_all` of the workspace, in a `collection` of its
        documents if one is named; None where the card says why not.

        A repeat finds the same record. The card's message is to be remembered by `SharedFiles.set_card`.
        """
        return await self._files.receiving.receive(file, card, directory, document_type, for_all, collection)

    async def may_widen(self, person: Person, chat: Chat, directory: Directory) -> bool:
        """Whether somebody may share files of this chat `for_all`."""
        return await self.rights.may_widen(person, chat, directory)

    async def forget(self, person: Person, chat: Chat, name: str, directory: Directory) -> list[str]:
        """Takes back what was shared under this name, as far as the person may; lines that say what came of it."""
        return await self._files.documents.forget(person, chat, name, directory)

    async def forget_file(self, surface: str, team: str, file_id: str, channel: str = "") -> None:
        """The chat says that a file is gone, everywhere or from one channel: so is what was read from it.

        Safe to repeat; raises what records and search raise, to be tried again.
        """
        await self._calls.run(self._files.withdrawing.file_gone, surface, team, file_id, channel)

    async def file_ready(self, record: SharedRecord, directory: Directory | None = None) -> CardHistory:
        """A shared file became searchable: it takes the place of what its channel shared under its name before, as far
        as its sharer may end that; without a `directory`, only of their own.

        For `CardFollower`, as `on_ready`; safe to repeat.
        """
        return await self._files.replacing.replace(record, directory)

    async def documents(self, person: Person, chat: Chat, directory: Directory) -> list[HeldDocument]:
        """The documents that a reply in this chat may use, by name; none for who was shut out.

        Raises what the records raise.
        """
        if not await self.is_admitted(person, "documents"):
            return []
        return await self._files.documents.documents(person, chat, directory)

    async def cancel(self, record_id: str, person: Person, directory: Directory) -> list[str]:
        """Stops the reading of a shared file, where the person may; lines that say what came of it."""
        return await self._files.jobs.cancel(record_id, person, directory)

    async def retry(self, record_id: str, person: Person, directory: Directory) -> list[str]:
        """Reads a shared file again that failed or was cancelled, where the person may; its card is followed anew."""
        return await self._files.jobs.retry(record_id, person, directory)


def _tell(ended: Ended) -> None:
    """How a question ended, for its trace."""
    answer = ended.answer
    note(
        outcome=answer.outcome.value,
        reason=answer.reason,
        passages=len(answer.passages),
        citations=len(answer.citations),
        kept_back=len(answer.dropped),
    )
