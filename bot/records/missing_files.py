"""Shared files that their chat no longer shows: since when, how many, and whether that is too many to believe."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select, update

from ingest.job_rows import moment
from pipelines.records.chat_tables import SharedInChat
from pipelines.records.database import Database

CONFIRMED = timedelta(days=1)
"""A file counts as gone when it was missing in two looks that lie at least so far apart."""
MOST = 5
MOST_SHARE = 0.05
"""More missing files of a workspace than both allow are rather a token or a channel that was lost than files."""


@dataclass(frozen=True, slots=True)
class MissingCount:
    """Of the files that were shared in a workspace, how many its chat no longer shows, and how many there are."""

    missing: int
    held: int

    @property
    def is_too_many(self) -> bool:
        """Whether nothing may be forgotten before a person has looked."""
        return self.missing > max(MOST, MOST_SHARE * self.held)


class MissingFiles:
    """What chats said of shared files. Each method is one transaction; errors of the database pass through.

    All files of a workspace are looked at within the day that it takes to confirm the first one: when it could be
    forgotten, the others that went with it are counted.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def found(self, record_id: str) -> None:
        """The chat has the file of this record."""
        missing = SharedInChat.missing_since.is_not(None)
        with self._database.session() as session:
            session.execute(
                update(SharedInChat).where(SharedInChat.id == record_id, missing).values(missing_since=None)
            )

    def note(self, record_id: str) -> bool:
        """The chat doesn't show the file of this record; whether that is confirmed by a look a day ago or earlier."""
        with self._database.session() as session:
            row = session.get(SharedInChat, record_id, with_for_update=True)
            if row is None:
                return False
            at = moment(session)
            row.missing_since = row.missing_since or at
            return row.missing_since <= at - CONFIRMED

    def counts(self, surface: str) -> dict[str, MissingCount]:
        """The counts of each workspace of a chat, by its id."""
        asked = (
            select(SharedInChat.team, func.count(SharedInChat.missing_since), func.count())
            .where(SharedInChat.surface == surface)
            .group_by(SharedInChat.team)
        )
        with self._database.reading() as session:
            return {team: MissingCount(missing, held) for team, missing, held in session.execute(asked)}

    def of_workspace(self, surface: str, team: str) -> list[tuple[str, str, str]]:
        """(team, file, channel) of each file that was shared in a workspace."""
        asked = select(SharedInChat.file_id, SharedInChat.channel).filter_by(surface=surface, team=team)
        with self._database.reading() as session:
            return [(team, file_id, channel) for file_id, channel in session.execute(asked)]

    def confirmed(self, surface: str) -> list[tuple[str, str, str]]:
        """(team, file, channel) of each file that has been missing for a day or longer."""
        with self._database.reading() as session:
            asked = select(SharedInChat.team, SharedInChat.file_id, SharedInChat.channel).where(
                SharedInChat.surface == surface, SharedInChat.missing_since <= moment(session) - CONFIRMED
            )
            return [(team, file_id, channel) for team, file_id, channel in session.execute(asked)]
