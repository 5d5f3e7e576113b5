"""What the audit is told of an answer: for whom, from which documents and versions, how it ended. No word of it."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.wording.told_answer import documents_told
from pipelines.audit import audit
from pipelines.records.tables import Version
from pipelines.types import Answer, Passage, cited_documents

MOST_LABELS: Final = 100
"""Labels of its readers that an entry names; of more it has their number and a hash of all, too."""
MOST_DOCUMENTS: Final = 100


@dataclass(frozen=True, slots=True)
class ToldReaders:
    """Who reads a reply on a `surface`, as the audit says it: the `audience` is a channel or the asker, `labels` what
    all of it hold.

    The asker's own label is called `asker`: who that is stands there as a pseudonym.
    """

    surface: str
    audience: str
    labels: tuple[str, ...]


def live_versions(session: Session, answer: Answer) -> dict[str, str]:
    """The live versions of the documents that an answer cites or was made from, by document."""
    return _live_versions(session, [*_cited(answer), *_used(answer)])


def audit_answer(
    session: Session, by: str, question_id: str, answer: Answer, readers: ToldReaders, versions: Mapping[str, str]
) -> None:
    """Tells of an answer within a transaction; `versions` are its `live_versions`."""
    cited, used = _cited(answer), _used(answer)
    audit(
        session,
        by,
        "answer",
        question_id,
        outcome=answer.outcome.value,
        reason=answer.reason,
        cited=_named(cited, versions),
        read=_named((each for each in used if each not in cited), versions),
        **_told(readers),
    )


def audit_passages(
    session: Session, by: str, question_id: str, passages: Iterable[Passage], readers: ToldReaders
) -> None:
    """Tells of passages that were shown without an answer."""
    found = [each.document_id for each in passages]
    read = _named(found, _live_versions(session, found))
    audit(session, by, "passages", question_id, read=read, **_told(readers))


def _cited(answer: Answer) -> list[str]:
    return list(dict.fromkeys(cited_documents(answer).values()))


def _used(answer: Answer) -> list[str]:
    return [*(each.document_id for each in answer.passages if each.used), *documents_told(answer)]


def _live_versions(session: Session, document_ids: Sequence[str]) -> dict[str, str]:
    asked = select(Version.document_id, Version.id).where(
        Version.document_id.in_(set(document_ids)), Version.live_at.is_not(None)
    )
    return {document_id: version_id for document_id, version_id in session.execute(asked)} if document_ids else {}


def _named(document_ids: Iterable[str], versions: Mapping[str, str]) -> list[list[str]]:
    """Each document with the version that was live, empty where it was forgotten meanwhile."""
    return [[each, versions.get(each, "")] for each in list(dict.fromkeys(document_ids))[:MOST_DOCUMENTS]]


def _told(readers: ToldReaders) -> dict[str, Any]:
    ordered = sorted(readers.labels)
    told = {"surface": readers.surface, "audience": readers.audience, "labels": ordered[:MOST_LABELS]}
    if len(ordered) <= MOST_LABELS:
        return told
    every = hashlib.sha256("\n".join(ordered).encode()).hexdigest()
    return told | {"labels_in_all": len(ordered), "labels_sha256": every}
