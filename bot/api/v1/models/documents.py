"""Documents, who reads them, and their end, over HTTP."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from bot.api.v1.models.plain_text import PlainText
from bot.service.files.managed_documents import TakenBack
from ingest.library.granted import GivenGrant
from ingest.library.held_documents import HeldDocument
from pipelines.types import DocumentType, Unit


class DocumentOut(BaseModel):
    """A document that answers questions."""

    id: str
    name: str = Field(description="The file's name.")
    title: str
    type: DocumentType
    pages: int
    unit: Unit = Field(description="What its pages are.")
    bytes: int
    sha256: str
    readable_by: list[str] = Field(description="Those of its readers' labels that the caller holds, too.")
    ready_since: datetime
    within: str | None = Field(description="The document that it came with, as a file within it.")
    warnings: list[str] = Field(description="Codes of what couldn't be read as it should.")

    @classmethod
    def of(cls, held: HeldDocument) -> Self:
        """One document."""
        return cls(
            id=held.document_id,
            name=held.name,
            title=held.title,
            type=held.type,
            pages=held.pages,
            unit=held.unit,
            bytes=held.bytes,
            sha256=held.sha256,
            readable_by=list(held.labels),
            ready_since=held.live_at,
            within=held.around_id,
            warnings=[code for code, _ in held.warnings],
        )


class Documents(BaseModel):
    """Documents by name; `next` is the cursor of those that follow, where there are more."""

    documents: list[DocumentOut]
    next: str | None = Field(None, description="Send it as `after`.")


class GrantIn(BaseModel):
    """Who is to read a document as well."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"label": "everyone"}]})

    label: PlainText = Field(
        min_length=1,
        max_length=255,
        pattern=r"\S",
        description="everyone, everyone:COLLECTION, group:NAME, slack:TEAM, slack:TEAM:CHANNEL, …",
    )


class GrantOut(BaseModel):
    """Why a document may be read."""

    label: str = Field(description="Who holds it may read the document.")
    place: str = Field(description="The sharing that granted it; `api` and `command line` stand for these.")
    by: str
    at: datetime

    @classmethod
    def of(cls, grant: GivenGrant) -> Self:
        """One grant."""
        return cls(label=grant.label, place=grant.place, by=grant.by, at=grant.at)


class Grants(BaseModel):
    """All grants that the caller may know of, oldest first."""

    grants: list[GrantOut]


class Ended(BaseModel):
    """What became of a document."""

    forgotten: bool = Field(description="Nobody can read it any more. Otherwise others still can.")
    left: dict[str, int] = Field(
        description="What is left of it after a look at every place, by place; `disk` is what deleted rows leave until "
        "they are overwritten. Empty is the proof that nothing is left."
    )

    @classmethod
    def of(cls, ended: TakenBack) -> Self:
        """How it ended."""
        return cls(forgotten=ended.is_forgotten, left=ended.left)
