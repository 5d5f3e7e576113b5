"""The keys that programs call the API with: of each there is a keyed hash, and what it lets do."""

import re
import secrets
import string
import zlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bot.chat.role import Role
from ingest.job_rows import moment
from pipelines.audit import audit
from pipelines.records.database import Database
from pipelines.records.people_tables import ApiKey

PREFIX: Final = "tcb_"
"""What every key begins with, so that scanners for secrets know one."""
_ALPHABET: Final = string.digits + string.ascii_letters
_RANDOM, _CHECK = 40, 6
_FORM: Final = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{_RANDOM + _CHECK}}}")
_USED_EVERY: Final = timedelta(minutes=1)
MOST_LABELS: Final = 100
LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A key as the records know it. `scopes` are names; a key that is revoked or over lets nobody in."""

    id: str
    name: str = field(repr=False)
    role: Role
    scopes: frozenset[str]
    labels: frozenset[str]
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a new key is to let do; `days` after which it is over, or None for never."""

    name: str = field(repr=False)
    role: Role
    scopes: frozenset[str]
    labels: frozenset[str]
    days: int | None


class ApiKeys:
    """The keys. Each method is one transaction; errors of the database pass through."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, new: NewKey, by: str) -> tuple[str, HeldKey]:
        """A new key, which nobody can show again, and what is kept of it; `by` is who made it."""
        key = new_key()
        with self._database.session() as session:
            at = moment(session)
            row = ApiKey(
                id=secrets.token_hex(16),
                name=new.name,
                hash=self._hash(key),
                role=new.role,
                scopes=sorted(new.scopes),
                labels=sorted(new.labels),
                created_by=by,
                created_at=at,
                expires_at=at + timedelta(days=new.days) if new.days is not None else None,
            )
            session.add(row)
            told = {"made": True, "role": new.role.value, "scopes": row.scopes, "labels": row.labels, "days": new.days}
            audit(session, by, "key", row.id, **told)
            return key, _held(row)

    def find(self, key: str) -> HeldKey | None:
        """What a key lets do that somebody came with; None for one that is wrong, revoked or over.

        It is looked up by its keyed hash: how long that takes tells nothing of what other keys are. Notes that it was
        used, once a minute.
        """
        if not has_form(key):
            return None
        with self._database.reading() as session:
            row = session.scalar(select(ApiKey).where(ApiKey.hash == self._hash(key)))
            at = moment(session)
            if row is None or not _is_good(row, at):
                return None
            held, is_noted = _held(row), row.used_at is not None and row.used_at > at - _USED_EVERY
        if not is_noted:
            with self._database.session() as session:
                _note_used(session, held.id)
        return held

    def get(self, key_id: str) -> HeldKey | None:
        """The key of this id, as long as it lets somebody in."""
        with self._database.reading() as session:
            row = session.get(ApiKey, key_id)
            return _held(row) if row is not None and _is_good(row, moment(session)) else None

    def all(self, most: int = 1000) -> list[HeldKey]:
        """The keys, newest first; those that are over or revoked, too."""
        with self._database.reading() as session:
            asked = select(ApiKey).order_by(ApiKey.created_at.desc(), ApiKey.id).limit(most)
            return [_held(row) for row in session.scalars(asked)]

    def revoke(self, key_id: str, by: str) -> bool:
        """Lets nobody in by this key from now on, in any process; False where there is no such key that does."""
        with self._database.session() as session:
            row = session.get(ApiKey, key_id, with_for_update=True)
            if row is None or row.revoked_at is not None:
                return False
            row.revoked_at = moment(session)
            audit(session, by, "key", key_id, made=False)
            return True

    def _hash(self, key: str) -> str:
        return self._database.pseudonym(f"api-key:{key}")


def new_key() -> str:
    """A key that nobody has: 238 random bits and their checksum, by which a typing error shows."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
    return PREFIX + drawn + _checksum(drawn)


def has_form(text: str) -> bool:
    """Whether a text can be a key at all."""
    return _FORM.fullmatch(text) is not None and text.endswith(_checksum(text[len(PREFIX) : -_CHECK]))


def problem_with(name: str, labels: Collection[str]) -> str:
    """Why there can't be a key of this name and these labels; empty where there can."""
    if not name.strip() or len(name) > LONGEST_NAME:
        return f"A key's name has 1 to {LONGEST_NAME} characters."
    if not labels or len(labels) > MOST_LABELS:
        return f"A key has 1 to {MOST_LABELS} labels."
    if any(not each.strip() or len(each) > 255 or "\0" in each for each in labels):
        return "A label has 1 to 255 characters."
    return ""


def _checksum(drawn: str) -> str:
    number, signs = zlib.crc32(drawn.encode()), ""
    for _ in range(_CHECK):
        number, rest = divmod(number, len(_ALPHABET))
        signs = _ALPHABET[rest] + signs
    return signs


def _is_good(row: ApiKey, at: datetime) -> bool:
    return row.revoked_at is None and (row.expires_at is None or row.expires_at > at)


def _note_used(session: Session, key_id: str) -> None:
    at = moment(session)
    is_due = or_(ApiKey.used_at.is_(None), ApiKey.used_at <= at - _USED_EVERY)
    session.execute(update(ApiKey).where(ApiKey.id == key_id, is_due).values(used_at=at))


def _held(row: ApiKey) -> HeldKey:
    return HeldKey(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        scopes=frozenset(row.scopes),
        labels=frozenset(row.labels),
        created_by=row.created_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
    )
