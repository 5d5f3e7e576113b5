"""The records: what we hold and take up, who may read it, what was asked and answered, who did what. Text is here."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UtcTime(TypeDecorator[datetime]):
    """A moment: aware datetimes go in, UTC ones come out, on databases that know time zones and on those that don't."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC; a datetime without a time zone raises `ValueError`."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone: use datetime.now(UTC).")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Structure = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
RowNumber = BigInteger().with_variant(Integer, "sqlite")
Id = String(64)


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


class Record(DeclarativeBase):
    """The base of all tables; constraints have names, so that a migration can change them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Document(Record):
    """A file that was shared, through all its versions. `forgotten_at` stays as the mark that it was here."""

    __tablename__ = "documents"
    __table_args__ = (Index(None, "team", "name"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    team: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    forgotten_at: Mapped[datetime | None] = mapped_column(UtcTime)

    versions: Mapped[list["Version"]] = relationship(back_populates="document", order_by="Version.created_at")
    grants: Mapped[list["Grant"]] = relationship(back_populates="document")


class Version(Record):
    """One state of a document's bytes, and what became of it; `live_at` says since when it answers questions."""

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("document_id", "sha256"), Index(None, "sha256"))

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    sha256: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(128))
    type: Mapped[str] = mapped_column(String(32))
    pages: Mapped[int] = mapped_column(default=0)
    chunks: Mapped[int] = mapped_column(default=0)
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    state: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str | None] = mapped_column(String(64))
    warnings: Mapped[list[Any]] = mapped_column(Structure, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    live_at: Mapped[datetime | None] = mapped_column(UtcTime)

    document: Mapped[Document] = relationship(back_populates="versions")


class Grant(Record):
    """Why holders of `label` may read a document: it was shared at `place`. One more place is one more grant."""

    __tablename__ = "grants"
    __table_args__ = (UniqueConstraint("document_id", "label", "place"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    label: Mapped[str] = mapped_column(String(255))
    place: Mapped[str] = mapped_column(String(255))
    granted_by: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)

    document: Mapped[Document] = relationship(back_populates="grants")


class AskedQuestion(Record):
    """A question and how it ended. `asker` is a hash, `scope` the labels of the answer's readers."""

    __tablename__ = "questions"
    __table_args__ = (Index(None, "asked_at"), Index(None, "reference"))

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    asker: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    standalone: Mapped[str] = mapped_column(Text, default="")
    scope: Mapped[list[Any]] = mapped_column(Structure)
    outcome: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(64), default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    confidence: Mapped[float] = mapped_column(Double, default=0.0)
    inputs: Mapped[dict[str, Any]] = mapped_column(Structure, default=dict)
    timings_ms: Mapped[dict[str, Any]] = mapped_column(Structure, default=dict)
    reference: Mapped[str | None] = mapped_column(String(16))

    citations: Mapped[list["CitedPage"]] = relationship(
        back_populates="question", order_by="CitedPage.n", cascade="all, delete-orphan"
    )


class CitedPage(Record):
    """Mark `n` of an answer. It names a document without pointing at its row: forgetting that must not be blocked."""

    __tablename__ = "citations"
    __table_args__ = (Index(None, "document_id"),)

    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(Id)
    version_id: Mapped[str] = mapped_column(Id)
    page: Mapped[int]
    quote: Mapped[str] = mapped_column(Text)

    question: Mapped[AskedQuestion] = relationship(back_populates="citations")


class AuditEntry(Record):
    """Who did what to what. Entries are added, never changed."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "at"), Index(None, "target"))

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    actor: Mapped[str] = mapped_column(String(255))
    action: Mapped[str] = mapped_column(String(64))
    target: Mapped[str] = mapped_column(String(255))
    details: Mapped[dict[str, Any]] = mapped_column(Structure, default=dict)


class Job(Record):
    """A file on its way into the index, and how it ended. The queue holds ids; what is true stands here.

    `token` grows with each worker that takes the job: only the one that holds the newest may write. Of one document
    one job runs at a time. `touched` says that the index may hold something of this job that the records don't know.
    `crashes` count against the file, `faults` (a server that was away) don't.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index(None, "state", "queued_at"),
        Index(None, "document_id", "state"),
        Index(None, "team", "started_at"),
        Index(
            "uq_jobs_running_document",
            "document_id",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    team: Mapped[str] = mapped_column(String(64))
    upload: Mapped[str] = mapped_column(Id)
    parent_id: Mapped[str | None] = mapped_column(Id)
    document_id: Mapped[str] = mapped_column(Id)
    version_id: Mapped[str] = mapped_column(Id)
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[int] = mapped_column(BigInteger)
    labels: Mapped[list[Any]] = mapped_column(Structure)
    type: Mapped[str | None] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(32))
    stage: Mapped[str] = mapped_column(String(32), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    crashes: Mapped[int] = mapped_column(default=0)
    faults: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None] = mapped_column(String(255))
    token: Mapped[int] = mapped_column(BigInteger, default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcTime)
    heartbeat_at: Mapped[datetime | None] = mapped_column(UtcTime)
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    touched: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None] = mapped_column(String(64))
    details: Mapped[dict[str, Any]] = mapped_column(Structure, default=dict)
    warnings: Mapped[list[Any]] = mapped_column(Structure, default=list)
    pages: Mapped[int] = mapped_column(default=0)
    events: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    queued_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    started_at: Mapped[datetime | None] = mapped_column(UtcTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)


class JobEvent(Record):
    """One step of a job, for those who follow it: `seq` counts from 1 within the job. Old steps are dropped."""

    __tablename__ = "job_events"

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    state: Mapped[str] = mapped_column(String(32))
    stage: Mapped[str] = mapped_column(String(32))
    done: Mapped[int]
    total: Mapped[int]
    reason: Mapped[str | None] = mapped_column(String(64))
