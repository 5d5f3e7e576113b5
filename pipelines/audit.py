"""The one function that adds to the audit."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from pipelines.records.audit_chain import NewEntry, put_off

LONGEST_NAME: Final = 255
"""Characters that there are for an actor and a target."""


def audit(session: Session, actor: str, action: str, target: str, **details: Any) -> None:
    """Adds an entry within a transaction: it stands where what it tells of stands, or neither does.

    It is written when the transaction of `Database.session` is about to be committed, at the end of the chain. Details
    are texts, whole numbers, truth values, None, and lists and dicts of these; ids and codes, never words of messages
    or documents. Raises `TypeError` for anything else.
    """
    put_off(session, NewEntry(datetime.now(UTC), _name(actor), action, _name(target), _storable(details)))


def _name(text: str) -> str:
    return _text(text)[:LONGEST_NAME]


def _text(text: str) -> str:
    """What every database holds and gives back as it was."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def _storable(value: Any) -> Any:
    """The value as it comes back from the database: a number with a fraction might be spelt in another way."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return _text(value)
        case list() | tuple():
            return [_storable(each) for each in value]
        case dict():
            return {_text(name): _storable(each) for name, each in value.items()}
    raise TypeError(f"The audit holds no {type(value).__name__}.")
