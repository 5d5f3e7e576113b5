"""When who is in which channel, or what a channel is, last changed: read by every process, since one alone hears it."""

import secrets
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import bindparam, delete, select

from ingest.job_rows import moment
from pipelines.records.chat_tables import MembershipChange
from pipelines.records.database import Database
from pipelines.records.inserting import inserting

KEPT = timedelta(hours=1)
"""How long a change is kept. What was read before it is used for a minute at most."""
_STAMPS = select(MembershipChange.subject, MembershipChange.stamp).where(
    MembershipChange.surface == bindparam("of_surface"),
    MembershipChange.team == bindparam("of_team"),
    MembershipChange.subject.in_(bindparam("subjects", expanding=True)),
)


class MembershipChanges:
    """A stamp for each person, channel or workspace of which something changed. Each method is one transaction.

    What was read under one stamp counts no more under another. Errors of the database pass through.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, surface: str, team: str, subjects: Collection[str]) -> None:
        """Gives each of these a stamp that it never had."""
        with self._database.session() as session:
            at = moment(session)
            for subject in sorted(set(subjects)):
                new = {"stamp": secrets.token_hex(8), "changed_at": at}
                row = inserting(session, MembershipChange).values(surface=surface, team=team, subject=subject, **new)
                same = ("surface", "team", "subject")
                session.execute(row.on_conflict_do_update(index_elements=same, set_=new))

    def stamps(self, surface: str, team: str, subjects: Collection[str]) -> dict[str, str]:
        """The stamps of those of these that changed, by one indexed read."""
        which = {"of_surface": surface, "of_team": team, "subjects": sorted(subjects)}
        with self._database.looking() as connection:
            return {subject: stamp for subject, stamp in connection.execute(_STAMPS, which)}

    def prune(self) -> int:
        """Deletes changes that nobody can have read from before; how many."""
        with self._database.session() as session:
            old = MembershipChange.changed_at < moment(session) - KEPT
            return int(session.execute(delete(MembershipChange).where(old)).rowcount)  # type: ignore[attr-defined]
