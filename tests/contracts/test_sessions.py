"""Sessions and attempts to sign in on both kinds of records."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.chat.chat import Person
from bot.records.people import People
from bot.records.sessions import NewSession, Sessions
from bot.records.sign_in_attempts import SignInAttempts
from pipelines.records.database import Database
from pipelines.records.people_tables import SignIn, SignInAttempt

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
AFTER = timedelta(minutes=15)


@pytest.fixture
def sessions(database: Database) -> Sessions:
    return Sessions(database, timedelta(minutes=5))


@pytest.fixture
def new(database: Database) -> NewSession:
    account = People(database).ensure(Person("sso", "https://issuer.example", "ana"), "test", "issuer")
    return NewSession(account, "https://issuer.example", "ana", "at-issuer", "{}", timedelta(hours=1), timedelta(0))


def test_a_session_is_found_by_its_secret_alone_until_it_ends(sessions: Sessions, new: NewSession) -> None:
    secret = sessions.open(new, "test")
    found = sessions.find(secret)
    assert found is not None and found.account_id == new.account_id
    assert sessions.find(found.id) is None
    assert sessions.end(found.id, "test", "revoked")
    assert not sessions.end(found.id, "test", "revoked")
    assert (sessions.find(secret), sessions.get(found.id), sessions.tokens(found.id)) == (None, None, "")


@pytest.mark.parametrize("column", ["seen_at", "expires_at"])
def test_a_session_that_is_old_or_unused_is_over(
    sessions: Sessions, new: NewSession, database: Database, column: str
) -> None:
    secret = sessions.open(new, "test")
    with database.session() as session:
        session.execute(update(SignIn).values({column: LONG_AGO}))
    assert (sessions.find(secret), list(sessions.listed())) == (None, [])


def test_who_is_shut_out_has_no_session(sessions: Sessions, new: NewSession, database: Database) -> None:
    secret = sessions.open(new, "test")
    People(database).disable(new.account_id, True, "test")
    assert sessions.find(secret) is None


def test_one_process_alone_asks_the_issuer_again(sessions: Sessions, new: NewSession) -> None:
    found = sessions.find(sessions.open(new, "test"))
    assert found is not None and found.refresh_is_due
    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lambda _: sessions.take_refresh(found.id, AFTER), range(8)))
    assert (taken.count("{}"), taken.count(None)) == (1, 7)
    sessions.end(found.id, "test", "revoked")
    sessions.refreshed(found.id, "new", AFTER)
    assert sessions.tokens(found.id) == ""


def test_an_issuer_ends_its_own_sessions_by_session_or_by_subject(sessions: Sessions, new: NewSession) -> None:
    sessions.open(new, "test")
    sessions.open(replace(new, provider_session="other"), "test")
    assert sessions.end_at_issuer("https://other.example", "at-issuer", "", "test") == 0
    assert sessions.end_at_issuer(new.issuer, "", "", "test") == 0
    assert sessions.end_at_issuer(new.issuer, "at-issuer", "bob", "test") == 0
    assert sessions.end_at_issuer(new.issuer, "at-issuer", "", "test") == 1
    assert sessions.end_at_issuer(new.issuer, "", "ana", "test") == 1


def test_ended_sessions_and_old_attempts_are_dropped(sessions: Sessions, new: NewSession, database: Database) -> None:
    kept = sessions.find(sessions.open(new, "test"))
    gone = sessions.find(sessions.open(new, "test"))
    SignInAttempts(database).begin("browser", "/")
    assert kept is not None and gone is not None
    sessions.end(gone.id, "test", "revoked")
    with database.session() as session:
        session.execute(update(SignIn).where(SignIn.id == gone.id).values(revoked_at=LONG_AGO))
        session.execute(update(SignInAttempt).values(expires_at=LONG_AGO))
    sessions.prune()
    with database.reading() as session:
        assert session.get(SignIn, gone.id) is None
        assert session.get(SignIn, kept.id) is not None
        assert session.query(SignInAttempt).count() == 0


def test_an_attempt_is_finished_once_in_time_by_its_browser(database: Database) -> None:
    attempts = SignInAttempts(database)
    begun = attempts.begin("browser", "/somewhere")
    assert attempts.finish(begun.state, "another") is None
    assert attempts.finish("unknown", "browser") is None
    assert attempts.finish(begun.state, "browser") == begun
    assert attempts.finish(begun.state, "browser") is None
    late = attempts.begin("browser", "/")
    with database.session() as session:
        session.execute(update(SignInAttempt).values(expires_at=LONG_AGO))
    assert attempts.finish(late.state, "browser") is None


def test_of_many_that_finish_an_attempt_one_does(database: Database) -> None:
    attempts = SignInAttempts(database)
    begun = attempts.begin("browser", "/")
    with ThreadPoolExecutor(8) as threads:
        done = list(threads.map(lambda _: attempts.finish(begun.state, "browser"), range(8)))
    assert len([each for each in done if each is not None]) == 1
