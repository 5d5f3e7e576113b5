"""Where conversations can be reached later: an answer to nothing needs an address that only earlier news brought."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, select

from ingest.job_rows import moment
from pipelines.records.chat_tables import KnownConversation
from pipelines.records.database import Database
from pipelines.records.inserting import inserting

KEPT = timedelta(days=365)
"""How long a conversation is remembered of which nothing was heard."""
NOTED = timedelta(days=1)
"""How often it is written down at most that something was heard of a conversation whose address stayed."""
_KNOWN = select(KnownConversation).where(
    KnownConversation.surface == bindparam("of_surface"),
    KnownConversation.team == bindparam("of_team"),
    KnownConversation.channel == bindparam("of_channel"),
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation of a chat. `person` is with whom the bot is alone in it, empty elsewhere.

    `address` is what the chat needs to write there, as JSON can hold it.
    """

    surface: str
    team: str
    channel: str
    person: str = ""
    address: Mapping[str, Any] = field(default_factory=dict, repr=False)


class Conversations:
    """The conversations of all chats; addresses are sealed. Each method is one transaction.

    Errors of the database pass through.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def remember(self, conversation: Conversation) -> None:
        """Adds the conversation, or replaces what was known of it; costs one look where nothing is new."""
        key = (conversation.surface, conversation.team, conversation.channel)
        with self._database.reading() as session:
            row = session.get(KnownConversation, key)
            if row is not None and _read(row) == conversation and row.seen_at > moment(session) - NOTED:
                return
        with self._database.session() as session:
            address = json.dumps(dict(conversation.address), ensure_ascii=False)
            new = {"person": conversation.person, "address": address, "seen_at": moment(session)}
            same = dict(zip(("surface", "team", "channel"), key, strict=True))
            added = inserting(session, KnownConversation).values(**same, **new)
            session.execute(added.on_conflict_do_update(index_elements=list(same), set_=new))

    def get(self, surface: str, team: str, channel: str) -> Conversation | None:
        """The conversation; None where nothing is known of it."""
        which = {"of_surface": surface, "of_team": team, "of_channel": channel}
        with self._database.looking() as connection:
            row = connection.execute(_KNOWN, which).one_or_none()
            return _read(row) if row is not None else None

    def direct(self, surface: str, team: str, person: str) -> Conversation | None:
        """The conversation in which the bot is alone with a person, the newest of several; None where none is known."""
        asked = (
            select(KnownConversation)
            .filter_by(surface=surface, team=team, person=person)
            .where(KnownConversation.person != "")
            .order_by(KnownConversation.seen_at.desc(), KnownConversation.channel)
            .limit(1)
        )
        with self._database.reading() as session:
            row = session.scalar(asked)
            return _read(row) if row is not None else None

    def of_team(self, surface: str, team: str, most: int | None = None) -> list[Conversation]:
        """The conversations of a workspace, `most` of them, those first of which something was heard last."""
        asked = select(KnownConversation).filter_by(surface=surface, team=team)
        newest = asked.order_by(KnownConversation.seen_at.desc(), KnownConversation.channel).limit(most)
        with self._database.reading() as session:
            return [_read(row) for row in session.scalars(newest)]

    def remove(self, surface: str, team: str, channel: str = "") -> int:
        """Forgets a conversation that is gone, or without a `channel` all of a workspace; how many."""
        only = {"channel": channel} if channel else {}
        with self._database.session() as session:
            gone = delete(KnownConversation).filter_by(surface=surface, team=team, **only)
            return int(session.execute(gone).rowcount)  # type: ignore[attr-defined]

    def prune(self) -> int:
        """Forgets those of which nothing was heard for a year; how many."""
        with self._database.session() as session:
            old = KnownConversation.seen_at < moment(session) - KEPT
            return int(session.execute(delete(KnownConversation).where(old)).rowcount)  # type: ignore[attr-defined]


def _read(row: "KnownConversation | Row[Any]") -> Conversation:
    return Conversation(row.surface, row.team, row.channel, row.person, json.loads(row.address))
