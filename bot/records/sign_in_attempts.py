"""Who is on their way to who signs people in: what they have to bring back, kept here and not in their browser."""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import delete, func, select

from ingest.job_rows import moment
from pipelines.records.database import Database
from pipelines.records.people_tables import SignInAttempt

MINUTES = 10
"""How long somebody may take to sign in."""
MOST_PENDING = 50_000
"""Attempts that are kept at a time; further ones are refused until old ones have expired."""
_SECRET_BYTES = 32


class TooManyAttemptsError(RuntimeError):
    """More people than can be are signing in at this moment."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What travels with the person (`state`), and what doesn't."""

    state: str = field(repr=False)
    verifier: str = field(repr=False)
    nonce: str = field(repr=False)
    next: str = field(repr=False)


class SignInAttempts:
    """The attempts of all processes. Each method is one transaction; errors of the database pass through."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, browser: str, next_path: str) -> Attempt:
        """A new attempt of the browser that holds this secret; raises `TooManyAttemptsError`."""
        state, verifier, nonce = (secrets.token_urlsafe(_SECRET_BYTES) for _ in range(3))
        with self._database.session() as session:
            at = moment(session)
            session.execute(delete(SignInAttempt).where(SignInAttempt.expires_at <= at))
            if (session.scalar(select(func.count()).select_from(SignInAttempt)) or 0) >= MOST_PENDING:
                raise TooManyAttemptsError
            session.add(
                SignInAttempt(
                    id=self._state_hash(state),
                    browser=self._browser_hash(browser),
                    verifier=verifier,
                    nonce=nonce,
                    next=next_path,
                    expires_at=at + timedelta(minutes=MINUTES),
                )
            )
        return Attempt(state, verifier, nonce, next_path)

    def finish(self, state: str, browser: str) -> Attempt | None:
        """The attempt, which is used up by that; None where it is unknown, used, expired or another browser's."""
        with self._database.session() as session:
            row = session.get(SignInAttempt, self._state_hash(state), with_for_update=True)
            if row is None or not hmac.compare_digest(row.browser, self._browser_hash(browser)):
                return None
            session.delete(row)
            is_late = row.expires_at <= moment(session)
            return None if is_late else Attempt(state, row.verifier, row.nonce, row.next)

    def _state_hash(self, state: str) -> str:
        return self._database.pseudonym(f"sign-in state:{state}")

    def _browser_hash(self, browser: str) -> str:
        return self._database.pseudonym(f"sign-in browser:{browser}")
