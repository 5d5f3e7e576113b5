"""What the managers of channels chose."""

from dataclasses import asdict

from sqlalchemy import bindparam, select

from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import Person
from bot.chat.joined_ids import join_ids
from pipelines.audit import audit
from pipelines.records.chat_tables import ChannelChoice
from pipelines.records.database import Database

_CHOSEN = select(ChannelChoice).where(
    ChannelChoice.surface == bindparam("of_surface"),
    ChannelChoice.team == bindparam("of_team"),
    ChannelChoice.channel == bindparam("of_channel"),
)


class ChannelSettingsStore:
    """The settings of all channels. Each method is one transaction; errors of the database pass through."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, surface: str, team: str, channel: str) -> ChannelSettings:
        """The channel's settings."""
        which = {"of_surface": surface, "of_team": team, "of_channel": channel}
        with self._database.looking() as connection:
            chosen = connection.execute(_CHOSEN, which).one_or_none()
        if chosen is None:
            return ChannelSettings()
        return ChannelSettings(
            answers_to=chosen.answers_to,
            documents=chosen.documents,
            replies=chosen.replies,
            collections=tuple(map(str, chosen.collections)),
            outsiders=chosen.outsiders,
        )

    def set(self, surface: str, team: str, channel: str, settings: ChannelSettings, by: Person) -> None:
        """Changes them, and says in the audit who did."""
        chosen = asdict(settings) | {"collections": list(settings.collections)}
        with self._database.session() as session:
            session.merge(ChannelChoice(surface=surface, team=team, channel=channel, **chosen))
            actor, target = join_ids(by.surface, by.team, by.id), join_ids(surface, team, channel)
            audit(session, actor, "channel-settings", target, **chosen)
