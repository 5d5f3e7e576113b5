"""Everything that the records hold of one person, row by row, for themselves."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.records.known_as import KnownAs
from bot.records.person_rows import audit_of, inbox_items, rows_of
from pipelines.audit import audit
from pipelines.records.database import Database
from pipelines.records.tables import Document, Record

SECRET: Final = frozenset({"tokens", "hash", "email_hash", "provider_session", "bot_token"})
"""Columns that open something, and tell a person nothing."""
_INSIDE: Final = frozenset({"owner", "token", "lease_until"})
"""Columns that say which process works on a row."""


def export(database: Database, known: KnownAs, by: str) -> Iterator[dict[str, Any]]:
    """Each row as a dict: `what` it is, then its columns; texts opened, moments in ISO 8601. The audit tells of it.

    What a person alone can read is named by their files' names. Secrets are left out: hashes, tokens.
    """
    with database.session() as session:
        audit(session, by, "export", known.account_id or known.named, of="person")
    with database.reading(in_one_transaction=True) as session:
        for found in [*rows_of(known), audit_of(known)]:
            for row in session.scalars(select(found.table).where(found.where).execution_options(yield_per=500)):
                yield {"what": found.kind, **_told(row), **_document(session, row)}
        for entry in inbox_items(session, known):
            told = _told(entry) | {
                "payload": json.loads(entry.payload or "{}"),
                "notes": json.loads(entry.notes or "{}"),
            }
            yield {"what": "waiting message", **told}


def _told(row: Record) -> dict[str, Any]:
    names = [each.key for each in row.__mapper__.column_attrs if each.key not in SECRET | _INSIDE]
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _document(session: Session, row: Record) -> dict[str, str]:
    """The name of the document that a row is about, where it still has one."""
    document = session.get(Document, row.document_id) if hasattr(row, "document_id") else None
    return {"document": document.name} if document is not None and document.name else {}
