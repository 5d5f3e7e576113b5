"""Of a forgotten document nothing is left in the records but its tombstone."""

from sqlalchemy import func, or_, select

from bot.invariants.invariant import SETTLED, Invariant, World
from pipelines.records.chat_tables import SharedInChat
from pipelines.records.job_tables import Job
from pipelines.records.tables import Document, Grant, Version

_NO_WORD = 40
"""Characters of a sealed text that is empty, or hardly more; the database can't compare sealed texts."""


def _violations(world: World) -> int:
    named = or_(func.length(Document.name) > _NO_WORD, func.length(Document.title) > _NO_WORD)
    gone = Document.forgotten_at < world.at - SETTLED
    forgotten = select(Document.id).where(gone)
    return world.count(
        select(Document.id).where(gone, named),
        select(Version.id).where(Version.document_id.in_(forgotten)),
        select(Grant.id).where(Grant.document_id.in_(forgotten)),
        select(SharedInChat.id).where(
            SharedInChat.document_id.in_(forgotten), SharedInChat.created_at < world.at - SETTLED
        ),
        select(Job.id).where(Job.document_id.in_(forgotten), Job.finished_at < world.at - SETTLED),
    )


INVARIANT = Invariant(
    "forgotten_documents_left_nothing",
    "Something is left of a document that somebody had forgotten: its name, a version, a grant, a sharing or a job.",
    _violations,
)
