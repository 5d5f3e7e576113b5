"""How the reply to a question went, written down once it was shown."""

from typing import Final

import structlog

from bot.chat.chat import Question
from bot.chat.ended import Ended
from bot.records.question_log import question_key
from ingest.job_rows import moment_in
from pipelines.records.chat_tables import ToldReply
from pipelines.records.database import Database
from pipelines.records.inserting import inserting
from pipelines.types import Answer

TOP: Final = 5
"""A passage among so many counts as one of the top."""
UNSUPPORTED: Final = frozenset(
    {"no_citation", "unknown_citation", "number_out_of_place", "not_supported", "contradicts_source"}
    | {"judged_unsupported", "address_not_in_source"}
)
"""Reasons of the check that mean that the passages don't carry a sentence, beside those that end in `SOURCE`."""
SOURCE: Final = "_not_in_source"

_log = structlog.stdlib.get_logger("tcbot.bot")


class ToldReplies:
    """Writes the figures of replies, for whichever process shows them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, question: Question, ended: Ended, seconds: float) -> None:
        """The reply was shown so long after somebody asked; a second time for the same question, the newest counts.

        Never raises: a figure that is missing is better than a reply that is told twice.
        """
        answer = ended.answer
        try:
            with self._database.one_statement() as session:
                told = {
                    "told_at": moment_in(session),
                    "surface": question.chat.surface,
                    "outcome": answer.outcome.value,
                    "is_askers": ended.is_askers,
                    "reply_ms": min(round(seconds * 1000), 2**31 - 1),
                    "cited": cited_rank(answer),
                    "sentences": answer.sentences,
                    "unsupported": sum(is_unsupported(each.reason) for each in answer.dropped),
                }
                added = inserting(session, ToldReply).values(question_id=question_key(question.key), **told)
                session.execute(added.on_conflict_do_update(index_elements=["question_id"], set_=told))
        except Exception as error:
            _log.warning("reply_not_recorded", error=type(error).__name__)


def cited_rank(answer: Answer) -> str:
    """The best rank of a passage that an answer cites: `top`, `lower`, or empty where it cites none."""
    if not answer.citations:
        return ""
    top = {each.chunk_id for each in answer.passages[:TOP]}
    return "top" if any(each.chunk_id in top for each in answer.citations) else "lower"


def is_unsupported(reason: str) -> bool:
    """Whether a sentence was kept back since the passages don't carry it."""
    return reason in UNSUPPORTED or reason.endswith(SOURCE)
