"""The parts that answer questions, made together: they take turns at one engine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from bot.access.audience import Audience
from bot.access.rights import Rights
from bot.records.channel_settings import ChannelSettingsStore
from bot.records.denials import Denials
from bot.records.question_log import QuestionLog
from bot.records.shared_files import SharedRecord
from bot.service.limits import ServiceLimits
from bot.service.questions.answerer_port import Answerer
from bot.service.questions.answering_questions import AnsweringQuestions
from bot.service.questions.asked_questions import AskedQuestions
from bot.service.questions.more_passages import MorePassages
from bot.service.questions.own_answers import OwnAnswers
from bot.service.questions.searching import Searching
from bot.service.throttle import Throttle
from bot.threads.blocking import BlockingCalls
from bot.threads.engine_thread import EngineThread
from ingest.library.library import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionParts:
    """What can be asked, each part on its own."""

    answering: AnsweringQuestions
    passages: MorePassages
    searching: Searching

    @classmethod
    def made(
        cls,
        *,
        answerer: Callable[[], Answerer],
        engine: EngineThread,
        calls: BlockingCalls,
        log: QuestionLog,
        asked: AskedQuestions,
        audience: Audience,
        rights: Rights,
        throttle: Throttle,
        channel_settings: ChannelSettingsStore,
        library: Library,
        shared_of: Callable[[str], Sequence[SharedRecord]],
        limits: ServiceLimits,
        denials: Denials,
    ) -> Self:
        """All of them over the same engine, records and readers; `shared_of` tells where a document was shared."""
        answering = AnsweringQuestions(
            answerer=answerer,
            engine=engine,
            calls=calls,
            log=log,
            audience=audience,
            rights=rights,
            throttle=throttle,
            channel_settings=channel_settings,
            library=library,
            own=OwnAnswers(library, shared_of),
            limits=limits,
            denials=denials,
        )
        passages = MorePassages(
            answerer=answerer,
            engine=engine,
            calls=calls,
            log=log,
            asked=asked,
            audience=audience,
            channel_settings=channel_settings,
            turns=answering.turns,
        )
        searching = Searching(
            answerer=answerer,
            engine=engine,
            calls=calls,
            audience=audience,
            channel_settings=channel_settings,
            turns=answering.turns,
        )
        return cls(answering=answering, passages=passages, searching=searching)
