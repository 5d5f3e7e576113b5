"""Jobs for tests: files that were shared, in a database of SQLite or PostgreSQL."""

import hashlib

from ingest.job import Incoming
from ingest.library.library import document_key, version_key
from pipelines.types import DocumentType


def shared(
    name: str = "policy.md",
    content: str = "one",
    team: str = "local",
    size: int = 100,
    labels: tuple[str, ...] = ("everyone",),
    kind: DocumentType | None = None,
) -> Incoming:
    """A file of this name and these bytes, as a team shared it."""
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    document_id = document_key(team, name)
    return Incoming(document_id, version_key(document_id, sha256), name, sha256, size, labels, kind)
