"""Which messages of ours stand where: for chats that can't be asked for them. Ids alone, no words."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import delete, select

from ingest.job_rows import moment, moment_in
from pipelines.records.chat_tables import ShownMessage
from pipelines.records.database import Database
from pipelines.records.inserting import inserting

KEPT = timedelta(days=365)
"""How long it is remembered where a message stands."""


class ShownMessages:
    """The messages of one chat, by its name. Each method is one transaction; errors of the database pass through."""

    def __init__(self, database: Database, surface: str) -> None:
        self._database = database
        self._surface = surface

    def note(self, team: str, channel: str, key: str, part: int, message: str) -> None:
        """Remembers a message as `part` of what was shown for `key`, an inbox item's; safe to repeat."""
        with self._database.one_statement() as session:
            same = {"surface": self._surface, "team": team, "channel": channel, "message": message}
            new = {"key": key, "part": part, "shown_at": moment_in(session)}
            added = inserting(session, ShownMessage).values(**same, **new)
            session.execute(added.on_conflict_do_update(index_elements=list(same), set_=new))

    def of(self, team: str, channel: str, key: str) -> dict[int, list[str]]:
        """The ids of what stands in a channel for a key, by part, oldest first."""
        asked = (
            select(ShownMessage.part, ShownMessage.message)
            .filter_by(surface=self._surface, team=team, channel=channel, key=key)
            .order_by(ShownMessage.part, ShownMessage.shown_at, ShownMessage.message)
        )
        found: dict[int, list[str]] = {}
        with self._database.reading() as session:
            for part, message in session.execute(asked):
                found.setdefault(part, []).append(message)
        return found

    def key_of(self, team: str, channel: str, message: str) -> str:
        """The key that a message was shown for; empty where that isn't known."""
        with self._database.reading() as session:
            row = session.get(ShownMessage, (self._surface, team, channel, message))
            return row.key if row is not None else ""

    def remove(self, team: str, channel: str, messages: Collection[str]) -> None:
        """Forgets messages that are gone."""
        with self._database.session() as session:
            gone = delete(ShownMessage).filter_by(surface=self._surface, team=team, channel=channel)
            session.execute(gone.where(ShownMessage.message.in_(messages)))

    def prune(self) -> int:
        """Forgets those of all chats that were shown a year ago; how many."""
        with self._database.session() as session:
            gone = delete(ShownMessage).where(ShownMessage.shown_at < moment(session) - KEPT)
            return int(session.execute(gone).rowcount)  # type: ignore[attr-defined]
