"""What the managers of channels chose."""

from dataclasses import asdict

from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import Person
from bot.chat.joined_ids import join_ids
from pipelines.audit import audit
from pipelines.records.chat_tables import ChannelChoice
from pipelines.records.database import Database


class ChannelSettingsStore:
    """The settings of all channels. Each method is one transaction; errors of the database pass through."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, surface: str, team: str, channel: str) -> ChannelSettings:
        """The channel's settings."""
        with self._database.reading() as session:
            chosen = session.get(ChannelChoice, (surface, team, channel))
        if chosen is None:
            return ChannelSettings()
        return ChannelSettings(chosen.answers_to, chosen.documents, chosen.replies)  # type: ignore[arg-type]

    def set(self, surface: str, team: str, channel: str, settings: ChannelSettings, by: Person) -> None:
        """Changes them, and says in the audit who did."""
        chosen = asdict(settings)
        with self._database.session() as session:
            session.merge(ChannelChoice(surface=surface, team=team, channel=channel, **chosen))
            actor, target = join_ids(by.surface, by.team, by.id), join_ids(surface, team, channel)
            audit(session, actor, "channel-settings", target, **chosen)
