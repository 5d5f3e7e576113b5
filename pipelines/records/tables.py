"""The records: what we hold and take up, who may read it, what was asked and answered, who did what. Text is here.

Texts of documents, questions and answers are sealed (`SealedText`).
"""

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
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from pipelines.records.sealed_text import SealedText


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
    """A file that was shared, through all its versions. `forgotten_at` stays as the mark that it was here.

    `around_id` is the document that it came with, as a file within it. Documents of one name on one `shelf` are
    versions of each other; `team` holds the shelf, too, and alone where the version before this one wrote the row.
    """

    __tablename__ = "documents"
    __table_args__ = (Index(None, "team"), Index(None, "shelf"), Index(None, "around_id"))

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    around_id: Mapped[str | None] = mapped_column(Id)
    team: Mapped[str] = mapped_column(String(64))
    shelf: Mapped[str | None] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(SealedText)
    title: Mapped[str] = mapped_column(SealedText)
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
    unit: Mapped[str] = mapped_column(String(16), default="page", server_default="page")
    chunks: Mapped[int] = mapped_column(default=0)
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    state: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str | None] = mapped_column(String(64))
    warnings: Mapped[list[Any]] = mapped_column(Structure, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    live_at: Mapped[datetime | None] = mapped_column(UtcTime)

    document: Mapped[Document] = relationship(back_populates="versions")


class Grant(Record):
    """Why holders of `label` may read a document: it was shared at `place`. One more place is one more grant.

    `place` is the id of the sharing, or `command line`, `granted_by` the person who shared. What a place granted goes
    when it takes that back. A file within another has the grants of the one around it.
    """

    __tablename__ = "grants"
    __table_args__ = (UniqueConstraint("document_id", "label", "place"), Index(None, "label", "document_id"))

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    label: Mapped[str] = mapped_column(String(255))
    place: Mapped[str] = mapped_column(String(255))
    granted_by: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)

    document: Mapped[Document] = relationship(back_populates="grants")


class Forgetting(Record):
    """The tombstone of a document: from `asked_at` on nobody finds it, at `finished_at` nothing was left.

    At `expunged_at` nothing of its deleted rows was left on the disk. `versions` are the ids under which something may
    be kept of it. The row goes when the document comes back.
    """

    __tablename__ = "forgettings"
    __table_args__ = (Index(None, "finished_at"),)

    document_id: Mapped[str] = mapped_column(Id, primary_key=True)
    versions: Mapped[list[Any]] = mapped_column(Structure)
    asked_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)
    expunged_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Relabelling(Record):
    """A document whose readers changed in the records at `asked_at`. The row goes when the index was told of it."""

    __tablename__ = "relabellings"
    __table_args__ = (Index(None, "asked_at"),)

    document_id: Mapped[str] = mapped_column(Id, primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(UtcTime, default=now)


class Retention(Record):
    """After how many days a team's documents are forgotten, where that isn't what the settings say."""

    __tablename__ = "retentions"

    team: Mapped[str] = mapped_column(String(64), primary_key=True)
    days: Mapped[int]


class AskedQuestion(Record):
    """A question and how it ended. `asker` is a hash, `scope` the labels of the answer's readers.

    `conversation` is what belongs together in a chat, `message` the message there that asked.
    """

    __tablename__ = "questions"
    __table_args__ = (
        Index(None, "asked_at"),
        Index(None, "reference"),
        Index(None, "conversation", "asked_at"),
        Index(None, "asker", "asked_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    asker: Mapped[str | None] = mapped_column(String(64))
    conversation: Mapped[str | None] = mapped_column(String(255))
    message: Mapped[str | None] = mapped_column(String(255))
    text: Mapped[str] = mapped_column(SealedText)
    standalone: Mapped[str] = mapped_column(SealedText, default="")
    scope: Mapped[list[Any]] = mapped_column(Structure)
    outcome: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(64), default="")
    answer: Mapped[str] = mapped_column(SealedText, default="")
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
    quote: Mapped[str] = mapped_column(SealedText)

    question: Mapped[AskedQuestion] = relationship(back_populates="citations")


class AuditEntry(Record):
    """Who did what to what. Entries are added by `pipelines.audit` alone, and never changed: triggers refuse it.

    `number` has no gaps; `hash` holds the entry to the one before it (`pipelines.records.audit_chain`). Both are empty
    where a process of the version before wrote the entry, until a sweep takes it into the chain.
    """

    __tablename__ = "audit"
    __table_args__ = (Index(None, "at"), Index(None, "target"), Index(None, "number", unique=True))

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    actor: Mapped[str] = mapped_column(String(255))
    action: Mapped[str] = mapped_column(String(64))
    target: Mapped[str] = mapped_column(String(255))
    details: Mapped[dict[str, Any]] = mapped_column(Structure, default=dict)
    number: Mapped[int | None] = mapped_column(RowNumber)
    hash: Mapped[str | None] = mapped_column(String(64))


class AuditMark(Record):
    """A place in the audit's chain by name, sealed with a key of the records; see `pipelines.records.audit_marks`."""

    __tablename__ = "audit_marks"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    number: Mapped[int] = mapped_column(RowNumber)
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime)
    seal: Mapped[str] = mapped_column(String(64))


class StoredDataKey(Record):
    """The key that seals a store's texts, itself sealed by the key ring."""

    __tablename__ = "data_keys"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
