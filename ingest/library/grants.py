"""Who may read a document, changed within a transaction that has locked the document's row.

A change that the index has to hear of leaves a row that says so, in the same transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.job import ACTIVE, JobState
from ingest.job_rows import end, moment, record_step
from pipelines.audit import audit
from pipelines.records.job_tables import Job
from pipelines.records.tables import Document, Grant, Relabelling, Version, now


class Given(NamedTuple):
    """What a sharing gives a document: a label, at the sharing's place, by the person who shared."""

    label: str
    place: str
    by: str


def labels_of(document: Document) -> tuple[str, ...]:
    """Who may read the document, in order."""
    return tuple(sorted({grant.label for grant in document.grants}))


def grant(session: Session, document: Document, labels: Iterable[str], by: str, place: str) -> None:
    """Adds readers; a file within another gets those of the one around it as well."""
    _add(session, document, [Given(label, place, by) for label in labels])
    around = session.get(Document, document.around_id) if document.around_id is not None else None
    if around is not None:
        _add(session, document, _given(around))


def withdraw(session: Session, document: Document, labels: Sequence[str] | None, by: str, place: str) -> None:
    """Takes back what a place granted: these labels or all."""
    gone = [each for each in document.grants if each.place == place and (labels is None or each.label in labels)]
    _remove(session, document, gone, by)


def follow(session: Session, document: Document, by: str) -> None:
    """Gives the files within a document exactly its grants, over all levels; the index has to be told of each."""
    for inner in _directly_within(session, document):
        wanted, before = _given(document), labels_of(inner)
        _remove(
            session,
            inner,
            [each for each in inner.grants if Given(each.label, each.place, each.granted_by) not in wanted],
            by,
        )
        _add(session, inner, wanted)
        if labels_of(inner) != before:
            ask_relabelling(session, inner)
        follow(session, inner, by)


def grant_for_waiting(session: Session, document: Document) -> None:
    """Gives a document that nobody else may read any more to those for whom its very bytes are on their way.

    Else it would be forgotten together with what they shared.
    """
    live = select(Version.id).where(Version.document_id == document.id, Version.live_at.is_not(None))
    waiting = select(Job).where(
        Job.document_id == document.id, Job.state.in_(ACTIVE), Job.version_id.in_(live), ~Job.cancel_requested
    )
    for job in session.scalars(waiting):
        _add(session, document, [Given(label, job.place, job.granted_by) for label in job.labels])


def stop_granting(session: Session, document_id: str, labels: Sequence[str] | None, place: str) -> None:
    """Lets no job of a place grant these labels, or any, from now on; one that has nothing else to grant ends.

    To be called before the document's row is locked: jobs are locked first everywhere.
    """
    own = select(Job).where(Job.document_id == document_id, Job.place == place)
    active = select(Job.id).where(Job.document_id == document_id, Job.state.in_(ACTIVE))
    session.execute(active.order_by(Job.id).with_for_update())
    for job in session.scalars(own.order_by(Job.id).with_for_update()):
        job.labels = [] if labels is None else [label for label in job.labels if label not in labels]
        if job.labels or job.around_id is not None:
            continue
        if job.state == JobState.RUNNING:
            job.cancel_requested = True
        elif job.state == JobState.QUEUED:
            at = moment(session)
            end(job, JobState.CANCELLED, at)
            record_step(session, job, at)


def ask_relabelling(session: Session, document: Document) -> None:
    """Remembers that the index doesn't know the document's readers yet."""
    session.flush()
    row = session.get(Relabelling, document.id)
    if row is None:
        session.add(Relabelling(document_id=document.id))
    else:
        row.asked_at = now()


def _given(document: Document) -> list[Given]:
    return [Given(each.label, each.place, each.granted_by) for each in document.grants]


def _add(session: Session, document: Document, given: Iterable[Given]) -> None:
    held = {(each.label, each.place) for each in document.grants}
    for each in dict.fromkeys(given):
        if (each.label, each.place) not in held:
            held.add((each.label, each.place))
            document.grants.append(Grant(label=each.label, place=each.place, granted_by=each.by))
            audit(session, each.by, "grant", document.id, label=each.label, place=each.place)


def _remove(session: Session, document: Document, grants: Iterable[Grant], by: str) -> None:
    for each in grants:
        document.grants.remove(each)
        session.delete(each)
        audit(session, by, "withdraw", document.id, label=each.label, place=each.place)
    session.flush()


def _directly_within(session: Session, document: Document) -> Iterator[Document]:
    inner = select(Document).where(Document.around_id == document.id, Document.forgotten_at.is_(None))
    yield from session.scalars(inner.order_by(Document.id).with_for_update()).all()
