"""No answer cites a document that was forgotten."""

from sqlalchemy import select

from bot.invariants.invariant import SETTLED, Invariant, World
from pipelines.records.tables import AskedQuestion, CitedPage, Document


def _violations(world: World) -> int:
    forgotten = select(Document.id).where(Document.forgotten_at < world.at - SETTLED)
    asked = (
        select(CitedPage.question_id, CitedPage.n)
        .join(AskedQuestion, AskedQuestion.id == CitedPage.question_id)
        .where(CitedPage.document_id.in_(forgotten), AskedQuestion.asked_at < world.at - SETTLED)
    )
    return world.count(asked)


INVARIANT = Invariant(
    "answers_cite_held_documents",
    "An answer in the records still quotes a document that was forgotten: forgetting it was not whole.",
    _violations,
)
