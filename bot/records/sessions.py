"""The sessions of people who signed in: what they hold is a random secret, of which there is a keyed hash alone."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from ingest.job_rows import moment
from pipelines.audit import audit
from pipelines.records.database import Database
from pipelines.records.people_tables import Account, SignIn, SignInAttempt

SEEN_SECONDS = 60
"""How exactly it is kept when a session was used last."""
KEPT_DAYS = 1
"""How long an ended session is still listed."""
NEVER_IDLE = timedelta(days=7)
"""As long as a session can be left alone by any setting."""
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session. `id` names it and lets nobody in. `refresh_is_due` says that its issuer is to be asked again."""

    id: str
    account_id: str
    issuer: str
    subject: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    refresh_is_due: bool = False


@dataclass(frozen=True, slots=True)
class NewSession:
    """What a session begins with. `refresh_after` is None where its issuer can't be asked again."""

    account_id: str
    issuer: str
    subject: str
    provider_session: str
    tokens: str
    lasts: timedelta
    refresh_after: timedelta | None


class Sessions:
    """The sessions of all processes. Each method is one transaction; errors of the database pass through.

    One that nobody has used for `idle` is at its end. Ends and beginnings are told of in the audit.
    """

    def __init__(self, database: Database, idle: timedelta = NEVER_IDLE) -> None:
        self._database = database
        self._idle = idle

    def open(self, new: NewSession, by: str, replaces: str = "") -> str:
        """The secret of a new session. The one whose secret is `replaces` ends with it."""
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        with self._database.session() as session:
            at = moment(session)
            if replaces:
                _end(session, SignIn.id == self._hash(replaces), at, by, "replaced")
            row = SignIn(
                id=self._hash(secret),
                account_id=new.account_id,
                issuer=new.issuer,
                subject=new.subject,
                provider_session=new.provider_session,
                tokens=new.tokens,
                created_at=at,
                seen_at=at,
                expires_at=at + new.lasts,
                refresh_at=None if new.refresh_after is None else at + new.refresh_after,
            )
            session.add(row)
            session.execute(update(Account).where(Account.id == new.account_id).values(signed_in_at=at))
            audit(session, by, "login", new.account_id, surface="web", sign_in=row.id[:12], issuer=new.issuer)
        return secret

    def find(self, secret: str) -> SessionView | None:
        """The open session of this secret."""
        return self.get(self._hash(secret))

    def get(self, session_id: str) -> SessionView | None:
        """The open session of this id; None where it ended, or its account is disabled. It counts as used now."""
        with self._database.reading() as session:
            at = moment(session)
            row = session.scalar(select(SignIn).where(SignIn.id == session_id, *self._open(at)))
            if row is None:
                return None
            view = _view(row, at)
        if at - view.seen_at >= timedelta(seconds=SEEN_SECONDS):
            with self._database.session() as session:
                session.execute(update(SignIn).where(SignIn.id == session_id).values(seen_at=at))
        return view

    def is_open(self, session_id: str) -> bool:
        """Whether it is still open; it doesn't count as used."""
        with self._database.reading() as session:
            wanted = (SignIn.id == session_id, *self._open(moment(session)))
            return session.scalar(select(SignIn.id).where(*wanted)) is not None

    def take_refresh(self, session_id: str, after: timedelta) -> str | None:
        """The tokens of a session whose refresh is due, for one process alone; the next is due `after` this moment."""
        with self._database.session() as session:
            at = moment(session)
            due = (SignIn.id == session_id, SignIn.refresh_at <= at, SignIn.revoked_at.is_(None))
            taken = session.execute(update(SignIn).where(*due).values(refresh_at=at + after))
            if not taken.rowcount:  # type: ignore[attr-defined]
                return None
            return session.scalar(select(SignIn.tokens).where(SignIn.id == session_id))

    def refreshed(self, session_id: str, tokens: str, after: timedelta) -> None:
        """Keeps the tokens of now; the next refresh is due `after` this moment."""
        with self._database.session() as session:
            due, is_open = moment(session) + after, SignIn.revoked_at.is_(None)
            session.execute(
                update(SignIn).where(SignIn.id == session_id, is_open).values(tokens=tokens, refresh_at=due)
            )

    def tokens(self, session_id: str) -> str:
        """What its issuer gave for it, as JSON; empty where there is no such session."""
        with self._database.reading() as session:
            return session.scalar(select(SignIn.tokens).where(SignIn.id == session_id)) or ""

    def end(self, session_id: str, by: str, reason: str, account_id: str = "") -> bool:
        """Ends an open session, in every process at once; whether there was one. With `account_id`, if it is theirs."""
        which = SignIn.id == session_id
        if account_id:
            which &= SignIn.account_id == account_id
        with self._database.session() as session:
            return bool(_end(session, which, moment(session), by, reason))

    def end_all(self, account_id: str, by: str, reason: str) -> int:
        """Ends all sessions of somebody; how many there were."""
        with self._database.session() as session:
            return _end(session, SignIn.account_id == account_id, moment(session), by, reason)

    def end_at_issuer(self, issuer: str, provider_session: str, subject: str, by: str) -> int:
        """Ends what the issuer says is at its end: one session of its own, or all of a subject. How many there were."""
        if not provider_session and not subject:
            return 0
        which = SignIn.issuer == issuer
        if provider_session:
            which &= SignIn.provider_session == provider_session
        if subject:
            which &= SignIn.subject == subject
        with self._database.session() as session:
            return _end(session, which, moment(session), by, "issuer")

    def listed(self, account_id: str = "", most: int = 1000) -> Sequence[SessionView]:
        """The open sessions, of one account or of all, those used last first."""
        with self._database.reading() as session:
            at = moment(session)
            asked = select(SignIn).where(*self._open(at)).order_by(SignIn.seen_at.desc(), SignIn.id).limit(most)
            if account_id:
                asked = asked.where(SignIn.account_id == account_id)
            return [_view(row, at) for row in session.scalars(asked)]

    def note_failed(self, by: str, target: str, reason: str) -> None:
        """Tells the audit that somebody wasn't let in; `reason` is a code."""
        with self._database.session() as session:
            audit(session, by, "login-failed", target, surface="web", reason=reason)

    def prune(self) -> None:
        """Drops sessions that ended a day ago, and attempts to sign in that came to nothing."""
        with self._database.session() as session:
            at = moment(session)
            old = at - timedelta(days=KEPT_DAYS)
            session.execute(delete(SignIn).where(or_(SignIn.expires_at <= old, SignIn.revoked_at <= old)))
            session.execute(delete(SignInAttempt).where(SignInAttempt.expires_at <= at))

    def csrf_of(self, secret: str) -> str:
        """What a browser with this session has to send along with what changes something: 64 hex digits."""
        return self._database.pseudonym(f"csrf:{secret}")

    def _open(self, at: datetime) -> tuple[ColumnElement[bool], ...]:
        enabled = select(Account.id).where(Account.disabled_at.is_(None))
        return (
            SignIn.revoked_at.is_(None),
            SignIn.expires_at > at,
            SignIn.seen_at > at - self._idle,
            SignIn.account_id.in_(enabled),
        )

    def _hash(self, secret: str) -> str:
        return self._database.pseudonym(f"session:{secret}")


def _view(row: SignIn, at: datetime) -> SessionView:
    is_due = row.refresh_at is not None and row.refresh_at <= at
    return SessionView(
        row.id, row.account_id, row.issuer, row.subject, row.created_at, row.seen_at, row.expires_at, is_due
    )


def _end(session: Session, which: ColumnElement[bool], at: datetime, by: str, reason: str) -> int:
    """Ends the open ones of these, and lets go of their tokens."""
    rows = session.scalars(select(SignIn).where(which, SignIn.revoked_at.is_(None)).with_for_update()).all()
    for row in rows:
        row.revoked_at, row.tokens, row.refresh_at = at, "", None
        audit(session, by, "logout", row.account_id, surface="web", sign_in=row.id[:12], reason=reason)
    return len(rows)
