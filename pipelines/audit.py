"""The one function that adds to the audit."""

from typing import Any

from sqlalchemy.orm import Session

from pipelines.records.tables import AuditEntry


def audit(session: Session, actor: str, action: str, target: str, **details: Any) -> None:
    """Adds an entry within a transaction: it stands where what it tells of stands, or neither does."""
    session.add(AuditEntry(actor=actor, action=action, target=target, details=details))
